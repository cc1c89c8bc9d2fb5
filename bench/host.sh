#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# What does it cost to try a PVH guest in a simulated host, against the dry run
# that shows no more than how its configuration is read?
#
#   bench/host.sh XEN [BRANCH [BASE [RUNS]]]
#
# Prints medians of RUNS (default 9) runs taken in turn, with the patched tools as
# verify-branch builds them (what it has built already is not built again):
#   dry      xl -N create, in a host of its own
#   cycle    xl create, xl list, xl destroy, in a host of its own
#   again    the same in a host that is up
# and one run of all of tests/host/lifecycle, without valgrind and with it.
bench=bench/host.sh usage="bench/host.sh XEN [BRANCH [BASE [RUNS]]]"
. "$(dirname "$0")/lib.sh"
branch=${2:-4.9} base=${3:-RELEASE-4.9.4} runs=${4:-9}
up=
trap '[ -z "$up" ] || tests/host/run --end "$up"' EXIT

built=$ROOT/out/$branch/$base
env BRANCH="$branch" BASE="$base" XEN="$xen" WITHOUT= OUT= LIBVIRT= UNTIL=build-new \
    sh tests/verify/run >"$tmp/log" 2>&1 || die "the tools do not build, see $tmp/log"
make -s -f tests/host/guests/guests.mk OUT="$tmp/guests" CC="$cc" >"$tmp/log" 2>&1 ||
    die "the guest does not build, see $tmp/log"
cat >"$tmp/guest.cfg" <<END
name = "guest"
type = "pvh"
memory = 32
kernel = "$tmp/guests/pvh"
END
in_host() { tests/host/run --prefix "$built/new" "$@"; }
lives="xl create -q $tmp/guest.cfg && xl list && xl destroy guest"
dry() { in_host -- xl -N create "$tmp/guest.cfg"; }
cycle() { in_host -- sh -c "$lives"; }
again() { in_host --keep "$up" -- sh -c "$lives"; }
lifecycle() { HOST_VALGRIND=$1 sh tests/host/lifecycle "$built/old" "$built/new" "$tmp/life"; }

in_host --keep "$tmp/up" -- true && up=$tmp/up # builds the host, too
i=0
while [ $i -lt "$runs" ]; do
    i=$((i + 1))
    cost ms-dry dry
    cost ms-cycle cycle
    cost ms-again again
done
fine() { awk -v ms="$1" 'BEGIN { printf "%.2f s", ms / 1000 }'; }
d=$(median "$tmp/ms-dry") c=$(median "$tmp/ms-cycle") a=$(median "$tmp/ms-again")
echo "simulated host $branch $base, medians of $runs runs, $(nproc) processors"
echo "dry run, xl -N create                 $(fine "$d")"
echo "PVH guest's create, list, destroy     $(fine "$c"), $(ratio "$c" "$d") times the dry run"
echo "the same in a host that is up         $(fine "$a"), $(ratio "$a" "$d") times the dry run"
cost ms-life lifecycle no
echo "lifecycle without valgrind            $(seconds "$(sum "$tmp/ms-life")"), $(tail -n 1 "$tmp/log")"
cost ms-valgrind lifecycle yes
echo "lifecycle                             $(seconds "$(sum "$tmp/ms-valgrind")"), processor time $(seconds "$(sum "$tmp/ms-valgrind.cpu")")"
