# SPDX-License-Identifier: LGPL-2.1-only
# ACPI tables of PVH guests: their sums, where they are and whether the guest's map
# keeps them is in examine.
. tests/host/life/lib

start_host new
for vcpus in 1 4 33 128; do
    guest new/guest new create-pvh kernel=$G/pvh name=p$vcpus uuid=1 vcpus=$vcpus
    like "a guest of $vcpus vCPUs" "$rc $out" '^0 create-pvh: 0, domain'
    run "$HOST_BIN/new/examine" "$h" "${out##* }"
    is "$vcpus vCPUs: its tables are as they have to be" "$rc $out" '0 entered: pvh
command line: '
done
all_seen
