#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# How fast is the generator, against git doing the same?
#
#   bench/series.sh XEN [BRANCH [BASE [RUNS]]]
#
# Prints medians of RUNS (default 5) runs taken in turn, and their ratios:
#   picks   `bpq series` with a plan of the plan's clean picks alone, against
#           `git cherry-pick` of the same commits and `git format-patch`
#   queue   the whole queue, results of semantic patches cached, and not
#   all     the queues of all bases of all branches in one process, cached
. "$(dirname -- "$0")/../mk/environment"
set -eu

die() { echo "bench/series.sh: $*" >&2; exit 2; }

[ $# -ge 1 ] || die "name a clone of Xen: bench/series.sh XEN [BRANCH [BASE [RUNS]]]"
xen=$1 branch=${2:-4.9} base=${3:-RELEASE-4.9.4} runs=${4:-5}
root=$(cd -- "$(dirname -- "$0")/.." >/dev/null && pwd)
bpq=$root/build/bpq
[ -x "$bpq" ] || die "build/bpq is missing: run make"
xen=$(cd -- "$xen" >/dev/null && pwd) || die "$1: no such clone"

ROOT=$root XEN=$xen
. "$root/tests/verify/clone.sh"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 2' INT TERM

ms() { # run "$@" quietly, print milliseconds
	start=$(date +%s%N)
	"$@" >"$tmp/log" 2>&1 || { tail -5 "$tmp/log" >&2; die "failed: $*"; }
	echo $((($(date +%s%N) - start) / 1000000))
}

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

series() { # DIR CACHE ARG...
	out=$1 cache=$2
	shift 2
	BPQ_CACHE=$cache "$bpq" series "$branch" --root "$root" --xen "$xen" \
		--base "$base" --out "$out" "$@"
}

all_queues() {
	BPQ_CACHE=$warm "$bpq" series all --root "$root" --xen "$xen" \
		--out "$tmp/queues"
}

cherry() {
	plain_git -C "$tmp/work" checkout -q --detach -f "$base"
	plain_git -C "$tmp/work" -c gc.auto=0 cherry-pick $picks
	rm -rf "$tmp/patches"
	plain_git -C "$tmp/work" format-patch -q -o "$tmp/patches" "$base"
}

warm=${BPQ_CACHE:-$root/out/cache}
series "$tmp/clean" "$warm" --picks-only >/dev/null
picks=$(grep '^[^#]' "$tmp/clean/series" | sed 's/[ \t].*//' | while read -r p; do
	sed -n '1s/^From \([0-9a-f]\{40\}\) .*/\1/p' "$tmp/clean/$p"
done)
[ -n "$picks" ] || die "the plan for $branch on $base has no clean pick"
set -- $picks
n=$#
mkdir -p "$tmp/plan/series-$branch"
{
	grep '^# base ' "$root/series-$branch/series"
	echo '# group clean'
	for id in $picks; do echo "$id.patch # pick $id"; done
} >"$tmp/plan/series-$branch/series"

borrow "$tmp/work"
series "$tmp/full" "$warm" >/dev/null
all_queues >/dev/null
queues=$(ls "$tmp/queues" | wc -l)

for i in $(seq "$runs"); do
	ms env BPQ_CACHE="$warm" "$bpq" series "$branch" --root "$tmp/plan" \
		--xen "$xen" --base "$base" --out "$tmp/clean" >>"$tmp/picks"
	ms cherry >>"$tmp/cherry"
	ms series "$tmp/full" "$warm" >>"$tmp/warm"
	rm -rf "$tmp/cold"
	ms series "$tmp/full" "$tmp/cold" >>"$tmp/coldms"
	ms all_queues >>"$tmp/all"
done

p=$(median "$tmp/picks") c=$(median "$tmp/cherry")
w=$(median "$tmp/warm") k=$(median "$tmp/coldms") a=$(median "$tmp/all")
awk -v a="$a" -v q="$queues" -v n="$n" -v p="$p" -v c="$c" -v w="$w" -v k="$k" -v r="$runs" 'BEGIN {
	printf "medians of %d runs\n", r
	printf "%d clean picks: bpq series %d ms, git cherry-pick and format-patch %d ms: %.1f times faster\n", n, p, c, c / p
	printf "whole queue: %d ms warm, %d ms with an empty cache\n", w, k
	printf "all %d queues in one process: %d ms warm\n", q, a
}'
