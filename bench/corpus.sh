#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# How good is the backport merge, on backports that maintainers made?
#
#   bench/corpus.sh CLONE PAIRS [DIR]
#
# CLONE is a git clone with all commits of PAIRS; PAIRS and DIR: see corpus.c.
. "$(dirname -- "$0")/../mk/environment"
set -eu

[ $# -ge 2 ] || { echo "usage: bench/corpus.sh CLONE PAIRS [DIR]" >&2; exit 2; }
root=$(cd -- "$(dirname -- "$0")/.." >/dev/null && pwd)
[ -e "$root/build/libbpq.a" ] || {
	echo "bench/corpus.sh: build/libbpq.a is missing: run make" >&2
	exit 2
}
# shellcheck disable=SC2046 # words are wanted
${CC:-cc} -std=gnu11 -O2 -Wall -Wextra -Werror -I"$root/tools/lib" \
	$(pkg-config --cflags libgit2) -o "$root/build/corpus" \
	"$root/bench/corpus.c" "$root/build/libbpq.a" $(pkg-config --libs libgit2)
exec "$root/build/corpus" "$@"
