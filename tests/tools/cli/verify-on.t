# SPDX-License-Identifier: LGPL-2.1-only
# verify-all ON= on a toy: bases are verified on other machines, which are sshds here.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
. tests/tools/toys/results.sh
. tests/tools/toys/machines.sh
needs 'verify-all on machines' series check verify on on-test
machines_or_skip 'verify-all on machines'
toy_xen
toy_root
export CCACHE_DIR="$T/ccache"

all() { # [NAME=VALUE]...: as make calls it
    run sh -c 'cd "$0" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL "$@" sh verify/all' "$R" XEN="$X" "$@"
}
r() { git -C "$R" -c user.name=Toy -c user.email=toy@example.org "$@"; }
row() { # BASE: its line in the table, single blanks
    printf '%s\n' "$out" | sed '1,/^base /d' | grep -m 1 " $1 " | tr -s ' '
}
last() { printf '%s\n' "$out" | tail -n 1; }
there() { echo "$T/$1/.cache/pvh-backport"/*/repository; } # MACHINE: its copy
sent() { # MACHINE: how many bytes of files it was sent
    sed -n 's/^Total transferred file size: \([0-9,]*\).*/\1/p' "$R/out/all/on/stats.$1" | tr -d , | awk '{ n += $1 } END { print n + 0 }'
}

# ---- words that are no machines ----

for word in '-oProxyCommand=x' 'host;id' '$(id)' '`id`' 'a,b' '@group' '..' 'user@-l' '0/host' 'x/host' '/host' 'user:secret@host' \
    'host:' 'host:x' 'a@b@c' '+5' "a'b" 'host|id' '*' '4/' ':/:' 'a\b'; do
    all ON="$word"
    refused "ON=$word" 2 '^verify-all: ON: .*: not a '
done
all ON='host host'
refused 'a machine twice' 2 '^verify-all: ON: host is there twice'
all ON=' '
refused 'no machine' 2 '^verify-all: ON: no machine: name some'
for word in '../x' 'a b' '-x' '$(id)' 'x~'; do
    all ON=host ON_DIR="$word"
    refused "ON_DIR=$word" 2 '^verify-all: ON_DIR=.*: not the name of a folder'
done
mk verify-branch ON=host XEN="$X"
like 'verify-branch takes no ON' "$out" 'ON=: is for make verify-all alone'

# ---- machines that cannot be used ----

path_without jq
machine bare "$path"
machine host1
machine host2
all ON='nowhere bare'
is 'no machine is left: status 2' "$rc:$(last)" '2:verify-all: no machine is left'
like 'one cannot be reached' "$out" '^verify-all: nowhere: cannot be reached: .*; going on without it'
like 'one lacks a tool' "$out" "^verify-all: bare: cannot do without jq \(Debian package jq\): run make -C $T/bare/.* deps there; going on without it"
is 'a line for each' "$(printf '%s\n' "$out" | wc -l)" 3
end_machine bare

# ---- machines that are silent ----

# One takes the connection and says nothing, another has a shell that hangs.
/usr/bin/python3 -c 'import socket, sys, time
s = socket.create_server(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
time.sleep(100000)' >"$T/port" &
echo $! >"$S/silent.pid"
while [ ! -s "$T/port" ]; do sleep 0.1; done
sed -e "s/host1/silent/" -e "s/Port .*/Port $(cat "$T/port")/" "$S/known-as/host1" >"$S/known-as/silent"
machine hangs
end_machine hangs
echo 'ForceCommand exec sleep 100000' >>"$S/hangs.conf"
/usr/sbin/sshd -D -e -f "$S/hangs.conf" >"$S/hangs.log" 2>&1 </dev/null &
echo $! >"$S/hangs.pid"
until grep -q 'Server listening' "$S/hangs.log"; do sleep 0.1; done
fake timeout 'shift 2; exec /usr/bin/timeout --foreground 3 "$@"'
all ON='silent hangs'
rm "$T/bin/timeout"
is 'silent machines alone: status 2' "$rc:$(last)" '2:verify-all: no machine is left'
like 'one does not begin to talk' "$out" '^verify-all: silent: cannot be reached: .*; going on without it'
like 'one lets us in and hangs' "$out" '^verify-all: hangs: cannot be reached: it lets us in, but its shell did not answer within 120 seconds; going on without it'
end_machine silent
end_machine hangs

# ---- folders there that are not one's own ----

dir=$T/shared
mkdir -p "$dir"
chmod 777 "$dir"
all ON=host1 ON_DIR="$dir"
like 'a folder that others can write to is refused' "$out" "^verify-all: host1: cannot work in $dir: others can write to it; name a folder of your own with ON_DIR=; going on without it"
chmod 755 "$dir" && ln -s shared "$T/linked"
all ON=host1 ON_DIR="$T/linked"
like 'so is a link' "$out" "^verify-all: host1: cannot work in $T/linked: a link; name the folder itself"
if [ "$(id -u)" = 0 ]; then
    chown 1 "$dir"
    all ON=host1 ON_DIR="$dir"
    like "so is another user's" "$out" "^verify-all: host1: cannot work in $dir: belongs to another user"
    chown 0 "$dir"
else
    skip "so is another user's" 'only root can give a folder away'
fi
is 'nothing was written there' "$(ls -A "$dir")" ''

# ---- one base; what is changed here travels ----

mkdir -p "$R/series-4.9/local" "$R/series-4.9/RELEASE-4.9.4" "$R/verify/machines"
echo '# mine' >"$R/series-4.9/local/series"
all ON='nowhere host1'
refused 'your own patches are not sent unasked' 2 '^verify-all: series-4\.9/local: your own patches are part of the queue, and would be sent to nowhere host1: send them with ON_LOCAL=1, or '
is 'none of them is there' "$(find "$T/host1" -name local)" ''
all ON='nowhere host1' ON_LOCAL=1
like 'it is told that they are sent' "$out" '^verify-all: your own patches, series-4\.9/local, are sent to nowhere host1$'
is 'a NO is an answer: status 1' "$rc:$(last)" '1:verify-all: NO, see the table; as a page: out/all/report.html'
like 'the others go on' "$out" '^verify-all: nowhere: cannot be reached: '
is 'it is not asked of another' "$(grep -c . "$R/out/all/joblog")" 2
is 'nobody else can read it' "$(stat -c %a "$T/host1/.cache/pvh-backport" "$(there host1)/.." | tr '\n' ' ')" '700 700 '
is 'nothing is written elsewhere in the home directory' "$(ls -A "$T/host1" "$T/host1/.cache" | tr '\n' ' ')" "$T/host1: .cache  $T/host1/.cache: pvh-backport "
like 'the log of jobs has the machine' "$(sed 1d "$R/out/all/joblog")" '^1	host1	'
is 'with ON_LOCAL=1 they are' "$(cat "$(there host1)/series-4.9/local/series")" '# mine'
rm -rf "$R/series-4.9/local" "$R/series-4.9/RELEASE-4.9.4"
# From here on the repository is one that git knows.
cp .gitignore "$R" && r add -A && r commit -q -m Toy
is 'of Xen the commits that are needed' "$(git --git-dir="$(there host1)/../xen.git" for-each-ref --format='%(refname)')" \
    "$(printf '%s\n' "refs/picks/$API_ID" "refs/picks/$TOOL_ID" refs/tags/RELEASE-4.9.4 | sort)"
cp "$R/out/4.9/RELEASE-4.9.4/abi.report" "$R/series-4.9/abi.expected"
g tag RELEASE-4.9.3 "$(g commit-tree -m 'Same' "$BASE_ID^{tree}")"
g checkout -q "$BASE_ID"
echo 'const char older[] = "an older xl";' >>"$X/tools/xl/xl.c"
save 'Older' >/dev/null && g tag RELEASE-4.9.2 && g tag RELEASE-4.8.5
g checkout -q master
sed -i -e 's/^# base .*/# base RELEASE-4.9.2 RELEASE-4.9.4/' "$R/series-4.9/series"
mkdir "$R/series-4.8"
sed -e 's/^# base .*/# base RELEASE-4.8.5/' "$R/series-4.9/series" >"$R/series-4.8/series"
cp "$R/series-4.9/abi.expected" "$R/series-4.8"
all ON=host1
refused 'what git does not know is told' 2 '^verify-all: series-4\.[89]/[a-z.]+ and others: git does not know of it, so it would not be sent, .*: git add it'
r add -A
echo secret >"$R/notes"

# ---- a machine is lost in the middle ----

rm -rf "$R/out/4.9" "$R/out/results"
mkdir "$R/out/results"
printf '%s\n' '{"record":"fact","name":"your own patches","value":"series-4.9/local"}' '{"record":"fact","name":"tree of the base","value":"x"}' \
    >"$R/out/results/0123"
touch "$SLOW"
(cd "$R" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL XEN="$X" ON='host1 host2' sh verify/all) >"$T/out" 2>&1 &
pid=$!
started() { [ -n "$(find "$(there "$1")/out" -name build-new.log 2>/dev/null)" ]; }
for _ in $(seq 600); do
    ! started host1 || [ ! -e "$SLOW.on" ] || break
    sleep 0.2
done
end_machine host1
rm -f "$SLOW" "$SLOW.on"
wait $pid
rc=$? out=$(cat "$T/out")
first=$(sent host2)
is 'a machine is lost: all hold' "$rc:$(last | cut -d '(' -f 1)" '0:verify-all: all 3 bases hold '
is 'neither what git does not know, nor what was found with your own patches, is there' \
    "$(find "$T/host2" -name notes -o -name 0123 -o -name local)" ''
is 'no patches of yours are left where they were sent' "$(find "$T/host1" -path '*/series-4.9/local*')" ''
is 'results say of which commit of this repository they are' \
    "$(jq -r 'select(.name == "this repository").value' "$R/out/4.9/RELEASE-4.9.4/results.jsonl")" "$(r rev-parse HEAD), with changes"
like 'a line says so' "$out" '^verify-all: host1: no longer answers; its base goes to another machine'
is 'the table has each base, and who verified it' "$(printf '%s\n' "$out" | sed '1,/^base /d' | sed -n 's/^\(4[^ ]* [^ ]*\) .* \([a-z0-9]*\)$/\1 \2/p')" \
    '4.8 RELEASE-4.8.5 host2
4.9 RELEASE-4.9.2 host2
4.9 RELEASE-4.9.4 host2'
ok 'its results are data' valid "$R/out/all/results.jsonl"
is 'each base has its machine there' "$(jq -r 'select(.record == "base") | .machine' "$R/out/all/results.jsonl" | sort | uniq -c | tr -s ' ')" ' 3 host2'
for base in 4.8/RELEASE-4.8.5 4.9/RELEASE-4.9.4; do
    ok "results of $base are here" valid "$R/out/$base/results.jsonl"
    ok "JUnit of $base is here" valid_junit "$R/out/$base/junit.xml"
    ok "logs of $base are here" grep -q . "$R/out/$base/logs/build-new.log" "$R/out/$base/results.tap" "$R/out/all/$(echo $base | tr / -).log"
    ok "no trees of $base are here" sh -c '[ ! -e "$0/old" ] && [ ! -e "$0/new" ] && [ ! -e "$0/build" ]' "$R/out/$base"
done
ok 'no tree is left there' sh -c 'set -- "$0"/out/*/trees/*; [ ! -e "$1" ]' "$(there host2)"
ok 'nothing is left beside' sh -c '[ ! -e "$0/arrived" ] && [ ! -e "$0/events" ]' "$R/out/all/on"

# ---- a machine that sends what cannot be used ----

mkdir "$T/evil"
cat >"$T/evil/tar" <<'END'
#!/bin/sh
case "$*" in
*'-cz '*)
    /usr/bin/tar "$@" | gzip -dc >"$HOME/sent.tar" # what it should send, and more
    mkdir -p "$HOME/more/all" && ln -s /etc/passwd "$HOME/more/all/link"
    /usr/bin/tar -r -f "$HOME/sent.tar" -C "$HOME/more" all/link
    exec gzip -c "$HOME/sent.tar"
    ;;
esac
exec /usr/bin/tar "$@"
END
chmod +x "$T/evil/tar"
machine evil "$T/evil:$PATH"
all ON='evil' BASES=RELEASE-4.9.4
is 'hostile answers alone: status 2' "$rc" 2
like 'a line says of whom and why' "$out" '^verify-all: evil: its answer has links'
like 'and its base is not verified' "$out" 'RELEASE-4.9.4 +not run .*no machine gave an answer that can be used'
ok 'the results are data then, too' valid "$R/out/all/results.jsonl"
all ON='evil host2'
is 'with another machine: all hold' "$rc:$(last | cut -d '(' -f 1)" '0:verify-all: all 3 bases hold '
like 'what it had goes to the other' "$out" '^verify-all: evil: its answer has links, .*; its base goes to another machine'
is 'which has verified all' "$(jq -r 'select(.record == "base") | .machine' "$R/out/all/results.jsonl" | sort -u)" host2
end_machine evil
ok 'pages are made here' grep -q -s '<title>' "$R/out/4.9/RELEASE-4.9.4/report.html"

# ---- a machine falls silent in the middle ----

sed -i -e 's/^echo 3 /echo 2 /' "$R/verify/places/check"
rm -rf "$R/out/4.9" "$R/out/4.8" "$R/out/results"
# As ssh sees it: its keep-alive ends the connection, sooner than for others.
fake ssh "exec '$real_ssh' -F '$S/config' -o ServerAliveInterval=1 -o ServerAliveCountMax=20 -o ConnectTimeout=5 \"\$@\""
machine quiet
touch "$SLOW"
(cd "$R" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL XEN="$X" ON='quiet host2' sh verify/all) >"$T/out" 2>&1 &
pid=$!
for _ in $(seq 600); do
    ! started quiet || [ ! -e "$SLOW.on" ] || break
    sleep 0.2
done
# shellcheck disable=SC2046 # process ids
kill -STOP $(below "$(cat "$S/quiet.pid")") 2>/dev/null
rm -f "$SLOW" "$SLOW.on"
wait $pid
rc=$? out=$(cat "$T/out")
is 'a machine falls silent: all hold' "$rc:$(last | cut -d '(' -f 1)" '0:verify-all: all 3 bases hold '
like 'silence is told' "$out" '^verify-all: quiet: no longer answers; its base goes to another machine'
is 'its base was verified by another' "$(jq -r 'select(.record == "base") | .machine' "$R/out/all/results.jsonl" | sort -u)" host2
end_machine quiet
fake ssh "exec '$real_ssh' -F '$S/config' \"\$@\""

# ---- the second time ----

all ON=host2
is 'a second run: all hold' "$rc:$(last | cut -d '(' -f 1)" '0:verify-all: all 3 bases hold '
is 'a second run: nothing is built' "$(grep -L '^verified' "$R"/out/all/4*.log)" ''
like 'a second run: little is sent' "$(sent host2) of $first" '^0 of [1-9][0-9]{5}'

# ---- what one machine has verified, another knows; this one is a machine, too ----

rm -rf "$R/out/4.9" "$R/out/4.8"
all ON=2/:
is 'on this machine alone: all hold' "$rc:$(last | cut -d '(' -f 1)" '0:verify-all: all 3 bases hold '
is 'results that came back are used here' "$(grep -L '^verified' "$R"/out/all/4*.log)" ''
like 'and have the machine that they are of' "$(row RELEASE-4.9.4)" ' host2$'

# ---- the same as of one machine ----

# The same but for times, machines, the order in which bases end, and what depends on the
# folder of the build: checksums of libraries, whose debug information names it, and the keys
# of steps.  $1 is out/.
without_times() {
    for file in all/results.jsonl 4.8/RELEASE-4.8.5/results.jsonl 4.9/RELEASE-4.9.2/results.jsonl 4.9/RELEASE-4.9.4/results.jsonl; do
        echo "$file"
        jq -c 'select((.name // "" | endswith(", SHA-256")) | not) | del(.began, .seconds, .machine, .id, .key)' "$1/$file" >"$T/lines"
        case $file in all/*) sort "$T/lines" ;; *) cat "$T/lines" ;; esac
    done
    for file in all/report.html 4.9/RELEASE-4.9.4/report.html 4.9/RELEASE-4.9.4/results.tap 4.9/RELEASE-4.9.4/junit.xml; do
        echo "$file"
        sed -E -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9:]{5,8}Z?//g' -e 's/([0-9]+ (h|min) )*[0-9]+(\.[0-9]+)? ?(s|min|h)\b//g' -e '/^<tr><th scope="row">lib[a-z]*, (old|new), SHA-256</d' -e 's/time="[0-9.]*"//g' \
            -e 's/duration_ms: [0-9]*//' -e 's/<t[dh][^>]*>host[12]<\/t[dh]>//g' -e 's/,? ?on host[12]//g' "$1/$file"
    done
    printf '%s\n' "$out" | sed -n '/^base /,/^verify-all/p' | sed -E -e 's/ +[0-9.]+s.*//' -e 's/ +time.*//' -e 's/\(.*\)//'
}
sed -i -e 's/^echo [0-9] /echo 6 /' "$R/verify/places/check"
machine host3
rm -rf "$R/out/4.8" "$R/out/4.9" "$R/out/all" "$R/out/results"
all ON='host2 host3'
is 'on two machines: all hold' "$rc:$(last | cut -d '(' -f 1)" '0:verify-all: all 3 bases hold '
without_times "$R/out" >"$T/of-two"
end_machine host3
rm -rf "$R/out"
all
is 'on this one alone: all hold' "$rc:$(last | cut -d '(' -f 1)" '0:verify-all: all 3 bases hold '
without_times "$R/out" >"$T/of-one"
is 'the table, the page and the results are the same' "$(diff "$T/of-one" "$T/of-two" | cut -c 1-300)" ''

# ---- interrupted ----

sed -i -e 's/^echo [0-9] /echo 4 /' "$R/verify/places/check"
touch "$SLOW"
machine host1
(cd "$R" && exec setsid env --default-signal -u MAKEFLAGS -u MFLAGS -u MAKELEVEL XEN="$X" ON=host1 sh verify/all) >"$T/out" 2>&1 &
pid=$!
wait_for "$SLOW.on"
rm -f "$SLOW" "$SLOW.on"
for _ in $(seq 600); do
    [ "$(grep -c . "$R/out/all/joblog" 2>/dev/null)" != 2 ] || break
    sleep 0.2
done
touch "$SLOW"
wait_for "$SLOW.on"
kill -INT -$pid
wait $pid
rc=$?
is 'interrupted: status 2 and how to go on' "$rc:$(tail -n 1 "$T/out")" \
    '2:verify-all: interrupted, with 1 of 3 bases done; the same command goes on from there'
# What it began there ends, too; sshd itself stays.
for _ in $(seq 300); do
    [ "$(below "$(cat "$S/host1.pid")" | wc -w)" != 1 ] || ! pgrep -f "$T/host1/" >/dev/null || break
    sleep 0.1
done
is 'what it began there has ended' "$(pgrep -f "$T/host1/.cache" -a)" ''
rm -f "$SLOW" "$SLOW.on"
done_before=$(sed -n 's/^1	/&/p' "$R/out/all/joblog")
all ON='host1 host2'
is 'the same command goes on' "$rc:$(last | cut -d '(' -f 1)" '0:verify-all: all 3 bases hold '
is 'what was done is not done again' "$(sed -n 's/^1	/&/p' "$R/out/all/joblog")" "$done_before"
is 'each base is in the results once' "$(jq -r 'select(.record == "base") | .base' "$R/out/all/results.jsonl" | sort | uniq -c | tr -s ' ' | cut -d ' ' -f 2 | sort -u)" 1

# ^C reaches what parallel runs on this machine, too.
sed -i -e 's/^echo 4 /echo 5 /' "$R/verify/places/check"
touch "$SLOW"
(cd "$R" && exec setsid env --default-signal -u MAKEFLAGS -u MFLAGS -u MAKELEVEL XEN="$X" ON=: BASES=RELEASE-4.9.4 sh verify/all) >"$T/out" 2>&1 &
pid=$!
wait_for "$SLOW.on"
kill -INT -$pid
wait $pid
is 'interrupted on this machine: status 2' "$?:$(tail -n 1 "$T/out" | cut -d ';' -f 1)" '2:verify-all: interrupted, with 0 of 1 bases done'
left_of_it() { for file in /proc/[0-9]*/cwd; do case $(readlink "$file") in "$R" | "$R"/*) ps -o args= -p "$(echo "$file" | tr -dc 0-9)" ;; esac; done; }
# A sleep of what showed the progress may last a moment longer.
for _ in $(seq 300); do
    [ -n "$(left_of_it)" ] || break
    sleep 0.1
done
is 'nothing is left of it' "$(left_of_it)" ''
done_testing
