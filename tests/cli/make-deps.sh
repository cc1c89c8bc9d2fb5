# SPDX-License-Identifier: LGPL-2.1-only
# make deps, and what the other goals say when a tool is missing.
. tests/cli/tap.sh

R=$T/root
mkdir -p "$R/tests/unit" "$R/tests/cli" "$R/tests/callers" "$T/bin" "$T/etc"
cp -R Makefile mk tools "$R"
cp -R tests/verify "$R/tests"

# A machine on which only these programs are: no compiler, no libgit2.
bare() {
    rm -rf "$T/bin" && mkdir "$T/bin"
    for tool in make git sh cat sed grep tr sort awk id dirname env uname echo printf ls rm touch mkdir sleep head cut ln; do
        ln -s "$(command -v $tool)" "$T/bin/$tool"
    done
}
fake() { # NAME SHELL TEXT
    rm -f "$T/bin/$1"
    printf '#!/bin/sh\n%s\n' "$2" >"$T/bin/$1"
    chmod +x "$T/bin/$1"
}
mk() {
    run env -i PATH="$T/bin" OS_RELEASE="$T/etc/os-release" HOME=/ make -s -C "$R" "$@"
    out=$(printf '%s\n' "$out" | grep -v '^make[:[]')
}
# apt-get, noting how it was called; installing makes all there is.
apt() {
    fake apt-get "echo \"apt-get \$* (\$DEBIAN_FRONTEND)\" >>$T/apt
case \" \$* \" in *' install '*) for p in $HERE; do ln -s \$p $T/bin/ 2>/dev/null; done ;; esac
exit 0"
}
HERE=$({ echo cc; awk '$1 == "cmd" { print $2 }' mk/deps.list; } | sort -u |
    while read -r tool; do command -v "$tool"; done | tr '\n' ' ')
echo 'ID=debian
VERSION_ID="12"' >"$T/debian"
echo 'ID=other
VERSION_ID="1"' >"$T/other"

bare
cp "$T/debian" "$T/etc/os-release"
mk
like 'without a compiler: named, with its package' "$out" 'missing: cc \(Debian package gcc\); make deps installs it'
like 'and the next one too' "$out" 'missing: pkg-config \(Debian package pkg-config\)'
mk help
like 'help needs nothing' "$out" 'make verify-branch'
mk -n bench
like 'make -n says what it would run' "$out" 'sh bench/run'
mk -n bench CC=next
is 'and runs nothing, not even what says what is missing' "$rc:$(printf '%s\n' "$out" | grep missing)" '0:'

fake id 'echo 0'
apt
mk deps
like 'as root on Debian 12 apt-get installs' "$(cat "$T/apt")" '^apt-get -q -y install --no-install-recommends .*gcc .*libgit2-dev.* \(noninteractive\)$'
like 'the lists are fetched first' "$(head -n 1 "$T/apt")" 'apt-get -q -y update'
like 'it says what it installs' "$out" '^deps: installing .*coccinelle'
if [ "$rc" = 0 ]; then
    : >"$T/apt"
    mk deps
    is 'when nothing is missing apt-get is left alone' "$rc:$(cat "$T/apt")" '0:'
else
    skip "when nothing is missing apt-get is left alone" "$(printf "%s\n" "$out" | tail -n 1)"
fi

bare
fake id 'echo 1000'
: >"$T/apt"
apt
mk deps
is 'neither root nor sudo: status 2' "$rc" 2
like 'and the command to type' "$out" 'neither root nor sudo; run as root: apt-get install '
fake sudo "echo sudo >>$T/apt; exec env \"\$@\""
mk deps
like 'else through sudo' "$(cat "$T/apt")" 'sudo'

bare
fake id 'echo 0'
cp "$T/other" "$T/etc/os-release"
: >"$T/apt"
apt
mk deps
is 'elsewhere: status 2' "$rc" 2
like 'and a list' "$out" 'not Debian 12: install what these Debian packages hold: .*libgit2-dev'
is 'apt-get is left alone' "$(cat "$T/apt")" ''
cp "$T/debian" "$T/etc/os-release"
fake apt-get 'echo "E: no network" >&2; exit 100'
mk deps
is 'apt-get fails: status 2' "$rc" 2
like 'and says so' "$out" 'apt-get could not install'

# Order: with -j the other goals wait for deps, whatever their place.
for goals in 'deps help' 'help deps'; do
    bare
    fake id 'echo 0'
    fake apt-get "sleep 1; echo order-deps
case \" \$* \" in *' install '*) for p in $HERE; do ln -s \$p $T/bin/ 2>/dev/null; done ;; esac"
    mk -j4 $goals
    is "make -j4 $goals: deps comes first" \
        "$(printf '%s\n' "$out" | grep -E '^order-deps|^make help|^make check' | head -n 1)" order-deps
done

# One tool less, each in turn: everything else is there.
for lack in quilt abidiff iasl pahole msgfmt; do
    bare
    for p in $HERE; do ln -s "$p" "$T/bin/" 2>/dev/null; done
    rm -f "$T/bin/$lack"
    run env PATH="$T/bin" sh mk/deps need check verify
    like "without $lack: status 2 and its package" "$rc:$out" "2:.*missing: $lack \(Debian package [a-z0-9-]+\); make deps installs it"
done
done_testing
