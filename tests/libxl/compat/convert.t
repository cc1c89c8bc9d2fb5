#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# compat/callers.cocci, run as libxl_pvh(3) says, converts a program written for 4.9
# and one written for 4.10.  Needs no Xen.
. tests/tap.sh

P=$T/program
mkdir "$P" "$P/lib"
cat >"$P/for-4.9.c" <<'END'
#include <libxl.h>
#include <stdio.h>

#include "guest.h"

static void describe(const libxl_domain_build_info *b_info)
{
    printf("%s %d", b_info->kernel, (int)sizeof(b_info->u.hvm.apic));
    if (b_info->type == LIBXL_DOMAIN_TYPE_HVM)
        printf(" %d %d\n", b_info->u.hvm.timer_mode, b_info->u.hvm.apic.val);
    else
        printf(" %s %s\n", b_info->u.pv.bootloader, arg(b_info, 1));
}

int main(void)
{
    char *args[] = {(char *)"-q", (char *)"-k"};
    libxl_domain_config c;

    libxl_domain_build_info_init(&c.b_info);
    libxl_domain_build_info_init_type(&c.b_info, LIBXL_DOMAIN_TYPE_HVM);
    c.b_info.kernel = (char *)"hvmloader";
    c.b_info.u.hvm.timer_mode = LIBXL_TIMER_MODE_NO_DELAY_FOR_MISSED_TICKS;
    libxl_defbool_set(&c.b_info.u.hvm.apic, true);
    describe(&c.b_info);

    libxl_domain_build_info_init(&c.b_info);
    libxl_domain_build_info_init_type(&c.b_info, LIBXL_DOMAIN_TYPE_PV);
    c.b_info.u.pv.kernel = NULL;
    c.b_info.kernel = (char *)"vmlinuz";
    c.b_info.u.pv.bootloader = (char *)"pygrub";
    c.b_info.u.pv.bootloader_args = args;
    describe(&c.b_info);
    return 0;
}
END
cat >"$P/guest.h" <<'END'
#include <libxl.h>
typedef struct {
    libxl_domain_build_info b_info;
} libxl_domain_config;
static inline const char *arg(const libxl_domain_build_info *info, int i)
{
    return info->u.pv.bootloader_args[i];
}
END
cat >"$P/for-4.10.c" <<'END'
#include <libxl.h>
#include <stdio.h>

#include "guest.h"

int main(void)
{
    libxl_domain_config config, *c = &config;

    libxl_domain_build_info_init(&c->b_info);
    libxl_domain_build_info_init_type(&c->b_info, LIBXL_DOMAIN_TYPE_HVM);
    c->b_info.timer_mode = LIBXL_TIMER_MODE_NO_DELAY_FOR_MISSED_TICKS;
    libxl_defbool_set(&c->b_info.apic, false);
    printf("%d %d\n", c->b_info.timer_mode, c->b_info.apic.val);
    return 0;
}
END
printf '#include <libxl.h>\nint none(void);\n' >"$P/lib/none.c"
printf '#include <libxl.h>\nstruct mine { libxl_domain_build_info info; };\n' \
    >"$P/lib/mine.h"
cat >"$P/lib/mine.c" <<'END'
#include "mine.h"
const char *kernel(const struct mine *m)
{
    return m->info.kernel;
}
END
cat >"$P/lib/odd.c" <<'END'
#include <libxl.h>
int odd(libxl_domain_build_info *info)
{
    FOREACH(x) { info->u.hvm.timer_mode } END_X )
    return info->u.hvm.timer_mode;
}
END
cp -r "$P" "$T/before"

flags="-std=gnu11 -Wall -Wextra -Werror -DLIBXL_PVH_NO_GUARD"
flags="$flags -I$ROOT/tests/libxl/compat/toy -I$ROOT/compat"
# says FOLDER PROGRAM LAYOUT: the program's output with this libxl
says() {
    ${CC:-cc} $flags $3 -o "$T/program.bin" "$1/$2" "$ROOT/tests/libxl/compat/toy/libxl.c" \
        >"$T/errors" 2>&1 || { cat "$T/errors"; return; }
    "$T/program.bin"
}
wanted_9='hvmloader 4 1 1
vmlinuz 4 pygrub -k'
is 'before: the program for 4.9 runs with 4.9' "$(says "$P" for-4.9.c '')" "$wanted_9"
is 'before: the program for 4.10 runs with 4.10' "$(says "$P" for-4.10.c -DTOY_TOP)" '1 -1'
like 'before: the program for 4.10 does not compile for 4.9' "$(says "$P" for-4.10.c '')" 'no member named .timer_mode'

ok 'the command of the manual page runs' sh tests/libxl/compat/convert "$P"
for layout in '' '-DTOY_COPIES' '-DTOY_COPIES -DTOY_SHIM -DTOY_INSTALLED' \
    '-DTOY_PUBLISHED -DTOY_SHIM' '-DTOY_TOP' '-DTOY_TOP -DTOY_SHIM -DTOY_INSTALLED'; do
    is "A3: the program for 4.9 runs with [$layout]" \
        "$(says "$P" for-4.9.c "$layout")" "$wanted_9"
    is "A3: the program for 4.10 runs with [$layout]" \
        "$(says "$P" for-4.10.c "$layout")" '1 -1'
done

# Only files with something to convert are changed.
changed() { # BEFORE AFTER: names of files that differ
    diff -rq "$1" "$2" | sed -n 's,^Files .*/\([^/]*\) and .*,\1,p' | sort | tr '\n' ' '
}
rm -f "$P/convert.log"
is 'files without such an access, or that cannot be parsed, are not changed' \
    "$(changed "$T/before" "$P")" 'for-4.10.c for-4.9.c guest.h '
like 'sizeof is left alone' "$(cat "$P/for-4.9.c")" 'sizeof\(b_info->u\.hvm\.apic\)'
cp -r "$P" "$T/once"
ok 'the command runs again' sh tests/libxl/compat/convert "$P"
is 'a second run changes nothing' "$(changed "$T/once" "$P")" ''

# The command that the page shows for types declared in headers.
command=$(sed -n '/^spatch \\-/,/DIR$/p' man/libxl_pvh.3 |
    sed -e 's/\\e$//' -e 's/\\-/-/g' -e "s,--no-includes,--local-includes --disable-worth-trying-opt -I $P/lib," | tr '\n' ' ')
run ${command% DIR } "$P/lib"
is 'the command runs with the headers' "$rc" 0
like 'a header that needs an #include is named' "$out" 'a header file was modified: mine\.h'
is 'a build info declared in a header is found' "$(changed "$T/before/lib" "$P/lib")" 'mine.c '
like 'it is reached by the accessor' "$(cat "$P/lib/mine.c")" 'LIBXL_BUILDINFO_FIELD\(&m->info, kernel\)'
done_testing
