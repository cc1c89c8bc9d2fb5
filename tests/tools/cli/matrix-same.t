#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# Which programs of the matrix count as the same, and so run once under valgrind.
. tests/tap.sh

cat >"$T/main.c" <<'END'
#include "tests/libxl/matrix/loaded.h"

int main(int argc, char **argv) { return argc == 3 && loaded_same(argv[1], argv[2]) ? 0 : 1; }
END
ok 'the comparison builds' cc -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror -I. -o "$T/same" "$T/main.c" \
    tests/libxl/matrix/loaded.c tests/libxl/callers/process.c
made() { # NAME FLAG...: a program of $T/p.c
    name=$1
    shift
    cc "$@" -o "$T/$name" "$T/p.c"
}
same() { "$T/same" "$T/$1" "$T/$2"; }

cat >"$T/p.c" <<'END'
#include <stdio.h>

int main(void)
{
#ifdef WORD
    puts(WORD);
#endif
    return 0;
}
END
made plain -DWORD='"one"' -Wl,--build-id
made debug -DWORD='"one"' -Wl,--build-id -g
made other -DWORD='"two"' -Wl,--build-id
made silent -Wl,--build-id
ok 'a program is the same as itself' same plain plain
ok 'and as with debug information, which changes its build id' same plain debug
run same plain other
is 'one that prints another word is not' "$rc" 1
run same silent other
is 'nor is one with other code' "$rc" 1

# What is not in any segment does not matter; a single byte in one does.
cp "$T/debug" "$T/stripped" && strip --strip-debug "$T/stripped"
ok 'it is the same when stripped' same debug stripped
at=$(grep -a -b -o one "$T/plain" | sed -e 's/:.*//' -e q)
cp "$T/plain" "$T/changed"
printf x | dd of="$T/changed" bs=1 seek="$at" conv=notrunc 2>/dev/null
run same plain changed
is 'a byte makes it another one' "$rc" 1

# Nor may the header differ, which need not be in a segment: here there is none.
header() { # NAME MACHINE ENTRY
    { printf '\177ELF\2\1\1' && head -c 9 /dev/zero && printf '\2\0%b\0\1\0\0\0%b' "\\0$2" "\\0$3" &&
        head -c 27 /dev/zero && printf '\100\0\70\0\0\0\100\0\0\0\0\0'; } >"$T/$1"
}
header one 76 1
header again 76 1
header machine 267 1
header entry 76 2
ok 'files of nothing but a header can be the same' same one again
for name in machine entry; do
    run same one $name
    is "but for another $name" "$rc" 1
done

# What cannot be read is never the same.
head -c 100 "$T/plain" >"$T/cut"
head -c 3000 "$T/plain" >"$T/half"
: >"$T/empty"
echo text >"$T/text"
for name in cut half empty text missing; do
    run same $name $name
    is "what cannot be compared counts as different: $name" "$rc" 1
done
done_testing
