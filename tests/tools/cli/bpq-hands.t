# SPDX-License-Identifier: LGPL-2.1-only
# Changes by others in a queue's folder and beside it: changes by hand are not lost,
# links and folders of others are left alone, and others may read the queue.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

for n in 5 9 20; do
    sed -i "s/^line $n\$/line number $n/" "$X/tools/libxl/a.c"
    commit "line $n"
    patch_line "line-$n.patch" "$id"
done
cp "$R/series-4.9/series" "$T/plan"
bpq series 4.9 --update-lock
is 'a queue' "$rc" 0
cp -R "$Q" "$T/good"

back() {
    rm -rf "$Q"
    cp -R "$T/good" "$Q"
    cp "$T/plan" "$R/series-4.9/series"
}
# lost NAME FILE [ERE]: a change that would be lost: bpq names FILE and stops, and
# replaces the queue with --force
lost() {
    rm -rf "$T/was"
    cp -R "$Q" "$T/was"
    bpq series 4.9
    refused "$1" 2 "RELEASE-4.9.4/$2: .*${3:-was changed after bpq wrote it}.*bpq check.*--force.*FORCE=1"
    ok "$1: left as it is" diff -r "$T/was" "$Q"
    is "$1: nothing is left beside it" "$(ls -A "$R/series-4.9" | grep -c bpq-)" 0
    bpq series 4.9 --force
    is "$1: --force" "$rc" 0
    ok "$1: replaced" diff -r "$T/good" "$Q"
    back
}
kept() { # NAME: bpq writes the queue, as no change would be lost
    bpq series 4.9
    is "$1" "$rc" 0
    ok "$1: the queue is right" diff -r "$T/good" "$Q"
    back
}

# --- changes by hand ---
echo 'a note' >>"$Q/line-9.patch"
bpq check 4.9
like 'bpq check shows the difference' "$out" '^-a note$'
lost 'a patch changed by hand' line-9.patch
echo '# a note' >>"$Q/series"
lost 'series changed by hand' series
sed -i 1d "$Q/series"
lost "series without bpq's line" series
: >"$Q/line-5.patch"
echo x >>"$Q/line-9.patch"
lost 'several patches changed by hand' line-5.patch 'as 1 more file was'
echo x >"$Q/mine.patch"
lost 'a patch added by hand' mine.patch 'was not written by bpq'
cp "$Q/series" "$Q/series~"
lost "an editor's copy" 'series~' 'was not written by bpq'
rm "$Q/line-9.patch"
ln -s line-5.patch "$Q/line-9.patch"
lost 'a link in the place of a patch' line-9.patch
rm "$Q/line-9.patch"
mkfifo "$Q/line-9.patch"
timeout 20 "$BPQ" series 4.9 --root "$R" --xen "$X" >"$T/out" 2>&1
rc=$? out=$(cat "$T/out")
refused 'a FIFO in the place of a patch' 2 'line-9.patch: .*--force'
back
mkdir "$Q/sub.patch"
bpq series 4.9 --force
refused 'a folder is not replaced, even with --force' 2 'has sub.patch, which bpq did not write.*move it away'
back
echo x >"$Q/letter"
bpq series 4.9 --force
refused 'another file is not replaced, even with --force' 2 'has letter, which bpq did not write.*move it away'
back
mkdir "$T/other"
cp "$T/good/line-5.patch" "$T/other"
echo line-5.patch >"$T/other/series"
bpq series 4.9 --force --out "$T/other"
refused 'a queue that bpq did not write is not replaced, even with --force' 2 'a queue that bpq did not write'

# --- changes that need not be kept ---
kept 'an unchanged queue'
rm "$Q/line-9.patch"
kept 'a patch removed'
sed -i 's/^#+ why.*/&, and better/' "$R/series-4.9/series"
echo '#+ why it is better' >>"$R/series-4.9/series"
bpq series 4.9
is 'another plan needs no force' "$rc" 0
cp -R "$Q" "$T/better"
back
cp "$T/better/line-20.patch" "$Q"
echo '#+ why it is better' >>"$R/series-4.9/series"
bpq series 4.9
is 'changed by hand to what the plan gives now' "$rc" 0
ok 'the new queue is written' diff -r "$T/better" "$Q"
sed -i '/line-20/,$d' "$R/series-4.9/series"
bpq series 4.9
is 'a plan without one of the patches needs no force' "$rc" 0
ok 'a patch that the plan dropped is removed' test ! -e "$Q/line-20.patch"
back

# --- a queue without a record, as older versions wrote it ---
rm "$Q/.bpq"
kept 'no record: the same content'
rm "$Q/.bpq"
echo x >>"$Q/line-9.patch"
lost 'no record: another content' line-9.patch 'the folder has no record of what bpq wrote'
head -c -9 "$T/good/.bpq" >"$Q/.bpq"
kept 'an incomplete record'

# --- quilt ---
if command -v quilt >/dev/null; then
    git_x worktree add -q "$T/tree" RELEASE-4.9.4
    export QUILT_PATCHES="$Q" QUILT_NO_DIFF_INDEX=1
    q() { (cd "$T/tree" && quilt --quiltrc /dev/null "$@"); }
    run q push -a --fuzz=0
    is 'quilt push' "$rc" 0
    kept 'quilt push changes nothing'
    echo more >>"$T/tree/tools/libxl/a.c"
    run q refresh
    is 'quilt refresh' "$rc" 0
    lost 'quilt refresh' line-20.patch
    run q new new.patch
    run q add docs/page
    echo more >>"$T/tree/docs/page"
    run q refresh --backup
    lost 'quilt new' 'new.patch|series' .
    unset QUILT_PATCHES
else
    skip 'quilt refresh' 'no quilt'
fi

# --- others may read the queue, whatever the umask is ---
for mask in 077 002 000; do
    rm -rf "$T/m" "$R/series-4.9/lock"
    run sh -c "umask $mask; exec \"\$0\" series 4.9 --root \"\$1\" --xen \"\$2\" --out \"\$3\" --update-lock" "$BPQ" "$R" "$X" "$T/m"
    is "umask $mask" "$rc" 0
    is "umask $mask: files" "$(find "$T/m" -type f ! -perm 644)" ''
    is "umask $mask: the folder" "$(stat -c %a "$T/m")" 755
    is "umask $mask: the lock" "$(stat -c %a "$R/series-4.9/lock")" 644
done
rm "$R/series-4.9/lock"

# --- a folder in which others may write ---
S=$T/shared
mkdir "$S" "$T/victim"
chmod 1777 "$S"
echo precious >"$T/victim/a.patch"
shared() {
    bpq series 4.9 --out "$S/q"
}
spared() { # NAME
    is "$1: status" "$rc" 0
    is "$1: the queue is there" "$(ls "$S/q" | wc -l)" 4
    is "$1: the target of the link is left alone" "$(ls "$T/victim")" a.patch
}
ln -s "$T/victim" "$S/.q.bpq-999999999"
shared
spared 'a link in place of a leftover'
ln -s "$T/victim" "$S/.q.bpq-999999998-0123abcd"
shared
spared "a link in place of this version's leftover"
rm "$S"/.q.bpq-*
run sh -c 'ln -s "$5" "$4/.q.bpq-$$"; exec "$1" series 4.9 --root "$2" --xen "$3" --out "$4/q"' \
    sh "$BPQ" "$R" "$X" "$S" "$T/victim"
spared "a link with the name of this run's folder"
rm "$S"/.q.bpq-*
mkdir "$S/.q.bpq-999999999"
echo precious >"$S/.q.bpq-999999999/letter"
shared
is 'a leftover with another file stays' "$(cat "$S/.q.bpq-999999999/letter")" precious
rm -r "$S"/.q.bpq-*
mkdir "$S/.q.bpq-999999999"
ln -s "$T/victim" "$S/.q.bpq-999999999/a.patch"
shared
spared 'a leftover with a link in it'
rm -r "$S"/.q.bpq-*
rm -r "$S/q"
ln -s "$T/victim" "$S/q"
shared
refused 'a link to a folder that is not a queue' 2 'has a queue that bpq did not write'
is 'the target of that link is left alone' "$(cat "$T/victim/a.patch")" precious
rm "$S/q"
mkdir "$T/hollow"
ln -s "$T/hollow" "$S/q"
if [ "$(id -u)" = 0 ]; then
    chown -h 65534 "$S/q"
    shared
    refused 'a link that another user made' 2 'is a link that another user made'
    for end in / /. /./ //.; do
        bpq series 4.9 --out "$S/q$end"
        is "the same, spelled q$end" "$rc:$(printf '%s\n' "$out" | grep -c 'is a link that another user made')" 2:1
    done
    is 'its target is left alone' "$(ls -A "$T/hollow")" ''
    rm "$S/q"
    ln -s "$T/hollow" "$S/way"
    mkdir "$S/mine"
    ln -s ../way "$S/mine/two"
    chown -h 65534 "$S/way"
    for path in way/q way/./q way/../q way//deep/q mine/../way/q mine/two/q mine/two; do
        bpq series 4.9 --out "$S/$path"
        is "a link of another user in the path: $path" "$rc:$(printf '%s\n' "$out" | grep -c 'way is a link that another user made')" 2:1
    done
    chmod 775 "$S"
    bpq series 4.9 --out "$S/way/q"
    is 'such a link in a folder that a group can write' "$rc:$(printf '%s\n' "$out" | grep -c 'way is a link that another user made')" 2:1
    chmod 1777 "$S"
    is 'nothing is made behind the link' "$(ls -A "$T/hollow")" ''
    mkdir "$S/theirs"
    ln -s "$T/hollow" "$S/theirs/q"
    chown -h 65534 "$S/theirs" "$S/theirs/q"
    bpq series 4.9 --out "$S/theirs/q/new"
    is 'such a link in a folder of its owner' "$rc:$(printf '%s\n' "$out" | grep -c 'q is a link that another user made')" 2:1
    chown -h 0 "$S/way"
    for path in way/q way/./deep/q/ mine/two/../q2 way/deep/..; do
        bpq series 4.9 --out "$S/$path"
        is "a link of the user in the path: $path" "$rc" $([ $path = way/deep/.. ] && echo 2 || echo 0)
    done
    is "the user's own links are followed" "$(cd "$T" && ls -d hollow/q hollow/deep/q q2 | tr '\n' ' ')" 'hollow/deep/q hollow/q q2 '
    like 'a folder with other things is left alone' "$out" 'way/deep/..: '
    rm -rf "$S/way" "$S/mine" "$T/hollow" "$T/q2"
    mkdir "$T/hollow"
    ln -s "$T/hollow" "$S/q"
    chown -h 0 "$S/q"
    mkdir "$S/.hollow.bpq-999999999" "$T/.hollow.bpq-999999999"
    echo x | tee "$T/.hollow.bpq-999999999/a.patch" >/dev/null
    chown 65534 "$T/.hollow.bpq-999999999"
    shared
    is "another user's leftover is left alone" "$(ls "$T/.hollow.bpq-999999999")" a.patch
else
    skip 'a link that another user made' 'needs root'
    skip "another user's leftover" 'needs root'
fi
mkdir "$T/here"
for path in . '' ./. ../here "$T/here/"; do
    run sh -c 'cd "$1" && exec "$2" series 4.9 --root "$3" --xen "$4" --out "$5"' sh "$T/here" "$BPQ" "$R" "$X" "$path"
    refused "the current folder: '$path'" 2 'is the current folder, which cannot be replaced'
done
ln -s round "$S/round"
bpq series 4.9 --out "$S/round/q"
refused 'a link to itself' 2 'round/q: cannot be written: Too many levels of symbolic links'
echo x >"$S/file"
bpq series 4.9 --out "$S/file/q"
refused 'a file in place of a folder of the path' 2 'file/q: cannot be written: Not a directory'
shared
is "the user's own link is followed" "$rc" 0
is 'the queue is in its target' "$(ls "$T/hollow" | wc -l)" 4
if [ "$(id -u)" = 0 ]; then
    mkdir "$T/theirs" && chmod 777 "$T/theirs" && chmod 755 "$T"
    other() { setpriv --reuid=65534 --clear-groups --inh-caps=-all --bounding-set=-all "$@"; }
    chmod -R a+rX "$R" "$X"
    for _ in 1 2; do
        run other env HOME=/ TMPDIR=/tmp "$BPQ" series 4.9 --root "$R" --xen "$X" --out "$T/theirs/q"
        chmod 555 "$T/theirs/q"
    done
    is 'a read-only queue is removed when it is replaced' "$rc:$(ls -A "$T/theirs")" 0:q
else
    skip 'a read-only queue is removed when it is replaced' 'needs root'
fi
done_testing
