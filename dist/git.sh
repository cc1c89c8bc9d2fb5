# SPDX-License-Identifier: LGPL-2.1-only
# FORMAT=git: a mailbox for git am and, with REPO=, a branch in that repository.
# Sourced by dist/write.

got=$(by_git_am) || stop 1 'git am does not take the queue'
same_tree "$got" 'git am'
commit=$(plain_git rev-parse HEAD)
name=pvh-backport/$DIST_BASE
# format-patch also writes those that are no mails.
plain_git -c diff.context=3 -c diff.algorithm=myers format-patch -q --stdout --no-signature --full-index --no-renames \
    --no-stat --no-thread --no-attach --no-to --no-cc --no-numbered -k "$base_commit..HEAD" >"$new/pvh-backport.mbox" || unwritten
at_base && plain_git -c sparse.expectFilesOutsideOfPatterns=true am -q -k --whitespace=nowarn "$new/pvh-backport.mbox" >&2 &&
    [ "$(plain_git rev-parse HEAD)" = "$commit" ] || stop 1 'git am does not make the same commits of the mailbox'

# in_repo ARGUMENT...: git in the user's repository, but without its hooks
in_repo() { plain_git -C "$REPO" -c core.hooksPath=/dev/null -c core.fsmonitor=false -c gc.auto=0 "$@"; }
if [ -n "${REPO:-}" ]; then
    in_repo rev-parse --git-dir >"$work/said" 2>&1 || stop 2 "REPO=$REPO: $(tail -n 1 "$work/said")"
    has=$(in_repo rev-parse -q --verify --end-of-options "refs/heads/$name")
    if [ "$has" = "$commit" ]; then
        note "$name is there already, at $commit"
    elif [ -n "$has" ] && [ -z "${FORCE:-}" ]; then
        stop 2 "REPO=$REPO has a branch $name with other commits; rename it, or replace it with FORCE=1"
    else
        plain_git update-ref refs/heads/made "$commit" &&
            in_repo fetch -q --no-tags --no-write-fetch-head --no-auto-maintenance --no-recurse-submodules \
                "$work/repository" "+refs/heads/made:refs/heads/$name" >"$work/said" 2>&1 ||
            stop 2 "REPO=$REPO: cannot make the branch $name: $(grep -m 1 -E '^(fatal|error)' "$work/said")"
        note "branch $name in $REPO: $commit"
    fi
fi
