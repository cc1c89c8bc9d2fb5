# SPDX-License-Identifier: LGPL-2.1-only
# What the headers and libraries of a prefix say about layout, as figures: lines
# that are compared and that assertions.h makes assertions of.  To be sourced by
# abi-gate; $tmp is its folder, $HEADERS names the headers.

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

# types OBJECT FOLDER [BUT]: the types that headers in FOLDER, but not those in
# BUT, define.  The system's are not ours to watch.
types() { # with -I pahole says before each type where it stands
    pahole -a -I "$1" | awk -v ours="$2" -v but="${3:-/dev/}" '
        /^\/\* Used at: / { next }
        /^\/\* <[0-9a-f]+> / { print_it = index($3, ours) == 1 && index($3, but) != 1; next }
        /^(struct|union) / && print_it { print $1, $2 }
        /^\} [A-Za-z_]/ && print_it && $2 !~ /^__attribute__/ { sub(/;$/, "", $2); print $2 }' | sort -u
}

# Values are read from the headers' object, those of enums without a name too.
values() { # OBJECT WORDS
    readelf --debug-dump=info -W "$1" | awk '
        /DW_TAG_/ { enumerator = /DW_TAG_enumerator/ }
        enumerator && / DW_AT_name / { name = $NF }
        enumerator && / DW_AT_const_value / { print name, $NF }' | sort -u |
        join "$2" - | sed -e 's/\(.*\) \(.*\)/VALUE(\1, \2)/'
}

exported() { # LIBRARY KIND: the names of its functions or objects
    readelf --dyn-syms -W "$1" | awk -v kind="$2" '
        $7 != "UND" && $4 == kind && ($5 == "GLOBAL" || $5 == "WEAK") { sub(/@.*/, "", $8); print $8 }' | sort -u
}

prototypes() { # LIBRARY: FUNCTION(NAME, TYPE) of each function it tells of
    pfunct -P --no_parm_names "$1" | sed -n -E \
        -e 's/^(inline )*//' -e 's/struct __va_list_tag \*/va_list/g' -e 's/  +/ /g' \
        -e 's/^(.*[ *])([A-Za-z_][A-Za-z_0-9]*)(\(.*\));.*$/FUNCTION(\2, \1\3)/p' | sort -u
}

# gcc calls long int what clang calls long.
one_spelling() {
    sed -E -e 's/long unsigned int/unsigned long/g' -e 's/short unsigned int/unsigned short/g' \
        -e 's/\b(long|short) int/\1/g'
}

# What debug information does not have: alignment, and the size of unions.  The
# compiler is asked by arrays of that length, so that nothing needs to run.
measured() { # PREFIX TYPES
    {
        includes "$1"
        awk '{
            print "char align_" NR "[__alignof__(" $0 ")];"
            print "char size_" NR "[sizeof(" $0 ")];"
        }' "$2"
    } >"$2.c"
    compile "${CC:-gcc}" "$1" c -fno-common -c -o "$2.o" "$2.c" || return
    readelf -sW "$2.o" | awk -v types="$2" '
        BEGIN { while ((getline line <types) > 0) type[++n] = line }
        $4 == "OBJECT" && split($8, part, "_") == 2 && (part[2] in type) {
            if (part[1] == "align") print "ALIGN(" type[part[2]] ", " $3 ")"
            if (part[1] == "size") print "SIZE(" type[part[2]] ", " $3 ")"
        }'
}

# pahole takes a type that clang describes inside another for a member of it: of
# such a library the headers and the prototypes have to do.
by_clang() { readelf --debug-dump=info -W "$1" 2>/dev/null | grep -m 1 DW_AT_producer | grep -q clang; }

# figures PREFIX OUT LIBRARY...: OUT.c from all headers and the libraries, and
# OUT.c++, the part of it that concerns headers for both languages.
# What headers and libraries say differently is in it twice: no compiler passes it.
figures() {
    prefix=$1 out=$2
    shift 2
    read_headers "$prefix" "$out" c && types "$out.o" "$prefix/" >"$out.types" || return
    {
        values "$out.o" "$out.words"
        measured "$prefix" "$out.types"
        pahole -a "$out.o" | awk -v all=y -v only="$out.types" -f "$here/layout.awk"
        for file; do
            by_clang "$file" || pahole -a "$file" | awk -v only="$out.types" -f "$here/layout.awk"
        done
        for file; do
            exported "$file" FUNC | comm -12 - "$out.words" >"$out.functions"
            prototypes "$file" | awk -v only="$out.functions" '
                BEGIN { while ((getline name <only) > 0) wanted["FUNCTION(" name ","] = 1 }
                $1 in wanted'
        done
    } | one_spelling | sort -u >"$out.c"
    cp "$out.words" "$out.declared"
    # The hypervisor's interface, include/xen, is C: types inside others, which
    # it names, have another name in C++.
    read_headers "$prefix" "$out" c++ &&
        types "$out.o" "$prefix/include/" "$prefix/include/xen/" >"$out.types" || return
    awk -v types="$out.types" -v words="$out.words" '
        BEGIN {
            while ((getline name <types) > 0) type[name] = 1
            while ((getline name <words) > 0) word[name] = 1
        }
        { name = $0; sub(/^[A-Z]+\(/, "", name); sub(/,.*/, "", name) }
        /^(VALUE|FUNCTION)/ ? name in word : name in type' "$out.c" >"$out.c++"
}

# read_headers PREFIX OUT LANGUAGE: OUT.o of the headers for LANGUAGE, compiled as
# C (their debug information is the same), and OUT.words, all that those of ours
# say to a compiler.
read_headers() {
    includes "$1" "$3" >"$2.new.c"
    ! cmp -s "$2.new.c" "$2.inc.c" || return 0
    mv "$2.new.c" "$2.inc.c"
    compile "${CC:-gcc}" "$1" c -E -o "$2.i" "$2.inc.c" &&
        compile "${CC:-gcc}" "$1" cpp-output -g -fno-eliminate-unused-debug-types -c -o "$2.o" "$2.i" &&
        awk -v ours="\"$1/" '/^# [0-9]+ "/ { print_it = index($3, ours) == 1; next } print_it' "$2.i" |
        tr -cs 'A-Za-z0-9_' '\n' | sort -u >"$2.words"
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
