# SPDX-License-Identifier: LGPL-2.1-only
# make check-fresh, with a toy in place of debootstrap and of the system that it makes:
# the commands that it runs, its messages, and that it leaves nothing.
. tests/tap.sh

R=$T/here
mkdir -p "$R/tests/tools/toys" "$R/verify" "$T/bin" "$T/log"
cp -R mk README.md .ci "$R"
cp tests/tools/toys/odd-tools "$R/tests/tools/toys"
cp verify/clone.sh "$R/verify"
g() { git -C "$R" -c user.name=Toy -c user.email=toy@example.org -c commit.gpgsign=false "$@"; }
# Only PATH has programs.
sed -i -e '/^PATH=/d' "$R/mk/check-fresh"
git init -q "$R" && echo /out >"$R/.git/info/exclude" && echo /build >>"$R/.git/info/exclude" && g add -A && g commit -q -m 'All there is'
mkdir -p "$T/xen.git/objects" "$R/build"
# Prints the path of the clone.
printf '#!/bin/sh\ncase $3 in "" | none) exit 1 ;; *) echo "$3" ;; esac\n' >"$R/build/bpq"
chmod +x "$R/build/bpq"

# Mounts nothing, and records the commands that are run in the system and what they
# see.  A command fails if the file `fails` names it.
toy() {
    fake id 'echo 0'
    fake unshare 'while [ "$1" != sh ]; do shift; done; exec "$@"'
    fake setpriv 'shift 2; exec "$@"'
    fake mount "echo \"\$*\" >>$T/log/mounts"
    fake debootstrap "echo \"\$*\" >>$T/log/debootstrap
for root; do case \$root in out/*) break ;; esac; done
cd \$root && mkdir -p etc/apt/apt.conf.d etc/dpkg/dpkg.cfg.d bin proc sys dev var/cache/apt/archives"
    fake chroot "root=\$1; shift
while [ \"\$1\" != bash ] && [ \"\$1\" != sh ] && [ \"\$1\" != apt-get ] && [ \$# -gt 1 ]; do case \$1 in PATH=*) path=\$1 ;; esac; shift; done
echo \"\$* (\$path)\" >>$T/log/inside
case \$1 in
bash) [ ! -e \"\$root/etc/left\" ] || echo \"\$*\" >>$T/log/left; : >\"\$root/etc/left\"
    ls \"\$root/home/fresh/pvh/README.md\" >>$T/log/there; ls \"\$root/home/fresh\" >>$T/log/there ;;
sh) echo /home/fresh/odd/bin; exit ;;
esac
[ ! -e $T/slow ] || { echo \$\$ >$T/slow.pid; sleep 1000; }
for fails in \$(cat $T/fails 2>/dev/null); do case \"\$*\" in *\$fails*) echo \"\$fails: it failed\"; exit 1 ;; esac; done
echo 'that was all'"
    fake apt-config 'case $1 in
dump) echo "Acquire::http::Proxy \"http://proxy.example:3128\";"; echo "Acquire::Languages \"none\";"; echo "APT::Odd \"1\";"; echo "Acquire::https::CaInfo \"'"$T"'/ca.crt\";" ;;
*) echo "http_proxy_of=http://proxy.example:3128" ;; esac'
    indextargets 'Packages Debian bookworm bookworm main yes http://mirror.example/debian/'
    : >"$T/ca.crt"
    rm -f "$T/fails" "$T"/log/*
}
indextargets() { # LINE...
    printf '%s\n' "$@" >"$T/targets"
    fake apt-get "cat $T/targets"
}
fresh() { # [NAME=VALUE]... -- ARGUMENT...
    settings=
    while [ "$1" != -- ]; do settings="$settings $1"; shift; done
    shift
    run sh -c 'cd "$1" && shift && exec env "$@"' sh "$R" PATH="$T/bin:$path" GIT_CONFIG_GLOBAL=/dev/null XEN=none \
        $settings sh mk/check-fresh "$@"
    last=$(printf '%s\n' "$out" | tail -n 1)
}
path_without nothing-of-this-name
toy

fresh --
is 'all: status' "$rc" 0
like 'all: the last line is the verdict' "$last" "^check-fresh: README's commands hold on a fresh Debian 12: 4 passed, 0 failed \([0-9]+s\)$"
# The commands of README, word by word.
set -- $(sed -n 's/^    make deps/make deps/p' README.md | sed 's/ XEN=.*/ XEN=none/' | tr ' ' '_')
is 'README has two commands' $# 2
is 'they are run as they are written' "$(sed -n 's/^bash -c cd ~.pvh && \(.*\) (.*/\1/p' "$T/log/inside" | tr ' ' '_' | tr '\n' ' ')" "$1 $2 $1 $2 "
is 'they run in a clone of the commit, in a home with nothing else' "$(sort -u "$T/log/there" | sed "s,^out/fresh/root,," | tr '\n' ' ')" \
    '/home/fresh/pvh/README.md pvh '
like 'only git and make are installed for them' "$(grep install "$T/log/inside" | head -n 1)" '^apt-get -q -y install --no-install-recommends git make \('
is 'the odd system has its tools first in PATH' "$(grep -c '^bash -c .*(PATH=/home/fresh/odd/bin:/usr' "$T/log/inside")" 2
is 'only logs and results are left' "$(ls "$R/out/fresh" | tr '\n' ' ')" 'bare-1.log bare-2.log bare.log junit.xml odd-1.log odd-2.log odd.log results.jsonl results.tap running '
is 'results.tap has the four commands' "$(grep -c '^ok [1-4] - ' "$R/out/fresh/results.tap"):$(sed -n 2p "$R/out/fresh/results.tap")" 4:1..4
like "the mirror is apt's" "$(head -n 1 "$T/log/debootstrap")" '^--variant=minbase .*--no-check-gpg bookworm out/fresh/root http://mirror\.example/debian/$'
is 'packages are cached' "$(grep -c -- "--cache-dir=$R/out/cache/debs" "$T/log/debootstrap"):$(grep -c "out/cache/debs var/cache/apt/archives" "$T/log/mounts")" 1:2
is 'the second system begins as the first one did: what commands left there is not here' "$(grep -c 'deps check' "$T/log/left"):$(grep -c . "$T/log/left")" 2:2
is 'it is not made anew' "$(grep -c . "$T/log/debootstrap")" 1

toy
fresh XEN="$T/xen.git" --
is 'with a clone of Xen: the first command is also run with it' "$rc:$(grep -c 'make deps verify-branch BRANCH=4.9 XEN=~/src/xen.git (' "$T/log/inside")" 0:2
is 'the clone is where the command names it, read-only' "$(grep -c -e "--bind $T/xen.git out/fresh/root/home/fresh/src/xen.git" -e 'remount,bind,ro out/fresh/root/home/fresh/src/xen.git' "$T/log/mounts")" 4

toy
echo 'make deps check' >"$T/fails" && sed -i 's/ /?/g' "$T/fails"
fresh -- bare 1 bare 2
is 'a command that fails: status' "$rc" 1
like 'a command that fails: its row' "$out" '^bare +make deps check +NO'
like 'a command that succeeds: its row' "$out" '^bare +make deps verify-branch BRANCH=4.9 XEN=none +ok'
like 'the last line' "$last" '^check-fresh: NO, see the table and out/fresh: 1 passed, 1 failed'
like 'its output is kept' "$(cat "$R/out/fresh/bare-2.log")" 'it failed'
echo x >>"$R/README.md"
fresh -- bare 1
like 'a message says that uncommitted changes are not tested' "$out" '^check-fresh: uncommitted changes are not tested; tested is commit [0-9a-f]+, All there is'
g checkout -q README.md

# not NAME ERE [NAME=VALUE]...: it cannot be run here
not() {
    name=$1 ere=$2
    shift 2
    fresh "$@" -- bare 1
    is "$name: status 2, one line" "$rc:$(printf '%s\n' "$out" | grep -c "$one")" 2:1
    like "$name: why" "$last" "^not run: check-fresh: $ere"
    is "$name: nothing is left" "$(ls "$R/out/fresh" | grep -c root)" 0
}
one=.
toy && fake id 'echo 1000'
not 'not root' 'only root can'
toy && rm "$T/bin/debootstrap" && path_without debootstrap
not 'no debootstrap' 'no debootstrap; install Debian package debootstrap'
toy && fake unshare 'exit 1'
not 'no right to mount' 'no right to mount'
toy && indextargets ''
not 'no mirror' "apt's sources name no mirror of Debian"
toy && fake debootstrap 'mkdir -p out/fresh/root/x; echo "E: Invalid Release file" >&2; exit 1'
one='^not run'
not 'a mirror that does not answer' 'no Debian 12 could be made \(E: Invalid Release file\); see out/fresh/bare\.log'
toy && printf 'bash?-c' >"$T/fails"
fresh -- bare 1
toy && fake debootstrap 'exit 1'
fresh -- bare 1
is 'results of an earlier run are not kept' "$(jq -r .record "$R/out/fresh/results.jsonl" | tr '\n' ' ')" 'run end '

# .ci/run: one count of make check, lint, fuzz and these.
one_test() { # FILE RESULT: results of one test
    jq -n -c --arg result "$2" '{record: "run", of: "check", began: "2026-01-01T00:00:00Z"},
        {record: "test", step: "x.t", suite: "x.t", name: "x", $result, seconds: 0},
        {record: "end", answer: "ok", seconds: 1}' >"$1"
}
lint() { one_test "$T/lint" "$1"; }
fuzz() { one_test "$T/fuzz" "$1"; }
fuzzing="mkdir -p out/fuzz && cp '$T/fuzz' out/fuzz/results.jsonl; exit"
printf 'mkdir -p "$1" && cp "%s" "$1/results.jsonl"\n' "$T/lint" >"$R/tests/run"
lint passed
fuzz passed
ci() { # PASSED FAILED SKIPPED STATUS: of make check, whose last line says something else
    mkdir -p "$R/out/check"
    jq -n -c --argjson passed "$1" --argjson failed "$2" --argjson skipped "$3" '
        {record: "run", of: "check", began: "2026-01-01T00:00:00Z"},
        {record: "test", step: "x.t", suite: "x.t", name: "x", seconds: 0,
         result: ((range($passed) | "passed"), (range($failed) | "failed"), (range($skipped) | "skipped"))},
        {record: "end", answer: "ok", seconds: 1}' >"$T/results"
    [ $# = 4 ] || sed -i '$d' "$T/results"
    fake make "case \"\$*\" in *\ fuzz\ FUZZ_SEED=*) $fuzzing ;; esac
mkdir -p out/check && cp '$T/results' out/check/results.jsonl; echo 77 passed, 0 failed; exit ${4:-0}"
    run sh -c 'cd "$1" && exec env PATH="$2" GIT_CONFIG_GLOBAL=/dev/null sh .ci/run' sh "$R" "$T/bin:$path"
    last=$(printf '%s\n' "$out" | tail -n 1)
}
toy
ci 5 0 1 0
is '.ci/run counts all tests' "$rc:$last" '0:9 passed, 0 failed, 1 skipped'
ci 5 2 0 1
is '.ci/run: failures of make check count' "$rc:$last" '1:9 passed, 2 failed, 0 skipped'
like '.ci/run says what needs a clone of Xen' "$out" '^not run: verify-branch and check-docs with the real libraries \(no XEN here\)$'
lint failed
ci 5 0 0 0
is '.ci/run: what lint finds is a failure' "$rc:$last" '1:8 passed, 1 failed, 0 skipped'
lint passed
fuzz failed
ci 5 0 0 0
is '.ci/run: what fuzzing finds is a failure' "$rc:$last" '1:8 passed, 1 failed, 0 skipped'
fuzz passed
ci 5 0 0
is '.ci/run: results that were cut off are a failure' "$rc:$last" '1:4 passed, 1 failed, 0 skipped'
fake make "case \"\$*\" in *\ fuzz\ FUZZ_SEED=*) $fuzzing ;; esac
exit 2"
run sh -c 'cd "$1" && exec env PATH="$2" GIT_CONFIG_GLOBAL=/dev/null sh .ci/run' sh "$R" "$T/bin:$path"
is '.ci/run: so is a run without results' "$rc:$(printf '%s\n' "$out" | tail -n 1)" '2:4 passed, 1 failed, 0 skipped'
echo 'make?deps?check' >"$T/fails"
ci 5 0 0 0
is ".ci/run: a command of check-fresh that fails is a failure" "$rc:$last" '1:8 passed, 1 failed, 0 skipped'
toy && fake id 'echo 1000'
ci 5 0 0 0
is '.ci/run: check-fresh that cannot run is not a failure' "$rc:$last" '0:7 passed, 0 failed, 0 skipped'
like '.ci/run: a line says that it did not run' "$out" '^not run: check-fresh: only root can'

# The sources of the system's packages.
sources() { # NAME WANTED LINE...
    name=$1 wanted=$2
    shift 2
    toy && indextargets "$@"
    is "$name" "$(cd "$R" && PATH="$T/bin:$PATH" sh mk/fresh-system sources)" "$wanted"
}
sources 'signed and unsigned sources' 'deb [trusted=yes] file:/srv/debian/ bookworm main
deb https://other.example/security/ bookworm-security main' \
    'Packages Debian bookworm bookworm main yes file:/srv/debian/' \
    'Packages Debian bookworm-security bookworm-security main $(TRUSTED) https://other.example/security/' \
    'Translations Debian bookworm bookworm main yes file:/srv/debian/' \
    'Packages Debian bookworm bookworm contrib yes file:/srv/debian/' \
    'Packages Docker bookworm bookworm main yes https://docker.example/'
sources 'sources whose lists were never fetched' 'deb http://m.example/ bookworm main' \
    'Packages $(ORIGIN) bookworm $(CODENAME) main $(TRUSTED) http://m.example/'
sources 'on another Debian: its mirror' 'deb http://m.example/ bookworm main' \
    'Packages Debian trixie trixie main $(TRUSTED) http://m.example/' \
    'Packages Debian trixie-security trixie-security main $(TRUSTED) http://s.example/'
sources 'on another system: none' '' 'Packages Ubuntu jammy jammy main yes http://u.example/'

# Interrupted: the mounts, the processes and the folder are gone.
if [ "$(id -u)" = 0 ] && unshare -m -p -f --kill-child true 2>/dev/null; then
    for signal in INT TERM HUP KILL; do
        toy
        rm "$T/bin/unshare" "$T/bin/setpriv" "$T/bin/mount"
        fake mount "echo \"\$*\" >>$T/log/mounts; exec $(command -v mount) \"\$@\""
        : >"$T/slow"
        rm -f "$T/slow.pid"
        (cd "$R" && PATH=$T/bin:$path XEN=none exec env --default-signal -u MAKEFLAGS \
            sh mk/check-fresh bare 1) >"$T/said" 2>&1 &
        pid=$!
        for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
            [ -s "$T/slow.pid" ] && break
            sleep 1
        done
        is "$signal: it was at work, with mounts" "$(grep -c '^-t proc proc proc' "$T/log/mounts")" 1
        kill -$signal $pid
        wait $pid 2>/dev/null
        if [ $signal = KILL ]; then
            for _ in 1 2 3 4 5 6 7 8 9 10; do flock -n "$R/out/fresh/running" true && break || sleep 1; done
            is 'killed: no process of it is left' "$(flock -n "$R/out/fresh/running" echo free)" free
            rm "$T/slow"
            fresh -- bare 1
        fi
        is "$signal: the folder is gone" "$(ls -d "$R"/out/fresh/root* 2>/dev/null)" ''
        is "$signal: so are its mounts and processes" "$(grep -c "$R/out/fresh" /proc/mounts):$(flock -n "$R/out/fresh/running" echo free)" 0:free
    done
    if command -v script >/dev/null; then
        : >"$T/slow"
        rm -f "$T/slow.pid"
        PATH=$T/bin:$path XEN=none TERM=xterm BPQ_PROGRESS_SECONDS=0 env --default-signal -u MAKEFLAGS \
            script -q -e -f -c "cd '$R' && echo \$\$ >'$T/pid' && exec sh mk/check-fresh bare 1" /dev/null >"$T/said" 2>&1 </dev/null &
        wait_for "$T/slow.pid"
        esc=$(printf '\033') cr=$(printf '\r')
        tries=0
        while ! grep -q -a "$esc\[Kbare .*make" "$T/said" && [ $tries -lt 600 ]; do
            sleep 0.1
            tries=$((tries + 1))
        done
        kill -INT "$(cat "$T/pid")"
        wait
        like 'on a terminal: it shows what it does' "$(tail -n 1 "$T/said")" "$esc\[Kbare "
        is 'on a terminal: interrupted, it leaves nothing of that' "$(sed -e "s/$cr\$//" -e "s/.*$cr$esc\[K//" "$T/said" | grep -c '^bare')" 0
    else
        skip 'on a terminal nothing is left' 'there is no script(1)'
    fi
else
    skip 'interrupted: nothing is left' 'needs root, and the right to mount'
fi
done_testing
