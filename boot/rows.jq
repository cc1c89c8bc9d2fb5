# SPDX-License-Identifier: LGPL-2.1-only
# The rows of a script in boot/dom0 as records, and as lines for people.
include "results";

def columns: split("\n") | map(select(. != "") | split("\t"));

# What xl list -l has of each domain, as lines.  xl writes true as "True".
def described:
    [.[] | .config | "\(.c_info.name): type \(.c_info.type)" +
     ([.b_info | .. | objects | .pvshim? | values | tostring | ascii_downcase] | if . == [] then "" else ", pvshim \(.[0])" end)];

# A machine that went off or hung did so because of the row that it was at; what came after
# it was not tried.
def records:
    ($seen | columns | map({key: .[0], value: {result: .[1], seconds: (.[2] | tonumber), seen: .[3]}}) | from_entries) as $of
    | [$asked | columns[] | {name: .[0], asked: .[1]} + ($of[.[0]] // {})] as $rows
    | ([$rows[] | select(.result == null)][0].name) as $at
    | $rows | to_entries[] | .key as $n | .value
    | (if .result == "look" then .seen as $words | ($described[0][.name] // []) as $lines
           | .result = (if any($lines[]; . == $words) then "ok" else "failed" end) | .seen = ($lines | join("; "))
       elif .result == null and .name == $at and ($ended | IN("off", "hung")) then
           .result = "failed" | .seen = $said
       else . end)
    | {record: "test", step: $ENV.STEP, suite: $suite, number: ($n + 1), name: "\(.name): \(.asked)",
       result: ({ok: "passed", failed: "failed"}[.result // ""] // "skipped"), seconds: (.seconds // 0),
       outcome: (.seen // "not reached")}
      + (if .result == "failed" then {note: ([.seen, $why[0][.name] // empty] | join("\n") | rtrimstr("\n"))}
         elif .result == null then {note: "not reached"}
         elif .result == "missing" then {note: .seen} else {} end);

def rows:
    ([.[].name | length] | max) as $width
    | .[] | "\({passed: "ok", failed: "FAILED", skipped: "-"}[.result] | left(6)) \(.name | left([$width, 60] | min))  \(.outcome)",
      (if .result == "failed" then .note | split("\n")[1:][] | "           | \(.)" else empty end);
