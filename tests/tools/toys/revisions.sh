# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced after xenlike.sh: the root as a git repository of ours, whose plan of
# 4.9 has two picks and a change of ours, and which makes bpq in any revision.
for n in 5 15 25; do
    sed -i "s/^word $n\$/word changed $n/" "$X/tools/libxl/b.c"
    commit "tools: word $n"
    eval word$n=\$id
done
git_r() { git -C "$R" "$@"; }
save_r() { git_r add -A && git_r commit -q -m "$1"; }
in_r() { run env XEN="${XEN_HERE:-$X}" sh -c "cd '$R' && $*"; }

# our_repository PATH...: with these scripts of ours
our_repository() {
    git init -q -b main "$R"
    mkdir -p "$R/build"
    for path; do mkdir -p "$R/${path%/*}" && cp "$path" "$R/$path" || exit; done
    echo 'exit 0' >"$R/mk/deps"
    cp "$BPQ" "$R/build/bpq"
    printf 'build/bpq:\n\tmkdir -p build\n\tcp "%s" $@\n' "$BPQ" >"$R/Makefile"
    printf '/build/\n/out/\n/series-*/*/\n!/series-*/resolutions/\n' >"$R/.gitignore"
    own_header
    # shellcheck disable=SC2154 # made by eval
    patch_line five.patch $word5
    # shellcheck disable=SC2154
    patch_line fifteen.patch $word15
    own_line mine.patch compat/changes/mine
}
