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
mk() {
    run env -i PATH="$T/bin:$path" HOME=/ make -s -C "$R" "$@"
    out=$(printf '%s\n' "$out" | grep -v '^make[:[]')
}
# apt-get, which records its arguments; install brings all programs back.
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
like 'pkg-config is named, too' "$out" 'missing: pkg-config \(Debian package pkg-config\)'
mk help
like 'help needs nothing' "$out" 'make verify-branch'
mk -n bench
like 'make -n says what it would run' "$out" 'sh bench/run'
mk -n bench CC=next
is 'make -n runs nothing, not even mk/deps' "$rc:$(printf '%s\n' "$out" | grep missing)" '0:'

fake id 'echo 0'
apt
mk deps
like 'as root on Debian 12 apt-get installs' "$(cat "$T/apt")" '^apt-get -q -y install --no-install-recommends .*gcc .*libgit2-dev.* \(noninteractive\)$'
like 'the lists are fetched first' "$(head -n 1 "$T/apt")" 'apt-get -q -y update'
like 'make deps prints what it installs' "$out" '^deps: installing .*coccinelle'
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
is 'not root, and no sudo: status 2' "$rc" 2
like 'the message has the command to type' "$out" 'not root, and there is no sudo; run as root: apt-get install '
fake sudo "echo sudo >>$T/apt; exec env \"\$@\""
mk deps
like 'with sudo, apt-get is run by sudo' "$(cat "$T/apt")" 'sudo'

bare
fake id 'echo 0'
cp "$T/other" "$T/etc/os-release"
: >"$T/apt"
apt
mk deps
is 'another system: status 2' "$rc" 2
like 'another system: the packages are listed' "$out" 'not Debian 12: install what these Debian packages contain: .*libgit2-dev'
is 'apt-get is left alone' "$(cat "$T/apt")" ''
cp "$T/debian-12" "$T/etc/os-release"
fake apt-get 'echo "E: no network" >&2; exit 100'
mk deps
is 'apt-get fails: status 2' "$rc" 2
like 'apt-get fails: the message says so' "$out" 'apt-get could not install'

# With -j the other goals wait for deps, wherever it is named.
for goals in 'deps help' 'help deps'; do
    bare
    fake id 'echo 0'
    fake apt-get "sleep 1; echo order-deps
case \" \$* \" in *' install '*) mv $T/off $T/path ;; esac"
    mk -j4 $goals
    is "make -j4 $goals: deps comes first" \
        "$(printf '%s\n' "$out" | grep -E '^order-deps|^make help|^make check' | head -n 1)" order-deps
done

# Each of these tools is missing in turn.
for lack in quilt abidiff iasl groff msgfmt; do
    path_without "$lack"
    run env PATH="$path" sh mk/deps need check verify
    like "without $lack: status 2 and its package" "$rc:$out" "2:.*missing: $lack \(Debian package [a-z0-9-]+\); make deps installs it"
done

# From here on the list is a toy's: only apt-get makes "frob" and the others, package
# by package, and some programs can be checked only after others are installed.
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
works() { # DIR/NAME: make a package's program
    case ${1##*/} in
    cc) text="read -r line; case \$line in *'<'*) name=\${line#*<}; grep -q \"^\${name%>*}\\\$\" $I || exit 1 ;; esac; echo code" ;;
    pkg-config) text="[ \$1 != --exists ] || grep -qx \"\$2\" $I" ;;
    frob) text='echo GNU frob 1.0' ;;
    *) text='exit 0' ;;
    esac
    printf '#!/bin/sh\n%s\n' "$text" >"$1"
    chmod +x "$1"
}
# A machine for the toy's list: apt-get puts the programs of packages into the Debian
# folder, which is last in PATH.
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
is 'without a compiler: the compiler is named, but no header' "$rc:$out" \
    '2:missing: cc (Debian package gcc); make deps installs it
missing: frob (Debian package frob-tools); make deps installs it'
deps install
is 'on a machine with nothing, one call installs everything' "$rc:$(deps need build check; echo "$rc:$out")" 0:0:
is 'packages that could not be checked are installed as well' "$(asked 'gcc libearly-dev libmod-dev libxen-dev pkg-config')" 1
is 'what was found missing after that is installed next' "$(asked late-tools):$(grep -c install "$T/apt")" 1:2
: >"$T/apt"
deps install
is 'a second call has nothing to do' "$rc:$out:$(cat "$T/apt")" '0:deps: nothing is missing:'
# All combinations of installed and missing programs.
for n in 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    toy
    [ $((n & 1)) = 0 ] || cp "$T/of/cc" "$D/cc"
    [ $((n & 2)) = 0 ] || echo libxl.h >>"$I"
    [ $((n & 4)) = 0 ] || cp "$T/of/pkg-config" "$D/pkg-config"
    [ $((n & 8)) = 0 ] || { echo mod >>"$I"; cp "$T/of/frob" "$D/frob"; }
    deps install
    is "one call is enough, whatever is installed ($n)" "$rc:$(deps need build check; echo "$rc")" 0:0
done
toy frob-tools
deps install
is 'a package that does not help is installed once' "$rc:$(asked frob-tools)" 2:1
like 'the message says that it did not help' "$out" '^missing: frob, though Debian package frob-tools was installed'

# What any goal needs is installed, and named if that did not help; only what people use
# by hand is not, and what make deps-arch, deps-boot and deps-browser install.
. mk/architectures.sh
grep '^[^#]' mk/deps.list | cut -f 4 | sort -u | grep -v -x -e debug -e on-test -e bench -e boot -e browser $(printf ' -e %s' $architectures) >"$T/verbs"
cp "$R/mk/deps.list" "$T/list"
{ cat "$T/verbs"; printf '%s\n' debug on-test bench boot browser $architectures; } | sed 's/.*/cmd	no-&	package-&	&/' >"$R/mk/deps.list"
toy
ODD=LIBVIRT=$T deps install
is 'the packages of all goals are installed' "$(grep -o 'package-[a-z-]*' "$T/apt" | sort -u)" "$(sed 's/^/package-/' "$T/verbs")"
is 'those that did not help are named, but for what only saves time' "$(printf '%s\n' "$out" | sed -n 's/^missing: no-\([a-z-]*\), though .*/\1/p' | sort)" "$(grep -v -x -e verify-all -e on "$T/verbs")"
# What another architecture, booting, or a browser needs is installed only if it is named.
for arch in $architectures boot browser; do
    goal=deps-arch
    case $arch in boot | browser) goal=deps-$arch ;; esac
    toy
    deps install "$arch"
    is "$arch: its packages alone are installed" "$(grep -o 'package-[a-z0-9-]*' "$T/apt" | sort -u)" "package-$arch"
    like "$arch: what it needs is named, if that did not help" "$rc:$(printf '%s\n' "$out" | tail -n 1)" "^2:missing: no-$arch, though Debian package package-$arch was installed"
    deps need "$arch"
    like "$arch: the goal that installs it is named" "$out" "^missing: no-$arch \(Debian package package-$arch\); make $goal installs it\$"
done
cp "$T/list" "$R/mk/deps.list"

# Programs of the same name before Debian's.
shim() { printf '#!/bin/sh\n%s\n' "$2" >"$T/shims/$1"; chmod +x "$T/shims/$1"; }
for of in 'pyenv: frob: command not found' 'frob 9, a game'; do
    status=127
    case $of in *game) status=0 ;; esac
    toy
    shim frob "echo '$of'; exit $status"
    deps install
    is "$of: Debian's is installed once" "$rc:$(asked frob-tools)" 2:1
    like "$of: the message names the program that comes first" "$(printf '%s\n' "$out" | tail -n 1)" \
        "^missing: frob: $T/shims/frob comes before Debian's frob in PATH .*put /usr/bin before $T/shims in PATH"
    : >"$T/apt"
    deps install
    is "$of: a second call does not install it again" "$rc:$(cat "$T/apt")" 2:
    deps need check
    is "$of: need prints the same in one line" "$rc:$(printf '%s\n' "$out" | grep -c "$T/shims/frob")" 2:1
    rm "$T/shims/frob"
    deps need build check
    is "$of: without that program nothing is missing" "$rc:$out" 0:
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
is 'a program that works is accepted' "$rc:$out" 0:
ODD=CC=next deps need build
is 'a compiler that the user named is the one that is checked' "$rc:$(printf '%s\n' "$out" | grep -c '^missing: next: CC=next does not compile; name another')" 2:1

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
is "libc's own debug symbols are found" "$rc:$out" 0:

# Two checks may run at the same time.
grep '^cmd	flock	' mk/deps.list >"$R/mk/deps.list"
(flock -s 8 && cd "$R" && exec sh mk/deps need verify) 8<"$R/mk/deps.list" >"$T/out" 2>&1
is 'two checks run at the same time' "$?:$(cat "$T/out")" 0:

# The file that names the system is read, not run.
echo 'cmd	nowhere	nothing	build' >"$R/mk/deps.list"
toy
echo "touch $T/ran; ID=debian" >"$T/hostile"
cp "$T/other" "$T/etc/os-release"
ODD=OS_RELEASE=$T/hostile deps install
is 'a file that the environment names is not run' "$(ls "$T/ran" 2>&1 | grep -c 'No such')" 1
like 'a file that the environment names is not read' "$out" 'not Debian 12'
printf 'ID="debian"\nVERSION_ID=$(touch %s)\n' "$T/ran" >"$T/etc/os-release"
deps install
like '/etc/os-release is not run either' "$(ls "$T/ran" 2>&1):$out" 'No such.*:deps: not Debian 12'
for quoted in '12' '"12"' "'12'"; do
    printf 'NAME=x\nID=debian\nVERSION_ID=%s\n' "$quoted" >"$T/etc/os-release"
    deps install
    like "VERSION_ID=$quoted" "$out" 'deps: installing nothing'
done
done_testing
