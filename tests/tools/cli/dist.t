# SPDX-License-Identifier: LGPL-2.1-only
# make dist: the queue as the tools of Debian, rpm and git take it, on a toy.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
. tests/tools/toys/revisions.sh
. tests/tools/toys/needs.sh
needs 'make dist' series dist gbp check
# what git and quilt write in different ways: new and deleted files, no newline at the
# end, changes close together, words that are not ASCII, a long subject
echo 'new file' >"$X/tools/new.c"
printf 'no newline' >>"$X/docs/page"
git_x rm -q tools/old.sh
sed -i -e 's/^line 3$/line three/' -e 's/^line 10$/line ten/' "$X/tools/libxl/a.c"
GIT_AUTHOR_NAME='Änne Öther' commit "tools: ä subject that is longer than what fits into one line of a mail, as some of upstream's are

Text: with a colon.

From the beginning of a line."
odd=$id
our_repository mk/environment.sh mk/progress.sh mk/child.sh mk/say.sh verify/clone.sh verify/bases.sh verify/appliers.sh \
    verify/quilt.sh verify/update.sh dist/run dist/write dist/debian.sh dist/gbp.sh dist/rpm.sh dist/git.sh dist/tar.sh dist/place.sh dist/branch.sh \
    compat/debian/libxenlight.symbols
rm "$R/mk/deps" && printf 'exit 0\n' >"$R/mk/deps"
patch_line odd.patch "$odd"
export XEN="$X"
. tests/tools/toys/packaging.sh
bpq series 4.9 --out "$T/q"
tree=$(printf '%s\n' "$out" | sed -n 's/.*; tree //p')
before=$(in_clone)
dist() { in_r "BRANCH=${BRANCH:-4.9} $* sh dist/run"; }

for format in debian gbp rpm git tar; do
    dist FORMAT=$format OUT="'$T/dist/$format'"
    is "FORMAT=$format: status" "$rc" 0
    is "FORMAT=$format: the last line" "$(printf '%s\n' "$out" | tail -n 1)" \
        "dist: 4.9 on RELEASE-4.9.4: 4 patches as FORMAT=$format in $T/dist/$format"
    ok "FORMAT=$format: its sums" sh -c 'cd "$1" && sha256sum --quiet -c SHA256SUMS' - "$T/dist/$format"
    cp -a "$T/dist/$format" "$T/first"
    dist FORMAT=$format OUT="'$T/dist/$format'"
    ok "FORMAT=$format: again, the same bytes" diff -r "$T/first" "$T/dist/$format"
    rm -rf "$T/first"
done
unpack "$(git_x rev-parse 'RELEASE-4.9.4^{commit}')"
dpkg_takes debian "$T/dist/debian" "$tree"
lintian_takes debian
quilt_takes debian "$T/dist/debian" "$tree"
dpkg_takes gbp "$T/dist/gbp" "$tree"
gbp_takes gbp "$T/dist/gbp" "$tree"
rpm_takes rpm "$T/dist/rpm" "$tree"
git_takes git "$T/dist/git" "$tree"
tar_takes tar "$T/dist/tar" "$tree"

# --- the symbols file ---
D=$T/dist/debian/debian
dist FORMAT=debian OUT="'$T/dist/debian'"
like 'no version: said' "$out" '^no debian/libxen-4\.9\.symbols: VERSION= is the first version'
dist FORMAT=debian OUT="'$T/dist/debian'" PACKAGE=libxen-own4.9 VERSION=1:4.9.4~rc1+x-2
is 'the symbols file' "$(cat "$D/libxen-own4.9.symbols")" 'libxenlight.so.4.9 libxen-own4.9 #MINVER#
 (symver)LIBXL_PVH_BACKPORT_1 1:4.9.4~rc1+x-2
 (regex)"@Base$" 4.9.0'
dist FORMAT=gbp OUT="'$T/dist/gbp'" VERSION=4.9.4-2
ok 'with gbp, too' test -s "$T/dist/gbp/debian/libxen-4.9.symbols"

# --- a branch in a repository ---
git clone -q "$X" "$T/repo"
mkdir -p "$T/repo/.git/hooks"
for hook in reference-transaction post-checkout post-rewrite; do
    printf '#!/bin/sh\necho %s >>"%s"\n' $hook "$T/hooks" >"$T/repo/.git/hooks/$hook" && chmod +x "$T/repo/.git/hooks/$hook"
done
repo() { git -C "$T/repo" -c core.hooksPath=/dev/null "$@"; }
repo checkout -q -b mine RELEASE-4.9.4
echo changed >>"$T/repo/docs/page" && echo staged >"$T/repo/staged" && repo add staged
state() { repo symbolic-ref HEAD && repo rev-parse HEAD && repo status --porcelain && repo diff HEAD && find "$T/repo" -path "$T/repo/.git" -prune -o -type f -print; }
was=$(state)
made=pvh-backport/RELEASE-4.9.4
dist FORMAT=git OUT="'$T/dist/git'" REPO="'$T/repo'"
is 'REPO: status' "$rc" 0
like 'REPO: said' "$out" "^branch $made in $T/repo: [0-9a-f]{40}\$"
is 'REPO: its tree' "$(repo rev-parse "$made^{tree}")" "$tree"
is 'REPO: on the base' "$(repo rev-list "RELEASE-4.9.4..$made" | wc -l)" 4
is 'REPO: what is checked out is as it was' "$(state)" "$was"
is 'REPO: no hook has run' "$(cat "$T/hooks" 2>/dev/null)" ''
is "REPO: upstream's author and date" "$(repo log -1 --format='%an %ae %ai' "$made")" 'Änne Öther ann@example.org 2017-07-14 04:40:00 +0200'
first=$(repo rev-parse $made)
dist FORMAT=git OUT="'$T/dist/git'" REPO="'$T/repo'"
like 'REPO: again' "$out" "^branch $made in $T/repo: there already, at $first"
repo update-ref refs/heads/$made "$(repo rev-parse 'RELEASE-4.9.4^{commit}')"
dist FORMAT=git OUT="'$T/dist/git'" REPO="'$T/repo'" FORCE=1
like 'REPO: the branch has other commits' "$rc:$(printf '%s\n' "$out" | tail -n 1)" \
    "^2:dist: REPO=$T/repo has a branch $made with other commits: rename or delete it; the mailbox is in $T/dist/git\$"
is 'REPO: not even force replaces it' "$(repo rev-parse $made)" "$(repo rev-parse 'RELEASE-4.9.4^{commit}')"
ok 'REPO: the mailbox is there' test -s "$T/dist/git/pvh-backport.mbox"
repo branch -q -D $made && dist FORMAT=git OUT="'$T/dist/git'" REPO="'$T/repo'"
is 'REPO: the same commits' "$rc:$(repo rev-parse $made)" "0:$first"
repo stash -q && repo checkout -q $made && repo commit -q --allow-empty -m more
was=$(state)
dist FORMAT=git OUT="'$T/dist/git'" REPO="'$T/repo'" FORCE=1
is 'REPO: what is checked out is not replaced' "$rc" 2
is 'REPO: it is as it was' "$(state)" "$was"
git init -q --bare "$T/bare.git"
dist FORMAT=git OUT="'$T/dist/git'" REPO="'$T/bare.git'"
is 'REPO: a bare one without the base' "$rc:$(git -C "$T/bare.git" rev-parse $made)" "0:$first"
mkdir "$T/repo/none" "$T/none"
dist FORMAT=git OUT="'$T/dist/git'" REPO="'$T/none'"
refused 'REPO: no repository' 2 'REPO=.*/none: .*not a git repository.*; name the top of a git repository$'
dist FORMAT=git OUT="'$T/dist/git'" REPO="'$T/repo/none'"
refused 'REPO: a folder in a repository' 2 'REPO=.*/none: .*not a git repository'
rmdir "$T/repo/none"
run env BRANCH=4.9 FORMAT=git REPO=- OLDPWD="$T/repo" sh -c "cd '$R' && sh dist/run"
refused 'REPO: not the folder before' 2 '^dist: REPO=-: no such folder'
repo checkout -q mine && repo branch -q -D $made && repo branch -q other RELEASE-4.9.4 && repo symbolic-ref refs/heads/$made refs/heads/other
dist FORMAT=git OUT="'$T/dist/git'" REPO="'$T/repo'"
refused 'REPO: another name of a branch' 2 "$made is another name of a branch"
repo symbolic-ref -d refs/heads/$made && repo branch -q pvh-backport
dist FORMAT=git OUT="'$T/dist/git'" REPO="'$T/repo'"
refused 'REPO: no room for the name' 2 "has a branch pvh-backport, so there can be none with the name $made; rename it"
repo branch -q -D pvh-backport
git init -q --object-format=sha256 "$T/sha256"
dist FORMAT=git OUT="'$T/dist/git'" REPO="'$T/sha256'"
refused 'REPO: of another format' 2 'a repository of format sha256 cannot have'
dist FORMAT=git OUT="'$T/dist/git'" REPO="'$T/nowhere'"
refused 'REPO: no folder' 2 'REPO=.*/nowhere: no such folder'

# --- what stands in the folder ---
dist FORMAT=tar
is 'the default folder' "$rc:$(ls "$R/out/dist/4.9/RELEASE-4.9.4/tar" | xargs)" '0:SHA256SUMS pvh-backport-4.9-RELEASE-4.9.4.tar.gz'
echo mine >"$T/dist/rpm/more"
dist FORMAT=rpm OUT="'$T/dist/rpm'"
refused 'a file more' 2 'its files were changed by hand'
is 'a file more: it is still there' "$(cat "$T/dist/rpm/more")" mine
rm "$T/dist/rpm/more" && echo '# mine' >>"$T/dist/rpm/odd.patch"
dist FORMAT=rpm OUT="'$T/dist/rpm'"
refused 'a changed file' 2 'its files were changed by hand'
dist FORMAT=rpm OUT="'$T/dist/rpm'" FORCE=1
is 'replaced by force' "$rc:$(grep -c '^# mine' "$T/dist/rpm/odd.patch")" 0:0
for kind in link folder sums; do
    case $kind in
    link) ln -s /nowhere "$T/dist/rpm/mine" ;;
    folder) mkdir "$T/dist/rpm/mine" ;;
    sums) mkdir "$T/dist/rpm/mine" && echo precious >"$T/dist/rpm/mine/SHA256SUMS" ;;
    esac
    dist FORMAT=rpm OUT="'$T/dist/rpm'"
    refused "a $kind more" 2 'its files were changed by hand'
    ok "a $kind more: it is still there" ls -d "$T/dist/rpm/mine"
    rm -r "$T/dist/rpm/mine"
done
mkdir "$T/sums" && echo precious >"$T/sums/file" && (cd "$T/sums" && sha256sum ./file >SHA256SUMS)
for force in 0 1; do
    dist FORMAT=rpm OUT="'$T/sums'" FORCE=$force
    refused "a folder with sums, FORCE=$force" 2 'has files that make dist did not write'
    is "a folder with sums, FORCE=$force: as it was" "$(cat "$T/sums/file")" precious
done
cp "$R/dist/write" "$T/write"
printf 'mkdir "%s/late" && echo precious >"%s/late/file"\n' "$T" "$T" | cat - "$T/write" >"$R/dist/write"
dist FORMAT=rpm OUT="'$T/late'" FORCE=1
is 'a folder that was made in the meantime' "$rc:$(cat "$T/late"/*)" 2:precious
is 'nothing is left beside it' "$(ls -A "$T" | grep '^\.dist\.')" ''
cp "$T/write" "$R/dist/write"
mkdir "$T/home" && echo precious >"$T/home/file"
dist FORMAT=rpm OUT="'$T/home'" FORCE=1
refused 'another folder is not replaced, not even by force' 2 'has files that make dist did not write'
is 'another folder is as it was' "$(cat "$T/home"/*)" precious
ln -s home "$T/link"
dist FORMAT=rpm OUT="'$T/link'" FORCE=1
refused 'a link' 2 'not a folder; name another one with OUT='
dist FORMAT=rpm OUT="'$T/home/file'"
refused 'a file' 2 'not a folder'
dist FORMAT=rpm OUT="'$T/home/file/x'"
refused 'below a file' 2 'cannot make '
mkdir "$T/empty"
dist FORMAT=rpm OUT="'$T/empty/./'"
is 'an empty folder' "$rc" 0
dist FORMAT=rpm OUT="'$T/empty/..'"
refused 'the folder above' 2 'name a folder of its own'
dist FORMAT=rpm OUT=/
refused 'the root' 2 'name a folder of its own'
dist FORMAT=rpm OUT=-x
refused 'an option' 2 '^dist: OUT=-x: begins with -; write \./-x if that is meant$'

# --- with patches of the user's own ---
mkdir -p "$R/series-4.9/local"
printf 'No mail.\n\n--- a/docs/page\n+++ b/docs/page\n@@ -1 +1 @@\n-text\n+own text\n' >"$R/series-4.9/local/plain.patch"
echo plain.patch >"$R/series-4.9/local/series"
sed -i '/^odd.patch/d' "$R/series-4.9/series"
rm -rf "$T/q" && bpq series 4.9 --out "$T/q"
tree=$(printf '%s\n' "$out" | sed -n 's/.*; tree //p')
for format in debian gbp rpm git tar; do
    dist FORMAT=$format OUT="'$T/dist/$format'"
    is "own patches, FORMAT=$format: status" "$rc" 0
done
like 'no lock then' "$out" '^no lock: the queue is not the one that series-4\.9/lock has$'
dpkg_takes 'own patches, debian' "$T/dist/debian" "$tree"
gbp_takes 'own patches, gbp' "$T/dist/gbp" "$tree"
git_takes 'own patches, git' "$T/dist/git" "$tree"
dist FORMAT=rpm OUT="'$T/dist/rpm'"
like 'own patches, rpm: what git_am does not take' "$out" '^%autosetup -S git_am does not take plain\.patch as they are no mails$'

# a mode, which a patch of quilt cannot have
printf 'No mail.\n\ndiff --git a/docs/page b/docs/page\nold mode 100644\nnew mode 100755\n' >"$R/series-4.9/local/plain.patch"
dist FORMAT=debian OUT="'$T/dist/debian'"
refused 'a mode' 1 'plain\.patch: changes a file.s mode, which quilt refresh drops; FORMAT=gbp keeps it'
rm -r "$R/series-4.9/local"

# --- for a commit of the user's own ---
git_x checkout -q -b packaging RELEASE-4.9.4
mkdir -p "$X/debian" && echo toy >"$X/debian/control" && sed -i 's/^line 40$/line forty/' "$X/tools/libxl/a.c" && commit 'tools: mine'
git_x checkout -q master
before=$(in_clone)
bpq series 4.9 --onto packaging --out "$T/onto"
dist FORMAT=git ONTO=packaging
onto=$R/out/dist/4.9/onto-$(printf %.12s "$id")
is 'ONTO: status, and its folder' "$rc:$(ls "$onto/git" | xargs)" '0:SHA256SUMS pvh-backport.mbox'
like 'ONTO: for which commit' "$out" "^dist: 4\.9 on $id, for which RELEASE-4\.9\.4 stands: "
unpack "$id"
git_takes 'ONTO, git' "$onto/git" "$("$BPQ" queue "$T/onto" tree)"
dist FORMAT=debian ONTO=packaging BASE=RELEASE-4.9.0 OUT="'$T/dist/onto'"
is 'ONTO with BASE' "$rc" 0
dist FORMAT=tar ONTO=RELEASE-4.9.4
like 'ONTO: no lock' "$out" '^no lock: a queue for a commit of your own is in none$'
dist FORMAT=tar ONTO=nothing
refused 'ONTO: no commit' 2 'nothing'

# --- interrupted ---
cp "$R/dist/write" "$T/write"
printf 'touch "%s/begun"; sleep 1000\n' "$T" >"$R/dist/write"
before_dist=$(cd "$T/dist/tar" && cat SHA256SUMS)
for signal in TERM INT HUP QUIT; do
    rm -f "$T/begun"
    (cd "$R" && exec env --default-signal BRANCH=4.9 FORMAT=tar OUT="$T/dist/tar" XEN="$X" sh dist/run) >"$T/out" 2>&1 &
    pid=$!
    wait_for "$T/begun"
    kill "-$signal" $pid
    wait $pid
    is "$signal: status and message" "$?:$(cat "$T/out")" "2:dist: interrupted; nothing was replaced, and the same command begins again"
    is "$signal: the folder" "$(cd "$T/dist/tar" && sha256sum --quiet -c SHA256SUMS && cat SHA256SUMS)" "$before_dist"
    is "$signal: nothing is left beside it" "$(ls -A "$T/dist" "$R/out/dist" | grep -c '^\.[a-z]')" 0
done
cp "$T/write" "$R/dist/write"

# --- a full disk ---
mkdir "$T/small"
if [ "$(id -u)" = 0 ] && mount -t tmpfs -o size=4k none "$T/small" 2>/dev/null; then
    trap 'umount "$T/small"; rm -rf "$T"' EXIT
    for format in debian rpm git tar; do
        dist FORMAT=$format OUT="'$T/small/x'"
        refused "a full disk, FORMAT=$format" 2 'disk full|cannot write'
        is "a full disk, FORMAT=$format: nothing is left" "$(ls -A "$T/small")" ''
    done
else
    skip 'a full disk' 'needs root and tmpfs'
fi

# --- what is wrong ---
dist
refused 'no format' 2 '^dist: FORMAT=: name one of debian gbp rpm git tar'
dist FORMAT="'debian gbp'"
refused 'two formats' 2 '^dist: FORMAT=debian gbp: name one of'
dist FORMAT=zip
refused 'an unknown format' 2 '^dist: FORMAT=zip: name one of'
BRANCH=all dist FORMAT=tar
refused 'several branches' 2 '^dist: BRANCH=all: name one branch$'
dist FORMAT=tar BASE=all
refused 'all bases' 2 '^dist: BASE=all: this is done for one base; name it$'
dist FORMAT=tar BASE=RELEASE-4.9.9
refused 'an unknown base' 2 'RELEASE-4\.9\.9 is not a base'
dist FORMAT=debian PACKAGE=Lib_xen
refused 'no package name' 2 '^dist: PACKAGE=Lib_xen: not the name of a Debian package'
for version in '1 2' 1: :1 a:1 1- 1::2 -1 v1 1/2; do
    dist FORMAT=debian VERSION="'$version'"
    refused "no version: $version" 2 "^dist: VERSION=$version: not a version"
done
is 'what is refused leaves no folder' "$(ls "$R/out/dist/4.9" | xargs)" "RELEASE-4.9.4 $(cd "$R/out/dist/4.9" && ls -d onto-* | xargs)"
dist FORMAT=rpm VERSION=1
refused 'a version where none is used' 2 '^dist: VERSION=: has no effect with FORMAT=rpm; leave it out, or give FORMAT=debian$'
dist FORMAT=tar REPO=.
refused 'a repository where none is used' 2 '^dist: REPO=: has no effect with FORMAT=tar; leave it out, or give FORMAT=git$'
dist FORMAT=tar WITHOUT=none
like 'an unknown group' "$rc:$out" '^2:.*none'
is 'nothing was written into the clone' "$(in_clone)" "$before"
sed -i '/^fifteen.patch/i own.patch # own compat/changes/none' "$R/series-4.9/series"
dist FORMAT=tar
like 'no queue: its error' "$rc:$out" '^[12]:bpq: .*compat/changes/none'
path_without gbp
run env PATH="$path" BRANCH=4.9 FORMAT=gbp sh dist/run
refused 'gbp is missing' 2 '^missing: gbp \(Debian package git-buildpackage\); make deps installs it$'
done_testing
