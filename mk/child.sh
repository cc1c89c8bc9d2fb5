# SPDX-License-Identifier: LGPL-2.1-only
# Runs a child in a session of its own, so that a signal to the script alone, as from
# kill, ends the child at once with everything that it has started.  A shell handles
# a signal while it waits, not while it runs a program.  To be sourced; the script's
# trap for INT, TERM and HUP calls end_child before it exits.
child='' starting='' earlier=''

# start_child COMMAND...: start a child in the background.
start_child() {
    # The trap may come between the two commands at the end.
    earlier=${!-} starting=y
    # A command started with & ignores the signals that ^C and ^\ send.
    setsid env --default-signal=INT,QUIT "$@" &
    child=$! starting=
}

# run_child COMMAND...: run a child and return its status.  Redirect its output within
# the command, or the trap's messages are redirected, too.
run_child() {
    start_child "$@"
    wait $child
    set -- $?
    child=
    return $1
}

# end_child: end the child and its session with SIGINT, as ^C does, then with SIGTERM,
# then with SIGKILL.
end_child() {
    [ -z "$starting" ] || [ "${!-}" = "$earlier" ] || child=$!
    [ -n "$child" ] || return 0
    tries=0 told=
    while kill -0 "-$child" 2>/dev/null || kill -0 "$child" 2>/dev/null; do
        # A child that has just been started has no session yet, and may miss a signal.
        [ -n "$told" ] || ! kill -INT "-$child" 2>/dev/null || told=y
        tries=$((tries + 1))
        case $tries in
        10) kill -TERM "-$child" 2>/dev/null ;;
        100) kill -KILL "-$child" 2>/dev/null ;;
        esac
        sleep 0.1
    done
    child='' starting=
}
