# SPDX-License-Identifier: LGPL-2.1-only
# bpq port --plan: a change carried over as a line of a plan, wherever the queue makes
# the same tree of one.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
. tests/tools/toys/branches.sh
local=$R/series-4.9/local
# carry SOURCE...: onto the plan's queue for stable-4.9, as the user's own patches
carry() {
    rm -rf "$local"
    bpq port --onto 4.9:stable-4.9 --plan --out "$local" "$@"
}
# What the series has for each change, without its comments.
said() { sed '1,/^$/d; /^# /d' "$local/series"; }
# like_carried NAME: the queue with these lines has the tree that was carried over
like_carried() {
    carried=$(sed -n 's/^# tree //p' "$local/series")
    said=$out
    bpq series 4.9 --base stable-4.9
    is "$1: the queue takes it" "$rc" 0
    is "$1: the same tree" "$(sed -n 's/^# tree //p' "$R/series-4.9/stable-4.9/series")" "$carried"
}
# is_line NAME LINES: all that the series says, and that its tree is as carried
is_line() {
    is "$1: status" "$rc" 0
    is "$1: the line" "$(said)" "$2"
    like_carried "$1"
}
resolutions() { cat "$local"/resolutions/* | grep -v '^#'; }
key() { sed -n 's/^#+ resolve //p' "$local/series"; }

# --- what all branches have ---
at master
new xen/fault.c <<'END'
int handle_fault(struct cpu *cpu)
{
    int status = first_thing(cpu);

    if (status) {
        report(cpu);
        return status;
    }

    return 0;
}
END
new xen/call.c <<'END'
int call(int a)
{
    do_something(a, 1);
    return 0;
}
END
new xen/that.c <<'END'
int that(int b)
{
    do_that(b, 1);
    return 0;
}
END
new xen/flags.c <<'END'
int flag_one;
int flag_two;
int flag_three;
END
new xen/status.c <<'END'
int status(void)
{
    int a = get(1);

    use(a);
    put(a);
    done(a);
    return a;
}
END
new xen/block.c <<'END'
void block(int a)
{
    if (a) {
        first(a);
    }
    while (later_than(a)) {
        second(a);
    }
}
END
lines 1 30 word | new xen/words.c
lines 1 30 place | new xen/places.c
lines 1 30 other | new xen/others.c
lines 1 12 part | new xen/parts.c
echo 'int first;' | new xen/first.c
commit 'All of it'
git_x branch -f stable-4.9
git_x branch stable-4.10
edit 's/first/the_first/' xen/first.c
commit 'xen: the first'
patch_line first.patch "$id"

# --- the commit itself ---
edit 's/^word 3$/word three/' xen/words.c
commit 'xen: three'
plain=$id
carry "$plain"
is_line 'a commit that fits' "0001-xen-three.patch # pick $plain"
is 'a commit that fits: no patch file' "$(ls -A "$local")" '.bpq
series'
is 'a commit that fits: said' "$said" "$local/series: pick $plain"
at stable-4.9
edit 's/^int flag_two;/int flag_two = 2;/' xen/flags.c
commit 'The branch sets it'
at master
edit '/^int flag_three;/d' xen/flags.c
commit 'xen: a flag less'
less=$id
carry "$less"
is_line 'transplanted' "0001-xen-a-flag-less.patch # pick $less"
like 'transplanted: the rule' "$(cat "$local/series")" '^# rule: transplant: the commit itself$'
at stable-4.9
edit 's/^part 7$/& /' xen/parts.c
commit 'The branch has a blank more, which no patch-id counts'
at master
edit 's/^part 6$/&\npart six and a half/' xen/parts.c
commit 'xen: a part more'
carry "$id"
is_line 'transplanted, and the same patch' "0001-xen-a-part-more.patch # pick $id"
is 'it is not called clean, as a rule was needed' "$(sed -n 's/^Bpq-Class: //p' "$R"/series-4.9/stable-4.9/0001-*.patch)" context

# --- a backport ---
for b in 4.9 4.10; do
    at stable-$b
    edit 's/first_thing(cpu)/first_thing(cpu, 0)/' xen/fault.c
    commit 'The branch calls it otherwise'
done
at master
edit 's/int status = f/unsigned int status = f/' xen/fault.c
commit 'xen: unsigned'
unsigned=$id
at stable-4.10
edit 's/int status = f/unsigned int status = f/' xen/fault.c
commit "xen: unsigned

master commit: $unsigned"
newer=$id
carry "$unsigned"
is_line 'a backport' "0001-xen-unsigned.patch # pick $newer"
like 'a backport: the rule' "$(cat "$local/series")" "^# rule: newer: stable-4.10's backport $newer\$"
carry "$newer"
is_line 'a backport that is named' "0001-xen-unsigned.patch # pick $newer"

# --- a file under another name ---
at master
git_x mv tools/libxl/b.c tools/libxl/bb.c
commit 'Another name'
edit 's/^word 20$/word twenty/' tools/libxl/bb.c
edit 's/^word 5$/word five/' xen/words.c
commit 'tools: twenty'
twenty=$id
carry "$twenty"
is_line 'a renamed file' "0001-tools-twenty.patch # pick $twenty
#+ map tools/libxl/bb.c tools/libxl/b.c"
is 'a renamed file: said' "$said" "$local/series: pick $twenty with map, merge: git's, among other lines"
echo '# map tools/libxl/bb.c tools/libxl/b.c' >"$T/map"
sed -i "1r $T/map" "$R/series-4.9/series"
carry "$twenty"
is_line 'a file that the plan maps' "0001-tools-twenty.patch # pick $twenty"
sed -i 2d "$R/series-4.9/series"

# --- a conflict ---
at stable-4.9
edit 's/do_something(a, 1)/do_something(a, 2)/' xen/call.c
commit 'The branch passes another'
at master
edit 's/^    do_something(a, 1);/    prepare(a);\n    do_something_else(a, 1);\n    finish(a);/' xen/call.c
commit 'xen: else'
else=$id
carry "$else"
is 'not by default: status' "$rc" 1
like 'not by default: the series' "$(cat "$local/series")" "^# conflict: commit $else: xen: else\$"
carry "$else" --accept words
is_line 'a guess' "0001-xen-else.patch # pick $else
#+ resolve $(key)
#+ why rule words: the commit itself, merged word by word, which is a guess"
is 'a guess: the resolution' "$(resolutions)" 'theirs 1
|     do_something_else(a, 2);
theirs 3'
is 'a guess: what the resolution is' "$(sed -n 1p "$local/resolutions/$(key)")" \
    '# xen/call.c: rule words: the commit itself, merged word by word, which is a guess'
like 'a guess: it is in the header' "$(cat "$R/series-4.9/stable-4.9/0001-xen-else.patch")" 'which is a guess'
at stable-4.9
edit 's/do_that(b, 1)/do_that(b, 2)/' xen/that.c
commit 'The branch passes another'
at stable-4.10
edit 's/do_that(b, 1)/do_that(b, 3)/' xen/that.c
commit 'So does the newer one'
at master
edit 's/do_that(b, 1)/do_nothing(b, 1)/' xen/that.c
commit 'xen: nothing'
nothing=$id
at stable-4.10
edit 's/do_that(b, 3)/do_nothing(b, 3)/' xen/that.c
commit "xen: nothing

master commit: $nothing"
carry "$nothing"
is_line 'words that agree' "0001-xen-nothing.patch # pick $nothing
#+ resolve $(key)
#+ why rule agreed-words: stable-4.10's backport $id, merged word by word, with which the commit itself agrees"
is 'words that agree: the resolution' "$(resolutions)" '|     do_nothing(b, 2);'

# --- what git merges with doubt ---
at master
echo 'int only_mainline_has(void);' | new xen/other.h
commit 'A function'
edit 's/^    return 0;$/    return only_mainline_has();/' xen/fault.c
commit 'xen: use it'
carry "$id"
is_line 'doubt' "0001-xen-use-it.patch # pick $id
#+ why doubt: the branch may lack \"only_mainline_has\""

# --- a part of it is in the plan already ---
# part MAINLINE FILE: the plan picks the newer branch's backport of it, for this file
part() {
    backport=$(git_x log -1 --format=%H --grep "^master commit: $1" stable-4.10)
    cp "$R/series-4.9/series" "$T/series"
    patch_line part.patch "$backport" "only $2" 'why the plan needs this part'
}
whole() { cp "$T/series" "$R/series-4.9/series"; } # the plan as it was
at master
edit 's/^word 10$/word ten/' xen/words.c
edit 's/^place 10$/place ten/' xen/places.c
edit 's/^other 10$/other ten/' xen/others.c
commit 'xen: ten'
ten=$id
at stable-4.10
edit 's/^word 10$/word ten/' xen/words.c
edit 's/^place 10$/place ten/' xen/places.c
commit "xen: ten

master commit: $ten"
part "$ten" xen/words.c
carry "$ten"
is_line 'a file that the backport leaves out' "0001-xen-ten.patch # pick $ten
#+ not xen/others.c
#+ why rule newer: stable-4.10's backport $backport, as git merges it
#+ why xen/others.c is left out: nothing is changed there"
whole
carry "$ten"
is_line 'the same without the plan' "0001-xen-ten.patch # pick $backport"


for b in 4.9 4.10; do
    at stable-$b
    edit 's/get(1)/get(1, 0)/' xen/status.c
    new xen/block.c <<'END'
void block(int a)
{
    if (is_first(a)) {
        first_here(a);
    } /* first */
    while (later_here(a)) {
        second_here(a);
    } /* second */
}
END
    commit 'The branch has it otherwise'
done
at master
edit 's/int a = get/long a = get/' xen/status.c
edit 's/^word 15$/word fifteen/' xen/words.c
commit 'xen: long'
long=$id
at stable-4.10
edit 's/int a = get/long a = get/' xen/status.c
edit 's/^word 15$/word fifteen/' xen/words.c
commit "xen: long

master commit: $long"
part "$long" xen/words.c
carry "$long"
is_line 'what a backport has' "0001-xen-long.patch # pick $long
#+ resolve $(key)
#+ why rule newer: stable-4.10's backport $backport, as git merges it"
is 'what a backport has: the resolution' "$(resolutions)" '|     long a = get(1, 0);'
whole

# is_file NAME FILE [OF]: it stays a patch file
is_file() {
    is_line "$1" "$2${3:+
#+ of $3}"
    ok "$1: the file" test -f "$local/$2"
}
# --- no line gives the same ---
at master
edit 's/^word 25$/word twenty-five/' xen/words.c
edit 's/^place 25$/place twenty-five/' xen/places.c
commit 'xen: twenty-five'
twice=$id
cp "$R/series-4.9/series" "$T/series"
patch_line part.patch "$twice" 'only xen/words.c' 'why the plan needs this part'
carry "$twice"
is_file 'a pick of the plan' 0001-xen-twenty-five.patch "$twice"
whole


at stable-4.10
edit 's/done(a)/done(a, 0)/' xen/status.c
git_x add -A && git_x commit -q --amend --no-edit
part "$long" xen/words.c
carry "$long"
is_file 'lines outside of the conflict' 0001-xen-long.patch "$long"
whole

at master
edit 's/^        first(a);/&\n        check_the_limit(a);/' xen/block.c
edit 's/^word 17$/word seventeen/' xen/words.c
commit 'xen: check'
check=$id
at stable-4.10
edit 's/^        first_here(a);/&\n        check_the_limit(a);/' xen/block.c
edit 's/^word 17$/word seventeen/' xen/words.c
commit "xen: check

master commit: $check"
part "$check" xen/words.c
carry "$check"
is_line 'a line of theirs' "0001-xen-check.patch # pick $check
#+ resolve $(key)
#+ why rule newer: stable-4.10's backport $backport, as git merges it"
is 'a line of theirs: the resolution' "$(resolutions)" 'ours 1-2
theirs 3
ours 3-6'
whole
at stable-4.10
edit '/check_the_limit/d; s/^        second_here(a);/&\n        check_the_limit(a);/' xen/block.c
git_x add -A && git_x commit -q --amend --no-edit
part "$check" xen/words.c
carry "$check"
is_file 'a line of theirs in another block' 0001-xen-check.patch "$check"
whole

for n in 1 2 3; do
    at master
    echo "bool state_$n;" | new "xen/state$n.c"
    commit "xen: state $n"
    state=$id
    [ "$n" = 3 ] && break
    at stable-4.9
    echo "bool_t state_$n;" | new "xen/state$n.c"
    commit "xen: state $n

master commit: $state"
done
carry "$state"
is_file 'spelled as the branch does' 0001-xen-state-3.patch "$state"

at stable-4.9
edit 's/^other 1$/other one/' xen/others.c
commit 'The branch has another line'
at master
git_x mv xen/others.c xen/other.c
commit 'xen: another name for it'
moves=$id
carry "$moves"
is_file 'it renames a file that is different here' 0001-xen-another-name-for-it.patch "$moves"

for b in stable-4.9 master; do
    at $b
    lines 1 20 odd | new 'xen/an odd name.c'
    commit 'A name with blanks'
done
git_x mv 'xen/an odd name.c' xen/odd.c
commit 'A better name'
edit 's/^odd 9$/odd nine/' xen/odd.c
commit 'xen: nine'
carry "$id"
is_file 'a name that no clause can have' 0001-xen-nine.patch "$id"

diff -u "$X/xen/first.c" - --label a/xen/first.c --label b/xen/first.c >"$T/mine.patch" <<'END'
int the_first;
int mine;
END
carry "$T/mine.patch"
is_file 'a patch from outside' 0001-mine.patch

# --- all of them, in order ---
carry "$plain" "$state" "$unsigned" "$T/mine.patch" "$twenty" "$less" "$else" --accept words
is 'mixed: status' "$rc" 0
is 'mixed: the lines' "$(said | sed '/^$/d; s/ [0-9a-f]\{40\}.*//; /why/d')" '0001-xen-three.patch # pick
0002-xen-state-3.patch
#+ of
0003-xen-unsigned.patch # pick
0004-mine.patch
0005-tools-twenty.patch # pick
#+ map tools/libxl/bb.c tools/libxl/b.c
0006-xen-a-flag-less.patch # pick
0007-xen-else.patch # pick
#+ resolve'
is 'mixed: the files' "$(cd "$local" && ls ./*)" "./0002-xen-state-3.patch
./0004-mine.patch
./series

./resolutions:
$(key)"
like_carried 'mixed'
like 'mixed: the classes' "$(bpq series 4.9 --base stable-4.9 && echo "$out")" \
    '8 patches \(3 clean, 2 context, 1 adapted, 0 own, 2 local\)'
at stable-4.9
edit 's/^word 3$/word three/' xen/words.c
commit "xen: three

master commit: $plain"
carry "$plain" "$nothing" "$else"
is 'left out, and a conflict: status' "$rc" 1
is 'left out, and a conflict' "$(sed '1,/^$/d' "$local/series" | grep '^# [lc]' | cut -d : -f 1)" '# left out
# class
# conflict'
like_carried 'left out, and a conflict'

# --- the folder ---
carry "$else" --accept words
cp -r "$local" "$T/local"
bpq port --onto 4.9:stable-4.9 --plan --out "$local" "$else" --accept words
ok 'written again: the same' diff -r "$T/local" "$local"
bpq port --onto 4.9:stable-4.9 --plan --out "$local" "$else" --accept words --name mine --format json
is 'as JSON: the lines of the plan' "$(printf '%s\n' "$out" | jq -r '.patch, .plan[]')" "mine-0001-xen-else.patch
$(sed '1,/^$/d' "$local/series")"
like 'as JSON: with the name' "$(cat "$local/series")" "^mine-0001-xen-else\\.patch # pick $else\$"
like_carried 'as JSON, with a name'
rm -r "$local"
again() { bpq port --onto 4.9:stable-4.9 --plan --out "$T/again" "$else" --accept words "$@"; }
again
ok 'another folder: the same' diff -r "$T/local" "$T/again"
again
is 'replaced: status' "$rc" 0
ok 'its sums are right' sh -c 'cd "$0" && sha256sum -c --quiet .bpq' "$T/again"
resolution=$(ls "$T/again/resolutions")
echo '| mine' >>"$T/again/resolutions/$resolution"
again
refused 'a resolution that was changed' 2 "again/resolutions/$resolution: was changed after bpq wrote it"
again --force
ok 'with --force it is replaced' diff -r "$T/local" "$T/again"
touch "$T/again/resolutions/note"
again --force
refused 'a foreign file beside resolutions' 2 'again: has resolutions/note, which bpq did not write there'
rm "$T/again/resolutions/note"
bpq port --onto 4.9:stable-4.9 --plan --out "$T/again" "$less"
is 'resolutions that are not needed any more go' "$(cd "$T/again" && ls)" series
is 'nothing is left beside it' "$(ls -A "$T" | grep bpq-)" ''

# --- what cannot be ---
bpq port --onto 4.9 --plan "$plain"
refused 'a mailbox' 2 "--plan: a plan's lines are in a folder: name it with --out DIR"
bpq port --onto stable-4.9 --plan --out "$T/none" "$plain"
refused 'no plan' 2 '--plan: stable-4.9 is no branch with a plan: leave out --plan, which gives patch files'
bpq port --onto 4.9:stable-4.9 --out "$T/files" "$less" "$else" --accept words
is 'without --plan: all are patch files' "$(cd "$T/files" && ls)" '0001-xen-a-flag-less.patch
0002-xen-else.patch
series'
done_testing
