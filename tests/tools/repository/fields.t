# SPDX-License-Identifier: LGPL-2.1-only
# Adds a made-up thirteenth field to a copy.  Its row is the only line that a program
# cannot write: `sh mk/fields` writes the lists that follow from it, and each place
# that needs words or values from a person fails a test that names the place and the
# field.
. tests/tap.sh

copy=$T/copy
fresh() { # a copy of what the tests of the fields read
    rm -rf "$copy" && mkdir -p "$copy/tests/tools/repository"
    cp -R compat man mk "$copy"
    cp -R tests/tap.sh tests/libxl "$copy/tests"
    cp tests/tools/repository/abi-expected.t "$copy/tests/tools/repository"
    for plan in series-*; do
        mkdir "$copy/$plan" && cp "$plan"/abi.expected* "$copy/$plan"
    done
}
row() { # KIND PLACE
    sed -i "/^#define LIBXL_PVH_ROW_pvshim_extra /a #define LIBXL_PVH_ROW_made_up           made_up, $1, $2" \
        "$copy/compat/fields.def"
}
written() {
    (cd "$copy" && sh mk/fields 2>&1)
}
faults() { # the tests that are not "ok", with the reason
    (cd "$copy" && for test in tests/libxl/compat/fields.t tests/tools/repository/abi-expected.t; do
        sh "$test"
    done) 2>&1 | grep -v -e '^ok' -e '^1\.\.'
}
# The places that the faults name.
named() {
    printf '%s\n' "$1" | sed -n -e 's/^not ok [0-9]* - //p' |
        sed -e 's/^A[0-9, A]*: //' -e 's/: .*//' | LC_ALL=C sort -u
}

lists='compat/fields.def
compat/libxl_pvh.h
compat/callers.cocci
compat/changes/accessors/sub-fields.cocci
compat/changes/accessors/top-fields.cocci
man/libxl_pvh.3'
all='tests/libxl/callers/programs/pvh.c
tests/libxl/callers/t_xl.c
tests/libxl/compat/toy/libxl.h'
in_u_pvh="$all
4.8/abi.expected
4.8/abi.expected.arm64
4.8/abi.expected.armhf
4.8/abi.expected.i386
4.9/abi.expected
4.9/abi.expected.arm64
4.9/abi.expected.arm64.without-security
4.9/abi.expected.armhf
4.9/abi.expected.armhf.without-security
4.9/abi.expected.i386
4.9/abi.expected.i386.without-security
4.9/abi.expected.without-security
compat/changes/accessors-header/message
compat/changes/accessors/message
compat/changes/pvh-guest-type/type.edits
compat/changes/xl-parse-fields/accessors.edits
tests/libxl/callers/samples/json/domain_config/pvh-set.json
tests/libxl/callers/samples/json/domain_config/pvh.json
tests/libxl/callers/samples/pvh-4.10.json
tests/libxl/callers/samples/pvh-both.json
u.pvh begins as in the published set"
of_shim="$all
4.10/abi.expected.RELEASE-4.10.0
4.10/abi.expected.RELEASE-4.10.0.without-security
4.10/abi.expected.arm64.RELEASE-4.10.0
4.10/abi.expected.arm64.RELEASE-4.10.0.without-security
4.10/abi.expected.armhf.RELEASE-4.10.0
4.10/abi.expected.armhf.RELEASE-4.10.0.without-security
4.10/abi.expected.i386.RELEASE-4.10.0
4.10/abi.expected.i386.RELEASE-4.10.0.without-security
4.8/abi.expected
4.8/abi.expected.arm64
4.8/abi.expected.armhf
4.8/abi.expected.i386
4.9/abi.expected
4.9/abi.expected.arm64
4.9/abi.expected.arm64.without-security
4.9/abi.expected.armhf
4.9/abi.expected.armhf.without-security
4.9/abi.expected.i386
4.9/abi.expected.i386.without-security
4.9/abi.expected.without-security
compat/changes/pvshim-by-hand/by-hand.edits
compat/changes/pvshim-extra/announce.edits
compat/changes/pvshim-settings/fields.edits
compat/changes/xl-pvshim-type/pvshim.edits
tests/libxl/callers/samples/json/domain_config/pvh.json
tests/libxl/callers/samples/pvh-4.8-set.json
tests/libxl/callers/samples/pvh-shim.json"

fresh
is 'without a new field, nothing has to be written' "$(written)" ''
is 'without a new field, no test of the fields fails' "$(faults)" ''

try() { # KIND PLACE LISTS PLACES
    fresh
    row "$1" "$2"
    like "$2, $1: a row alone fails a test that names the command" "$(faults)" \
        '^not ok [0-9]* - the lists that follow from compat/fields.def are as written, or: sh mk/fields$'
    is "$2, $1: these lists are written" "$(written)" "$3"
    is "$2, $1: each list has the field" \
        "$(cd "$copy" && for file in $3; do grep -qi made_up "$file" || echo "$file"; done)" ''
    is "$2, $1: a second time nothing is written" "$(written)" ''
    faults=$(faults)
    is "$2, $1: a test names each place that a person has to change" "$(named "$faults")" \
        "$(printf '%s\n' "$4" | LC_ALL=C sort)"
    is "$2, $1: each of these names the field" \
        "$(printf '%s\n' "$faults" | awk '/^not ok/ { if (at) print at; at = $0 }
            /made_up/ { at = "" } END { if (at) print at }')" ''
}
of_all='compat/fields.def
compat/callers.cocci
man/libxl_pvh.3'
try as_bool at_hvm "$lists" "$in_u_pvh"
try as_list at_pv "$lists" "$in_u_pvh"
try as_string at_shim "$of_all" "$of_shim"
try as_timer at_boot "$of_all" "$all"

wrong() { # NAME ROW ERE
    fresh
    sed -i "/^#define LIBXL_PVH_ROW_pvshim_extra /a #define LIBXL_PVH_ROW_$2" "$copy/compat/fields.def"
    run written
    like "refused: $1" "$out" "^fields: compat/fields\\.def: $3"
}
wrong 'a row with two names' 'made_up other, as_bool, at_hvm' "'#define LIBXL_PVH_ROW_made_up other.* is not a row: write '"
wrong 'a kind that the header lacks' 'made_up made_up, as_number, at_hvm' 'kind as_number: '
wrong 'a place that the header lacks' 'made_up made_up, as_bool, at_sea' 'place at_sea: '
done_testing
