# SPDX-License-Identifier: LGPL-2.1-only
# make advisory on a toy: a fix on top of the queues of two branches, verified there.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
. tests/tools/toys/results.sh
sh mk/deps need series check verify >"$T/lacks" 2>&1 || {
    skip 'make advisory on a toy' "$(head -n 1 "$T/lacks")"
    done_testing
}
toy_xen
toy_root
# advisory [NAME=VALUE]...: as make calls it
advisory() {
    run sh -c 'cd "$0" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL BRANCH=all "$@" sh verify/advisory' "$R" XEN="$X" "$@"
}
row() { # BRANCH: its rows in the table, single spaces
    printf '%s\n' "$out" | sed '1,/^branch /d' | grep "^$1 " | tr -s ' ' | sed -e 's/ $//'
}
last() { printf '%s\n' "$out" | tail -n 1; }
refused() { # NAME ERE
    is "$1: status" "$rc" 2
    is "$1: one line" "$(printf '%s\n' "$out" | wc -l)" 1
    like "$1: says what" "$out" "$2"
}

# Branch 4.8 has the function in another form.
g checkout -q "$BASE_ID"
sed -i 's/return x; }/return x * 3; }/' "$X/tools/libxl/xlutil.c"
save 'Another' >/dev/null && g tag RELEASE-4.8.5
g checkout -q master
mkdir "$R/series-4.8"
sed -e 's/^# base .*/# base RELEASE-4.8.5/' "$R/series-4.9/series" >"$R/series-4.8/series"
sed -i 's/return x; }/return x + (x > 12345); }/' "$X/tools/libxl/xlutil.c"
FIX_ID=$(save 'libxl: check it

This is part of XSA-9.')
sed -i 's/return flags + 0;/return flags + 1 - 1;/' "$X/tools/xenstore/xenstore.c"
MORE_ID=$(save 'xenstore: more

This is part of XSA-9.')
echo 'int more;' >>"$X/tools/xl/xl.c"
XL_ID=$(save 'xl: more')

# --- one branch conflicts, the other is verified all the same ---
advisory XSA=9
is 'without a reviewed ABI the answer is no' "$rc" 1
like 'the branch that conflicts' "$out" "^4\\.8  conflict: commit $FIX_ID \\(libxl: check it\\) conflicts in tools/libxl/xlutil.c"
like 'the other one is verified' "$out" '^4\.9  2 patches ported; verifying RELEASE-4\.9\.4 with the queue and xsa9$'
is 'the rows of the branch that conflicts' "$(row 4.8)" "4.8 $(echo "$FIX_ID" | cut -c 1-12) conflict - - - -"
is 'the rows of the other' "$(row 4.9)" "4.9 0001-libxl-check-it.patch clean - ok NO ok
4.9 0002-xenstore-more.patch clean - ok NO ok"
like 'why not' "$out" '^       abi no .*there is no .*abi\.expected'
is 'the last line' "$(last)" 'advisory: xsa9: NO, see the table and out/advisory/xsa9/logs'
is 'nothing is added' "$(ls "$R/series-4.9")" "$(ls "$R/series-4.8")"
cp "$R/out/advisory-trees/4.9/RELEASE-4.9.4/abi.report" "$R/series-4.9/abi.expected"
advisory XSA=XSA-9 BRANCH=4.9
is 'it holds on one branch' "$rc" 0
ok 'its results are data' valid "$R/out/advisory/xsa9/results.jsonl"
is 'the table is made from them' "$(cd "$R" && sh mk/results/report table out/advisory/xsa9/results.jsonl)" \
    "$(printf '%s\n' "$out" | sed -n '/^branch /,$p' | sed '$d')"
like 'the last line' "$(last)" '^advisory: xsa9: holds on all branches \([0-9.]+s\)$'
is 'the queue of the branch is not touched' "$(ls "$R/series-4.9")" 'abi.expected
series'

# --- adding it: an older base has the function in another form, too ---
g tag RELEASE-4.9.3 RELEASE-4.8.5
sed -i 's/^# base /&RELEASE-4.9.3 /' "$R/series-4.9/series"
advisory XSA=9 BRANCH=4.9 ADD=1
like 'added' "$out" '^4\.9  added to series-4\.9/local, from RELEASE-4\.9\.4$'
is 'its lines, which are for the base on which it holds' "$(sed '/^# [^l]/d' "$R/series-4.9/local/series" | grep .)" \
    "xsa9-0001-libxl-check-it.patch # pick $FIX_ID
#+ from RELEASE-4.9.4
xsa9-0002-xenstore-more.patch # pick $MORE_ID
#+ from RELEASE-4.9.4"
vb UNTIL=generate
like 'verify-branch has it in the queue' "$out" '^generate +ok .* 4 patches in series-4\.9/RELEASE-4\.9\.4'
advisory XSA=9 BRANCH=4.9 ADD=1
is 'again: status' "$rc" 0
like 'again: nothing is missing' "$out" '^4\.9  nothing is missing: the branch and its queue have all of it$'
is 'again: its lines' "$(grep -c 'xsa9-0001' "$R/series-4.9/local/series")" 1
advisory NAME=more COMMITS="$XL_ID $FIX_ID" BRANCH=4.9 UNTIL=generate
like 'another one goes on top' "$out" '^4\.9 +0001-xl-more.patch'
is 'as much as was asked for: status' "$rc" 0
like 'as much as was asked for: nothing was built' "$(row 4.9)" '^4\.9 0001-xl-more\.patch clean - - - -'
like 'as much as was asked for' "$(last)" '^advisory: more: holds up to generate, the rest was left out'
is 'the plan that was verified' "$(sed -n 's/^\([^# ]*\) .*/\1/p' "$R/out/advisory/more/plan/series-4.9/local/series")" 'xsa9-0001-libxl-check-it.patch
xsa9-0002-xenstore-more.patch
more-0001-xl-more.patch'

# --- a folder of patches, as under embargo ---
mkdir "$T/under embargo"
ln -s "$T/under embargo" "$T/embargo"
g format-patch -q -1 --stdout "$XL_ID" >"$T/embargo/one.patch"
cat >"$T/embargo/xsa1.meta" <<'END'
{"XSA": 1, "SupportedVersions": ["master"], "Trees": ["xen"], "Recipes": {"master": {"Recipes": {"xen":
 {"StableRef": "", "Prereqs": [], "Patches": ["one.patch"]}}}}}
END
sed -i "s/\"StableRef\": \"\"/\"StableRef\": \"$MORE_ID\"/" "$T/embargo/xsa1.meta"
advisory NAME=secret FROM="$T/under embargo" BRANCH=4.9 UNTIL=build-new
is 'a folder: status' "$rc" 0
like 'a folder: its patch' "$(row 4.9)" '^4\.9 0001-xl-more\.patch clean .*'

# --- what does not build is no port ---
g checkout -q master
echo 'extern int broken(' >>"$X/tools/libxl/xenlight.c"
BAD_ID=$(save 'libxl: does not compile')
advisory NAME=bad COMMITS="$BAD_ID" BRANCH=4.9 ADD=1
is 'it does not build: status' "$rc" 1
like 'it does not build: the table' "$(row 4.9)" '^4\.9 0001-libxl-does-not-compile\.patch clean - NO - -$'
is 'it does not build: it is not added' "$(grep -c "$BAD_ID" "$R/series-4.9/local/series")" 0

# --- what cannot be ---
advisory
refused 'no advisory' 'name it, as in XSA=327'
advisory XSA=x9
refused 'no number' 'XSA=x9: not an advisory'
advisory XSA=9 NAME=x
refused 'two names' 'give one of them'
advisory NAME=../x COMMITS=HEAD
refused 'a path as name' 'NAME=../x: not a name'
advisory NAME=x
refused 'nothing in it' "NAME=x: say what it consists of"
advisory NAME=x FROM=nowhere
refused 'no such folder' 'FROM=nowhere: no such file or folder'
advisory NAME=x FROM="$T/embargo" COMMITS="$XL_ID"
refused 'two sources' 'give one of them'
advisory XSA=9 ADD=1 UNTIL=apply
refused 'adding what is not verified' 'ADD=1 adds what holds, and UNTIL=apply leaves out a part'
advisory XSA=9 BASE=RELEASE-4.9.4
refused 'a base of no branch' 'a base is of one branch'
advisory NAME=x COMMITS='*' BRANCH=4.9
like 'a pattern is no name' "$out" '^4\.9  not run: .*no tag, branch or full commit id "\*"'
advisory NAME=x COMMITS=nothing BRANCH=4.9
is 'no such commit: status' "$rc" 2
like 'no such commit' "$out" '^4\.9  not run: .*no tag, branch or full commit id "nothing"'
done_testing
