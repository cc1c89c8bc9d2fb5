# SPDX-License-Identifier: LGPL-2.1-only
# Uses verify/update.sh verify/hypervisor.sh
# What has to be built again after update_tree has changed a tree.  To be sourced by
# steps after update.sh and hypervisor.sh.

# own_tree: keep other runs from the tree until this one ends.  Whoever uses the tree
# next makes it anew from the queue, as its stamps are gone.
own_tree() {
    exec 7>"$WORK/running"
    flock -n 7 || cant "another run works in ${WORK#"$ROOT"/}; wait for it, or end it"
    rm -f "$WORK/stamps/build-new" "$WORK/stamps/build-rest"
}

# Of these folders of tools/, those that the files in $state/since can change.  If a
# library is built, xl is linked again, which finds symbols that are gone.
reached() { # FOLDER...
    for folder in "$@"; do
        if [ -d "$to/tools/$folder" ] && concerned "$folder"; then echo "$folder"; fi
    done >"$state/reached"
    if grep -q '^lib' "$state/reached"; then
        rm -f "$to/tools/xl/xl" "$to/tools/libxl/xl"
        [ -d "$to/tools/xl" ] && echo xl || echo libxl
    fi | cat "$state/reached" - | awk '!seen[$0]++'
}

# Is the file made into an object of the hypervisor of its own?
is_source() { # PATH, relative to xen/
    case $1 in
    *.lds.S) return 1 ;;
    arch/x86/*.[cS] | common/*.[cS] | drivers/*.[cS] | xsm/*.[cS] | crypto/*.[cS]) ;;
    *) return 1 ;;
    esac
}
