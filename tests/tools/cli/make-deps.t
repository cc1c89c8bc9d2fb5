# SPDX-License-Identifier: LGPL-2.1-only
# make deps, and what the other goals say when a tool is missing.
. tests/tap.sh

R=$T/root
mkdir -p "$R/tests/tools/unit" "$R/tests/tools/cli" "$R/tests/libxl/callers" "$T/bin" "$T/etc"
cp -R Makefile mk tools "$R"
cp -R verify "$R"
# The toy's own Debian: its release, its folder of programs, its debug symbols.
D=$T/debian
mkdir "$D"
ln -s /usr/lib/debug "$T/debug"
sed -e "s,/etc/os-release,$T/etc/os-release," -e "s,^debian=.*,debian=$D:$T/bin," \
    -e "s,/usr/lib/debug,$T/debug," mk/deps >"$R/mk/deps"

# A machine on which only these programs are: no compiler, no libgit2.
path_without nothing-of-this-name
bare() {
    [ ! -d "$T/path" ] || mv "$T/path" "$T/off"
    rm -rf "${T:?}/bin" && mkdir "$T/bin"
    for tool in make git sh cat sed grep tr sort awk id dirname env uname echo printf ls rm touch mkdir sleep head cut mv; do
        ln -s "$(command -v $tool)" "$T/bin/$tool"
    done
}
fake() { # NAME SHELL TEXT
    rm -f "$T/bin/$1"
    printf '#!/bin/sh\n%s\n' "$2" >"$T/bin/$1"
    chmod +x "$T/bin/$1"
}
mk() {
    run env -i PATH="$T/bin:$path" HOME=/ make -s -C "$R" "$@"
    out=$(printf '%s\n' "$out" | grep -v '^make[:[]')
}
# apt-get, noting how it was called; installing brings back all there is here.
apt() {
    fake apt-get "echo \"apt-get \$* (\$DEBIAN_FRONTEND)\" >>$T/apt
case \" \$* \" in *' install '*) mv $T/off $T/path ;; esac
exit 0"
}
echo 'ID=debian
VERSION_ID="12"' >"$T/debian-12"
echo 'ID=other
VERSION_ID="1"' >"$T/other"

bare
cp "$T/debian-12" "$T/etc/os-release"
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
cp "$T/debian-12" "$T/etc/os-release"
fake apt-get 'echo "E: no network" >&2; exit 100'
mk deps
is 'apt-get fails: status 2' "$rc" 2
like 'and says so' "$out" 'apt-get could not install'

# Order: with -j the other goals wait for deps, whatever their place.
for goals in 'deps help' 'help deps'; do
    bare
    fake id 'echo 0'
    fake apt-get "sleep 1; echo order-deps
case \" \$* \" in *' install '*) mv $T/off $T/path ;; esac"
    mk -j4 $goals
    is "make -j4 $goals: deps comes first" \
        "$(printf '%s\n' "$out" | grep -E '^order-deps|^make help|^make check' | head -n 1)" order-deps
done

# One tool less, each in turn: everything else is there.
for lack in quilt abidiff iasl groff msgfmt; do
    path_without "$lack"
    run env PATH="$path" sh mk/deps need check verify
    like "without $lack: status 2 and its package" "$rc:$out" "2:.*missing: $lack \(Debian package [a-z0-9-]+\); make deps installs it"
done

# From here on the list is a toy's: "frob" and the others are made by apt-get
# alone, package by package, and what cannot be told is told by these packages.
cat >"$R/mk/deps.list" <<'EOF'
# kind	what	package	verb	try
cc	cc	gcc	build
hdr	early.h	libearly-dev	build
cmd	pkg-config	pkg-config	build
pkg	mod	libmod-dev	build
cmd	frob	frob-tools	check	frob --version | grep '^GNU frob'
hdr	libxl.h	libxen-dev	check
cmd	sh	late-tools	check	! command -v frob || command -v late
EOF
I=$T/installed
works() { # DIR/NAME: what a package's program answers
    case ${1##*/} in
    cc) text="read -r line; case \$line in *'<'*) name=\${line#*<}; grep -q \"^\${name%>*}\\\$\" $I || exit 1 ;; esac; echo code" ;;
    pkg-config) text="[ \$1 != --exists ] || grep -qx \"\$2\" $I" ;;
    frob) text='echo GNU frob 1.0' ;;
    *) text='exit 0' ;;
    esac
    printf '#!/bin/sh\n%s\n' "$text" >"$1"
    chmod +x "$1"
}
# A machine of the toy's list: apt-get puts into the Debian folder, which is last
# in PATH, what the packages it is given have.
rm -rf "$T/path" "$T/off"
toy() { # [PACKAGE-THAT-APT-GET-HAS-NOT]
    bare
    fake id 'echo 0'
    ln -s "$(command -v readelf)" "$T/bin/readelf"
    rm -rf "$D" "$T/shims" "$T/of" && mkdir "$D" "$T/shims" "$T/of"
    : >"$I"
    : >"$T/apt"
    for name in cc pkg-config frob late; do works "$T/of/$name"; done
    fake apt-get "echo \"apt-get \$*\" >>$T/apt
for package; do
    [ \"\$package\" != '${1:-}' ] || continue
    case \$package in
    gcc) cp $T/of/cc $D/cc ;;
    pkg-config) cp $T/of/pkg-config $D/pkg-config ;;
    frob-tools) cp $T/of/frob $D/frob ;;
    late-tools) cp $T/of/late $D/late ;;
    libearly-dev) echo early.h >>$I ;;
    libxen-dev) echo libxl.h >>$I ;;
    libmod-dev) echo mod >>$I ;;
    esac
done"
    ln -s "$(command -v cp)" "$T/bin/cp"
}
deps() { # ARGUMENT...: as a user with shims calls it
    run env -i PATH="$T/shims:$T/bin:$D" HOME=/ ${ODD:+"$ODD"} sh "$R/mk/deps" "$@"
}
asked() { grep -c "^apt-get .* install .*$1" "$T/apt"; }

toy
deps need check
is 'without a compiler: that one is named, though no verb names it, and no header' "$rc:$out" \
    '2:missing: cc (Debian package gcc); make deps installs it
missing: frob (Debian package frob-tools); make deps installs it'
deps install
is 'one call leaves nothing missing, on a machine with nothing' "$rc:$(deps need build check; echo "$rc:$out")" 0:0:
is 'what could not be told came along' "$(asked 'gcc libearly-dev libmod-dev libxen-dev pkg-config')" 1
is 'and what only then was missing came after it' "$(asked late-tools):$(grep -c install "$T/apt")" 1:2
: >"$T/apt"
deps install
is 'then there is nothing to do' "$rc:$out:$(cat "$T/apt")" '0:deps: nothing is missing:'
# What is there and what is not, in every combination.
for n in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    toy
    [ $((n & 1)) = 0 ] || cp "$T/of/cc" "$D/cc"
    [ $((n & 2)) = 0 ] || echo libxl.h >>"$I"
    [ $((n & 4)) = 0 ] || cp "$T/of/pkg-config" "$D/pkg-config"
    [ $((n & 8)) = 0 ] || { echo mod >>"$I"; cp "$T/of/frob" "$D/frob"; }
    deps install
    is "at the first, whatever is there ($n)" "$rc:$(deps need build check; echo "$rc")" 0:0
done
toy frob-tools
deps install
is 'a package that does not help is asked for once' "$rc:$(asked frob-tools)" 2:1
like 'and it is said' "$out" '^missing: frob, though Debian package frob-tools was installed'

# Programs of the same name before Debian's.
shim() { printf '#!/bin/sh\n%s\n' "$2" >"$T/shims/$1"; chmod +x "$T/shims/$1"; }
for of in 'pyenv: frob: command not found' 'frob 9, a game'; do
    status=127
    case $of in *game) status=0 ;; esac
    toy
    shim frob "echo '$of'; exit $status"
    deps install
    is "$of: Debian's is installed once" "$rc:$(asked frob-tools)" 2:1
    like 'then it is said what comes before it' "$(printf '%s\n' "$out" | tail -n 1)" \
        "^missing: frob: $T/shims/frob comes before Debian's frob in PATH .*put /usr/bin before $T/shims in PATH"
    : >"$T/apt"
    deps install
    is 'and not installed in vain' "$rc:$(cat "$T/apt")" 2:
    deps need check
    is 'need says the same in one line' "$rc:$(printf '%s\n' "$out" | grep -c "$T/shims/frob")" 2:1
    rm "$T/shims/frob"
    deps need build check
    is 'without it all is there' "$rc:$out" 0:
done
for shimmed in cc pkg-config; do
    toy
    deps install
    shim $shimmed 'exit 127'
    deps need build
    is "$shimmed that does not work before Debian's: one line" "$rc:$(printf '%s\n' "$out" | grep -c "^missing: $shimmed: $T/shims/$shimmed comes")$(printf '%s\n' "$out" | grep -c .)" 2:11
done
toy
deps install
works "$T/shims/cc"
works "$T/shims/frob"
deps need build check
is 'one that does what is meant is taken' "$rc:$out" 0:
ODD=CC=next deps need build
is 'a compiler that the user named: it is that one' "$rc:$(printf '%s\n' "$out" | grep -c '^missing: next: CC=next does not compile; name another')" 2:1

# Debug symbols of another library are not those of this one.
echo 'dbg	libc.so.6	libc6-dbg	check' >"$R/mk/deps.list"
rm "$T/debug" && mkdir -p "$T/debug/.build-id/12" && : >"$T/debug/.build-id/12/34.debug"
deps need check
like "debug symbols of another library are not libc's" "$rc:$out" '^2:missing: libc\.so\.6 \(Debian package libc6-dbg\)'
for libc in /lib/*/libc.so.6 /lib64/libc.so.6; do
    id=$(readelf -n "$libc" 2>/dev/null | sed -n 's,.*Build ID: \(..\),\1/,p')
    [ -n "$id" ] && mkdir -p "$T/debug/.build-id/${id%/*}" && : >"$T/debug/.build-id/$id.debug"
done
deps need check
is 'its own are' "$rc:$out" 0:

# One who looks is not in the way of another who looks at the same time.
grep '^cmd	flock	' mk/deps.list >"$R/mk/deps.list"
(flock -s 8 && cd "$R" && exec sh mk/deps need verify) 8<"$R/mk/deps.list" >"$T/out" 2>&1
is 'two look at the same time' "$?:$(cat "$T/out")" 0:

# Which system it is is read, and nothing is run for it.
echo 'cmd	nowhere	nothing	build' >"$R/mk/deps.list"
toy
echo "touch $T/ran; ID=debian" >"$T/hostile"
cp "$T/other" "$T/etc/os-release"
ODD=OS_RELEASE=$T/hostile deps install
is 'a file that the environment names is not run' "$(ls "$T/ran" 2>&1 | grep -c 'No such')" 1
like 'nor believed' "$out" 'not Debian 12'
printf 'ID="debian"\nVERSION_ID=$(touch %s)\n' "$T/ran" >"$T/etc/os-release"
deps install
like 'what the system says of itself is not run either' "$(ls "$T/ran" 2>&1):$out" 'No such.*:deps: not Debian 12'
for quoted in '12' '"12"' "'12'"; do
    printf 'NAME=x\nID=debian\nVERSION_ID=%s\n' "$quoted" >"$T/etc/os-release"
    deps install
    like "VERSION_ID=$quoted" "$out" 'deps: installing nothing'
done
done_testing
