# SPDX-License-Identifier: LGPL-2.1-only
# make advisory on a toy: a fix on top of the queues of two branches, verified there.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
. tests/tools/toys/results.sh
needs 'make advisory on a toy' series check verify
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

# Branch 4.8 has the function in another form.
g checkout -q "$BASE_ID"
sed -i 's/return x; }/return 3 * x; }/' "$X/tools/libxl/xlutil.c"
save 'Another' >/dev/null && g tag RELEASE-4.8.5
g checkout -q master
mkdir "$R/series-4.8"
sed -e 's/^# base .*/# base RELEASE-4.8.5/' "$R/series-4.9/series" >"$R/series-4.8/series"
sed -i 's/return x; }/return x + (x > 12345); }/' "$X/tools/libxl/xlutil.c"
FIX_ID=$(save "$(printf 'libxl: check\033 it')

This is part of XSA-9.")
sed -i 's/return flags + 0;/return flags + 1 - 1;/' "$X/tools/xenstore/xenstore.c"
MORE_ID=$(save 'xenstore: more

This is part of XSA-9.')
echo 'int more;' >>"$X/tools/xl/xl.c"
XL_ID=$(save 'xl: more')

# --- one branch conflicts, the other is verified all the same ---
advisory XSA=9
is 'without a reviewed ABI the answer is no' "$rc" 1
like 'the branch that conflicts' "$out" "^4\\.8  conflict: commit $FIX_ID \\(libxl: check<U\\+001B> it\\) conflicts in tools/libxl/xlutil.c"
like 'the other one is verified' "$out" '^4\.9  2 patches ported; verifying RELEASE-4\.9\.4 with the queue and xsa9$'
is 'the rows of the branch that conflicts' "$(row 4.8)" "4.8 $(echo "$FIX_ID" | cut -c 1-12) conflict - - - -"
is 'the rows of the other' "$(row 4.9)" "4.9 xsa9-0001-libxl-check-it.patch clean - ok NO ok
4.9 xsa9-0002-xenstore-more.patch clean - ok NO ok"
like 'why not' "$out" '^       abi no .*there is no .*abi\.expected'
is 'the last line' "$(last)" 'advisory: xsa9: NO, see the table and out/advisory/xsa9/logs'
ok 'the results of both are data' valid "$R/out/advisory/xsa9/results.jsonl"
is 'no subject controls the terminal' "$(printf '%s\n' "$out" | cat - "$R/out/advisory/xsa9/results.jsonl" | tr -d '\n\t' | tr -d '[:print:]')" ''
is 'nothing is added' "$(ls "$R/series-4.9")" "$(ls "$R/series-4.8")"
cp "$R/out/advisory-trees/4.9/RELEASE-4.9.4/abi.report" "$R/series-4.9/abi.expected"
advisory XSA=XSA-9 BRANCH=4.9
is 'it holds on one branch' "$rc" 0
ok 'its results are data' valid "$R/out/advisory/xsa9/results.jsonl"
is 'the table is made from them' "$(cd "$R" && sh mk/results/report table out/advisory/xsa9/results.jsonl)" \
    "$(printf '%s\n' "$out" | sed -n '/^branch /,$p' | sed '$d')"
like 'the last line' "$(last)" '^advisory: xsa9: holds on 4\.9; arch, places: not looked at \([0-9.]+s\)$'
is 'the queue of the branch is not touched' "$(ls "$R/series-4.9")" 'abi.expected
series'

# --- adding it: an older base has the function in another form, too ---
g tag RELEASE-4.9.3 RELEASE-4.8.5
sed -i 's/^# base /&RELEASE-4.9.1 RELEASE-4.9.3 /' "$R/series-4.9/series"
advisory XSA=9 BRANCH=4.9 BASE=RELEASE-4.9.3
is 'another base: status' "$rc" 1
is 'another base: its row' "$(row 4.9)" "4.9 $(echo "$FIX_ID" | cut -c 1-12) conflict - - - -"
advisory XSA=9 BRANCH=4.9 BASE=RELEASE-4.9.9
is 'a base that is none: status' "$rc" 2
like 'a base that is none' "$out" '^4\.9  not run: .*RELEASE-4\.9\.9 is not a base'
mv "$R/build/bpq" "$R/build/bpq-real"
cat >"$R/build/bpq" <<'END'
#!/bin/sh
case "$*" in
"series "*"--base RELEASE-4.9.3 "*)
    echo 'bpq: its disk is broken' >&2
    exit 2
    ;;
esac
exec "$0-real" "$@"
END
chmod +x "$R/build/bpq"
advisory XSA=9 BRANCH=4.9 ADD=1
is 'a base that cannot be looked at: status' "$rc" 2
like 'a base that cannot be looked at' "$out" '^4\.9  not run \([0-9.]+s\): not added: its disk is broken$'
like 'a base that cannot be looked at: the table' "$(row 4.9)" '^4\.9 xsa9-0001-libxl-check-it\.patch clean - ok ok ok$'
is 'a base that cannot be looked at: nothing is added' "$(ls "$R/series-4.9")" 'abi.expected
series'
mv "$R/build/bpq-real" "$R/build/bpq"
advisory XSA=9 BRANCH=4.9 ADD=1
like 'added, but for a base that the clone lacks' "$out" '^4\.9  added to series-4\.9/local, from RELEASE-4\.9\.4; not looked at, as the clone lacks it: RELEASE-4\.9\.1$'
is 'its lines, which are for the base on which it holds' "$(sed '/^# [^lg]/d' "$R/series-4.9/local/series" | grep .)" \
    "# group security optional
xsa9-0001-libxl-check-it.patch # pick $FIX_ID
#+ from RELEASE-4.9.4
xsa9-0002-xenstore-more.patch # pick $MORE_ID
#+ from RELEASE-4.9.4"
vb UNTIL=generate
like 'verify-branch has it in the queue' "$out" '^generate +ok .* 4 patches in series-4\.9/RELEASE-4\.9\.4'
advisory XSA=9 BRANCH=4.9 ADD=1
is 'again: status' "$rc" 0
like 'again: nothing is missing' "$out" '^4\.9  nothing is missing: the branch and its queue have all of it$'
is 'again: its lines' "$(grep -c 'xsa9-0001' "$R/series-4.9/local/series")" 1
vb UNTIL=generate WITHOUT=security
like 'it is left out with the group security' "$out" '^generate +ok .* 2 patches in series-4\.9/RELEASE-4\.9\.4'
advisory NAME=more COMMITS="$XL_ID $FIX_ID" BRANCH=4.9 UNTIL=generate
like 'another one goes on top' "$out" '^4\.9 +more-0001-xl-more.patch'
is 'as much as was asked for: status' "$rc" 0
like 'as much as was asked for: nothing was built' "$(row 4.9)" '^4\.9 more-0001-xl-more\.patch clean - - - -'
like 'as much as was asked for' "$(last)" '^advisory: more: holds on 4\.9 up to generate, the rest was left out \('
is 'the plan that was verified' "$(sed -n 's/^\([^# ]*\) .*/\1/p' "$R/out/advisory/more/plan/series-4.9/local/series")" 'xsa9-0001-libxl-check-it.patch
xsa9-0002-xenstore-more.patch
more-0001-xl-more.patch'

# --- interrupted ---
touch "$SLOW"
(cd "$R" && exec env --default-signal BRANCH=4.9 NAME=slow COMMITS="$XL_ID" ADD=1 XEN="$X" sh verify/advisory) >"$T/out" 2>&1 &
pid=$!
wait_for "$SLOW.on"
kill -TERM $pid
wait $pid
is 'interrupted: status, and what it says' "$?:$(tail -n 1 "$T/out")" \
    '2:advisory: interrupted; what it said is added stays; the same command goes on from there'
ok 'interrupted: nothing is left running' flock -n "$R/out/advisory/slow/running" true
is 'interrupted: nothing was added' "$(grep -c slow "$R/series-4.9/local/series")" 0
rm -f "$SLOW" "$SLOW.on"

# --- rules that guess, and what stands there already ---
advisory XSA=9 BRANCH=4.8 ACCEPT='newer-words words' UNTIL=generate
is 'with a rule that guesses: status' "$rc" 0
is 'with a rule that guesses: the table' "$(row 4.8)" '4.8 xsa9-0001-libxl-check-it.patch adapted words - - -
4.8 xsa9-0002-xenstore-more.patch clean - - - -'
key=$(ls "$R/out/advisory/xsa9/port/4.8/resolutions")
mkdir -p "$R/series-4.8/local/resolutions"
echo 'ours all' >"$R/series-4.8/local/resolutions/$key"
advisory NAME=both COMMITS="$FIX_ID $XL_ID" ACCEPT=words UNTIL=generate
is 'another resolution is there: status' "$rc" 1
like 'another resolution is there' "$out" "^4\.8  series-4\.8/local/resolutions/$key is another one: apply the advisory by hand, from out/advisory/both/port/4\.8\$"
like 'another resolution is there: the other branch goes on' "$out" '^4\.9  holds \('
is 'another resolution is there: it stays' "$(cat "$R/series-4.8/local/resolutions/$key")" 'ours all'
rm -rf "$R/series-4.8/local"

# --- code that the branches do not have ---
g checkout -q master
printf 'void poll_device(struct device *device)\n{\n    device->first = device->next_one;\n    ask_for(device->first);\n}\n' >"$X/tools/xl/device.c"
save 'xl: a device' >/dev/null
sed -i 's/ask_for(/ask_for_one(/' "$X/tools/xl/device.c"
save 'xl: ask for one

This is part of XSA-10.' >/dev/null
advisory XSA=10
is 'absent: status' "$rc" 0
like 'absent: says so' "$out" '^4\.8  what it changes is not there: probably not affected: of the 1 file that it changes none is here'
like 'absent: the table' "$(row 4.9)" '^4\.9 [0-9a-f]{12} absent - - - -$'
like 'absent: the last line' "$(last)" '^advisory: xsa10: what it changes is not there on 4\.8 and 4\.9: see the table \('
sed -i 's/ask_for_one(/ask_for_two(/' "$X/tools/xl/device.c"
save 'xl: ask for two

This is part of XSA-11.' >/dev/null
sed -i 's/info->vcpus = 1;/info->vcpus = 2 - 1;/' "$X/tools/libxl/xenlight.c"
save 'libxl: also

This is part of XSA-11.' >/dev/null
advisory XSA=11 UNTIL=generate BRANCH='4.8 4.9'
is 'a commit of two is absent: status' "$rc" 0
like 'a commit of two is absent: its row' "$(row 4.9 | head -n 1)" '^4\.9 [0-9a-f]{12} absent - - - -$'
like 'a commit of two is absent: the other' "$(row 4.9 | tail -n 1)" '^4\.9 xsa11-0002-libxl-also\.patch clean - - - -$'
like 'a commit of two is absent: why' "$out" '^       probably not affected: of the 1 file'
like 'a commit of two is absent: the last line' "$(last)" '^advisory: xsa11: holds on 4\.8 and 4\.9 up to generate, '

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
like 'a folder: its patch' "$(row 4.9)" '^4\.9 secret-0001-xl-more\.patch clean .*'

# --- what does not build is no port ---
g checkout -q master
echo 'extern int broken(' >>"$X/tools/libxl/xenlight.c"
BAD_ID=$(save 'libxl: does not compile')
advisory NAME=bad COMMITS="$BAD_ID" BRANCH=4.9 ADD=1
is 'it does not build: status' "$rc" 1
like 'it does not build: the table' "$(row 4.9)" '^4\.9 bad-0001-libxl-does-not-compile\.patch clean - NO - -$'
is 'it does not build: it is not added' "$(grep -c "$BAD_ID" "$R/series-4.9/local/series")" 0

# --- another branch's backports ---
g checkout -q -b stable-4.10 "$BASE_ID"
sed -i 's/return x; }/return x + (x > 54321); }/' "$X/tools/libxl/xlutil.c"
save "libxl: check it

master commit: $FIX_ID" >/dev/null
g checkout -q master
advisory NAME=other COMMITS="$FIX_ID" FROM=stable-4.10 BRANCH=4.8 ACCEPT=words UNTIL=generate
is "another branch's backports: status" "$rc" 0
like "another branch's backports: its lines" "$(cat "$R/out/advisory/other/plan/series-4.8/RELEASE-4.8.5"/other-0001*)" '^\+.*54321'
advisory NAME=other COMMITS="$FIX_ID" FROM=stable-4.77 BRANCH=4.8
like 'a branch that is not there' "$rc:$out" '^2:4\.8  not run: --from stable-4\.77: the clone has no such stable branch'

# --- a record for each branch ---
cp "$R/verify/run-bases" "$T/run-bases"
echo 'sh "$0.real" "$@" | sed -e "s/\"branch\":\"4.9\"/\"branch\":\"4.7\"/"' >"$R/verify/run-bases"
cp "$T/run-bases" "$R/verify/run-bases.real"
advisory NAME=lost COMMITS="$XL_ID" BRANCH=4.9 UNTIL=generate
is 'a branch without a record: status' "$rc" 2
like 'a branch without a record' "$(last)" '^advisory: lost: could not run on all branches'
mv "$R/verify/run-bases.real" "$R/verify/run-bases"

# --- what cannot be ---
advisory
refused 'no advisory' 2 'name it, as in XSA=327'
advisory XSA=x9
refused 'no number' 2 'XSA=x9: not an advisory'
advisory XSA=9 NAME=x
refused 'two names' 2 'give one of them'
advisory NAME=../x COMMITS=HEAD
refused 'a path as name' 2 'NAME=../x: not a name'
advisory NAME=x
refused 'nothing in it' 2 "NAME=x: say what it consists of"
advisory NAME=x FROM=nowhere
refused 'no such folder' 2 'FROM=nowhere: no such file or folder'
advisory NAME=x FROM="$T/embargo" COMMITS="$XL_ID"
refused 'two sources' 2 'give one of them'
advisory XSA=9 ADD=1 UNTIL=apply
refused 'adding what is not verified' 2 'ADD=1 adds what holds, and UNTIL=apply leaves out a part'
advisory XSA=9 BASE=RELEASE-4.9.4
refused 'a base of no branch' 2 'a base is of one branch'
advisory XSA=9 BASE=RELEASE-4.9.4 BRANCH='4.8 4.9'
refused 'a base of two branches' 2 'a base is of one branch'
advisory XSA=9 BRANCH=4.77
refused 'no such branch' 2 '4\.77.*: .*4\.8, 4\.9'
advisory XSA=9 BRANCH='*'
refused 'a pattern is no branch' 2 '\*'
advisory NAME=x COMMITS='*' BRANCH=4.9
like 'a pattern is no name' "$out" '^4\.9  not run: .*no tag, branch or full commit id "\*"'
advisory NAME=x COMMITS=nothing BRANCH=4.9
is 'no such commit: status' "$rc" 2
like 'no such commit' "$out" '^4\.9  not run: .*no tag, branch or full commit id "nothing"'
echo 'what is this' >>"$R/series-4.8/series"
advisory XSA=9
is 'a broken plan: status' "$rc" 2
like 'a broken plan: says which' "$(printf '%s\n' "$out" | head -n 1)" 'series-4\.8/series:[0-9]+: '
advisory NAME=more COMMITS="$XL_ID" BRANCH=4.9 UNTIL=generate
is 'a broken plan of another branch' "$rc" 0
done_testing
