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
# paths: those that the patches on standard input name
paths() { sed -n -E 's,^(---|\+\+\+) [ab]/([^[:space:]]+).*,\2,p' | sort -u; }
at_base() { plain_git reset -q --hard "$base_commit"; }

# is_mail FILE: would git am take it?  It wants an author with an address, and a date
# that it can read if there is one.
is_mail() {
    case $(grep -m 1 . "$1") in
    'From '* | [A-Za-z]*:*) ;;
    *) return 1 ;;
    esac
    mail=$(plain_git mailinfo /dev/null /dev/null <"$1" 2>/dev/null) &&
        [ "$(printf '%s\n' "$mail" | grep -c -E '^(Author|Email): .')" = 2 ] || return
    date=$(printf '%s\n' "$mail" | sed -n 's/^Date: //p')
    GIT_AUTHOR_DATE=${date:-@0 +0000} plain_git var GIT_AUTHOR_IDENT >/dev/null 2>&1
}
# no_mails: the user's own patches that are no mails.  They may have any text above
# their diff; the generator's are mails.
no_mails() {
    for patch in $("$ROOT/build/bpq" queue "$QUEUE" local); do
        is_mail "$QUEUE/$patch" || echo "$patch"
    done
}

# Otherwise git looks for all other files, for each patch.
git_here() { plain_git -c sparse.expectFilesOutsideOfPatterns=true "$@"; }
am() { # FILE...
    [ $# = 0 ] || git_here am -q --whitespace=nowarn "$@" >&2
}
commit_diff() { # FILE, with its text, or else its name, as the message
    text=$(sed -e '/^diff --git /,$d' "$1")
    printf '%s\n' "$text" | grep -q '[^[:space:]]' || text=${1##*/}
    git_here apply --index --whitespace=nowarn "$1" >&2 &&
        printf '%s\n' "$text" | git_here commit -q --cleanup=whitespace -F - >&2
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
# tree_here: the tree of all files here, of those that git ignores and of those that
# patch leaves beside what it changes, as it does when a hunk is not where the patch says
tree_here() {
    { plain_git add -A -f --sparse || plain_git add -A -f; } && plain_git write-tree
}
by_patch() {
    for patch in $(patches); do
        echo "$patch" >&2
        patch -p1 -F0 <"$QUEUE/$patch" >&2 || return
    done
    tree_here
}
