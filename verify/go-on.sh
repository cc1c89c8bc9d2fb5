# SPDX-License-Identifier: LGPL-2.1-only
# An interrupted step goes on where it was.  To be sourced by steps that last.
#
# What such a step has finished is in its folder, with the step's key there, in the file
# key.  Only if the key is still the same, none of what the results depend on has changed.
# Programs that write into the folder are told by GO_ON=y that they may use what they
# finished there; they know by checksums what was written whole.  They write into the
# file $WENT_ON how much that was.

# goes_on FOLDER: make it what the step goes on in
goes_on() {
    if [ -z "${STEP_KEY:-}" ] || [ "$(cat "$1/key" 2>/dev/null)" != "$STEP_KEY" ]; then
        # The key goes first, as long as all is there that it promises.
        rm -f "$1/key" && rm -rf "$1" && mkdir "$1" || exit 2
        [ -z "${STEP_KEY:-}" ] || { echo "$STEP_KEY" >"$1/key.new" && mv "$1/key.new" "$1/key"; } || exit 2
    fi
    export GO_ON=y
}
# is_whole FOLDER: the step has its answer, so the next time it begins anew.
is_whole() { rm -f "$1/key"; }
