# SPDX-License-Identifier: LGPL-2.1-only
# The ABI gate on a made-up library, shaped like libxl: what may change passes,
# each bad change of abi-variants.txt is caught, by whom is written there.
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
    # A header changed alone is not what the library was built with.
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
is 'without an expectation the answer is no' "$rc" 1
like 'and says what to do' "$out" 'there is no .*/expected; read .*/report'
cp "$T/good/report" "$T/expected"
gate "$T/good"
is 'A1: the reviewed change, u.pvh inside the old union, passes' "$rc:$(echo "$out" | grep -c '^abi:')" 0:0
like 'the report names the new enumerator' "$(cat "$T/expected")" '^\+ VALUE\(KIND_PVH, 3\)'
like 'the report names the new symbol' "$(cat "$T/expected")" '^\+ toy_guard OBJECT GLOBAL 4'
if grep -q "$T" "$T/expected"; then fail 'no path of this machine in it'; else pass 'no path of this machine in it'; fi
run sh -c 'cd / && sh "$0"/verify/abi/gate "$1/expected" "$1/report2" "$1/old" "$1/good" libtoy' "$ROOT" "$T"
ok 'the same report from another folder' cmp "$T/expected" "$T/report2"

# variant NUMBER SED: "STATUS who saw it" in $T/NUMBER.seen
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
said() { # NAME OF A VARIANT: what the gate said
    cat "$T/$(grep -n "^$1 *|" "$T/variants" | cut -d : -f 1).out"
}
like 'a removed symbol is named' "$(said 'function removed')" 'libtoy has lost toy_old'
like 'what no longer holds is named' "$(said 'member renamed')" "$CC, new headers: .*apic"
like 'a changed offset is named' "$(said 'tail moved in front of the union')" 'struct info .* was at'

run abidw "$T/old/lib/libtoy.so"
if echo "$out" | grep -q "elf-symbol-id='toy_same'"; then
    skip 'abidiff does not see every function' 'this compiler did not fold toy_same into toy_twin'
else
    pass 'abidiff does not see every function'
fi

# What an expectation cannot allow.
refused() { # NAME SED ERE
    build "$T/bad" "$reviewed
$2"
    rm "$T/expected"
    gate "$T/bad"
    cp "$T/bad/report" "$T/expected"
    gate "$T/bad"
    is "$1: refused even if the expectation has it" "$rc" 1
    like "$1: named" "$out" "$3"
    cp "$T/good/report" "$T/expected"
}
refused 'a removed symbol' '/toy_old(/d' 'abi: libtoy has lost toy_old'
refused 'A5: a table that a header declares' 's,/\*row\*/,"pvh"\,,' 'other symbols for toy_table'
refused 'A1: a member swapped' 's/int apic; int nested;/int nested; int apic;/' 'have lost FIELD\(struct info, u\.hvm\.apic,'
refused 'A4: an enumerator removed' 's/, MODEL_NONE = 3//' 'have lost VALUE\(MODEL_NONE, 3\)'

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
    is "cannot be judged: $1" "$rc" 2
    like "cannot be judged: $1, and the message says why" "$out" "$2"
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
cannot 'old headers that are not of the old library' 'the old libraries were not built from the old headers: .*tail'
rm "$T/bad/lib/libtoy.so"
gate "$T/bad"
cannot 'a missing library' 'lib/libtoy\.so is missing'

mkdir "$T/small"
if unshare -m mount -t tmpfs none "$T/small" 2>/dev/null; then
    for size in 8k 64k 160k 300k; do
        run unshare -m sh -c 'mount -t tmpfs -o size=$4 none "$1/small" && TMPDIR=$1/small exec sh "$0"/verify/abi/gate \
            "$1/expected" "$1/report" "$1/old" "$1/good" libtoy 2>&1' "$ROOT" "$T" - - $size
        is "a full disk ($size) is no answer" "$rc" 2
        like "and said ($size)" "$out" 'abi: no room left in .*/small'
    done
else
    skip 'a full disk is no answer' 'no right to mount a small disk'
fi
run env TMPDIR="$T/nowhere" sh verify/abi/gate "$T/expected" "$T/report" "$T/old" "$T/good" libtoy
cannot 'without a folder for its files' "^abi: no folder can be made in $T/nowhere"
is 'and that in one line' "$(printf '%s\n' "$out" | grep -c .)" 1
is 'nothing is left beside the report' "$(ls "$T" | grep -c 'report\.')" 0

# A suppression file in the home directory must have no say.
mkdir "$T/home"
printf '[suppress_type]\nname = info\n' >"$T/home/.abignore"
build "$T/bad" "$reviewed
s/int tail;/int tail; long more;/"
run env HOME="$T/home" sh verify/abi/gate "$T/expected" "$T/report" "$T/old" "$T/bad" libtoy
is '.abignore in the home folder hides nothing' "$rc" 1
like '.abignore in the home folder hides nothing from abidiff' "$out" 'differs from .* in .*abidiff'
# pahole lists the types inside one of clang's once more, and not as members.
echo 'struct whole { int x; union { int p; long q; }; int y; } v;' >"$T/inside.c"
echo 'struct whole' >"$T/only"
for cc in gcc clang; do
    $cc -gdwarf-4 -c -o "$T/inside.o" "$T/inside.c" && pahole -a "$T/inside.o" |
        awk -v only="$T/only" -f verify/abi/layout.awk | sed 's/long int/long/'
done >"$T/figures"
is 'types inside a type: of gcc and clang the same figures' "$(sort "$T/figures" | uniq -c | awk '$1 != 2' | wc -l)" 0
like 'and all of them' "$(tr '\n' ' ' <"$T/figures")" 'SIZE.*FIELD\(struct whole, q, 8, 8, long\).*y, 16, 4, int'
done_testing
