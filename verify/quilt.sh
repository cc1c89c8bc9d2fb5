# SPDX-License-Identifier: LGPL-2.1-only
# quilt without the user's settings.  To be sourced by steps.

# The names of the patches in $QUEUE, one a line.
patches() { QUILT_PATCHES=$QUEUE quilt --quiltrc - series; }

# push [-a | NUMBER]: push patches from $QUEUE onto the current directory.  quilt
# reports an error if there is nothing to push; this does not.
push() {
    (
        [ "$1" != 0 ] && patches | grep -q . || exit 0
        export QUILT_PATCHES="$QUEUE"
        exec quilt --quiltrc - push --fuzz=0 "$@"
    )
}
