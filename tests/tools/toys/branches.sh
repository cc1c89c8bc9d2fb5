# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced after xenlike.sh, for tests with several branches: its commits are a second
# apart, as published ones are.
# shellcheck disable=SC2034 # commit of xenlike.sh uses it
clock=1500000100
at() { # BRANCH: the next commits go there
    git_x checkout -q "$1"
}
edit() { sed -i "$1" "$X/$2"; } # SCRIPT FILE
new() { mkdir -p "$X/$(dirname "$1")" && cat >"$X/$1"; } # FILE <CONTENT
# corpus [OPTION]...: measure the pairs of $T/pairs.tsv
corpus() { run "$BPQ" corpus --xen "$X" "$T/pairs.tsv" --out "$T/result.tsv" "$@"; }
