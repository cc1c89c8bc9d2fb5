# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced after toyxen.sh: a small 4.10 of a toy Xen, whose makefile builds a
# shim in a second, this repository with a plan for it in $R, and toys of the built tools
# of each branch.

# toy_shim: the clone.  RELEASE-4.10.0 has no shim in its tree.
toy_shim() {
    git init -q "$X" || exit 2
    g symbolic-ref HEAD refs/heads/master
    header "$X/xen/include/public/xen.h" TOY_XEN </dev/null
    mkdir -p "$X/config" "$X/xen"
    echo '# toy' >"$X/Config.mk"
    echo '# toy' >"$X/config/Linux.mk"
    printf 'xenversion:\n\t@echo 4.10.4\n' >"$X/xen/Makefile"
    # As a header's functions do, it has the name of its file.
    echo 'const char name[] = __FILE__;' >"$X/xen/name.c"
    save 'Release 4.10.0' >/dev/null && g tag RELEASE-4.10.0

    mkdir -p "$X/tools/firmware/xen-dir"
    cat >"$X/tools/firmware/xen-dir/entry.S" <<'END'
        .text
        .code32
        .globl start
start:  hlt
        .asciz "shim_mem"
#ifndef NO_NOTE
        .section .note.Xen, "a", @note
        .balign 4
        .long 4, 4, 18
        .asciz "Xen"
        .long start
#endif
        .section .note.GNU-stack, "", @progbits
END
    cat >"$X/tools/firmware/xen-dir/shim.lds" <<'END'
ENTRY(start)
PHDRS { text PT_LOAD; note PT_NOTE; }
SECTIONS {
    . = 0x200000;
    .text : { *(.text) } :text
    .note.Xen : { *(.note.Xen) } :text :note
    .data : { *(.rodata*) *(.data) *(.banner) } :text
    /DISCARD/ : { *(.comment) *(.eh_frame) *(.note.*) }
}
END
    cat >"$X/tools/firmware/xen-dir/Makefile" <<END
export XEN_BUILD_DATE ?= \$(shell date)
export XEN_BUILD_TIME ?= \$(shell date +%T)
export XEN_WHOAMI ?= \$(USER)
export XEN_DOMAIN ?= domain
export XEN_BUILD_HOST ?= \$(shell hostname)
D = xen-root/xen
xen-shim:
	test ! -e $SLOW || { touch $SLOW.on; sleep 20; }
	mkdir -p \$D && cp -R ../../../xen/. \$D
	{ echo "\$\$XEN_BUILD_DATE \$\$XEN_BUILD_TIME \$\$XEN_WHOAMI@\$\$XEN_DOMAIN \$\$XEN_BUILD_HOST" && cat xen-root/.scmversion && \\
	    { echo banner | figlet -f none || echo banner; }; } >banner
	\$(CC) -m32 -fno-pic -ffreestanding -c -o name.o \$(CURDIR)/\$D/name.c
	\$(CC) -m32 -c \$(SHIM_FLAGS) -o entry.o entry.S
	objcopy -I binary -O elf32-i386 -B i386 --rename-section .data=.banner,alloc,load,readonly,data,contents banner banner.o
	ld -m elf_i386 -T shim.lds -o \$D/xen-syms entry.o name.o banner.o
	strip -o \$D/xen \$D/xen-syms
	ln -sf \$D/xen \$@
	ln -sf \$D/xen-syms \$@-syms
END
    SHIM_ID=$(save 'tools: a shim') && g tag RELEASE-4.10.4
    echo 'int more = 1;' >>"$X/xen/name.c"
    MORE_ID=$(save 'xen: more')
    # Each of these is a queue's last patch in some test.
    echo 'int broken(' >>"$X/xen/name.c"
    BROKEN_ID=$(save 'xen: does not compile')
    g checkout -q -b other "$MORE_ID"
    echo 'SHIM_FLAGS = -DNO_NOTE' >"$X/tools/firmware/xen-dir/flags.mk"
    sed -i '1i include flags.mk' "$X/tools/firmware/xen-dir/Makefile"
    NO_NOTE_ID=$(save 'tools: no note')
    g checkout -q master
}

# shim_plan [NAME ID]...: the plan of 4.10, with these picks after the usual two
shim_plan() {
    {
        echo '# base RELEASE-4.10.0 RELEASE-4.10.4'
        echo '# group shim optional'
        echo "shim.patch # pick $SHIM_ID"
        echo '# group pvh'
        echo "more.patch # pick $MORE_ID"
        while [ $# -gt 0 ]; do
            echo "$1 # pick $2"
            shift 2
        done
    } >"$R/series-4.10/series"
}

shim_root() {
    mkdir -p "$R/build" "$R/series-4.10" "$R/series-4.8" "$R/series-4.9" "$R/compat/changes" "$R/tests" \
        "$R/host/guests" "$R/host/programs"
    cp -R "$ROOT/Makefile" "$ROOT/layout" "$ROOT/mk" "$ROOT/tools" "$ROOT/verify" "$R"
    cp -R "$ROOT/build/obj" "$ROOT/build/libbpq.a" "$ROOT/build/bpq" "$R/build"
    git init -q "$R"
    shim_plan
    printf '# base RELEASE-4.8.5\n# group pvh\nmore.patch # pick %s\n' "$MORE_ID" >"$R/series-4.8/series"
    printf '# base RELEASE-4.9.3 RELEASE-4.9.4\n# group pvh\nmore.patch # pick %s\n' "$MORE_ID" >"$R/series-4.9/series"
    cat >"$R/host/run" <<'END'
#!/bin/sh
case $1 in --end) exec rm -rf "$2" ;; esac
export XENHOST_DIR="$2"
mkdir -p "$2/root" && : >>"$2/log"
prefix=$4
shift 4
[ $# = 0 ] && exit
shift
PATH=$prefix/bin:$PATH exec "$@"
END
    chmod +x "$R/host/run"
    printf '%%/pv:\n\tmkdir -p $(@D) && echo a kernel >$@\n' >"$R/host/guests/guests.mk"
    cat >"$R/host/programs/programs.mk" <<'END'
$(BIN)/new/examine: $(NEW)/examine
	mkdir -p $(@D) && cp $< $@
END
}

# toy_tools BRANCH BASE: tools of a branch, as verify-branch leaves them
toy_tools() {
    tools=$R/out/$1/$2
    mkdir -p "$tools/stamps" "$tools/new/bin" "$tools/new/lib" "$tools/new/tree/config"
    : >"$tools/stamps/build-new"
    : >"$tools/new/bin/xenstored"
    : >"$tools/new/lib/libxenlight.so"
    echo "XENFIRMWAREDIR           := /usr/lib/xen-$1/boot" >"$tools/new/tree/config/Paths.mk"
    # It loads the shim of its folder.
    cat >"$tools/new/bin/xl" <<END
#!/bin/sh
shim=\$XENHOST_DIR/root/usr/lib/xen-$1/boot/xen-shim
grep -q '^pvshim = 1\$' "\$2" && [ -e "\$shim" ] || { echo "xl: no shim" >&2; exit 3; }
gzip -cdf <"\$shim" >"\$XENHOST_DIR/unpacked"
shim=\$XENHOST_DIR/unpacked
"$R/build/shim/image" --loaded "\$shim" | sed -n 's/^part //p' | while read -r at address size; do
    dd if="\$shim" of="\$XENHOST_DIR/dom1.mem" bs=1 skip="\$at" seek="\$address" count="\$size" conv=notrunc status=none
done
END
    printf '#!/bin/sh\necho "entered: $2"\necho "command line: pv-shim"\necho "module 0: of the guest"\n' >"$tools/new/examine"
    chmod +x "$tools/new/bin/xl" "$tools/new/examine"
}
