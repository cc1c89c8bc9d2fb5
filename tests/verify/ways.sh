# SPDX-License-Identifier: LGPL-2.1-only
# The other ways to apply a queue, git am and patch, in a repository of our own
# with the base's commit and, in its folder, the files that the queue touches.
# What is read from the clone is only read.  To be sourced by steps.

patches() { sed -n -e 's/^\([^#[:space:]][^[:space:]]*\).*/\1/p' "$QUEUE/series"; }

# git without anybody's settings.
plain_git() {
    env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE -u GIT_OBJECT_DIRECTORY \
        GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 LC_ALL=C \
        git -c core.autocrlf=false -c core.eol=lf -c advice.mergeConflict=false \
        -c user.name=verify -c user.email=verify@example.org "$@"
}

base_repository() { # DIR, TOUCHED: a list of the files that the queue touches
    objects=$(cd "$XEN" && git -c safe.directory="$XEN" rev-parse --git-path objects) &&
        objects=$(cd "$XEN" && cd "$objects" && pwd) || return
    rm -rf "$1" && plain_git init -q --template= "$1" && cd "$1" &&
        mkdir -p .git/info .git/objects/info || return
    echo "$objects" >.git/objects/info/alternates
    plain_git config core.sparseCheckout true
    sed -e 's,^,/,' "$2" >.git/info/sparse-checkout
    at_base
}
at_base() { plain_git reset -q --hard "$base_commit"; }

# Each prints the tree that comes out.
by_git_am() {
    set --
    for patch in $(patches); do set -- "$@" "$QUEUE/$patch"; done
    [ $# = 0 ] || plain_git am -q --whitespace=nowarn "$@" >&2 || return
    plain_git rev-parse 'HEAD^{tree}'
}
# A file that patch leaves beside what it changes, as it does when a hunk is not
# where the patch says, is in the tree as well.
by_patch() {
    for patch in $(patches); do
        echo "$patch" >&2
        patch -p1 -F0 <"$QUEUE/$patch" >&2 || return
    done
    { plain_git add -A --sparse || plain_git add -A; } && plain_git write-tree
}
