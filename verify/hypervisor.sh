# SPDX-License-Identifier: LGPL-2.1-only
# Uses verify/hypervisor.mk
# Compiles single files of the hypervisor in the built tree.  To be sourced by steps
# after compiler.sh and build.sh.

# Warnings of today's compilers that these releases do not know are not errors.  The
# flags are part of the compiler's name, as the hypervisor's makefiles do not read
# APPEND_CFLAGS.
xen=$WORK/build/xen
hypervisor_flags=
for warning in array-bounds address-of-packed-member array-parameter address pragma-pack; do
    if echo | $cc -Werror -W$warning -E - >/dev/null 2>&1; then
        hypervisor_flags="$hypervisor_flags -Wno-error=$warning"
    fi
done

hypervisor_make() {
    (cd "$xen" && cc=$cc$hypervisor_flags &&
        xen_make -k -f "$ROOT/verify/hypervisor.mk" $([ -n "${cross:-}" ] || echo XEN_TARGET_ARCH=x86_64) "$@")
}

compile() { # OBJECT...: relative to xen/
    [ $# != 0 ] || return 0 # or make would build everything
    progress 'the hypervisor: compile' "$(calls_from_now)" $#
    (cd "$xen" && rm -f "$@") && hypervisor_make objects OBJECTS="$*"
}

# Is the object part of the hypervisor that is configured for a host?  The makefiles
# name the option that an object, or its folder, depends on.
configured() { # OBJECT, relative to xen/
    [ -e "$xen/.config" ] || hypervisor_make prepare-objects || return
    part=${1%.o}
    while [ "$part" != "${part%/*}" ]; do
        option=$(sed -n "s/^[a-z-]*-\$(\(CONFIG_[A-Z0-9_]*\)) *+= *\(.* \)\{0,1\}${part##*/}\(\.init\)\{0,1\}\(\.o\)\{0,1\}\/\{0,1\}\( .*\)\{0,1\}\$/\1/p" \
            "$xen/${part%/*}/Makefile" 2>/dev/null | head -n 1)
        [ -z "$option" ] || grep -q "^$option=y" "$xen/.config" || return 1
        part=${part%/*}
    done
}
only_configured() { for object in "$@"; do ! configured "$object" >&2 || echo "$object"; done; }

# Objects whose dependency files name the header; asm-x86 is named asm there.
objects_with() { # HEADER, relative to xen/
    header=${1#include/}
    (cd "$xen" && find . -name '.*.o.d' -print0 |
        xargs -0 grep -l -F -e "/$header" -e "/asm/${header#asm-x86/}" /dev/null |
        sed -e 's,/\.\([^/]*\)\.d$,/\1,' -e 's,^\./,,')
}
object_with() { objects_with "$1" | head -n 1; }
