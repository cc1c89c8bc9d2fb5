# SPDX-License-Identifier: LGPL-2.1-only
# Reads TAP, one line per input, into {plan, tests}.  A test has its number, name and
# result and, if the TAP has them, seconds and a note: why it failed or was skipped.

# A program made with Check names a test FILE.c:CASE:TEST: MESSAGE.
def described:
    (capture("^[^: ]*\\.[ch]:(?<case>[^:]*):(?<test>\\w+): ?(?<note>.*)$") // null) as $c
    | if $c == null then {name: .}
      else {name: "\($c.case): \($c.test)"} + (if $c.note == "Passed" then {} else {note: $c.note} end) end;

def tap_test($number):
    capture("^(?<not>not )?ok\\b *(?<number>[0-9]*) *(- *)?(?<text>.*)$") as $t
    | ($t.text | capture("^(?<name>.*?) *# *(?i:skip)\\S* *(?<why>.*)$") // null) as $skip
    | {number: ($t.number | tonumber? // $number)}
      + (if $t.not then ($t.text | described) + {result: "failed"}
         elif $skip then {name: $skip.name, result: "skipped", note: $skip.why}
         else ($t.text | described | del(.note)) + {result: "passed"} end)
    | if .name == "" then .name = "test \(.number)" else . end;

# Adds to the note of the last test, if it failed.
def because($text):
    if (.tests | length) > 0 and .tests[-1].result == "failed" then
        .tests[-1].note = ([.tests[-1].note // empty, $text] | join("\n"))
    else . end;

def tap:
    reduce inputs as $line ({tests: []};
        # A line that is not indented ends the block above it.
        (if $line | test("^((not )?ok\\b|1\\.\\.[0-9])") then .yaml = false else . end)
        | if .yaml then
            if $line | test("^ *\\.\\.\\.$") then .yaml = false
            elif $line | test("^ *duration_ms: [0-9.]+$") then
                .tests[-1].seconds = ($line | capture("(?<ms>[0-9.]+)$").ms | tonumber / 1000)
            elif $line | test("^ *message: ") then
                because($line | capture("message: '?(?<text>.*?)'?$").text)
            else . end
        elif ($line | test("^ +---$")) and (.tests | length) > 0 then .yaml = true
        elif $line | test("^(not )?ok\\b") then .tests += [(.tests | length + 1) as $number | $line | tap_test($number)]
        elif $line | test("^1\\.\\.[0-9]+") then .plan = ($line | capture("^1\\.\\.(?<n>[0-9]+)").n | tonumber)
        elif $line | test("^# ?") then because($line | sub("^# ?"; ""))
        elif $line | test("^TAP version") then .
        else because($line) end)
    | del(.yaml)
    # Tests of the same name are told apart by a number.
    | .tests |= (reduce .[] as $test ({seen: {}, tests: []};
          .seen[$test.name] += 1
          | (.seen[$test.name] | if . > 1 then " (\(.))" else "" end) as $again
          | .tests += [$test | .name += $again]) | .tests);

# Check's times, in the order of its tests; a time in the TAP takes precedence.  For a
# test that fails Check says -1.
def with_seconds($list):
    if ($list | length) == (.tests | length) then
        .tests |= [range(length) as $i | {seconds: ([$list[$i], 0] | max)} + .[$i]]
    else . end;
