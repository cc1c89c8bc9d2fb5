# SPDX-License-Identifier: LGPL-2.1-only
# May the records be used that have come back from a machine?  See arrivals.sh.
include "results";
include "schema";

# The inputs are the lines of results.jsonl, none if it is not there.  $ARGS.named has what
# came beside it, $record and $key as text, and what was asked for.

def line: try fromjson catch null;
def is_valid: matches($ARGS.named.schema[0]);
# Terminals and editors obey these.
def has_controls: [.. | strings | test("[\\x{1}-\\x{8}\\x{b}-\\x{1f}\\x{7f}-\\x{9f}\\x{200e}\\x{200f}\\x{2028}-\\x{202e}\\x{2066}-\\x{2069}]")] | any;
def fact($name): [.facts[] | select(.name == $name and (has("step") | not)).value] | if length == 1 then .[0] else null end;
def answers: map({key: .step, value: .answer}) | from_entries;

def why_not:
    $ARGS.named as $asked
    | ($asked.record | rtrimstr("\n")) as $text | ($text | line) as $record
    | [inputs] as $lines
    | ([$lines[] | line | select(is_valid | not)] | length) as $invalid
    | (reduce ($lines[] | line) as $r ({run: null, end: null, steps: [], facts: []};
           if $r.record? == "run" then .run = $r elif $r.record? == "end" then .end = $r
           elif $r.record? == "step" then .steps += [$r] elif $r.record? == "fact" then .facts += [$r] else . end)) as $results
    | if ($text | contains("\n")) or ($record | is_valid | not) or $record.record != "base" then
          "its record of the base is not one"
      elif $record.branch != $asked.branch or $record.base != $asked.base then
          "its record is of another base than it was asked for"
      elif $record.log != $asked.log then "its record names another log"
      elif ($record | has_controls) or ($results.steps | has_controls) then "its records have characters that control a terminal"
      elif $asked.here != "" then empty
      elif $invalid > 0 then "its results have a line that is no record"
      elif $lines != [] and ($lines[0] | line).record != "run" then "its results do not begin with a run"
      elif $lines != [] and ($results.run
              | .of != "verify-branch" or .branch != $asked.branch or .base != $asked.base or .arch != "amd64"
                or .without != $asked.without or .recorded != false) then
          "its results are of something else than it was asked for"
      elif ($results.facts | any(.name == "commit of the base" or .name == "tree of the base"))
           and (($results | "\(fact("commit of the base")) \(fact("tree of the base"))") as $commit
                | $asked.commits | split("\n") | index([$commit]) == null) then
          "its results are of another commit of the base"
      elif $asked.key != "" and ($record.answer != "ok" or ($asked.key | test("^[0-9a-f]{64}(-[a-z,]+)?\n$") | not)) then
          "its results cannot be kept by such a key"
      elif $record.answer != "ok" then empty
      elif ($lines | last | . == null or (line).record != "end") then "it says that the base holds, without results"
      elif $results.facts | all(.name != "commit of the base") then
          "its results do not say of which commit they are"
      elif $results.end.answer != "ok" or any($results.steps[]; .answer != "ok" and .answer != "left out")
           or $record.steps != ($results.steps | answers) then
          "it says that the base holds, but its results do not"
      elif ($asked.steps | split(" ")) - [$results.steps[].step] != [] then "its results lack a step"
      else empty end;

# Of a file of results in a folder below: one that would be taken for a run of its own is
# none of a step.
def why_not_below:
    [inputs | line] as $records
    | if any($records[]; is_valid | not) then "its results have a line that is no record"
      elif any($records[]; .record == "run" and .of != "matrix" and .of != "check") then "its results are of something else than it was asked for"
      else empty end;
