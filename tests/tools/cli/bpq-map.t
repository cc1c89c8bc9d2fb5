# SPDX-License-Identifier: LGPL-2.1-only
# Files that have another path in the branch, and our own changes for several branches.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

# --- upstream splits a.c and moves the script; the branch stays as it is ---
mkdir "$X/tools/xl"
lines 1 20 >"$X/tools/libxl/a_first.c"
lines 21 44 >"$X/tools/libxl/a_second.c"
git_x rm -q tools/libxl/a.c
git_x mv tools/old.sh tools/xl/new.sh
commit 'tools: split'
sed -i 's/^line 7$/line seven/' "$X/tools/libxl/a_first.c"
sed -i 's/^line 33$/line thirty-three/' "$X/tools/libxl/a_second.c"
sed -i 's/^line 5$/line five/' "$X/tools/xl/new.sh"
commit 'tools: in three files'
three=$id
sed -i 's/^word 3$/word three/' "$X/tools/libxl/b.c"
commit 'tools: one that stays'
stays=$id

patch_line three.patch $three
bpq series 4.9
refused 'not mapped' 1 'conflicts in tools/libxl/a_first.c and 2 more files'
like 'not mapped: explained' "$("$BPQ" explain three.patch --root "$R" --xen "$X" 2>/dev/null)" \
    '^    #\+ map tools/libxl/a_first.c FILE$'

sed -i '1a # map tools/xl/new.sh tools/old.sh\n# map tools/libxl/a_second.c tools/libxl/a.c\n# map tools/nothing there' \
    "$R/series-4.9/series"
echo '#+ map tools/libxl/a_first.c tools/libxl/a.c' >>"$R/series-4.9/series"
patch_line stays.patch $stays
bpq series 4.9
is 'mapped: status' "$rc" 0
like 'mapped: class' "$out" '2 patches \(1 clean, 1 context, 0 adapted, 0 own\)'
p=$(cat "$Q/three.patch")
is 'one file gets both parts' "$(grep '^+++ ' "$Q/three.patch" | xargs)" \
    '+++ b/tools/libxl/a.c +++ b/tools/old.sh'
like 'the first part' "$p" '^\+line seven$'
like 'the second part' "$p" '^\+line thirty-three$'
like 'the rule: by a clause' "$p" \
    '^Bpq-Rule: map: tools/libxl/a_first.c -> tools/libxl/a.c$'
like 'the rule: by the plan' "$p" '^Bpq-Rule: map: tools/xl/new.sh -> tools/old.sh$'
is 'quilt applies it' "$(git_x worktree add -q --detach "$T/w" RELEASE-4.9.4 &&
    cd "$T/w" && patch -s -p1 -F0 <"$Q/three.patch" && git diff --stat | tail -1)" \
    ' 2 files changed, 3 insertions(+), 3 deletions(-)'
git_x worktree remove --force "$T/w"

echo '#+ map tools/libxl/a_first.c tools/libxl/a.c' >>"$R/series-4.9/series"
bpq series 4.9
refused 'a map that names nothing' 2 'map tools/libxl/a_first.c. names nothing that the pick changes'
sed -i '$d' "$R/series-4.9/series"

# --- an own change, written for upstream's layout, with steps for one branch ---
own_message
mkdir "$R/series-4.8"
printf 'edit tools/xl/new.sh\nfind ^line 9$\ndo after\n| more\n' \
    >"$R/compat/changes/mine/edits"
printf 'edit tools/gone\nfind x\ndo delete\n' >"$R/compat/changes/mine/old.edits"
printf 'edits edits\non 4.8 edits old.edits\n' >"$R/compat/changes/mine/change"
own_line mine.patch compat/changes/mine
bpq series 4.9
is 'own change: status' "$rc" 0
like 'own change: its path is mapped' "$(cat "$Q/mine.patch")" '^\+\+\+ b/tools/old.sh$'
echo 'on 4.8 edits old.edits' >"$R/compat/changes/mine/change"
bpq series 4.9
refused 'own change for another branch' 2 \
    'mine.patch: compat/changes/mine/change: has no step for branch 4.9'
done_testing
