# SPDX-License-Identifier: LGPL-2.1-only
# make dist for the newest release of each branch, with the tools for which it writes.  It
# takes minutes, so it runs only if XEN= names a clone.
xen=${XEN:-} # tap.sh forgets what make was asked for
. tests/tap.sh
. tests/tools/toys/needs.sh
BPQ=$ROOT/build/bpq R=$ROOT
case $xen in
'' | none)
    skip 'make dist for each branch' 'not run: no XEN'
    done_testing
    ;;
esac
XEN=$("$BPQ" clone --xen "$xen") || exit 2
export XEN
needs 'make dist for each branch' series dist gbp check
. tests/tools/toys/packaging.sh
"$BPQ" bases --newest >"$T/bases"
while read -r branch base; do
    for format in debian gbp rpm git tar; do
        run env BRANCH="$branch" BASE="$base" FORMAT=$format OUT="$T/dist/$format" sh dist/run </dev/null
        is "$branch: make dist FORMAT=$format" "$rc" 0
    done
    commit=$("$BPQ" locked "$branch" commit --base "$base") tree=$("$BPQ" locked "$branch" tree --base "$base")
    unpack "$commit"
    dpkg_takes "$branch, debian" "$T/dist/debian" "$tree"
    lintian_takes "$branch, debian"
    quilt_takes "$branch, debian" "$T/dist/debian" "$tree"
    dpkg_takes "$branch, gbp" "$T/dist/gbp" "$tree"
    gbp_takes "$branch, gbp" "$T/dist/gbp" "$tree"
    rpm_takes "$branch, rpm" "$T/dist/rpm" "$tree"
    git_takes "$branch, git" "$T/dist/git" "$tree"
    tar_takes "$branch, tar" "$T/dist/tar" "$tree"
    rm -rf "$T/dist"
done <"$T/bases"
done_testing
