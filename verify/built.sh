# SPDX-License-Identifier: LGPL-2.1-only
# From the plan to the queue and both libraries of a base: the first steps of
# verify-branch, which make boot-branch takes as they are, so that neither builds what the
# other has built.  To be sourced after lib.sh, clone.sh and locked.sh.  The script has
# must(), and of verify/run's variables $base, $work, $TRIM and $EACH.

# shellcheck disable=SC2154

# make_queue: the queue, and a repository with the clone's objects.  Sets $base_commit,
# $tree, $toolchain, $patches and $old_patches.
make_queue() {
    must generate always
    base_commit=$(build/bpq queue "$QUEUE" commit) && tree=$(build/bpq queue "$QUEUE" tree) &&
        toolchain=$(build/bpq queue "$QUEUE" toolchain) || exit 2
    export base_commit tree toolchain
    # Configuring and building the base runs its code.
    as_locked "$base" "$base_commit"
    borrow "$work/tmp/xen" || die "cannot read the objects of $XEN, or cannot write into $(shown "$work")"
    export CLONE="$work/tmp/xen"
    patches=$(cat "$QUEUE/series" "$QUEUE"/*.patch 2>/dev/null | sha)
    old_patches=$(cd "$QUEUE" && cat /dev/null $toolchain | sha)
}

# The bases of a branch are built one after the other in the same two trees, the old
# libraries in one and the new in the other, so that only what differs between the
# bases is compiled.  A base that does not hold keeps the trees.  Step each builds the
# old and the new library in a single tree.
share_trees() {
    [ ! -e "$work/build" ] && [ ! -e "$work/build-old" ] || return 0
    mkdir -p "${work%/*}/trees" && exec 7>"${work%/*}/trees/choose" && flock 7 ||
        die "cannot write into $(shown "${work%/*}/trees")"
    n=1
    while in_use "${work%/*}/trees/$n"; do n=$((n + 1)); done
    mkdir -p "${work%/*}/trees/$n" && ln -s "../trees/$n/new" "$work/build" &&
        { [ -n "${EACH:-}" ] || ln -s "../trees/$n/old" "$work/build-old"; } ||
        die "cannot write into $(shown "$work")"
    exec 7>&-
}

# build_libraries: $new_key identifies the new ones, $old_key the old ones.
build_libraries() {
    # Of a base whose trees were removed, no step is as before.
    if [ -e "$work/trimmed" ]; then find "$work/stamps" -type f -delete && rm -f "$work/trimmed"; fi
    must export "$work/pristine" "$base_commit"
    must apply "$work/applied" "$base_commit" "$patches" "$tree"
    [ -d "$work/build" ] || [ -d "$work/build-old" ] ||
        rm -f "$work/stamps/build-old" "$work/build" "$work/build-old"
    [ -z "${TRIM:-}" ] || share_trees
    rm -f "$work/stamps/old-id"
    must build-old "$work/old" "$base_commit" "$old_patches" "$compiler" "$work"
    old_key=$key
    # What the old library was made from, wherever and whenever: see first.
    echo "$base_commit $old_patches" "$(echo "$compiler" | sha)" >"$work/stamps/old-id"
    if [ -n "${EACH:-}" ]; then
        EACH_ID=$(echo "$old_key" "$(content verify/steps/each)" | sha)
        export EACH_ID
        step each "$work/each.built" "$EACH_ID" "$patches"
    fi
    must build-new "$work/new" "$old_key" "$tree"
    new_key=$key
}
