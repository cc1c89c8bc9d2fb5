# SPDX-License-Identifier: LGPL-2.1-only
# The verbs by which scripts read plans, locks and queues: bpq bases, locked and queue,
# and the lines of a group.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
ask() { # VERB ARGS...: run bpq without a clone
    run "$BPQ" "$@" --root "$R"
}

# --- bases ---
mkdir "$R/series-4.10" "$R/series-4.8" "$R/series-4.7"
rest='# group g
a.patch # own compat/changes/a'
echo "# base RELEASE-4.10.0 stable-4.10
$rest" >"$R/series-4.10/series"
echo "# base	stable-4.8  
$rest" >"$R/series-4.8/series"
patch_line five.patch "$id"
all='4.8 stable-4.8
4.9 RELEASE-4.9.0
4.9 RELEASE-4.9.4
4.9 stable-4.9
4.10 RELEASE-4.10.0
4.10 stable-4.10'
ask bases
is 'bpq bases lists all bases, by branch and then in the order of the plan' "$rc:$out" "0:$all"
ask bases --newest
is '--newest: the newest release of each branch, or the last base' "$rc:$out" '0:4.8 stable-4.8
4.9 RELEASE-4.9.4
4.10 RELEASE-4.10.0'
ask bases 4.9 --newest
is '--newest with a branch' "$rc:$out" '0:4.9 RELEASE-4.9.4'
ask bases 4.10 RELEASE-4.9.0 4.10
is 'a branch and a base' "$rc:$out" '0:4.9 RELEASE-4.9.0
4.10 RELEASE-4.10.0
4.10 stable-4.10'
ask bases RELEASE-4.9.9
refused 'an unknown base' 2 '^bpq: RELEASE-4\.9\.9 is no branch here, and no base of a plan \(did you mean RELEASE-4\.9\.4\?\): '
ask bases 'RELEASE-4.9.*'
refused 'a pattern is not expanded' 2 '^bpq: RELEASE-4\.9\.\* is no branch here'
ask bases 4.7 --newest
refused 'an unknown branch' 2 '^bpq: BRANCH=4\.7: .*known are: 4\.8, 4\.9, 4\.10$'
echo "# base stable-4.9 RELEASE-4.9.9 RELEASE-4.9.10 RELEASE-4.9.4 fork
$rest" >"$R/series-4.9/series"
ask bases 4.9 --newest
is 'the newest release is the one with the highest number' "$rc:$out" '0:4.9 RELEASE-4.9.10'
echo '# base' >"$R/series-4.9/series"
ask bases 4.10 --newest
is 'plans of other branches may be broken' "$rc:$out" '0:4.10 RELEASE-4.10.0'
run sh -c '"$0" bases --root "$1" 2>/dev/null' "$BPQ" "$R"
is 'a broken plan: the others are listed' "$rc:$out" '2:4.8 stable-4.8
4.10 RELEASE-4.10.0
4.10 stable-4.10'
run sh -c '"$0" bases --root "$1" >/dev/null' "$BPQ" "$R"
refused 'a broken plan' 2 '^bpq: series-4\.9/series'
echo 'what is this' >"$R/series-4.8/series"
run sh -c '"$0" bases --root "$1" >/dev/null' "$BPQ" "$R"
is 'two broken plans: each is reported' "$rc:$(printf '%s\n' "$out" | cut -d : -f 2 | tr '\n' ,)" '2: series-4.8/series, series-4.9/series,'
ask bases RELEASE-4.9.4
is 'with a broken plan, no base is called unknown' "$rc:$(printf '%s\n' "$out" | grep -c 'RELEASE-4.9.4')" 2:0
rm -r "$R/series-4.8" "$R/series-4.10"

# --- locked ---
new_plan
sed -i 's/^line 5$/line five/' "$X/tools/libxl/a.c"
commit 'five'
patch_line five.patch $id
sed -i 's/^word 9$/word nine/' "$X/tools/libxl/b.c"
commit 'nine'
patch_line nine.patch $id
ask locked 4.9
refused 'no lock' 1 'series-4\.9/lock: is missing.* bpq series 4\.9 --base RELEASE-4\.9\.4 --update-lock$'
bpq series 4.9 --update-lock
is 'bpq series takes the newest release' "$rc:$(sed -n 's/^base //p' "$R/series-4.9/lock")" 0:RELEASE-4.9.4
tree=${out##* }
commit=$(git_x rev-parse 'RELEASE-4.9.4^{commit}')
sums=$(cd "$Q" && sha256sum five.patch nine.patch | sed -e 's/  / /')
ask locked 4.9
is 'bpq locked prints all facts' "$rc:$out" "0:base RELEASE-4.9.4
commit $commit
tree $tree
$(printf '%s\n' "$sums" | sed -e 's/^/patch /')"
for fact in "base RELEASE-4.9.4" "commit $commit" "tree $tree" "patch $sums" spatch; do
    value=${fact#* }
    [ "$fact" != spatch ] || value=
    ask locked 4.9 "${fact%% *}"
    is "locked: only ${fact%% *}" "$rc:$out" "0:$value"
done
ask locked 4.9 commit --base origin/RELEASE-4.9.4
is 'a base may have the name that it has in the clone' "$rc:$out" "0:$commit"
ask locked 4.9 commit --base stable-4.9
refused 'a base that is not locked' 1 'series-4\.9/lock: has no part for stable-4\.9: .*--base stable-4\.9 --update-lock$'
ask locked 4.9 commit --base nonsense
refused 'a base that the lock lacks' 1 'has no part for nonsense: '
ask locked 4.9 commits
refused 'bpq locked: an unknown fact' 2 '^bpq: no fact "commits" \(did you mean commit\?\): see bpq locked --help$'
ask locked 4.6 commit
refused 'bpq locked: an unknown branch' 2 '^bpq: BRANCH=4\.6: '
sed -i 's/^commit .*/commit 12/' "$R/series-4.9/lock"
ask locked 4.9 commit
refused 'a broken lock' 2 'series-4\.9/lock:[0-9]+: not a full commit id'

# --- queue ---
cd "$R" || exit 2
run "$BPQ" queue "$Q"
is 'bpq queue prints all facts' "$rc:$out" "0:base RELEASE-4.9.4
commit $commit
tree $tree
patch five.patch
patch nine.patch"
sed -i -e 's/^# group tools/# group toolchain optional/' -e '/^nine/i # group more' "$R/series-4.9/series"
rm "$R/series-4.9/lock"
bpq series 4.9
run "$BPQ" queue "$Q" toolchain
is 'queue: the toolchain patches' "$rc:$out" 0:five.patch
run "$BPQ" queue "$Q" patch
is 'queue: all patches' "$rc:$out" '0:five.patch
nine.patch'
run "$BPQ" queue "$Q" tree
is 'queue: the tree' "$rc:$out" "0:$tree"
run "$BPQ" queue "$Q" patches
refused 'bpq queue: an unknown fact' 2 '^bpq: no fact "patches" \(did you mean patch\?\): see bpq queue --help$'
run "$BPQ" queue "$Q" --format json
is 'queue as JSON: an object for each patch' "$rc:$(printf '%s\n' "$out" | jq -r '"\(.patch) \(.group) \(.class)"')" '0:five.patch toolchain clean
nine.patch more clean'
is 'queue as JSON: origin and subject are those of the header' "$(printf '%s\n' "$out" | jq -r '"Origin: \(.origin)", "Subject: \(.subject)"')" \
    "$(for patch in five nine; do grep -h '^Origin: ' "$Q/$patch.patch"; grep -h '^Subject: ' "$Q/$patch.patch"; done)"
cp -R "$Q" "$T/worded"
printf '%s\n' 'From: a' 'Subject: \033[1m <b>"two"' '' 'Bpq-Rule: in the message' '' 'Origin: vendor' 'Bpq-Class: own' \
    'Bpq-Rule: one' 'Bpq-Rule: two' 'Bpq-Why: so' '---' ' Bpq-Why: in the diff' >"$T/worded/five.patch"
printf 'Subject: no end of the header\n' >"$T/worded/nine.patch"
run "$BPQ" queue "$T/worded" --format json
is 'queue as JSON: rules and reasons are those below the message' "$rc:$(printf '%s\n' "$out" | sed -n 1p | jq -c '[.subject, .class, .rules, .why]')" \
    '0:["\\033[1m <b>\"two\"","own",["one","two"],["so"]]'
is 'queue as JSON: a patch without a header' "$(printf '%s\n' "$out" | sed -n 2p | jq -c .)" '{"patch":"nine.patch","group":"more","subject":"","rules":[],"why":[]}'
rm "$T/worded/nine.patch"
run sh -c '"$0" queue "$1" --format json 2>&1 >/dev/null' "$BPQ" "$T/worded"
refused 'queue as JSON: a patch that is gone' 2 "^bpq: $T/worded/nine\.patch: "
run "$BPQ" queue "$Q" --format tsv
refused 'queue: another format' 2 '^bpq: --format tsv: there is no such format: it is json$'
run "$BPQ" queue "$Q" tree --format json
refused 'queue as JSON: not of a fact' 2 '^bpq: --format json is of all patches: leave out the fact "tree"$'
bpq series 4.9 --without toolchain --out "$T/small"
run "$BPQ" queue "$T/small" toolchain
is 'queue: no toolchain patches without the group' "$rc:$out" 0:
cp -R "$Q" "$T/odd"
odd() { # NAME SED-COMMAND ERE [FACT]
    sed -e "$2" "$Q/series" >"$T/odd/series"
    run "$BPQ" queue "$T/odd" ${4:-}
    refused "$1" 2 "^bpq: $T/odd/series: *$3"
}
odd 'no base' '/^# base/d' 'does not name base and tree: was it written by bpq series\?'
odd 'no tree' 's/^# tree .*/# tree 12/' 'does not name base and tree'
odd 'toolchain patches that are not the first' 's/^# group more/# group toolchain/; s/^# group toolchain opt/# group opt/' \
    'patch nine.patch of group toolchain is not at the beginning'
for word in "../five.patch" "-f.patch" "*.patch" "five" "\$(x).patch"; do
    sed -e '/^nine/d' "$Q/series" >"$T/odd/series"
    printf '%s\n' "$word" >>"$T/odd/series"
    run "$BPQ" queue "$T/odd" patch
    refused "a patch called $word" 2 "^bpq: $T/odd/series:[0-9]+: .* is no patch that bpq made"
done
printf 'x\0\n' >"$T/odd/series"
run "$BPQ" queue "$T/odd" patch
refused 'a NUL' 2 "^bpq: $T/odd/series:1: has a NUL byte"
run "$BPQ" queue "$T/none"
refused 'no queue' 2 "^bpq: $T/none/series: cannot be opened"
run "$BPQ" queue "$R/series-4.9"
refused 'a plan is not a queue' 2 'does not name base and tree|is no patch that bpq made'

# --- the lines of a group ---
printf '# base RELEASE-4.9.4\n\n# group toolchain optional\n# words\nfive.patch # pick %s\n#+ why it is\n\n# group more\nnine.patch # pick %s\n' \
    "$id" "$commit" >"$R/series-4.9/series"
ask plan 4.9 --group toolchain
is 'bpq plan --group prints the lines of a group' "$rc:$out" "0:$(sed -n '3,7p' "$R/series-4.9/series")"
ask plan 4.9 --group more
is 'bpq plan --group prints the last group' "$rc:$out" "0:$(sed -n '8,$p' "$R/series-4.9/series")"
ask plan 4.9 --commits
is 'bpq plan --commits prints the picks' "$rc:$out" "0:$(printf '%s\n' "$id" "$commit")"
ask plan 4.9 --group mire
refused 'an unknown group' 2 '^bpq: series-4\.9/series has no group "mire" \(did you mean more\?\)$'
done_testing
