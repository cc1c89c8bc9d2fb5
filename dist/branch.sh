# SPDX-License-Identifier: LGPL-2.1-only
# REPO=: the branch with the queue in a repository of the user's.  To be sourced by run,
# which has die() and $work.  The branch is made when all else is done, and an existing
# one is never changed.

# in_repo ARGUMENT...: git in that repository and in none above it, without its hooks
in_repo() {
    GIT_CEILING_DIRECTORIES=$(dirname -- "$REPO") \
        plain_git -C "$REPO" -c core.hooksPath=/dev/null -c core.fsmonitor=false -c gc.auto=0 "$@"
}
# find_repo: is it one?
find_repo() {
    case $REPO in
    *"$newline"*) die "REPO=$REPO: there is a newline in it; give the repository another name" ;;
    /*) ;;
    *) REPO=./$REPO ;;
    esac
    full=$(cd -P -- "$REPO" 2>/dev/null && pwd) || die "REPO=${REPO#./}: no such folder; name a git repository"
    REPO=$full
    why=$(in_repo rev-parse --git-dir 2>&1) || die "REPO=$REPO: ${why#fatal: }; name the top of a git repository"
    why=$(in_repo rev-parse --show-object-format 2>&1)
    [ "$why" = sha1 ] || die "REPO=$REPO: a repository of format $why cannot have Xen's commits; leave REPO out, and use the mailbox"
}
# refuse_other_branch: is the name taken by something else?
refuse_other_branch() {
    ! in_repo show-ref -q --verify "refs/heads/${branch_name%%/*}" ||
        die "REPO=$REPO has a branch ${branch_name%%/*}, so there can be none with the name $branch_name; rename it"
    ! in_repo symbolic-ref -q "refs/heads/$branch_name" >/dev/null ||
        die "REPO=$REPO: $branch_name is another name of a branch; remove it with git symbolic-ref -d"
}
make_branch() {
    commit=$(cat "$work/commit")
    has=$(in_repo rev-parse -q --verify --end-of-options "refs/heads/$branch_name")
    if [ "$has" = "$commit" ]; then
        echo "branch $branch_name in $REPO: there already, at $commit"
        return
    fi
    [ -z "$has" ] || die "REPO=$REPO has a branch $branch_name with other commits: rename or delete it; the mailbox is in $(shown_out)"
    plain_git -C "$work/repository" update-ref refs/heads/made "$commit" &&
        in_repo fetch -q --no-tags --no-write-fetch-head --no-auto-maintenance --no-recurse-submodules \
            "$work/repository" "refs/heads/made:refs/heads/$branch_name" >"$work/said" 2>&1 ||
        die "REPO=$REPO: cannot make the branch $branch_name: $(grep -m 1 -E '^(fatal|error)' "$work/said"); the mailbox is in $(shown_out)"
    echo "branch $branch_name in $REPO: $commit"
}
