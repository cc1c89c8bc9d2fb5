# SPDX-License-Identifier: LGPL-2.1-only
# Shows what a long command does, and how far it is: on a terminal in one line that is
# rewritten, elsewhere as a plain line after 25 seconds without one.  To be sourced.
#
#     begin_progress NAME     # NAME begins the line; a file is made in $progress_folder
#     begin_progress NAME DIR # the same, with a file in DIR for each that runs
#     progress WHAT [N [M]]   # what is being done now: "WHAT N of M"
#     say_line TEXT           # a line of the script's own in between
#     end_progress            # nothing of it stays on the terminal; also in traps
#
# N is a number, or what is counted while it grows: "calls K FILE" for the compilers that
# make wrote to a log, but for the first K; "lines FILE" for what it lists; "tests
# FILE" for those in TAP, or in all *.tap of a folder.  M is left out where it is not known.
#
# What is being done is in the file $BPQ_PROGRESS, which programs that are started write,
# too (tools/verbs/progress.h, tests/libxl/matrix).  A command that gets this variable
# from its caller shows nothing itself: the caller shows it, with $BPQ_PROGRESS_IN, the
# names of the commands and steps in between.
# For tests, BPQ_PROGRESS_SECONDS is how long nothing is written into a pipe (default 25);
# with 0 the line is looked at all the time.
teller='' progress_file='' erase='' progress_before=${BPQ_PROGRESS_IN:-}

# rewrites: can the line on standard output be rewritten?
rewrites() { [ -t 1 ] && [ "${TERM:-dumb}" != dumb ]; }

begin_progress() { # NAME [DIR]
    progress_before=${BPQ_PROGRESS_IN:-}
    if [ -n "${BPQ_PROGRESS:-}" ]; then
        BPQ_PROGRESS_IN=${progress_before:+$progress_before }$1
        export BPQ_PROGRESS_IN
        progress
        return
    fi
    progress_file=''
    [ $# = 2 ] || progress_file=$(mktemp "${progress_folder:-${TMPDIR:-/tmp}}/progress.XXXXXX" 2>/dev/null) || :
    export BPQ_PROGRESS="${2:-${progress_file:-/dev/null}}" BPQ_PROGRESS_IN=
    erase=
    ! rewrites || erase=$(printf '\r\033[K')
    # A lock of the script's is not held any longer than the script runs.
    tell_progress "$1" $$ 9>&- &
    teller=$!
}

progress() { # WHAT N M
    [ -z "${BPQ_PROGRESS:-}" ] ||
        printf '%s\t%s\t%s\t%s\n' "${BPQ_PROGRESS_IN:-}" "${1:-}" "${2:-}" "${3:-}" >"$BPQ_PROGRESS" 2>/dev/null || :
}

end_progress() {
    if [ -z "$teller" ]; then
        BPQ_PROGRESS_IN=$progress_before
        return 0
    fi
    # A process that has just been made loses another signal, if the script has a trap for
    # it.  What it leaves is a sleep of a second.
    kill -KILL "$teller" 2>/dev/null || :
    wait "$teller" 2>/dev/null || :
    [ -z "$progress_file" ] || rm -f "$progress_file"
    printf '%s' "$erase"
    unset BPQ_PROGRESS BPQ_PROGRESS_IN
    teller='' progress_file='' erase=''
}

# erase_line: what a script that was killed shows does not stay on the terminal
erase_line() { ! rewrites || printf '\r\033[K'; }

# compiler_calls FILE: how many compilers make has started, as its log has it
compiler_calls() { grep -c -s -e ' -c ' "$1"; }

say_line() { printf '%s%s\n' "$erase" "$*"; }

# The rest is the process that shows it.

# progress_of FILE: what is being done, as one line.  Status 1: it is being written.
progress_of() {
    inside='' what='' count='' all=''
    # An empty field is one, too, so the tabs are no white space here.
    IFS= read -r state <"$1" 2>/dev/null || return
    for field in inside what count all; do
        eval "$field=\${state%%\$tab*}"
        case $state in *"$tab"*) state=${state#*"$tab"} ;; *) state= ;; esac
    done
    case $count in
    'calls '*)
        count=${count#calls }
        count=$(($(compiler_calls "${count#* }") - ${count%% *}))
        ;;
    'lines '*) count=$(grep -c '' "${count#lines }" 2>/dev/null) ;;
    'tests '*)
        count=${count#tests }
        [ ! -d "$count" ] || set -- "$count"/*.tap
        [ -d "$count" ] || set -- "$count"
        count=$(cat "$@" 2>/dev/null | grep -c -E '^(not )?ok ')
        ;;
    esac
    # What was counted may be more than was known before.
    [ "${all:-0}" -ge "${count:-0}" ] 2>/dev/null || all=
    said=$what${count:+ $count}${all:+ of $all}
    printf '%s' "$inside${inside:+${said:+: }}$said"
}

# shown_progress: of all that run, with semicolons
shown_progress() {
    if [ -d "$BPQ_PROGRESS" ]; then
        for file in "$BPQ_PROGRESS"/*; do progress_of "$file" && echo; done | sed -e '$!s/$/;/' | tr '\n' ' ' | sed 's/ $//'
    else
        progress_of "$BPQ_PROGRESS"
    fi
}

# tell_progress NAME PID: show it while the process PID is there
tell_progress() {
    trap '' PIPE
    exec 2>/dev/null # nobody may be there to read it
    tab=$(printf '\t') silence=${BPQ_PROGRESS_SECONDS:-25} tick=1
    [ "$silence" != 0 ] || tick=0.1
    exec 7>&1
    uptime_seconds
    began=$seconds written=$seconds changed=$seconds before='' text=''
    while :; do
        sleep $tick >/dev/null 2>&1 7>&-
        kill -0 "$2" 2>/dev/null || break
        uptime_seconds
        if [ -n "$erase" ]; then
            now_doing
            columns=$(stty size <&7 2>/dev/null)
            columns=${columns#* }
            case $columns in '' | 0 | *[!0-9]*) columns=80 ;; esac
            printf '%s%.*s' "$erase" $((columns - 1)) "$(printf '%-12s %s' "$1" "$text")"
        elif [ $((seconds - written)) -ge "$silence" ]; then
            now_doing
            printf '%s: %s\n' "$1" "$text" 2>/dev/null
            written=$seconds
        fi
    done
    [ -z "$progress_file" ] || rm -f "$progress_file"
}
# now_doing: set $text
now_doing() {
    doing=$(shown_progress) || doing=$before
    if [ "$doing" != "$before" ]; then
        before=$doing changed=$seconds
    fi
    text=$doing${doing:+, }$((seconds - began))\ s
    # How long the same test or compiler runs.
    [ $((seconds - changed)) -lt 20 ] || [ "$changed" = "$began" ] || text="$text (this for $((seconds - changed)) s)"
}
# uptime_seconds: set $seconds to the time, without starting a program
uptime_seconds() {
    read -r seconds _ </proc/uptime
    seconds=${seconds%%.*}
}
