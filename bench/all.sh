#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# What does verifying every base cost, against one plain build of each?
#
#   bench/all.sh XEN
#
# One run of each, with as many jobs as there are processors:
#   plain    each base in turn, as in bench/verify.sh, without ccache
#   all      verify-all from nothing: no queue, no object and no result of an
#            earlier run is there to be found
# BASES="RELEASE-4.8.5 RELEASE-4.9.4" in the environment limits both.
set -eu
export LC_ALL=C
bench=bench/all.sh
[ $# = 1 ] || { echo "$bench: name a clone of Xen: $bench XEN" >&2; exit 2; }
xen=$(cd "$1" && pwd) || { echo "$bench: $1: no such clone" >&2; exit 2; }
cd "$(dirname "$0")/.."
ROOT=$(pwd)
tmp=$ROOT/out/bench
rm -rf "$tmp" && mkdir -p "$tmp"
trap 'exit 2' INT TERM
. bench/lib.sh
[ -x build/bpq ] || die "build/bpq is missing: run make"
export MAKEFLAGS="-j$(nproc)"
bases=$(sh tests/verify/bases) || exit 2
n=$(printf '%s\n' "$bases" | grep -c .)

plain_of() { # BASE
    export CCACHE_DISABLE=1
    plain "$1"
}

verify_all() {
    env VERIFY_OUT="$tmp/out" CCACHE_DIR="$tmp/ccache" BPQ_CACHE="$tmp/cache" XEN="$xen" \
        WITHOUT= EACH= KEEP= CC= sh tests/verify/all >"$tmp/all" 2>&1 || :
}

echo "verify-all, $n bases, $(nproc) processors, $($cc --version | head -n 1), $(ccache --version 2>/dev/null | head -n 1)"
for base in $bases; do
    queue "${base%%:*}" "${base#*:}"
    cost ms-plain plain_of "${base#*:}"
done
rm -rf "$tmp/plain"
p=$(sum "$tmp/ms-plain") pc=$(sum "$tmp/ms-plain.cpu")
echo "plain builds of the unpatched tools   $(seconds "$p"), processor time $(seconds "$pc")"
cost ms-all verify_all
a=$(sum "$tmp/ms-all") ac=$(sum "$tmp/ms-all.cpu")
echo "verify-all from nothing               $(seconds "$a"), processor time $(seconds "$ac")"
echo "verify-all against the plain builds   $(ratio "$a" "$p") times, processor time $(ratio "$ac" "$pc") times"
sed -n '/^base  /,$p' "$tmp/all"
echo "verified as before, with the trees of another base: $(grep -l '^verified ' "$tmp"/out/all/*.log | wc -l)"
ccache -d "$tmp/ccache" -s 2>/dev/null | grep -m 1 -i hits || :
