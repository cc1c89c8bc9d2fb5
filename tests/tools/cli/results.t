# SPDX-License-Identifier: LGPL-2.1-only
# mk/results: what is made from a results file, how TAP is read, and the messages for a
# damaged file.
. tests/tap.sh
. tests/tools/toys/results.sh
. mk/results/results.sh
F=$T/results.jsonl

says() { # WHAT [FILE]
    run sh mk/results/report "$1" "${2:-$F}"
}
records() { # a run with every possible answer
    cat <<END
{"record":"run","of":"verify-branch","branch":"4.9","base":"RELEASE-4.9.4","without":"","recorded":false,"began":"2026-01-02T03:04:05Z","id":""}
{"record":"step","step":"generate","answer":"ok","began":"2026-01-02T03:04:05Z","seconds":314.15,"note":"2 patches","rows":["a row","<another> & \"one\""],"key":"$(printf %064d 0)","log":"logs/generate.log","before":true,"looked":4.19}
{"record":"step","step":"callers","answer":"no","began":"2026-01-02T03:04:09Z","seconds":61.5,"note":"1 passed, 1 failed, 1 skipped","rows":[],"log":"logs/callers.log","counts":{"passed":1,"failed":1,"skipped":1}}
{"record":"test","step":"callers","suite":"callers","number":1,"name":"one & <two> \"three\"","result":"passed","seconds":0.004}
{"record":"test","step":"callers","suite":"tests/x.t","number":2,"name":"\u001b[1m #4 ü","result":"failed","seconds":0.25,"note":"in $T/x\nand $ROOT/verify/run\u0001\ufffe"}
{"record":"test","step":"callers","suite":"tests/x.t","number":3,"name":"later","result":"skipped","seconds":0,"note":"no jq"}
{"record":"step","step":"host","answer":"not run","began":"2026-01-02T03:05:09Z","seconds":0,"note":"a disk is full","rows":[],"log":"logs/host.log"}
{"record":"step","step":"libvirt","answer":"left out","began":"2026-01-02T03:05:09Z","seconds":0,"note":"no LIBVIRT=DIR"}
{"record":"end","answer":"no","seconds":65.75}
END
}
records >"$F"
ok 'the records match the schema' valid "$F"

jq -c 'if .name == "later" then del(.seconds) else . end' "$F" >"$T/timeless"
if valid "$T/timeless" 2>/dev/null; then fail 'a test without its time is against the schema'; else pass 'a test without its time is against the schema'; fi

says table
is 'the table' "$rc:$out" "0:step         result            time  
generate     ok, as before     4.1s  2 patches
             a row
             <another> & \"one\"
callers      no               61.5s  1 passed, 1 failed, 1 skipped; see $T/logs/callers.log
host         not run           0.0s  a disk is full; see $T/logs/host.log
libvirt      left out                no LIBVIRT=DIR"
says count
is 'the count' "$rc:$out" '0:1 passed, 1 failed, 1 skipped'

says tap
is 'TAP has the steps and the tests' "$(printf '%s\n' "$out" | grep -E '^(not )?ok|^1')" '1..7
ok 1 - generate
not ok 2 - callers
ok 3 - callers: one & <two> "three"
not ok 4 - callers tests/x.t: '"$(printf '\033')"'[1m \#4 ü
ok 5 - callers tests/x.t: later # SKIP no jq
not ok 6 - host
ok 7 - libvirt # SKIP no LIBVIRT=DIR'
printf '%s\n' "$out" >"$T/tap"
tests_of_tap again again "$T/tap" >"$T/again"
is 'the TAP can be read' "$?:$(count_tests "$T/again"):$(jq -r 'select(.number == 2) | .seconds' "$T/again")" '0:2 passed, 3 failed, 2 skipped:61.5'

says junit
printf '%s\n' "$out" >"$T/junit.xml"
ok 'JUnit is valid' valid_junit "$T/junit.xml"
value() { xmllint --xpath "string($1)" "$T/junit.xml"; }
is 'JUnit: the sums' "$(value '//testsuites/@tests') $(value '//testsuites/@failures') $(value '//testsuites/@errors') $(value '//testsuites/@time')" '7 2 1 65.75'
is 'JUnit: a step is a suite, with its time' "$(value '//testsuite[@name="callers"]/@timestamp') $(value '//testsuite[@name="callers"]/@time') $(value 'count(//testsuite)')" '2026-01-02T03:04:09 61.50 4'
is 'JUnit: a step is also a test' "$(value '//testcase[@name="generate"]/@classname'):$(value '//testcase[@name="host"]/error/@message')" 'verify-branch:a disk is full'
is "JUnit: a step's tests are below it" "$(value '//testsuite[@name="callers"]/testcase[2]/@name'):$(value '//testcase[@name="later"]/@classname')" 'one & <two> "three":verify-branch.callers.tests.x'
is 'JUnit: each test has its time' "$(value '//testsuite[@name="callers"]/testcase[2]/@time'):$(value 'count(//testcase[not(@time)])')" 0.00:0
is 'JUnit: a test that failed or was skipped says why' "$(value '//testcase[3]/failure'):$(value '//testcase[@name="later"]/skipped/@message')" \
    "in TMPDIR/${T##*/}/x
and verify/run??:no jq"
is 'JUnit: no path of this machine' "$(grep -c -F -e "$ROOT" -e "$T" "$T/junit.xml")" 0
is 'JUnit: as GitLab reads it' "$(gitlab "$T/junit.xml")" "success|314.15|
failure|61.50|1 passed, 1 failed, 1 skipped
success|0.00|
failure|0.25|in TMPDIR/${T##*/}/x
skipped|0.00|no jq
error|0.00|a disk is full
skipped|0.00|no LIBVIRT=DIR"
sed 's/ name="later"/ name="one \&amp; \&lt;two\&gt; \&quot;three\&quot;"/; s/ classname="verify-branch.callers.tests.x"/ classname="verify-branch.callers"/' "$T/junit.xml" >"$T/same.xml"
if gitlab "$T/same.xml" >"$T/same" 2>&1; then fail 'JUnit: GitLab would take two tests for one'; else like 'JUnit: GitLab would take two tests for one' "$(cat "$T/same")" 'not told apart'; fi
says junit
is 'the same results, the same bytes' "$out" "$(cat "$T/junit.xml")"
# The schema accepts nothing else.
bad() { # NAME SED-SCRIPT
    sed -e "$2" "$T/junit.xml" >"$T/bad.xml"
    ! cmp -s "$T/junit.xml" "$T/bad.xml" || fail "$1 changes nothing"
    if valid_junit "$T/bad.xml" 2>/dev/null; then fail "$1 is not valid"; else pass "$1 is not valid"; fi
}
bad 'a suite without errors' '0,/ errors="0"/s///;s/<testsuite \(.*\) errors="[0-9]*"/<testsuite \1/'
bad 'a test without a name' 's/ name="later"//'
bad 'a time with a unit' 's/time="61.50"/time="61.50s"/'
bad 'a suite without its time' 's/ timestamp="[^"]*"//'
bad 'a test without its time' 's/\(<testcase .*name="later"\) time="[^"]*"/\1/'
bad 'an attribute that Jenkins does not allow' 's/<testcase /&file="x" /'

# TAP of other programs.
tap_of() { # LINE...: result, name, time, note; a second where a line has none
    printf '%s\n' "$@" >"$T/in.tap"
    grep -E '^(not )?ok' "$T/in.tap" | sed 's/.*/1/' >"$T/seconds"
    out=$(tests_of_tap step suite "$T/in.tap" "$T/seconds") && rc=0 || rc=$?
    out=$(printf '%s\n' "$out" | jq -r '[.result, .name, .seconds, (.note // "" | tojson)] | map(tostring) | join("|")')
}
tap_of 'TAP version 13' 'ok 1 - a: b' 'not ok 2 - c' '# got: x' '# wanted: y' 'ok 3 - d # SKIP none' 'ok' 1..4
is 'a plan at the end, diagnostics, a test without a name' "$rc:$out" '0:passed|a: b|1|""
failed|c|1|"got: x\nwanted: y"
skipped|d|1|"none"
passed|test 4|1|""'
tap_of 1..2 'ok 1 - a' '  ---' '  duration_ms: 1250' "  message: 'it is'" '  ...' 'not ok 2 - b' '  ---' "  message: 'it is not'" '  ...'
is 'times and messages in YAML' "$rc:$out" '0:passed|a|1.25|""
failed|b|1|"it is not"'
tap_of 1..3 'ok 1 - a' '  ---' 'not ok 2 - b' '  ...' 'ok 3 - c'
is 'a test ends the YAML block above it' "$rc:$(echo "$out" | cut -d '|' -f 1 | tr '\n' ' ')" '0:passed failed passed '
tap_of 'ok 1 - a'
is 'without a plan: status 1' "$rc" 1
printf '{"result":"skipped"}\n' >"$T/in.jsonl"
any_ran "$T/in.jsonl" && rc=0 || rc=$?
is 'any_ran: no if all tests were skipped' "$rc" 1
tap_of 1..2 'ok 1 - file.c:case:works: Passed' 'not ok 2 - dir/file.c:case:fails: a == b' 'more of it'
is "what Check writes" "$rc:$out" '0:passed|case: works|1|""
failed|case: fails|1|"a == b\nmore of it"'
tap_of 1..3 'ok 1 - a'
is 'fewer tests than planned' "$rc:$out" '1:passed|a|1|""'
tap_of 'it did not start'
is 'no tests' "$rc" 1
printf '%s\n' 1..1 'ok 1 - a' >"$T/in.tap"
tests_of_tap step suite "$T/in.tap" >"$T/out" && rc=0 || rc=$?
is 'a test without its time' "$rc:$(jq .seconds "$T/out")" 1:0

# Damage is reported in one line, and only the table is made from such a file.
damaged() { # NAME WHY
    run sh -c 'exec sh mk/results/report table "$0" 2>&1 >/dev/null' "$F"
    is "$1: the message" "$rc:$out" "2:results: $F: $2"
    for what in tap junit count; do
        says $what
        is "$1: no $what" "$rc:$out" "2:results: $F: $2"
    done
}
records | sed '$d' >"$F"
damaged 'no last record' 'it has no last record: the run was interrupted, or is still going on'
is 'the table has what can be read' "$(sh mk/results/report table "$F" 2>/dev/null | tail -n 1 | cut -d ' ' -f 1)" libvirt
records | head -c 480 >"$F"
damaged 'cut off' 'line 3 is not a record: it was cut off or changed'
records | sed 's/"answer":"not run"/"answer":"maybe"/' >"$F"
damaged 'changed' 'line 7 is not a record: it was cut off or changed'
records | sed 1d >"$F"
damaged 'no first record' 'its first line does not begin a run'
{ records; records; } >"$F"
damaged 'two runs' 'line 10 comes after the end'
: >"$F"
damaged 'empty' 'it is empty'
says table "$T/none"
is 'no file' "$rc:$out" "2:results: $T/none: cannot be read"
says pictures "$F"
is 'another word' "$rc:$out" '2:results: pictures: not table, tap, junit, count, html, json, callers or memory'

# Test programs, as make check runs them.
mkdir "$T/p"
program() { printf '%s\n' "$2" >"$T/p/$1.t"; }
program good '. tests/tap.sh; pass one; skip two "no need"; done_testing'
program bad '. tests/tap.sh; is "one: two" x y; done_testing'
took='printf "  ---\n  duration_ms: 10\n  ...\n"'
program short "echo 1..2; echo 'ok 1 - a'; $took"
program dies "echo 1..1; echo 'ok 1 - a'; $took; exit 3"
program silent 'exit 1'
program timeless "echo 1..2; echo 'ok 1 - a'; $took; echo 'ok 2 - b'"
run sh tests/run "$T/logs" "$T"/p/*.t
is 'programs: status' "$rc" 1
is 'programs: the count' "$(printf '%s\n' "$out" | tail -n 1)" '5 passed, 5 failed, 1 skipped'
like 'a program that fails, and why' "$out" "^FAILED  p/bad\\.t: not ok 1 - one: two: got:    x$"
like 'the line that names the logs' "$out" "^        see $T/logs/.*bad\\.t\\.tap and .*bad\\.t\\.log$"
like 'a program that ended early' "$out" '^FAILED  p/short\.t: .*: 1 of 2 tests ran \(status 0\)$'
like 'a program with another status' "$out" '^FAILED  p/dies\.t: .*: status 3$'
like 'a program that wrote nothing' "$out" '^FAILED  p/silent\.t: .*: it wrote no result \(status 1\)$'
like 'a program that does not say how long a test took' "$out" '^FAILED  p/timeless\.t: .*: it does not say how long test 2 took$'
like 'each program has its count' "$out" '^p/good\.t +1 passed, 0 failed, 1 skipped$'
like 'skipped tests are named' "$out" '^not run: p/good\.t: two # SKIP no need$'
ok 'the results match the schema' valid "$T/logs/results.jsonl"
ok 'the JUnit matches the schema' valid_junit "$T/logs/junit.xml"
says count "$T/logs/results.jsonl"
is 'the same count' "$rc:$out" '0:5 passed, 5 failed, 1 skipped'
# A program made with Check, called by a script that sources mk/environment.sh.
cat >"$T/p/checked" <<'END'
#!/bin/sh
. mk/environment.sh
printf '%s\n' 1..3 'ok 1 - a.c:case:one: Passed' 'ok 2 - a.c:case:one: Passed' 'not ok 3 - a.c:case:two: no' >"$CK_TAP_LOG_FILE_NAME"
printf '      <duration>%s</duration>\n' 0.250000 1.500000 -1.000000 >"$CK_XML_LOG_FILE_NAME"
echo '  <duration>1.750000</duration>' >>"$CK_XML_LOG_FILE_NAME"
END
chmod +x "$T/p/checked"
run sh tests/run "$T/checked" "$T/p/checked"
is 'tests of Check have its times' "$rc:$(jq -r 'select(.record == "test") | "\(.name) \(.seconds)"' "$T/checked/results.jsonl" | tr '\n' ' ')" \
    '1:case: one 0.25 case: one (2) 1.5 case: two 0 '
is 'each test has its time' "$(jq -r 'select(.suite == "p/good.t" and .record == "test") | .seconds | type' "$T/logs/results.jsonl" | tr '\n' ' ')" 'number number '
jq -n -c '{record: "run", of: "check-fresh", began: "2026-01-02T03:04:05Z"},
    ("ok", "no" | {record: "step", step: "bare \(.)", answer: ., seconds: 1, note: "make"}),
    {record: "end", answer: "no", seconds: 2}' >"$T/fresh.jsonl"
is 'check-fresh: the commands are counted' "$(report count "$T/fresh.jsonl")" '1 passed, 1 failed, 0 skipped'

# make advisory's table, and what its last line says.
id=0123456789012345678901234567890123456789
cat >"$T/advisory.jsonl" <<END
{"record":"run","of":"advisory","began":"2026-01-02T03:04:05Z","name":"x"}
{"record":"patch","branch":"4.8","base":"R","source":"$id","subject":"s","state":"absent","note":"why"}
{"record":"base","branch":"4.8","base":"R","answer":"ok","began":"2026-01-02T03:04:05Z","seconds":1,"log":"l","steps":{},"note":"what it changes is not there: why"}
{"record":"patch","branch":"4.9","base":"R","source":"$id","subject":"s","of":"$id","state":"ported","patch":"x-0001.patch","class":"clean","rules":[],"public_types":[{"name":"a","path":"b.h"}]}
{"record":"base","branch":"4.9","base":"R","answer":"ok","began":"2026-01-02T03:04:05Z","seconds":1,"log":"l","steps":{"generate":"ok","build-new":"ok","abi":"ok","places":"left out","host":"left out","libvirt":"left out"},"note":""}
{"record":"end","answer":"ok","seconds":2}
END
ok 'make advisory: the records match the schema' valid "$T/advisory.jsonl"
is 'make advisory: the table' "$(report table "$T/advisory.jsonl" | tr -s ' ')" "branch patch class rule built compared run
4.8 012345678901 absent - - - -
 what it changes is not there: why
4.9 x-0001.patch clean - ok ok ok
 public types: a in b.h"
is 'make advisory: the last line' "$(results_jq -n -R -r --arg asked all --arg until '' --arg steps 'generate places matrix host' \
    'include "results"; include "print"; results | advisory_line' "$T/advisory.jsonl")" \
    'holds on 4.9; what it changes is not there on 4.8: see the table; places, host: not looked at'
is 'the answer follows from the bases' "$(answer_of "$T/advisory.jsonl") $(sed 's/"answer":"ok","began"/"answer":"not run","began"/' "$T/advisory.jsonl" >"$T/not" && answer_of "$T/not")" \
    'ok not run'

# A page that cannot be made is told with its reason.
without_page() { # COMMAND: instead of making the page
    mkdir -p "$T/unmade"
    (
        . verify/lib.sh
        results_file=$T/unmade/results.jsonl answer=0 unable=0 whole_file=y instead=$1
        begin_run "$results_file" verify-branch '{"branch": "4.9", "base": "B", "steps": []}' && run_start=$start
        write_page() { eval "$instead"; }
        show_results verify-branch quiet
        echo "unable $unable"
    ) 2>&1 | tr '\n' ' '
}
is 'a page that is made' "$(without_page :)" 'unable 0 '
is 'a page that is not made: the reason is told' "$(without_page 'echo "jq: error: no such member" >&2; false')" \
    "verify-branch: results.tap, junit.xml or report.html could not be made from $T/unmade/results.jsonl: jq: error: no such member unable 2 "
is 'a full disk is told as such' "$(without_page 'echo "sh: write error: No space left on device" >&2; false')" \
    "verify-branch: $T/unmade/results.jsonl could not be written: disk full or read-only? unable 2 "
done_testing
