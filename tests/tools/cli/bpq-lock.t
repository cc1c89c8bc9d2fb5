# SPDX-License-Identifier: LGPL-2.1-only
# The lock and bpq check.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

sed -i 's/^line 5$/line five/' "$X/tools/libxl/a.c"
commit 'five'
five=$id
sed -i 's/^word 9$/word nine/' "$X/tools/libxl/b.c"
commit 'nine'
patch_line five.patch $five
patch_line nine.patch $id
L=$R/series-4.9/lock

bpq check 4.9
refused 'no lock' 2 'series-4.9/lock: is missing.*--update-lock'
bpq series 4.9 --update-lock
is '--update-lock records the queue' "$rc" 0
tree=${out##* }
like 'the lock has the base' "$(cat "$L")" '^base RELEASE-4.9.4$'
like 'the lock has the commit' "$(cat "$L")" "^commit $(git_x rev-parse 'RELEASE-4.9.4^{commit}')\$"
like 'the lock has the tree' "$(cat "$L")" "^tree $tree\$"
is 'the lock has the SHA-256 of each patch' "$(sed -n 's/^patch //p' "$L")" \
    "$(cd "$Q" && sha256sum five.patch nine.patch | sed -e 's/  / /')"
bpq check 4.9
like 'as locked' "$rc:$out" "^0:RELEASE-4.9.4: as locked: 2 patches, tree $tree\$"
rm -rf "$Q"
find "$R" -printf '%p %T@ %s\n' | sort >"$T/before"
bpq check 4.9
is 'as locked without a written queue' "$rc" 0
find "$R" -printf '%p %T@ %s\n' | sort >"$T/after"
ok 'check writes nothing' cmp "$T/before" "$T/after"

# --- the parts of other bases stay ---
cp "$L" "$T/lock"
bpq check 4.9 --base RELEASE-4.9.0
refused 'a base that is not locked' 2 'lock: has no part for RELEASE-4.9.0.*--base RELEASE-4.9.0 --update-lock'
bpq series 4.9 --base RELEASE-4.9.0 --update-lock
is 'a second base recorded' "$rc" 0
is "bases are in the plan's order" "$(sed -n 's/^base //p' "$L" | xargs)" 'RELEASE-4.9.0 RELEASE-4.9.4'
is "the first base's part is unchanged" "$(sed -n '/^base RELEASE-4.9.4/,$p' "$L")" \
    "$(sed -n '/^base RELEASE-4.9.4/,$p' "$T/lock")"
bpq check 4.9 --base RELEASE-4.9.0
is 'the second base is as locked' "$rc" 0
cp "$L" "$T/lock"

# --- differences ---
bpq series 4.9
cp "$R/series-4.9/series" "$T/plan"
sed -i '/five.patch/a #+ why a reason' "$R/series-4.9/series"
bpq check 4.9
is 'a changed plan: no' "$rc" 1
like 'a changed plan: the patch is named' "$out" '^five.patch: its content differs from the lock$'
like 'a changed plan: the difference is shown' "$out" '^\+Bpq-Why: a reason$'
like 'a changed plan: the message says what to do' "$out" '^bpq: .*1 difference from .*--update-lock$'
bpq series 4.9 --out "$T/o"
like 'bpq series writes the queue' "$rc:$out" '^0:'
like 'bpq series says that it differs from the lock' "$out" 'lock has a different result for RELEASE-4.9.4: see bpq check 4.9'
sed -i '/nine.patch/d' "$R/series-4.9/series"
bpq check 4.9
like 'a patch that is gone' "$out" '^nine.patch: in the lock, but not made now$'
like 'another tree' "$out" '^the tree with the queue applied: [0-9a-f]{40} now, [0-9a-f]{40} in the lock$'
{ cat "$T/plan"; sed -n 's/^nine.patch/eight.patch/p' "$T/plan"; } |
    grep -v '^nine' >"$R/series-4.9/series"
bpq check 4.9
like 'a new patch' "$out" '^eight.patch: made now, but not in the lock$'
sed -n -e '/^#/p' "$T/plan" >"$R/series-4.9/series"
sed -n -e '/^nine/p' "$T/plan" >>"$R/series-4.9/series"
sed -n -e '/^five/p' "$T/plan" >>"$R/series-4.9/series"
bpq check 4.9
like 'another order' "$rc:$out" 'the order of the patches differs'
cp "$T/plan" "$R/series-4.9/series"
git_x tag -f RELEASE-4.9.4 RELEASE-4.9.0 >/dev/null
bpq check 4.9
like 'a moved base' "$rc:$out" "^(1:)?the base's commit: [0-9a-f]{40} now, [0-9a-f]{40} in the lock"
git_x tag -f RELEASE-4.9.4 stable-4.9 >/dev/null

# --- a written queue that was changed ---
bpq series 4.9
echo x >>"$Q/nine.patch"
echo x >"$Q/ten.patch"
rm "$Q/five.patch"
bpq check 4.9
is 'a changed queue: no' "$rc" 1
like 'a changed patch' "$out" 'nine.patch: differs from what the plan gives now:'
like 'the difference is shown' "$out" '^-x$'
like 'an added patch' "$out" 'ten.patch: does not belong to this queue'
like 'a missing patch' "$out" 'five.patch: is missing'
like 'the message says what to do' "$out" '^bpq: .*write it again: (bpq series 4.9 .*)$'
run sh -c "\"\$0\" ${out##*write it again: bpq} --root \"\$1\" --xen \"\$2\"" "$BPQ" "$R" "$X"
is 'the advised command succeeds' "$rc" 0
bpq check 4.9
is 'after that the queue is right' "$rc" 0
sed -i '$a #+ why it is newer' "$R/series-4.9/series"
bpq series 4.9
sed -i '$d' "$R/series-4.9/series"
bpq check 4.9
like 'a queue that is only out of date: no --force is advised' "$out" '^bpq: .*write it again: bpq series 4.9 --base RELEASE-4.9.4$'
bpq series 4.9
is 'a queue that is only out of date can be written again' "$rc" 0

# --- a lock that is broken ---
broken() { # NAME ERE
    bpq check 4.9
    refused "$1" 2 "series-4.9/lock:[0-9]+: .*$2.*--update-lock"
    cp "$L" "$T/broken"
    bpq series 4.9 --update-lock
    refused "$1, with --update-lock" 2 "series-4.9/lock:[0-9]+: "
    ok "$1: left alone" cmp "$T/broken" "$L"
    rm -rf "$R/series-4.9/RELEASE-4.9.4"
    bpq series 4.9
    refused "$1, series" 2 "series-4.9/lock:[0-9]+: "
    ok "$1: no queue written" test ! -e "$R/series-4.9/RELEASE-4.9.4"
    cp "$T/lock" "$L"
    bpq series 4.9
}
sed -i '/five.patch/s/patch \(.\)/patch f\1/; /five.patch/s/. five/ five/' "$L"
broken 'an edited checksum' 'edited'
sed -i '/five.patch/d' "$L"
broken 'a line removed' 'edited'
head -n -3 "$T/lock" >"$L"
broken 'lines cut off' 'cut off'
head -c -9 "$T/lock" >"$L"
broken 'a line cut off' 'cut off within this line'
sed -i 's/^commit .*/commit 12/' "$L"
broken 'not an id' 'not a full commit id'
echo 'what is this' >>"$L"
broken 'a foreign line' 'not in the part of a base'
sed -i 's/^tree/treee/' "$L"
broken 'an unknown word' 'not a line of a lock'
sed -n '/^base RELEASE-4.9.0/,/^end/p' "$T/lock" >>"$L"
broken 'a part twice' 'second part'
grep -v '^end' "$T/lock" >"$L"
broken 'no ends' 'end line'
printf 'base RELEASE-4.9.4\ntree 1\0\n' >"$L"
broken 'a NUL' ''
bpq series 4.9 --update-lock --picks-only
refused 'part of a queue' 2 '--update-lock records the whole queue'
done_testing
