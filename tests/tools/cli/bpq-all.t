# SPDX-License-Identifier: LGPL-2.1-only
# All bases of a branch, and of all branches, in one run.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

sed -i 's/^line 5$/line five/' "$X/tools/libxl/a.c"
commit 'tools: five'
five=$id
git_x tag RELEASE-4.10.0 RELEASE-4.9.0
sed -i 's/^line 6$/line six/' "$X/tools/libxl/a.c"
commit 'tools: six'
six=$id
sed -i '3s/$/ here/' "$X/tools/libxl/b.c"
commit 'tools: three'
three=$id
patch_line five.patch $five
mkdir "$R/series-4.10"
sed 's/^# base .*/# base RELEASE-4.10.0/' "$R/series-4.9/series" >"$R/series-4.10/series"
patch_line six.patch $six
made() { (cd "$1" && find . -name series | sort | xargs); }
lines_() { printf '%s\n' "$out" | wc -l; }

bpq series 4.9 --base all
is 'all bases: status' "$rc" 0
is 'all bases: one line for each' "$(lines_)" 3
is 'all bases: one folder for each' "$(made "$R/series-4.9")" \
    './RELEASE-4.9.0/series ./RELEASE-4.9.4/series ./series ./stable-4.9/series'
bpq series 4.9
cp -r "$Q" "$T/one"
rm -rf "$R"/series-4.9/[Rs]*-*
bpq series all
is 'all branches: status' "$rc" 0
is 'all branches: one line for each base, in order of age' \
    "$(printf '%s\n' "$out" | sed 's|.*/\([^:]*\):.*|\1|' | xargs)" \
    'RELEASE-4.9.0 RELEASE-4.9.4 stable-4.9 RELEASE-4.10.0'
ok 'the queue is the same as when it is made separately' diff -r "$T/one" "$Q"
bpq series all --out "$T/out"
is '--out: one folder for each base' "$(made "$T/out")" \
    './RELEASE-4.10.0/series ./RELEASE-4.9.0/series ./RELEASE-4.9.4/series ./stable-4.9/series'

# --- locks ---
bpq check all
is 'no lock: status' "$rc" 2
is 'no lock: one line for each base, and the count' "$(lines_)" 5
like 'no lock: the count' "$out" '^bpq: 4 of 4 bases failed$'
bpq series all --update-lock
is 'locked' "$rc" 0
bpq check all
is 'as locked: status' "$rc" 0
is 'as locked: one line for each base' "$(printf '%s\n' "$out" | grep -c ': as locked: ')" 4
is 'locks are in order' "$(grep '^base' "$R/series-4.9/lock" | xargs)" \
    'base RELEASE-4.9.0 base RELEASE-4.9.4 base stable-4.9'

# --- a base that fails does not stop the others ---
sed -i "s/^# base .*/# base RELEASE-4.9.0 RELEASE-4.9.1 RELEASE-4.9.4 stable-4.9/" "$R/series-4.9/series"
rm -rf "$R"/series-4.9/[Rs]*-*
bpq series 4.9 --base all
is 'a missing base: status' "$rc" 2
like 'a missing base: is named' "$out" '^bpq: RELEASE-4.9.1: .*RELEASE-4.9.1'
like 'a missing base: the count' "$out" '^bpq: 1 of 4 bases failed$'
is 'a missing base: the others are made' "$(made "$R/series-4.9")" \
    './RELEASE-4.9.0/series ./RELEASE-4.9.4/series ./series ./stable-4.9/series'
sed -i "s/ RELEASE-4.9.1//" "$R/series-4.9/series"
echo '#+ odd' >>"$R/series-4.9/series"
rm -rf "$R"/series-4.10/R*
bpq series all
is 'a broken plan: status' "$rc" 2
like 'a broken plan: the message' "$out" '^bpq: 4.9: series-4.9/series:[0-9]+: unknown clause'
is 'a broken plan: the other branch is made' "$(made "$R/series-4.10")" './RELEASE-4.10.0/series ./series'
sed -i '$d' "$R/series-4.9/series"
patch_line three.patch $three
git_x checkout -q stable-4.9
sed -i '3s/$/ there/' "$X/tools/libxl/b.c"
commit 'stable: three'
git_x checkout -q master
bpq series all
is 'a conflict: status' "$rc" 1
like 'a conflict: the message' "$out" '^bpq: stable-4.9: series-4.9/series:[0-9]+: three.patch: .* conflicts'
like 'a conflict: the count' "$out" '^bpq: 1 of 4 bases failed$'

# --- arguments that contradict each other ---
bpq series all --base RELEASE-4.9.4
refused 'all branches with one base' 2 'RELEASE-4.9.4 is a base of one branch'
done_testing
