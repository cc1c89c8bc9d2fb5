# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced after tap.sh: toys for what boot/ needs of the machine, in $T/bin and $R.
# qemu-system-x86_64 runs the shell text of the file $PLAY, with $share, the folder that
# dom0 sees as /host, and $serial; spin FILE takes processor time until the file is there.

PLAY=$T/play
# toy_boot: $R with boot/ and mk/, and a kernel
toy_boot() {
    linux=$R/out/cache/boot/linux
    mkdir -p "$linux/modules" "$T/bin"
    cp -R boot mk "$R/"
    echo kernel >"$linux/vmlinux"
    # Modules are built in; the initramfs is packed for real.
    for module in virtio_pci 9pnet_virtio 9p xen-privcmd xen-evtchn xen-gntdev xen-gntalloc xenfs loop xen-blkback; do
        echo "kernel/$module.ko"
    done >"$linux/modules/modules.builtin"
    echo 'linux 1' >"$linux/package"
    # What else the machine may lack is not the subject here.
    printf 'cmd\tsh\tdash\tboot\ttrue\n' >"$R/mk/deps.list"
    printf '#!/bin/sh\nPLAY=%s\n' "$PLAY" >"$T/bin/qemu-system-x86_64"
    cat >>"$T/bin/qemu-system-x86_64" <<'END'
case $1 in --version) echo 'QEMU emulator version 7.2'; exit ;; esac
for word; do
    case $word in
    file:*) serial=${word#file:} ;;
    local,path=*) share=${word#local,path=} share=${share%%,*} ;;
    esac
done
printf '%s\n' "$@" >"$share/../arguments"
echo $$ >"$share/../pid"
spin() { while [ ! -e "$1" ]; do :; done; }
echo '(XEN) Xen version 4.9' >"$serial"
. "$PLAY"
END
    printf '#!/bin/sh\n[ "$1" != --list ] && exec cat >/dev/null\n' >"$T/bin/cpio"
    cp "$T/bin/cpio" "$T/bin/busybox"
    chmod +x "$T/bin/"*
}
# toy_tools_of_boot DIR: tools as boot/tools leaves them
toy_tools_of_boot() {
    mkdir -p "$1/bin" "$1/lib" "$1/libexec"
    mkdir -p "$1/scripts"
    printf "XEN_RUN_DIR='/var/run/xen'\nXEN_SCRIPT_DIR='%s'\n" "$1/scripts" >"$1/paths"
    echo new >"$1/lib/libxenlight.so.4.9" && echo new >"$1/lib/libxlutil.so.4.9"
}

# What make boot-branch needs beside that: a bpq, the steps that build, which only leave
# files, and an xl.  The qemu then runs the scripts of boot/dom0 itself.
#
# The file $T/says has, for a guest, what its console says instead of what it was asked for,
# as shell text.  xl is old or new, as the file that is in LD_LIBRARY_PATH and its own first
# line say.
toy_branch() {
    cp -R verify "$R/"
    mkdir -p "$R/build" "$R/series-4.9/RELEASE-4.9.4" "$T/sys/version" "$T/sys/properties" "$T/sys/compilation" "$T/images"
    cat >"$R/build/bpq" <<'END'
#!/bin/sh
case "$1 $2 $3" in
'clone --xen none') echo 'bpq: no clone' >&2; exit 1 ;;
'clone --xen '*) echo "$3" ;;
'bases --newest 4.10') echo '4.10 RELEASE-4.10.4' ;;
'bases --newest '*) echo "$3 RELEASE-$3.4" ;;
'queue '*' tree') echo 649e51b67bc4a1a1a1a1a1a1a1a1a1a1a1a1a1a1 ;;
'queue '*' commit') echo f5acf97f669ca1a1a1a1a1a1a1a1a1a1a1a1a1a1 ;;
'locked '*) echo f5acf97f669ca1a1a1a1a1a1a1a1a1a1a1a1a1a1 ;;
esac
END
    chmod +x "$R/build/bpq"
    for step in generate export apply build-old build-new build-rest; do
        echo 'mkdir -p "$WORK/build" "$WORK/new" "$WORK/old" "$WORK/pristine" "$WORK/applied"; cp -R "$ROOT/../old/." "$WORK/old"; echo built >"$NOTE"' >"$R/verify/steps/$step"
    done
    echo 'cp "$ROOT/../xen" "$WORK/boot/$HYPERVISOR"; echo built >"$NOTE"' >"$R/boot/steps/xen"
    echo 'cp -R "$ROOT/../tools" "$WORK/boot/tools"; echo copied >"$NOTE"' >"$R/boot/steps/tools"
    echo 'mkdir -p "$ROOT/out/shim/RELEASE-4.10.4" && echo shim >"$ROOT/out/shim/RELEASE-4.10.4/xen-shim"; echo made >"$NOTE"' >"$R/boot/steps/shim"
    # It has a test of its own.
    echo 'mkdir -p "$WORK/boot/same" && echo real >"$WORK/boot/same/real"; echo compared >"$NOTE"' >"$R/boot/steps/same"
    echo 4 >"$T/sys/version/major" && echo 9 >"$T/sys/version/minor" && echo .4 >"$T/sys/version/extra"
    echo 'date git:of-the-host' >"$T/sys/properties/changeset" && echo today >"$T/sys/compilation/compile_date"
    mkdir -p "$T/old/bin" "$T/old/lib" "$T/tools/bin"
    for age in old new; do
        sed "s,^verb=,export AGE=$age T=$T host=$T/current\n&," tests/tools/toys/xl >"$T/xl-$age"
        chmod +x "$T/xl-$age"
    done
    cp "$T/xl-new" "$T/bin/xl" && cp "$T/xl-new" "$T/tools/bin/xl" && cp "$T/xl-old" "$T/old/bin/xl"
    echo old >"$T/old/lib/libxenlight.so.4.9" && echo old >"$T/old/lib/libxlutil.so.4.9"
    printf '#!/bin/sh\ncase $1 in 1 | 2) set -- 0.05 ;; 0.2) set -- 0.02 ;; esac\nexec /bin/sleep "$@"\n' >"$T/bin/sleep"
    printf '#!/bin/sh\nexit 0\n' >"$T/bin/mount"
    cp "$T/bin/mount" "$T/bin/umount" && cp "$T/bin/mount" "$T/bin/losetup"
    printf '#!/bin/sh\nsed "s/.* //" "%s/has-$(basename "${1%%/memory/target}")"\n' "$T" >"$T/bin/xenstore-read"
    chmod +x "$T"/bin/*
    # dom0
    cat >"$PLAY" <<'END'
echo up >"$share/said"; echo started >>"$share/said"
ln -sfn "$share" "${PLAY%/*}/current"
cd "$share/files"
host=$share hypervisor=${PLAY%/*}/sys images=${PLAY%/*}/images sh "$share/command" >"$share/output" 2>&1
echo "ended $?" >>"$share/said"
END
}
