# SPDX-License-Identifier: LGPL-2.1-only
# What bpq port and bpq explain say about a conflict that a person needs next: where the
# branch has a file, as a line for a plan that works, and which commits made what the
# branch lacks.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
. tests/tools/toys/branches.sh
new() { mkdir -p "$X/$(dirname "$1")" && cat >"$X/$1"; } # FILE <CONTENT
port() { bpq port --onto stable-4.9 --out "$T/q" --force "$@"; }

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
