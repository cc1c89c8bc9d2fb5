# SPDX-License-Identifier: LGPL-2.1-only
# ACPI tables of PVH guests.  examine checks their checksums, their places, and that
# the guest's memory map reserves them; acpica's tools check their content.
. host/life/lib.sh

# tables_of DOMID [OPTION]: examine the tables and write them into $T/tables
tables_of() {
    rm -rf "$T/tables" && mkdir "$T/tables"
    run "$HOST_BIN/new/examine" ${2:-} --tables "$T/tables" "$h" $1
}
# disassembled TABLE: write TABLE.dsl, and print acpica's complaints
disassembled() {
    (cd "$T/tables" && iasl -d "$1" 2>&1) | grep -i -E 'error|warning|incorrect|invalid|could not|unable' | grep -v -E '(^| )0 Errors'
}
# value_of NAME: the value of a method
value_of() {
    (cd "$T/tables" && acpiexec -b "evaluate $1" DSDT 2>&1) | sed -n -e 's/^ *\[Integer\] = //p' -e 's/.*\(AE_[A-Z_]*\).*/\1/p' | head -n 1
}

start_host new
for vcpus in 1 4 33 128; do
    guest new/guest new create-pvh kernel=$G/pvh name=p$vcpus uuid=1 vcpus=$vcpus
    like "$vcpus vCPUs: the guest is created" "$rc $out" '^0 create-pvh: 0, domain'
    tables_of ${out##* }
    is "$vcpus vCPUs: examine finds no fault in the tables" "$rc $out" '0 entered: pvh
command line: '
    is "$vcpus vCPUs: the tables are APIC, DSDT, FACP, FACS and XSDT" "$(cd "$T/tables" && echo *)" 'APIC DSDT FACP FACS XSDT'
    for table in APIC DSDT FACP FACS; do
        is "$vcpus vCPUs: $table: acpica finds no fault" "$(disassembled $table)" ''
        ok "$vcpus vCPUs: $table: acpica disassembles it" test -s "$T/tables/$table.dsl"
    done
    is "$vcpus vCPUs: APIC: has an entry for each vCPU" "$(grep -c 'Processor Local APIC\]' "$T/tables/APIC.dsl")" $vcpus
    # No device answers at the port, and the methods that read it wrote to the MADT.
    is "$vcpus vCPUs: DSDT: reads no port" "$(grep -E 'SystemIO|PRSC|_GPE' "$T/tables/DSDT.dsl")" ''
    (cd "$T/tables" && iasl -p again DSDT.dsl) >"$T/again" 2>&1
    like "$vcpus vCPUs: DSDT: the disassembled text compiles" "$(grep Compilation "$T/again")" '\. 0 Errors, '
    # These releases and later ones use Processor().
    is "$vcpus vCPUs: DSDT: it compiles without warnings, except about Processor()" \
        "$(grep -E '^(Warning|Error)' "$T/again" | grep -v 'Legacy Processor() keyword')" ''
    # acpiexec does not have the guest's memory, so _STA cannot say that a vCPU exists.
    for cpu in 00 01 7F; do
        is "$vcpus vCPUs: DSDT: _STA of vCPU $cpu can be evaluated" "$(value_of "\\_SB.PR$cpu._STA")" 0000000000000000
    done
done

# A guest reads there which vCPUs it starts with.  The shim reads which it can start at all,
# and its guest takes from xenstore which of them to use.
guest new/guest new create-pvh kernel=$G/pvh name=few uuid=2 vcpus=3 online=1
tables_of ${out##* }
disassembled APIC >"$T/complaints"
is 'one of three vCPUs: the others are not enabled' "$(grep 'Processor Enabled' "$T/tables/APIC.dsl" | sed 's/.*: //' | xargs)" '1 0 0'
guest new/guest new create-shim kernel=$G/pv shim=$G/shim name=shim uuid=3 vcpus=3 online=1
tables_of ${out##* }
disassembled APIC >"$T/complaints"
is 'one of three vCPUs in the shim: all are enabled' "$(grep 'Processor Enabled' "$T/tables/APIC.dsl" | sed 's/.*: //' | xargs)" '1 1 1'

# HVM guests with device model "none" keep their DSDT.
if ! native_pvh; then
    for side in old new; do
        start_host $side
        guest old/guest $side $(creation hvm)
        tables_of 1 --reclaimable
        mv "$T/tables" "$T/$side"
        ok "on7: hvm, $side library: the guest has a DSDT" test -s "$T/$side/DSDT"
    done
    ok 'on7: hvm: the DSDT is the same with both libraries' cmp "$T/old/DSDT" "$T/new/DSDT"
fi
all_seen
