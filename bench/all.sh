#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# What does verifying every base cost, against one plain build of each?
#
#   bench/all.sh XEN
#
# One run of each, with as many jobs as there are processors:
#   plain    each base in turn, as in bench/verify.sh, without ccache
#   all      verify-all from nothing: no queue, no object and no result of an
#            earlier run is there to be found; and how its steps share its time
# BASES="RELEASE-4.8.5 RELEASE-4.9.4" in the environment limits both.
bench=bench/all.sh usage="bench/all.sh XEN"
. "$(dirname "$0")/lib.sh"
bases=$(sh tests/verify/bases) || exit 2
n=$(printf '%s\n' "$bases" | grep -c .)

plain_of() { # BASE
    export CCACHE_DISABLE=1
    plain "$1"
}

verify_all() {
    env VERIFY_OUT="$tmp/out" CCACHE_DIR="$tmp/ccache" BPQ_CACHE="$tmp/cache" XEN="$xen" \
        WITHOUT= EACH= KEEP= FULL= CC= sh tests/verify/all >"$tmp/all" 2>&1 || :
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
time_of() { # NAME|NAME...: milliseconds of these steps
    cat $(grep -L '^verified ' "$tmp"/out/all/*.log) |
        awk -v names="$1" '/^step / { on = 1; next } /^verify-branch:/ { on = 0 }
            on && $1 ~ "^(" names ")$" { for (i = 2; i <= NF; i++) if ($i ~ /^[0-9.]+s$/) { s += $i; break } }
            END { printf "%d\n", s * 1000 }'
}
# The branches are side by side, so that steps' times overlap: shares tell more.
steps='generate export apply build-old build-new hypervisor abi records places callers matrix host build-rest'
every=$(time_of "$(echo "$steps" | tr ' ' '|')")
for step in $steps; do
    awk -v step="$step" -v ms="$(time_of "$step")" -v every="$every" \
        'BEGIN { printf "  %-12s %4.1f %%\n", step, 100 * ms / every }'
done
sed -n '/^base  /,$p' "$tmp/all"
echo "verified as before, with the trees of another base: $(grep -l '^verified ' "$tmp"/out/all/*.log | wc -l)"
ccache -d "$tmp/ccache" -s 2>/dev/null | grep -m 1 -i hits || :
