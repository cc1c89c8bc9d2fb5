#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# What compiles with some headers is not compiled again for a base that has the same,
# tests/libxl/compat/shared.h.
. tests/tap.sh

cat >"$T/toy.c" <<'END'
#include "shared.h"
#include "shell.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    char content[4096];
    struct shared shared = {argc > 2 ? argv[2] : "toy.h", argv[1], content};
    struct sh s = {0};

    snprintf(content, sizeof(content), "cat %s/*.h", argv[1]);
    work_setup();
    if (shared_known(&shared)) {
        puts("known");
    } else {
        sh(&s, "echo '#include <toy.h>' | gcc -fsyntax-only -I%s "
           "$TOY_FLAGS %s -x c -", argv[1], shared_flags(0));
        puts(s.status ? "bad" : "good");
        if (!s.status)
            shared_note();
    }
    work_teardown();
    return 0;
}
END
ok 'the toy builds' ${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -Itests/libxl/compat -o "$T/toy" "$T/toy.c" \
    tests/libxl/compat/shared.c tests/libxl/compat/shell.c $(pkg-config --cflags --libs check)
# The repository's root, of which the notes depend on two folders.
mkdir -p "$T/top/tests/libxl" "$T/top/verify" "$T/a" "$T/b" "$T/system" "$T/notes" "$T/empty"
cp -R tests/libxl/compat "$T/top/tests/libxl"
cp -R compat "$T/top"
cp verify/keep.sh "$T/top/verify"
echo '#include <machine.h>' | tee "$T/a/toy.h" >"$T/b/toy.h"
echo 'extern int machine;' >"$T/system/machine.h"
export TOP="$T/top" TOY_FLAGS="-I$T/system"

asks() { # FOLDER [WHAT]: does it compile what FOLDER has?
    CALLERS_SHARED="$T/notes" CALLERS_AS_BEFORE="$T/said" "$T/toy" "$T/$1" ${2:+"$2"}
}
is 'the first time it is compiled' "$(asks a)" good
is 'and not again' "$(asks a)" known
is 'nor for another base with the same headers' "$(asks b)" known
is 'each answer is told' "$(tr '\n' ' ' <"$T/said")" 'new known known '
is 'something else with these headers is compiled' "$(asks a other)" good
is 'and without a folder for notes all is' "$("$T/toy" "$T/a")" good

echo 'extern int more;' >>"$T/b/toy.h"
is 'with another header it is compiled' "$(asks b)" good
is 'and the first is still known' "$(asks a)" known
echo 'extern int of_another_version;' >>"$T/system/machine.h"
is "with another header of the machine, too" "$(asks a)" good
is 'and noted' "$(asks a)" known
rm "$T/system/machine.h"
is 'or without it: what fails is told' "$(asks a)" bad
is 'and not noted' "$(asks a)" bad
echo 'extern int machine;' >"$T/system/machine.h"
asks a >"$T/out"

note=$(ls -d "$T"/notes/*/* | head -n 1)
for note in "$T"/notes/*/*; do sed -i '3s/^./x/' "$note"; done
is 'a note that was changed counts for nothing' "$(asks a)" good
for note in "$T"/notes/*/*; do head -n 2 "$note" >"$T/cut" && cp "$T/cut" "$note"; done
is 'nor one that was cut off' "$(asks a)" good
is 'and it is made anew' "$(asks a)" known

for file in tests/libxl/compat/accessor_test.c tests/libxl/compat/shared compat/libxl_pvh.h compat/fields.def; do
    echo >>"$TOP/$file"
    is "after a change of $file it is compiled" "$(asks a)" good
    is 'and known from then on' "$(asks a)" known
done
is 'notes that nobody asks for any more are removed' "$(ls "$T/notes" | grep -c .)" 1

mkdir "$T/bin"
for tool in gcc g++ clang clang++ perl; do
    printf '#!/bin/sh\n[ "$*" != --version ] || echo another\nPATH=${PATH#*:} exec %s "$@"\n' "$tool" >"$T/bin/$tool"
    chmod +x "$T/bin/$tool"
    is "with another version of $tool it is compiled" "$(PATH="$T/bin:$PATH" asks a)" good
    rm "$T/bin/$tool"
done
is 'as with other folders for headers' "$(CPATH="$T/empty" asks a)" good
printf '#!/bin/sh\nexit 1\n' >"$T/bin/clang"
chmod +x "$T/bin/clang"
is 'if a version is not known, all is compiled' "$(PATH="$T/bin:$PATH" asks a)" good
is 'each time' "$(PATH="$T/bin:$PATH" asks a)" good
done_testing
