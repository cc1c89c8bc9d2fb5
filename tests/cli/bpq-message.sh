# SPDX-License-Identifier: LGPL-2.1-only
# Lines of upstream's message that look like a patch, a mail or a command must
# not be taken for one by git am, quilt or patch; nothing of them is lost.
. tests/cli/tap.sh
. tests/cli/xenlike.sh

pick() { # MESSAGE: one patch with it, the only one of the plan
    git_x reset -q --hard RELEASE-4.9.4
    git -C "$T/am" reset -q --hard RELEASE-4.9.4
    sed -i 's/^line 5$/line five/' "$X/tools/libxl/a.c"
    printf '%s\n' "$1" >"$T/message"
    git_x commit -q -a --cleanup=verbatim -F "$T/message"
    id=$(git_x rev-parse HEAD)
    new_plan
    patch_line it.patch "$id"
    bpq series 4.9
    P=$Q/it.patch
}
squeeze() {
    tr -s " \t\n" " " | sed -e "s/^ //; s/ $//"
}
applies() { # NAME
    want=${out##* }
    is "$1: made" "$rc" 0
    run git -C "$T/am" am -q --keep-non-patch "$P"
    is "$1: git am" "$rc:$(git -C "$T/am" rev-parse 'HEAD^{tree}')" "0:$want"
    is "$1: git am keeps the subject" "$(git -C "$T/am" log -1 --format=%s)" \
        "$(git_x log -1 --format=%s)"
    is "$1: git am keeps the author" "$(git -C "$T/am" log -1 --format='%an %ae')" \
        "$(git_x log -1 --format='%an %ae')"
    # git am itself cleans up white space
    is "$1: git am keeps the text" \
        "$(git -C "$T/am" log -1 --format=%b |
            sed -n '/^Origin: /q;s/^| //;p' | squeeze)" \
        "$(git_x log -1 --format=%b | squeeze)"
    git -C "$T/am" am --abort 2>/dev/null
    git -C "$T/am" reset -q --hard RELEASE-4.9.4
    git -C "$T/am" clean -fdxq
    run sh -c "cd '$T/am' && patch -p1 -F0 <'$P' && rm -rf .pc"
    is "$1: patch" "$rc:$("$BPQ" tree "$T/am")" "0:$want"
    git -C "$T/am" reset -q --hard RELEASE-4.9.4
    git -C "$T/am" clean -fdxq
    run sh -c "cd '$T/am' && QUILT_PATCHES='$Q' quilt --quiltrc - push -a --fuzz=0"
    is "$1: quilt" "$rc:$("$BPQ" tree "$T/am")" "0:$want"
    run sh -c "cd '$T/am' && QUILT_PATCHES='$Q' quilt --quiltrc - pop -a; rm -rf .pc"
    is "$1: quilt can take it back" "$rc:$(git -C "$T/am" status --short)" 0:
    is "$1: quilt's header is the whole text" \
        "$(cd "$T/am" && QUILT_PATCHES=$Q quilt --quiltrc - header it.patch |
            grep -c '^Bpq-Class: clean$')" 1
    is "$1: the patch-id" "$(git patch-id --stable <"$P" | cut -d' ' -f1)" \
        "$(git_x diff-tree -p "$id" | git patch-id --stable | cut -d' ' -f1)"
}
git_x worktree add -q --detach "$T/am" RELEASE-4.9.4

pick 'subject

A diff in the text:

diff --git a/tools/libxl/b.c b/tools/libxl/b.c
index 0123456..789abcd 100644
--- a/tools/libxl/b.c
+++ b/tools/libxl/b.c
@@ -1,3 +1,3 @@
-word 1
+word one
 word 2
 word 3

and more text.'
applies 'a diff'
pick 'subject

  --- a/docs/page
  +++ b/docs/page
  @@ -1 +1 @@
  -text
  +other

Indented, which patch does not mind.'
applies 'an indented diff'
pick 'subject

*** docs/page	2017-01-01
--- docs/page	2017-01-02
***************
*** 1 ****
! text
--- 1 ----
! other'
applies 'a context diff'
pick 'subject

1c1
< text
---
> other'
applies 'a plain diff'
pick 'subject

1d
2,3c
other
.
w'
applies "ed's commands"
pick 'subject

Index: docs/page
===================================================================
--- docs/page
Prereq: 1.2
---
more below the line
-- 
a signature'
applies 'marks'
pick 'subject

>From here on
From ann Mon Sep 17 00:00:00 2001
From: Somebody Else <else@example.org>
Subject: another one

text'
applies 'a second mail'
pick 'subject

From: Somebody Else <else@example.org>
Date: Mon, 1 Jan 2001 00:00:00 +0000
Subject: another one

The fields above are text.'
applies 'fields at the top'
pick 'a subject of
two lines

Text with  spaces,	tabs and trailing space: 
é ü — and a line that is very long, longer than what a mail program would leave as it is, much longer'
applies 'plain text'
export GIT_AUTHOR_NAME='Zoë "Z." Ünal, Ltd.'
pick 'subject with: colon, é and <angles>'
applies 'names and a subject with odd characters'
pick 'subject'
applies 'no text at all'
like 'no text: the fields follow' "$(sed -n 5,6p "$P" | xargs)" '^Origin: upstream.*|^$'

# The author's date, in all zones, whatever the machine's is.
for zone in +0000 -0330 +1245 -1100; do
    export GIT_AUTHOR_DATE="951782400 $zone"
    pick 'subject'
    is "zone $zone" "$(sed -n 's/^Date: //p' "$P")" \
        "$(git_x log -1 --format=%aD)"
done
done_testing
