# SPDX-License-Identifier: LGPL-2.1-only
# The layout in the headers and libraries of a prefix, as figures: lines that are
# compared, and that assertions.h turns into assertions; see figures.h.  To be sourced
# by gate; $tmp is its folder, $HEADERS names the headers, $figures is the program that
# reads debug information.

# include_lines PREFIX [LANGUAGE]: print #include lines for the headers.  For C++, headers
# of libxc that are not installed are left out, as a C++ compiler does not accept
# them.
include_lines() {
    echo '#include <stdint.h>'
    for header in $HEADERS; do
        if [ -e "$1/include/$header" ] || { [ "${2:-c}" = c ] && [ -e "$1/private/$header" ]; }; then
            echo "#include <$header>"
        fi
    done
}

compile_headers() { # COMPILER PREFIX LANGUAGE [ARGUMENT]...
    compiler=$1 prefix=$2 language=$3
    shift 3
    # Without ccache, which may name the headers by another path.
    CCACHE_DISABLE=1 $compiler -x "$language" -w ${HEADER_FLAGS:-} -I"$prefix/include" -I"$prefix/private" "$@"
}

all_types='-g -fno-eliminate-unused-debug-types'

# read_headers PREFIX OUT LANGUAGE: make OUT.o from the headers for LANGUAGE, compiled
# as C (their debug information is the same), and OUT.words, all words in the headers
# of PREFIX.
read_headers() {
    include_lines "$1" "$3" >"$2.new.c"
    ! cmp -s "$2.new.c" "$2.inc.c" || return 0
    mv "$2.new.c" "$2.inc.c"
    compile_headers "${CC:-gcc}" "$1" c -E -o "$2.i" "$2.inc.c" &&
        compile_headers "${CC:-gcc}" "$1" cpp-output $all_types -c -o "$2.o" "$2.i" &&
        awk -v ours="\"$1/" '/^# [0-9]+ "/ { print_it = index($3, ours) == 1; next } print_it' "$2.i" |
        tr -cs 'A-Za-z0-9_' '\n' | sort -u >"$2.words"
}

# align PREFIX OUT: make OUT.align.o, which has the alignment of OUT.types
align() {
    {
        cat "$2.i"
        awk '{ print "struct align_" NR " { char first; " $0 " of; };" }' "$2.types"
    } >"$2.align.i"
    compile_headers "${CC:-gcc}" "$1" cpp-output $all_types -c -o "$2.align.o" "$2.align.i"
}

# figures PREFIX OUT LIBRARY...: make OUT.c, the figures of all headers and the
# libraries; OUT.c++, those of headers for both languages; OUT.declared, all words in
# the headers.  A figure in which headers and libraries differ occurs twice, so that no
# compiler accepts both.
figures() {
    prefix=$1 out=$2
    shift 2
    read_headers "$prefix" "$out" c || die "the headers of $prefix do not compile"
    "$figures" types "$out.o" "$prefix/" >"$out.types" &&
        align "$prefix" "$out" &&
        "$figures" list "$out.types" "$out.words" "$out.o" "$out.align.o" "$@" >"$out.c" &&
        cp "$out.words" "$out.declared" || die "cannot read the layout in the headers and libraries of $prefix"
    # The hypervisor's interface, include/xen, is C: it names types inside other
    # types, which have other names in C++.
    read_headers "$prefix" "$out" c++ || die "the headers of $prefix for C++ do not compile"
    "$figures" types "$out.o" "$prefix/include/" "$prefix/include/xen/" >"$out.types" &&
        "$figures" list "$out.types" "$out.words" "$out.o" "$out.align.o" "$@" >"$out.c++" ||
        die "cannot read the layout in the headers of $prefix for C++"
}

# hold COMPILER PREFIX FIGURES: do the headers of PREFIX agree with the figures?
# Prints what does not.
hold() {
    case ${1##*/} in *++*) language=c++ ;; *) language=c ;; esac
    {
        include_lines "$2" "$language"
        echo "#include \"$here/assertions.h\""
        cat "$3.$language"
    } >"$tmp/hold"
    case ${1##*/} in *clang*) all=-ferror-limit=0 ;; *) all= ;; esac
    compile_headers "$1" "$2" "$language" $all -fsyntax-only "$tmp/hold" >"$tmp/hold.err" 2>&1 && return
    sed -n -E -e 's/.*static[_ ]assert(ion)? failed.*"(.*)".*/\2/p' -e t \
        -e 's/.*static[_ ]assert(ion)? failed: *//p' -e t -e 's/.*error: *//p' "$tmp/hold.err" | sort -u
    return 1
}
