# SPDX-License-Identifier: LGPL-2.1-only
# Results for people, and as TAP.
include "results";

# What follows a step's name on the terminal and in the table.
def step_line($folder):
    (if .before then "\(.answer), as before" else .answer end) as $answer
    | (if .answer == "left out" then "" else .looked // .seconds | lasting end) as $time
    | (.note // "") + (if (.answer == "no" or .answer == "not run") and .log
                       then "; see \(.log | in_folder($folder))" else "" end)
    | "\($answer | left(14)) \($time | right(7))  \(.)";

def step_rows($folder):
    "\(.step | left(12)) \(step_line($folder))", ((.rows // [])[] | "             \(.)");

def step_table($folder):
    "\("step" | left(12)) \("result" | left(14)) \("time" | right(7))  ",
    (.steps[] | step_rows($folder));

# check-fresh's table, whose steps are named "SYSTEM NUMBER".
def command_table:
    def row($a; $b; $c; $d): "\($a | left(6)) \($b | left(56)) \($c | left(6)) \($d | right(7))";
    row("system"; "command"; "result"; "time"),
    (.steps[] | row(.step | split(" ")[0]; .note;
        if .answer == "no" then "NO" else .answer end; "\(.seconds | floor)s"));

# verify-all's table: a row for each base, in the order of the plans, and a column
# for each step.
def base_table:
    def row($base; $answers; $time):
        ($base | left(22)) + ([$answers[] | " " + left(10)] | add) + " " + ($time | right(8));
    (.bases | map({key: "\(.branch):\(.base)", value: .}) | from_entries) as $of
    | .run.steps as $columns
    | row("base"; $columns; "time") + (if any(.bases[]; .machine) then "  machine" else "" end),
      (.run.bases[] | $of[.] // empty | . as $base
       | row("\(.branch) \(.base)"; [$columns[] | $base.steps[.] // "-"
             | if . == "no" then "NO" elif . == "left out" then "-" else . end];
             .seconds | lasting)
             + if .machine then "  \(.machine)" else "" end);

# Of steps, by name, what came of some of them.
def of_steps($names):
    [.[$names[]] // empty]
    | if . == [] then "-" elif index(["no"]) then "NO" elif index(["not run"]) then "not run"
      else "ok" end;

# Built, unless there was nothing to build.
def built:
    of_steps(["generate", "export", "apply"]) as $made
    | if $made == "NO" or $made == "not run" then $made
      else of_steps(["build-old", "build-new", "hypervisor", "arch", "build-rest"]) end;

# make advisory's table: a row for each patch of each branch.
def advisory_table:
    .patches as $patches
    | def name: if .state == "ported" then .patch else .source | sub("^(?<id>[0-9a-f]{12})[0-9a-f]{28}$"; .id) end;
      def row($branch; $patch; $class; $rule; $built; $compared; $run):
        ([$patches[] | name, "patch" | length] | max // 5) as $width
        | "\($branch | left(6)) \($patch | left($width)) \($class | left(8)) \($rule | left(16)) \($built | left(7)) \($compared | left(8)) \($run)";
    row("branch"; "patch"; "class"; "rule"; "built"; "compared"; "run"),
      (.bases[] | . as $base
       | [$patches[] | select(.branch == $base.branch)] as $of
       | (if $of == [] then row(.branch; "-"; "-"; "-"; "-"; "-"; "-") else empty end),
         ($of[] | row(.branch; name;
             if .state == "ported" then .class else .state end;
             (.rules // [])[0] // "-" | split(":")[0];
             if .state == "ported" then $base.steps | built else "-" end;
             if .state == "ported" then $base.steps | of_steps(["abi", "records"]) else "-" end;
             if .state == "ported" then $base.steps | of_steps(["callers", "guard", "matrix", "host"]) else "-" end),
             (if .public_types then "       public types: " + ([.public_types[] | "\(.name) in \(.path)"] | join(", ")) else empty end),
             # Where nothing was ported, the branch's note has it.
             (if .state == "absent" and any($of[]; .state == "ported") then "       \(.note)" else empty end)),
         (if .note == "" then empty else "       \(.note)" end));

# Of a branch of make advisory.
def branch_line:
    "\(.branch)  "
    + if .steps != {} then "\({ok: "holds", no: "NO"}[.answer] // .answer) (\(.seconds | lasting))"
          + (if .note == "" then "" else ": \(.note)" end)
      else (if .answer == "not run" then "not run: " else "" end) + .note end;

# Why a branch has no patches, of what bpq port said of the changes.
def nothing_ported:
    [.[] | select(.state == "absent").note] | unique
    | if . == [] then "nothing is missing: the branch and its queue have all of it"
      else "what it changes is not there: \(join("; "))" end;

# The answer of make advisory, if it is ok: $asked is all or not, $until the last step,
# $steps are those of verify-branch.
def advisory_line:
    def listed: if length < 2 then .[] else (.[:-1] | join(", ")) + " and " + .[-1] end;
    .patches as $patches | [.bases[].branch] as $branches
    | [$branches[] | . as $branch | [$patches[] | select(.branch == $branch).state]
       | select(index(["absent"]) and (index(["ported"]) | not)) | $branch] as $absent
    | ($branches - $absent) as $held
    | [.bases[].steps | to_entries[] | select(.value == "left out").key] as $left_out
    | [$ARGS.named.steps | split(" ")[] | select([.] | inside($left_out))] as $unseen
    | [(if $held == [] then empty
        else "holds on \(if $ARGS.named.asked == "all" and $absent == [] then "all branches" else $held | listed end)"
             + (if $ARGS.named.until == "" then "" else " up to \($ARGS.named.until), the rest was left out" end) end),
       (if $absent == [] then empty else "what it changes is not there on \($absent | listed): see the table" end),
       (if $unseen == [] then empty else "\($unseen | join(", ")): not looked at" end)]
    | join("; ");

# make verify-advisories' table: a row for each advisory of each branch, with what did not
# compile below it, and a summary of each branch.
def advisories_table($folder):
    def row($branch; $xsa; $patches; $compiled; $failed; $not; $answer):
        "\($branch | left(6)) \($xsa | left(8)) \($patches | right(7)) \($compiled | right(8)) \($failed | right(6)) \($not | right(12))  \($answer)";
    . as $all
    | row("branch"; "advisory"; "patches"; "compiled"; "failed"; "not compiled"; "result"),
      ($all.steps[] | .step as $step | (.step | split(" ")) as $name
       | if $name[1] == "tree" then "\($name[0] | left(6)) \(.note)"
         else
             row($name[0]; $name[1];
                 [$all.patches[] | select(.step == $step and .state == "ported")] | length;
                 .counts.passed // "-"; .counts.failed // "-"; .counts.skipped // "-";
                 if .answer == "ok" and .counts.passed == 0 then "nothing compiled" else .answer end),
             (if .answer == "not run" or (.answer == "no" and (.counts.failed // 0) == 0) then "       \(.note)" else empty end),
             ($all.tests[] | select(.step == $step and .result == "failed") | "       FAILED \(.name): \(.note)")
         end),
      "",
      ($all.bases[]
       | "\(.branch): \([.advisories[]] | add) advisories: \([.advisories | to_entries[] | "\(.value) \(.key)"] | join(", "))"
         + (if .note == "" then "" else "; \(.note)" end));

# Of the matrix, by requirement; and each cell that is not as expected.
def matrix_table($folder):
    def row($suite; $cells; $ok; $real; $failed; $outcomes):
        ($suite | index(" ")) as $blank
        | "\($suite[:$blank] | left(5)) \($suite[$blank + 1:] | left(31)) \($cells | right(5)) \($ok | right(5)) \($real | right(9)) \($failed | right(6))  \($outcomes)";
    def in_order: reduce .[] as $one ([]; if index([$one]) then . else . + [$one] end);
    .tests as $tests
    | row("id what it asks for"; "cells"; "ok"; "real only"; "failed"; "outcomes"),
      (($tests | map(.suite) | in_order[]) as $suite
       | $tests | map(select(.suite == $suite)) | map(.outcome // empty) as $outcomes | counted as $n
       | row($suite; length; $n.passed; $n.skipped; $n.failed;
             [($outcomes | in_order[]) as $one
              | "\($outcomes | map(select(. == $one)) | length) \($one)"] | join("; "))),
      ($tests[] | select(.result == "failed")
       | "FAILED \(.name): \(.note); sh tests/libxl/matrix/cell \($folder | rtrimstr("/")) \(.cell)");

def table($folder):
    if .run.of == "check-fresh" then command_table
    elif .run.of == "verify-all" then base_table
    elif .run.of == "advisory" then advisory_table
    elif .run.of == "verify-advisories" then advisories_table($folder)
    elif .run.of == "matrix" then matrix_table($folder)
    else step_table($folder) end;

def tap_lines:
    def tap_name: gsub("\\s+"; " ") | gsub("#"; "\\#");
    def yaml:
        def line($key; $text): if $text then "  \($key): \($text | tojson)" else empty end;
        "  ---", "  duration_ms: \(.seconds * 1000 | round)",
        line("message"; if .result == "failed" then .note else null end),
        line("outcome"; .outcome), line("prevents"; .prevents), "  ...";
    .tests as $tests
    | [.steps[] | .step as $step
        | {name: .step, result: ({ok: "passed", "left out": "skipped"}[.answer] // "failed"),
           seconds, note: (if .answer == "ok" then null else .note end)},
          ($tests[] | select(.step == $step)
           | .name = (if .suite == $step then $step else "\($step) \(.suite)" end) + ": " + .name)]
    | "TAP version 13", "1..\(length)",
      (to_entries[] | .key as $i | .value
       | (if .result == "failed" then "not " else "" end) + "ok \($i + 1) - \(.name | tap_name)"
         + (if .result == "skipped" then " # SKIP \(.note // "" | tap_name)" else "" end),
         yaml);
