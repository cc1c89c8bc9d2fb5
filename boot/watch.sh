# SPDX-License-Identifier: LGPL-2.1-only
# Waits for a machine that boot/run has started, as long as it gets on: judged by the
# processor time that it has taken, so that a busy machine fails nothing.  To be sourced.

# shellcheck disable=SC2154 # $child, $out, $patience, $memory are boot/run's

# cpu_seconds: what the emulator has taken so far
cpu_seconds() {
    ticks=$(sed 's/.*) //' "/proc/$child/stat" 2>/dev/null | awk '{ print $12 + $13 }')
    echo $((${ticks:-0} / $(getconf CLK_TCK)))
}
# size_of FILE...: bytes in all of them
size_of() { cat -- "$@" 2>/dev/null | wc -c; }

# heard: bytes that were said.  What a kernel says of not getting on is no getting on: it
# does so again and again.
stuck='soft lockup|self-detected stall|detected stalls|blocked for more than'
heard() {
    cat -- "$out/serial" "$out/share/output" "$out/share/said" "$out"/share/logs/* 2>/dev/null |
        sed -E "/$stuck/,/<\\/TASK>/d" | wc -c
}

# show: what the command has written since the last time
show() {
    now=$(size_of "$out/share/output")
    [ "$now" = "$shown" ] || { tail -c +$((shown + 1)) "$out/share/output" | head -c $((now - shown)); shown=$now; }
}

said() { sed -n "s/^$1 *//p" "$out/share/said" 2>/dev/null | tail -n 1; }
# how_far: the last thing that is known, in words
how_far() {
    case $(tail -n 1 "$out/share/said" 2>/dev/null) in
    up) echo 'while dom0 started the daemons' ;;
    started) echo 'while the command ran' ;;
    ended*) echo 'after the command, while it went off' ;;
    *) if [ -s "$out/serial" ]; then echo 'while it booted'; else echo 'before it said anything'; fi ;;
    esac
}
last_words() { # what the serial line had at last
    tr -d '\r' <"$out/serial" | grep . | tail -n 3 | tr '\n' '|' | cut -c 1-300
}

# why_not STATUS: why qemu ended, from what it wrote
why_not() {
    case $(cat "$out/qemu") in
    *"doesn't support requested feature"*)
        echo 'this qemu emulates no SVM with nested paging, without which there are no PVH guests; install qemu 7.2 or later'
        ;;
    *'cannot set up guest memory'*) echo "qemu does not get the $memory MB of --memory here; make room, or ask for less" ;;
    *) echo "qemu ended with status $1, $(how_far): $(grep . "$out/qemu" | tail -n 1 | grep . || echo 'it wrote nothing')" ;;
    esac
}

# watch: until the machine is off; ends the script
watch() {
    shown=0 before=-1 at=0 asked=
    while kill -0 $child 2>/dev/null; do
        sleep 1
        show
        spoken=$(heard)
        spent=$(cpu_seconds)
        if [ "$spoken" != "$before" ]; then
            before=$spoken at=$spent asked=
        elif [ $((spent - at)) -lt "$patience" ]; then
            :
        elif [ -z "$asked" ] && grep -q -x started "$out/share/said"; then
            # The command may have more guests to try.
            : >"$out/share/give-up"
            asked=y at=$spent
        else
            end_child
            show
            echo hung >"$out/end"
            [ -z "$(said ended)" ] || { complain boot "the machine did not go off after the command, and was ended"; exit "$(said ended)"; }
            die "nothing was said in $patience seconds of processor time, $(how_far); the last lines: $(last_words); see $out/serial"
        fi
    done
    wait $child
    rc=$?
    child=
    show
    status=$(said ended)
    [ -z "$status" ] || exit "$status"
    failed=$(said failed)
    [ -z "$failed" ] || die "dom0 cannot start $failed; see $out/share/logs"
    if [ $rc = 0 ]; then echo off >"$out/end"; fi
    [ $rc = 0 ] || die "$(why_not "$rc")"
    die "the machine went off $(how_far); the last lines: $(last_words); see $out/serial"
}
