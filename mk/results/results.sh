# SPDX-License-Identifier: LGPL-2.1-only
# Uses mk/results/results.jq mk/results/tap.jq
# Writing and reading results, for scripts; see README.  To be sourced in the
# repository's root, or with ROOT set to it.

# results_jq ARGUMENT...: jq with the modules of this folder
results_jq() { jq -L "${ROOT:-.}/mk/results" "$@"; }

# ticks: set $ticks to the time, in hundredths of a second, without starting a program
ticks() {
    read -r ticks _ </proc/uptime
    ticks=${ticks%.*}${ticks#*.}
}

# begin: begin a run or a step: $began is the time now, $start is for took
begin() {
    began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    ticks
    start=$ticks
}

# took START: the seconds since START
took() {
    ticks
    printf '%d.%02d\n' $(((ticks - $1) / 100)) $(((ticks - $1) % 100))
}

# timed_jq ARGUMENT...: results_jq with the $began and $seconds of what began last
timed_jq() { results_jq --arg began "$began" --argjson seconds "$(took "$start")" "$@"; }

# begin_run FILE OF [MEMBERS]: begin a run and its results file.  MEMBERS is an
# object of more members for its record.
begin_run() {
    begin
    [ $# -gt 2 ] || set -- "$1" "$2" '{}'
    results_jq -n -c --arg of "$2" --arg began "$began" --argjson members "$3" \
        '{record: "run", $of, $began} + $members' >"$1"
}

# fact NAME VALUE: the record of a fact, of the step or, outside of one, of the run
fact() {
    results_jq -n -c --arg step "${STEP:-}" --arg name "$1" --arg value "$2" \
        '{record: "fact"} + (if $step == "" then {} else {$step} end) + {$name, $value}'
}
# sums_of WHAT PREFIX: a fact for each library of a prefix that is compared: its checksum
sums_of() {
    for name in libxenlight libxlutil libxenctrl libxenguest libxenstore; do
        [ ! -e "$2/lib/$name.so" ] ||
            fact "$name, $1, SHA-256" "$(sha256sum <"$2/lib/$name.so" | cut -c 1-64)" || return
    done
}

# end_run FILE START ANSWER: write the last record
end_run() {
    results_jq -n -c --arg answer "$3" --argjson seconds "$(took "$2")" \
        '{record: "end", $answer, $seconds}' >>"$1"
}

# answer_of FILE: the answer that follows from its steps or bases
answer_of() { results_jq -n -R -r 'include "results"; results | answer' "$1"; }

# tests_of_tap STEP SUITE TAP [SECONDS]: the records of the tests in a file of TAP;
# SECONDS is a file with the time of each, for TAP without times.
# Status 1: there are no tests, no plan, not as many tests as planned, or one without
# its time.
tests_of_tap() {
    results_jq -n -R -c --arg step "$1" --arg suite "$2" \
        --slurpfile seconds "${4:-/dev/null}" 'include "tap"; tap | with_seconds($seconds)
        | (.tests[] | {record: "test", step: $step, suite: $suite, seconds: 0} + .),
          if .tests == [] or .plan != (.tests | length) or any(.tests[]; .seconds == null) then
              null | halt_error(1) else empty end' "$3" 2>/dev/null
}

# tests_of_results STEP RESULTS: the records of the tests in another results file,
# each of whose steps becomes a suite of this one.
tests_of_results() {
    results_jq -n -R -c --arg step "$1" --arg file "$2" 'include "results";
        results | whole($file) | .tests[] | .step = $step' "$2"
}

# count_tests FILE: "N passed, N failed, N skipped" of the test records in it
count_tests() { results_jq -r -s 'include "results"; counted | count_text' "$1"; }

# any_ran FILE: does it have a test that was not skipped?
any_ran() { results_jq -s -e 'any(.[]; .result != "skipped")' "$1" >/dev/null; }

# rows_of_tests FILE: the failed and skipped ones, a line each for people
rows_of_tests() {
    results_jq -r 'include "results";
        if .result == "failed" then failed_line
        elif .result == "skipped" then test_line else empty end' "$1"
}

# seconds_of_check XML: the tests' times, which Check writes only into its XML log;
# the time of the whole run is indented less there
seconds_of_check() { sed -n 's,^      <duration>\(.*\)</duration>$,\1,p' "$1"; }

# report table | tap | junit | count FILE: prints a results file.  For a damaged one
# the table has what can be read.
report() (
    [ -r "$2" ] || { echo "results: $2: cannot be read" >&2; exit 2; }
    folder=${2%"${2##*/}"}
    case $1 in
    table)
        results_jq -n -r -R --arg folder "${folder#"${ROOT:-.}/"}" --arg file "${2#"${ROOT:-.}/"}" 'include "results"; include "print"; results
            | table($folder), if .damage then whole($file) else empty end' "$2"
        ;;
    tap)
        results_jq -n -r -R --arg file "${2#"${ROOT:-.}/"}" 'include "results"; include "print"; results | whole($file) | tap_lines' "$2"
        ;;
    junit)
        results_jq -n -r -R --arg file "${2#"${ROOT:-.}/"}" \
            --argjson places "$(machine_places)" 'include "results"; include "junit"; results | whole($file) | junit' "$2"
        ;;
    count)
        results_jq -n -r -R --arg file "${2#"${ROOT:-.}/"}" 'include "results";
            results | whole($file) | totals | count_text' "$2"
        ;;
    *) echo "results: $1: not table, tap, junit, count, html, json, callers or memory" >&2; exit 2 ;;
    esac
)

# Paths of this machine and what replaces them in JUnit, the longest first.
machine_places() {
    {
        pwd
        printf '%s\n' "${ROOT:-}" "${XEN:-} XEN" "${TMPDIR:-/tmp} TMPDIR" "${LIBVIRT:-} LIBVIRT"
        [ "${HOME:-/}" = / ] || printf '%s\n' "$HOME HOME"
    } | results_jq -n -R -c '[inputs | select(startswith("/")) | capture("^(?<path>.*?)( (?<name>[A-Z]+))?$")
        | select(.path != "/") | if .name then [.path, .name] else [.path + "/", ""], [.path, "."] end]
        | unique | sort_by(-(.[0] | length))'
}
