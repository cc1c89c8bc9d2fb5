# SPDX-License-Identifier: LGPL-2.1-only
# The ABI gate on a made-up library, shaped like libxl: what may change passes, and
# each bad change of abi-variants.txt is caught by the checks that it names.
. tests/tap.sh
export CC="${CC:-gcc}" CXX="${CXX:-g++}" HEADERS=toy.h MAY_GROW='struct info, u.pvh'
export COMPILERS="$CC $CXX"

mkdir "$T/src"
cat >"$T/src/toy.h" <<'END'
#ifndef TOY_H
#define TOY_H
enum model { MODEL_UNKNOWN = 0, MODEL_OLD = 1, MODEL_NONE = 3 };
enum kind { KIND_HVM = 1, KIND_PV = 2 /*enumerator*/ };
enum { TOY_ERROR = -3 };
typedef struct { int val; } toy_bool;
struct never { int nobody; struct { int one; int other; } several[3]; };
struct even { long even[2]; };
struct info {
    int vcpus;
    /*head*/
    long memory;
    enum kind kind;
    toy_bool flag;
    int a:1; int b:3;
    union {
        struct { char *firmware; int apic; int nested; long room[8]; } hvm;
        struct { char *kernel; long slack; } pv;
        /*member*/
    } u;
    int tail;
};
extern const char *const toy_table[];
extern int toy_private[4];
int toy_init(struct info *info);
int toy_old(enum model model);
struct info *toy_open(int kind);
struct info *toy_twin(void);
struct info *toy_same(void);
int toy_late(void);
#endif
END
cat >"$T/src/toy.c" <<'END'
#include "toy.h"
const char *const toy_table[] = {"hvm", "pv", /*row*/ 0};
int toy_private[4];
int toy_init(struct info *info) { info->vcpus = 1; return info->u.hvm.apic; }
int toy_old(enum model model) { return model; }
static struct info an_info;
struct info *toy_open(int kind) { an_info.kind = kind; return &an_info; }
struct info *toy_twin(void) { return toy_open(1); }
struct info *toy_same(void) { return toy_open(1); }
int toy_late(void) { return 1; }
/*symbol*/
END

# build PREFIX [SED [SED of the header [SED of the source]]]
build() {
    rm -rf "$1" && mkdir -p "$1/include" "$1/lib"
    sed -e "${2:-}" -e "${3:-}" "$T/src/toy.h" >"$1/include/toy.h"
    # If only the header is changed, the library is built with the other one.
    sed -e "${2:-}" "$T/src/toy.h" >"$1/toy.h"
    sed -e "${2:-}" -e "${4:-}" "$T/src/toy.c" >"$1/toy.c"
    "$CC" -g -O2 -fPIC -shared -I"$1" -Wl,-soname,"${SONAME:-libtoy.so.1}" \
        ${MAP:+-Wl,--version-script="$MAP"} \
        -o "$1/lib/libtoy.so" "$1/toy.c" || exit 2
}
gate() { # NEW [OLD]: result in $rc and $out
    run sh verify/abi/gate "$T/expected" "$1/report" "${2:-$T/old}" "$1" libtoy
}

build "$T/old"
reviewed='s,/\*member\*/,struct { char *kernel; int shim; } pvh; &,
s,/\*enumerator\*/,\, KIND_PVH = 3,
s,/\*symbol\*/,const int toy_guard = 1;,'
build "$T/good" "$reviewed"

gate "$T/good"
is 'without a reviewed report the answer is no' "$rc" 1
like 'the message says what to do' "$out" 'there is no .*/expected; read .*/report'
cp "$T/good/report" "$T/expected"
gate "$T/good"
is 'A1: the reviewed change, u.pvh inside the old union, passes' "$rc:$(echo "$out" | grep -c '^abi:')" 0:0
like 'the report names the new enumerator' "$(cat "$T/expected")" '^\+ VALUE\(KIND_PVH, 3\)'
like 'the report names the new symbol' "$(cat "$T/expected")" '^\+ toy_guard OBJECT GLOBAL 4'
if grep -q "$T" "$T/expected"; then fail 'no path of this machine in it'; else pass 'no path of this machine in it'; fi
run sh -c 'cd / && sh "$0"/verify/abi/gate "$1/expected" "$1/report2" "$1/old" "$1/good" libtoy' "$ROOT" "$T"
ok 'the same report from another folder' cmp "$T/expected" "$T/report2"

# variant NUMBER SED: write the status and the checks that saw it to $T/NUMBER.seen
variant() {
    at=$T/$1
    case $2 in
    version) MAP=$T/map build "$at" "$reviewed" ;;
    soname) SONAME=libtoy.so.2 build "$at" "$reviewed" ;;
    header:*) build "$at" "$reviewed" "${2#header:}" ;;
    source:*) build "$at" "$reviewed" '' "${2#source:}" ;;
    *) build "$at" "$reviewed
$2" ;;
    esac
    gate "$at"
    echo "$out" >"$at.out"
    differs=$(echo "$out" | sed -n 's/.* differs from the reviewed .* in \(.*\) (.*/\1,/p')
    seen=
    for who in abidiff symbols figures; do
        case $differs in *": $who,"*) seen="$seen $who" ;; esac
    done
    ! echo "$out" | grep -q "^abi: $CC, new headers: " || seen="$seen C"
    ! echo "$out" | grep -q "^abi: $CXX, new headers: " || seen="$seen C++"
    echo "$rc$seen" >"$at.seen"
    rm -rf "$at"
}
grep -v -e '^#' -e '^$' tests/tools/toys/abi-variants.txt >"$T/variants"
echo 'NODE { toy_old; };' >"$T/map"
half() { # REMAINDER: every second line
    n=0
    while IFS='|' read -r name seen script; do
        n=$((n + 1))
        [ $((n % 2)) != "$1" ] || variant "$n" "${script# }"
    done <"$T/variants"
}
half 0 &
half 1
wait
words() { echo $1; } # TEXT, with one blank between them
n=0
while IFS='|' read -r name seen script; do
    n=$((n + 1))
    name=$(words "$name")
    is "caught: $name" "$(cat "$T/$n.seen")" "1 $(words "$seen")"
    [ "$(cat "$T/$n.seen")" = "1 $(words "$seen")" ] || sed -e 's/^/#   /' "$T/$n.out"
done <"$T/variants"
said() { # NAME OF A VARIANT: what the gate printed
    cat "$T/$(grep -n "^$1 *|" "$T/variants" | cut -d : -f 1).out"
}
like 'a removed symbol is named' "$(said 'function removed')" 'libtoy has lost toy_old'
like 'a renamed member is named' "$(said 'member renamed')" "$CC, new headers: .*apic"
like 'a changed offset is named' "$(said 'tail moved in front of the union')" 'struct info .* was at'

run abidw "$T/old/lib/libtoy.so"
if echo "$out" | grep -q "elf-symbol-id='toy_same'"; then
    skip 'abidiff does not see every function' 'this compiler did not fold toy_same into toy_twin'
else
    pass 'abidiff does not see every function'
fi

# Changes that a reviewed report cannot allow.
never_reviewed() { # NAME SED ERE
    build "$T/bad" "$reviewed
$2"
    rm "$T/expected"
    gate "$T/bad"
    cp "$T/bad/report" "$T/expected"
    gate "$T/bad"
    is "$1: refused even if the reviewed report has it" "$rc" 1
    like "$1: the message names it" "$out" "$3"
    cp "$T/good/report" "$T/expected"
}
never_reviewed 'a removed symbol' '/toy_old(/d' 'abi: libtoy has lost toy_old'
never_reviewed 'A5: a table that a header declares' 's,/\*row\*/,"pvh"\,,' 'other symbols for toy_table'
never_reviewed 'A1: a member swapped' 's/int apic; int nested;/int nested; int apic;/' 'have lost FIELD\(struct info, u\.hvm\.apic,'
never_reviewed 'A4: an enumerator removed' 's/, MODEL_NONE = 3//' 'have lost VALUE\(MODEL_NONE, 3\)'

# 4.10: u.pvh is there and grows inside the union.
build "$T/old.10" 's,/\*member\*/,struct { } pvh; &,'
build "$T/new.10" 's,/\*member\*/,struct { int shim; char *path; } pvh; &,'
rm "$T/expected"
gate "$T/new.10" "$T/old.10"
cp "$T/new.10/report" "$T/expected"
gate "$T/new.10" "$T/old.10"
is 'A1: u.pvh, empty before, grows inside the old union and passes' "$rc" 0
cp "$T/good/report" "$T/expected"

cannot() { # NAME ERE
    is "cannot be compared: $1" "$rc" 2
    like "cannot be compared: $1: the message says why" "$out" "$2"
}
build "$T/bad" "$reviewed"
strip --strip-debug "$T/bad/lib/libtoy.so"
gate "$T/bad"
cannot 'a stripped new library' 'bad/lib/libtoy\.so is stripped: no \.debug_info'
gate "$T/good" "$T/bad"
cannot 'a stripped old library' 'is stripped: no \.debug_info'
"$CC" -c -fPIC -o "$T/bad/late.o" -x c - <<'END'
int toy_more(void) { return 1; }
END
"$CC" -g -O2 -fPIC -shared -I"$T/bad" -Wl,-soname,libtoy.so.1 -o "$T/bad/lib/libtoy.so" "$T/bad/toy.c" "$T/bad/late.o"
gate "$T/bad"
cannot 'a library with one file built without -g' 'has no debug information on toy_more'
build "$T/bad" 's/int tail;/long tail;/' 's/long tail;/int tail;/'
gate "$T/good" "$T/bad"
cannot 'old headers that do not match the old library' 'the old libraries were not built from the old headers: .*tail'
rm "$T/bad/lib/libtoy.so"
gate "$T/bad"
cannot 'a missing library' 'lib/libtoy\.so is missing'

mkdir "$T/small"
if unshare -m mount -t tmpfs none "$T/small" 2>/dev/null; then
    for size in 8k 64k 160k 300k; do
        run unshare -m sh -c 'mount -t tmpfs -o size=$4 none "$1/small" && TMPDIR=$1/small exec sh "$0"/verify/abi/gate \
            "$1/expected" "$1/report" "$1/old" "$1/good" libtoy 2>&1' "$ROOT" "$T" - - $size
        is "a full disk ($size): status 2" "$rc" 2
        like "a full disk ($size): the message" "$out" 'abi: no room left in .*/small'
    done
else
    skip 'a full disk: status 2' 'no right to mount a small disk'
fi
run env TMPDIR="$T/nowhere" sh verify/abi/gate "$T/expected" "$T/report" "$T/old" "$T/good" libtoy
cannot 'without a folder for its files' "^abi: cannot make a folder in $T/nowhere"
is 'the message is one line' "$(printf '%s\n' "$out" | grep -c .)" 1
is 'nothing is left beside the report' "$(ls "$T" | grep -c 'report\.')" 0

# A suppression file in the home directory must not count.
mkdir "$T/home"
printf '[suppress_type]\nname = info\n' >"$T/home/.abignore"
build "$T/bad" "$reviewed
s/int tail;/int tail; long more;/"
run env HOME="$T/home" sh verify/abi/gate "$T/expected" "$T/report" "$T/old" "$T/bad" libtoy
is '.abignore in the home folder hides nothing' "$rc" 1
like '.abignore in the home folder hides nothing from abidiff' "$out" 'differs from .* in .*abidiff'
# The program that reads libraries, with all compilers and forms of debug information.
cat >"$T/whole.c" <<'END'
#include <stdarg.h>
typedef unsigned char mac[6];
typedef struct { int val; } only;
struct head { int n; char *rest[]; };
struct whole {
    int x;
    union { int p; long q; };
    struct { char c; union { short s; only o; } in; } sub[3][2];
    int y;
    int a:3; unsigned b:7; unsigned char full:8;
    enum { FIRST = -2, SECOND } e;
    const mac m; const char text[4]; volatile const unsigned long int v;
    char *const *p2;
    int (*call)(const char *, ...);
    const mac *(*calls)(struct whole *, void (*)(_Bool));
    long (*row)[4];
    struct { int hidden; } *nameless;
    char none[0];
};
union either { struct whole w; struct head *h; };
struct whole take(const mac *m, va_list ap, const only *o, const struct head *h, union either *e) { return e->w; }
int more(const char *format, ...) { return 0; }
static const int own(struct whole *w) { return w->x; }
int (*find(int n))(struct whole *) { return own; }
END
cat >"$T/whole.figures" <<'END'
BITS(struct whole, a, 68:0, 4, int:3)
BITS(struct whole, b, 68:3, 4, unsigned int:7)
BITS(struct whole, full, 70:0, 1, unsigned char:8)
FIELD(only, val, 0, 4, int)
FIELD(struct head, n, 0, 4, int)
FIELD(struct whole, call, 104, 8, int (*)(const char *, ...))
FIELD(struct whole, calls, 112, 8, unsigned char (*(*)(struct whole *, void (*)(_Bool)))[6])
FIELD(struct whole, m, 76, 6, unsigned char [6])
FIELD(struct whole, none, 136, 0, char [0])
FIELD(struct whole, p, 8, 4, int)
FIELD(struct whole, p2, 96, 8, char *const *)
FIELD(struct whole, q, 8, 8, long)
FIELD(struct whole, row, 120, 8, long (*)[4])
FIELD(struct whole, sub[0][0].c, 16, 1, char)
FIELD(struct whole, sub[0][0].in.o, 20, 4, only)
FIELD(struct whole, sub[0][0].in.s, 20, 2, short)
FIELD(struct whole, text, 82, 4, const char [4])
FIELD(struct whole, v, 88, 8, const volatile unsigned long)
FIELD(struct whole, x, 0, 4, int)
FIELD(struct whole, y, 64, 4, int)
FIELD(union either, h, 0, 8, struct head *)
FIELD(union either, w, 0, 136, struct whole)
FUNCTION(find, int (*(int))(struct whole *))
FUNCTION(more, int (const char *, ...))
FUNCTION(take, struct whole (unsigned char (*)[6], va_list, const only *, const struct head *, union either *))
PART(struct whole, e, 72, 4)
PART(struct whole, nameless, 128, 8)
PART(struct whole, sub, 16, 48)
PART(struct whole, sub[0][0].in, 20, 4)
REST(struct head, rest, 8, char *[])
SIZE(only, 4)
SIZE(struct head, 8)
SIZE(struct whole, 136)
SIZE(union either, 136)
VALUE(FIRST, -2)
VALUE(SECOND, -1)
END
figures=build/abi/figures
printf '%s\n' FIRST SECOND find more own take >"$T/words"
"$CC" -g -c -o "$T/headers.o" "$T/whole.c"
$figures types "$T/headers.o" "$T/" >"$T/types"
is 'the types that a folder defines' "$(tr '\n' ' ' <"$T/types")" 'only struct head struct whole union either '
is 'types of an excluded folder are left out' "$($figures types "$T/headers.o" "$T/" "$T/whole")" ''
for cc in gcc clang; do
    for dwarf in -g -gdwarf-4 -gdwarf-5 '-g -gz'; do
        $cc $dwarf -w -fPIC -shared -o "$T/whole.so" "$T/whole.c"
        $figures list "$T/types" "$T/words" "$T/headers.o" "$T/headers.o" "$T/whole.so" >"$T/found" 2>&1
        ok "$cc $dwarf: all figures, spelled the same" diff "$T/whole.figures" "$T/found"
    done
done
$figures symbols "$T/whole.so" >"$T/found"
is 'the functions that a library exports' "$(tr '\n' ' ' <"$T/found")" 'find FUNC GLOBAL more FUNC GLOBAL take FUNC GLOBAL '
cat >"$T/versions.c" <<'END'
int data[30000]; __thread int of_thread; int weak(void) __attribute__((weak));
int weak(void) { return 0; }
int was(void) { return 0; }
int now(void) { return 0; }
__asm__(".symver was,name@ONE"); __asm__(".symver now,name@@TWO");
END
echo 'ONE { global: name; data; of_thread; weak; local: *; }; TWO { global: name; } ONE;' >"$T/versions"
"$CC" -g -fPIC -shared -Wl,--version-script="$T/versions" -o "$T/versions.so" "$T/versions.c"
$figures symbols "$T/versions.so" >"$T/found"
readelf --dyn-syms -W "$T/versions.so" | awk '$1 ~ /^[0-9]/ && $7 != "UND" && $8 { print $8, $4, $5 }' | sort >"$T/readelf"
ok 'symbols in version nodes, as readelf has them' sh -c 'cut -d " " -f 1-3 "$0/found" | diff "$0/readelf" -' "$T"
like 'symbols of data have their size' "$(cat "$T/found")" '^data@@ONE OBJECT GLOBAL 120000$'
run $figures soname "$T/whole.c"
is 'not a library: status' "$rc" 2
like 'not a library: the message' "$out" '^abi: .*/whole\.c cannot be read as a library$'

# A library built by clang is read as well: here it does not match the headers.
build "$T/bad" 's/int tail;/long tail;/' 's/long tail;/int tail;/'
clang -gdwarf-4 -O2 -fPIC -shared -I"$T/bad" -Wl,-soname,libtoy.so.1 -o "$T/bad/lib/libtoy.so" "$T/bad/toy.c"
gate "$T/good" "$T/bad"
cannot 'old headers that do not match a library by clang' 'the old libraries were not built from the old headers: .*tail'

# A type without members has a size in C++ alone: what has one of C's inside is left out.
mkdir -p "$T/c/xen"
echo 'struct none { }; typedef struct { int first; struct none none; } whole_t;' >"$T/c/xen/c.h"
lone='s,^enum model,#include "xen/c.h"\nstruct lone { whole_t whole; };\nstruct lone toy_lone(void);\n&,
s,/\*symbol\*/,struct lone toy_lone(void) { struct lone it = {{1}}\; return it\; }\n&,'
export CPATH="$T/c"
build "$T/old-lone" "$lone"
build "$T/new-lone" "$lone
$reviewed"
gate "$T/new-lone" "$T/old-lone"
is 'a type of another size in C++: the rest is compared' "$rc" 0
like 'and it is counted as left out, with the struct' "$out" '^assertions in c\+\+: [0-9]+, 2 left out$'
like 'in C it is not' "$out" '^assertions in c: [0-9]+, 0 left out$'
build "$T/odd-lone" "$lone
$reviewed" 's/whole_t whole;/whole_t whole; int more;/'
gate "$T/odd-lone" "$T/old-lone"
is 'in C a change of it is seen' "$rc" 1
unset CPATH
done_testing
