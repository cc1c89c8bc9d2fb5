# SPDX-License-Identifier: LGPL-2.1-only
# Runs the steps of verify-branch.  A step is not run again while its inputs stay the
# same.  Each has a log, a line on the terminal and a record in the results
# (pvh-results(5)).
#
# A step is the script steps/NAME.  It is given its name in $STEP, writes its
# log to stdout and stderr, one line for people to $NOTE, further lines for people
# to $ROWS, the records of the tests it ran, and others, to $TESTS (see
# mk/results/results.sh), what it does to mk/progress.sh, and ends with 0, 1 (the answer is no) or 2 (could not run; the last line of $NOTE
# says why).  Lines "# Uses PATH..." in it name what it sources, runs or compiles, as
# files and folders relative to the root; the files that they name have such lines,
# too.  The step runs again when one of these files has changed.

# The script that sources this sets verify, work and results_file, and reads what
# became of the steps.
# shellcheck disable=SC2034,SC2154

. mk/say.sh
. mk/progress.sh
. verify/bases.sh
. mk/results/results.sh
. mk/results/page.sh
. verify/keep.sh

# uses PATH...: these paths and those that they use, one a line.
uses() {
    used=
    while [ $# != 0 ]; do
        case " $used " in
        *" $1 "*) ;;
        *)
            used="$used $1"
            set -- "$@" $(grep -r -h -s '^# Uses ' "$1" | cut -c 8-)
            ;;
        esac
        shift
    done
    printf '%s\n' $used
}

# files PATH...: the files in these paths and in those that they use.  A *.t or a
# README counts only if a line names it.
files() {
    uses "$@" | while read -r path; do
        if [ -d "$path" ]; then
            find "$path" -type f ! -name '*.t' ! -name README
        else
            echo "$path"
        fi
    done | sort -u
}
# content PATH...: a checksum of these files.
content() { files "$@" | xargs cat 2>/dev/null | sha; }

lasting() { # START: "12.3s" since then
    t=$(took "$1")
    echo "${t%?}s"
}

# Did the disk run full in the step?  A failure for that reason is not a "no".
disk_full() {
    grep -q -s -i -E 'no space left on device|disk quota exceeded' "$log" "$NOTE" && return
    ! head -c 100000 /dev/zero 2>/dev/null >"$work/tmp/probe" || { rm -f "$work/tmp/probe"; return 1; }
}

# step NAME OUTPUT KEY...: run a step, unless it ran with the same KEYs, what it uses
# is the same, and its OUTPUT exists.
# $rc: its status.  $key: a checksum of what it depends on.
step() { step_by "$verify/steps/$1" "$@"; }

# step_by SCRIPT NAME OUTPUT KEY...: the same with another script; NAME may have blanks
step_by() {
    script=$1 STEP=$2 output=$3
    shift 3
    step_file=$(echo "$STEP" | tr ' ' /)
    stamp=$work/stamps/$step_file
    log=$work/logs/$step_file.log
    NOTE=$work/tmp/note ROWS=$work/tmp/rows TESTS=$work/tmp/tests WENT_ON=$work/tmp/went-on
    key=$({ printf '%s\n' "$STEP" "$@"; content "${script#"$ROOT"/}"; } | sha)
    export STEP NOTE ROWS TESTS WENT_ON STEP_KEY="$key" STEP_LOG="$log"
    begin
    progress_folder=$work/tmp
    begin_progress "$STEP"
    rm -f "$NOTE" "$ROWS" "$TESTS" "$WENT_ON"
    if [ "$output" != always ] && [ -e "$output" ] && as_before; then
        rc=0
        end_progress
        ended
        return 0
    fi
    rm -f "$stamp"
    : >"$NOTE"
    : >"$ROWS"
    : >"$TESTS"
    run_child sh -c 'exec sh "$1" >"$0" 2>&1' "$log" "$script"
    rc=$?
    end_progress
    note=$(tail -n 1 "$NOTE")
    [ $rc = 0 ] || ! disk_full 2>/dev/null || rc=full
    case $rc in
    0)
        result ok "$note"
        printf '%s\n' "$record" >"$NOTE" && keep "$stamp" "$key" "$NOTE" "$TESTS"
        ;;
    full)
        rc=2
        result 'not run' "a disk is full, that of $(shown "$work") or that of ${TMPDIR:-/tmp}; make room and run it again"
        ;;
    1) result no "$note" ;;
    2) result 'not run' "$note" ;;
    *) # A signal, or an error of the shell: this is not a "no".
        note="ended with status $rc"
        rc=2
        result 'not run' "$note"
        ;;
    esac
    ended
    return 0
}

# as_before: $record and $TESTS are what the step's stamp holds, if it is of $key.
as_before() {
    kept "$stamp" "$key" >"$work/tmp/kept" &&
        record=$(sed -n 1p "$work/tmp/kept" | timed_jq -c \
            --arg log "$(log_path)" 'select(.record == "step") | .before = true | .looked = $seconds | .log = $log' 2>/dev/null) &&
        [ -n "$record" ] && sed 1d "$work/tmp/kept" >"$TESTS"
}

# log_path: the step's log, from the folder of the results on
log_path() {
    case $log in
    "${results_file%/*}"/*) echo "${log#"${results_file%/*}"/}" ;;
    *) echo "../${log#"$work"/}" ;;
    esac
}

# result ANSWER NOTE: set $record to the step's record, with what the step wrote to
# $ROWS and $TESTS.
result() {
    record=$(plain 2>/dev/null <"$ROWS" | timed_jq -R -s -c --arg step "$STEP" --arg answer "$1" \
        --arg note "$(printf '%s' "$2" | plain)" --arg key "$key" --arg log "$(log_path)" \
        --slurpfile tests "$TESTS" 'include "results";
        step_record($step; $answer; $note)
        + {rows: (rtrimstr("\n") | if . == "" then [] else split("\n") end), $key, $log}
        # Facts, and the patches of a queue, are no tests.
        + ($tests | map(select(.record == "test" or (.record == "patch" and .group == null)))
           | if . == [] then {} else {counts: counted} end)
        + if ($ENV.MACHINE // "") == "" then {} else {machine: $ENV.MACHINE} end')
    [ -n "$record" ] || die "$STEP: its result cannot be written; see $(shown "$log")"
}

# ended: the rest of the step's line on the terminal; its record, and those of its
# tests, into the results.
ended() {
    printf '%s\n' "$record" | results_jq -r --arg folder "$(shown "${results_file%/*}")/" --arg on "$(sed '$!s/$/;/' "$WENT_ON" 2>/dev/null | tr '\n' ' ')" \
        'include "results"; include "print"; "\(.step | left(12)) \(step_line($folder))" + if $on == "" then "" else "; " + ($on | rtrimstr(" ")) end'
    { printf '%s\n' "$record" && cat "$TESTS"; } 2>/dev/null >>"$results_file" || whole_file=n
    case $rc in
    1) answer=1 ;;
    2) unable=2 ;;
    esac
    [ "$STEP" != "${UNTIL:-}" ] || verdict
}

left_out() { # STEP WHY
    STEP=$1 key='' log='' TESTS=/dev/null ROWS=/dev/null WENT_ON=/dev/null rc=0
    begin
    result 'left out' "$2"
    record=$(printf '%s\n' "$record" | results_jq -c 'del(.key, .log, .rows)')
    ended
}

# steps_of_queue: the steps of a run with a clone, in order
steps_of_queue() {
    echo generate export apply build-old ${EACH:+each} build-new hypervisor arch abi records places callers guard \
        matrix host build-rest
}

# in_use OUT/BRANCH/trees/N: is a base of the branch built in these trees?
in_use() { find "${1%/*/*}" -maxdepth 2 -name build -lname "../trees/${1##*/}/new" | grep -q .; }

# one_of WORD WORD...: is the first among the others?
one_of() {
    word_asked=$1
    shift
    for one in "$@"; do [ "$one" != "$word_asked" ] || return 0; done
    return 1
}

# ---- the end of a run ----
#
# The script has $results_file, $run_start and $whole_file (y until it could not be
# written), and $answer and $unable, which step sets.

# close_results: write the last record, and make results.tap, junit.xml and report.html.
# Status 3: the results are whole, but one of the others could not be made from them
close_results() {
    word=ok
    [ $unable = 0 ] || word='not run'
    [ $answer = 0 ] || word=no
    [ $whole_file = y ] && end_run "$results_file" "$run_start" "$word" || return 1
    write_reports "$results_file" || return 3
}
# kept_of_results FILE: what is kept of them.  Another base with the same trees has another
# commit.
kept_of_results() { sed 1d "$1" | grep -v -F '"name":"commit of the base"'; }
# write_reports FILE: make the others beside it
write_reports() {
    report tap "$1" >"${1%/*}/results.tap" &&
        report junit "$1" >"${1%/*}/junit.xml" &&
        write_page "$1"
}
# show_results WHO [quiet]: close them and print the table
show_results() {
    unmade=$(close_results 2>&1)
    case $? in
    0) unmade= ;;
    3) [ -n "$unmade" ] || unmade='no reason was given' ;;
    *) whole_file=n unmade= ;;
    esac
    if printf '%s' "$unmade" | grep -q -i -E 'no space left|disk quota|read-only'; then
        whole_file=n unmade=
    fi
    if [ -z "${2:-}" ]; then
        echo
        report table "$results_file" || [ $whole_file = n ] || unable=2
    fi
    if [ $whole_file = n ]; then
        complain "$1" "$(shown "$results_file") could not be written: disk full or read-only?"
        unable=2
    elif [ -n "$unmade" ]; then
        complain "$1" "results.tap, junit.xml or report.html could not be made from $(shown "$results_file"): $(printf '%s\n' "$unmade" | head -n 1)"
        unable=2
    fi
}
# end_with WHO WHAT GOOD ABOUT: the last line, which is GOOD if all holds, and the status
end_with() {
    page=${results_file%/*}/report.html
    [ ! -e "$page" ] || echo "$1: all of it as a page: $(shown "$page")"
    if [ $answer = 1 ]; then
        echo "$1: $2: NO, see the table$4"
        exit 1
    elif [ $unable = 2 ]; then
        echo "$1: $2: could not run, see the table$4" >&2
        exit 2
    fi
    echo "$1: $3"
    exit 0
}

shown() { # PATH as the user may type it
    case $1 in "$ROOT"/*) echo "${1#"$ROOT"/}" ;; *) echo "$1" ;; esac
}

# jobs_of_make [alone]: what of MAKEFLAGS says how many jobs may run: make's jobserver if
# there is one, else as many as there are processors.  With alone, of a make whose jobserver
# cannot be reached: only a number that was given, or nothing.  Other arguments of make's
# command line are not passed to Xen's makefiles.
jobs_of_make() {
    jobs=
    for word in ${MAKEFLAGS:-}; do
        case $word in
        --) break ;;
        -j[0-9]*) jobs="$jobs $word" ;;
        -j* | --jobserver-*) [ -n "${1:-}" ] || jobs="$jobs $word" ;;
        esac
    done
    if [ -n "${1:-}" ]; then echo "$jobs"; else echo "${jobs:- -j$(nproc)}"; fi
}
