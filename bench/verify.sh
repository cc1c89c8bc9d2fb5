#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# What does verifying cost, against one plain build?
#
#   bench/verify.sh XEN [BRANCH [BASE [RUNS]]]
#
# Prints medians of RUNS (default 5) runs taken in turn, without ccache, with as
# many jobs as there are processors:
#   plain    one build of the unpatched tools: export, the toolchain patches,
#            configure, make in the folders that verify-branch builds too, all
#            of them in full and with upstream's own flags
#   verify   verify-branch from nothing, from export to both builds
# and of the last run: ABI comparison, callers, matrix, the other steps, and a
# second run with nothing changed.
export CCACHE_DISABLE=1
bench=bench/verify.sh usage="bench/verify.sh XEN [BRANCH [BASE [RUNS]]]"
. "$(dirname "$0")/lib.sh"
branch=${2:-4.9} base=${3:-RELEASE-4.9.4} runs=${4:-5}

verify() { # [NAME=VALUE]...
    env VERIFY_OUT="$tmp/out" OUT="$tmp/queue" BRANCH="$branch" BASE="$base" XEN="$xen" \
        "$@" sh tests/verify/run
}

queue "$branch" "$base"
i=0
while [ $i -lt "$runs" ]; do
    i=$((i + 1))
    cost ms-plain plain "$base"
    rm -rf "$tmp/out"
    cost ms-verify verify UNTIL=build-new
done
p=$(median "$tmp/ms-plain")
v=$(median "$tmp/ms-verify")
echo "verify-branch $branch $base, medians of $runs runs, $(nproc) processors, $($cc --version | head -n 1)"
echo "plain build of the unpatched tools    $(seconds "$p")"
echo "from export to both builds            $(seconds "$v"), $(ratio "$v" "$p") times the plain build"
echo "the same, processor time              $(seconds "$(median "$tmp/ms-plain.cpu")") and $(seconds "$(median "$tmp/ms-verify.cpu")"), $(ratio "$(median "$tmp/ms-verify.cpu")" "$(median "$tmp/ms-plain.cpu")") times"
sort -n "$tmp/ms-verify" | tr '\n' ' ' | sed -e 's/^/  each, ms: /' -e 's/$/\n/'
verify >"$tmp/full" 2>&1 || echo "(verify-branch ended with status $?: the rest is what it got to)"
for step in hypervisor abi records places callers guard matrix host build-rest; do
    sed -n "/^step /,\$d; s/^\($step  *\)\([a-z]*\)  *\([0-9.]*s\) .*/and \1\3 (\2)/p" "$tmp/full"
done
verify >"$tmp/log" 2>&1 || :
sed -n 's/.*all holds (\(.*\))$/a second run with nothing changed      \1/p' "$tmp/log"
