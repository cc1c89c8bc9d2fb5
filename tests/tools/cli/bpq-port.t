# SPDX-License-Identifier: LGPL-2.1-only
# bpq port and bpq corpus: changes carried over to other branches, by each rule.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
. tests/tools/toys/branches.sh
# result FILE: what the queue makes of a file of stable-4.9
result() {
    rm -rf "$T/w" && git_x worktree prune && git_x worktree add -q -f --detach "$T/w" stable-4.9 &&
        (cd "$T/w" && for p in $(grep -v '^#' "$T/q/series"); do git apply "$T/q/$p"; done && cat "$1")
}
rule() { sed -n 's/^Bpq-Rule: //p' "$T"/q/*.patch; }

# --- what the branches differ in ---
at master
new xen/arch/table.h <<'EOF'
TABLE(ONE,   0*32+1) /* first */
TABLE(TWO,   0*32+2) /* second */
TABLE(THREE, 0*32+3) /* third */
EOF
new xen/arch/traps.c <<'EOF'
#include <a.h>

int handle_fault(struct cpu *cpu)
{
    int status = first_thing(cpu);

    return status + second_thing(cpu);
}

int unrelated(void)
{
    return 7;
}
EOF
new xen/arch/flags.c <<'EOF'
int flag_one;
int flag_two;
int flag_three;
EOF
new xen/arch/call.c <<'EOF'
int call(int a)
{
    do_something(a, 1);
    return 0;
}
EOF
lines 1 30 word | new xen/arch/words.c
commit 'All of it'
git_x branch -f stable-4.9
git_x branch stable-4.8
edit 's/^int unrelated/long unrelated/' xen/arch/traps.c
commit 'Only mainline'
git_x branch stable-4.10

# --- git's merge ---
edit 's/line 3$/line 3, corrected/' tools/libxl/a.c
commit 'tools: correct a line'
plain=$id
port "$plain"
is 'merge: status' "$rc" 0
is 'merge: the patch of a change that fits' "$out" "$T/q/0001-tools-correct-a-line.patch: clean"
like 'merge: the file' "$(result tools/libxl/a.c)" '^line 3, corrected$'
"$BPQ" port --onto stable-4.9 --root "$R" --xen "$X" "$plain" >"$T/mbox"
at stable-4.9
ok 'a mailbox that git am takes' git_x am -q "$T/mbox"
git_x reset -q --hard HEAD~1

# --- what the branch has ---
edit 's/line 3$/line 3, corrected/' tools/libxl/a.c
commit "tools: correct a line

(cherry picked from commit $plain)"
port "$plain"
is 'left out: status' "$rc" 0
like 'left out: says why' "$out" "^bpq: $plain is left out: the base has it as $id, which names it$"

# A base is searched as far back as what a backport is made from.
git_x checkout -q --detach stable-4.9
edit 's/^word 9$/word nine, as here/' xen/arch/words.c
commit 'The branch has other words'
git_x tag other-words
at master
edit 's/^word 9$/word nine/' xen/arch/words.c
commit 'xen: nine'
nine=$id
git_x checkout -q --detach other-words
edit 's/^word nine, as here$/word nine, changed here/' xen/arch/words.c
commit "xen: nine

(cherry picked from commit $nine)"
had=$id
for n in $(seq 30); do git_x commit -q --allow-empty -m "Later $n"; done
git_x tag had-long-before
at stable-4.10
edit 's/^word 9$/word nine/' xen/arch/words.c
GIT_AUTHOR_DATE='1600000000 +0000' commit "xen: nine

master commit: $nine"
bpq port --onto had-long-before "$id"
is 'left out: of an older commit' "$rc:$out" \
    "0:bpq: $id is left out: the base has it as $had, which is made from the same commit"
cat >"$T/nine.patch" <<END
From: Ann Author <ann@example.org>
Date: Sun, 13 Sep 2020 12:26:40 +0000
Subject: xen: nine

master commit: $nine
---
$(git_x diff HEAD~1 HEAD)
END
bpq port --onto had-long-before "$T/nine.patch"
like 'left out: a patch file of an older commit' "$rc:$out" "^bpq: .* is left out: the base has it as $had"

# --- what the branch has nothing of ---
device() { # FILE FUNCTION
    new "xen/arch/$1" <<END
void $2(struct device *device)
{
    device->first = device->next_one;
    device->second = ask_for(device->first);
}
END
}
at master
device device.c poll_the_device
commit 'A device'
edit 's/ask_for(/ask_for_one(/' xen/arch/device.c
commit 'xen: one more'
port "$id"
is 'absent: status' "$rc" 0
like 'absent: is said' "$out" "^bpq: $id is left out: probably not affected: of the 1 file that it changes none is here, "
is 'absent: the series' "$(sed 1,4d "$T/q/series" | cut -d : -f 1-3)" \
    "# left out: commit $id: probably not affected"
edit 's/ask_for_one(/ask_for_two(/' xen/arch/device.c
edit 's/^word 28$/word twenty-eight/' xen/arch/words.c
commit 'xen: two more'
port "$id"
is 'absent: only a part is a conflict' "$rc" 1
like 'absent: only a part is a conflict: where' "$out" 'conflicts in xen/arch/device\.c'
device newfault.c handle_fault
commit 'Another file with a function of that name'
edit 's/ask_for(/ask_for_one(/' xen/arch/newfault.c
commit 'xen: in that function'
port "$id"
is 'absent: not if the function is elsewhere' "$rc" 1
like 'absent: where the function is' "$out" '^    xen/arch/traps\.c has handle_fault, which is changed in a file that is not here$'
git_x reset -q --hard HEAD~5

# --- another branch's backport ---
at stable-4.9
edit 's/first_thing(cpu)/first_thing(cpu, 0)/' xen/arch/traps.c
commit 'The branch calls it otherwise'
at stable-4.10
edit 's/first_thing(cpu)/first_thing(cpu, 0)/' xen/arch/traps.c
commit 'So does the newer branch'
at master
edit 's/int status = first_thing(cpu)/unsigned int status = first_thing(cpu)/' xen/arch/traps.c
commit 'xen: unsigned status'
unsigned=$id
port "$unsigned"
is 'a conflict: status' "$rc" 1
like 'a conflict: where' "$out" "commit $unsigned \(xen: unsigned status\) conflicts in xen/arch/traps.c"
like 'a conflict: what is in the way' "$out" '^    xen/arch/traps.c: .*: the change removes a line that ours does not have here: int status'
is 'a conflict: an empty queue' "$(grep -c patch$ "$T/q/series")" 0
at stable-4.10
edit 's/int status = first_thing(cpu, 0)/unsigned int status = first_thing(cpu, 0)/' xen/arch/traps.c
commit "xen: unsigned status

master commit: $unsigned"
newer=$id
port "$unsigned"
is 'newer: status' "$rc" 0
is 'newer: the rule' "$(rule)" "newer: stable-4.10's backport $newer"
like 'newer: the file' "$(result xen/arch/traps.c)" 'unsigned int status = first_thing\(cpu, 0\);'
# one whose message does not say from what it is made, as an advisory's patch for a
# branch, which may be published before mainline has its own
git_x commit -q --amend -m 'xen: unsigned status' --author='Bob <bob@example.org>'
port "$unsigned"
is "another author's commit with its subject is no backport" "$rc" 1
git_x commit -q --amend -m 'xen: unsigned status, too' --reset-author
port "$unsigned"
is 'nor is one of its author with another subject' "$rc" 1
amend_at() { GIT_COMMITTER_DATE="$1 +0000" git_x commit -q --amend -m 'xen: unsigned status'; }
made=$(git_x show -s --format=%ct "$unsigned")
amend_at "$((made - 90000))"
port "$unsigned"
is 'nor is one that was made days before' "$rc" 1
amend_at "$((made - 3600))"
newer=$(git_x rev-parse HEAD)
port "$unsigned"
is 'one with its author and subject is: the rule' "$(rule)" "newer: stable-4.10's backport $newer"
amend_at "$((made + 3600))"
newer=$(git_x rev-parse HEAD)
port "$unsigned"
is 'one with its author and subject, made after it' "$(rule)" "newer: stable-4.10's backport $newer"
GIT_COMMITTER_DATE="$clock +0000" git_x commit -q --amend -m "xen: unsigned status

master commit: $unsigned"
newer=$(git_x rev-parse HEAD)
git_x checkout -q stable-4.8
edit 's/first_thing(cpu)/first_thing(cpu, 0)/; s/int status/unsigned int status/' xen/arch/traps.c
commit 'Both at once'
port "$plain" "$unsigned"
like 'one left out, one ported' "$out" '0002-xen-unsigned-status.patch: adapted, newer'

# what was published later is not known to one that is replayed
at stable-4.9
edit 's/int status = first_thing(cpu, 0)/unsigned int status = first_thing(cpu, 0)/' xen/arch/traps.c
commit "xen: unsigned status

master commit: $unsigned"
real=$id
pairs() { printf 'mainline\tnote\tbranch\tbackport\n%s\tx\t4.9\t%s\n' "$1" "$2" >"$T/pairs.tsv"; }
pairs "$unsigned" "$real"
corpus
is 'corpus: status' "$rc" 0
is 'corpus: by the newer branch, exact' "$(cat "$T/result.tsv")" "branch	backport	mainline	outcome	rule	source	doubt
4.9	$real	$unsigned	exact	newer	$newer	no"
like 'corpus: the sum' "$out" '^1 pairs: 1 exact \(100.0 %\), 0 different, 0 in conflict, 0 with an error$'
git init -q "$R" && git -C "$R" config xen.clone "$X"
run "$BPQ" corpus "$T/pairs.tsv" --root "$R"
is 'corpus: the clone is the one that git config xen.clone names' "$rc" 0
rm -rf "$R/.git"
git_x reset -q --hard HEAD~1
edit 's/int status = first_thing(cpu, 0)/unsigned int status = first_thing(cpu, 0)/' xen/arch/traps.c
clock=$((clock - 60))
commit "xen: unsigned status, published first

master commit: $unsigned"
clock=$((clock + 60))
pairs "$unsigned" "$id"
corpus
is 'corpus: nothing is learned from the future' "$(sed -n 2p "$T/result.tsv" | cut -f 4-)" 'conflict	none	-	no'
git_x reset -q --hard HEAD~1

# --- the branch's own backport, made after the base ---
git_x tag old-base stable-4.9
edit 's/int status = first_thing(cpu, 0)/unsigned status = first_thing(cpu, 0)/' xen/arch/traps.c
commit "xen: unsigned status, in own words

master commit: $unsigned"
own=$id
run "$BPQ" port --onto old-base --out "$T/own" "$unsigned" --root "$R" --xen "$X"
is 'own branch: the rule' "$(sed -n 's/^Bpq-Rule: //p' "$T"/own/*.patch)" "own-branch: stable-4.9's backport $own"

# --- doubt ---
at master
new xen/arch/other.c <<'EOF'
int only_mainline_has(void)
{
    return 1;
}
EOF
commit 'A function'
edit 's/return status + second_thing(cpu);/return status + only_mainline_has();/' xen/arch/traps.c
commit 'xen: use it'
port "$id"
is 'doubt: git can merge it' "$rc" 0
like 'doubt: it is told' "$(rule)" 'doubt: the branch may lack "only_mainline_has"'
new xen/arch/yet.c <<'EOF'
int it_brings_this(void)
{
    return it_brings_this_too();
}
EOF
commit 'xen: all new'
port "$id"
is 'no doubt about what the change brings' "$(rule)" ''
at stable-4.9
edit '$aTABLE(FOUR,  0*32+4) /* of the branch */' xen/arch/table.h
commit 'The branch has a fourth'
at master
edit 's/^TABLE(ONE,.*/TABLE(NULL,  0*32+4) \/* new *\/\n&/' xen/arch/table.h
commit 'xen: a number that the branch uses'
port "$id"
like 'doubt: a number twice' "$(rule)" 'doubt: "TABLE\(NULL,  0\*32\+4\).*" repeats a number of its table'

# --- doubt: a name that loses its definition ---
ours=$(git_x rev-parse stable-4.9) mainline=$(git_x rev-parse master)
at stable-4.9
new xen/arch/user.c <<'EOF'
int use(void)
{
    return flag_one + unrelated();
}
EOF
commit 'The branch uses both'
still='xen/arch/user.c still uses it, in line 3'
at master
edit '/^int flag_one;/d' xen/arch/flags.c
commit 'xen: a flag that nobody reads'
port "$id"
is 'doubt: what it removes is used' "$rc:$(rule)" "0:merge: git's, among other lines
doubt: flag_one is removed, and $still"
edit '/^long unrelated(void)/,$d' xen/arch/traps.c
commit 'xen: a function that nobody calls'
unused=$id
at stable-4.9
git_x tag before-own
edit '/return flag_one/s/ + unrelated()//' xen/arch/user.c
commit 'The branch calls it no more'
git_x tag just-before-own
edit '/^int unrelated(void)/,$d' xen/arch/traps.c
commit "xen: a function that nobody calls

master commit: $unused"
own=$id
run "$BPQ" port --onto before-own --root "$R" --xen "$X" "$unused"
is 'doubt: such a backport is refused' "$rc" 1
like 'doubt: the refused one is told' "$out" \
    "^    doubt: stable-4.9's backport $own is refused: unrelated is removed, and $still\$"
run "$BPQ" port --onto just-before-own --root "$R" --xen "$X" "$unused"
is 'doubt: none if it is used no more' "$rc:$(echo "$out" | sed -n 's/^Bpq-Rule: //p')" \
    "0:own-branch: stable-4.9's backport $own"
git_x reset -q --hard "$ours"
at master
git_x reset -q --hard "$mainline"

# --- transplant, words ---
at stable-4.9
edit 's/^int flag_two;/int flag_two = 2;/' xen/arch/flags.c
commit 'The branch sets it'
at master
edit '/^int flag_three;/d' xen/arch/flags.c
commit 'xen: a flag less'
port "$id"
is 'transplant: status' "$rc" 0
like 'transplant: the rule' "$(rule)" '^transplant: the commit itself$'
is 'transplant: the file' "$(result xen/arch/flags.c)" 'int flag_one;
int flag_two = 2;'
at stable-4.9
edit 's/do_something(a, 1)/do_something(a, 2)/' xen/arch/call.c
commit 'Another number'
at master
edit 's/do_something(a, 1)/do_something_safely(a, 1)/' xen/arch/call.c
commit 'xen: safely'
port "$id"
is 'words: not by default' "$rc" 1
port "$id" --accept words
is 'words: the rule' "$rc:$(rule)" '0:words: the commit itself'
like 'words: the file' "$(result xen/arch/call.c)" 'do_something_safely\(a, 2\);'

# The same where another branch had to do it, too.
at stable-4.9
edit 's/^int unrelated/char unrelated/; s/    return 7;/    return seven(1);/' xen/arch/traps.c
commit 'The branch has its own number'
at stable-4.8
edit 's/^int unrelated/char unrelated/; s/    return 7;/    return seven(1);/' xen/arch/traps.c
commit 'So has the older one'
at master
edit 's/    return 7;/    return eight(7);/' xen/arch/traps.c
commit 'xen: eight'
eight=$id
port "$eight"
is 'older: not without it' "$rc" 1
at stable-4.8
edit 's/    return seven(1);/    return eight(seven(1));/' xen/arch/traps.c
commit "xen: eight

master commit: $eight"
port "$eight"
is 'older: the rule' "$(rule)" "older: stable-4.8's backport $id"
like 'older: the file' "$(result xen/arch/traps.c)" '    return eight\(seven\(1\)\);'
at stable-4.10
edit 's/do_something(a, 1)/do_something(a, 1, 3)/' xen/arch/call.c
commit 'The newer branch has one more'
edit 's/do_something(a, 1, 3)/do_something_else(a, 1, 3)/' xen/arch/call.c
commit "xen: else

master commit: $(printf %040d 7)"
at master
edit 's/do_something_safely(a, 1)/do_something_else(a, 1)/' xen/arch/call.c
commit 'xen: else'
else=$id
at stable-4.10
git_x commit -q --amend -m "xen: else

master commit: $else"
port "$else"
is 'newer words: not by default' "$rc" 1
port "$else" --accept newer-words
is 'newer words: the rule' "$rc:$(rule)" "0:newer-words: stable-4.10's backport $(git_x rev-parse HEAD)"
like 'newer words: the file' "$(result xen/arch/call.c)" 'do_something_else\(a, 2\);'

# Words conflict; the place of the change is found by the lines around it.
at stable-4.9
new xen/arch/place.c <<'EOF'
int place(int a)
{
    prepare_the_place(a);
    set_the_place(a, 1);
    return number_of_the_place(a);
}
EOF
commit 'xen: a place, as the branch has it'
at master
new xen/arch/place.c <<'EOF'
int place(int a)
{
    prepare_the_place(a);
    set_the_place(a, true);
    report_the_place(a);
    return number_of_the_place(a);
}
EOF
commit 'xen: a place'
edit 's/set_the_place(a, true)/set_no_place(a)/' xen/arch/place.c
commit 'xen: no place'
place=$id
port "$place"
is 'fit: not by default' "$rc" 1
port "$place" --accept newer-words --accept words
is 'fit: no other rule' "$rc" 1
port "$place" --accept fit
is 'fit: the rule' "$rc:$(rule)" '0:fit: the commit itself'
like 'fit: the file' "$(result xen/arch/place.c)" '^    set_no_place\(a\);$'
like 'fit: what is left of the place' "$(result xen/arch/place.c)" '^    prepare_the_place\(a\);$'
at stable-4.10
new xen/arch/place.c <<'EOF'
int place(int a)
{
    prepare_the_place(a);
    set_the_place(a, false);
    return number_of_the_place(a);
}
EOF
commit 'xen: a place, as the newer branch has it'
edit 's/set_the_place(a, false)/set_no_place(a)/' xen/arch/place.c
commit "xen: no place

master commit: $place"
port "$place" --accept all
is 'newer fit: the rule' "$rc:$(rule)" "0:newer-fit: stable-4.10's backport $id"
at master
edit 's/    report_the_place(a);/&\n    number_the_place(a);/' xen/arch/place.c
commit 'xen: number'
port "$id" --accept all
is 'fit: a line is added next to one that the branch has' "$rc" 0
edit 's/    prepare_the_place(a);/    if ( a )\n    {\n&\n        extra_the_place(a);\n    }/' xen/arch/place.c
commit 'xen: a block'
edit 's/        extra_the_place(a);/&\n        more_extra_the_place(a);/' xen/arch/place.c
commit 'xen: in the block'
port "$id" --accept all
is 'fit: not into another block' "$rc" 1

two_files() { # OLD: a line of each
    for f in alpha beta; do
        printf 'int %s(int a)\n{\n    prepare_%s(a);\n    %s\n    return number_of_%s(a);\n}\n' "$f" "$f" "$1" "$f" |
            new "xen/arch/$f.c"
    done
}
at stable-4.9
two_files 'set_it(a, 1);'
commit 'xen: two files, as the branch has them'
at master
two_files 'set_it(a, true);'
commit 'xen: two files'
edit 's/set_it(a, true)/leave_it(a)/' xen/arch/alpha.c
commit 'xen: one of them'
port "$id" --accept all
is 'fit: one file of them' "$rc:$(rule)" '0:fit: the commit itself'
git_x reset -q --hard HEAD^
for f in alpha beta; do
    edit 's/set_it(a, true)/leave_it(a)/' "xen/arch/$f.c"
done
commit 'xen: both of them'
port "$id" --accept all
is 'fit: not in two files' "$rc" 1

# --- renamed, moved ---
at master
git_x mv tools/libxl/b.c tools/libxl/bb.c
commit 'Another name'
edit 's/word 20$/word twenty/' tools/libxl/bb.c
commit 'tools: twenty'
port "$id"
is 'renamed: status' "$rc" 0
like 'renamed: the file' "$(result tools/libxl/b.c)" '^word twenty$'
at master
sed -n '/^int handle_fault/,/^}/p' "$X/xen/arch/traps.c" | sed '1i #include <a.h>\n' >"$X/xen/arch/fault.c"
edit '/^int handle_fault/,/^}/d' xen/arch/traps.c
commit 'A file of its own'
edit 's/^    return status/    audit(cpu);\n&/' xen/arch/fault.c
commit 'xen: audit'
port "$id"
is 'moved: status' "$rc" 0
like 'moved: the file' "$(result xen/arch/traps.c)" '^    audit\(cpu\);$'

# --- the branch's dialect ---
for n in 1 2 3; do
    at master
    echo "bool state_$n;" | new "xen/arch/state$n.c"
    commit "xen: state $n"
    main=$id
    [ "$n" = 3 ] && break
    at stable-4.9
    echo "bool_t state_$n;" | new "xen/arch/state$n.c"
    commit "xen: state $n

master commit: $main"
done
port "$main"
like 'dialect: the rule' "$(rule)" '^dialect: 1 word as this branch has them$'
is 'dialect: the file' "$(result xen/arch/state3.c)" 'bool_t state_3;'

# --- a range, a conflict in the middle ---
at master
edit 's/line 30$/line thirty/' tools/libxl/a.c
commit 'tools: thirty'
edit 's/do_something_else(a, 1)/do_nothing(a)/' xen/arch/call.c
commit 'xen: nothing'
conflict=$id
edit 's/line 35$/line thirty-five/' tools/libxl/a.c
commit 'tools: thirty-five'
port "$(git_x rev-parse "$id~3")..$id"
is 'a range: status' "$rc" 1
is 'a range: what is settled before is written' "$(grep patch$ "$T/q/series")" '0001-tools-thirty.patch'
like 'a range: which one' "$out" "commit $conflict"
is 'a range: which one, in the series' "$(grep -c "^# conflict: commit $conflict: xen: nothing\$" "$T/q/series")" 1

# --- onto the queue of a plan ---
patch_line correct.patch "$plain"
at master
edit 's/line 3, corrected$/line 3, corrected again/' tools/libxl/a.c
commit 'tools: correct it again'
bpq port --onto 4.9:RELEASE-4.9.4 "$id"
like 'on top of a queue' "$rc:$out" '^0:From .*'
like 'on top of a queue: its lines' "$out" '^-line 3, corrected$'
bpq port --onto 4.9:RELEASE-4.9.4 "$plain"
is 'what the queue has is left out' "$rc:$out" "0:bpq: $plain is left out: the queue has it as correct.patch"
sed -i '$a #+ until RELEASE-4.9.0' "$R/series-4.9/series"
bpq port --onto 4.9:RELEASE-4.9.4 "$plain"
like 'unless it is not for this base' "$rc:$out" '^0:From '
sed -i '$d' "$R/series-4.9/series"

rm -rf "$R/series-4.9/local"
bpq port --onto 4.9:RELEASE-4.9.4 --out "$R/series-4.9/local" "$id"
is 'its folder can be the user own series: status' "$rc" 0
tree=$(sed -n 's/^# tree //p' "$R/series-4.9/local/series")
is 'its series names what it carries' "$(sed 1,3d "$R/series-4.9/local/series")" "
0001-tools-correct-it-again.patch
#+ of $id
# class: clean"
bpq series 4.9
like 'its folder can be the user own series' "$out" "1 local\), 0 left out; tree $tree\$"
rm -rf "$R/series-4.9/local"

# --- an advisory, from mainline and from a branch ---
at master
edit 's/^word 3$/word three/' xen/arch/words.c
commit "tools: three

This is part of XSA-77."
first=$id
edit 's/^word 20$/word twenty/' xen/arch/words.c
commit "tools: twenty

This is part of XSA-77."
second=$id
port XSA-77
is 'an advisory: all of it' "$rc:$(sed -n 's/^#+ of //p' "$T/q/series" | xargs)" "0:$first $second"
git_x checkout -q stable-4.9
edit 's/^word 3$/word three, here/' xen/arch/words.c
commit "$(git_x show -s --format=%B "$first")"
port XSA-77
like 'an advisory: what the base has under its subject' "$out" \
    "^bpq: $first is left out: the base has it as $id, which is by the same author and has its subject\$"
git_x revert --no-edit HEAD >"$T/log"
port XSA-77
is 'an advisory: what the base has reverted' "$rc:$(sed -n 's/^#+ of //p' "$T/q/series" | xargs)" "0:$first $second"
git_x reset -q --hard HEAD~2
git_x checkout -q --detach "$first~1" && git_x checkout -q -b stable-4.11
edit 's/^word 3$/word three, elsewhere/' xen/arch/words.c
commit "tools: three

master commit: $first"
git_x checkout -q stable-4.10
edit 's/^word 3$/word three, as here/' xen/arch/words.c
commit "tools: three

master commit: $first"
port XSA-77
like 'an advisory: the nearest backport' "$(result xen/arch/words.c)" '^word three, as here$'
port --from stable-4.11 xsa77
is "a branch's backports: status" "$rc" 0
like "a branch's backports: that one has none" "$out" "^bpq: stable-4.11 has no backport of $second, which is taken itself\$"
is "a branch's backports: the series" "$(sed -n 's/^#+ of //p' "$T/q/series" | xargs)" "$first $second"
like "a branch's backports: the file" "$(result xen/arch/words.c)" '^word three, elsewhere$'
port --from 4.10 xsa77
like "another branch's backports: the file" "$(result xen/arch/words.c)" '^word three, as here$'
port --from 4.1 xsa77
refused 'a branch that is not there' 2 '--from 4.1: the clone has no such stable branch; it has 4.8, 4.9, 4.10, 4.11'
port xsa78
refused 'an advisory that is not there' 2 'XSA-78: no commit of this clone says that it is for this advisory'

# --- for programs ---
valid() { # FILE: each line is as the schema says
    /usr/bin/python3 - "$1" "$ROOT/docs/port.schema.json" <<'END'
import json, sys, jsonschema
for line in open(sys.argv[1]):
    jsonschema.validate(json.loads(line), json.load(open(sys.argv[2])))
END
}
# json SOURCE...: in $T/json and $T/said
json() {
    "$BPQ" port --root "$R" --xen "$X" --onto stable-4.9 --out "$T/q" --force --format json "$@" \
        >"$T/json" 2>"$T/said"
    rc=$?
}
of() { jq -r "select(.state == \"$1\") | $2" "$T/json"; } # STATE FILTER
at master
edit 's/^word 16$/word sixteen/' xen/arch/words.c
new tools/include/libxl.h <<'EOF'
struct a {
    int one;
};
EOF
commit "$(printf 'xen: six\033[31mteen')"
sixteen=$id
git_x branch -f stable-4.9 && at stable-4.9
git_x rm -q tools/include/libxl.h
edit 's/^word 16$/word sixteen, as here/; s/^word sixteen$/word sixteen, as here/' xen/arch/words.c
commit 'The branch has it otherwise'
at master
edit 's/^word 18$/word eighteen/' xen/arch/words.c
commit "$(printf 'xen: eigh\033[31mteen')"
eighteen=$id
new xen/arch/device.c <<'EOF'
void poll_the_device(struct device *device)
{
    device->first = device->next_one;
    device->second = ask_for(device->first);
}
EOF
commit 'A device'
edit 's/ask_for(/ask_for_one(/' xen/arch/device.c
commit 'xen: one more'
device=$id
edit 's/^word sixteen$/word 16 again/' xen/arch/words.c
commit 'xen: sixteen again'
again=$id
git_x diff "$eighteen~1" "$eighteen" >"$T/eighteen.patch"
json "$sixteen" "$device" "$eighteen" "$again" --name first
is 'JSON: status' "$rc" 1
ok 'JSON: as its schema says' valid "$T/json"
is 'JSON: one line for each change' "$(jq -r '.source + " " + .state' "$T/json")" "$sixteen left out
$device absent
$eighteen ported
$again conflict"
is 'JSON: the patch' "$(of ported '[.patch, .of, .class, (.rules | length)] | map(tostring) | join(" ")')" \
    "first-0003-xen-eigh-31mteen.patch $eighteen context 1"
is 'JSON: a subject is made printable' "$(of ported .subject)" 'xen: eigh<U+001B>[31mteen'
is 'JSON: lines of a plan' "$(of ported '.plan[]')" "first-0003-xen-eigh-31mteen.patch
#+ of $eighteen
# class: context
# rule: merge: git's, among other lines"
like 'JSON: why it is left out' "$(of 'left out' .note)" '^the base has it: it is part of its history$'
like 'JSON: why it is absent' "$(of absent .note)" '^probably not affected: '
is 'JSON: why it conflicts' "bpq: $(of conflict .note)" "$(tail -n 1 "$T/said")"
ok 'the patch has that name' test -f "$T/q/first-0003-xen-eigh-31mteen.patch"
like 'the series has that name' "$(cat "$T/q/series")" '^first-0003-xen-eigh-31mteen\.patch$'
json "$T/eighteen.patch"
is 'JSON of a file' "$rc:$(jq -r '[.source, .of // "-", .patch] | join(" ")' "$T/json")" \
    "0:$T/eighteen.patch - 0001-eighteen.patch"
edit '1a int new_type;' tools/include/libxl.h
edit 's/int one/long one/' tools/include/libxl.h
commit 'tools: another layout'
git_x branch -f stable-4.9 HEAD~1
json "$id"
is 'JSON: public types' "$(of ported '.public_types[] | .name + " " + .path')" 'a tools/include/libxl.h'
git_x branch -f stable-4.9 "$sixteen" && at stable-4.9
edit '/^word 1[1-9]/d' xen/arch/words.c
commit 'The branch lacks lines'
at master
json "$eighteen" "$again"
is 'JSON: nothing after a conflict' "$rc:$(jq -r .state "$T/json")" 1:conflict
bpq port --onto stable-4.9 --format json "$plain"
refused 'JSON and a mailbox' 2 '--format json: standard output is for the mailbox: name a folder .* --out DIR'
bpq port --onto stable-4.9 --out "$T/q" --format tsv "$plain"
refused 'a format that is not there' 2 '--format tsv: there is no such format: it is json'
bpq port --onto stable-4.9 --out "$T/q" --name ../x "$plain"
refused 'a name that is none' 2 '--name \.\./x: not a name for patches: it has to begin with a letter or digit'
bpq port --onto stable-4.9 --name x "$plain"
refused 'a name and a mailbox' 2 '--name x: the patches of a mailbox have no names'

# --- what cannot be ---
bpq port "$plain"
refused 'no target' 2 '--onto BRANCH'
bpq port --onto nowhere "$plain"
refused 'a target that is not there' 2 'no tag, branch or full commit id "nowhere"'
port "$plain..$plain"
refused 'an empty range' 2 'there is no commit in this range'
port "$plain" --accept word
refused 'a rule that is not there' 2 '--accept word: there is no such rule \(did you mean words\?\)'
git_x checkout -q --detach && git_x merge -q -m Merge -s ours stable-4.11
port "$(git_x rev-parse HEAD)"
refused 'a merge' 2 'is a merge, not a single change'
printf 'branch\tbackport\n' >"$T/pairs.tsv"
corpus
refused 'corpus: a column is missing' 2 'pairs.tsv:1: its heading has no column "mainline"'
printf 'branch\tbackport\tmainline\n4.9\t\tx\n' >"$T/pairs.tsv"
corpus
refused 'corpus: an empty field' 2 'pairs.tsv:2: has nothing in column "backport"'
printf 'branch\tbackport\tmainline\n4.9\t%040d\t%s\n' 1 "$plain" >"$T/pairs.tsv"
corpus
is 'corpus: a commit that is not there is a row' "$rc:$(sed -n 2p "$T/result.tsv" | cut -f 4)" '0:error'
done_testing
