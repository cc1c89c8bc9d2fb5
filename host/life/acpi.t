# SPDX-License-Identifier: LGPL-2.1-only
# ACPI tables of PVH guests: their sums, where they are and whether the guest's map
# keeps them is in examine; what they say is judged by acpica's tools.
. host/life/lib.sh

# tables_of DOMID [OPTION]: what examine says of them, and them into $T/tables
tables_of() {
    rm -rf "$T/tables" && mkdir "$T/tables"
    run "$HOST_BIN/new/examine" ${2:-} --tables "$T/tables" "$h" $1
}
# disassembled TABLE: to TABLE.dsl, and what acpica has against it
disassembled() {
    (cd "$T/tables" && iasl -d "$1" 2>&1) | grep -i -E 'error|warning|incorrect|invalid|could not|unable' | grep -v -E '(^| )0 Errors'
}
# A method's value: NAME
value_of() {
    (cd "$T/tables" && acpiexec -b "evaluate $1" DSDT 2>&1) | sed -n -e 's/^ *\[Integer\] = //p' -e 's/.*\(AE_[A-Z_]*\).*/\1/p' | head -n 1
}

start_host new
for vcpus in 1 4 33 128; do
    guest new/guest new create-pvh kernel=$G/pvh name=p$vcpus uuid=1 vcpus=$vcpus
    like "a guest of $vcpus vCPUs" "$rc $out" '^0 create-pvh: 0, domain'
    tables_of ${out##* }
    is "$vcpus vCPUs: its tables are as they have to be" "$rc $out" '0 entered: pvh
command line: '
    is "$vcpus vCPUs: which there are" "$(cd "$T/tables" && echo *)" 'APIC DSDT FACP FACS XSDT'
    for table in APIC DSDT FACP FACS; do
        is "$vcpus vCPUs: $table: nothing is wrong with it" "$(disassembled $table)" ''
        ok "$vcpus vCPUs: $table: it is read" test -s "$T/tables/$table.dsl"
    done
    is "$vcpus vCPUs: APIC: a vCPU each" "$(grep -c 'Processor Local APIC\]' "$T/tables/APIC.dsl")" $vcpus
    # Nobody answers at a port, and what was there wrote to the MADT.
    is "$vcpus vCPUs: DSDT: no port is read" "$(grep -E 'SystemIO|PRSC|_GPE' "$T/tables/DSDT.dsl")" ''
    (cd "$T/tables" && iasl -p again DSDT.dsl) >"$T/again" 2>&1
    like "$vcpus vCPUs: DSDT: as text it is a table again" "$(grep Compilation "$T/again")" '\. 0 Errors, '
    # Processor() is what these releases and later ones have.
    is "$vcpus vCPUs: DSDT: with no other warning than that of old words" \
        "$(grep -E '^(Warning|Error)' "$T/again" | grep -v 'Legacy Processor() keyword')" ''
    # Without the guest's memory: its first vCPU is there or not, others are not.
    for cpu in 00 01 7F; do
        is "$vcpus vCPUs: DSDT: _STA of vCPU $cpu runs" "$(value_of "\\_SB.PR$cpu._STA")" 0000000000000000
    done
done

# HVM guests with device model "none" keep the DSDT that they have always had.
if ! native_pvh; then
    for side in old new; do
        start_host $side
        guest old/guest $side $(creation hvm)
        tables_of 1 --reclaimable
        mv "$T/tables" "$T/$side"
        ok "on7: hvm, $side library: it has one" test -s "$T/$side/DSDT"
    done
    ok 'on7: hvm: the same with both libraries' cmp "$T/old/DSDT" "$T/new/DSDT"
fi
all_seen
