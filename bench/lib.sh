# SPDX-License-Identifier: LGPL-2.1-only
# Functions that the benchmarks share.  A script sources it with its arguments, the
# first of which is the clone, and with $bench, its name, and $usage.  It is then in
# the repository's root and has $xen and $tmp, a folder.
. "$(dirname -- "$0")/../mk/environment.sh"
set -eu

die() {
    ! command -v end_progress >/dev/null || end_progress
    echo "$bench: $*" >&2
    exit 2
}

[ $# -ge 1 ] || die "name a clone of Xen: $usage"
ROOT=$(cd -- "$(dirname -- "$0")/.." >/dev/null && pwd)
[ -x "$ROOT/build/bpq" ] || die "build/bpq is missing: run make"
xen=$("$ROOT/build/bpq" clone --xen "$1") || exit 2
cd -- "$ROOT" >/dev/null
tmp=$ROOT/out/bench
rm -rf "$tmp" && mkdir -p "$tmp"
trap 'end_progress; exit 2' INT TERM
MAKEFLAGS=-j$(nproc)
export MAKEFLAGS ARCH=

CC=
. verify/bases.sh
. verify/compiler.sh
. verify/build.sh
. verify/quilt.sh
. verify/clone.sh
. verify/locked.sh
. mk/progress.sh
. mk/results/results.sh
XEN=$xen
borrow "$tmp/xen" || die "$xen: its objects cannot be read"

# Measures elapsed and processor time of a command in milliseconds: the second shows
# how busy the machine was otherwise.
cost() { # NAME COMMAND...: append them to $tmp/NAME and $tmp/NAME.cpu
    name=$1
    shift
    # What is measured is not shown: only that it runs, and for how long.
    begin_progress "$bench"
    progress "$name"
    start=$(date +%s%N)
    (
        unset BPQ_PROGRESS BPQ_PROGRESS_IN
        "$@" || exit
        times >"$tmp/times"
        tail -n 1 "$tmp/times" | awk '{ for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); s += t[1] * 60 + t[2] }
            printf "%d\n", s * 1000 }' >>"$tmp/$name.cpu"
    ) >"$tmp/log" 2>&1 || die "failed: $*, see $tmp/log"
    echo $((($(date +%s%N) - start) / 1000000)) >>"$tmp/$name"
    end_progress
}
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
sum() { awk '{ s += $1 } END { print s }' "$1"; }
seconds() { awk -v ms="$1" 'BEGIN { printf "%.1f s", ms / 1000 }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b + 0) printf "%.2f", a / b; else printf "-" }'; }

# queue BRANCH BASE: make the queue in $QUEUE; $n_toolchain is the number of toolchain
# patches at its beginning.
queue() {
    QUEUE=$tmp/queue
    build/bpq series "$1" --xen "$xen" --base "$2" --out "$QUEUE" >"$tmp/log" 2>&1 ||
        die "bpq series failed, see $tmp/log"
    BRANCH=$1
    as_locked "$2" "$(build/bpq queue "$QUEUE" commit)"
    n_toolchain=$(build/bpq queue "$QUEUE" toolchain | wc -l)
}

# build_plain BASE: one build of the unpatched tools: export, the toolchain patches of
# $QUEUE, configure, and a full make, with upstream's own flags, in the folders that
# verify-branch builds.
build_plain() {
    rm -rf "$tmp/plain" && mkdir "$tmp/plain"
    plain_git -C "$tmp/xen" archive "$1^{tree}" | tar -x -C "$tmp/plain"
    (cd "$tmp/plain" && push "$n_toolchain") || return
    configure_tools "$tmp/plain" || return
    for folder in $tool_dirs; do
        [ ! -d "$tmp/plain/tools/$folder" ] || xen_make -C "$tmp/plain/tools/$folder" || return
    done
}
