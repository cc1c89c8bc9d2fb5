# SPDX-License-Identifier: LGPL-2.1-only
# verify-branch's step arch: what the queue changes is compiled for other architectures,
# as far as their compilers and libraries are there.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
needs 'verify-branch for other architectures' series check verify
toy_xen
toy_root
W=$R/out/4.9/RELEASE-4.9.4

# Commits: a source and a header that fail where TOY_ARM is defined, and a file that
# only Arm compiles.
sed -i -e 's/^    return i\.domid;/#ifdef TOY_ARM\n    return MAX_TOY;\n#endif\n&/' "$X/tools/libxc/xenguest.c"
SOURCE_ID=$(save 'libxc: only for x86')
sed -i -e '/^#ifdef TOY_ARM/,/^#endif/d' "$X/tools/libxc/xenguest.c"
sed -i -e 's/^#define TOY_LEVEL 1$/&\n#ifdef TOY_ARM\ntypedef unknown_t toy_t;\n#endif/' "$X/tools/libxl/level.h"
HEADER_ID=$(save 'libxl: a header only for x86')
printf '\nifeq ($(XEN_TARGET_ARCH),arm64)\nall: toyarm.o\nendif\n' >>"$X/tools/libxl/Makefile"
echo 'int toy_arm(void) { return none; }' >"$X/tools/libxl/toyarm.c"
sed -i -e '/^#ifdef TOY_ARM/,/^#endif/d' "$X/tools/libxl/level.h"
ARM_ID=$(save 'libxl: a file of Arm alone')
printf 'int toy_common(void)\n{\n#ifdef TOY_ARM\n    return none;\n#endif\n    return 1;\n}\n' >"$X/xen/common/toy.c"
COMMON_ID=$(save 'xen: a file only for x86')

mkdir "$T/bin"
for tool in aarch64-linux-gnu arm-linux-gnueabihf i686-linux-gnu; do
    fake $tool-gcc 'echo "$0: called" >&2; exit 1'
done
export PATH="$T/bin:$PATH"
arm64() { # the compiler, and the folder of libraries
    fake qemu-aarch64-static :
    fake aarch64-linux-gnu-gcc 'for word do shift; case $word in --sysroot=*) [ -d "${word#*=}" ] || exit ;; *) set -- "$@" "$word" ;; esac; done
exec gcc -DTOY_ARM "$@"'
    mkdir -p "$R/out/cache/sysroots/arm64"
    sh mk/sysroot packages | sed 's/$/ 1.0/' >"$R/out/cache/sysroots/arm64/packages"
}

vb UNTIL=arch
is 'without a compiler: left out' "$rc" 0
like 'the line says what to do' "$(line arch)" \
    'left out +no compilers for arm64 armhf i386, or no libraries of theirs; make deps-arch installs both$'

arm64
plan limit.patch "$SOURCE_ID"
vb UNTIL=arch
is 'a source that does not compile for Arm: no' "$rc" 1
like 'the line says so' "$(line arch)" '^arch +no +[0-9.]+s +the queue does not compile for every architecture'
like 'the object is named, with what the compiler says' "$out" \
    "arm64: tools/libxc/xenguest\.o: NOT COMPILED: xenguest\.c:[0-9]+:[0-9]+: error: .MAX_TOY. undeclared"
like 'other architectures are named' "$out" 'armhf: not compiled: no arm-linux-gnueabihf-gcc, no libraries of it; make deps-arch installs them'

plan limit.patch "$SOURCE_ID" header.patch "$HEADER_ID"
vb UNTIL=arch
like 'a header that fails in what includes it' "$out" 'arm64: tools/libxl/xenlight\.o: NOT COMPILED: .*level\.h:.*unknown type name'
is 'what compiles again is not named' "$(printf '%s\n' "$out" | grep -c xenguest)" 0

plan limit.patch "$SOURCE_ID" header.patch "$HEADER_ID" arm.patch "$ARM_ID"
vb UNTIL=arch
like 'a file that amd64 does not have' "$out" 'arm64: tools/libxl/toyarm\.o: NOT COMPILED: toyarm\.c:.*undeclared'

plan limit.patch "$SOURCE_ID" header.patch "$HEADER_ID" arm.patch "$ARM_ID" common.patch "$COMMON_ID"
vb UNTIL=arch
like 'a file of the hypervisor that is not of x86' "$out" 'arm64: xen/common/toy\.o: NOT COMPILED: toy\.c:.*undeclared'

plan
vb UNTIL=arch
is 'the queue compiles: ok' "$rc" 0
like 'the line says for which, and what was not tried' "$(line arch)" 'ok .* compiles for arm64; not tried: armhf i386$'
like 'with how many objects' "$out" '^ +arm64: [1-9][0-9]* objects compiled by aarch64-linux-gnu-gcc$'
is 'its tree is gone' "$(ls "$W/tmp" | grep -c -x arm64)" 0
vb UNTIL=arch
like 'the second time it is as before' "$(line arch)" 'ok, as before'
echo 'libc6 2.0' >>"$R/out/cache/sysroots/arm64/packages"
vb UNTIL=arch
like 'without its libraries it is left out' "$(line arch)" 'left out'
arm64
sed -i '1s/1\.0/1.1/' "$R/out/cache/sysroots/arm64/packages"
vb UNTIL=arch
like 'with another libc it runs again' "$(line arch)" '^arch +ok  '
fake aarch64-linux-gnu-gcc 'exit 1'
vb UNTIL=arch
like 'a compiler that does not run: left out' "$(line arch)" 'left out'

# ARCH: the whole of a run for another architecture, as far as nothing has to be run.
without_target='for word do shift; case $word in --sysroot=* | --target=*) ;; *) set -- "$@" "$word" ;; esac; done'
arm64
for tool in gcc g++ clang clang++; do
    case $tool in g*) name=aarch64-linux-gnu-$tool ;; *) name=$tool ;; esac
    real=$(command -v $tool)
    fake "$name" "$without_target
PATH='${PATH#"$T/bin:"}' exec $real -DTOY_ARM \"\$@\""
done
# Compilers before these that look for the next one of their name, as ccache does.
mkdir "$T/next"
for tool in gcc clang; do
    cat >"$T/next/$tool" <<'END'
#!/bin/sh
[ "${DEPTH:-0}" -lt 3 ] || { echo "$0 runs itself" >&2; exit 9; }
export DEPTH=$((${DEPTH:-0} + 1))
IFS=:
for folder in $PATH; do
    [ "$folder" = "${0%/*}" ] || [ ! -x "$folder/${0##*/}" ] || exec "$folder/${0##*/}" "$@"
done
END
    chmod +x "$T/next/$tool"
done
run env PATH="$T/next:$T/bin:/usr/local/bin:/usr/bin:/bin" ROOT="$R" sh -c '
    cd "$1" && . verify/cross.sh && build_for arm64 gcc && programs_for arm64 "$2" &&
    clang -E -dM -x c /dev/null && "$CALLERS_HOSTCC" -E -dM -x c /dev/null >"$2/host"' sh "$R" "$T/compilers"
is 'compilers that look for the next one find the right one: status' "$rc" 0
is 'it is that of the architecture for callers, and not for what runs here' \
    "$(printf '%s\n' "$out" | grep -c TOY_ARM) $(grep -c TOY_ARM "$T/compilers/host")" '1 0'
A=$W/arm64
vb ARCH=arm64
is 'without a reviewed ABI the answer is no' "$rc" 1
like 'the line names the report of the architecture' "$(line abi)" 'there is no .*series-4\.9/abi\.expected\.arm64; read .*/RELEASE-4\.9\.4/arm64/abi\.report'
like 'the compiler is that of the architecture' "$(line build-old)" 'ok '
is 'the results say which architecture it is' "$(jq -r 'select(.record == "run").arch' "$A/results.jsonl")" arm64
is 'those of amd64 say so, too' "$(jq -r 'select(.record == "run").arch' "$W/results.jsonl")" amd64
cp "$A/abi.report" "$R/series-4.9/abi.expected.arm64"
vb ARCH=arm64
is 'with a reviewed ABI, all holds' "$rc" 0
like 'the last line has the architecture' "$(printf '%s\n' "$out" | tail -n 1)" \
    '^verify-branch: BRANCH=4\.9 BASE=RELEASE-4\.9\.4 ARCH=arm64: all holds '
is 'what is not run is named' "$(printf '%s\n' "$out" | sed '/^step /,$d' | sed -n 's/ *left out  *only for amd64$//p' | tr '\n' ' ')" \
    'build-rest '
is 'programs are run' "$(printf '%s\n' "$out" | sed '/^step /,$d' | sed -n 's/^\([a-z]*\)  *ok[, ].*/\1/p' | tail -n 5 | tr '\n' ' ')" \
    'records callers guard matrix host '
vb ARCH=arm64
is 'the second time nothing is built' "$(printf '%s\n' "$out" | sed '/^step /,$d' | grep -c 'ok, as before')" 10
vb ARCH='arm64 amd64' UNTIL=export
is 'several architectures: one after the other' "$(printf '%s\n' "$out" | grep '^ARCH=' | tr '\n' ' ')" 'ARCH=amd64 ARCH=arm64 '
is 'the last line has all' "$rc:$(printf '%s\n' "$out" | tail -n 1)" '0:verify-branch: BRANCH=4.9: amd64 holds, arm64 holds'
vb ARCH=all UNTIL=export
is 'one that cannot run holds up no other' "$rc:$(printf '%s\n' "$out" | tail -n 1)" \
    '2:verify-branch: BRANCH=4.9: amd64 holds, arm64 holds, armhf could not run, i386 could not run'
echo '# gone' >>"$R/series-4.9/abi.expected.arm64"
vb ARCH='amd64 arm64' UNTIL=abi
is 'a no counts more' "$rc" 1
vb ARCH=armhf
refused 'an architecture without a compiler' 2 'ARCH=armhf: no arm-linux-gnueabihf-gcc, no libraries of it; make deps-arch installs them'
vb ARCH=mips
refused 'one that is not known' 2 'ARCH=mips: not an architecture that is known here'
plan
vb ARCH=arm64 CC=clang UNTIL=build-new
like 'by clang' "$rc:$(line build-old)" '^0:build-old .*, .*clang version'
vb ARCH=arm64 CC=cc
refused 'another compiler' 2 "ARCH=arm64 CC=cc: other architectures are built with Debian's gcc, aarch64-linux-gnu-gcc, or with clang; leave CC out, or name a clang that runs"
vb ARCH=arm64 CC=no-clang
refused 'a clang that does not run' 2 "ARCH=arm64 CC=no-clang: other architectures are built with .*; leave CC out, or name a clang that runs"
vb ARCH=arm64 XEN=none
refused 'without a clone' 2 'ARCH=arm64: libraries are made from records for amd64 only, so this needs a clone of Xen'
# A signal for the script alone ends what runs for an architecture.
plan
rm -rf "$W"
for signal in TERM INT HUP QUIT; do
    touch "$SLOW"
    rm -f "$SLOW.on"
    (cd "$R" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL --default-signal BRANCH=4.9 ARCH='amd64 arm64' XEN="$X" sh verify/run) >"$T/out" 2>&1 &
    pid=$!
    wait_for "$SLOW.on"
    kill "-$signal" $pid
    wait $pid
    is "$signal: status 2" $? 2
    ok "$signal: nothing works in the folder any more" flock -w 60 "$W/running" true
    rm -f "$SLOW"
    like "$signal: it says where, and what to do" "$(cat "$T/out")" 'interrupted in build-old; the same command goes on'
    is "$signal: the next architecture is not begun" "$(grep -c '^ARCH=arm64' "$T/out")" 0
done
vb ARCH=arm64 UNTIL=places
refused 'a step that other architectures have not' 2 'UNTIL=places: this run has no such step; it has generate export apply build-old build-new abi records callers guard matrix host$'
vb UNTIL=export

# What verifies bases for another purpose is for amd64.
echo broken >"$W/results.jsonl"
run env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL ARCH=arm64 XEN="$X" UNTIL=export sh -c 'cd "$0" && sh verify/run-bases "$1" 4.9 RELEASE-4.9.4' "$R" "$T"
is 'verify-all and the like do not heed ARCH' "$(jq -r 'select(.record == "run").arch' "$W/results.jsonl")" amd64
done_testing
