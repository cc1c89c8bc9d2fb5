# SPDX-License-Identifier: LGPL-2.1-only
# quilt without anybody's settings.  To be sourced by steps.

# push [-a | NUMBER]: from $QUEUE onto the current directory.  An empty queue
# is nothing to push, which quilt takes for an error.
push() {
    (
        QUILT_PATCHES=$QUEUE
        export QUILT_PATCHES
        [ "$1" != 0 ] && quilt --quiltrc - series | grep -q . || exit 0
        exec quilt --quiltrc - push --fuzz=0 "$@"
    )
}
