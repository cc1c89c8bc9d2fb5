# SPDX-License-Identifier: LGPL-2.1-only
# Runs the steps of verify-branch: each once for the same content, each with a
# log, a line on the terminal and a row in the table.
#
# A step is the script steps/NAME.  It is given its name in $STEP, writes its
# log to stdout and stderr, one line for people to $NOTE, further rows of the
# table to $ROWS, and ends with 0, 1 (the answer is no) or 2 (could not run;
# the last line of $NOTE says why).  What it sources, runs or compiles stands in
# lines "# Uses PATH...", files and folders from the root on, here and in the files
# that are used: it runs again when one of them has changed.

. mk/say.sh

now() { # hundredths of a second, without starting a program
    read -r up _ </proc/uptime
    echo "${up%.*}${up#*.}"
}

sha() { sha256sum | cut -c 1-64; }

# uses PATH...: these and what they say they use, one a line.
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

# files PATH...: the files of these and of all that they use.  What make check runs,
# and what is for people to read, counts only if it is named itself.
files() {
    uses "$@" | while read -r path; do
        if [ -d "$path" ]; then
            find "$path" -type f ! -name '*.t' ! -name README
        else
            echo "$path"
        fi
    done | sort -u
}
# content PATH...: the identity of what is in them.
content() { files "$@" | xargs cat 2>/dev/null | sha; }

# keep FILE ID FILE...: FILE is what the others hold, under ID, and can be believed.
keep() {
    into=$1 id=$2
    shift 2
    { echo "$id"; cat "$@" | sha; cat "$@"; } >"$into.$$" && mv "$into.$$" "$into"
}
# kept FILE ID: prints what is in it, if it is of this ID and as it was written.
kept() {
    [ -s "$1" ] && [ "$(sed -n 1p "$1")" = "$2" ] &&
        [ "$(sed -n 2p "$1")" = "$(sed 1,2d "$1" | sha)" ] && sed 1,2d "$1"
}

lasting() { # START: "12.3s" since then
    t=$(($(now) - $1))
    echo "$((t / 100)).$((t / 10 % 10))s"
}

# Did the disk run full in the step?  What failed for that is nobody's answer.
disk_full() {
    grep -q -s -i -E 'no space left on device|disk quota exceeded' "$log" "$NOTE" && return
    ! head -c 100000 /dev/zero 2>/dev/null >"$work/tmp/probe" || { rm -f "$work/tmp/probe"; return 1; }
}

# step NAME OUTPUT KEY...: run it, or find that it ran with the same KEYs, what it
# uses is the same, and it still has its OUTPUT.
# $rc: its status.  $key: the identity of what it did.
step() {
    STEP=$1 output=$2
    shift 2
    stamp=$work/stamps/$STEP
    log=$work/logs/$STEP.log
    NOTE=$work/tmp/note ROWS=$work/tmp/rows
    export STEP NOTE ROWS
    key=$({ printf '%s\n' "$STEP" "$@"; content "verify/steps/$STEP"; } | sha)
    begin=$(now)
    printf '%-12s ' "$STEP"
    if [ "$output" != always ] && [ -e "$output" ] &&
        kept "$stamp" "$key" >"$work/tmp/kept"; then
        rc=0
        sed 1d "$work/tmp/kept" >"$ROWS"
        result 'ok, as before' "$(sed -n 1p "$work/tmp/kept")"
        return 0
    fi
    rm -f "$stamp" "$NOTE" "$ROWS"
    : >"$NOTE"
    : >"$ROWS"
    run_child sh -c 'exec sh "$1" >"$0" 2>&1' "$log" "$verify/steps/$STEP"
    rc=$?
    note=$(tail -n 1 "$NOTE")
    [ $rc = 0 ] || ! disk_full 2>/dev/null || rc=full
    case $rc in
    0)
        printf '%s\n' "$note" >"$NOTE" && keep "$stamp" "$key" "$NOTE" "$ROWS"
        result ok "$note"
        ;;
    full)
        rc=2
        result 'not run' "a disk is full, the one of $(shown "$work") or of ${TMPDIR:-/tmp}; make room and run it again; see $(shown "$log")"
        ;;
    1) result no "$note; see $(shown "$log")" ;;
    2) result 'not run' "$note; see $(shown "$log")" ;;
    *) # A signal, or the shell itself: say so, this is nobody's answer.
        result 'not run' "ended with status $rc; see $(shown "$log")"
        rc=2
        ;;
    esac
    return 0
}

# in_use OUT/BRANCH/trees/N: a base of the branch is built in these trees.
in_use() { find "${1%/*/*}" -maxdepth 2 -name build -lname "../trees/${1##*/}/new" | grep -q .; }

# recorded_of BRANCH: the base that its records are of.
recorded_of() {
    sed -n 's/^# Facts about libxenlight of \(.*\), found .*/\1/p' "tests/libxl/records/$1/old" 2>/dev/null
}

# newest_release BRANCH: the newest release among the bases of its plan.
newest_release() {
    sed -n 's/^# base //p' "series-$1/series" 2>/dev/null | tr ' \t' '\n\n' | grep '^RELEASE-' | sort -V | tail -n 1
}

left_out() { # STEP WHY
    printf '%-12s %-14s %7s  %s\n' "$1" 'left out' '' "$2" | tee -a "$work/tmp/table"
}

shown() { # PATH as the user may type it
    case $1 in "$ROOT"/*) echo "${1#"$ROOT"/}" ;; *) echo "$1" ;; esac
}

# result WORD NOTE: the line's rest, and the table's row.
result() {
    spent=$(lasting "$begin")
    said=$(printf '%s' "$2" | plain)
    printf '%-14s %7s  %s\n' "$1" "$spent" "$said"
    {
        printf '%-12s %-14s %7s  %s\n' "$STEP" "$1" "$spent" "$said" &&
            { [ ! -s "$ROWS" ] || sed -e 's/^/             /' "$ROWS" | plain; }
    } 2>/dev/null >>"$work/tmp/table" || whole_table=n
    case $rc in
    1) answer=1 ;;
    2) unable=2 ;;
    esac
    [ "$STEP" != "${UNTIL:-}" ] || verdict
}
