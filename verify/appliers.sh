# SPDX-License-Identifier: LGPL-2.1-only
# Uses verify/clone.sh verify/quilt.sh
# The other ways to apply a queue, git am and patch, in a temporary repository with the
# base's commit and, in its work tree, the files that the queue touches.  To be
# sourced by steps.
. "$ROOT/verify/clone.sh"
. "$ROOT/verify/quilt.sh"

base_repository() { # DIR, TOUCHED: a list of the files that the queue touches
    borrow "$1" && cd "$1" || return
    plain_git config core.sparseCheckout true
    sed -e 's,^,/,' "$2" >.git/info/sparse-checkout
    at_base
}
at_base() { plain_git reset -q --hard "$base_commit"; }

# by_git_am, by_patch: apply the queue and print the resulting tree.
by_git_am() {
    set --
    for patch in $(patches); do set -- "$@" "$QUEUE/$patch"; done
    # Otherwise git looks for all other files, for each patch.
    [ $# = 0 ] || plain_git -c sparse.expectFilesOutsideOfPatterns=true \
        am -q --whitespace=nowarn "$@" >&2 || return
    plain_git rev-parse 'HEAD^{tree}'
}
# The tree includes files that patch leaves beside those that it changes, as it does
# when a hunk is not where the patch says.
by_patch() {
    for patch in $(patches); do
        echo "$patch" >&2
        patch -p1 -F0 <"$QUEUE/$patch" >&2 || return
    done
    { plain_git add -A --sparse || plain_git add -A; } && plain_git write-tree
}
