# SPDX-License-Identifier: LGPL-2.1-only
# bpq series: every kind of change, as patches that all patch programs apply.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

# --- upstream, on master ---
sed -i 's/^line 5$/line five/' "$X/tools/libxl/a.c"
commit 'tools: spell five

It is a word.

Signed-off-by: Ann Author <ann@example.org>'
five=$id
echo 'int x;' >"$X/tools/new.c"
printf 'no newline' >"$X/tools/tail"
: >"$X/tools/empty"
git_x rm -q tools/old.sh
chmod +x "$X/docs/page"
ln -s new.c "$X/tools/also"
commit 'tools: new, gone, mode, link'
kinds=$id
sed -i -e 's/^word 9$/word nine/' -e 's/^word 25$/word twentyfive/' \
    "$X/tools/libxl/b.c"
commit 'tools: words'
words=$id
sed -i '3a only upstream' "$X/tools/libxl/b.c"
commit 'tools: not taken'
sed -i 's/^word 2$/word two/' "$X/tools/libxl/b.c"
commit 'tools: two'
two=$id
git_x checkout -q stable-4.9
sed -i 's/^word 12$/word dozen/' "$X/tools/libxl/b.c"
commit 'stable: dozen'
git_x checkout -q master

patch_line five.patch $five
patch_line kinds.patch $kinds 'why to see all kinds'
patch_line words.patch $words
patch_line two.patch $two
patch_line again.patch $(git_x rev-parse 'RELEASE-4.9.4^{}')
own_header
own_line mine.patch compat/changes/mine

find "$X" -printf '%p %T@ %s %m\n' | sort >"$T/before"
bpq series 4.9
is 'the queue is made' "$rc" 0
like 'the patches are counted' "$out" '5 patches \(3 clean, 1 context, 0 adapted, 1 own\), 1 left out; tree [0-9a-f]{40}$'
tree=${out##* }
find "$X" -printf '%p %T@ %s %m\n' | sort >"$T/after"
ok 'the clone is unchanged, including times' cmp "$T/before" "$T/after"
is 'series lists the patches' "$(grep -v '^#' "$Q/series" | xargs)" \
    'five.patch kinds.patch words.patch two.patch mine.patch'
like 'series names what was left out' "$(cat "$Q/series")" \
    '^# left out: again.patch: the base has it: it is part of its history$'
is 'the folder has no other files' "$(ls -A "$Q" | grep -v '\.patch$' | xargs)" '.bpq series'
is 'the folder has no other patches' "$(ls "$Q" | grep -c '\.patch$')" 5
ok 'what was written is recorded' sh -c 'cd "$0" && sha256sum -c .bpq' "$Q"
is 'nothing is left beside the folder' "$(ls -A "$R/series-4.9" | xargs)" \
    'RELEASE-4.9.4 resolutions series'

# --- headers ---
p=$(cat "$Q/five.patch")
like 'From line' "$(head -1 "$Q/five.patch")" "^From $five Mon Sep 17 00:00:00 2001\$"
like 'author' "$p" '^From: Ann Author <ann@example.org>$'
like "author's date and zone" "$p" '^Date: Fri, 14 Jul 2017 04:40:00 \+0200$'
like 'subject' "$p" '^Subject: tools: spell five$'
like 'trailer' "$p" '^Signed-off-by: Ann Author <ann@example.org>$'
like 'origin' "$p" "^Origin: upstream, commit $five\$"
like 'class' "$p" '^Bpq-Class: clean$'
like 'why' "$(cat "$Q/kinds.patch")" '^Bpq-Why: to see all kinds$'
like 'context: origin' "$(cat "$Q/two.patch")" "^Origin: backport, commit $two\$"
like 'context: class' "$(cat "$Q/two.patch")" '^Bpq-Class: context$'
like 'context: what was done' "$(cat "$Q/two.patch")" '^Bpq-Rule: .+'
like 'own: origin' "$(cat "$Q/mine.patch")" '^Origin: vendor$'
like 'own: class' "$(cat "$Q/mine.patch")" '^Bpq-Class: own$'
like 'own: no need to forward it' "$(cat "$Q/mine.patch")" '^Forwarded: not-needed$'
is 'a pick says nothing about that' "$(printf '%s\n' "$p" | grep -c '^Forwarded:')" 0
like 'the group' "$p" '^Bpq-Group: tools$'
like 'own: the group' "$(cat "$Q/mine.patch")" '^Bpq-Group: tools$'

# --- patch-ids ---
for name in five kinds words; do
    is "$name: git's patch-id is upstream's" \
        "$(git patch-id --stable <"$Q/$name.patch" | cut -d' ' -f1)" \
        "$(git_x diff-tree -p "$(sed -n '1s/From \([^ ]*\).*/\1/p' \
            "$Q/$name.patch")" | git patch-id --stable | cut -d' ' -f1)"
done
pid() { git patch-id --stable | cut -d' ' -f1; }
if [ "$(pid <"$Q/two.patch")" = "$(git_x diff-tree -p $two | pid)" ]; then
    fail 'the patch-id of two differs, as its context does'
else
    pass 'the patch-id of two differs, as its context does'
fi

# --- they apply ---
fresh() { # DIR
    git -C "$X" worktree add -q --detach "$1" RELEASE-4.9.4
}
fresh "$T/am"
for name in $(grep -v '^#' "$Q/series"); do
    ok "git am $name" git -C "$T/am" am -q "$Q/$name"
done
is 'git am: the tree that bpq computed' "$(git -C "$T/am" rev-parse 'HEAD^{tree}')" "$tree"
is 'git am keeps author and date' \
    "$(git -C "$T/am" log -1 --format='%an %ae %ad' --date=raw HEAD~4)" \
    'Ann Author ann@example.org 1500000000 +0200'
is 'git am keeps the subject' "$(git -C "$T/am" log -1 --format=%s HEAD~4)" \
    'tools: spell five'
fresh "$T/patch"
for name in $(grep -v '^#' "$Q/series"); do
    ok "patch -F0 $name" sh -c "cd '$T/patch' && patch -s -p1 -F0 <'$Q/$name'"
done
is 'patch: the same tree' "$("$BPQ" tree "$T/patch")" "$tree"
fresh "$T/quilt"
run sh -c "cd '$T/quilt' && QUILT_PATCHES='$Q' quilt --quiltrc - push -a --fuzz=0"
is 'quilt push -a' "$rc" 0
is 'quilt: the same tree' "$("$BPQ" tree "$T/quilt")" "$tree"
run sh -c "cd '$T/quilt' && QUILT_PATCHES='$Q' quilt --quiltrc - pop -a"
is 'quilt pop -a' "$rc" 0
is 'quilt: back at the base' "$("$BPQ" tree "$T/quilt")" \
    "$(git_x rev-parse 'RELEASE-4.9.4^{tree}')"
for d in am patch quilt; do git_x worktree remove --force "$T/$d"; done

# --- the same bytes, whatever the settings of the machine ---
cp -r "$Q" "$T/first"
mkdir "$T/home"
cat >"$T/home/.gitconfig" <<'END'
[core]
	autocrlf = true
	attributesfile = ~/attributes
[diff]
	algorithm = patience
	context = 9
	noprefix = true
	mnemonicPrefix = true
[user]
	name = Someone Else
END
echo '*.c diff=other -text binary' >"$T/home/attributes"
out=$(env -u GIT_CONFIG_GLOBAL HOME="$T/home" TZ=Asia/Tokyo LC_ALL=C.UTF-8 \
    "$BPQ" series 4.9 --root "$R" --xen "$X" 2>&1)
ok 'the same bytes with other settings' diff -r "$T/first" "$Q"

same_from() { # NAME CLONE
    out=$("$BPQ" series 4.9 --root "$R" --xen "$2" --out "$T/other" 2>&1)
    ok "$1" diff -r "$T/first" "$T/other"
    rm -rf "$T/other"
}
git clone -q --bare "$X" "$T/bare.git"
same_from 'from a bare clone' "$T/bare.git"
git clone -q --shared -n "$X" "$T/shared"
same_from 'from a clone with alternates' "$T/shared"
git -C "$T/bare.git" pack-refs --all
git -C "$T/bare.git" repack -q -a -d
same_from 'from packed refs and objects' "$T/bare.git"
git_x worktree add -q --detach "$T/linked" master
same_from 'from a linked work tree' "$T/linked"
git_x worktree remove --force "$T/linked"
same_from "from a work tree's .git" "$X/.git"
if [ "$(id -u)" = 0 ]; then
    cp -r "$T/bare.git" "$T/theirs.git"
    chown -R 12345 "$T/theirs.git"
    same_from "from another user's clone" "$T/theirs.git"
else
    skip "from another user's clone" 'needs root'
fi

# --- branches ---
bpq series 4.9 --base stable-4.9
is 'a branch as base' "$rc" 0
ok 'a branch as base has its own folder' test -f "$R/series-4.9/stable-4.9/series"
bpq_from_clone() {
    run "$BPQ" series 4.9 --root "$R" --xen "$T/shared" "$@" --out "$T/b"
}
git -C "$T/shared" branch -D -q stable-4.9 2>/dev/null
bpq_from_clone --base stable-4.9
is "a remote's branch as base" "$rc" 0
ok 'gives the same' diff -r "$T/b" "$R/series-4.9/stable-4.9"
bpq_from_clone --base origin/stable-4.9
is "a remote's branch by its full name" "$rc" 0
ok 'gives the same' diff -r "$T/b" "$R/series-4.9/stable-4.9"
git -C "$T/shared" update-ref refs/remotes/other/stable-4.9 "$five"
bpq_from_clone --base stable-4.9
refused 'two remotes that differ' 2 'ambiguous: (origin|other)/stable-4.9 and'

# --- only the clean picks ---
bpq series 4.9 --picks-only --out "$T/picks"
like '--picks-only' "$out" '3 patches \(3 clean, 0 context, 0 adapted, 0 own\)'
done_testing
