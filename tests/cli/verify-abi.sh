# SPDX-License-Identifier: LGPL-2.1-only
# The ABI gate on a made-up library: what may change passes, each bad change is
# caught.
. tests/cli/tap.sh
export CC="${CC:-cc}" HEADERS=toy.h

# build PREFIX [SED]: the library, its sources changed by a sed script
build() {
    rm -rf "$1" && mkdir -p "$1/include" "$1/lib"
    cat >"$1/include/toy.h" <<'EOF'
#ifndef TOY_H
#define TOY_H
enum model { MODEL_UNKNOWN = 0, MODEL_OLD = 1, MODEL_NONE = 3 };
enum kind { KIND_HVM = 1, KIND_PV = 2 /*enumerator*/ };
struct info {
    int vcpus;
    long memory;
    enum kind kind;
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
#endif
EOF
    cat >"$1/toy.c" <<'EOF'
#include "toy.h"
const char *const toy_table[] = {"hvm", "pv", /*row*/ 0};
int toy_private[4];
int toy_init(struct info *info) { info->vcpus = 1; return info->u.hvm.apic; }
int toy_old(enum model model) { return model; }
/*symbol*/
EOF
    [ $# -lt 2 ] || sed -i -e "$2" "$1/include/toy.h" "$1/toy.c"
    "$CC" -g -fPIC -shared -I"$1/include" -Wl,-soname,"${SONAME:-libtoy.so.1}" \
        -o "$1/lib/libtoy.so" "$1/toy.c" || exit 2
}
gate() { # NEW: result in $rc and $out
    run sh tests/verify/abi-gate "$T/expected" "$T/report" "$T/old" "$1" libtoy
}

build "$T/old"
good='s,/\*member\*/,struct { char *kernel; int shim; } pvh;,
s,/\*enumerator\*/,\, KIND_PVH = 3,
s,/\*symbol\*/,const int toy_guard = 1;,'
build "$T/good" "$good"

gate "$T/good"
is 'without an expectation the answer is no' "$rc" 1
like 'and says what to do' "$out" 'there is no .*/expected; read .*/report'
cp "$T/report" "$T/expected"
gate "$T/good"
is 'the reviewed change passes' "$rc" 0
like 'the report names the new enumerator' "$(cat "$T/report")" 'KIND_PVH'
like 'the report names the new symbol' "$(cat "$T/report")" '^\+ toy_guard OBJECT GLOBAL 4'
if grep -q "$T" "$T/report"; then fail 'no path of this machine in it'; else pass 'no path of this machine in it'; fi
run sh -c 'cd / && sh "$0"/tests/verify/abi-gate "$1/expected" "$1/report2" "$1/old" "$1/good" libtoy' "$ROOT" "$T"
ok 'the same report from another folder' cmp "$T/report" "$T/report2"

caught() { # NAME SED [ERE of the message]
    build "$T/bad" "$good
$2"
    gate "$T/bad"
    if [ "$rc" = 1 ]; then pass "caught: $1"; else fail "caught: $1" "status $rc
$out"; fi
}
caught 'enumerator removed' 's/, MODEL_NONE = 3//'
caught 'enumerator with another value' 's/MODEL_NONE = 3/MODEL_NONE = 2/'
caught 'enumerator added that was not reviewed' 's/KIND_PVH = 3/KIND_PVH = 3, KIND_MORE = 4/'
caught 'table grown' 's,/\*row\*/,"pvh"\,,'
caught 'struct grown at its end' 's/int tail;/int tail; long more;/'
caught 'struct member moved' 's/int apic; int nested;/int nested; int apic;/'
caught 'struct member removed' 's/int nested;//'
caught 'struct member renamed' 's/int apic;/int apic_mode;/;s/hvm\.apic/hvm.apic_mode/'
caught 'signedness changed' 's/int vcpus;/unsigned vcpus;/'
caught 'enum became int' 's/enum kind kind;/int kind;/'
caught 'const added' 's/char \*firmware;/const char *firmware;/'
caught 'new member larger than the union' 's/int shim;/int shim; long big[20];/'
caught 'another union member grew' 's/long slack;/long slack; long more;/'
caught 'parameter type changed' 's/toy_old(enum model model)/toy_old(long model)/'
caught 'private object grew' 's/toy_private\[4\]/toy_private[5]/'
caught 'symbol removed' '/toy_old/d'
like 'a removed symbol is named' "$out" 'libtoy has lost toy_old'
cp "$T/expected" "$T/expected.good"
cp "$T/report" "$T/expected"
gate "$T/bad"
is 'a removed symbol is refused even if the expectation has it' "$rc" 1
cp "$T/expected.good" "$T/expected"
SONAME=libtoy.so.2 build "$T/bad" "$good"
gate "$T/bad"
is 'caught: SONAME changed' "$rc" 1

build "$T/bad" "$good"
strip --strip-debug "$T/bad/lib/libtoy.so"
gate "$T/bad"
is 'a stripped library cannot be judged' "$rc" 2
like 'and the message says why' "$out" 'is stripped: no \.debug_info'
rm "$T/bad/lib/libtoy.so"
gate "$T/bad"
is 'nor can a missing one' "$rc" 2

# A suppression file in the home directory must have no say.
mkdir "$T/home"
printf '[suppress_type]\nname = info\n' >"$T/home/.abignore"
build "$T/bad" "$good
s/int tail;/int tail; long more;/"
run env HOME="$T/home" sh tests/verify/abi-gate "$T/expected" "$T/report" "$T/old" "$T/bad" libtoy
is '~/.abignore hides nothing' "$rc" 1
done_testing
