#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# A compiler warns of code that names pvshim's fields itself, and so has no guard (NO2):
# of nothing else, and not if LIBXL_REQUIRE_PVSHIM brings the guard.  The headers are
# toys with the queue's own marks, or those of CALLERS_NEW.
. tests/tap.sh
fields=$(sh mk/fields names at_shim)

# write_caller NAME TEXT [LINE]: make $T/NAME.c, a caller in C and C++
write_caller() {
    printf '%s\n' '#ifdef __cplusplus' 'extern "C" {' '#endif' '#include <stddef.h>' \
        '#include <string.h>' '#include <libxl.h>' "${3:-}" '#include <libxl_pvh.h>' \
        'void caller(libxl_domain_build_info *b, const libxl_domain_build_info *from);' \
        '#ifdef __cplusplus' '}' '#endif' \
        'void caller(libxl_domain_build_info *b, const libxl_domain_build_info *from)' \
        '{' "$2" '}' >"$T/$1.c"
}
by_hand=$(for f in $fields; do
    echo "    memcpy(&b->u.pvh.$f, &from->u.pvh.$f, sizeof(b->u.pvh.$f));"
done)
write_caller by-hand "$by_hand"
write_caller late "$by_hand" '#define LIBXL_REQUIRE_PVSHIM 1'
write_caller accessors "$(for f in $fields; do
    echo "    if (LIBXL_BUILDINFO_HAS(from, $f))
        LIBXL_BUILDINFO_FIELD(b, $f) = LIBXL_BUILDINFO_FIELD(from, $f);
    *LIBXL_BUILDINFO_ACCESS_PVH_PV(b, $f) = *LIBXL_BUILDINFO_ACCESS_PVH_HVM(from, $f);"
done)"
# Whole structures, which have the fields in them.
write_caller others '    libxl_domain_build_info made, copy = *from;
    struct { int before; libxl_domain_build_info b_info; } both, other;

    memset(&other, 0, sizeof(other));
    other.b_info = copy;
    both = other;
    both.b_info.u = other.b_info.u;
    memset(&both.b_info.u.pvh, 0, sizeof(both.b_info.u.pvh));
    libxl_domain_build_info_init(&made);
    libxl_domain_build_info_init_type(&made, from->type);
    LIBXL_BUILDINFO_FIELD(&made, kernel) = NULL;
    libxl_domain_build_info_dispose(&made);
    *b = both.b_info;'

compiles() { # NAME FLAGS...: with every warning an error, to $T/NAME.o
    name=$1
    shift
    $driver -O1 -Wall -Wextra -Werror $headers "$@" -c -o "$T/$name.o" "$T/$name.c"
}
warned_of() { # NAME FLAGS...: the fields of which the compiler warns with the right words
    name=$1
    shift
    $driver -O1 -Wall $headers "$@" -c -o "$T/$name.o" "$T/$name.c" 2>&1 |
        sed -n "s/.*warning: [^a-z]*\(.*::\)\{0,1\}\([a-z_]*\)[^a-z]* is deprecated: use LIBXL_BUILDINFO_FIELD, or define LIBXL_REQUIRE_PVSHIM.*/\2/p" |
        LC_ALL=C sort -u | xargs
}
guards() { # NAME: those that the object needs
    nm -u "$T/$1.o" | sed -n 's/.* \(libxl_guard_pvshim\)$/\1/p'
}

check() { # WHAT
    for driver in 'gcc -std=c99 -pedantic' 'gcc -std=gnu11' 'clang -std=c11 -pedantic' \
        'g++ -x c++ -std=c++11 -pedantic' 'clang++ -x c++ -std=c++17 -pedantic'; do
        n="$1, ${driver%% *} ${driver#*-std=}"
        wanted=$(printf '%s\n' $fields | LC_ALL=C sort | xargs)
        is "$n: warns of each field that is named" "$(warned_of by-hand)" "$wanted"
        is "$n: which have no guard" "$(guards by-hand)" ''
        run compiles by-hand
        is "$n: an error for those who want it" "$rc" 1
        ok "$n: the warning can be turned off" compiles by-hand -Wno-deprecated-declarations
        ok "$n: no warning with LIBXL_REQUIRE_PVSHIM" compiles by-hand -DLIBXL_REQUIRE_PVSHIM
        is "$n: which brings the guard" "$(guards by-hand)" libxl_guard_pvshim
        is "$n: it takes no warning away after libxl.h" "$(warned_of late)" "$wanted"
        is "$n: but brings the guard" "$(guards late)" libxl_guard_pvshim
        ok "$n: no warning of the accessors" compiles accessors
        is "$n: which bring the guard" "$(guards accessors)" libxl_guard_pvshim
        ok "$n: no warning where no field is named" compiles others
        ok "$n: nor inside libxl" compiles by-hand -DLIBXL_PVH_INTERNAL
    done
    # The mark is no part of what is compiled.
    for driver in gcc clang 'g++ -x c++' 'clang++ -x c++'; do
        for flags in '' -DLIBXL_PVH_NO_GUARD; do
            $driver -g -w $headers $flags -c -o "$T/marked$flags.o" "$T/by-hand.c"
        done
        ok "$1, $driver: the object is the same as without the mark" \
            cmp "$T/marked.o" "$T/marked-DLIBXL_PVH_NO_GUARD.o"
    done
    # What another compiler reads, or a parser of headers.
    for flags in '' '-U__GNUC__' '-U__GNUC_MINOR__ -D__GNUC_MINOR__=5 -U__GNUC__ -D__GNUC__=4'; do
        n=$(gcc -E -w $headers $flags "$T/others.c" | grep -c 'pvshim.*__deprecated__')
        is "$1: compilers that can be told [${flags:-gcc}]" "$n" "$([ -z "$flags" ] && echo 4 || echo 0)"
    done
}

# libxl's OCaml binding stores all members by hand.
check_ocaml() {
    n='new: the OCaml binding'
    stubs=$CALLERS_NEW/tree/tools/ocaml/libs/xl/xenlight_stubs.c
    caml=$(ocamlc -where 2>/dev/null)
    [ -e "$caml/caml/alloc.h" ] || { skip "$n" 'no ocamlc'; return; }
    mkdir "$T/ocaml"
    ok "$n is generated" env PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 \
        tests/libxl/callers/ocaml-types "$CALLERS_NEW/tree" "$T/ocaml"
    mv "$T/ocaml/inc" "$T/ocaml/_libxl_types.inc"
    ok "$n compiles without this warning" gcc -std=gnu99 -Werror=deprecated-declarations -fPIC \
        "-I$caml" "-I$CALLERS_NEW/tree/tools/ocaml/libs/xentoollog" $headers "-I$T/ocaml" \
        -c -o "$T/ocaml/stubs.o" "$stubs"
    is "$n needs each guard that the library has" \
        "$(nm -u "$T/ocaml/stubs.o" | grep -o 'libxl_guard_[a-z]*' | sort -u | xargs)" \
        "$(nm -D "$CALLERS_NEW/lib/libxenlight.so" | grep -o 'libxl_guard_[a-z]*' | sort -u | xargs)"
}

if [ -n "${CALLERS_NEW:-}" ]; then
    headers="-isystem $CALLERS_NEW/include"
    check new
    alone=$(gcc -E "$CALLERS_NEW/include/_libxl_types.h")
    is 'new: who parses the generated header alone finds the fields' \
        "$(echo "$alone" | grep -c ' pvshim.*;$')" 4
    is 'new: and no unknown word behind them' "$(echo "$alone" | grep -c BY_HAND)" 0
    check_ocaml
    done_testing
fi
sh tests/libxl/compat/toy/marks >"$T/libxl_marks.h"
toys="-DTOY_MARKS -DTOY_SHIM -DTOY_GUARD_PVSHIM -DTOY_INSTALLED"
headers="$toys -DTOY_COPIES -DTOY_GUARD_PVH -I$T -Itests/libxl/compat/toy -Icompat"
check 4.9
headers="$toys -DTOY_TOP -I$T -Itests/libxl/compat/toy -Icompat"
check 4.10
done_testing
