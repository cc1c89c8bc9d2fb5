# SPDX-License-Identifier: LGPL-2.1-only
# Git with the objects of the user's clone, and nothing else of it.  No git command runs
# in the clone itself: its settings, hooks and attributes could start programs, and bpq
# ignores its replace refs and grafts.  Git works in temporary repositories with the
# clone's objects, tags and branches.  To be sourced.

# plain_git ARGUMENT...: git without the user's and the system's settings.
plain_git() {
    GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_ATTR_NOSYSTEM=1 \
        git -c core.autocrlf=false -c core.eol=lf -c advice.mergeConflict=false \
        -c core.attributesFile=/dev/null -c core.excludesFile=/dev/null \
        -c user.name=verify -c user.email=verify@example.org "$@"
}

# own_git ARGUMENT...: git in this repository, whoever owns it, and in none above it.
own_git() { GIT_CEILING_DIRECTORIES=$(dirname -- "$ROOT") plain_git -c safe.directory="$ROOT" -c core.fsmonitor=false "$@"; }

# say_uncommitted WHO: of a run that tests the last commit, say if there are changes.
say_uncommitted() {
    [ -z "$(own_git status --porcelain)" ] ||
        echo "$1: uncommitted changes are not tested; tested is $(own_git log -1 --no-show-signature --format='commit %h, %s')"
}

# borrow DIR: make such a repository of the clone $XEN.
borrow() {
    rm -rf "$1" && plain_git init -q --template= "$1" &&
        mkdir -p "$1/.git/info" "$1/.git/objects/info" &&
        "$ROOT/build/bpq" clone --objects --xen "$XEN" >"$1/.git/objects/info/alternates" &&
        "$ROOT/build/bpq" refs --xen "$XEN" >"$1/.git/refs.of-clone" &&
        cut -d ' ' -f 1,3 "$1/.git/refs.of-clone" >"$1/.git/packed-refs"
}
