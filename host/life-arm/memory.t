# SPDX-License-Identifier: LGPL-2.1-only
# Changing the memory of a guest on Arm.  libxl stops the program with a failed assertion,
# as in later releases, unless the configuration says whether the guest has ACPI.  The
# queue leaves that as it is.
. host/life/lib.sh
. host/life-arm/images.sh

# The function's name is in all releases; the place is not.
failed='Assertion `!libxl_defbool_is_default\(db\). failed'
for side in old new; do
    start_host $side
    guest old/guest $side $(creation pv) + memory mb=16
    is "$side: without acpi in its configuration: the program is stopped" "$rc $(echo "$err" | grep -c -E "$failed")" '134 1'
    guest old/guest $side info domid=1
    like "$side: the guest is as before" "$rc $err $out" 'current 327[0-9]*, maximum 33792,'

    printf '%s\n' 'name = "a"' 'memory = 32' "kernel = \"$pv\"" 'acpi = 0' >"$T/acpi.cfg"
    in_host $side xl create -q "$T/acpi.cfg"
    in_host $side xl mem-set a 24
    is "$side: acpi=0: xl mem-set" "$rc $err" '0 '
    in_host new "$HOST_BIN/new/store-ls" /local/domain/2
    like "$side: acpi=0: its memory target is in xenstore" "$out" '/memory/target = 24576$'
done
all_seen
