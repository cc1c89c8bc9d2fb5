# SPDX-License-Identifier: LGPL-2.1-only
# quilt without anybody's settings.  To be sourced by steps.

# The names of the patches in $QUEUE, one a line.
patches() { QUILT_PATCHES=$QUEUE quilt --quiltrc - series; }

# push [-a | NUMBER]: from $QUEUE onto the current directory.  An empty queue
# is nothing to push, which quilt takes for an error.
push() {
    (
        [ "$1" != 0 ] && patches | grep -q . || exit 0
        export QUILT_PATCHES="$QUEUE"
        exec quilt --quiltrc - push --fuzz=0 "$@"
    )
}
