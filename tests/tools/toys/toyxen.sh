# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced after tap.sh: a small git repository that verify-branch takes
# for Xen, and a copy of this repository in $R with a plan for it.  The toy's
# libraries have the names of the real ones and a handful of functions.

. tests/tools/toys/needs.sh
X=$T/xen R=$T/root SLOW=$T/slow

g() {
    git -C "$X" -c user.name=Toy -c user.email=toy@example.org \
        -c commit.gpgsign=false "$@"
}
save() { # MESSAGE: commit everything and print the commit's id
    g add -A && GIT_AUTHOR_DATE='@1500000000 +0000' \
        GIT_COMMITTER_DATE='@1500000000 +0000' g commit -q -m "$1" &&
        g rev-parse HEAD
}

# header FILE NAME [TEXT]
header() {
    mkdir -p "${1%/*}"
    { echo "#ifndef $2"; echo "#define $2"; cat; echo '#endif'; } >"$1"
}

toy_xen() {
    git init -q "$X" || exit 2
    g symbolic-ref HEAD refs/heads/master
    header "$X/xen/include/public/xen.h" TOY_XEN </dev/null
    echo 'int toy_trap(void);' | header "$X/xen/include/xen/trap.h" TOY_TRAP
    mkdir -p "$X/xen/arch/x86" "$X/xen/arch/arm" "$X/xen/tools" "$X/xen/common" "$X/xen/include/xen"
    printf '#include "../../include/xen/trap.h"\n\nint toy_trap(void)\n{\n    return 1;\n}\n' \
        >"$X/xen/arch/x86/traps.c"
    cat >"$X/xen/Makefile" <<'EOF'
export BASEDIR := $(CURDIR)
default: ;
build: include/config/auto.conf
	[ -e include/asm ] || ln -s asm-x86 include/asm
	+for file in arch/x86/*.c common/*.c; do [ ! -e $$file ] || $(MAKE) -f Rules.mk $${file%.c}.o || exit; done
.config:
	cp Kconfig $@
include/config/auto.conf: .config Kconfig
	cmp .config Kconfig # else it would be asked for
	mkdir -p $(@D)
	touch $@
.PHONY: default
EOF
    cat >"$X/xen/Rules.mk" <<'EOF'
$(if $(wildcard Makefile),,$(error no Makefile in $(CURDIR)))
all: ;
%.o: %.c FORCE
	$(CC) $(APPEND_CFLAGS) -MMD -MF $(@D)/.$(@F).d -c -o $@ $<
%:: ; mkdir -p $(@D) && touch $@
.PHONY: FORCE
FORCE:
EOF
    for folder in include arch/x86 arch/arm common; do : >"$X/xen/$folder/Makefile"; done
    echo 'config TOY' >"$X/xen/Kconfig"
    printf 'all: ;\n' >"$X/xen/tools/Makefile"

    # Each folder of tools/: libraries, headers, programs.
    cat >"$X/tools.mk" <<'EOF'
CFLAGS = $(EXTRA_CFLAGS_XEN_TOOLS) -O1 -fPIC -Werror -I. -Iinclude -I$(CURDIR)/../libxl -I../libxc/include
include $(wildcard ../../config/Tools.mk)
P = $(DESTDIR)/usr/local
all: $(LIBS:=.so) $(LIBS:=.a) $(PROGRAMS)
%.a: ; : >$@
%.o: %.c
	$(CC) $(CFLAGS) -MMD -MF .$@.d -c -o $@ $<
lib%.so: %.o
	$(CC) -shared -Wl,-soname,$@.4.9 -o $@ $<
	ln -sf $@ $@.4.9
$(PROGRAMS): %: %.o
	$(CC) -o $@ $<
install: all
	install -m0644 -p $(HEADERS) $(P)/include
-include .*.d
EOF
    dir() { # NAME LIBS HEADERS PROGRAMS
        mkdir -p "$X/tools/$1"
        {
            echo "LIBS = $2"
            echo "HEADERS = $3"
            echo "PROGRAMS = $4"
            echo 'include ../../tools.mk'
        } >"$X/tools/$1/Makefile"
        for program in $4; do
            echo 'int main(void) { return 0; }' >"$X/tools/$1/$program.c"
        done
    }
    mkdir -p "$X/tools"
    echo 'SUBDIRS-y := include libs libxc xenstore libxl xl misc' >"$X/tools/Makefile"
    dir include '' '' ''
    echo 'struct elf_toy { int x; };' | header "$X/tools/include/xen/libelf/libelf.h" TOY_ELF
    dir libs '' '' ''
    dir libxc 'libxenctrl libxenguest' 'include/xenctrl.h include/xenguest.h' ''
    echo 'struct xc_info { int domid; };' | header "$X/tools/libxc/include/xenctrl.h" TOY_XC
    echo 'int xg_build(int domid);' | header "$X/tools/libxc/include/xenguest.h" TOY_XG
    echo 'struct xc_dom_image { int domid; };' | header "$X/tools/libxc/include/xc_dom.h" TOY_DOM
    printf '#include "xenctrl.h"\nint xc_open(struct xc_info *i) { return i->domid; }\n' \
        >"$X/tools/libxc/xenctrl.c"
    printf '#include "xenguest.h"\n#include "xc_dom.h"\nint xg_build(int d)\n{\n    struct xc_dom_image i = {d};\n    return i.domid;\n}\n' \
        >"$X/tools/libxc/xenguest.c"
    dir xenstore libxenstore include/xenstore.h xenstored
    printf '#define TOY_FLAGS int\nint xs_open(TOY_FLAGS flags);\n' | header "$X/tools/xenstore/include/xenstore.h" TOY_XS
    printf '#include "xenstore.h"\nint xs_open(TOY_FLAGS flags) { return flags; }\n' >"$X/tools/xenstore/xenstore.c"
    dir libxl 'libxenlight libxlutil' 'libxl.h libxl_utils.h libxlutil.h' testidl
    header "$X/tools/libxl/libxl.h" TOY_XL <<'EOF'
enum libxl_type {
    LIBXL_TYPE_HVM = 1,
    LIBXL_TYPE_PV = 2,
};

struct libxl_info {
    int vcpus;
    enum libxl_type type;
    union {
        struct { int apic; long room[4]; } hvm;
    } u;
};

int libxl_init(struct libxl_info *info);
int libxl_level(void);
EOF
    echo 'int libxl_util(int x);' | header "$X/tools/libxl/libxl_utils.h" TOY_XLUS
    echo 'int xlu_parse(int x);' | header "$X/tools/libxl/libxlutil.h" TOY_XLU
    echo '#define TOY_LEVEL 1' | header "$X/tools/libxl/level.h" TOY_LEVEL_H
    cat >"$X/tools/libxl/xenlight.c" <<'EOF'
#include "libxl.h"
#include "libxl_utils.h"
#include "level.h"

#ifndef FLAVOUR
#define FLAVOUR 10
#endif

int libxl_init(struct libxl_info *info)
{
    info->vcpus = 1;
    return 0;
}

int libxl_level(void)
{
    return FLAVOUR + TOY_LEVEL;
}

int libxl_util(int x)
{
    return x;
}
EOF
    printf '#include "libxlutil.h"\nint xlu_parse(int x) { return x; }\n' >"$X/tools/libxl/xlutil.c"
    dir xl '' '' xl
    printf 'xl.o: wait\n.PHONY: wait\nwait: ; test ! -e %s || { touch %s.on; sleep 20; }\n' \
        "$SLOW" "$SLOW" >>"$X/tools/xl/Makefile"

    cat >"$X/configure" <<'EOF'
#!/bin/sh
for word; do case $word in --cache-file=*) : >"${word#*=}" ;; esac; done
mkdir -p config && echo "CONFIGURED = y" >config/Tools.mk
EOF
    chmod +x "$X/configure"
    BASE_ID=$(save 'Release') && g tag RELEASE-4.9.4

    sed -i -e 's/return flags;/return flags + 0;/' "$X/tools/xenstore/xenstore.c"
    TOOL_ID=$(save 'xenstore: be built by a newer compiler')
    sed -i -e 's/TYPE_PV = 2,/&\n    LIBXL_TYPE_PVH = 3,/' \
        -e 's/ hvm;/&\n        struct { int apic; int shim; } pvh;/' "$X/tools/libxl/libxl.h"
    sed -i -e 's/return 1/return 2/' "$X/xen/arch/x86/traps.c"
    sed -i -e 's/(void);/(void); \/* a trap *\//' "$X/xen/include/xen/trap.h"
    echo '# notes' >"$X/xen/notes.txt"
    API_ID=$(save 'libxl: a type')
    # Each of these is a queue's last patch in some test.
    echo 'extern int broken(' >>"$X/tools/libxl/xenlight.c"
    BROKEN_ID=$(save 'libxl: does not compile')
    sed -i -e '$d' "$X/tools/libxl/xenlight.c"
    MENDED_ID=$(save 'libxl: compiles again')
    mkdir "$X/docs" && echo 'A type.' >"$X/docs/types.txt"
    DOCS_ID=$(save 'docs: the type')
    g checkout -q -b other "$API_ID"
    echo 'CFLAGS += -DFLAVOUR=20' >>"$X/tools/libxl/Makefile"
    FLAG_ID=$(save 'libxl: another flag')
    g rm -q tools/libxl/level.h
    sed -i -e '/level\.h/d' -e 's/ + TOY_LEVEL//' "$X/tools/libxl/xenlight.c"
    HEADER_ID=$(save 'libxl: a header less')
    sed -i -e '/^int libxl_level/,/^}/d' "$X/tools/libxl/xenlight.c"
    LOST_ID=$(save 'libxl: a function less')
    printf 'int toy_trap(void)\n{\n    return none;\n}\n' >"$X/xen/arch/x86/traps.c"
    TRAP_ID=$(save 'xen: does not compile')
    g checkout -q master
}

# plan [NAME ID]...: the plan of $R, with these picks after the usual two
plan() {
    {
        echo '# base RELEASE-4.9.4'
        echo '# group toolchain optional'
        echo "tool.patch # pick $TOOL_ID"
        echo '# group pvh'
        echo "api.patch # pick $API_ID"
        while [ $# -gt 0 ]; do
            echo "$1 # pick $2"
            shift 2
        done
    } >"$R/series-4.9/series"
}

toy_root() {
    mkdir -p "$R/build" "$R/series-4.9" "$R/tests/libxl/callers" \
        "$R/tests/libxl/compat" "$R/tests/libxl/matrix" "$R/compat/changes"
    cp -R "$ROOT/Makefile" "$ROOT/layout" "$ROOT/mk" "$ROOT/tools" "$R"
    mkdir -p "$R/host"
    lives 'ok 1 - it boots' 'ok 2 - it pauses' 'ok 3 - it ends'
    cp -R "$ROOT/verify" "$R"
    mkdir -p "$R/tests/tools/unit" "$R/tests/tools/cli"
    cp -R "$ROOT/build/obj" "$ROOT/build/libbpq.a" "$ROOT/build/bpq" "$R/build"
    git init -q "$R"
    callers "$(checked 'ok 1 - toy')"
    mkdir -p "$R/tests/libxl/records"
    echo all: >"$R/tests/libxl/records/records.mk"
    records 'echo libxenlight: as recorded'
    places 'echo 3 functions as reviewed >&2'
    cp "$ROOT/tests/run" "$ROOT/tests/tap.sh" "$R/tests"
    guard '. tests/tap.sh; pass toy; done_testing'
    matrix : ok
    plan
}
guard() { # SHELL TEXT
    for guard_test in accessor guard guard-packages by-hand; do
        printf '%s\n' "$1" >"$R/tests/libxl/compat/$guard_test.t"
    done
}
# checked LINE OF TAP...: shell text that writes them, and a time for each, as a
# program made with Check does
checked() {
    cat <<END
cat >"\$CK_TAP_LOG_FILE_NAME" <<TAP
$(printf '%s\n' "$@" "1..$#")
TAP
cat >"\$CK_XML_LOG_FILE_NAME" <<XML
$(for _; do echo '      <duration>0.010000</duration>'; done)
XML
END
}
callers() { # SHELL TEXT
    printf '%s\n' "$1" >"$R/tests/libxl/callers/run"
}
lifecycle() { # SHELL TEXT
    printf '%s\n' "$1" >"$R/host/lifecycle"
}
lives() { # LINE OF TAP...
    case $1 in not*) status=1 ;; *) status=0 ;; esac
    lifecycle 'mkdir -p "$3" && cat >"$3/toy.t" <<END
cat <<TAP
'"$(printf '%s\n  ---\n  duration_ms: 10\n  ...\n' "$@"; echo "1..$#")"'
TAP
exit '$status'
END
exec sh tests/run "$3/tap" "$3/toy.t"'
}
places() { # SHELL TEXT
    printf '%s\n' "$1" >"$R/verify/places/check"
}
records() { # SHELL TEXT
    printf 'mkdir -p "$5"\n%s\n' "$1" >"$R/tests/libxl/records/compare"
}

# mk [ARGUMENT]...: make in $R, its status in $rc, its output in $out, without
# make's own lines
mk() {
    run sh -c 'cd "$0" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -s "$@"' "$R" "$@"
    out=$(printf '%s\n' "$out" | grep -v '^make[:[]')
}

# vb [NAME=VALUE]...: verify-branch as make calls it; make itself ends with 2
# whatever the recipe's status was
vb() {
    run sh -c 'cd "$0" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL BRANCH=4.9 "$@" sh verify/run' "$R" XEN="$X" "$@"
}
line() { # STEP: its line on the terminal
    printf '%s\n' "$out" | grep -m 1 "^$1 "
}
# matrix SHELL [ok | not ok]: the matrix's program; ok or not ok is the result of its
# only cell.
matrix() {
    {
        printf '%s\n' "$1"
        case ${2:-} in
        ok) result=passed status=0 ;;
        'not ok') result=failed status=1 ;;
        *) return ;;
        esac
        cat <<END
cat >"\$3/results.jsonl" <<RESULTS
{"record":"run","of":"matrix","began":"2026-01-02T03:04:05Z"}
{"record":"test","step":"matrix","suite":"NO1 a toy","number":1,"name":"NO1:toy (a toy)","result":"$result","seconds":0.01,"cell":"NO1:toy","outcome":"\${outcome:-runs}","note":"as it is"}
{"record":"end","answer":"ok","seconds":1}
RESULTS
exit $status
END
    } >"$R/tests/libxl/matrix/run"
}
