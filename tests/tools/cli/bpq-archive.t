# SPDX-License-Identifier: LGPL-2.1-only
# bpq tree on trees that packagers have: from git archive, which fills in and leaves out
# some text, from release tarballs, and from dpkg-source.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

# export_base: git archive's tree of the base in $T/a
export_base() {
    rm -rf "$T/a"
    mkdir "$T/a"
    git_x archive RELEASE-4.9.4 | tar -x -f - -C "$T/a"
}
# base: commit the work tree as the base; $base is its tree
base() {
    commit 'The base'
    git_x tag -f RELEASE-4.9.4 >/dev/null 2>&1
    base=$(git_x rev-parse 'HEAD^{tree}')
    export_base
}
tree() { # [ARG]...
    run "$BPQ" tree "$T/a" "$@"
}
like_base() { tree --root "$R" --xen "$X" --like RELEASE-4.9.4; }

# --- a file as in Xen ---
echo '.gitarchive-info export-subst' >"$X/.gitattributes"
printf 'Changeset: $Format:%%H$\nCommit date: $Format:%%cD$\n' >"$X/.gitarchive-info"
base
plain=$(git_x rev-parse HEAD)
like 'git archive filled in the file' "$(cat "$T/a/.gitarchive-info")" "^Changeset: $id\$"
tree
is "the archive of a base has the base's tree" "$rc:$out" "0:$base"
like_base
is "the archive of a base has the base's tree, with --like" "$rc:$out" "0:$base"
echo 'and more' >>"$T/a/.gitarchive-info"
tree
case $out in "$base") fail 'text around the id counts' ;; *) pass 'text around the id counts' ;; esac
export_base
sed -i 's/Changeset: 0*[1-9a-f]/Changeset: 0/' "$T/a/.gitarchive-info"
like_base
like 'with --like another id counts' "$out" 'gitarchive-info: counts as it is.*differs from what git archive makes of --like'
like 'with another id a tree is printed' "$out" '^[0-9a-f]{40}$'
is "with another id the tree is not the base's" "$(printf '%s\n' "$out" | grep -c "$base")" 0

sed -i 's/^line 5$/line five/' "$X/tools/libxl/a.c"
commit five
patch_line five.patch "$id"
echo new >"$X/tools/new.sh"
chmod +x "$X/tools/new.sh"
commit new
patch_line new.patch "$id"
bpq series 4.9
is 'a queue' "$rc" 0
wanted=$(sed -n 's/^# tree //p' "$Q/series")
export_base
for patch in $(grep '^[^#]' "$Q/series"); do
    (cd "$T/a" && patch -s -p1 -F0 <"$Q/$patch")
done
tree
is 'the archive and the queue: the recorded tree' "$rc:$out" "0:$wanted"
if command -v quilt >/dev/null; then
    export_base
    (cd "$T/a" && QUILT_PATCHES=$Q quilt --quiltrc /dev/null push -q -a >/dev/null)
    tree
    is 'the archive and the queue, by quilt' "$rc:$out" "0:$wanted"
else
    skip 'the archive and the queue, by quilt' 'no quilt'
fi

# --- release tarballs have the trees of other repositories in them ---
mkdir -p "$T/a/tools/qemu-xen/docs" "$T/a/extras/mini-os"
echo x >"$T/a/tools/qemu-xen/docs/x"
echo x >"$T/a/extras/mini-os/x"
tree --not tools/qemu-xen --not extras/mini-os
is 'with --not for them' "$rc:$out" "0:$wanted"
tree --not tools/qemu
refused '--not with a path that does not exist' 2 'has no tools/qemu to leave out'

# --- a tree that dpkg-source unpacked ---
package() { # FOLDER: make debian/ in it
    mkdir -p "$1/debian/source" "$1/debian/patches"
    echo '3.0 (quilt)' >"$1/debian/source/format"
    cp "$Q"/*.patch "$Q/series" "$1/debian/patches"
    printf 'Source: xen\nMaintainer: Ann <ann@example.org>\n\nPackage: xen\nArchitecture: any\nDescription: x\n' \
        >"$1/debian/control"
    printf 'xen (4.9.4-1) unstable; urgency=low\n\n  * It.\n\n -- Ann <ann@example.org>  Wed, 06 Nov 2019 12:00:00 +0000\n' \
        >"$1/debian/changelog"
    printf '#!/usr/bin/make -f\n' >"$1/debian/rules"
    chmod +x "$1/debian/rules"
}
if command -v dpkg-source >/dev/null; then
    mkdir "$T/pkg"
    (
        cd "$T/pkg" &&
            git_x archive --prefix=xen-4.9.4/ RELEASE-4.9.4 | gzip >xen_4.9.4.orig.tar.gz &&
            tar -x -z -f xen_4.9.4.orig.tar.gz && package xen-4.9.4 &&
            dpkg-source -b xen-4.9.4 && rm -r xen-4.9.4
    ) >"$T/log" 2>&1
    run sh -c 'cd "$0" && dpkg-source -x *.dsc ../a2 && dpkg-source --skip-patches -x *.dsc ../a3' "$T/pkg"
    is 'dpkg-source' "$rc" 0
    run "$BPQ" tree "$T/a2"
    is 'unpacked with its patches: the recorded tree' "$rc:$out" "0:$wanted"
    run "$BPQ" tree "$T/a3"
    is 'unpacked without: the base' "$rc:$out" "0:$base"
else
    skip 'a tree that dpkg-source unpacked' 'no dpkg-source'
fi
export_base
mkdir "$T/a/debian"
echo x >"$T/a/debian/x"
tree
case $out in "$base") fail 'another folder of that name counts' ;; *) pass 'another folder of that name counts' ;; esac
package "$T/a"
tree
is 'debian/ of a package does not count' "$rc:$out" "0:$base"

mv "$T/a/debian" "$T/packaging"
ln -s "$T/packaging" "$T/a/debian"
tree
case $out in "$base") fail 'a link of that name counts' ;; *) pass 'a link of that name counts' ;; esac
rm "$T/a/debian"

# --- other changes by git archive ---
git_x checkout -q -f RELEASE-4.9.4
printf '%s\n' '.gitarchive-info export-subst' '/version export-subst' \
    '*.h -export-subst' 'notes export-ignore' '.gitattributes export-ignore' >"$X/.gitattributes"
printf '%s\n' '$Format:%h by %an <%ae>, %at$' 'in $Format:%H$ and $Format:%B$.' >"$X/version"
mkdir -p "$X/docs/notes" "$X/tools/sub"
echo x >"$X/docs/notes/x"
echo 'deep.* export-subst' >"$X/tools/sub/.gitattributes"
printf '%s\n' 'id $Format:%T$' >"$X/tools/sub/deep.txt"
printf '%s\n' 'id $Format:%T$' >"$X/tools/sub/other"
base
ok 'something was left out' test ! -e "$T/a/docs/notes"
like_base
is 'with --like everything is restored' "$rc:$out" "0:$base"
sed -i 's/^in /IN /' "$T/a/version"
like_base
is 'with --like a changed file is not restored' "$(printf '%s\n' "$out" | grep -c "$base")" 0
git_x update-index --add --cacheinfo "160000,$id,module"
git_x commit -q -m module
git_x tag -f RELEASE-4.9.4 >/dev/null 2>&1
export_base
like_base
is 'with --like a submodule is restored' "$rc:$(printf '%s\n' "$out" | head -n 1)" "0:$(git_x rev-parse 'HEAD^{tree}')"
git_x rm -q --cached module
sed -i '2s/ and .*/ and a\nb./' "$T/a/version"
like_base
like 'a filled-in value cannot have several lines' "$out" 'version: counts as it is.*differs from what git archive makes of --like'

git_x checkout -q -f RELEASE-4.9.4~1
printf '%s\n' 'version export-subst' >"$X/.gitattributes"
printf '%s\n' '$Format:%an$' >"$X/version"
base
tree
like 'a message says what cannot be restored' "$out" 'a/\.gitattributes: makes git write files differently.*--like REF'
run sh -c '"$0" tree "$1" 2>/dev/null' "$BPQ" "$T/a"
like 'the id is printed as well' "$rc:$out" '^0:[0-9a-f]{40}$'
like_base
is 'following the advice gives the tree of the base' "$rc:$out" "0:$base"
tree --like RELEASE-4.9.4 --root "$R" --xen none
refused '--like without a clone' 2 'no clone of Xen'
tree --like RELEASE-9.9.9 --root "$R" --xen "$X"
refused '--like with an unknown base' 2 'no tag, branch or full commit id "RELEASE-9.9.9"'

# --- attributes in all their spellings ---
afresh() { git_x checkout -q -f "$plain" && git_x clean -q -f -d; }
# exported NAME ATTRIBUTES COMMAND: the archive of the base has the tree of the base
exported() {
    afresh
    printf '%s\n' "$2" >"$X/.gitattributes"
    eval "$3"
    base
    like_base
    like "$1" "$rc:$out" "^0:$base\$"
}
exported 'macros' '[attr]filled export-subst
[attr]gone export-ignore
version filled
notes gone' 'printf "%s\n" "\$Format:%H\$" >"$X/version"; mkdir -p "$X/notes"; echo x >"$X/notes/x"'
is 'git archive follows the macros' "$(ls -d "$T/a/notes" 2>&1 | grep -c 'No such')$(grep -c Format "$T/a/version")" 10
exported 'quoted names' '"a \303\244" export-ignore' ': >"$X/a $(printf "\303\244")"'
exported 'folders' 'notes/ export-ignore' 'mkdir -p "$X/docs/notes" "$X/more"; : >"$X/docs/notes/x"; : >"$X/more/notes"'
is 'a file of that name stays' "$(cd "$T/a" && find . -name notes)" ./more/notes
exported 'ident' 'version ident' 'printf "%s\n" "a \$Id\$ b" >"$X/version"'
like 'git archive fills in ident' "$(cat "$T/a/version")" '^a \$Id: [0-9a-f]{40} \$ b$'
exported 'lines' '*.txt eol=crlf' 'printf "a\nb\n" >"$X/a.txt"'
is 'git archive writes CRLF' "$(grep -c "$(printf '\r')" "$T/a/a.txt")" 2
exported 'a message with a placeholder in it' 'version export-subst' 'printf "%s\n" "\$Format:%s\$ \$Format:%H\$" >"$X/version"
    commit "\$Format:%H\$"'
exported 'facts about the commit' 'version export-subst' \
    'printf "%s\n" "\$Format:%H %h %T %t %P %p|%an %ae %at %aD %ad %ai|%cn %ce %ct %cD %cd %ci|%s|%n%%\$" >"$X/version"'
exported 'an encoding' 'version working-tree-encoding=UTF-16LE' 'printf "a\0\n\0" >"$X/version"'
exported 'classes' '[[:alpha:]]ersion export-subst
[[:digit:]]* export-ignore
v/*** export-subst' 'printf "%s\n" "\$Format:%H \$" >"$X/version"; : >"$X/1x"; mkdir "$X/v"; cp "$X/version" "$X/v/x"'
exported 'line ends that stay' '* eol=crlf
*.txt -text
*.bin binary' 'printf "a\r\n" >"$X/a.txt"; printf "a\0\r\n" >"$X/a.bin"'
many=$(printf '*a%.0s' $(seq 30))
exported 'a pattern that takes long to match' "${many}b export-subst" ': >"$X/$(printf "a%.0s" $(seq 200))"'
exported 'placeholders before digits' 'version export-subst' 'for c in 0 1 2 3 4 5 6 7 8 9 a b c d e f; do printf "%s\n" "\$Format:%h\$$c"; done >"$X/version"'
exported 'a text of several lines' 'version export-subst' 'printf "%s\n" "\$Format:%B%+s\$" >"$X/version"'

# A changed file is not taken for one that git archive has filled in.
exported 'ident' '*.c ident' 'printf "%s\n" "char v[] = \"\$Id\$\";" >"$X/v.c"'
sed -i 's/\$Id: .*\$/$Id: "; int evil; char w[] = "$/' "$T/a/v.c"
like_base
like 'ident with other text between its signs' "$out" 'v\.c: counts as it is: git archive would have changed it'
is 'ident with other text: another tree' "$(printf '%s\n' "$out" | grep -c "$base")" 0
exported 'a value that depends on the day' 'version export-subst' 'printf "%s\n" "\$Format:%H\$" >"$X/version"'
printf '%s\n' 'a day ago' >"$T/a/version"
like_base
like 'a value that depends on the day: the message' "$out" 'version: counts as it is: git archive would have changed it'

# A queue may add a file where git archive leaves one out.
exported 'a folder that is left out' 'notes export-ignore' 'mkdir "$X/notes"; echo x >"$X/notes/x"'
mkdir "$T/a/notes"
echo new | tee "$T/a/notes/new" >"$X/notes/new"
git_x add -A && git_x commit -q -m new
like_base
is 'a new file in a folder that is left out' "$rc:$out" "0:$(git_x rev-parse 'HEAD^{tree}')"

# --- trees that need --like ---
for text in '$Format:%T$' "$base"; do
    afresh
    echo 'version export-subst' >"$X/.gitattributes"
    printf '%s\n' "$text" >"$X/version"
    base
    tree
    like "without --like, a message advises it: $text" "$out" 'gitattributes: makes git write files differently.*--like REF'
    like_base
    is "with --like, the tree is the base's: $text" "$rc:$out" "0:$base"
done

# --- packages of other kinds ---
afresh
echo x >"$X/.gitignore"
echo x >"$X/tools/.gitignore"
mkdir -p "$X/CVS"
echo x | tee "$X/CVS/Root" "$X/blob.o" >"$X/old~"
base
if command -v dpkg-source >/dev/null; then
    package "$T/a"
    echo '3.0 (native)' >"$T/a/debian/source/format"
    sed -i 's/4\.9\.4-1/4.9.4/' "$T/a/debian/changelog"
    rm -rf "$T/a2"
    run sh -c 'cd "$0" && dpkg-source -b a && dpkg-source -x xen_4.9.4.dsc a2' "$T"
    is 'a native package' "$rc" 0
    run "$BPQ" tree "$T/a2"
    like 'a native package: the message' "$out" 'a2/debian/source/format: a native package, .* --like REF'
    run "$BPQ" tree "$T/a2" --root "$R" --xen "$X" --like RELEASE-4.9.4
    is 'a native package: --like restores the files that it lacks' "$rc:$(printf '%s\n' "$out" | head -n 1)" "0:$base"
    is 'a native package: a line for each of them' "$(printf '%s\n' "$out" | grep -c ': is missing and counts as in --like: .*native package')" 6
else
    skip 'a native package' 'no dpkg-source'
fi
mkdir "$X/debian"
echo x >"$X/debian/control"
echo x >"$X/debian/changelog"
base
like_base
is "upstream's own debian counts" "$rc:$out" "0:$base"
echo y >"$T/a/debian/changelog"
like_base
like "a changed debian of upstream's counts, and a message says so" "$out" 'a/debian: counts as it is, and differs from that of --like'

# --- a checkout ---
afresh
run "$BPQ" tree "$X"
is 'a checkout has the tree of its commit' "$rc:$out" "0:$(git_x rev-parse 'HEAD^{tree}')"
done_testing
