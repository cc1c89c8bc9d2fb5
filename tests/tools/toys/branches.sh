# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced after xenlike.sh, for tests with several branches: commits that are a
# second apart, as published ones are.
clock=1500000100
at() { # BRANCH: the next commits go there
    git_x checkout -q "$1"
}
commit() { # MESSAGE: everything in the work tree; its id in $id
    clock=$((clock + 1))
    git_x add -A -f . &&
        GIT_COMMITTER_DATE="$clock +0000" git -C "$X" commit -q -m "$1" &&
        id=$(git_x rev-parse HEAD)
}
edit() { sed -i "$1" "$X/$2"; } # SCRIPT FILE
new() { mkdir -p "$X/$(dirname "$1")" && cat >"$X/$1"; } # FILE <CONTENT
# corpus [OPTION]...: measure the pairs of $T/pairs.tsv
corpus() { run "$BPQ" corpus --xen "$X" "$T/pairs.tsv" --out "$T/result.tsv" "$@"; }
