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
    echo "XEN_RUN_DIR='/var/run/xen'" >"$1/paths"
}

# What make boot-branch needs beside that: a bpq, the steps that build, which only leave
# files, and an xl.  The qemu then runs boot/dom0/guests itself.
#
# The file $T/says has, for a guest, what its console says instead of what it was asked for,
# as shell text.
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
        echo 'mkdir -p "$WORK/build" "$WORK/new" "$WORK/old" "$WORK/pristine" "$WORK/applied"; echo built >"$NOTE"' >"$R/verify/steps/$step"
    done
    echo 'cp "$ROOT/../xen" "$WORK/boot/xen"; echo built >"$NOTE"' >"$R/boot/steps/xen"
    echo 'cp -R "$ROOT/../tools" "$WORK/boot/tools"; echo copied >"$NOTE"' >"$R/boot/steps/tools"
    echo 'mkdir -p "$ROOT/out/shim/RELEASE-4.10.4" && echo shim >"$ROOT/out/shim/RELEASE-4.10.4/xen-shim"; echo made >"$NOTE"' >"$R/boot/steps/shim"
    echo 4 >"$T/sys/version/major" && echo 9 >"$T/sys/version/minor" && echo .4 >"$T/sys/version/extra"
    echo 'date git:of-the-host' >"$T/sys/properties/changeset" && echo today >"$T/sys/compilation/compile_date"
    printf '#!/bin/sh\nhost=%s/current T=%s\n' "$T" "$T" >"$T/bin/xl"
    cat >>"$T/bin/xl" <<'END'
verb=$1
# A guest's state is the file T/guest-NAME: its configuration, and a line with its state.
word=
for word; do :; done
name=${word##*/} name=${name%.cfg} name=${name%.save}
log=$host/logs/guest-$name.log daemon=$host/logs/xl-$name.log at=$T/guest-$name
mkdir -p "$host/logs"
say() { printf 'guest: %s\r\n' "$1" >>"$log"; }
value() { sed -n "s/^.*$1 = \"\{0,1\}\([^\"]*\)\"\{0,1\}.*/\1/p" "$at"; }
sees() {
    type=PV version=4.9.4 changeset='date git:of-the-host' processors=1
    # shellcheck disable=SC2034
    case $(cat "$at") in
    *'pvshim = 1'*) version=4.10.4 changeset='date git:of-the-shim' ;;
    *'"pvh"'* | *'"hvm"'*) type=PVH ;;
    esac
    case $(cat "$at") in *'vcpus = 2'*) processors=2 ;; esac
    line=$(value cmdline)
    case $(cat "$at") in *'root = '*) line="root=/dev/ram0 $(sed -n 's/.*; extra = "\(.*\)"/\1/p' "$at")" ;; esac
    case $(cat "$at") in *pvshim_extra*) echo '(XEN) Command line: pv-shim console=xen,pv loglvl=all' >>"$log" ;; esac
    [ ! -e "$T/says" ] || . "$T/says"
    say "type: $type"
    say "version: $version"
    say "changeset: $changeset"
    say 'built: today'
    say "processors: $processors"
    say "uuid: 1-2-3"
    say "command line: $line"
}
off() {
    rm -f "$at"
    echo 'Done. Exiting now' >>"$daemon"
}
case $1 in
create)
    cp "$word" "$at"
    sees
    case $line in
    *' stay'*) say stays ;;
    *)
        say 'going off'
        off
        ;;
    esac
    ;;
domid) [ -e "$at" ] ;;
list)
    [ "${2:-}" != -l ] || {
        echo '[{"domid": 1, "config": {"c_info": {"name": "shim", "type": "pvh"}, "b_info": {"type.pvh": {"pvshim": "True"}}}}]'
        exit
    }
    echo 'Name  ID  Mem VCPUs State Time'
    echo "shim  1 512 1 $(cat "$T/state" 2>/dev/null || echo -b----) 1.0"
    ;;
vcpu-list) printf 'Name ID VCPU CPU State Time Affinity\nshim 1 0 0 -b- 1.0 all\n' ;;
pause) echo --p--- >"$T/state" ;;
unpause) rm "$T/state" ;;
reboot) say reboot && sees && say stays ;;
shutdown) sees && say poweroff && off ;;
save) cp "$at" "$3" && name=$2 && daemon=$host/logs/xl-$name.log at=$T/guest-$name && off ;;
restore) cp "$2" "$at" ;;
destroy) [ ! -e "$at" ] || { rm "$at" && echo 'Domain 1 has been destroyed.' >>"$daemon"; } ;;
esac
END
    chmod +x "$T/bin/xl"
    # dom0
    cat >"$PLAY" <<'END'
echo up >"$share/said"; echo started >>"$share/said"
ln -sfn "$share" "${PLAY%/*}/current"
cd "$share/files"
host=$share hypervisor=${PLAY%/*}/sys images=${PLAY%/*}/images sh "$share/command" >"$share/output" 2>&1
echo "ended $?" >>"$share/said"
END
}
