# SPDX-License-Identifier: LGPL-2.1-only
# bpq series --onto: a queue for a commit that has patches of a package's own.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
L=$X/tools/libxl

# --- upstream: two branches, and what is picked ---
version() { # MINOR: Xen's version in the work tree
    printf '# the version\nexport XEN_VERSION       = 4\nexport XEN_SUBVERSION    = %s\n' "$1" >"$X/xen/Makefile"
}
git_x checkout -q stable-4.9
version 9
echo 0 >"$X/xen/extra"
commit 'Xen 4.9'
git_x tag -f RELEASE-4.9.0 >/dev/null
git_x checkout -q master
git_x merge -q stable-4.9
sed -i 's/^line 5$/line five/' "$L/a.c"
commit 'five'
five=$id
sed -i 's/^line 20$/line twenty/' "$L/a.c"
commit 'twenty'
twenty=$id
sed -i 's/^word 3$/word three/' "$L/b.c"
commit 'three'
three=$id
sed -i 's/^word 15$/word fifteen/' "$L/b.c"
commit 'fifteen'
fifteen=$id
echo 'more' >>"$X/docs/page"
commit 'more'
more=$id
version 10
commit 'Xen 4.10'
git_x tag RELEASE-4.10.0
version 11
commit 'Xen 4.11'
git_x tag RELEASE-4.11.0
# The release takes fifteen, with another neighbour.
git_x checkout -q stable-4.9
sed -i 's/^word 16$/word XVI/; s/^word 15$/word fifteen, as here/' "$L/b.c"
echo 4 >"$X/xen/extra"
commit "fifteen

master commit: $fifteen"
as_fifteen=$id
git_x tag -f RELEASE-4.9.4 >/dev/null
for n in 36 37; do sed -i "s/^line $n\$/line $n of the branch/" "$L/a.c"; done
commit 'stable: its own'
patch_line five.patch $five
patch_line twenty.patch $twenty
patch_line three.patch $three
patch_line fifteen.patch $fifteen
patch_line more.patch $more 'until RELEASE-4.9.4'
own_header
own_line ours.patch compat/changes/mine
mkdir -p "$R/series-4.10"
printf '# base RELEASE-4.10.0\n# group tools\nours.patch # own compat/changes/mine\n' >"$R/series-4.10/series"

# --- a package ---
# package BRANCH BASE: begin a branch with a folder debian/
package() {
    git_x checkout -q -f -B "$1" "$2" && git_x clean -qfdx
    mkdir -p "$X/debian"
    echo 'Source: xen' >"$X/debian/control"
    echo 'xen (4.9-1)' >"$X/debian/changelog"
    commit 'the package'
}
onto() { bpq series 4.9 --onto "$@"; }
queue_of() { Q=$R/series-4.9/onto-$(git_x rev-parse "$1" | cut -c 1-12); }
names() { grep -v '^#' "$Q/series" | xargs; }
left() { sed -n "s/^# left out: $1.patch: //p" "$Q/series"; }
class() { sed -n 's/^Bpq-Class: //p' "$Q/$1.patch"; }

package pkg RELEASE-4.9.4
sed -i 's/^line 7$/line 7, as packaged/; s/^line 18$/line 18, as packaged/' "$L/a.c"
commit 'patches of the package'
pkg=$id
in_clone >"$T/before"
onto pkg
is 'a queue for a packaging branch' "$rc" 0
in_clone >"$T/after"
ok 'nothing is written into the clone' cmp "$T/before" "$T/after"
queue_of pkg
like 'the folder is named after the commit' "$out" "^$Q: 5 patches \(2 clean, 2 context, 0 adapted, 1 own\), 1 left out; tree [0-9a-f]{40}\$"
like 'what stands for it, and that no lock has it' "$out" "^for commit $pkg, on RELEASE-4\.9\.4, which it contains; no lock .*\$"
is 'one line for each' "$(printf '%s\n' "$out" | wc -l)" 2
tree=$(printf '%s\n' "$out" | sed -n 's/.*tree //p')
is 'the patches' "$(names)" 'five.patch twenty.patch three.patch more.patch ours.patch'
is 'a change among lines of the package' "$(class five) $(class twenty) $(class three)" 'context context clean'
is 'left out by the history' "$(left fifteen)" "the base has it as $as_fifteen, which names it"
is 'the facts' "$("$BPQ" queue "$Q" | head -n 4)" "base $pkg
commit $pkg
as RELEASE-4.9.4
tree $tree"
is 'one fact' "$("$BPQ" queue "$Q" as)" RELEASE-4.9.4
is 'the index lines fit' "$(sed -n 's/^index \([0-9a-f]*\)\.\..*/\1/p' "$Q/five.patch")" \
    "$(git_x rev-parse pkg:tools/libxl/a.c | cut -c 1-"$(sed -n 's/^index \([0-9a-f]*\)\.\..*/\1/p' "$Q/five.patch" | tr -d '\n' | wc -c)")"
# applied BRANCH: the queue with git am, patch and quilt gives the tree of the summary
applied() {
    git_x worktree add -q --detach "$T/am" "$1"
    (cd "$T/am" && git am -q $(sed "/^#/d; /./s,^,$Q/," "$Q/series")) >/dev/null 2>&1
    is "$1: git am" "$(git -C "$T/am" rev-parse 'HEAD^{tree}')" "$tree"
    git_x worktree remove --force "$T/am"
    rm -rf "$T/exported"
    mkdir "$T/exported" && git_x archive "$1" | tar -x -C "$T/exported"
    if command -v quilt >/dev/null; then
        run sh -c 'cd "$0" && QUILT_PATCHES=$1 quilt --quiltrc - push -a --fuzz=0' "$T/exported" "$Q"
        is "$1: quilt" "$rc:$("$BPQ" tree "$T/exported" --like "$1" --xen "$X")" "0:$tree"
    else
        skip "$1: quilt" 'needs quilt: make deps'
    fi
}
applied pkg
cp -r "$Q" "$T/first"
onto "$pkg"
ok 'by its id: the same bytes' diff -r "$T/first" "$Q"
git_x tag -a -m 'a tag' packaged/4.9-1 pkg
onto packaged/4.9-1 --out "$T/tagged"
ok 'by a tag, in another folder: the same bytes' diff -r "$T/first" "$T/tagged"
ln -s "$X" "$T/with 'quotes"
git_x branch "it's-\"4.9\"-\$x-ä"
run "$BPQ" series 4.9 --root "$R" --xen "$T/with 'quotes" --onto "it's-\"4.9\"-\$x-ä"
ok 'by an odd name: the same bytes' diff -r "$T/first" "$Q"
git_x branch other-note pkg
echo 'a note' >>"$Q/five.patch"
onto pkg
refused 'a file changed by hand' 2 "^bpq: $Q/five.patch: was changed .*--force"
onto pkg --force
ok '--force' diff -r "$T/first" "$Q"
bpq series 4.9 --onto pkg --picks-only --out "$T/picks"
is '--picks-only' "$(grep -v '^#' "$T/picks/series" | xargs)" 'three.patch more.patch'

# --- which base stands for it ---
package old RELEASE-4.9.0
onto old
like 'the newest that it contains' "$out" 'on RELEASE-4\.9\.0, which it contains;'
queue_of old
is 'what it does not contain is in the queue' "$(names)" \
    'five.patch twenty.patch three.patch fifteen.patch more.patch ours.patch'
package tip stable-4.9
onto tip
like "the branch's tip" "$out" 'on stable-4\.9, which it contains;'
queue_of tip
is '"until" means the base that stands for it' "$(left more)" 'not for this base'
onto tip --base RELEASE-4.9.4
like '--base wins' "$out" 'on RELEASE-4\.9\.4, which it contains, as --base says;'
is '"until" means that one' "$(left more)" ''
onto RELEASE-4.9.4
like 'a release itself' "$out" 'on RELEASE-4\.9\.4, which it contains;'
onto tip --base RELEASE-4.9.9
refused 'an unknown base' 2 '^bpq: RELEASE-4\.9\.9 is not a base of branch 4\.9'

# --- files without history ---
# imported BRANCH FROM: the files of FROM as the first commit of a branch
imported() {
    git_x checkout -q -f --orphan "$1" "$2" && git_x clean -qfdx
    commit 'Import a tarball'
    mkdir "$X/debian" && echo 'Source: xen' >"$X/debian/control"
    commit 'the package'
}
imported tarball RELEASE-4.9.4
onto tarball
is 'imported files: status' "$rc" 0
like 'imported files: the base that has them' "$out" 'on RELEASE-4\.9\.4, whose files it has;'
queue_of tarball
is "imported files: the base's history counts" "$(left fifteen)" "the base has it as $as_fifteen, which names it"
is 'imported files: the rest is in the queue' "$(names)" 'five.patch twenty.patch three.patch more.patch ours.patch'
sed -i 's/^word 29$/word 29, as packaged/' "$L/b.c"
commit 'a patch in the same file'
onto tarball
like 'imported files with patches: how many differ' "$out" 'on RELEASE-4\.9\.4, whose files it has but for 1 of [0-9]+;'
queue_of tarball
is 'the change is there, though its file differs' "$(left fifteen)" "the base has it as $as_fifteen, which names it"
sed -i 's/^word fifteen, as here$/word 15/' "$L/b.c"
commit 'taken back without a word'
onto tarball
is 'the files tell that a change was taken back' "$rc" 1
like 'it conflicts' "$out" "fifteen\.patch: commit $fifteen conflicts in tools/libxl/b\.c"
sed -i 's/^word XVI$/word 16/' "$L/b.c"
commit 'taken back as a whole'
onto tarball
queue_of tarball
is 'or is picked' "$rc:$(names)" '0:five.patch twenty.patch three.patch fifteen.patch more.patch ours.patch'

imported between RELEASE-4.9.4
git_x show "RELEASE-4.9.0:tools/libxl/b.c" >"$L/b.c"
sed -i 's/^word 28$/word 28, as packaged/' "$L/b.c"
echo as packaged >"$X/xen/extra"
commit 'as much of the one as of the other'
onto between
refused 'two bases equally near' 2 '^bpq: --onto between: has the files of RELEASE-4\.9\.0 and of RELEASE-4\.9\.4 equally well, .*--base'
onto between --base RELEASE-4.9.4
like 'one is named' "$out" 'on RELEASE-4\.9\.4, whose files it has but for 2 of [0-9]+, as --base says;'
queue_of between
is 'its history counts only where the files show it' "$rc:$(left fifteen)" '0:'

# --- not on this branch ---
git_x checkout -q -f -B newer RELEASE-4.10.0
onto newer
refused 'a commit of another branch' 2 \
    '^bpq: --onto newer: is not on branch 4\.9, but on RELEASE-4\.10\.0 of branch 4\.10: name that branch, or .*--base$'
onto RELEASE-4.11.0
refused 'a version without a plan' 2 '^bpq: --onto RELEASE-4\.11\.0: is not on branch 4\.9, as it is Xen 4\.11: .*--base$'
onto newer --base RELEASE-4.9.4
is 'if it is meant' "$rc" 0
like 'what is said then' "$out" 'on RELEASE-4\.9\.4, as --base says;'
queue_of newer
is 'what it has is known by its own history' "$(left five | cut -d ' ' -f 1-4):$(left fifteen)" \
    'the base has it::the base has it: it is part of its history'
git_x checkout -q -f --orphan foreign RELEASE-4.9.4
git_x rm -rqf tools docs
commit 'hardly anything of Xen'
onto foreign
refused 'something else' 2 '^bpq: --onto foreign: is not on branch 4\.9, as [0-9]+ of the [0-9]+ files of the nearest base, RELEASE-4\.9\.[04], are otherwise there or missing: '

# --- what is there already ---
package has RELEASE-4.9.4
sed -i 's/^line 1$/line 1, as packaged/' "$L/a.c"
commit 'a patch of the package'
git_x cherry-pick -x "$five" >/dev/null
as_five=$(git_x rev-parse HEAD)
git_x cherry-pick "$three" >/dev/null
as_three=$(git_x rev-parse HEAD)
sed -i 's/^line 20$/line twenty/; s/^line 40$/line 40, as packaged/' "$L/a.c"
commit 'several things'
onto has
queue_of has
is 'patches of the package that are picks: the trailer' "$rc:$(left five)" "0:the base has it as $as_five, which names it"
is 'the patch-id' "$(left three)" "the base has it as $as_three, with the same patch-id"
is 'the content' "$(left twenty)" 'the base has it: replayed, it changes nothing'
is 'the rest' "$(names)" 'more.patch ours.patch'
tree=$("$BPQ" queue "$Q" tree)
applied has

# --- a conflict ---
package conflict RELEASE-4.9.4
sed -i 's/^line 20$/line XX/' "$L/a.c"
commit 'roman'
onto conflict
refused 'a conflict' 1 "^bpq: series-4\.9/series:[0-9]+: twenty\.patch: commit $twenty conflicts in tools/libxl/a\.c; .*: bpq explain twenty\.patch --branch 4\.9 --onto $id\$"
queue_of conflict
ok 'nothing is written' test ! -e "$Q"
command=$(printf '%s\n' "$out" | sed -n 's/.*: bpq \(explain .*\)/\1/p')
run sh -c '"$0" $1 --root "$2" --xen "$3"' "$BPQ" "$command" "$R" "$X"
like 'the command shows the sides' "$rc:$out" '^  \* +1 \| line XX$'
onto conflict --base RELEASE-4.9.0
like 'a base that was named is in the command' "$out" "--onto $id --base RELEASE-4\.9\.0\$"
bpq explain five --branch 4.9 --onto conflict
is 'bpq explain of another patch' "$rc:$out" "0:five.patch: no conflict for $(echo "$id" | cut -c 1-12), on RELEASE-4.9.4, which it contains: clean"
bpq show five --branch 4.9 --onto pkg
like 'bpq show' "$out" "^five\.patch, group tools, for $(echo "$pkg" | cut -c 1-12), on RELEASE-4\.9\.4, which it contains\$"
like 'bpq show: the class' "$out" '^class: context$'
mkdir "$R/series-4.9/local"
git_x diff "$three^" "$three" | sed 's/word 2$/word II/' >"$R/series-4.9/local/mine.patch"
echo mine.patch >"$R/series-4.9/local/series"
onto pkg
refused 'a patch of local/series that does not fit' 1 '^bpq: series-4\.9/local/series:1: mine\.patch: .*as the commit of --onto has it: leave its group out with --without'
onto pkg --without local
is 'without it' "$rc" 0
rm -r "$R/series-4.9/local"

# --- debian/patches ---
package unapplied RELEASE-4.9.4
mkdir "$X/debian/patches"
sed 's/^line 7$/line 7, by a patch/' "$L/a.c" >"$T/a.c"
patch_of() { # OLD NEW NAME: a patch of a.c
    diff -u --label a/tools/libxl/a.c --label b/tools/libxl/a.c "$1" "$2" >"$X/debian/patches/$3"
}
patch_of "$L/a.c" "$T/a.c" one.patch
sed 's/^line 7, by a patch$/line 7, by two patches/' "$T/a.c" >"$T/b.c"
patch_of "$T/a.c" "$T/b.c" two.patch
printf '# of the package\none.patch\ntwo.patch -p1\n\n' >"$X/debian/patches/series"
commit 'patches, unapplied'
onto unapplied
is 'debian/patches that are not applied: status' "$rc" 0
like 'a line says so, and what to do' "$out" '^bpq: --onto unapplied: the patches in debian/patches \(2\) are not applied there, .*gbp pq import'
cp "$T/a.c" "$L/a.c"
commit 'one is applied'
onto unapplied
like 'one of two' "$out" '^bpq: --onto unapplied: whether all patches in debian/patches \(2\) are applied there cannot be told: .*gbp pq import'
cp "$T/b.c" "$L/a.c"
commit 'both are applied'
onto unapplied
is 'all are applied' "$rc:$(printf '%s\n' "$out" | grep -c debian/patches)" 0:0
printf 'no patch\n' >"$X/debian/patches/two.patch"
ln -s /etc/passwd "$X/debian/patches/three.patch"
echo three.patch >>"$X/debian/patches/series"
echo ../../../etc/passwd >>"$X/debian/patches/series"
commit 'what is no patch'
onto unapplied
like 'what cannot be read' "$rc:$out" '^bpq: --onto unapplied: whether all patches in debian/patches \(4\) are applied there cannot be told: '

# --- refusals ---
for revision in RELEASE-4.9.4~2 'HEAD^{tree}' "$(git_x rev-parse --short=9 RELEASE-4.9.4)" ''; do
    bpq series 4.9 --onto "$revision"
    refused "a revision: $revision" 2 '; give the full id, which git rev-parse prints$'
done
git_x tag a-tree 'RELEASE-4.9.4^{tree}'
git_x checkout -q --orphan empty && git_x rm -q -r -f . && commit 'nothing'
git_x checkout -q master
bpq series 4.9 --onto empty
refused 'a commit of something else' 2 '^bpq: --onto empty: has none of the files of RELEASE-4.9.[04], so it is not Xen: name a commit of branch 4.9$'
bpq series 4.9 --onto a-tree
refused 'a tag of a tree' 2 ': a-tree is no commit; name a commit$'
bpq series 4.9 --onto nowhere
refused 'no such commit' 2 "^bpq: --onto: $X: no tag, branch or full commit id \"nowhere\" in this clone; fetch it: "
onto 'no where
else'
refused 'a name with a newline' 2 '^bpq: --onto: .*"no where<U\+000A>else"'
onto ''
refused 'an empty name' 2 '^bpq: --onto: '
onto 0123456789012345678901234567890123456789
refused 'an id that the clone lacks' 2 '^bpq: --onto: .*commit 0123456789012345678901234567890123456789 is missing'
git_x tag of-a-tree 'RELEASE-4.9.4^{tree}'
onto of-a-tree
refused 'a tag of a tree' 2 '^bpq: --onto: .*of-a-tree'
onto pkg --update-lock
refused '--update-lock' 2 '^bpq: --update-lock records the queue of a base .*--onto$'
ok 'no lock is made' test ! -e "$R/series-4.9/lock"
echo 'broken' >"$R/series-4.9/lock"
onto pkg
is 'the lock has no say' "$rc" 0
rm "$R/series-4.9/lock"
onto pkg --base all
refused 'all bases' 2 '^bpq: --onto pkg: is one commit'
bpq series all --onto pkg
refused 'all branches' 2 '^bpq: --onto pkg: is one commit'
bpq show five --branch 4.9 --onto pkg --base all
refused 'all bases of bpq show' 2 '^bpq: all is not a base of branch 4\.9'
bpq check 4.9 --onto pkg
refused 'bpq check has no such option' 2 '^bpq: --onto is not an option of this verb'
run "$BPQ" series 4.9 --root "$R" --xen "$X" --onto
refused 'no value' 2 '^bpq: --onto needs a value'
queue_of pkg
rm -rf "$Q"
mkdir "$T/ro"
chmod 555 "$T/ro"
if [ "$(id -u)" = 0 ]; then
    skip 'a folder that cannot be written' 'root may write everywhere'
else
    onto pkg --out "$T/ro/q"
    refused 'a folder that cannot be written' 2 "^bpq: $T/ro/q: cannot be written: "
fi
git_x checkout -q -f -B again pkg
(cd "$X" && git am -q "$T/first/five.patch" "$T/first/ours.patch") >/dev/null 2>&1
onto again
refused 'an earlier queue' 2 "^bpq: --onto again: has a queue already: commit $(git_x rev-parse again) is a patch of one; "
done_testing
