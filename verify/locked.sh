# SPDX-License-Identifier: LGPL-2.1-only
# Checks a base against the lock before it is built.  To be sourced; the script has
# die().

# as_locked BASE COMMIT: was the lock made for this commit?  A release does not move:
# if its tag points elsewhere, its code is not trusted, and is not run unless UNLOCKED
# is set.  If a branch has moved, a line says so.
as_locked() {
    locked=$("$ROOT/build/bpq" locked "$BRANCH" commit --base "$1" --root "$ROOT" 2>&1)
    case $? in
    0) ;;
    1)
        echo "$1 is commit $2; series-$BRANCH/lock has no commit to compare it with"
        return
        ;;
    *) die "${locked#bpq: }" ;;
    esac
    [ "$locked" != "$2" ] || return 0
    case ${1##*/} in
    RELEASE-*)
        [ -n "${UNLOCKED:-}" ] || die "$1 of this clone is commit $2, but series-$BRANCH/lock is for commit $locked: nothing of it was run; fetch upstream's tag, or check the commit and give UNLOCKED=1"
        ;;
    esac
    echo "$1 of this clone is commit $2; series-$BRANCH/lock is for $locked"
}
