# SPDX-License-Identifier: LGPL-2.1-only
# What bpq port and bpq explain say about a conflict that a person needs next: where the
# branch has a file, as a line for a plan that works, and which commits made what the
# branch lacks.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
. tests/tools/toys/branches.sh

# --- a plan's pick, whose files are elsewhere on the branch ---
git_x branch -f stable-4.9
at master
mkdir "$X/tools/xl"
lines 1 20 >"$X/tools/libxl/a_first.c"
lines 21 40 >"$X/tools/libxl/a_second.c"
lines 41 44 >>"$X/tools/libxl/a_second.c"
git_x rm -q tools/libxl/a.c
git_x mv tools/old.sh tools/xl/new.sh
commit 'tools: split'
git_x mv tools/libxl/a_second.c tools/libxl/a_last.c
commit 'tools: another name'
edit 's/^line 7$/line seven/' tools/libxl/a_first.c
edit 's/^line 33$/line thirty-three/' tools/libxl/a_last.c
edit 's/^line 5$/line five/' tools/xl/new.sh
commit 'tools: in three files'
three=$id
patch_line three.patch "$three"
bpq explain three.patch
is 'explain: status' "$rc" 1
like 'explain: says where a file is' "$out" "^      here it is tools/libxl/a.c, by upstream's history of it; in a plan:\$"
is 'explain: lines for the plan' "$(printf '%s\n' "$out" | sed -n 's/^      #+ map//p')" \
    ' tools/libxl/a_first.c tools/libxl/a.c
 tools/libxl/a_last.c tools/libxl/a.c
 tools/xl/new.sh tools/old.sh'
like 'explain: says what comes of them' "$out" '^      \(with this line, its change is settled\)$'
printf '%s\n' "$out" | sed -n 's/^ *\(#+ map .* .*[^E]\)$/\1/p' >>"$R/series-4.9/series"
bpq series 4.9
like 'pasted into the plan, they settle the pick' "$rc:$out" '^0:.*1 patch'
like 'the patch has all of it' "$(cat "$Q/three.patch")" '^\+line five$'

edit 's/^line seven$/line 7, again/; s/^line 8$/line eight/' tools/libxl/a_first.c
commit 'tools: once more'
patch_line more.patch "$id" 'map tools/libxl/a_first.c tools/libxl/b.c'
bpq explain more.patch
like 'explain: a map of the plan that does not help' "$out" '^      here it is tools/libxl/b.c, as the plan maps it$'

# --- a conflict of a port: what is missing, and who made it ---
at master
new xen/arch/status.c <<'EOF2'
#include <a.h>

int status_of(struct cpu *cpu)
{
    int status = first_thing(cpu);

    return status;
}

int unrelated(void)
{
    return 7;
}
EOF2
commit 'A file'
at stable-4.9
git_x checkout -q master -- xen/arch/status.c
commit 'The same file'
git_x tag before
at master
edit 's/    return status;/    log_status(status, cpu);\n    return status + 1;/' xen/arch/status.c
commit 'xen: log the status'
log=$id
new xen/include/check.h <<'EOF2'
int checked_status(int status, int by);
int checked_more(int status);
EOF2
for n in 1 2 3 4 5 6 7 8 9; do echo "int part_$n;" | new "xen/arch/part$n.c"; done
commit 'xen: a function that checks'
check=$id
edit 's/    int status = first_thing(cpu);/    int status = first_thing(cpu, 0);/' xen/arch/status.c
commit 'xen: another argument'
reverted=$id
edit 's/first_thing(cpu, 0)/first_thing(cpu)/' xen/arch/status.c
commit "Revert it

This reverts commit $reverted."
edit 's/    return status + 1;/    return checked_status(status + 1, 2);/' xen/arch/status.c
commit 'xen: check the status'
fix=$id
port "$fix"
is 'a conflict: status' "$rc" 1
like 'what is missing' "$out" '^    missing here: 2 lines that the change is among, and the name checked_status; made by$'
is 'who made it, the most first' "$(printf '%s\n' "$out" | sed -n 's/^        \([0-9a-f]\{40\}\) .*/\1/p')" "$log
$check"
like 'its subject' "$out" "^        $log xen: log the status\$"
like 'how much it made, its size, whether it ports' "$out" \
    '^            made 2 of the lines; 1 file, \+2 -1; ports itself \(merge\)$'
like 'of a name' "$out" '^            made the name checked_status; 10 files, \+11 -0; ports itself \(merge\)$'

# --- the branches that have it ---
git_x checkout -q -b stable-4.10 "$fix~1"
edit 's/    return status + 1;/    return checked_status(status + 1, 3);/' xen/arch/status.c
commit "xen: check the status

master commit: $fix"
port "$fix"
like 'another branch has it' "$out" "^    stable-4.10 has it as $id\$"
blob=$(git_x rev-parse "$reverted:xen/arch/status.c")
blob=$X/.git/objects/$(echo "$blob" | sed 's,^..,&/,')
mv "$blob" "$T/blob"
port "$fix"
is 'a clone that lacks objects: the conflict is told all the same' "$rc" 1
like 'a clone that lacks objects: is said' "$out" '^    more is not known: .* is missing'
mv "$T/blob" "$blob"

# --- prerequisites ---
at master
new tools/x.c <<'EOF2'
void one(void)
{
    first();
    second();
    third();
}

void two(void)
{
    fourth();
    fifth();
}
EOF2
new tools/include/libxl.h <<'EOF2'
struct a {
    int one;
};
EOF2
commit 'tools: a file'
git_x branch -f stable-4.9
start=$id
need() { # FILE SCRIPT...: a commit that brings "needed" in x.c, and a fix that needs it
    git_x checkout -q -B master "$start"
    edit 's/    second();/    needed();/' tools/x.c
    for more; do eval "$more"; done
    commit 'tools: what is needed'
    need=$id
    edit 's/    third();/    third(1);/' tools/x.c
    edit 's/    needed();/    needed(1);/' tools/x.c
    commit 'tools: a fix'
    fix=$id
}
accept() { port "$fix" --accept prerequisite; }
need
port "$fix"
is 'prerequisite: not by default' "$rc" 1
like 'prerequisite: it is told' "$out" "^    with --accept prerequisite, this is taken before it: $need\$"
accept
is 'prerequisite: status' "$rc" 0
is 'prerequisite: a patch of its own, before it' "$(grep 'patch$' "$T/q/series")" '0001-tools-what-is-needed.patch
0002-tools-a-fix.patch'
is 'prerequisite: what for' "$(sed -n 's/^Stable-dep-of: //p' "$T"/q/0001*)" "$fix (\"tools: a fix\")"
is 'prerequisite: the rule' "$(sed -n 's/^Bpq-Rule: //p' "$T"/q/0001*)" "prerequisite: commit $fix needs it"
is 'the fix itself is as it was' "$(sed -n 's/^Bpq-Class: //p' "$T"/q/0002*)" clean
like 'prerequisite: is said' "$out" '0001-tools-what-is-needed.patch: context, prerequisite: '
"$BPQ" port --onto stable-4.9 --root "$R" --xen "$X" --accept prerequisite --out "$T/q" --format json "$fix" >"$T/json"
is 'prerequisite: what for, as JSON' "$(jq -r '[.source, .needed_by // "-"] | join(" ")' "$T/json")" "$need $fix
$fix -"
at stable-4.9
"$BPQ" port --onto stable-4.9 --root "$R" --xen "$X" --accept prerequisite "$fix" >"$T/mbox"
ok 'prerequisite: git am takes both' git_x am -q "$T/mbox"
is 'prerequisite: the result is as upstream' "$(git_x rev-parse 'HEAD^{tree}')" "$(git_x rev-parse "$fix^{tree}")"
git_x reset -q --hard "$start"
no_need() { # NAME
    accept
    is "prerequisite: none $1" "$rc:$(grep -c patch "$T/q/series")" '1:0'
}
need 'for n in 1 2 3; do echo | new tools/file$n; done'
no_need 'that changes many files'
need 'lines 1 40 >"$X/tools/lines"'
no_need 'that changes many lines'
need "edit 's/int one/long one/' tools/include/libxl.h"
no_need 'that changes a public type'
need "echo 'int x = only_mainline;' >>\"\$X/tools/x.c\""
accept
is 'prerequisite: a name that it brings is no doubt' "$rc" 0
need
git_x checkout -q -B master "$fix"
edit 's/needed/second/' tools/x.c
commit "Revert it

This reverts commit $need."
no_need 'that was reverted'
git_x checkout -q -B master "$start"
edit 's/    fourth();/    other();/' tools/x.c
commit 'tools: large'
lines 1 90 >"$X/tools/lines"
git_x add -A && git_x commit -q --amend --no-edit
edit 's/    second();/    needed();/' tools/x.c
commit 'tools: small'
edit 's/    needed();/    needed(1);/; s/    other();/    other(1);/' tools/x.c
commit 'tools: a fix that needs both'
fix=$id
no_need 'if more is missing'
git_x checkout -q -B master "$start"
edit 's/    second();/    needed();/' tools/x.c
commit 'tools: one'
edit 's/    fourth();/    other();/' tools/x.c
commit 'tools: another'
edit 's/    needed();/    needed(1);/; s/    other();/    other(1);/' tools/x.c
commit 'tools: a fix that needs both'
fix=$id
accept
is 'prerequisites: two, the older one first' "$rc:$(grep 'patch$' "$T/q/series")" '0:0001-tools-one.patch
0002-tools-another.patch
0003-tools-a-fix-that-needs-both.patch'

git_x branch keep stable-4.9
at stable-4.9
edit 's/^word 22$/word 22, as here/' tools/libxl/b.c
commit 'The branch has another line'
need "edit 's/^word 20\$/word twenty/' tools/libxl/b.c"
accept
is 'prerequisite: among other lines' "$rc:$(sed -n 's/^Bpq-Class: //p' "$T"/q/0001*)" 0:context
is 'prerequisite: among other lines, each rule once' "$(sed -n 's/^Bpq-Rule: //p' "$T"/q/0001*)" \
    "prerequisite: commit $fix needs it
merge: git's, among other lines"
git_x branch -f stable-4.9 keep

# The patch on top is compared with the maintainer's, who changed it.
at stable-4.9
edit 's/    second();/    second(1);/; s/    fourth();/    fourth(1);/' tools/x.c
commit "tools: a fix

master commit: $fix"
printf 'branch\tbackport\tmainline\n4.9\t%s\t%s\n' "$id" "$fix" >"$T/pairs.tsv"
corpus
is 'corpus: no prerequisite by default' "$(sed -n 2p "$T/result.tsv" | cut -f 4,5)" 'conflict	none'
corpus --accept prerequisite
is 'corpus: compared apart from the prerequisite' "$(sed -n 2p "$T/result.tsv" | cut -f 4,5)" 'exact	prerequisite'
git_x commit -q --amend --date=now -m "tools: a fix, committed before

master commit: $fix"
GIT_COMMITTER_DATE='1500000050 +0000' git -C "$X" commit -q --amend --no-edit
printf 'branch\tbackport\tmainline\n4.9\t%s\t%s\n' "$(git_x rev-parse HEAD)" "$fix" >"$T/pairs.tsv"
corpus --accept prerequisite
is 'corpus: none from the future' "$(sed -n 2p "$T/result.tsv" | cut -f 4,5)" 'conflict	none'

# --- public types ---
headers=$(sed -n "s/^ *HEADERS='\(.*\)'.*/\1/p" "$ROOT/verify/steps/abi")
like 'the headers that verify-branch compares are known' " $headers " ' libxl.h .* xenctrl.h '
at master
for header in $headers; do
    printf 'struct in_%s {\n    int a; /* the first */\n};\nint f(struct in_%s *a);\n' "${header%.h}" "${header%.h}" |
        new "tools/include/$header"
done
commit 'tools: headers'
git_x branch -f stable-4.9
for header in $headers; do edit 's/int a;/long a;/' "tools/include/$header"; done
commit 'tools: another layout'
port "$id"
is 'public types: each of these headers counts' \
    "$(sed -n 's/^Bpq-Public-Types: //p' "$T"/q/*.patch | LC_ALL=C sort)" \
    "$(for header in $headers; do echo "in_${header%.h}: tools/include/$header"; done | LC_ALL=C sort)"
git_x branch -f stable-4.9
edit 's/the first/the only one/' tools/include/libxl.h
edit 's/^int f/long f/' tools/include/xenctrl.h
echo 'struct new { int b; };' >>"$X/tools/include/xenguest.h"
commit 'tools: a comment, a function, a new type'
port "$id"
is 'public types: nothing else does' "$rc:$(cat "$T"/q/*.patch | grep -c '^Bpq-Public-Types')" '0:0'
done_testing
