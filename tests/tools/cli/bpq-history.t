# SPDX-License-Identifier: LGPL-2.1-only
# Picks that a base already has are recognised, and the series says how.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

# change LINE FILE MESSAGE: one commit on master
change() {
    sed -i "s/^\(line\|word\) $1\$/\1 changed $1/" "$X/tools/libxl/$2"
    commit "$3"
}
change 5 a.c 'tools: same'
same=$id
change 15 b.c 'tools: adapted'
adapted=$id
change 20 b.c 'tools: taken back'
back=$id
change 25 b.c 'tools: taken back and again'
again=$id
change 10 b.c 'tools: squashed'
squashed=$id
change 30 b.c 'tools: missing'
missing=$id

git_x checkout -q stable-4.9
echo 'stable' >>"$X/tools/libxl/b.c"
sed -i '1i stable' "$X/tools/libxl/a.c"
commit 'stable: its own'
change 5 a.c 'another subject, and no word of the commit'
as_same=$id
sed -i 's/^word 15$/word adapted 15/' "$X/tools/libxl/b.c"
commit "tools: adapted

master commit: $adapted
master date: yesterday"
as_adapted=$id
git_x cherry-pick -x $back >/dev/null
git_x revert --no-edit HEAD >/dev/null
git_x cherry-pick -x $again >/dev/null
git_x revert --no-edit HEAD >/dev/null
git_x revert --no-edit HEAD >/dev/null
as_again=$(git_x rev-parse HEAD)
sed -i 's/^word 10$/word changed 10/' "$X/tools/libxl/b.c"
echo more >"$X/tools/more"
commit "stable: several things at once, after commit $missing"
git_x checkout -q master

for name in same adapted back again squashed missing; do
    eval patch_line $name.patch \$$name
done
all() { grep -v '^#' "$Q/../stable-4.9/series" | xargs; }
left() { sed -n "s/^# left out: $1.patch: //p" "$Q/../stable-4.9/series"; }
bpq series 4.9
is 'the release has none of them' "$(grep -v '^#' "$Q/series" | xargs)" \
    'same.patch adapted.patch back.patch again.patch squashed.patch missing.patch'
bpq series 4.9 --base stable-4.9
is 'a queue for the branch' "$rc" 0
is 'picks that were reverted or only mentioned are in the queue' "$(all)" \
    'back.patch missing.patch'
is 'recognised by patch-id' "$(left same)" "the base has it as $as_same, with the same patch-id"
is 'recognised by trailer' "$(left adapted)" "the base has it as $as_adapted, which names it"
is 'recognised when it was reverted and applied again' "$(left again)" \
    "the base has it as $as_again, with the same patch-id"
is 'recognised by content' "$(left squashed)" 'the base has it: replayed, it changes nothing'

# --- remembered patch-ids are used only if the file is intact ---
ids=$R/out/cache/patch-ids
ok 'patch-ids are remembered' test -s "$ids"
cp -r "$R/series-4.9/stable-4.9" "$T/first"
again() {
    rm -rf "$R/series-4.9/stable-4.9"
    bpq series 4.9 --base stable-4.9
    ok "$1" diff -r "$T/first" "$R/series-4.9/stable-4.9"
}
again 'the same with them'
chmod u+w "$ids"
printf 'x' >>"$ids"
again 'the same with a broken file'
ok 'the broken file is written anew' sh -c "sed 2d '$ids' | sha256sum | grep -q \"^\$(sed -n 2p '$ids') \""
like 'the first line names the format' "$(sed -n 1p "$ids")" '^bpq patch-ids [0-9]+, libgit2 '
cp "$ids" "$T/ids"
sed -e 2d -e '1s/ids [0-9]/ids 0/' "$ids" >"$T/other"
{ head -n 1 "$T/other"; sha256sum <"$T/other" | cut -d' ' -f1; tail -n +2 "$T/other"; } >"$ids"
again 'the same with a file in another format'
ok 'the file in another format is written anew' cmp "$T/ids" "$ids"
: >"$ids"
again 'the same with an empty file'
rm "$ids"
mkdir "$ids"
again 'the same when it cannot be written'
rmdir "$ids"

# --- a folder of the history that cannot be read is an error, of which nothing is remembered ---
folder=$(git_x rev-parse "$as_same:tools/libxl")
object=$X/$(git_x rev-parse --git-path "objects/$(echo "$folder" | cut -c1-2)/$(echo "$folder" | cut -c3-)")
mv "$object" "$T/object"
printf damaged >"$object"
rm -rf "$R/series-4.9/stable-4.9"
bpq series 4.9 --base stable-4.9
refused 'a damaged folder' 2 "cannot read what commit [0-9a-f]{40} changes: .*; git -C .* fsck shows what is wrong"
rm -f "$object"
mv "$T/object" "$object"
again 'the same when it can be read again'

# --- a clone without the history ---
git clone -q --depth 2 -b stable-4.9 --no-single-branch "file://$X" "$T/shallow" 2>/dev/null
git -C "$T/shallow" fetch -q origin $same $adapted $back $again $squashed $missing 2>/dev/null
run "$BPQ" series 4.9 --base stable-4.9 --root "$R" --xen "$T/shallow" --out "$T/s"
refused 'a shallow clone' 2 "is missing, since this clone is shallow"
done_testing
