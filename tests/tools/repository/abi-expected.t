# SPDX-License-Identifier: LGPL-2.1-only
# The reviewed ABI reports allow what the requirements allow and no more, so that a
# report that was updated by mistake fails here.
. tests/tap.sh

fields() { # PLACE...: print the fields with these places in one line
    sh mk/fields names "$@" | xargs
}
pvh=$(fields at_pv at_hvm at_shim)
native=$(fields at_shim)
# The fields of u.pvh in the set published for 4.8, with which programs were built.  New
# fields come after these.
published='bootloader bootloader_args timer_mode nested_hvm apic pvshim pvshim_path pvshim_cmdline pvshim_extra'
like "A2: u.pvh begins as in the published set" "$pvh" "^$published( |\$)"

for report in series-*/abi.expected*; do
    name=${report#series-}
    is "A10: $name: only the size of struct xc_dom_image changes, no other figure" \
        "$(grep '^- [A-Z]*(' "$report" | grep -v '^- SIZE(struct xc_dom_image, [0-9]*)$')" ''
    # None of these is in a header, and none is there on Arm.
    case $name in
    *.arm64* | *.armhf*) private= ;;
    4.8/*) private='- Fadt OBJECT GLOBAL 244
- dsdt_pvh OBJECT GLOBAL 27780' ;;
    *) private='- dsdt_pvh OBJECT GLOBAL 27803' ;;
    esac
    is "A5: $name: only the private symbols dsdt_pvh and, in 4.8, Fadt change" \
        "$(grep '^- [A-Za-z_]*[ @]' "$report")" "$private"
    is "$name: abidiff reports nothing incompatible" \
        "$(grep '^== .*: abidiff, status' "$report" | grep -v -E 'status [04]$')" ''
    got=$(sed -n 's/^+ FIELD(struct libxl_domain_build_info, \(.*\), \([0-9]*\), \([0-9]*\), .*/\2 \1/p' "$report" |
        sort -n | cut -d ' ' -f 2 | tr '\n' ' ')
    case $name in
    4.10/*.RELEASE-4.10.0*) wanted=$native ;;
    4.10/*) wanted= ;;
    *) wanted=$pvh ;;
    esac
    is "A1, A2: $name: only u.pvh is new in b_info, in the order of compat/fields.def" "$got" \
        "$(printf '%s' "${wanted:+$wanted }" | sed -e 's/\([a-z_]*\) /u.pvh.\1 /g')"
    # Group security brings the mark of XSA-322 for permissions that do not count, which
    # stable-4.10 has.
    case $name in
    4.8/* | *.without-security | *.stable-4.10) ignore= ;;
    *) ignore='+ VALUE(XS_PERM_IGNORE, 16)' ;;
    esac
    is "A4: $name: the only new value is PVH's, 3, and in xenstore.h XSA-322's" "$(grep '^+ VALUE' "$report" | xargs -d '\n')" \
        "$([ "${name%%/*}" = 4.10 ] || printf '%s' "+ VALUE(LIBXL_DOMAIN_TYPE_PVH, 3)${ignore:+ }")$ignore"
done
done_testing
