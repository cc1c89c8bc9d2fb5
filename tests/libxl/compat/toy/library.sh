# SPDX-License-Identifier: LGPL-2.1-only
# Toy libraries and callers of them, for tests.  To be sourced after tap.sh; $cc is the
# compiler.

toy_library() { # PREFIX SONAME FLAGS [GUARD]
    mkdir -p "$1/include" "$1/lib" "$1/obj" && cp tests/libxl/compat/toy/libxl.h "$1/include" &&
        cp -L compat/*.h "$1/include" &&
        (cd "$1/obj" && $cc -c -fPIC $3 -I../include "$ROOT/tests/libxl/compat/toy/libxl.c" \
            ${4:+"$ROOT/compat/changes/$4/libxl_guard.c"}) &&
        $cc -shared -o "$1/lib/$2" -Wl,-soname,"$2" "$1"/obj/*.o \
            ${4:+-Wl,--version-script="compat/changes/$4/libxl_guard.map"} &&
        ln -s "$2" "$1/lib/libxenlight.so"
}

# toy_caller NAME OUT FLAGS...: built against $new, with the macros of $define
toy_caller() {
    name=$1 to=$2
    shift 2
    $cc -O2 -DCALLER_$name $define -isystem "$new/include" tests/libxl/compat/guard_caller.c "$@" \
        -o "$to" -L"$new/lib" -Wl,-rpath-link,"$new/lib" -lxenlight
}
