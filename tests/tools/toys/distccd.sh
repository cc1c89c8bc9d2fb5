# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced after tap.sh: daemons for distcc on the loopback interface, on ports that
# are free, and one that never answers.
daemons=
trap 'kill $daemons 2>/dev/null; chmod -R u+w "$T" 2>/dev/null; rm -rf "$T"' EXIT
# Hosts that distcc avoids, and its locks, are those of the test.
export DISTCC_DIR="$T/distcc"
unset DISTCC_HOSTS DISTCC_FALLBACK
mkdir -p "$DISTCC_DIR"

# listens PORT: does something listen there?
listens() { grep -q -i "^ *[0-9]*: 0100007F:$(printf '%04X' "$1") [0-9A-F:]* 0A " /proc/net/tcp; }
# free_port: set $port to one on which nothing listens
free_port() {
    port=${port:-$((20000 + $$ % 10000))}
    while port=$((port + 1)) && listens $port; do :; done
}
# daemon LOG [VARIABLE=VALUE]...: start a distccd that compiles, and set $port; status 1 if
# it does not compile
daemon() {
    log=$1
    shift
    free_port
    env TMPDIR=/tmp "$@" distccd --no-detach --daemon --allow 127.0.0.1 --listen 127.0.0.1 --port "$port" \
        --jobs 2 --log-stderr --log-level debug </dev/null >/dev/null 2>"$log" &
    daemons="$daemons $!"
    tries=0
    until listens "$port"; do
        tries=$((tries + 1))
        [ $tries -lt 600 ] && kill -0 $! 2>/dev/null || return 1
        sleep 0.1
    done
    echo 'int x;' >"$T/tried.c"
    DISTCC_HOSTS=127.0.0.1:$port DISTCC_FALLBACK=0 distcc gcc -c -o "$T/tried.o" "$T/tried.c" 2>>"$log"
}
# compiled LOG: the names of the files that the daemon has compiled
compiled() { sed -n 's/.* COMPILE_OK .* //p' "$1" | sort -u | tr '\n' ' '; }

# deaf FILE: listen on $port, accept what comes, write a line for each to FILE, and never
# answer
deaf() {
    free_port
    : >"$1"
    /usr/bin/python3 - "$port" "$1" <<'END' &
import socket, sys
listening = socket.socket()
listening.bind(("127.0.0.1", int(sys.argv[1])))
listening.listen(64)
kept = []
while True:
    kept.append(listening.accept())
    with open(sys.argv[2], "a") as file:
        file.write("one\n")
END
    daemons="$daemons $!"
    tries=0
    until listens "$port" || [ $tries = 600 ]; do sleep 0.1; tries=$((tries + 1)); done
}
# full: listen on $port with as many connections waiting as there is room for: the next one
# is not even accepted
full() {
    free_port
    /usr/bin/python3 - "$port" "$T/filled" <<'END' &
import errno, socket, sys, time
listening = socket.socket()
listening.bind(("127.0.0.1", int(sys.argv[1])))
listening.listen(0)
kept = []
while len(kept) < 8:
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(("127.0.0.1", int(sys.argv[1])))
    kept.append(one)
open(sys.argv[2], "w")
time.sleep(100000)
END
    daemons="$daemons $!"
    wait_for "$T/filled"
}
