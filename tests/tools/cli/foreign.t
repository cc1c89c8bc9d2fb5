# SPDX-License-Identifier: LGPL-2.1-only
# mk/foreign: which programs it runs by what, and with which libraries.
. tests/tap.sh
R=$T/a\ root
mkdir -p "$R/mk" "$T/bin"
cp mk/foreign mk/architectures.sh "$R/mk"
PATH=$T/bin:$PATH
for arch in aarch64 arm i386; do
    printf '#!/bin/sh\necho "qemu %s: $*"\nexit 7\n' $arch >"$T/bin/qemu-$arch-static"
    chmod +x "$T/bin/qemu-$arch-static"
done
# elf FILE MACHINE: the head of a program
elf() { printf '%b' '\0177ELF\001\001\001\0\0\0\0\0\0\0\0\0\002\0' "\\0$2" '\0' >"$1"; }
elf "$T/arm64" 267
elf "$T/armhf" 050
elf "$T/i386" 003
elf "$T/amd64" 076
chmod +x "$T"/a[mr]* "$T/i386"
foreign() { # ARCH VARIABLE=VALUE... PROGRAM ARGUMENT...
    arch=$1
    shift
    run env CALLERS_ARCH="$arch" "$@"
}
S=$R/mk/../out/cache/sysroots
for arch in arm64 armhf i386; do
    case $arch in arm64) qemu=aarch64 ;; armhf) qemu=arm ;; *) qemu=$arch ;; esac
    foreign $arch FOREIGN_LIBRARY_PATH=/lib\ s FOREIGN_PRELOAD=/p.so sh "$R/mk/foreign" "$T/$arch" one 'two three'
    is "$arch: run by qemu, with libraries and arguments" "$out" \
        "qemu $qemu: -L $S/$arch -E LD_LIBRARY_PATH=/lib s -E LD_PRELOAD=/p.so $T/$arch one two three"
    is "$arch: its status" "$rc" 7
    foreign $arch sh "$R/mk/foreign" "$T/$arch"
    is "$arch: without either" "$out" "qemu $qemu: -L $S/$arch $T/$arch"
done
# Where the kernel runs programs of i386, their own loader does.
mkdir -p "$R/out/cache/sysroots/i386/lib"
printf '#!/bin/sh\n[ "$1" = --version ] || echo "loader: $*"\n' >"$R/out/cache/sysroots/i386/lib/ld-linux.so.2"
chmod +x "$R/out/cache/sysroots/i386/lib/ld-linux.so.2"
foreign i386 FOREIGN_LIBRARY_PATH=/libs FOREIGN_PRELOAD=/p.so sh "$R/mk/foreign" "$T/i386" one
is 'i386: run by its own loader' "$out" \
    "loader: --preload /p.so --library-path /libs:$S/i386/lib/i386-linux-gnu:$S/i386/usr/lib/i386-linux-gnu $T/i386 one"

printf '#!/bin/sh\necho "script: $*"\nexit 3\n' >"$T/script"
chmod +x "$T/script"
foreign arm64 sh "$R/mk/foreign" "$T/script" one
is 'a script is run as it is' "$rc:$out" '3:script: one'
foreign armhf sh "$R/mk/foreign" sh -c 'echo plain; exit 4'
is 'so is a command of this machine' "$rc:$out" '4:plain'
foreign arm64 sh "$R/mk/foreign" "$T/amd64"
is 'no other architecture is run by qemu' "$(printf '%s\n' "$out" | grep -c '^qemu')" 0
foreign mips sh "$R/mk/foreign" "$T/script"
is 'an unknown architecture: one line' "$rc:$out" '126:foreign: CALLERS_ARCH=mips: not an architecture that is known here'
done_testing
