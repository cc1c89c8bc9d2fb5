# SPDX-License-Identifier: LGPL-2.1-only
# Whose Xen is it that is to be built?  To be sourced; the script has die().

# as_locked BASE COMMIT: is it the commit that the lock was made for?  A release
# does not move: a tag that points elsewhere is somebody else's, and what is in it
# is not run unless UNLOCKED says so.  A branch moves, and that is said.
as_locked() {
    locked=$("$ROOT/build/bpq" locked "$BRANCH" commit --base "$1" --root "$ROOT" 2>&1)
    case $? in
    0) ;;
    1)
        echo "$1 is commit $2; series-$BRANCH/lock has no commit for it to be compared with"
        return
        ;;
    *) die "${locked#bpq: }" ;;
    esac
    [ "$locked" != "$2" ] || return 0
    case ${1##*/} in
    RELEASE-*)
        [ -n "${UNLOCKED:-}" ] || die "$1 of this clone is commit $2, and the one that series-$BRANCH/lock is for is $locked: nothing of it was run; fetch upstream's tag, or see what it is and say UNLOCKED=1"
        ;;
    esac
    echo "$1 of this clone is commit $2; series-$BRANCH/lock is for $locked"
}
