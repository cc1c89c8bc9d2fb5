# SPDX-License-Identifier: LGPL-2.1-only
# make verify-advisories on a toy: the ports of advisories are compiled one after the
# other, and the tree is the queue's again for the next.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
. tests/tools/toys/results.sh
needs 'make verify-advisories on a toy' series check verify
toy_xen
toy_root
W=$R/out/advisories
# all [NAME=VALUE]...: as make calls it
all() {
    run sh -c 'cd "$0" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL BRANCH=4.9 "$@" sh verify/advisories' "$R" XEN="$X" "$@"
}
row() { # XSA: its row in the table, single spaces
    printf '%s\n' "$out" | sed '1,/^branch /d' | grep "^4\\.9 *XSA-$1 " | tr -s ' '
}
below() { # XSA: what the table has below it
    printf '%s\n' "$out" | sed "1,/^branch /d; 1,/^4\\.9 *XSA-$1 /d; /^4\\.9 /,\$d; /^\$/,\$d" | sed 's/^ *//'
}
last() { printf '%s\n' "$out" | tail -n 1; }
one_line() { # NAME STATUS ERE
    is "$1: status" "$rc" "$2"
    is "$1: one line" "$(printf '%s\n' "$out" | wc -l)" 1
    like "$1: says what" "$out" "$3"
}
number=100
fix() { # MESSAGE: commit it as the fix of the next advisory
    number=$((number + 1))
    save "$1

This is XSA-$number." >/dev/null
}

# Files of the base for what follows.
g checkout -q "$BASE_ID"
mkdir -p "$X/xen/arch/arm" "$X/xen/common/compat" "$X/tools/misc" "$X/tools/pygrub"
echo 'int arm;' >"$X/xen/arch/arm/arm.c"
printf 'int old(void)\n{\n    return none;\n}\n' >"$X/tools/misc/old.c"
cp "$X/tools/libs/Makefile" "$X/tools/misc/Makefile"
sed -i 's/^PROGRAMS.*/PROGRAMS = old/' "$X/tools/misc/Makefile"
sed -i 's/^PROGRAMS.*/& second/' "$X/tools/xenstore/Makefile"
echo 'int main(void) { return 2; }' >"$X/tools/xenstore/second.c"
printf 'one = 1\n' >"$X/tools/pygrub/one.py"
echo 'typedef int toy_t;' | header "$X/xen/include/asm-x86/toy.h" TOY_ASM
echo 'int compat;' >"$X/xen/common/compat/compat.c"
printf '#include "../include/asm/toy.h"\ntoy_t toy;\n' >"$X/xen/common/toy.c"
save 'More files' >/dev/null
g tag -f RELEASE-4.9.4 >/dev/null
g checkout -q master
g checkout -q RELEASE-4.9.4 -- xen/arch/arm xen/include/asm-x86 xen/common tools/misc tools/pygrub tools/xenstore/second.c tools/xenstore/Makefile
save 'More files' >/dev/null

sed -i 's/flags + 0;/flags + 1 - 1;/' "$X/tools/xenstore/xenstore.c"
fix 'xenstore: compiles' # 101
sed -i 's/return 2;/return two;/' "$X/tools/xenstore/second.c"
fix 'xenstore: does not compile' # 102
sed -i 's/return x; }/return x + 0; }/' "$X/tools/libxl/xlutil.c"
fix 'libxl: compiles' # 103
sed -i 's/return 2;/return none;/' "$X/xen/arch/x86/traps.c"
fix 'xen: does not compile' # 104
sed -i 's/a trap/the trap/' "$X/xen/include/xen/trap.h"
fix 'xen: a header' # 105
echo 'int more;' >>"$X/xen/arch/arm/arm.c"
fix 'arm: alone' # 106
echo 'int more;' >>"$X/tools/misc/old.c"
echo 'two = 2' >>"$X/tools/pygrub/one.py"
fix 'misc: fails on the base, too' # 107
sed -i 's/return flags + 1 - 1;/return flags + 1 - 1 + 0;/' "$X/tools/xenstore/xenstore.c"
fix 'xenstore: compiles on top of another' # 108
sed -i 's/return flags + 1 - 1 + 0;/return 7 * flags;/' "$X/tools/xenstore/xenstore.c"
save 'xenstore: otherwise' >/dev/null
sed -i 's/return 7 \* flags;/return 8 * flags;/' "$X/tools/xenstore/xenstore.c"
fix 'xenstore: conflicts' # 109
sed -i 's/int domid; }/domid_t domid; }/' "$X/tools/libxc/include/xc_dom.h"
fix 'libxc: a header with which a source does not compile' # 110
sed -i 's/int toy_t/int no_toy_t/' "$X/xen/include/asm-x86/toy.h"
fix 'xen: a header with which an object does not compile' # 111
echo 'int more;' >>"$X/xen/common/compat/compat.c"
fix 'xen: in a folder without a makefile' # 112

before=$(cd "$X" && find . -type f -exec cksum {} + | sort | cksum)
all
is 'some do not compile: status' "$rc" 1
is 'the last line' "$(last)" 'verify-advisories: NO, see the table and out/advisories/logs'
is 'it compiles' "$(row 101)" '4.9 XSA-101 1 1 0 0 ok'
is 'it does not' "$(row 102)" '4.9 XSA-102 1 0 2 0 no'
like 'it does not: the first error' "$(below 102)" '^FAILED tools/xenstore/second\.c: second\.c:[0-9:]+ error: .*two'
is 'the next one is not concerned' "$(row 103)" '4.9 XSA-103 1 1 0 0 ok'
is 'an object of the hypervisor does not compile' "$(row 104)" '4.9 XSA-104 1 0 1 0 no'
like 'an object: the first error' "$(below 104)" '^FAILED xen/arch/x86/traps\.c: xen/arch/x86/traps\.o: .*traps\.c:[0-9:]+ error: .*none'
is 'a header is compiled with the objects that include it' "$(row 105)" '4.9 XSA-105 1 1 0 0 ok'
is 'nothing passes silently' "$(row 106)" '4.9 XSA-106 1 0 0 1 nothing compiled'
like 'why not' "$(cat "$W/results.jsonl")" '"name":"xen/arch/arm/arm.c","result":"skipped","seconds":0,"note":"arm"'
is 'what fails on the base, too' "$(row 107)" '4.9 XSA-107 1 0 0 2 nothing compiled'
like 'what fails on the base: why' "$(cat "$W/results.jsonl")" \
    '"name":"tools/misc/old.c","result":"skipped".*"note":"tools/misc does not build without the patches either: old\.c:[0-9:]+ error: '
is 'what needs another advisory' "$(row 108)" '4.9 XSA-108 1 1 0 0 ok'
like 'what needs another advisory: which' "$out" '^4\.9 XSA-108 +ok .* 1 patch on top of XSA-101: '
is 'a conflict is not compiled' "$(row 109)" ''
is 'a header with which a source does not compile' "$(row 110)" '4.9 XSA-110 1 1 1 0 no'
like 'a header: the folder' "$(below 110)" '^FAILED tools/libxc: .*error: unknown type name .domid_t'
is 'a header with which an object does not compile' "$(row 111)" '4.9 XSA-111 1 0 1 0 no'
like 'a header: the object' "$(below 111)" '^FAILED xen/include/asm-x86/toy\.h: xen/common/toy\.o: .*error: unknown type name .toy_t'
is 'an object in a folder without a makefile' "$(row 112)" '4.9 XSA-112 1 1 0 0 ok'
like 'the sum' "$out" '^4\.9: 12 advisories: 0 present, 5 compiled, 4 failed, 2 not compiled, 1 conflict, 0 absent$'
is 'nothing was written into the clone' "$(cd "$X" && find . -type f -exec cksum {} + | sort | cksum)" "$before"
is 'nor into the queue' "$(ls "$R/series-4.9")" series
ok 'its results are data' valid "$W/results.jsonl"
ok 'JUnit is valid for Jenkins' valid_junit "$W/junit.xml"
is 'the table is made from them' "$(cd "$R" && sh mk/results/report table out/advisories/results.jsonl)" \
    "$(printf '%s\n' "$out" | sed -n '/^branch /,$p' | sed '$d')"
table=$(printf '%s\n' "$out" | sed -n '/^branch /,$p')

all
is 'again: the same answer' "$(printf '%s\n' "$out" | sed -n '/^branch /,$p')" "$table"
is 'again: what compiled is not compiled again' "$(printf '%s\n' "$out" | grep -c ' ok, as before ')" 7

all XSA=103
is 'one alone' "$rc $(last | sed 's/ (.*//')" '0 verify-advisories: all that is settled compiles, as far as it is built here'

# --- interrupted ---
rm -rf "$W/stamps"
touch "$SLOW"
(cd "$R" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL BRANCH=4.9 XEN="$X" sh verify/advisories >"$T/said" 2>&1) &
wait_for "$SLOW.on"
kill -TERM $!
wait $!
is 'interrupted: status' "$?" 2
like 'interrupted: says where' "$(tail -n 1 "$T/said")" '^verify-advisories: interrupted in 4\.9[^;]*; the same command goes on from there$'
rm -f "$SLOW" "$SLOW.on"
all
is 'it goes on with the same answer' "$(printf '%s\n' "$out" | sed -n '/^branch /,$p')" "$table"

# --- what cannot be ---
all CC=no-such-compiler
one_line 'no compiler' 2 'CC=no-such-compiler does not compile; name another compiler'
all XSA=x
one_line 'no number' 2 'XSA=x: not an advisory: write its number'
all XSA=999
is 'an advisory that there is not: status' "$rc" 2
like 'an advisory that there is not' "$out" '^verify-advisories: 4\.9: XSA-999: no commit of mainline or a stable branch says'
all BRANCH=4.7
one_line 'no branch' 2 '4\.7'
all BRANCH='4.9 4.7'
one_line 'no branch, among several' 2 '4\.7'
all SINCE=yesterday
is 'no date: status' "$rc" 2
like 'no date' "$out" '^4\.9: .*--since yesterday: not a date'
g checkout -q RELEASE-4.9.4
printf '#!/bin/sh\nexit 1\n' >"$X/configure"
save 'Cannot be configured' >/dev/null
g tag -f RELEASE-4.9.4 >/dev/null
all XSA=101
is 'a tree that cannot be made: status' "$rc" 2
like 'a tree that cannot be made' "$out" '^verify-advisories: 4\.9: the tree cannot be made: build-old not run .*configure failed'
is 'a tree that cannot be made: the last line' "$(last)" \
    'verify-advisories: could not run on all branches, see the table and out/advisories/logs'
done_testing
