# SPDX-License-Identifier: LGPL-2.1-only
# What boot/dom0/same printed in the real dom0, $real, and in the simulated host, $here, as
# records, and as lines for people.
include "results";

# Of each row its name and lines
def rows_of: "\n" + . | split("\n#### ")[1:] | map(rtrimstr("\n") | split("\n") | {name: .[0], lines: .[1:]});

# difference of two lists of lines: those of one that the other has not
def difference($real; $here):
    (($real - $here)[] | "real: \(.)"), (($here - $real)[] | "here: \(.)");

# What a machine that came to no end was at says nothing: it may not be whole.
def records:
    ($real | rows_of) as $of | ($here | rows_of) as $rows
    | (if $status == "0" then $of | length else ($of | length) - 1 end) as $whole
    | range([($rows | length), $whole] | max) as $n | $rows[$n] as $row | $of[$n] as $there
    | {record: "test", step: $ENV.STEP, suite: "same", number: ($n + 1), name: ($row // $there).name, seconds: 0}
      + (if $n >= $whole then
             if $n == ($of | length) - 1 then {result: "failed", outcome: $said, note: $said}
             else {result: "skipped", outcome: "not reached", note: "not reached"} end
         elif $there == $row then {result: "passed", outcome: "\($row.lines | length) lines are the same"}
         else {result: "failed", outcome: "differs",
               note: (["differs"] + (if $there.name != $row.name then ["real: \($there.name)", "here: \($row.name)"]
                      else [difference($there.lines; $row.lines)]
                          | if . == [] then ["the same lines in another order, or more often"] else . end end) | join("\n"))}
         end);

# Those that differ, with the lines; the others are in the log and the page.
def rows:
    ([.[].name | length] | max) as $width
    | .[] | select(.result != "passed")
    | "\({failed: "FAILED", skipped: "-"}[.result] | left(6)) \(.name | left([$width, 60] | min))  \(.outcome)",
      (if .result == "failed" then .note | split("\n")[1:][] | "           | \(.)" else empty end);
