# SPDX-License-Identifier: LGPL-2.1-only
# git am, quilt and patch must not take lines of upstream's message for a patch, a mail
# or a command; no such line is lost.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

pick() { # MESSAGE: make it the message of the only patch of the plan
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
    is "$1: quilt pops it" "$rc:$(git -C "$T/am" status --short)" 0:
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

# --- commits that git can store, but that its commands do not make ---
# odd: the mail header of the patch, and what git am reads from it
odd() { # NAME AUTHOR-LINE MESSAGE FROM DATE SUBJECT AM [HEADER-LINE]
    git_x reset -q --hard RELEASE-4.9.4
    sed -i 's/^line 5$/line five/' "$X/tools/libxl/a.c"
    git_x add -A
    id=$({
        echo "tree $(git_x write-tree)"
        echo "parent $(git_x rev-parse HEAD)"
        printf 'author %b\n' "$2"
        echo 'committer C <c@example.org> 1500000000 +0000'
        [ $# -lt 8 ] || echo "$8"
        # shellcheck disable=SC2059 # its octal bytes are meant
        printf "\n$3"
    } | git_x hash-object -t commit -w --stdin --literally)
    new_plan
    patch_line it.patch "$id"
    bpq series 4.9
    is "$1: made" "$rc" 0
    P=$Q/it.patch
    is "$1: the mail header" "$(sed -n '2,4p' "$P" 2>/dev/null)" "From: $4
Date: $5
Subject: $6"
    ok "$1: git am" git -C "$T/am" am -q "$P"
    is "$1: what git am reads" "$(git -C "$T/am" log -1 --date=raw --format='%an|%ae|%ad|%s')" "$7"
    git -C "$T/am" reset -q --hard RELEASE-4.9.4
}
when='1500000000 +0200' then='Fri, 14 Jul 2017 04:40:00 +0200'
plain='Ann Author <ann@example.org>' am='Ann Author|ann@example.org'
# the date
odd 'the last year of a calendar' "$plain 4102444799 +0000" 's\n' "$plain" \
    'Thu, 31 Dec 2099 23:59:59 +0000' s "$am|4102444799 +0000|s"
odd 'a year that mails cannot have' "$plain 4102444800 +0000" 's\n' "$plain" '@4102444800 +0000' s \
    "$am|4102444800 +0000|s"
odd 'beyond the calendar' "$plain 99999999999999999 +0000" 's\n' "$plain" \
    '@99999999999999999 +0000' s "$am|99999999999999999 +0000|s"
odd 'the first second' "$plain 0 +0000" 's\n' "$plain" 'Thu, 1 Jan 1970 00:00:00 +0000' s "$am|0 +0000|s"
odd 'the first second, in a zone where it is 1969' "$plain 60 -0330" 's\n' "$plain" '@60 -0330' s \
    "$am|60 -0330|s"
odd 'an invalid zone' "$plain 1500000000 x" 's\n' "$plain" \
    'Fri, 14 Jul 2017 02:40:00 +0000' s "$am|1500000000 +0000|s"
# the author
odd 'no name' "<ann@example.org> $when" 's\n' '<ann@example.org>' "$then" s \
    'ann@example.org|ann@example.org|1500000000 +0200|s'
like 'no name: the real author' "$(cat "$P")" '^Author: <ann@example\.org>$'
odd 'a short name' "Li <li@example.org> $when" 's\n' '<li@example.org>' "$then" s \
    'li@example.org|li@example.org|1500000000 +0200|s'
like 'a short name: the real author' "$(cat "$P")" '^Author: Li <li@example\.org>$'
long=$(lines 1 20 x | tr '\n' ' ' | sed 's/ $//')
odd 'a long name' "$long <ann@example.org> $when" 's\n' '<ann@example.org>' "$then" s \
    'ann@example.org|ann@example.org|1500000000 +0200|s'
like 'a long name: the real author' "$(cat "$P")" "^Author: $long <ann@example\.org>\$"
odd 'a mark of an address in a name' "Ann > Author <ann@example.org> $when" 's\n' \
    '<ann@example.org>' "$then" s 'ann@example.org|ann@example.org|1500000000 +0200|s'
odd 'a name with a control character' "Ann\\033[31m <ann@example.org> $when" 's\n' \
    '<ann@example.org>' "$then" s 'ann@example.org|ann@example.org|1500000000 +0200|s'
like 'a name with a control character: the real author' "$(cat "$P")" '^Author: Ann<U\+001B>\[31m <ann'
odd 'no address' "Ann Author <> $when" 's\n' 'Ann Author <unknown>' "$then" s \
    'Ann Author|unknown|1500000000 +0200|s'
odd 'an address without a host' "Ann Author <root> $when" 's\n' 'Ann Author <root>' "$then" s \
    'Ann Author|root|1500000000 +0200|s'
odd 'two @ in an address' "Ann Author <a@b@c> $when" 's\n' 'Ann Author <unknown>' "$then" s \
    'Ann Author|unknown|1500000000 +0200|s'
odd 'neither name nor address' "<> $when" 's\n' 'unknown <unknown>' "$then" s 'unknown|unknown|1500000000 +0200|s'
odd 'another encoding' "Zo\\0353 Q <zoe@example.org> $when" '\351t\351\n' 'Zoë Q <zoe@example.org>' \
    "$then" été 'Zoë Q|zoe@example.org|1500000000 +0200|été' 'encoding ISO-8859-1'
odd 'no encoding' "$plain $when" '\351t\351\n' "$plain" "$then" '<E9>t<E9>' "$am|1500000000 +0200|<E9>t<E9>"
# the subject
odd 'no message' "$plain $when" '' "$plain" "$then" '(no subject)' "$am|1500000000 +0200|(no subject)"
odd 'blank lines' "$plain $when" '\n \n\n' "$plain" "$then" '(no subject)' "$am|1500000000 +0200|(no subject)"
odd 'dashes' "$plain $when" '\055--\n\ntext\n' "$plain" "$then" '---' "$am|1500000000 +0200|---"
for s in '[PATCH] x' '[x] y' 'Re: x' 'RE:x' ': x'; do
    odd "subject $s" "$plain $when" "$s\n" "$plain" "$then" "| $s" "$am|1500000000 +0200|| $s"
done
odd 'an encoded word' "$plain $when" '=?UTF-8?q?=41?= x\n' "$plain" "$then" \
    '=?UTF-8?q?=3D=3FUTF=2D8=3Fq=3F=3D41=3F=3D=20x?=' "$am|1500000000 +0200|=?UTF-8?q?=41?= x"
odd 'a control character' "$plain $when" 'a\033[31m\n' "$plain" "$then" 'a<U+001B>[31m' \
    "$am|1500000000 +0200|a<U+001B>[31m"
odd 'returns' "$plain $when" 's\r\n\r\ntext\r\nmore\r\n' "$plain" "$then" s "$am|1500000000 +0200|s"
is 'returns: the text' "$(sed -n '6,7p' "$P")" 'text
more'

# A commit that a mail cannot represent is refused, with its id.
refuse() { # NAME AUTHOR-LINE MESSAGE ERE [HEADER-LINE]
    id=$({
        echo "tree $(git_x write-tree)"
        echo "parent $(git_x rev-parse HEAD)"
        printf '%b\n' "$2"
        echo 'committer C <c@example.org> 1500000000 +0000'
        [ $# -lt 5 ] || echo "$5"
        # shellcheck disable=SC2059 # its octal bytes are meant
        printf "\n$3"
    } | git_x hash-object -t commit -w --stdin --literally)
    new_plan
    patch_line it.patch "$id"
    bpq series 4.9
    refused "$1" 2 "series-4\.9/series:3: it\.patch: .*commit $id: $4"
}
refuse 'before 1970' "author $plain -1 +0000" 's\n' "its author's date is before 1970.*change of our own"
refuse 'no author' "author" 's\n' 'failed to parse'
refuse 'a NUL' "author $plain $when" 's\0\n' 'it has a NUL byte'
refuse 'an unknown encoding' "author $plain $when" 's\n' 'its encoding is unknown' 'encoding none-such'
refuse 'an encoding without ASCII' "author $plain $when" 's\n' 'its text is not in the encoding' 'encoding UTF-16'
refuse 'not the encoding that it names' "author $plain $when" '\377\n' 'its text is not in the encoding' 'encoding US-ASCII'
done_testing
