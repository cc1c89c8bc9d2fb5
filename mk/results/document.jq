# SPDX-License-Identifier: LGPL-2.1-only
# The records of a results file as one document, from which the page is made as well:
# document.schema.json describes it.
include "results";

# Paths of this machine become names: $ARGS.named.places is [[PATH, NAME]...], and
# nothing else of the machine is in a record.
def elsewhere: reduce $ARGS.named.places[] as $p (.; if contains($p[0]) then split($p[0]) | join($p[1]) else . end);
def anywhere:
    if type == "string" then elsewhere
    elif type == "array" then map(anywhere)
    elif type == "object" then map_values(anywhere)
    else . end;

# A test without what its step says of it.
def below($step): del(.record, .step) | if .suite == $step then del(.suite) else . end;

# The id of a requirement that a cell of the matrix belongs to.
def cell_of: (split(":") + ["", "", "", "", "", ""]) | {id: .[0], case: .[1], caller: .[2], build: .[3], library: .[4], tool: .[5]};

# Where the tests are that show a requirement, by the file that docs/requirements.md names:
# a step, and a suite of it if not all of the step.
def shown_in:
    if test("^verify/abi/") then {step: "abi"}
    elif test("^verify/steps/") then {step: ltrimstr("verify/steps/")}
    elif test("^tests/libxl/callers/") then {step: "callers"}
    elif test("^tests/libxl/compat/accessor") then {step: "guard", suite: "tests/libxl/compat/accessor.t", without_clone: "compat"}
    elif test("^tests/libxl/compat/guard") then {step: "guard", suite: "tests/libxl/compat/guard.t"}
    elif test("^tests/libxl/matrix/") then {step: "matrix", cells: true}
    elif test("^host/life") then {step: "host", suite: .}
    elif test("^series-[^/]*/series$") then {step: "apply", branch: capture("^series-(?<b>[^/]*)/").b}
    else null end;

def together:
    if index("no") then "no"
    elif index("ok") and index("not run") then "in part"
    elif index("ok") then "ok"
    elif index("not run") then "not run"
    else "elsewhere" end;

# What came of some tests.
def came: counted | if .failed > 0 then "no" elif .passed > 0 then "ok" else "not run" end;

# Those tests of a step that carry a requirement's id in their names, as a4_... does, with
# those that fail and carry none; or all, if none carries it.
def of_id($id):
    def carries($what): .name // "" | ascii_downcase | test("(^|[^a-z0-9])\($what)_");
    if any(.[]; carries($id | ascii_downcase)) then
        map(select(carries($id | ascii_downcase) or (.result == "failed" and (carries("(a|no|on|b|k)[0-9]+") | not))))
    else . end;

# The branches that a sentence is about, as in "On 4.8 and 4.9 ..." or "... (4.8 and 4.9).",
# or null.
def about:
    (capture("(\\b[Oo]n |\\()(?<these>4\\.[0-9]+( and 4\\.[0-9]+)*)\\b") // null)
    | if . then .these | split(" and ") else null end;

# The requirement with what this run says of it: its cells in the matrix, and what
# shown_by names.  "elsewhere": no test of it is part of such a run.
def judged($d; $cells; $steps):
    . as $r | ($r.shown_by | shown_in) as $in
    | ($cells[$r.id] // []) as $of
    | (if $in == null or $in.cells or ($in.branch and $in.branch != $d.run.branch) then null
       else $steps[$in.step] // $steps[$in.without_clone // ""] end) as $step
    | (if $step == null or $step.answer == "left out" or $step.answer == "not run" then []
       elif $step.step != $in.step or $in.suite == null then $step.tests | of_id($r.id)
       else [$step.tests[] | select((.suite | tostring) as $s | [$in.suite, ($in.suite | sub("^host/life/"; "host/life-arm/"))] | index($s))] end) as $tests
    | [(if $of == [] then empty else $of | came end),
       (if $tests != [] then $tests | came
        elif $step == null then empty
        elif $in.suite and ($step.answer == "ok" or $step.answer == "no") then "not run"
        else $step.answer | if . == "left out" then "not run" else . end end),
       # A step that this run should have, and did not reach.
       (if $step == null and $in and $of == [] and ($in.branch == null or $in.branch == $d.run.branch) then "not run" else empty end)]
      as $answers
    | (.asks | about) as $branches
    | ($branches != null and ($branches | index([$d.run.branch])) == null) as $foreign
    | {id, part, asks, shown_by,
       answer: ($answers | if $foreign then map(select(. == "no")) else . end | together),
       cells: ($of | counted), tests: ($tests | counted)}
    + (if $step then {step: $step.step} else {} end)
    + (if $branches then {$branches} else {} end);

# Of another file, whose lies beside that of $run, what its page says of it; nothing of
# another base or of one that has no end.
def other_run($run):
    if .damage or (.run.of == "verify-branch" and (.run.arch // "amd64") == "amd64") then empty else
    {what: (if .run.of == "verify-branch" then .run.arch
            elif .run.of == "verify-advisories" then "all advisories"
            elif .run.of == "advisory" then "advisory \(.run.name)"
            elif .run.of == "boot-branch" then "real Xen, under emulation"
            else "the shim from \(.run.base // "a file")" end),
     path: $ARGS.named.path, run: (.run | del(.record)), answer: .end.answer, seconds: .end.seconds,
     steps: (if .run.of == "verify-advisories" then [] else [.steps[] | {step, answer, seconds, note}] end),
     tests: (if .run.of == "boot-branch" then [.tests[] | below(.step)] else [] end),
     bases: [.bases[] | select(.branch == $run.branch and .base == $run.base) | del(.record)]}
    | if (.run.of | . == "verify-advisories" or . == "advisory") and .bases == [] then empty
      elif (.run.of | IN("verify-branch", "boot-branch")) and (.run.branch != $run.branch or .run.base != $run.base) then empty
      elif .run.of | IN("verify-branch", "verify-advisories", "advisory", "shim", "boot-branch") then . else empty end
    end;

def document:
    {report: 1, run: (.run | del(.record)), answer: .end.answer, seconds: .end.seconds} as $d
    | (.tests | group_by(.step) | map({key: .[0].step, value: .}) | from_entries) as $below
    | [.steps[] | .step as $step | del(.record) + {tests: [($below[$step] // [])[] | below($step)]}] as $steps
    | ($steps | map({key: .step, value: .}) | from_entries) as $by_name
    | ([.tests[] | select(.cell) | . + {id: (.cell | split(":")[0])}] | group_by(.id)
       | map({key: .[0].id, value: .}) | from_entries) as $cells
    | $d + {
        steps: $steps,
        requirements: [.requirements[] | judged($d; $cells; $by_name)],
        layouts: [.layouts[] | del(.record)],
        patches: [.patches[] | del(.record)],
        texts: [.texts[] | del(.record)],
        facts: [.facts[] | del(.record)],
        bases: [.bases[] | del(.record)],
        others: $ARGS.named.others
      }
    | anywhere;
