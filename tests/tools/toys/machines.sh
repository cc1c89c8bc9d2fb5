# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced by tests: machines that can be reached with ssh.  Each is an sshd of the
# current user on the loopback interface, with a HOME of its own, $T/NAME.
S=$T/ssh

# machines_or_skip WHAT: make keys, and an ssh in $T/bin that knows them; or end here,
# with WHAT skipped, where no sshd can be used
machines_or_skip() {
    mkdir -p "$S" "$T/bin"
    real_ssh=$(command -v ssh)
    ssh-keygen -q -t ed25519 -N '' -f "$S/user" && ssh-keygen -q -t ed25519 -N '' -f "$S/host" || exit 2
    fake ssh "exec '$real_ssh' -F '$S/config' \"\$@\""
    mkdir "$S/known-as" && echo "Include $S/known-as/*" >"$S/config"
    PATH=$T/bin:$PATH
    # root's sshd needs a folder that the system makes when it starts.
    made=
    [ "$(id -u)" != 0 ] || [ -e /run/sshd ] || { mkdir /run/sshd 2>/dev/null && made=/run/sshd; }
    trap 'end_machines; chmod -R u+w "$T" 2>/dev/null; rm -rf "$T"' EXIT
    machine trial
    said=$(ssh -o BatchMode=yes trial -- 'echo "$HOME"' 2>&1)
    if [ "$said" != "$T/trial" ]; then
        skip "$1" "no sshd can be used here: $(printf '%s' "$said" | tail -n 1); $(tail -n 1 "$S/trial.log")"
        done_testing
    fi
    end_machine trial
}

# machine NAME [PATH]: start one, on a free port
machine() {
    mkdir -p "$T/$1"
    port=$((20000 + $$ % 20000))
    for _ in $(seq 100); do
        port=$((port + 1))
        cat >"$S/$1.conf" <<END
ListenAddress 127.0.0.1
Port $port
HostKey $S/host
AuthorizedKeysFile $S/user.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
SetEnv HOME=$T/$1 PATH=${2:-$PATH} TMPDIR=${TMPDIR:-/tmp}
END
        /usr/sbin/sshd -D -e -f "$S/$1.conf" >"$S/$1.log" 2>&1 </dev/null &
        sshd=$!
        until grep -q 'Server listening' "$S/$1.log"; do
            kill -0 $sshd 2>/dev/null || break
            sleep 0.1
        done
        ! kill -0 $sshd 2>/dev/null || break
    done
    echo "$sshd" >"$S/$1.pid"
    cat >"$S/known-as/$1" <<END
Host $1
    HostName 127.0.0.1
    Port $port
    IdentityFile $S/user
    IdentitiesOnly yes
    UserKnownHostsFile $S/known
    StrictHostKeyChecking no
    LogLevel ERROR
END
}

# below PID...: these and all that they have started
below() {
    [ $# != 0 ] || return 0
    echo "$@"
    # shellcheck disable=SC2046 # process ids
    below $(for pid; do ps -o pid= --ppid "$pid"; done)
}
# end_machine NAME: as if its power had failed
end_machine() {
    [ -s "$S/$1.pid" ] || return 0
    # shellcheck disable=SC2046
    kill -KILL $(below "$(cat "$S/$1.pid")") 2>/dev/null
    rm -f "$S/$1.pid"
}
end_machines() {
    for file in "$S"/*.pid; do
        [ ! -e "$file" ] || { name=${file##*/} && end_machine "${name%.pid}"; }
    done
    # Another test may use it by now.
    [ -z "$made" ] || pgrep -f 'sshd -D -e -f /.*/ssh/[a-z0-9]*[.]conf' >/dev/null || rmdir "$made" 2>/dev/null
}
