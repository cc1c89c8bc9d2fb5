# SPDX-License-Identifier: LGPL-2.1-only
# bpq port: patches from outside, as files, mailboxes and advisories, which are in no
# clone.  They are made in $D, a copy of the clone that bpq knows nothing of.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
D=$T/dev
git_d() { git -C "$D" "$@"; }
edit() { sed -i "$1" "$D/$2"; } # SCRIPT FILE
new() { mkdir -p "$D/$(dirname "$1")" && cat >"$D/$1"; } # FILE <CONTENT
# on BRANCH: the next patches are made there, on what is public
on() { git_d checkout -q --detach "origin/$1" && git_d clean -q -d -f -x; }
# made NAME SUBJECT: a patch of what was edited, in $T/p/NAME, as mail
made() {
    git_d add -A -f . && git_d commit -q -m "$2" &&
        git_d format-patch -q -1 --stdout "${3:---abbrev=12}" | sed '1s/^From [0-9a-f]*/From 0000000000000000000000000000000000000000/' >"$T/p/$1"
}
plain() { sed -n '/^diff --git/,$p' "$T/p/$1" | sed '/^diff --git\|^index /d'; } # MAIL: without what only git writes
tree() { sed -n 's/^# tree //p' "$T/q/series"; }
# tree_of PATCH...: what git makes of patches for stable-4.9
tree_of() {
    git_d read-tree origin/stable-4.9 && git_d apply --cached "$@" && git_d write-tree
    git_d reset -q --hard
}
field() { sed -n "s/^$1: //p" "$T"/q/*.patch; }
tip() { git_x rev-parse "$1"; }

# Three branches, of which each has its own words in some lines.
git_x checkout -q master
sed -i 's/^line 30$/line 30, mainline/' "$X/tools/libxl/a.c"
commit 'Only mainline'
git_x checkout -q -b stable-4.10
sed -i 's/^line 20$/line 20, of 4.10/' "$X/tools/libxl/a.c"
commit 'Only 4.10'
git_x checkout -q stable-4.9
sed -i 's/^line 20$/line 20, of 4.9/' "$X/tools/libxl/a.c"
commit 'Only 4.9'
git_x checkout -q master
git clone -q "$X" "$D" && mkdir "$T/p"

# --- a mail of git format-patch ---
on stable-4.10
edit 's/^line 5$/line five/' tools/libxl/a.c
made five.patch 'tools: five'
port "$T/p/five.patch"
is 'a mail: status' "$rc" 0
like 'a mail: says what it was made for' "$out" "^bpq: $T/p/five.patch: made for stable-4.10's $(tip stable-4.10), which has the blobs of its index lines$"
like 'a mail: the patch' "$out" "^$T/q/0001-tools-five.patch: clean$"
is 'a mail: the tree is what git apply makes' "$(tree)" "$(tree_of "$T/p/five.patch")"
is 'a mail: author and date' "$(sed -n 2,4p "$T/q/0001-tools-five.patch")" "From: Ann Author <ann@example.org>
Date: Fri, 14 Jul 2017 04:40:00 +0200
Subject: tools: five"
is 'a mail: it names no commit that nobody has' "$(sed -n 1p "$T/q/0001-tools-five.patch")" \
    'From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001'
is 'a mail: where it is from' "$(field Origin)" 'other, five.patch'
first=$(cat "$T"/q/*)
port "$T/p/five.patch"
is 'the same again: the same bytes' "$(cat "$T"/q/*)" "$first"
git_d reset -q --hard HEAD~1

# --- without anything that git writes ---
{
    printf 'tools: plain five\n\nWhy.\n\nSigned-off-by: Bea B <bea@example.org>\n\n'
    plain five.patch
} >"$T/p/plain.patch"
port "$T/p/plain.patch"
is 'a plain patch: status' "$rc" 0
like 'a plain patch: the newest branch on which it applies' "$out" "made for master's $(tip master), on which it applies exactly"
is 'a plain patch: author and subject' "$(grep -E '^(From|Subject):' "$T"/q/*.patch)" 'From: Bea B <bea@example.org>
Subject: tools: plain five'
plain five.patch >"$T/p/xsa9-bare.patch"
port "$T/p/xsa9-bare.patch"
is 'a bare diff: its name is its subject' "$rc:$(grep -E '^(From|Subject):' "$T"/q/*.patch)" '0:From: unknown <unknown>
Subject: xsa9-bare'
{
    printf 'Description: five in DEP-3\n Longer.\n .\n Text.\nAuthor: Bea B <bea@example.org>\nOrigin: vendor\n\n'
    plain five.patch
} >"$T/p/dep3.patch"
port "$T/p/dep3.patch"
is 'DEP-3' "$(grep -E -A 5 '^(From|Subject):' "$T"/q/*.patch | grep -v ^Date)" 'From: Bea B <bea@example.org>
Subject: five in DEP-3

Longer.

Text.'
sed 's/$/\r/' "$T/p/five.patch" >"$T/p/crlf.patch"
port "$T/p/crlf.patch"
is 'written on another system' "$rc:$(tree)" "0:$(tree_of "$T/p/five.patch")"
{
    echo "From nobody Mon Sep 17 00:00:00 2001
From: =?iso-8859-1?q?J=FCrgen?= <j@example.org>
Subject: [PATCH] =?UTF-8?B?w7xiZXI=?=
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: quoted-printable
"
    plain five.patch | sed 's/=/=3D/g; s/line 4$/li=\nne=204/'
} >"$T/p/quoted.mbox"
port "$T/p/quoted.mbox"
is 'an encoded mail' "$rc:$(tree):$(field From):$(field Subject)" "0:$(tree_of "$T/p/five.patch"):Jürgen <j@example.org>:über"

# --- which place of several ---
on stable-4.10
edit 's/^line 20, of 4.10$/line twenty/' tools/libxl/a.c
made twenty.patch 'tools: twenty'
git_d reset -q --hard HEAD~1
plain twenty.patch >"$T/p/plain20.patch"
port "$T/p/plain20.patch" --accept words
like 'the one branch on which it applies' "$out" "made for stable-4.10's $(tip stable-4.10), on which it applies exactly"
port "$T/p/twenty.patch"
is 'a patch that conflicts: status' "$rc" 1
like 'a patch that conflicts: which one' "$out" "$T/p/twenty.patch \(tools: twenty\) conflicts in tools/libxl/a.c: no rule settles it"
on 'stable-4.9~1'
edit 's/^line 19$/line nineteen/' tools/libxl/a.c
made old.patch 'tools: nineteen'
port "$T/p/old.patch"
like 'in the history of a branch' "$out" "made for .* which has the blobs of its index lines"

# --- several at once ---
on stable-4.10
edit 's/^word 3$/word three/' tools/libxl/b.c
made one.patch 'tools: three'
edit 's/^word 3$/&/; s/^word three$/word three!/' tools/libxl/b.c
made two.patch 'tools: three, again'
cat "$T/p/one.patch" "$T/p/two.patch" >"$T/p/both.mbox"
port "$T/p/both.mbox"
is 'a mailbox: status' "$rc" 0
is 'a mailbox: its patches' "$(grep patch$ "$T/q/series" | tr '\n' ' ')" '0001-tools-three.patch 0002-tools-three-again.patch '
is 'a mailbox: the tree is what git apply makes' "$(tree)" "$(tree_of "$T/p/one.patch" "$T/p/two.patch")"
port "$T/p/one.patch" "$T/p/two.patch"
is 'one file after the other' "$rc:$(tree)" "0:$(tree_of "$T/p/one.patch" "$T/p/two.patch")"
like 'one on top of the other' "$out" "$T/p/two.patch: made for what the patches before it make$"
port "$T/p/two.patch"
refused 'the first one is missing' 2 "$T/p/two.patch: it applies to no branch of the clone, nor to a commit in their history: line [0-9]+: tools/libxl/b.c: the lines of this hunk are not there"
{
    printf 'From nobody Mon Sep 17 00:00:00 2001\nFrom: A B <a@example.org>\nSubject: [PATCH 0/2] Cover\n\nText.\n\n'
    cat "$T/p/both.mbox"
} >"$T/p/cover.mbox"
port "$T/p/cover.mbox"
like 'a letter without a patch' "$rc:$out" '^0:bpq: .*the mail "Cover" has no patch and is skipped$'

# --- what is upstream's after all ---
git_x checkout -q master
sed -i 's/^word 9$/word nine/' "$X/tools/libxl/b.c"
commit 'tools: nine'
nine=$id
git_x format-patch -q -1 --stdout >"$T/p/nine.patch"
port "$T/p/nine.patch"
is 'it is the commit that it says' "$(field Origin)" "upstream, commit $nine"
sed 's/word nine/word 9!/' "$T/p/nine.patch" >"$T/p/changed.patch"
port "$T/p/changed.patch"
is 'it is not if it changes something else' "$(field Origin)" 'other, changed.patch'
git_x checkout -q stable-4.9
sed -i 's/^word 9$/word nine/' "$X/tools/libxl/b.c"
commit "tools: nine

master commit: $nine"
sed "s/^Subject.*/&\n\nmaster commit: $nine/; 1s/From [0-9a-f]*/From nobody/" "$T/p/nine.patch" >"$T/p/named.patch"
port "$T/p/named.patch"
like 'the branch has what it is made from' "$rc:$out" "named.patch is left out: the base has it as $id"
git_x reset -q --hard HEAD~1
sed "s/^Subject.*/&\n\nmaster commit: $(printf %040d 7)/; 1s/From [0-9a-f]*/From nobody/" "$T/p/nine.patch" >"$T/p/named.patch"
port "$T/p/named.patch"
like 'what it is made from is not in the clone' "$rc:$out" '^0:'
git_x checkout -q master
sed -i 's/^line 20$/line twenty/' "$X/tools/libxl/a.c"
commit 'tools: twenty'
twenty=$id
git_x format-patch -q -1 --stdout | sed "s/^Subject.*/&\n\n(cherry picked from commit $twenty)/; 1s/From [0-9a-f]*/From nobody/" >"$T/p/twenty.patch"
git_x checkout -q stable-4.10
sed -i 's/^line 20, of 4.10$/line 20, of 4.9/' "$X/tools/libxl/a.c"
commit 'As 4.9'
sed -i 's/^line 20, of 4.9$/line twenty, of 4.9/' "$X/tools/libxl/a.c"
commit "tools: twenty

(cherry picked from commit $twenty)"
port "$T/p/twenty.patch"
is "what it is made from has a newer branch's backport" "$rc:$(field Bpq-Rule)" "0:newer: stable-4.10's backport $id"
git_x reset -q --hard HEAD~2
git_x checkout -q master && git_x reset -q --hard HEAD~2

before=$(in_clone)

# --- an advisory ---
mkdir -p "$T/xsa/xsa999-4.10" "$T/xsa/xsa999-4.9"
cp "$T/p/one.patch" "$T/xsa/xsa999-4.10/0001-one.patch"
cp "$T/p/two.patch" "$T/xsa/xsa999-4.10/0002-two.patch"
cp "$T/p/plain.patch" "$T/xsa/xsa999-4.9/1.patch"
cp "$T/p/plain20.patch" "$T/xsa/master.patch"
meta() { cat >"$T/xsa/xsa999.meta"; }
recipe() { # PATCHES [PREREQS [REF]]
    printf '{"XenVersion": "x", "Recipes": {"xen": {"StableRef": "%s", "Prereqs": [%s], "Patches": [%s]}}}' "${3:-}" "${2:-}" "$1"
}
advisory() { # the recipes
    echo "{\"XSA\": 999, \"SupportedVersions\": [\"master\", \"4.10\"], \"Trees\": [\"xen\"], \"Recipes\": {$1}}" | meta
}
both=$(tree_of "$T/p/one.patch" "$T/p/two.patch")
advisory "\"4.10\": $(recipe '"xsa999-4.10/*"' 115), \"4.11\": $(recipe '"none/*"'), \"master\": $(recipe '"none"')"
port "$T/xsa"
is 'an advisory: status' "$rc" 0
is 'an advisory: the tree' "$(tree)" "$both"
like 'an advisory: the nearest newer recipe' "$out" '^bpq: XSA-999: the recipe for 4.10, as there is none for 4.9$'
like 'an advisory: what it needs' "$out" '^bpq: XSA-999: needs XSA-115: if the branch lacks it, give it first$'
(cd "$T/xsa" && bpq port --onto stable-4.9 --out "$T/q" --force xsa999.meta)
is 'an advisory: its meta file' "$(tree)" "$both"
(cd "$T" && bpq port --onto stable-4.9 --out "$T/q" --force xsa/)
is 'an advisory: a folder here' "$(tree)" "$both"
advisory "\"4.10\": $(recipe '"xsa999-4.10/*"'), \"4.9\": $(recipe '"xsa999-4.9/1.patch"')"
port "$T/xsa"
is "an advisory: the branch's own recipe" "$rc:$(tree)" "0:$(tree_of "$T/p/five.patch")"
like "an advisory: says which" "$out" '^bpq: XSA-999: the recipe for 4.9$'
like "an advisory: its own branch is the first that is tried" "$out" "made for stable-4.9's $(tip stable-4.9)"
git_d checkout -q --detach origin/stable-4.9 && git_d commit -q --allow-empty -m Ours
run "$BPQ" port --onto "$(git_d rev-parse HEAD)" --out "$T/q" --force --root "$R" --xen "$D" "$T/xsa"
like "an advisory: a branch of our own goes by upstream's" "$rc:$out" '^0:bpq: XSA-999: the recipe for 4.9$'
advisory "\"4.8\": $(recipe '"none"'), \"master\": $(recipe '"xsa999-4.10/*.patch"')"
port "$T/xsa"
like 'an advisory: else that of master' "$rc:$out" '^0:bpq: XSA-999: the recipe for master, as there is none for 4.9$'
advisory "\"4.10\": $(recipe '"master.patch"' '' "$(tip stable-4.10)")"
port "$T/xsa" --accept words
like 'an advisory: StableRef' "$out" "made for the advisory's StableRef $(tip stable-4.10)"
echo '{"XSA": "999", "Recipes": {"4.9": {"Recipes": {"qemuu": {}, "xen": {"Patches": ["xsa999-4.9/1.patch"]}}}}}' | meta
port "$T/xsa"
like 'an advisory: another repository' "$rc:$out" 'XSA-999: has patches for qemuu, too, which is another repository'
mkdir "$T/xsa2" && echo "{\"XSA\": 1000, \"Recipes\": {\"4.10\": $(recipe '"two.patch"' 999)}}" >"$T/xsa2/xsa1000.meta"
cp "$T/p/two.patch" "$T/xsa2" && advisory "\"4.10\": $(recipe '"xsa999-4.10/0001-one.patch"')"
port "$T/xsa" "$T/xsa2"
is 'an advisory on top of another: the tree' "$rc:$(tree)" "0:$both"
is 'an advisory on top of another: nothing is needed' "$(printf '%s\n' "$out" | grep -c needs)" 0

# --- advisories that cannot be ---
refuse() { # NAME ERE
    port "$T/xsa"
    refused "$1" 2 "$2"
}
advisory "\"4.8\": $(recipe '"none"')"
refuse 'no recipe' "xsa999.meta: has no recipe for 4.9, a newer version or master; it has 4.8"
echo '{"XSA": 999,}' | meta
refuse 'no JSON' 'xsa999.meta:1: is no JSON'
echo '[]' | meta
refuse 'another JSON' 'has no number XSA: is it the meta file of an advisory\?'
echo '{"XSA": 999}' | meta
refuse 'no recipes' 'has no Recipes'
echo '{"XSA": 999, "Recipes": {"4.9": {"Recipes": {"qemuu": {}}}}}' | meta
refuse 'nothing for Xen' 'the recipe for 4.9 has no patches for Xen itself \(tree xen\)'
advisory "\"4.9\": $(recipe '')"
refuse 'no patches' 'the recipe has no Patches'
advisory "\"4.9\": $(recipe '{}')"
refuse 'a patch without a name' 'an entry of Patches is no name'
advisory "\"4.9\": $(recipe '"x/*.patch"')"
refuse 'a folder that is not there' 'x/: cannot be read'
advisory "\"4.9\": $(recipe '"xsa999-4.9/y*"')"
refuse 'a pattern that matches nothing' 'there is no patch "xsa999-4.9/y\*"'
advisory "\"4.9\": $(recipe '"xsa999-4.9/.*"')"
refuse 'a pattern does not mean the folder above' 'there is no patch "xsa999-4.9/\.\*"'
advisory "\"4.9\": $(recipe '"../p/one.patch"')"
refuse 'a path out of the folder' 'the patch "../p/one.patch" has a component "..": refused'
advisory "\"4.9\": $(recipe '"/etc/passwd"')"
refuse 'an absolute path' 'the patch "/etc/passwd" is absolute'
ln -s "$T/p/one.patch" "$T/xsa/link.patch"
advisory "\"4.9\": $(recipe '"link.patch"')"
refuse 'a symbolic link' 'link.patch is a symbolic link'
advisory "\"4.9\": $(recipe '"l*"')"
refuse 'a symbolic link by a pattern' 'link.patch is a symbolic link'
yes '[' | head -c 100000 | tr -d '\n' | meta
refuse 'JSON without an end' 'is no JSON'
head -c 2000000 /dev/zero | meta
refuse 'JSON of some size' 'has more than 1 MB'
rm "$T/xsa/xsa999.meta"
refuse 'a folder without an advisory' 'has no advisory \(\*.meta\)'
touch "$T/xsa/a.meta" "$T/xsa/b.meta"
refuse 'a folder with two' 'has several advisories'

# --- patches that cannot be ---
put() { cat >"$T/p/bad.patch"; }
bad() { port "$T/p/bad.patch"; }
head='--- a/tools/libxl/a.c
+++ b/tools/libxl/a.c'
: | put
bad
refused 'an empty file' 2 'bad.patch: has no patch in it'
echo text | put
bad
refused 'no patch' 2 'bad.patch: has no patch in it'
printf '%s\n@@ -1 +1 @@\n-line 1\n+\0\n' "$head" | put
bad
refused 'a NUL byte' 2 'bad.patch: has a NUL byte'
printf '%s\n@@ -1 +1 @@\n-line 1\n' "$head" | put
bad
refused 'one that ends too early' 2 'bad.patch: line 3: its hunk has fewer lines'
printf '%s\n@@ -1,3 +1,3 @@\n-line x\n+y\n line 2\n line 3\n' "$head" | put
bad
refused 'lines that are nowhere' 2 'bad.patch: it applies to no branch .* line 3: tools/libxl/a.c: the lines of this hunk are not there'
printf -- '--- a/../x\n+++ b/../x\n@@ -0,0 +1 @@\n+y\n' | put
bad
refused 'a path out of the tree' 2 'bad.patch: line 1: the path "../x" has a component "..": refused'
printf -- '--- /dev/null\n+++ b/.git/hooks/x\n@@ -0,0 +1 @@\n+y\n' | put
bad
refused "git's own files" 2 '.git/hooks/x" leads into .git: refused'
printf -- '--- /dev/null\n+++ b/tools/link/x\n@@ -0,0 +1 @@\n+y\n' | put
bad
refused 'through a link' 2 'tools/link/x" leads through "tools/link", which is a symbolic link'
printf 'diff --git a/x b/x\nnew file mode 120000\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+/etc/passwd\n' | put
bad
refused 'a link' 2 'bad.patch: line 2: it changes a symbolic link'
printf 'diff --git a/x b/x\nnew file mode 160000\n' | put
bad
refused 'a submodule' 2 'line 2: it changes a submodule'
printf 'diff --git a/docs/page b/docs/p\ncopy from docs/page\ncopy to docs/p\n' | put
bad
refused 'a copy' 2 'line 2: it copies a file'
printf 'diff --git a/x b/x\nindex 1..2\nGIT binary patch\nliteral 0\n' | put
bad
refused 'a binary file' 2 'line 3: it changes a binary file'
printf 'From: a@b.c\nSubject: x\nContent-Type: multipart/mixed; boundary=x\n\n%s\n' "$head" | put
bad
refused 'a mail of parts' 2 'is a mail of several parts: save the patch itself to a file'
printf -- '--- /dev/null\n+++ "b/\\303\\244"\n@@ -0,0 +1 @@\n+y\n' | put
bad
like 'a name that needs quotes' "$rc:$(printf '%s\n' "$out" | tail -n 1)" '^2:bpq: .*: a patch cannot name this file without quotes'
port "$T/p/none.patch"
refused 'a file that is not there' 2 'none.patch: cannot be opened: No such file'
mkfifo "$T/p/fifo.patch"
port "$T/p/fifo.patch"
refused 'a FIFO' 2 'fifo.patch: is not a regular file'
printf 'line 1\n' >"$T/p/text"
port "$T/p/text"
refused 'a file that is no patch' 2 'text: has no patch in it'

is 'nothing was written into the clone' "$(in_clone)" "$before"
done_testing
