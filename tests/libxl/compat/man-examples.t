# SPDX-License-Identifier: LGPL-2.1-only
# The examples of LIBXL_PVH_FATAL in libxl_pvh(3): each compiles, and refuses only
# the guest without the field.
. tests/tap.sh

awk -v dir="$T" '/^\.\\" example / { file = dir "/" $3; next }
    /^\.\\" end$/ { file = "" }
    file { gsub(/\\e/, "\\"); gsub(/\\-/, "-"); print >file }' man/libxl_pvh.3
is 'the examples are there' "$(cd "$T" && ls | xargs)" 'longjmp.c returns.c throws.cc'

cat >"$T/main.h" <<'END'
#include <string.h>

int main(void)
{
    static char kernel[] = "kernel", bootloader[] = "bootloader";
    static libxl_domain_build_info b[2], empty;
    int i;

    for (i = 0; i < 4; i++) {
        libxl_domain_build_info *pv = &b[0], *hvm = &b[1];

        *pv = *hvm = empty;
        pv->type = LIBXL_DOMAIN_TYPE_PV;
        hvm->type = LIBXL_DOMAIN_TYPE_HVM;
        if (!fill(hvm, kernel, bootloader) || memcmp(&hvm->u, &empty.u, sizeof(empty.u)) ||
            fill(pv, kernel, bootloader) ||
            LIBXL_BUILDINFO_FIELD(pv, bootloader) != bootloader)
            return 1;
    }
    puts("one refused");
    return 0;
}
END
for name in returns.c longjmp.c throws.cc; do
    says='a guest of type 1 has no bootloader' drivers='gcc clang'
    case $name in throws.cc) drivers='g++ clang++' says='the guest is refused: no bootloader' ;; esac
    cat "$T/$name" "$T/main.h" >"$T/whole.${name##*.}"
    for driver in $drivers; do
        for layout in '' '-DTOY_COPIES -DTOY_SHIM -DTOY_GUARD_PVH -DTOY_GUARD_PVSHIM -DTOY_INSTALLED' '-DTOY_TOP -DTOY_SHIM'; do
            run sh -c "$driver -O2 -Wall -Wextra -Werror $layout -DLIBXL_PVH_NO_GUARD -Itests/libxl/compat/toy -Icompat \
                -o '$T/program' '$T/whole.${name##*.}' && '$T/program'"
            like "$name by $driver ${layout:-unpatched}: runs" "$rc $(echo "$out" | tail -n 1)" '^0 one refused$'
            is "$name by $driver ${layout:-unpatched}: prints its message each time" "$(echo "$out" | grep -c "$says")" 4
        done
    done
done
done_testing
