# SPDX-License-Identifier: LGPL-2.1-only
# Shared by everything that reads or writes results: see README.

def right($n): tostring | ((" " * ($n - length)) // "") + .;
def left($n): tostring | . + ((" " * ($n - length)) // "");
# As name_of of verify/bases.sh does.
def file_name: gsub("[/ ]"; "-");
def first_line: split("\n")[0] // "";
# A path below a folder, as one types it: boot/../logs/x is logs/x.
def in_folder($folder): ($folder + .) | sub("[^/.][^/]*/\\.\\./"; "");

# Text for XML and HTML.  A character that they do not allow becomes a question mark.
def xml_text:
    explode
    | map(if (. < 32 and . != 9 and . != 10) or (. >= 127 and . < 160) or (. >= 55296 and . <= 57343)
             or . == 65534 or . == 65535 then 63 else . end)
    | implode | @html;

# Seconds as text, rounded to hundredths.
def hundredths: . * 100 | round;
def lasting: hundredths | "\(. / 100 | floor).\(. / 10 % 10 | floor)s";
def decimal: hundredths | "\(. / 100 | floor).\(. % 100 + 100 | tostring[1:])";

def counted: {
    passed: map(select(.result == "passed")) | length,
    failed: map(select(.result == "failed")) | length,
    skipped: map(select(.result == "skipped")) | length
};
def count_text: "\(.passed) passed, \(.failed) failed, \(.skipped) skipped";
def cells_text: "\(add) cells: \(.passed) ok, \(.skipped) real only, \(.failed) failed";

# The counts of a whole file.  The commands of check-fresh have no tests below them,
# so they are counted themselves.
def totals:
    if .run.of == "check-fresh" then
        [.steps[] | {ok: "passed", no: "failed"}[.answer] | {result: (. // "skipped")}] | counted
    else .tests | counted end;

# A test as one line, as in TAP, and why it failed.
def test_line:
    (if .result == "failed" then "not ok" else "ok" end) + " \(.number) - \(.name)"
    + (if .result == "skipped" then " # SKIP \(.note // "")" else "" end);
def failed_line:
    "FAILED  \(.suite): \(test_line)" + (if .note then ": \(.note | first_line)" else "" end);

# The record of a step, for timed_jq.
def step_record($step; $answer; $note):
    {record: "step", $step, $answer, began: $ARGS.named.began, seconds: $ARGS.named.seconds, $note};

# Of a file's steps, or of its bases.
def answer:
    [(.steps[], .bases[]).answer] | if index(["no"]) then "no" elif index(["not run"]) then "not run" else "ok" end;

# Is it a record, with what the readers need of it?
def is_record:
    type == "object" and (
    if .record == "run" then (.of | type) == "string" and (.began | type) == "string"
    elif .record == "step" then (.step | type) == "string" and (.seconds | type) == "number"
        and (.answer as $a | ["ok", "no", "not run", "left out"] | index([$a]) != null)
    elif .record == "test" then (.step | type) == "string" and (.suite | type) == "string"
        and (.name | type) == "string" and (.seconds | type) == "number"
        and (.result as $r | ["passed", "failed", "skipped"] | index([$r]) != null)
    elif .record == "base" then (.branch | type) == "string" and (.base | type) == "string"
        and (.answer | type) == "string" and (.steps | type) == "object"
    elif .record == "patch" then (.branch | type) == "string" and (.source | type) == "string"
        and (.state | type) == "string"
    elif .record == "requirement" then (.id | type) == "string" and (.part | type) == "string"
        and (.asks | type) == "string" and (.shown_by | type) == "string"
    elif .record == "layout" then (.library | type) == "string" and (.type | type) == "string"
        and (.bytes | type) == "number" and (.members | type) == "array" and (.parts | type) == "array"
    elif .record == "text" then (.step | type) == "string" and (.name | type) == "string"
        and (.lines | type) == "array"
    elif .record == "fact" then (.name | type) == "string" and (.value | type) == "string"
    elif .record == "end" then (.answer | type) == "string" and (.seconds | type) == "number"
    else false end);

# The records of a file whose lines are the inputs: .run, .end, an array of each other
# kind, and in .damage what is wrong with it.
def results:
    {step: "steps", test: "tests", base: "bases", patch: "patches", requirement: "requirements",
     layout: "layouts", text: "texts", fact: "facts"} as $arrays
    | reduce inputs as $line ($arrays | with_entries({key: .value, value: []}) + {lines: 0};
        .lines += 1
        | if .damage then .
          else (try ($line | fromjson) catch null) as $r
            | if ($r | is_record | not) then
                .damage = "line \(.lines) is not a record: it was cut off or changed"
              elif .end then .damage = "line \(.lines) comes after the end"
              elif .lines == 1 and $r.record != "run" then
                .damage = "its first line does not begin a run"
              elif $arrays[$r.record] then .[$arrays[$r.record]] += [$r]
              else .[$r.record] = $r end
          end)
    # The order in which programs end makes no difference.
    | if .run.of == "check" then .steps |= sort_by(.step) | .tests |= sort_by(.suite) else . end
    | if .damage then .
      elif .lines == 0 then .damage = "it is empty"
      elif .end then .
      else .damage = "it has no last record: the run was interrupted, or is still going on" end;

# Ends with status 2 and this one line.
def unusable($file): "results: \($file): \(.)\n" | halt_error(2);
def whole($file): if .damage then .damage | unusable($file) else . end;

# The tests of a test program as records, and one more that failed if the program
# did not end as it should.
def program($name; $status):
    .plan as $plan | (first(.tests[] | select(.seconds == null) | .number) // null) as $timeless
    | .tests |= map({record: "test", step: $name, suite: $name, seconds: 0} + .)
    | (if .tests == [] and ($plan == null) then "it wrote no result (status \($status))"
       elif $plan == null then "no plan: it ended early (status \($status))"
       elif $plan != (.tests | length) then "\(.tests | length) of \($plan) tests ran (status \($status))"
       elif $status != 0 and all(.tests[]; .result != "failed") then "status \($status)"
       elif $timeless then "it does not say how long test \($timeless) took"
       else null end) as $ended
    | if $ended then .tests += [{record: "test", step: $name, suite: $name, number: ((.tests | length) + 1),
                                 name: "the program ends as it should", result: "failed", seconds: 0, note: $ended}]
      else . end
    | .answer = (if any(.tests[]; .result == "failed") then "no" else "ok" end);

# The lines on the terminal for a program's records.
def program_lines($tap; $log):
    .[0] as $program
    | (.[1:][] | select(.result == "failed") | failed_line),
      (if $program.answer == "no" then "        see \($tap) and \($log)" else empty end),
      ($program.counts | "\($program.step | left(44)) \(.passed | right(4)) passed, \(.failed) failed, \(.skipped) skipped");
