# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced by recorded-BRANCH.t with $branch set: verify-branch without a clone,
# on recorded facts, with all columns of the matrix.
. tests/tap.sh

verify() { run env BRANCH="$branch" XEN=none VERIFY_OUT="$T/out" "$@" sh verify/run; }
verify COLUMNS_OF_MATRIX=all TOOLS_OF_MATRIX=none,asan
is "verify-branch BRANCH=$branch without a clone holds" "$rc" 0
[ "$rc" = 0 ] || printf '%s\n' "$out" | sed -e 's/^/# /'
like 'the first line says that recorded facts are checked' "$(printf '%s\n' "$out" | head -n 1)" \
    "^verify-branch: no clone of Xen: checking recorded facts about RELEASE-$branch\.[0-9]'s libxl, not libxl itself; .*XEN=/path/to/xen\.git"
last=$(printf '%s\n' "$out" | tail -n 1)
like 'the last line says so, too' "$last" \
    "^verify-branch: BRANCH=$branch BASE=RELEASE-$branch\.[0-9]: all holds \([0-9.]*s\); these were recorded facts, not libxl: give XEN=/path/to/xen\.git"
for step in plan replicas compat matrix; do
    like "$step: ok" "$out" "^$step +ok  "
done
if [ "$branch" = 4.9 ]; then
    # Nothing of Xen is built; its makefiles do not work in such a path.
    mkdir "$T/a root" && cp -R Makefile layout mk tools tests verify host compat man series-* "$T/a root"
    mkdir "$T/a root/build" && cp build/bpq "$T/a root/build"
    run sh -c 'cd "$0" && exec env BRANCH=4.9 XEN=none TOOLS_OF_MATRIX=none sh verify/run' "$T/a root"
    is 'it also holds in a path with a space' "$rc" 0
    [ "$rc" = 0 ] || printf '%s\n' "$out" | sed -e 's/^/# /'
fi
verify UNTIL=apply
like 'UNTIL= refuses a step that needs a clone' "$rc:$out" '^2:verify-branch: UNTIL=apply: this run has no such step; it has plan replicas compat matrix$'
verify BASE="RELEASE-$branch.77"
is 'a base without records: status 2' "$rc" 2
like 'the message says which base has records' "$out" \
    "^verify-branch: BASE=RELEASE-$branch\.77: no clone of Xen, and there are records only for RELEASE-$branch\.[0-9] .*XEN="
done_testing
