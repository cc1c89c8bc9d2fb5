# SPDX-License-Identifier: LGPL-2.1-only
# FORMAT=git: a mailbox for git am.  The commits stay for branch.sh.  Sourced by
# dist/write.

got=$(by_git_am) || stop 1 'git am does not take the queue'
same_tree "$got" 'git am'
commit=$(plain_git rev-parse HEAD) && echo "$commit" >"$work/commit" || unwritten
# format-patch also writes those that are no mails.
plain_git -c diff.context=3 -c diff.algorithm=myers format-patch -q --stdout --no-signature --full-index --no-renames \
    --no-stat --no-thread --no-attach --no-to --no-cc --no-numbered -k "$base_commit..HEAD" >"$new/pvh-backport.mbox" || unwritten
at_base && plain_git -c sparse.expectFilesOutsideOfPatterns=true am -q -k --whitespace=nowarn "$new/pvh-backport.mbox" >&2 &&
    [ "$(plain_git rev-parse HEAD)" = "$commit" ] || stop 1 'git am does not make the same commits of the mailbox'
