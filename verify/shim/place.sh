# SPDX-License-Identifier: LGPL-2.1-only
# Puts the shim where the user wants it, with what is needed to package it.  To be
# sourced by run.

cannot_place() {
    rm -f "$dest/.xen-shim.new"
    unable=2
    close_results
    die "cannot write $1: disk full or read-only?$kept_one"
}
# place FILE NAME: put a copy there, at once
place() {
    [ ! -d "$dest/$2" ] || die "$(shown "$dest/$2") is a folder, and the shim is to be there; remove it, or give another OUT"
    cmp -s "$1" "$dest/$2" || { cp "$1" "$dest/.xen-shim.new" && mv -f "$dest/.xen-shim.new" "$dest/$2"; } 2>/dev/null ||
        cannot_place "$(shown "$dest/$2")"
}

# place_all: the shim, its symbols, what it was made from; and with FORMAT a folder of
# that name with files for a package.  Sets $packaged.
place_all() {
    for file in xen-shim-syms xen-shim xen-shim.origin; do
        [ ! -e "$made/$file" ] || place "$made/$file" "$file"
    done
    packaged=
    [ -n "${FORMAT:-}" ] || return 0
    version=$(sed -n 's/^version //p' "$made/xen-shim.origin")
    why=$(mkdir -p "$dest/$FORMAT" 2>&1) || die "cannot make $(shown "$dest/$FORMAT"): ${why##*: }"
    for template in "$verify/shim/packaging/$FORMAT"/*; do
        sed -e "s|@BASE@|$base|g" -e "s|@VERSION@|$version|g" "$template" >"$work/tmp/template" || cannot_place "$(shown "$work")/tmp"
        place "$work/tmp/template" "$FORMAT/${template##*/}"
    done
    # shellcheck disable=SC2034 # for run
    packaged="; packaging: $there/$FORMAT"
}
