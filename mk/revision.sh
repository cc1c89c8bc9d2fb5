# SPDX-License-Identifier: LGPL-2.1-only
# This repository as a commit of it was.  To be sourced after verify/clone.sh.

# at_revision COMMIT DIR: put the commit's files into DIR/COMMIT and build its bpq.
# What make said is in DIR/COMMIT.log.
at_revision() {
    [ ! -x "$2/$1/build/bpq" ] || return 0
    mkdir -p "$2/$1" && {
        own_git archive "$1" | tar -x -f - -C "$2/$1" &&
            env -u CC -u MAKEFLAGS -u MAKEOVERRIDES make -j2 -C "$2/$1" \
                ${CC:+"CC=$CC"} build/bpq
    } >"$2/$1.log" 2>&1
}
