# SPDX-License-Identifier: LGPL-2.1-only
# One child in a session of its own, so that a signal for the script alone, as
# from kill, ends it at once with all that it has started.  A shell hears of a
# signal while it waits, not while it runs a program.  To be sourced; the
# script's trap for INT, TERM and HUP calls end_child before it exits.
child=

# start_child COMMAND...: it goes on beside the script.
start_child() {
    # What is started with & ignores the signals that ^C and ^\ send.
    setsid env --default-signal=INT,QUIT "$@" &
    child=$!
}

# run_child COMMAND...: its status.  Redirect in the command, or the trap's words
# go there, too.
run_child() {
    start_child "$@"
    wait $child
    set -- $?
    child=
    return $1
}

# end_child: end it and what is in its session: as ^C does, then what does not
# hear of that, then what hears of nothing.
end_child() {
    [ -n "$child" ] || return 0
    # In the first moments it has no session yet.
    kill -INT "-$child" 2>/dev/null || kill -TERM "$child" 2>/dev/null
    tries=0
    while kill -0 "-$child" 2>/dev/null; do
        tries=$((tries + 1))
        case $tries in
        10) kill -TERM "-$child" 2>/dev/null ;;
        100) kill -KILL "-$child" 2>/dev/null ;;
        esac
        sleep 0.1
    done
    child=
}
