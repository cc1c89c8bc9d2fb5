# SPDX-License-Identifier: LGPL-2.1-only
# What the headers and libraries of a prefix say about layout, as figures: lines
# that are compared and that assertions.h makes assertions of; see figures.h.  To be
# sourced by gate; $tmp is its folder, $HEADERS names the headers, $figures is the
# program that reads debug information.

# includes PREFIX [LANGUAGE]: the headers, each one that can be included first,
# or it brings what it needs.  For C++ those that a C++ compiler takes, which
# headers of libxc that nobody installs are not.
includes() {
    echo '#include <stdint.h>'
    for header in $HEADERS; do
        if [ -e "$1/include/$header" ] || { [ "${2:-c}" = c ] && [ -e "$1/private/$header" ]; }; then
            echo "#include <$header>"
        fi
    done
}

compile() { # COMPILER PREFIX LANGUAGE [ARGUMENT]...
    compiler=$1 prefix=$2 language=$3
    shift 3
    # Without ccache, which may name the headers by another path.
    CCACHE_DISABLE=1 $compiler -x "$language" -w ${HEADER_FLAGS:-} -I"$prefix/include" -I"$prefix/private" "$@"
}

all_types='-g -fno-eliminate-unused-debug-types'

# read_headers PREFIX OUT LANGUAGE: OUT.o of the headers for LANGUAGE, compiled as
# C (their debug information is the same), and OUT.words, all that those of ours
# say to a compiler.
read_headers() {
    includes "$1" "$3" >"$2.new.c"
    ! cmp -s "$2.new.c" "$2.inc.c" || return 0
    mv "$2.new.c" "$2.inc.c"
    compile "${CC:-gcc}" "$1" c -E -o "$2.i" "$2.inc.c" &&
        compile "${CC:-gcc}" "$1" cpp-output $all_types -c -o "$2.o" "$2.i" &&
        awk -v ours="\"$1/" '/^# [0-9]+ "/ { print_it = index($3, ours) == 1; next } print_it' "$2.i" |
        tr -cs 'A-Za-z0-9_' '\n' | sort -u >"$2.words"
}

# align PREFIX OUT: OUT.align.o, by which the compiler says how OUT.types are aligned
align() {
    {
        cat "$2.i"
        awk '{ print "struct align_" NR " { char first; " $0 " of; };" }' "$2.types"
    } >"$2.align.i"
    compile "${CC:-gcc}" "$1" cpp-output $all_types -c -o "$2.align.o" "$2.align.i"
}

# figures PREFIX OUT LIBRARY...: OUT.c from all headers and the libraries, and
# OUT.c++, of it what concerns headers for both languages; OUT.declared, all that the
# headers say.  What headers and libraries say differently is in it twice: no compiler
# passes it.
figures() {
    prefix=$1 out=$2
    shift 2
    read_headers "$prefix" "$out" c || die "the headers of $prefix do not compile"
    "$figures" types "$out.o" "$prefix/" >"$out.types" &&
        align "$prefix" "$out" &&
        "$figures" list "$out.types" "$out.words" "$out.o" "$out.align.o" "$@" >"$out.c" &&
        cp "$out.words" "$out.declared" || die "what $prefix says about layout cannot be told"
    # The hypervisor's interface, include/xen, is C: types inside others, which
    # it names, have another name in C++.
    read_headers "$prefix" "$out" c++ || die "the headers of $prefix for C++ do not compile"
    "$figures" types "$out.o" "$prefix/include/" "$prefix/include/xen/" >"$out.types" &&
        "$figures" list "$out.types" "$out.words" "$out.o" "$out.align.o" "$@" >"$out.c++" ||
        die "what $prefix says about layout to C++ cannot be told"
}

# hold COMPILER PREFIX FIGURES: the headers of PREFIX agree with the figures;
# else what does not, on stdout.
hold() {
    case $1 in *++*) language=c++ ;; *) language=c ;; esac
    {
        includes "$2" "$language"
        echo "#include \"$here/assertions.h\""
        cat "$3.$language"
    } >"$tmp/hold"
    case $1 in *clang*) all=-ferror-limit=0 ;; *) all= ;; esac
    compile "$1" "$2" "$language" $all -fsyntax-only "$tmp/hold" >"$tmp/hold.err" 2>&1 && return
    sed -n -E -e 's/.*static[_ ]assert(ion)? failed.*"(.*)".*/\2/p' -e t \
        -e 's/.*static[_ ]assert(ion)? failed: *//p' -e t -e 's/.*error: *//p' "$tmp/hold.err" | sort -u
    return 1
}
