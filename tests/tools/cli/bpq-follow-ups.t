# SPDX-License-Identifier: LGPL-2.1-only
# bpq follow-ups: later upstream commits that change what the picks added.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
. tests/tools/toys/branches.sh
new_plan
sed -i '1s/.*/# base RELEASE-4.9.4 stable-4.9/' "$R/series-4.9/series"

# function_ NAME FILE: append a function
function_() {
    printf 'int %s(void)\n{\n    call_the_first_%s();\n\n    call_the_last_%s();\n}\n' \
        "$1" "$1" "$1" >>"$X/tools/libxl/$2"
}
function_ old a.c
commit 'tools: before all'
function_ new a.c
commit 'tools: new function

It calls two more.'
new=$id
function_ more b.c
commit 'tools: more'
more=$id
function_ other b.c
commit 'tools: not picked'
other=$id
patch_line new.patch $new
patch_line more.patch $more

# listed: print the unexplained commits, one a line: subject, and how it is related
listed() {
    "$BPQ" follow-ups 4.9 --root "$R" --xen "$X" "$@" 2>/dev/null |
        sed -e 's/^[0-9a-f]\{40\} 2017-07-14 /@/' -e 's/^    /|/' |
        tr -d '\n' | tr '@' '\n' | sed 1d
    echo
}
# next MESSAGE SCRIPT FILE: edit and commit
next() {
    sed -i "$2" "$X/tools/libxl/$3"
    commit "$1"
}
bpq follow-ups 4.9
is 'none yet: status' "$rc" 0
is 'none yet: the message' "$out" \
    "series-4.9: nothing unexplained: of 0 later commits 0 are in the queue, 0 in the bases, 0 ignored for a reason"

# --- commits that are not follow-ups ---
next 'other lines' 's/call_the_first_old/call_the_first_OLD/; s/call_the_first_other/call_the_first_OTHER/' a.c
next 'other lines' 's/call_the_first_other/call_the_first_OTHER/' b.c
next 'indented' 's/^    call_the_first_new/        call_the_first_new/' a.c
sed -n '/^int new/,/^}/p' "$X/tools/libxl/a.c" >"$X/tools/libxl/c.c"
sed -i '/^int new/,/^}/d' "$X/tools/libxl/a.c"
commit 'moved to another file'
git_x mv tools/libxl/b.c tools/libxl/d.c
commit 'renamed'
sed -i 's/^{$/{ \/\//' "$X/tools/libxl/c.c" && sed -i 's/^}$/} \/* *\//' "$X/tools/libxl/c.c"
commit "braces only; no id of 40 digits: ${new%????????????????????????????????????}"
next "about $other" '1i about' d.c
is 'commits that do not concern a pick are not listed' "$(listed)" ''

# --- commits that are follow-ups ---
next 'adds inside' 's/^ *call_the_first_new();/&\n    between();/' c.c
next 'changes a line' 's/call_the_first_new()/call_the_first_new(1)/' c.c
changes=$id
next 'removes a line' '/call_the_last_new/d' c.c
next 'both' 's/call_the_first_more()/call_the_first_more(1)/; s/call_the_last_more()/call_the_last_more(1)/' d.c
bpq follow-ups 4.9
is 'lines: status' "$rc" 1
like 'lines: the count' "$out" 'series-4.9/series: 4 commits are neither in the queue nor in all bases: .*# ignore ID REASON$'
is 'commits that change the lines of a pick are listed' "$(listed | sort)" 'adds inside|touches new.patch, 1 addition inside
both|touches more.patch, 2 lines changed
changes a line|touches new.patch, 1 line changed
removes a line|touches new.patch, 1 line changed'

first=$(git_x rev-parse HEAD)
next "a fix

Fixes: $(echo $new | cut -c1-12) (\"tools: new function\")" '1i x' d.c
fix=$id
next "speaks of it

In commit $more we did." '1i x' d.c
next "does not speak of it

In commit $(echo $more | cut -c1-6), x$(echo $more | cut -c1-12) and $(echo $more | tr 0-9a-f a-f0-9)." '1i x' d.c
next "Revert \"tools: new function\"" '1i x' d.c
next "takes it back

This reverts commit $more." '1i x' d.c
is 'commits whose message names a pick are listed' "$(listed --until master | grep -v 'lines\? changed\|inside' | sort)" \
    'Revert "tools: new function"|reverts new.patch
a fix|fixes new.patch
speaks of it|names more.patch
takes it back|reverts more.patch'
like '--until a commit before the picks' "$(listed --until RELEASE-4.9.4)" '^$'
git_x tag until $first
is '--until a tag' "$(listed --until until | wc -l)" 4

# --- commits that are explained ---
patch_line changes.patch $changes
is 'a commit that is picked is not listed' "$(listed | grep -c 'changes a line')" 0
git_x checkout -q stable-4.9
echo 'fixed here' >"$X/tools/fixed"
commit "a fix, here

master commit: $fix"
git_x checkout -q master
like 'a commit that only one base has is listed' "$(listed)" '^a fix\|fixes new.patch\|not in RELEASE-4.9.4$'
sed -i '/^new.patch/a #+ from stable-4.9' "$R/series-4.9/series"
is 'a commit that all bases of the pick have is not listed' "$(listed | grep -c '^a fix')" 0
sed -i '/^#+ from stable-4.9/d' "$R/series-4.9/series"
ignore() { # ID REASON
    sed -i "/^# group tools/i # ignore $1 $2" "$R/series-4.9/series"
}
all=$("$BPQ" follow-ups 4.9 --root "$R" --xen "$X" 2>/dev/null | sed -n 's/^\([0-9a-f]\{40\}\) .*/\1/p')
for u in $all; do ignore "$u" 'not needed here'; done
bpq follow-ups 4.9
is 'ignored: status' "$rc" 0
is 'ignored: the count' "$out" "series-4.9: nothing unexplained: of 8 later commits 1 are in the queue, 0 in the bases, 7 ignored for a reason"
like '--all shows them' "$(listed --all)" '^a fix\|fixes new.patch\|not in RELEASE-4.9.4\|ignored: not needed here$'
mkdir "$R/series-4.9/local"
echo "mine.patch # pick $fix" >"$R/series-4.9/local/series"
bpq follow-ups 4.9
is 'a user may take one that is ignored: status' "$rc" 0
like 'a user may take one that is ignored' "$out" ' 6 ignored for a reason$'
rm -r "$R/series-4.9/local"
ignore "$other" 'it is nothing of the kind'
bpq follow-ups 4.9
is 'an unnecessary line: status' "$rc" 1
like 'an unnecessary line: the message' "$out" "series-4.9/series:[0-9]+: $other need not be ignored:"
sed -i "/# ignore $other/d" "$R/series-4.9/series"
bpq follow-ups 4.9 --until until
is 'a line for a later commit than --until is accepted: status' "$rc" 0
bpq follow-ups 4.9 --until nowhere
refused '--until with an unknown name' 2 'nowhere'

# --- faulty lines ---
ignore "$other" 'once'
ignore "$other" 'twice'
bpq follow-ups 4.9
refused 'a commit that is ignored twice' 2 'series:[0-9]+: .* is already ignored by series-4.9/series:[0-9]+'
sed -i "/# ignore $other/d" "$R/series-4.9/series"
ignore "$new" 'but picked'
bpq follow-ups 4.9
refused 'a commit that is ignored and picked' 2 'series:[0-9]+: .* is picked by series-4.9/series:[0-9]+: remove one of them$'
sed -i "/# ignore $new/d" "$R/series-4.9/series"
ignore "$other" ''
bpq follow-ups 4.9
refused 'no reason' 2 'series:[0-9]+: "ignore" takes a full commit id and a reason'
sed -i "/# ignore $other/d" "$R/series-4.9/series"

# --- the area ---
area() { printf '%s\n' "$@" >"$R/compat/area"; }
bpq follow-ups 4.9 --area
refused 'no area' 2 'series-4.9/series: has no line "# area FILE"'
bpq follow-ups 4.9
before=$out
mkdir -p "$R/compat" "$X/tools/libacpi" "$X/tools/misc" "$X/tools/libs"
sed -i '1a # area compat/area' "$R/series-4.9/series"
area '# what is searched' 'path tools/misc' 'whole tools/libacpi' 'words pvh|lite'
echo 'PVH' >"$X/docs/elsewhere"
commit 'PVH, but in no path of the area'
echo 'a' >"$X/tools/misc/a"
commit 'no word of it'
echo 'b' >"$X/tools/misc/b"
commit 'a subject

Here a PvH guest is spoken of.'
says=$id
echo 'for HVMlite, too' >>"$X/tools/misc/a"
commit 'a line has it'
line=$id
sed -i '$d' "$X/tools/misc/a"
echo '    for HVMlite, too' >"$X/tools/misc/c"
commit 'moved and indented only'
echo 'table' >"$X/tools/libacpi/t"
commit 'all of a folder'
whole=$id
echo 'if pvh' >>"$X/tools/libxl/d.c"
commit 'in a file that a pick changes'
file=$id
git_x mv tools/libxl/d.c tools/libs/d.c
commit 'renamed'
echo 'else if pvh' >>"$X/tools/libs/d.c"
commit 'by its later name'
later=$id
echo 'lite' >>"$X/tools/libxl/e.c"
commit 'in another file'
bpq follow-ups 4.9
is 'without --area: status' "$rc" 0
is 'without --area no commit of it is listed or counted' "$out" "$before"
is 'commits of the area are listed' "$(listed --area)" 'a subject|area: "PvH" in the message, in tools/misc/b
a line has it|area: "lite" in tools/misc/a
all of a folder|area: tools/libacpi/t
in a file that a pick changes|area: "pvh" in tools/libxl/d.c
by its later name|area: "pvh" in tools/libs/d.c'
bpq follow-ups 4.9 --area
is 'area: status' "$rc" 1
like 'area: the count' "$out" 'series-4.9/series: 5 commits are neither'
sed -i '/^# group tools/i # ignore '"$later"' in the plan' "$R/series-4.9/series"
area 'path tools/misc' 'whole tools/libacpi' 'words pvh' 'words lite' \
    "ignore $says nobody sees it" "ignore $whole another table" \
    "on 4.9 ignore $line seen in 4.8 only"
is 'the plan and the area explain commits, for all branches or this one' "$(listed --area)" \
    'in a file that a pick changes|area: "pvh" in tools/libxl/d.c'
bpq follow-ups 4.9
is 'without --area, explanations of the area are accepted: status' "$rc" 0
is 'without --area, explanations of the area are accepted' "$out" "$before"
patch_line file.patch $file
bpq follow-ups 4.9 --area
is 'explained and picked: status' "$rc" 0
like 'explained and picked: the count' "$out" 'of 13 later commits 2 are in the queue, 0 in the bases, 11 ignored for a reason$'
like 'explained: --all shows them' "$(listed --area --all)" '^all of a folder\|area: tools/libacpi/t\|ignored: another table$'
git_x checkout -q stable-4.9
echo b >"$X/tools/misc"
commit "a subject, here

(cherry picked from commit $says)"
git_x checkout -q master
like 'a commit of the area that one base has' "$(listed --area --all)" '^a subject\|area: .*\|not in RELEASE-4.9.4\|ignored: nobody sees it$'

# --- a pick from a published branch, which does not name its upstream commit ---
git_x checkout -q -b published RELEASE-4.9.0
function_ twin t.c
commit 'tools: a twin'
twin=$id
git_x checkout -q master
function_ twin t.c
echo 'here it is a little more' >>"$X/tools/libxl/t.c"
commit 'tools: a twin'
upstreams=$id
next 'changes what the twin added' 's/call_the_first_twin()/call_the_first_twin(1)/' t.c
next "speaks of it

Fixes: $(echo $upstreams | cut -c1-12)" '1i y' t.c
patch_line twin.patch $twin
is 'follow-ups of its upstream commit are listed' "$(listed | grep twin | sort)" 'changes what the twin added|touches twin.patch, 1 line changed
speaks of it|fixes twin.patch'
for u in $("$BPQ" follow-ups 4.9 --root "$R" --xen "$X" 2>/dev/null | sed -n 's/^\([0-9a-f]\{40\}\) .*/\1/p'); do
    ignore "$u" 'not needed here'
done

# --- faulty files of the area ---
mkdir -p "$R/series-4.8"
cp "$R/series-4.9/series" "$R/series-4.8/series"
area 'path tools/misc' 'words pvh|lite' "on 4.8 ignore $says only there" "on 4.9,4.8 ignore $line here, too" \
    "ignore $other it is nothing of the kind"
bpq follow-ups 4.9
is 'an unnecessary line of the area: status' "$rc" 1
like 'an unnecessary line of the area: the message' "$out" "^bpq: compat/area:5: $other need not be ignored: .*, or say for which branches it is$"
area_refused() { # NAME ERE LINE...
    area_name=$1 area_ere=$2
    shift 2
    area "$@"
    bpq follow-ups 4.9
    refused "$area_name" 2 "compat/area:$area_ere"
}
area_refused 'picked, too' "2: $file is picked by series-4.9/series:[0-9]+: remove one of them, or say for which branches it is ignored" \
    'words pvh' "ignore $file but picked"
area "ignore $later again"
bpq follow-ups 4.9
refused 'in the plan, too' 2 "series-4.9/series:[0-9]+: $later is already ignored by compat/area:1"
area_refused 'no reason' '1: "ignore" takes a full commit id' "on 4.9 ignore $other"
area_refused 'no such branch' '1: there is no branch 4.7' "on 4.7 ignore $other x"
area_refused 'on alone' '1: "on" is only allowed before "ignore"' 'on 4.9 path tools'
area_refused 'no path' '1: the path ../x ' 'path ../x'
area_refused 'no arguments' '1: "path" has no value in its line' path
area_refused 'unknown' '1: unknown word "paths"; known are' 'paths tools'
area_refused 'twice' '2: the path tools is named twice' 'path tools' 'whole tools'
area_refused 'no ERE' '1: ' 'words ('
area_refused 'path without words' ' "path" needs "words" to search for' 'path tools'
sed -i 's/^# area .*/# area compat\/none/' "$R/series-4.9/series"
bpq follow-ups 4.9
refused 'no such file' 2 'series-4.9/series:2: .*compat/none: cannot be opened'
sed -i 's/^# area .*/# area a b/' "$R/series-4.9/series"
bpq follow-ups 4.9
refused 'two files' 2 'series-4.9/series:2: "# area" takes one FILE'
ln -s area "$R/compat/link"
sed -i 's/^# area .*/# area compat\/link/' "$R/series-4.9/series"
bpq follow-ups 4.9
refused 'a link' 2 'series-4.9/series:2: compat/link.*link'
sed -i 's/^# area .*/# area compat\/area\n&/' "$R/series-4.9/series"
area 'words x'
bpq follow-ups 4.9
refused 'a second one' 2 'series-4.9/series:3: there is already a "# area"'
done_testing
