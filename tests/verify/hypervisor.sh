# SPDX-License-Identifier: LGPL-2.1-only
# How single files of the hypervisor are compiled in the built tree.  To be
# sourced by steps after compiler.sh and build.sh.

# With the compilers of today: warnings that these releases do not know are no
# errors.  They go with the compiler's name, as the hypervisor's makefiles do not
# read APPEND_CFLAGS.
xen=$WORK/build/xen
hypervisor_flags=
for warning in array-bounds address-of-packed-member array-parameter address; do
    if echo | $cc -Werror=$warning -E - >/dev/null 2>&1; then
        hypervisor_flags="$hypervisor_flags -Wno-error=$warning"
    fi
done

compile() { # OBJECT...: relative to xen/
    (cd "$xen" && rm -f "$@" && cc=$cc$hypervisor_flags &&
        xen_make -k -f "$ROOT/tests/verify/hypervisor.mk" \
            XEN_TARGET_ARCH=x86_64 objects OBJECTS="$*")
}

# Objects whose dependency files name the header.
objects_with() { # HEADER, relative to xen/
    (cd "$xen" && find . -name '.*.o.d' |
        xargs grep -l -F -- "${1#include/}" /dev/null |
        sed -e 's,/\.\([^/]*\)\.d$,/\1,' -e 's,^\./,,')
}
object_with() { objects_with "$1" | head -n 1; }
