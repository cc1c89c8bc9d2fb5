# SPDX-License-Identifier: LGPL-2.1-only
# A user's own patches, in series-X/local: read after the plan, apart from the lock.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

new_plan
lock=$R/series-4.9/lock
local=$R/series-4.9/local
git_x checkout -q master
sed -i 's/^line 7$/line seven/' "$X/tools/libxl/a.c"
commit 'tools: the first'
patch_line first.patch "$id"
bpq series 4.9 --base all --update-lock
is 'the plan alone: status' "$rc" 0
cp "$lock" "$T/lock"

# --- a plain quilt series, as diff makes it ---
mkdir -p "$local"
mine() { # LINE WORD: a patch that changes this line
    printf 'What it is for.\n\n--- a/tools/libxl/a.c\n+++ b/tools/libxl/a.c\n'
    printf '@@ -%d,3 +%d,3 @@\n line %d\n-line %d\n+%s\n line %d\n' $(($1 - 1)) $(($1 - 1)) \
        $(($1 - 1)) "$1" "$2" $(($1 + 1))
}
mine 20 mine >"$local/mine.patch"
echo 'mine.patch -p1' >"$local/series"
bpq series 4.9
is 'a patch file: status' "$rc" 0
like 'a patch file: counted' "$out" '2 patches \(1 clean, 0 context, 0 adapted, 0 own, 1 local\)'
is 'a patch file: comes after the plan' "$(grep -v '^# base\|^# tree' "$Q/series" | sed 1d)" "
# group tools
first.patch

# local series-4.9/local/series

# group local optional
mine.patch"
is 'a patch file: its text stays' "$(sed 3q "$Q/mine.patch")" 'What it is for.

diff --git a/tools/libxl/a.c b/tools/libxl/a.c'
is 'quilt applies it' "$(git_x worktree add -q --detach "$T/w" RELEASE-4.9.4 && cd "$T/w" &&
    for p in first mine; do patch -s -p1 -F0 <"$Q/$p.patch"; done && git diff --stat | tail -1)" \
    ' 1 file changed, 2 insertions(+), 2 deletions(-)'
is 'the tree that the series names' "$(cd "$T/w" && git add -A && git write-tree)" \
    "$(sed -n 's/^# tree //p' "$Q/series")"
git_x worktree remove --force "$T/w"
is 'bpq queue names it' "$("$BPQ" queue "$Q" local)" mine.patch
bpq check 4.9
is 'the lock does not count it: status' "$rc" 0
like 'the lock does not count it' "$out" '^RELEASE-4.9.4: as locked: 2 patches'
bpq series 4.9 --base all --update-lock
is 'nor records it' "$(cat "$lock")" "$(cat "$T/lock")"
bpq series 4.9 --without local
like 'it can be left out' "$out" ': 1 patch \('
like 'bpq plan reads it' "$("$BPQ" plan 4.9 --root "$R" 2>&1)" '^series-4.9: 2 patches'
bpq show mine.patch
like 'bpq show: its source' "$out" '^source: patch file series-4.9/local/mine.patch$'
run "$BPQ" plan 4.9 --group local --root "$R"
is 'bpq plan --group: a group without a line of its own' "$rc/$out" 2/"bpq: series-4.9/series has no group \"local\": it is made of lines of series-4.9/local/series"
run "$BPQ" plan 4.9 --group tools --root "$R"
is 'bpq plan --group: the last of the plan' "$out" "$(sed 1d "$R/series-4.9/series")"

# --- a group of the plan goes on ---
cp "$R/series-4.9/series" "$T/plan"
sed 's/^first.patch/# group more optional\n&/' "$T/plan" >"$R/series-4.9/series"
sed -i '/^# group tools$/d' "$R/series-4.9/series"
printf 'mine.patch\n\n# group other\nother.patch\n# group more optional\nmore.patch\n' >"$local/series"
mine 10 mine | sed 's/mine/more/' >"$local/more.patch"
mine 30 mine | sed 's/mine/other/' >"$local/other.patch"
bpq series 4.9
is 'a group goes on: status' "$rc" 0
is 'a group goes on: the series' "$(sed -n '/^$/,$p' "$Q/series" | grep .)" '# group more optional
first.patch
# local series-4.9/local/series
# group local optional
mine.patch
# group other
other.patch
# group more optional
more.patch'
bpq series 4.9 --without more
is 'a group goes on: without it' "$(grep '^[^#]' "$Q/series")" 'mine.patch
other.patch'
run "$BPQ" plan 4.9 --group more --root "$R"
is 'a group goes on: its lines' "$out" "$(sed 1d "$R/series-4.9/series")
more.patch"
run "$BPQ" plan 4.9 --group mare --root "$R"
is 'a group goes on: named once' "$rc/$out" '2/bpq: series-4.9/series has no group "mare" (did you mean more?)'
for line in '# group more' '# group other'; do
    printf '# group other optional\nmine.patch\n%s\n' "$line" >"$local/series"
    bpq series 4.9
    refused "a group goes on otherwise: $line" 2 "^bpq: series-4.9/local/series:3: group ${line##* } is optional above: write \"$line optional\" to go on with it$"
done
cp "$T/plan" "$R/series-4.9/series"

echo mine.patch >"$local/series"

# --- what the base has is left out ---
git_x checkout -q RELEASE-4.9.4
sed -i 's/^line 20$/mine/' "$X/tools/libxl/a.c"
commit 'Xen: the same change'
git_x branch -f stable-4.9
bpq series 4.9 --base stable-4.9
is 'applied backwards: status' "$rc" 0
like 'applied backwards' "$(cat "$R/series-4.9/stable-4.9/series")" \
    '^# left out: mine.patch: the base has it: applied backwards, it fits$'
git_x checkout -q RELEASE-4.9.4
sed -i 's/^line 20$/another/' "$X/tools/libxl/a.c"
commit 'Xen: it has it in another form

(cherry picked from commit 1234567890123456789012345678901234567890)'
git_x branch -f stable-4.9
other=$id
bpq series 4.9 --base stable-4.9
refused 'neither' 1 'series-4.9/local/series:1: mine.patch: line 5: tools/libxl/a.c: the lines of this hunk are not there: port it again with bpq port --onto 4.9:stable-4.9'
echo '#+ of 1234567890123456789012345678901234567890' >>"$local/series"
bpq series 4.9 --base stable-4.9
refused 'a commit that the clone does not have' 1 'the lines of this hunk are not there'
git_x checkout -q master
sed -i 's/^line 30$/line thirty/' "$X/tools/libxl/a.c"
commit 'tools: upstream'
git_x checkout -q "$other"
git_x commit -q --amend -m "Xen: in another form

(cherry picked from commit $id)"
git_x branch -f stable-4.9
echo 'mine.patch
#+ of '"$id"'
#+ why it came under embargo' >"$local/series"
bpq series 4.9 --base stable-4.9
is 'by the commit that it carries: status' "$rc" 0
like 'by the commit that it carries' "$(cat "$R/series-4.9/stable-4.9/series")" \
    '^# left out: mine.patch: the base has it as [0-9a-f]{40}, which names it$'
echo '#+ until RELEASE-4.9.4' >>"$local/series"
sed -i '/^#+ of/d' "$local/series"
bpq series 4.9 --base stable-4.9
like 'only for some bases' "$(cat "$R/series-4.9/stable-4.9/series")" '^# left out: mine.patch: not for this base$'

# --- a pick of a backport is known by what it is made from ---
git_x checkout -q RELEASE-4.9.4
sed -i 's/^line 30$/line 30, thirty/' "$X/tools/libxl/a.c"
commit "Xen: the backport of 4.10

(cherry picked from commit $id)"
printf 'backport.patch # pick %s\n' "$id" >"$local/series"
bpq series 4.9
like 'a pick: counted as one' "$out" '2 patches \(2 clean, 0 context'
bpq series 4.9 --base stable-4.9
like 'a pick: the base has another backport' "$(cat "$R/series-4.9/stable-4.9/series")" \
    "^# left out: backport.patch: the base has it as [0-9a-f]{40}, which is made from the same commit$"

# --- changes and resolutions of the user's own ---
mkdir -p "$local/change" "$local/resolutions"
printf 'From: Me <me@example.org>\nDate: Sun, 22 Nov 2026 12:00:00 +0000\nSubject: mine\n\nText.\n' >"$local/change/message"
printf 'edit tools/libxl/a.c\nfind ^line 22$\ndo after\n| more\n' >"$local/change/edits"
echo 'edits edits' >"$local/change/change"
echo 'change.patch # own series-4.9/local/change' >"$local/series"
bpq series 4.9
like 'a change of the user' "$out" '2 patches \(1 clean, 0 context, 0 adapted, 1 own\)'
git_x checkout -q master
sed -i 's/^line seven$/line VII/' "$X/tools/libxl/a.c"
commit 'tools: it needs the first'
mine 8 eight | sed 's/^ line 7$/ line seven/' >"$local/eight.patch"
sed -i 's/^line 8$/line 8, here/' "$X/tools/libxl/a.c"
commit 'tools: conflicts with mine'
printf 'eight.patch\npick.patch # pick %s\n' "$id" >"$local/series"
bpq series 4.9
refused 'a conflict' 1 'series-4.9/local/series:2: pick.patch: .*conflicts in tools/libxl/a.c'
explained=$("$BPQ" explain pick.patch --root "$R" --xen "$X" 2>/dev/null)
like 'a conflict: where to write' "$explained" 'write below pick.patch in series-4.9/local/series$'
like 'a conflict: where the resolution goes' "$explained" 'and in series-4.9/local/resolutions/'
key=$(printf '%s\n' "$explained" | sed -n 's/^ *#+ resolve //p')
printf '#+ resolve %s\n#+ why a test\n' "$key" >>"$local/series"
echo 'theirs all' >"$local/resolutions/$key"
bpq series 4.9
is 'a resolution of the user: status' "$rc" 0
like 'a resolution of the user' "$(cat "$Q/pick.patch")" "^Bpq-Rule: resolve: .*, by series-4.9/local/resolutions/$key$"

# --- what is wrong ---
wrong() { # NAME ERE SERIES
    printf '%b\n' "$3" >"$local/series"
    bpq series 4.9
    refused "$1" 2 "$2"
}
before=$(cat "$Q/series")
wrong 'no such file' 'local/series:1: none.patch: .*local/none.patch: ' none.patch
wrong 'a base' 'local/series:1: "# base" is a line of the plan, series-4.9/series$' '# base RELEASE-4.9.0'
wrong 'a clause of picks' '"#\+ not" is for picks; series-4.9/local/mine.patch is applied as it is$' \
    'mine.patch\n#+ not tools'
wrong 'of for a pick' '"#\+ of" is for patch files' "x.patch # pick $id\n#+ of $id"
wrong 'a short id' 'local/series:2: of takes a full commit id' 'mine.patch\n#+ of 1234'
wrong 'two' 'local/series:3: this patch already has an of' "mine.patch\n#+ of $id\n#+ of $id"
wrong 'a name that the plan has' 'local/series:1: patch first.patch is already in series-4.9/series:3$' first.patch
wrong 'a name twice' 'local/series:2: patch mine.patch is already in line 1$' 'mine.patch\nmine.patch'
wrong 'a pick of the plan' 'local/series:1: [0-9a-f]{40} is already used in series-4.9/series:3' \
    "$(sed -n 's/first.patch/again.patch/p' "$R/series-4.9/series")"
echo 'text' >"$local/text.patch"
wrong 'no patch' 'local/series:1: text.patch: there is no diff in it' text.patch
ln -s "$local/mine.patch" "$local/link.patch"
wrong 'a link' 'local/series:1: link.patch: .*symbolic link' link.patch
rm "$local/series" && ln -s "$T/none" "$local/series"
bpq series 4.9
refused 'a link instead of the series' 2 'series-4.9/local/series.*symbolic link'
is 'the queue is as it was' "$(cat "$Q/series")" "$before"
done_testing
