# SPDX-License-Identifier: LGPL-2.1-only
# The clone's objects, and nothing else of it: what its replace refs, grafts,
# attributes and settings, or the user's, make of them is not what bpq reads.
# To be sourced.

# git without anybody's settings.
plain_git() {
    env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE -u GIT_OBJECT_DIRECTORY \
        -u GIT_CONFIG_COUNT -u GIT_CONFIG_PARAMETERS -u GIT_NAMESPACE \
        GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_ATTR_NOSYSTEM=1 LC_ALL=C \
        git -c core.autocrlf=false -c core.eol=lf -c advice.mergeConflict=false \
        -c core.attributesFile=/dev/null -c core.excludesFile=/dev/null \
        -c user.name=verify -c user.email=verify@example.org -c safe.directory='*' "$@"
}

# borrow DIR: a repository of our own with the clone's objects.
borrow() {
    objects=$(cd "$XEN" && plain_git rev-parse --git-path objects) &&
        objects=$(cd "$XEN" && cd "$objects" && pwd) || return
    rm -rf "$1" && plain_git init -q --template= "$1" && mkdir -p "$1/.git/info" "$1/.git/objects/info" &&
        echo "$objects" >"$1/.git/objects/info/alternates"
}
