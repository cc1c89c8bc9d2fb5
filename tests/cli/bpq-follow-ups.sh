# SPDX-License-Identifier: LGPL-2.1-only
# bpq follow-ups: what upstream did later to what the picks added.
. tests/cli/tap.sh
. tests/cli/xenlike.sh
clock=1500000010
commit() { # MESSAGE: each a second after the one before
    clock=$((clock + 1))
    git_x add -A -f . &&
        GIT_COMMITTER_DATE="$clock +0000" git -C "$X" commit -q -m "$1" &&
        id=$(git_x rev-parse HEAD)
}
new_plan
sed -i '1s/.*/# base RELEASE-4.9.4 stable-4.9/' "$R/series-4.9/series"

# function NAME FILE: a function of its own
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

# listed: what is unexplained, one line each: subject, and how it is related
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
is 'none yet: says so' "$out" \
    "series-4.9: nothing unexplained: of 0 later commits 0 are in the queue, 0 in the bases, 0 ignored for a reason"

# --- what is none ---
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
is 'nothing that concerns a pick' "$(listed)" ''

# --- what is one ---
next 'adds inside' 's/^ *call_the_first_new();/&\n    between();/' c.c
next 'changes a line' 's/call_the_first_new()/call_the_first_new(1)/' c.c
changes=$id
next 'removes a line' '/call_the_last_new/d' c.c
next 'both' 's/call_the_first_more()/call_the_first_more(1)/; s/call_the_last_more()/call_the_last_more(1)/' d.c
bpq follow-ups 4.9
is 'lines: status' "$rc" 1
like 'lines: how many' "$out" 'series-4.9/series: 4 commits are neither in the queue nor in all bases: .*# ignore ID REASON$'
is 'lines' "$(listed | sort)" 'adds inside|touches new.patch, 1 addition inside
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
is 'words' "$(listed --until master | grep -v 'lines\? changed\|inside' | sort)" \
    'Revert "tools: new function"|reverts new.patch
a fix|fixes new.patch
speaks of it|names more.patch
takes it back|reverts more.patch'
like '--until' "$(listed --until RELEASE-4.9.4)" '^$'
git_x tag until $first
is '--until a tag' "$(listed --until until | wc -l)" 4

# --- what is explained ---
patch_line changes.patch $changes
is 'picked' "$(listed | grep -c 'changes a line')" 0
git_x checkout -q stable-4.9
echo 'fixed here' >"$X/tools/fixed"
commit "a fix, here

master commit: $fix"
git_x checkout -q master
like 'in one base' "$(listed)" '^a fix\|fixes new.patch\|not in RELEASE-4.9.4$'
sed -i '/^new.patch/a #+ from stable-4.9' "$R/series-4.9/series"
is 'in all bases that it concerns' "$(listed | grep -c '^a fix')" 0
sed -i '/^#+ from stable-4.9/d' "$R/series-4.9/series"
ignore() { # ID REASON
    sed -i "/^# group tools/i # ignore $1 $2" "$R/series-4.9/series"
}
all=$("$BPQ" follow-ups 4.9 --root "$R" --xen "$X" 2>/dev/null | sed -n 's/^\([0-9a-f]\{40\}\) .*/\1/p')
for u in $all; do ignore "$u" 'not needed here'; done
bpq follow-ups 4.9
is 'ignored: status' "$rc" 0
is 'ignored: counted' "$out" "series-4.9: nothing unexplained: of 8 later commits 1 are in the queue, 0 in the bases, 7 ignored for a reason"
like '--all shows them' "$(listed --all)" '^a fix\|fixes new.patch\|not in RELEASE-4.9.4\|ignored: not needed here$'
ignore "$other" 'it is nothing of the kind'
bpq follow-ups 4.9
is 'an idle line: status' "$rc" 1
like 'an idle line' "$out" "series-4.9/series:[0-9]+: $other is no commit that"
sed -i "/# ignore $other/d" "$R/series-4.9/series"
bpq follow-ups 4.9 --until until
is 'what was not looked at is not idle: status' "$rc" 0
bpq follow-ups 4.9 --until nowhere
refused 'no such place' 2 'nowhere'

# --- the lines themselves ---
ignore "$other" 'once'
ignore "$other" 'twice'
bpq follow-ups 4.9
refused 'twice' 2 'series:[0-9]+: .* is ignored by line [0-9]+ already'
sed -i "/# ignore $other/d" "$R/series-4.9/series"
ignore "$new" 'but picked'
bpq follow-ups 4.9
refused 'picked, too' 2 'series:[0-9]+: .* is picked by line [0-9]+'
sed -i "/# ignore $new/d" "$R/series-4.9/series"
ignore "$other" ''
bpq follow-ups 4.9
refused 'no reason' 2 'series:[0-9]+: "# ignore" takes a full commit id and the reason'
done_testing
