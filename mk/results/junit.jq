# SPDX-License-Identifier: LGPL-2.1-only
# Results as JUnit's XML, in the form that the xUnit plug-in of Jenkins takes.
include "results";

def attribute($name; $value): " \($name)=\"\($value | xml_text | gsub("\n"; "&#10;"))\"";

# Replaces paths of this machine by names: $places is [[PATH, NAME]...].
def elsewhere($places): reduce $places[] as $p (.; gsub($p[0]; $p[1]));
def places: [$ARGS.named.places[] | [(.[0] | gsub("(?<c>[^A-Za-z0-9/_-])"; "\\\(.c)")), .[1]]];

# GitLab shows an element's text, and only if it has none its attributes.
def element($name; $places):
    (.note // "" | elsewhere($places)) as $note
    | "<\($name)\(attribute("message"; $note | first_line))"
      + (if $note != "" then ">\($note | xml_text)</\($name)>" else "/>" end);

def testcase($class; $places):
    "<testcase\(attribute("classname"; $class))\(attribute("name"; .name | elsewhere($places)))"
    + attribute("time"; .seconds | decimal)
    + ({failed: "failure", error: "error", skipped: "skipped"}[.result] as $what
       | if $what then ">\(element($what; $places))</testcase>" else "/>" end);

def class: sub("\\.t$"; "") | gsub("\\."; "_") | gsub("/"; ".");
def number_of($result): map(select(.result == $result)) | length | tostring;
def sums: attribute("tests"; length | tostring) + attribute("failures"; number_of("failed"))
    + attribute("errors"; number_of("error"));

# A step is a suite.  In a run of verify-branch it is also a test, beside those below
# it.  A test program is not: it passes if its tests do.
def cases($of; $tests):
    .step as $step
    | (if $of != "verify-branch" and ($tests | length) > 0 then empty
       else . + {class: $of, name: $step,
                 result: ({ok: "passed", no: "failed", "not run": "error", "left out": "skipped"}[.answer])}
            | if .result == "passed" then del(.note)
              else .note = ([.note // empty] + (.rows // []) | join("\n")) end end),
      ($tests[] | .class = ([$of | select(. == "verify-branch")] + [$step, (.suite | select(. != $step))] | map(class) | join(".")));

def junit:
    places as $places | .run as $run | (.tests | group_by(.step)
        | map({key: .[0].step, value: .}) | from_entries) as $below
    | [.steps[] | {step: ., cases: [cases($run.of; $below[.step] // [])]}] as $suites
    | "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<testsuites\(attribute("name"; [$run.of, $run.branch, $run.base] | map(values) | join(" ")))"
      + "\([$suites[].cases[]] | sums)\(attribute("time"; .end.seconds | decimal))>",
      ($suites[]
       | "<testsuite\(attribute("name"; .step.step))\(.cases | sums)"
         + "\(attribute("skipped"; .cases | number_of("skipped")))\(attribute("time"; .step.seconds | decimal))"
         + "\(attribute("timestamp"; .step.began // $run.began | rtrimstr("Z")))>",
         (.cases[] | testcase(.class; $places)),
         "</testsuite>"),
      "</testsuites>";
