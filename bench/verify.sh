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
set -eu
export LC_ALL=C CCACHE_DISABLE=1

die() { echo "bench/verify.sh: $*" >&2; exit 2; }

[ $# -ge 1 ] || die "name a clone of Xen: bench/verify.sh XEN [BRANCH [BASE [RUNS]]]"
xen=$1 branch=${2:-4.9} base=${3:-RELEASE-4.9.4} runs=${4:-5}
xen=$(cd "$xen" && pwd) || die "$1: no such clone"
cd "$(dirname "$0")/.."
[ -x build/bpq ] || die "build/bpq is missing: run make"
ROOT=$(pwd)
tmp=$ROOT/out/bench
rm -rf "$tmp" && mkdir -p "$tmp"
trap 'exit 2' INT TERM
CC=
. tests/verify/compiler.sh
. tests/verify/build.sh
. tests/verify/quilt.sh
export MAKEFLAGS="-j$(nproc)"

# Elapsed and processor time of "$@", milliseconds: the second tells how busy
# the machine was with other things.
cost() { # FILE-PREFIX COMMAND...
    name=$1
    shift
    start=$(date +%s%N)
    (
        "$@" || exit
        times >"$tmp/times"
        tail -n 1 "$tmp/times" | awk '{ for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); s += t[1] * 60 + t[2] }
            printf "%d\n", s * 1000 }' >>"$tmp/$name.cpu"
    ) >"$tmp/log" 2>&1 || die "failed: $*, see $tmp/log"
    echo $((($(date +%s%N) - start) / 1000000)) >>"$tmp/$name"
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
seconds() { awk -v ms="$1" 'BEGIN { printf "%.1f s", ms / 1000 }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

verify() { # [NAME=VALUE]...
    env VERIFY_OUT="$tmp/out" OUT="$tmp/queue" BRANCH="$branch" BASE="$base" XEN="$xen" \
        "$@" sh tests/verify/run
}

plain() {
    rm -rf "$tmp/plain" && mkdir "$tmp/plain"
    git -C "$xen" -c safe.directory="$xen" archive "$base^{tree}" | tar -x -C "$tmp/plain"
    (cd "$tmp/plain" && push "$n_toolchain") || return
    configure_tools "$tmp/plain" || return
    for folder in $tool_dirs; do
        xen_make -C "$tmp/plain/tools/$folder" || return
    done
}

build/bpq series "$branch" --xen "$xen" --base "$base" --out "$tmp/queue" >"$tmp/log" 2>&1 ||
    die "bpq series failed, see $tmp/log"
QUEUE=$tmp/queue
n_toolchain=$(sh tests/verify/toolchain "$QUEUE" | grep -c .)

i=0
while [ $i -lt "$runs" ]; do
    i=$((i + 1))
    cost ms-plain plain
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
for step in hypervisor abi callers matrix build-rest; do
    sed -n "/^step /,\$d; s/^\($step  *\)\([a-z]*\)  *\([0-9.]*s\) .*/and \1\3 (\2)/p" "$tmp/full"
done
verify >"$tmp/log" 2>&1 || :
sed -n 's/.*all holds (\(.*\))$/a second run with nothing changed      \1/p' "$tmp/log"
