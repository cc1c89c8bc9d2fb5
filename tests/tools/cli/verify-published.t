# SPDX-License-Identifier: LGPL-2.1-only
# verify-published: when a fault counts as shown, and a whole run on a toy.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
judge=$ROOT/tests/libxl/published/judge

mkdir -p "$T/there" "$T/here"
# results DIR "STEP RESULT NAME[: NOTE]"...
results() {
    file=$1/results.jsonl
    shift
    jq -n -c --args '{record: "run", of: "verify-branch", began: "2026-01-02T03:04:05Z"},
        ($ARGS.positional[] | capture("^(?<step>\\S+) (?<result>\\S+) (?<name>\\S+)( (?<note>.*))?$")
         | {record: "test", suite: .step, seconds: 0} + (if .step == "matrix" then
               {cell: .name, outcome: .note} + . else . + {name: "case: \(.name)"} end)),
        {record: "end", answer: "ok", seconds: 1}' "$@" >"$file"
}
there() { results "$T/there" "$@"; }
here() { results "$T/here" "$@"; }
judges() { # FAULTS
    printf '%s\n' "$1" >"$T/faults"
    run sh "$judge" "$T/faults" "$T/there" "$T/here"
}
there 'callers failed a1_crash plain: status 139' 'callers passed a1_crash' 'callers passed a2_same'
here 'callers passed a1_crash' 'callers passed a2_same' 'callers passed a3_gone'
echo '- lost FUNC' >"$T/there/abi.report"
echo '+ both FUNC' | tee -a "$T/there/abi.report" >"$T/here/abi.report"

judges 'fault a crash
test a1_crash status 139
fault a function less
abi ^- lost
fault in a host
not it needs one'
is 'all faults are shown' "$rc" 0
like 'the count' "$out" '^2 faults shown, 0 not, 1 with a reason why they are not$'
like 'the reason why one is not' "$out" '^ +it needs one$'
no() { # NAME FAULTS ERE
    judges "$2"
    is "$1: no" "$rc" 1
    like "$1: the message" "$out" "$3"
}
no 'a test that passes on the published set' 'fault one
test a2_same .' '^ +a2_same passes on the published set$'
no 'a test that fails for another reason' 'fault one
test a1_crash status 1$' 'a1_crash fails on the published set for another reason: plain: status 139$'
no 'a test that does not exist' 'fault one
test a4_none .' 'there is no test a4_none'
no 'a fault that nothing shows' 'fault one
test a1_crash 139
fault two' '^NO +two$'
no 'a line that is in both ABI reports' 'fault one
abi ^\+ both' 'our ABI report has the line'
no 'a line that is in no ABI report' 'fault one
abi ^\+ none' "the published set's ABI report has no line"
here 'callers failed a1_crash plain: status 139'
no 'a test that fails on our queue' 'fault one
test a1_crash 139' '^ +a1_crash fails on our queue$'
here 'callers passed a2_same'
no 'a test that did not run on our queue' 'fault one
test a1_crash 139' '^ +a1_crash did not run on our queue$'
there 'callers failed a1_crash plain: status 139' 'matrix failed NO1:x:old:none runs'
here 'callers passed a1_crash' 'matrix passed NO1:x:old:none refused: g'
judges 'fault one
test NO1:x:old:none ^runs$'
is 'a cell of the matrix shows a fault' "$rc" 0
no 'a cell that fails for another reason' 'fault one
test NO1:x:old:none ^status' 'fails on the published set for another reason: runs$'
judges 'falt one'
is 'an unknown line: status 2' "$rc" 2
judges '# nothing'
is 'no fault: status 2' "$rc" 2
sed -i '$d' "$T/here/results.jsonl"
judges 'fault one
test a1_crash 139'
is 'results that are not whole: status 2, one line' "$rc:$(printf '%s\n' "$out" | wc -l)" 2:1
here 'callers passed a1_crash'
rm "$T/here/abi.report"
judges 'fault one
test a1_crash 139'
is 'no report: status 2, one line' "$rc:$(printf '%s\n' "$out" | wc -l)" 2:1

names=$(sed -n -E 's/^test ([a-z0-9_]+) .*/\1/p' tests/libxl/published/faults | sort -u)
unknown=$(for name in $names; do grep -q "START_TEST($name)" tests/libxl/callers/t_*.c || echo "$name"; done)
is 'each test that faults names exists' "$unknown" ''

needs 'verify-published on a toy' series check verify
toy_xen
toy_root
cp -R tests/libxl/published "$R/tests/libxl"
published() { # [NAME=VALUE]...
    run sh -c 'cd "$0" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL "$@" sh tests/libxl/published/run' "$R" XEN="$X" "$@"
}
published XEN=none
is 'no clone: status 2, one line' "$rc:$(printf '%s\n' "$out" | wc -l)" 2:1
like 'no clone: the message says "not run"' "$out" '^verify-published: not run: no clone of Xen'
published
is 'a clone without the tag: status 2' "$rc" 2
like 'a clone without the tag: the message says what to do' "$out" "has no tag 4\.8\.3pre-shim-comet-2: fetch upstream's tags"

g tag set-1 "$LOST_ID" && g tag RELEASE-4.8.5 "$BASE_ID"
mkdir "$R/series-4.8" && sed -e 's/^# base .*/# base RELEASE-4.8.5/' "$R/series-4.9/series" >"$R/series-4.8/series"
callers 'if nm -D "$2/lib/libxenlight.so" | grep -q libxl_level; then
'"$(checked 'ok 1 - t.c:toy:on1_level: Passed')"'
else
'"$(checked 'not ok 1 - t.c:toy:on1_level: status 127')"'
exit 1
fi'
faults() { printf 'set set-1 %s %s\nfault a function is lost\n%s\n' "$1" "$TOOL_ID" "$2" >"$R/tests/libxl/published/faults"; }
faults "$BASE_ID" 'test on1_level 127'
published
is 'a tag with another commit: status 2' "$rc" 2
faults "$LOST_ID" 'test on1_level 127
abi ^- libxl_level'
published
is 'a fault that is shown' "$rc" 0
like 'the last line says that the set has its faults' "$(printf '%s\n' "$out" | tail -n 1)" '^verify-published: set-1 has its known faults'
is 'the terminal has no table' "$(printf '%s\n' "$out" | grep -cE '^(step|verify-branch)')" 0
like 'the terminal has the steps of both' "$(printf '%s\n' "$out" | tr '\n' ' ')" '^The set .*build-new +ok .*abi .*Our queue .*build-new +ok .*matrix +ok'
. mk/results/results.sh
like "the set's results are whole, with its tests" "$(report tap "$R/out/published/4.8/$TOOL_ID/results.jsonl" | tr '\n' ' ')" \
    ' ok [0-9]+ - build-new .*not ok [0-9]+ - callers: toy: on1_level .*ok [0-9]+ - matrix '
like 'the set was built on its own base' "$(cat "$R/out/published/plan/series-4.8/series")" "^# base $TOOL_ID"
faults "$LOST_ID" 'test on1_level 139'
published
is 'a fault that is not shown' "$rc" 1
like 'the last line says NO' "$(printf '%s\n' "$out" | tail -n 1)" '^verify-published: NO'
done_testing
