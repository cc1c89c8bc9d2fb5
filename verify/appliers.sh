# SPDX-License-Identifier: LGPL-2.1-only
# Uses verify/clone.sh verify/quilt.sh build/bpq
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

# no_mails: the user's own patches that git am does not take, as it takes mails alone.
# They may have any text above their diff; the generator's are mails.
no_mails() {
    for patch in $("$ROOT/build/bpq" queue "$QUEUE" local); do
        case $(head -n 1 "$QUEUE/$patch") in
        'From '* | From:*) ;;
        *) echo "$patch" ;;
        esac
    done
}

# Otherwise git looks for all other files, for each patch.
git_here() { plain_git -c sparse.expectFilesOutsideOfPatterns=true "$@"; }
am() { # FILE...
    [ $# = 0 ] || git_here am -q --whitespace=nowarn "$@" >&2
}
commit_diff() { # FILE, with its text, or else its name, as the message
    git_here apply --index --whitespace=nowarn "$1" >&2 &&
        { sed -e '/^diff --git /,$d' "$1" | grep . || basename "$1"; } | git_here commit -q --cleanup=whitespace -F - >&2
}

# by_git_am, by_patch: apply the queue and print the resulting tree.
by_git_am() {
    set -- && apart=$(no_mails)
    for patch in $(patches); do
        if ! printf '%s\n' "$apart" | grep -q -x -F "$patch"; then
            set -- "$@" "$QUEUE/$patch"
        else
            am "$@" && commit_diff "$QUEUE/$patch" || return
            set --
        fi
    done
    am "$@" && plain_git rev-parse 'HEAD^{tree}'
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
