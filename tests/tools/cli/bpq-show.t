# SPDX-License-Identifier: LGPL-2.1-only
# Conflicts and their resolutions; bpq explain and bpq show.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

# upstream and the stable branch change the same line
git_x checkout -q stable-4.9
sed -i -e 's/^line 5$/line V/' -e 's/^word 12$/word dozen/' \
    "$X"/tools/libxl/[ab].c
commit 'stable: roman'
git_x tag -f RELEASE-4.9.4 >/dev/null
git_x checkout -q master
sed -i 's/^line 6$/line six/' "$X/tools/libxl/a.c"
commit 'six'
six=$id
sed -i -e 's/^line 5$/line five/' -e '30a\
line between' "$X/tools/libxl/a.c"
sed -i 's/^word 3$/word three/' "$X/tools/libxl/b.c"
echo more >>"$X/docs/page"
commit 'five

As a word.'
five=$id
patch_line five.patch $five

bpq series 4.9
refused 'a conflict' 1 "^bpq: series-4.9/series:3: five.patch: commit $five conflicts in tools/libxl/a.c; .*bpq explain five.patch --branch 4.9\$"
ok 'nothing is written' test ! -e "$Q"
explain() {
    run "$BPQ" explain "$@" --root "$R" --xen "$X"
}
explain five.patch
is 'explain: status' "$rc" 1
like 'explain: commit' "$out" "^commit $five\$"
like 'explain: subject' "$out" '^ +five$'
like 'explain: file and line' "$out" '^tools/libxl/a.c:5: .+'
like 'explain: base' "$(printf '%s' "$out" | sed -n '/^  base:/,/^  ours:/p')" '1 \| line 5$'
like 'explain: ours' "$(printf '%s' "$out" | sed -n '/^  ours:/,/^  theirs:/p')" '1 \| line V$'
like 'explain: theirs' "$(printf '%s' "$out" | sed -n '/^  theirs:/,/^  to/p')" '1 \| line five$'
key=$(printf '%s\n' "$out" | sed -n 's/^ *#+ resolve //p' | head -1)
is 'explain: the key' "$(printf '%s' "$key" | tr -d 0-9a-f | wc -c):${#key}" 0:40
first=$out
explain
is 'explain without a patch: the first conflict' "$out" "$first"
explain $five
is 'explain by commit id' "$out" "$first"

# following the advice settles the conflict
cp "$R/series-4.9/series" "$T/plan"
printf '%s\n' "$out" | sed -n 's/^ *\(#+ resolve .*\)/\1/p;s/^ *\(#+ why\) REASON/\1 a word and a numeral/p' \
    >>"$R/series-4.9/series"
printf '# numeral and word\n| line five, V\n' >"$R/series-4.9/resolutions/$key"
bpq series 4.9
like 'the conflict is settled' "$rc:$out" '^0:.*1 patch \(0 clean, 0 context, 1 adapted'
P=$Q/five.patch
like 'class' "$(cat "$P")" '^Bpq-Class: adapted$'
like 'origin' "$(cat "$P")" "^Origin: backport, commit $five\$"
like 'rule' "$(cat "$P")" "^Bpq-Rule: resolve: tools/libxl/a.c, at line 5, by series-4.9/resolutions/$key\$"
like 'why' "$(cat "$P")" '^Bpq-Why: a word and a numeral$'
like 'the text' "$(cat "$P")" '^\+line five, V$'
like 'the rest of the pick' "$(cat "$P")" '^\+line between$'
explain five
like 'explain: no conflict any more' "$rc:$out" '^0:five.patch: no conflict for RELEASE-4.9.4: adapted$'
explain
like 'explain: none at all' "$rc:$out" '^0:no conflict in series-4.9/series for RELEASE-4.9.4$'
mv "$R/series-4.9/resolutions/$key" "$T/recipe"
bpq series 4.9
refused 'a missing resolution' 2 "$key"
mv "$T/recipe" "$R/series-4.9/resolutions/$key"

# --- show ---
show() {
    run "$BPQ" show "$@" --root "$R" --xen "$X"
}
patch_line six.patch $six 'only tools' 2>/dev/null
sed -i '/#+ only tools/d' "$R/series-4.9/series"
show five
is 'show: status' "$rc" 0
like 'show: class' "$out" '^class: adapted$'
like 'show: rule' "$out" '^rule: resolve: tools/libxl/a.c'
like 'show: why' "$out" '^why: a word and a numeral$'
like 'show: source' "$out" "^source: upstream commit $five\$"
like "show: upstream's line against ours" "$out" '^-\+line five$'
like "show: our line against upstream's" "$out" '^\+\+line five, V$'
by_name=$out
show five.patch
is 'show with .patch' "$out" "$by_name"
show $five
is 'show by commit id' "$out" "$by_name"
show series-4.9/RELEASE-4.9.4/five.patch
is 'show by path' "$out" "$by_name"
show nothing
refused 'show: unknown' 2 'no plan has a patch "nothing"'
show nothing --branch 4.9
refused 'show: unknown in this plan' 2 'series-4.9/series has no patch "nothing"'

# --- other clauses ---
clauses() { # CLAUSE...: make the queue of the plan with these clauses
    cp "$T/plan" "$R/series-4.9/series"
    for c; do echo "#+ $c"; done >>"$R/series-4.9/series"
    echo '#+ why a test' >>"$R/series-4.9/series"
    bpq series 4.9
}
clauses 'keep ^line 5$' 'keep five'
refused 'keep that another keep has made useless' 2 'keep five. matches no line'
clauses 'keep ^line 5$'
like 'keep' "$rc:$out" '^0:.*1 adapted'
like 'keep: rule' "$(cat "$P")" '^Bpq-Rule: keep: 1 change to lines with /\^line 5\$/ left out of tools/libxl/a.c$'
if grep -q 'line five' "$P"; then fail 'keep: left out'; else pass 'keep: left out'; fi
like 'keep: the rest is there' "$(cat "$P")" '^\+line between$'
clauses 'not tools/libxl/a.c docs'
like 'not' "$rc:$out" '^0:.*1 adapted'
like 'not: rule' "$(cat "$P")" '^Bpq-Rule: limit: docs/page is left out$'
is 'not: files' "$(sed -n 's/^diff --git a\/\([^ ]*\).*/\1/p' "$P")" tools/libxl/b.c
clauses 'only tools/libxl/b.c'
is 'only: files' "$(sed -n 's/^diff --git a\/\([^ ]*\).*/\1/p' "$P")" tools/libxl/b.c
mkdir -p "$R/compat/changes/fit"
printf 'edit tools/libxl/b.c\n  find ^word three$\n  do replace\n  | word 3, three\n' \
    >"$R/compat/changes/fit/b.edits"
echo 'edits b.edits' >"$R/compat/changes/fit/change"
clauses 'not tools/libxl/a.c' 'after compat/changes/fit'
like 'after' "$rc:$out" '^0:.*1 adapted'
like 'after: rule' "$(cat "$P")" '^Bpq-Rule: after: compat/changes/fit: .+'
like 'after: text' "$(cat "$P")" '^\+word 3, three$'
cp "$T/plan" "$R/series-4.9/series"
echo '#+ from stable-4.9' >>"$R/series-4.9/series"
bpq series 4.9
like 'from' "$(cat "$Q/series")" '^# left out: five.patch: not for this base$'

# --- a pick of which the base has a part ---
git_x checkout -q stable-4.9
git_x checkout -q master -- docs/page
commit 'stable: page'
git_x tag -f RELEASE-4.9.4 >/dev/null
git_x checkout -q master
clauses 'keep ^line 5$'
like 'the base has a part, with a clause' "$rc:$out" '^0:.*1 adapted'
sed -i '/^five/,$d' "$R/series-4.9/series"
git_x checkout -q -B side RELEASE-4.9.0
sed -i 's/^word 3$/word three/' "$X/tools/libxl/b.c"
echo more >>"$X/docs/page"
commit 'both'
patch_line both.patch $id
git_x checkout -q master
bpq series 4.9
like 'the base has a part, without a clause' "$rc:$out" '^0:.*1 adapted'
like 'the rule says so' "$(cat "$Q/both.patch")" '^Bpq-Rule: merge: the base has a part of the change already$'

# --- changes that a patch cannot contain ---
git_x checkout -q -B side RELEASE-4.9.0
sed -i 's/^word 4$/word four/' "$X/tools/libxl/b.c"
ln -sfn ../tools "$X/tools/link"
commit 'a link, too'
new_plan
patch_line link.patch $id 'not tools/link' 'why it is a link'
bpq series 4.9
like 'a link is left out' "$rc:$out" '^0:.*1 adapted'
bpq show link.patch
like 'a link is left out: show' "$rc:$(echo "$out" | tail -n 1)" \
    "^0:Upstream's patch cannot be shown: tools/link: a change of a symbolic link"
done_testing
