# SPDX-License-Identifier: LGPL-2.1-only
# A queue is written whole or not at all: signals at any moment, full and read-only
# disks, folders that are not bpq's.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

for n in $(seq 1 30); do
    sed -i "s/^line $n\$/line number $n, in words/" "$X/tools/libxl/a.c"
    commit "line $n"
    patch_line "line-$n.patch" "$id"
done
bpq series 4.9
is 'a queue' "$rc" 0
cp -r "$Q" "$T/old"
cp "$R/series-4.9/series" "$T/plan"
# another plan, so that old and new are told apart
sed -i '$a #+ why it is new' "$R/series-4.9/series"
bpq series 4.9 --out "$T/new"
is 'another queue' "$rc" 0

# state: print which of the two queues is there, complete
state() {
    if diff -r "$T/old" "$Q" >/dev/null; then
        echo old
    elif diff -r "$T/new" "$Q" >/dev/null; then
        echo new
    else
        echo broken
    fi
}
back() {
    rm -rf "$Q"
    cp -r "$T/old" "$Q"
}
beside() {
    ls -A "$R/series-4.9" | grep 'bpq-'
}
series() { # WRAPPER...: without waiting
    : >"$T/out"
    "$@" "$BPQ" series 4.9 --root "$R" --xen "$X" >"$T/out" 2>&1 &
    pid=$!
}

# --- signals, at many moments ---
for signal in INT TERM HUP; do
    back
    bad=
    met=0
    for step in $(seq 0 40); do
        series env --default-signal
        sleep "$(printf '0.%03d' "$step")"
        kill -$signal $pid 2>/dev/null
        wait $pid 2>/dev/null
        rc=$?
        now=$(state)
        lines=$(wc -l <"$T/out")
        case $rc:$now:$lines in
        0:new:[12]) back ;;
        2:old:1) met=$((met + 1)) ;;
        13[0-9]:old:0 | 129:old:0 | 143:old:0) ;; # before main
        *) bad="$bad; after ${step}ms: status $rc, $now: $(cat "$T/out")" ;;
        esac
        [ -z "$(beside)" ] || bad="$bad; after ${step}ms: $(beside) is left"
    done
    is "SIG$signal at many moments: old or new, nothing beside it" "$bad" ''
    echo "# $met of 41 signals arrived while bpq was working"
done

# --- signals at a known moment: while a semantic patch runs ---
mkdir -p "$R/compat/changes/slow"
cat >"$T/spatch" <<END
#!/bin/sh
case \$1 in
--version) echo 'spatch version 1.1.1 compiled with OCaml version 4.13.1' ;;
*)
    touch "$T/mark"
    exec sleep 20
    ;;
esac
END
chmod +x "$T/spatch"
printf '@@ @@\n-int x;\n+int y;\n' >"$R/compat/changes/slow/x.cocci"
sed -i '$a #+ before compat/changes/slow/x.cocci' "$R/series-4.9/series"
for signal in INT TERM; do
    back
    rm -f "$T/mark"
    SPATCH=$T/spatch series env --default-signal
    tries=0
    while [ ! -e "$T/mark" ] && [ $tries -lt 100 ]; do
        sleep 0.05
        tries=$((tries + 1))
    done
    start=$(date +%s)
    kill -$signal $pid
    wait $pid
    rc=$?
    out=$(cat "$T/out")
    if [ $(($(date +%s) - start)) -lt 10 ]; then
        pass "SIG$signal in a semantic patch ends it soon"
    else
        fail "SIG$signal in a semantic patch ends it soon"
    fi
    case $rc in
    2) refused "SIG$signal in a semantic patch" 2 interrupted ;;
    *) is "SIG$signal in a semantic patch: died of it" "$rc" \
        $((128 + $(kill -l $signal))) ;;
    esac
    is "SIG$signal in a semantic patch: the old queue stays" "$(state)" old
    is "SIG$signal in a semantic patch: nothing beside it" "$(beside)" ''
done
cp "$T/plan" "$R/series-4.9/series"
sed -i '$a #+ why it is new' "$R/series-4.9/series"

# --- killed: the next run removes what was left ---
back
mkdir "$R/series-4.9/.RELEASE-4.9.4.bpq-999999999"
echo x >"$R/series-4.9/.RELEASE-4.9.4.bpq-999999999/a.patch"
series env --default-signal
wait $pid
is 'what a killed run left is removed' "$(beside)" ''
is 'the queue is made' "$(state)" new
mkdir "$R/series-4.9/.RELEASE-4.9.4.bpq-$$"
bpq series 4.9
is 'the folder of a running bpq is left alone' "$(beside)" ".RELEASE-4.9.4.bpq-$$"
rmdir "$R/series-4.9/.RELEASE-4.9.4.bpq-$$"

# --- a full disk ---
back
run sh -c "ulimit -f 1; '$BPQ' series 4.9 --root '$R' --xen '$X' 2>&1 | head -5"
like 'small files still fit' "$rc" 0
seq 1 3000 >"$X/docs/big"
commit 'big'
patch_line big.patch "$id"
run sh -c "ulimit -f 4; exec '$BPQ' series 4.9 --root '$R' --xen '$X'"
refused 'no room' 2 'big.patch: cannot be written: File too large; .*is unchanged'
is 'no room: nothing beside it' "$(beside)" ''
cp "$T/plan" "$R/series-4.9/series"
sed -i '$a #+ why it is new' "$R/series-4.9/series"
if [ "$(id -u)" = 0 ] && mkdir "$T/small" &&
    mount -t tmpfs -o size=64k none "$T/small" 2>/dev/null; then
    trap 'umount "$T/small"; chmod -R u+w "$T"; rm -rf "$T"' EXIT
    mkdir "$T/small/q"
    cp "$T/old"/line-1.patch "$T/small/q/"
    head -1 "$T/old/series" >"$T/small/q/series"
    cp -r "$T/small/q" "$T/small-was"
    bpq series 4.9 --out "$T/small/q"
    refused 'a full disk' 2 'No space left on device; .*is unchanged'
    ok 'a full disk: the queue is unchanged' diff -r "$T/small-was" "$T/small/q"
    is 'a full disk: nothing beside it' "$(ls -A "$T/small")" q
    mount -o remount,ro "$T/small"
    bpq series 4.9 --out "$T/small/q"
    refused 'a read-only disk' 2 'Read-only file system: .*--out DIR'
    bpq series 4.9 --out "$T/small/new"
    refused 'a read-only disk, new folder' 2 'Read-only file system'
else
    skip 'a full disk' 'needs root and tmpfs'
    skip 'a read-only disk' 'needs root and tmpfs'
fi
if [ "$(id -u)" != 0 ]; then
    mkdir "$T/ro"
    chmod a-w "$T/ro"
    bpq series 4.9 --out "$T/ro/q"
    refused 'a read-only folder' 2 'Permission denied: .*--out DIR'
fi

# --- folders that bpq did not write ---
foreign() { # NAME ERE
    cp -r "$T/q" "$T/was"
    bpq series 4.9 --out "$T/q"
    refused "$1" 2 "$2"
    ok "$1: left alone" diff -r "$T/was" "$T/q"
    rm -rf "$T/q" "$T/was"
}
mkdir "$T/q"
echo precious >"$T/q/letter"
foreign 'a folder with files' 'has letter, which bpq did not write.*--out DIR'
mkdir "$T/q"
echo a.patch >"$T/q/series"
echo x >"$T/q/a.patch"
foreign "somebody's queue" 'has a queue that bpq did not write.*--out DIR'
echo file >"$T/q"
foreign 'a file' 'is not a folder'
cp -r "$T/old" "$T/q"
mkdir "$T/q/.pc"
foreign 'a queue with a folder in it' 'has .pc'
mkdir "$T/q"
bpq series 4.9 --out "$T/q/"
is 'an empty folder is accepted' "$rc" 0
ok 'an empty folder gets the queue' diff -r "$T/new" "$T/q"
ln -s q "$T/alias"
bpq series 4.9 --out "$T/alias"
is 'a link to a queue is followed' "$rc" 0
ok 'the link stays' test -L "$T/alias"
bpq series 4.9 --out "$T/deep/er/q"
is 'missing parent folders are made' "$rc" 0
ok 'the new folder has the queue' diff -r "$T/new" "$T/deep/er/q"
(cd "$T" && "$BPQ" series 4.9 --root "$R" --xen "$X" --out here >/dev/null)
ok 'a name without a folder' diff -r "$T/new" "$T/here"

# --- a queue that is there already ---
# A file of the same name that is another one; their numbers are given again.
cp -al "$T/here" "$T/links"
other_files() {
    for file in "$T/links"/.bpq "$T/links"/*; do
        [ "$(stat -c %i "$file")" = "$(stat -c %i "$T/here/${file##*/}" 2>&1)" ] || echo "${file##*/}"
    done
}
there() { # WHAT
    bpq series 4.9 --out "$T/here"
    is "$1: status" "$rc" 0
    ok "$1: the queue" diff -r "$T/new" "$T/here"
}
there 'the same again'
is 'the same again: no file is written' "$(other_files)" ''
chmod 600 "$T/here/series"
there 'another mode'
is 'another mode: the file has its own again' "$(stat -c %a "$T/here/series")" 644
chmod 700 "$T/here"
there 'another mode of the folder'
is 'another mode of the folder: it has its own again' "$(stat -c %a "$T/here")" 755
rm "$T/here/.bpq"
there 'without its record'
rm "$T/here/$(ls "$T/here" | grep -m 1 '[.]patch$')"
there 'without a patch'
like 'without a patch: other files were written' "$(other_files)" '^series$'

# --- several runs at once ---
back
pids=
for i in 1 2 3 4; do
    "$BPQ" series 4.9 --root "$R" --xen "$X" >/dev/null 2>"$T/err$i" &
    pids="$pids $!"
done
bad=
for pid in $pids; do wait "$pid" || bad="$bad $?"; done
is 'four runs at once succeed' "$bad$(cat "$T"/err?)" ''
is 'four runs at once: the queue is complete' "$(state)" new
is 'four runs at once: nothing beside it' "$(beside)" ''
done_testing
