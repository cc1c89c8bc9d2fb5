# SPDX-License-Identifier: LGPL-2.1-only
# K1, K2: every kernel of ../kernels/table as every type of guest.  PV and HVM have to
# give the same result as with the old library, PVH the one in the table.
. host/life/lib.sh
K=$HOST_GUESTS/kernels
table=$T/table
sh "$host/kernels/rows" "$host/kernels/table" >"$table"

# An HVM guest with device model "none" boots the kernel; else it is a firmware.
of_type() { # TYPE NAME
    echo "create-$1 name=$1-$2 uuid=1 cmdline=quiet"
    case $1 in
    hvm) if native_pvh; then echo "device_model=$HOST_BIN/device-model firmware=$K/$2"; else echo "kernel=$K/$2"; fi ;;
    *) echo "kernel=$K/$2" ;;
    esac
}
is_hostile() { case $1 in bad-* | cut-* | empty) ;; *) return 1 ;; esac }

# Print the answer and, if a guest was created, its settings and what was loaded;
# for a PV guest with its vCPU, else with the code that it would run first.
outcome() { # TYPE
    answer=$(echo "$out" | sed -e 's/, domain.*//')
    domid=${out##* }
    case $answer in *': 0') ;; *) echo "$rc $answer"; return ;; esac
    echo "$rc $answer $(told $domid)"
    case $1 in
    pv) built $domid ;;
    *)
        "$HOST_BIN/new/examine" "$h" $domid 2>/dev/null
        # The ACPI tables and the pointer to them have their own tests.
        native_pvh || "$HOST_BIN/new/without-acpi" "$h/dom$domid.mem" || exit 2
        built $domid
        ;;
    esac
}
# Try each kernel as PV and HVM with an old caller; results in $T/SIDE.TYPE.NAME.
make_all() { # old|new
    start_host $1
    for name in $names; do
        for type in pv hvm; do
            guest old/guest $1 $(of_type $type "$name")
            outcome $type >"$T/$1.$type.$name"
            # Leave the host as it was for the next kernel.
            case $answer in *': 0') guest old/guest $1 destroy domid=$domid ;; esac
        done
    done
}
# What valgrind says of each hostile kernel goes to $T/complaints.TYPE.NAME.  It takes most of
# its time to begin, so one program makes all guests; only if it says something, there is one
# for each.
check_hostile() { # CALLER TYPE
    checking=$1 type=$2
    set --
    for name in $hostile; do set -- "$@" $(of_type "$type" "$name") + destroy +; : >"$T/complaints.$type.$name"; done
    checked_guest $checking new "$@"
    is "$type: the hostile kernels in one program" "$rc $(echo "$out" | grep -c "^create-$type: ")" "0 $(echo "$hostile" | grep -c '')"
    [ -n "$complaints" ] || return 0
    fail "$type: no access is out of bounds, with all of them" "$complaints"
    for name in $hostile; do
        checked_guest $checking new $(of_type "$type" "$name") + destroy
        echo "$complaints" >"$T/complaints.$type.$name"
    done
}
names=$(cut -d ' ' -f 1 "$table")
hostile=$(for name in $names; do ! is_hostile "$name" || echo "$name"; done)
make_all old
make_all new
check_hostile old/guest pv
check_hostile old/guest hvm
# 4.10.1 to 4.10.4 take a PHYS32_ENTRY note as sufficient.
takes_phys32_for_all() { grep -q '^0 create-pv: 0' "$T/old.pv.pvh-bare-low"; }
for name in $names; do
    words=$(grep "^$name " "$table")
    for type in pv hvm; do
        case $type:$words in
        pv:*' lenient '*)
            if takes_phys32_for_all; then
                is "k1: $type: $name: refused, as by mainline" "$(cat "$T/new.$type.$name")" '0 create-pv: -3'
                continue
            fi
            ;;
        esac
        is "k1: $type: $name: as with the old library" "$(cat "$T/new.$type.$name")" "$(cat "$T/old.$type.$name")"
        ! is_hostile "$name" ||
            is "k1: $type: $name: no access is out of bounds" "$(cat "$T/complaints.$type.$name")" ''
    done
done
# These fail if nothing works in the host.
for name in pv-only both old-section-64 pv-only-gz pv-only-bzimage; do
    like "k1: pv: $name: made" "$(cat "$T/new.pv.$name")" '^0 create-pv: 0 '
done
for name in pvh-linux pvh-bare none; do
    is "k1: pv: $name: refused" "$(cat "$T/new.pv.$name")" '0 create-pv: -3'
done

# A10: libxenguest exports elf_xen_parse(), which finds the notes.
images=$(printf '%s\n' $names | sed -e "s,^,$K/,")
start_host old
in_host old "$HOST_BIN/old/elf-parse" $images
found=$out
is 'a10: elf_xen_parse() reads every kernel' "$rc $(echo "$found" | wc -l)" "0 $(echo "$images" | wc -l)"
like "a10: elf_xen_parse() finds a kernel's notes" "$(echo "$found" | grep '^both-linux:')" '^both-linux: 0 base ffffffff80000000 '
in_host new "$HOST_BIN/old/elf-parse" $images
is 'a10: elf_xen_parse() of the new library finds the same' "$rc $out" "0 $found"

start_host new
check_hostile new/guest pvh
for name in $names; do
    wanted=$(awk -v name="$name" '$1 == name { print $3 }' "$table")
    ! is_hostile "$name" ||
        is "k2: pvh: $name: no access is out of bounds" "$(cat "$T/complaints.pvh.$name")" ''
    guest new/guest new $(of_type pvh "$name")
    if [ "$wanted" != no ]; then
        like "k2: pvh: $name: made" "$rc $out" '^0 create-pvh: 0, domain'
        [ "$wanted" = yes ] || continue
        run "$HOST_BIN/new/examine" "$h" "${out##* }"
        is "k2: pvh: $name: entered as the ABI demands" "$rc $out" '0 entered: a kernel
command line: quiet'
    else
        like "k2: pvh: $name: refused" "$rc $out" '^0 create-pvh: -[0-9]*$'
        words="no kernel that .*PVH guest can be started with: "
        [ $name != empty ] || words="a PVH guest's kernel, but it cannot be read or unpacked$"
        is "k2: pvh: $name: the message names the file and the reason" \
            "$(echo "$err" | grep -c "^libxl: .*: $K/$name: $words")" 1
        is "k2: pvh: $name: no other message misleads" \
            "$(echo "$err" | grep -E 'not 32bit|No such file|Permission denied')" ''
    fi
done
# A file that cannot be read is refused with errno's text only if errno is set.
guest new/guest new create-pvh kernel=$T/none
like 'k2: pvh: a missing kernel is named' "$err" "$T/none: a PVH guest's kernel, but it cannot be read: No such file or directory"
guest new/guest new create-pvh kernel=$T
is 'k2: pvh: a folder as kernel is named' "$(echo "$err" | grep -c "$T: a PVH guest's kernel, but it cannot be read or unpacked\$")" 1
guest new/guest new create-shim kernel=$K/pv-only shim=$T
is 'k2: shim: a folder as shim is named' "$(echo "$err" | grep -c "$T: the shim, but it cannot be read or unpacked\$")" 1
all_seen
