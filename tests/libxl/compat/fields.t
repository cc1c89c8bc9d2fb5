#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# Each place that repeats the fields of compat/fields.def has all of them.
# `sh mk/fields` writes the places that a program can write; the others, which need
# words or values from a person, are checked here.  A failure names the place, the
# field, and what is missing.
. tests/tap.sh

fields() { # PLACE...
    sh mk/fields names "$@"
}
# For each FIELD, FILE has a line that matches ERE, in which NAME is the field.
has() { # FILE WHAT ERE FIELD...
    file=$1 what=$2 ere=$3
    shift 3
    missing=$(for name; do
        grep -Eq -- "$(printf '%s\n' "$ere" | sed "s/NAME/$name/g")" "$file" || echo "$name"
    done | xargs)
    is "$file: $what" "${missing:+lacks $missing}" ''
}
word='(^|[^a-z_])NAME($|[^a-z_])'
boot=$(fields at_boot)
pv_hvm=$(fields at_pv at_hvm)
shim=$(fields at_shim)
is 'mk/fields names each row of compat/fields.def' "$(fields | wc -l)" "$(grep -c '^#define LIBXL_PVH_ROW_' compat/fields.def)"

mkdir "$T/tree" "$T/tree/mk" && cp -R compat man "$T/tree" && cp mk/fields mk/environment.sh "$T/tree/mk"
run sh "$T/tree/mk/fields"
is 'the lists that follow from compat/fields.def are as written, or: sh mk/fields' \
    "$rc:$(echo "$out" | xargs)" 0:

# Files that go into the queue.
for change in accessors accessors-header; do
    has compat/changes/$change/message 'says which fields moved' "$word" $pv_hvm
done
edits=compat/changes/pvh-guest-type/type.edits
has $edits 'announces the fields in u.pvh' \
    '^\|  \* ([a-z].*[^a-z_])?NAME($|[^a-z_])' $pv_hvm
declared() { # FILE: fields added to libxl's interface description, as "NAME TYPE"
    sed -n "s/^| .*(\"\([a-z_]*\)\", \([a-z_]*\)\(, {'lifted': True}\)\{0,1\}),\$/\1 \2/p" "$1"
}
as_declared() { # PLACE...: the same from the table
    sh mk/fields rows "$@" | cut -d ' ' -f 1,2 |
        sed -e 's/ as_string$/ string/' -e 's/ as_list$/ libxl_string_list/' \
            -e 's/ as_timer$/ libxl_timer_mode/' -e 's/ as_bool$/ libxl_defbool/'
}
is "$edits: declares the fields of u.pvh, in order and of their types" \
    "$(declared $edits)" "$(as_declared at_pv at_hvm)"
edits=compat/changes/pvshim-settings/fields.edits
# An upstream commit declares the last field.
is "$edits: declares the fields of the shim, in order and of their types" \
    "$(declared $edits)" "$(as_declared at_shim | grep -v '^pvshim_extra ')"
has compat/changes/pvshim-by-hand/by-hand.edits 'marks the fields of the shim' \
    '^  find \\\("NAME", ' $shim
has compat/changes/pvshim-extra/announce.edits 'knows which fields LIBXL_HAVE_PV_SHIM announces' \
    "contains members.*$word" $shim
# xl does not set apic for PVH guests; see NOTES.
has compat/changes/xl-parse-fields/accessors.edits 'xl stores the fields by the accessor' \
    'LIBXL_BUILDINFO_FIELD\(b_info, NAME\)' $(echo "$pv_hvm" | grep -vx apic)
has compat/changes/xl-pvshim-type/pvshim.edits 'xl stores the fields by the accessor' \
    'LIBXL_BUILDINFO_FIELD\(b_info, NAME\)' $shim

# Files of the tests that run against libxl.
layouts() { # the fields that the compiler misses in the toy headers
    for layout in OLD COPIES TOP; do
        echo "#include <libxl.h>
#include <libxl_pvh.h>
#include \"accessor_places.h\"" |
            ${CC:-cc} -x c -fsyntax-only -DTOY_$layout -DWANT_$layout \
                $([ $layout = OLD ] || echo -DTOY_SHIM -DWANT_SHIM) \
                -Itests/libxl/compat/toy -Itests/libxl/compat -Icompat - 2>&1
    done | grep 'error:' | grep -o "no member named .*" | sort -u
}
is 'tests/libxl/compat/toy/libxl.h: has the fields in each layout' "$(layouts)" ''
has tests/libxl/callers/programs/pvh.c 'gives each field a value' '^#define VALUE_NAME ' \
    $boot $pv_hvm $shim
has tests/libxl/callers/t_xl.c 'tests each field in xl' "$word" $boot $pv_hvm $shim
S=tests/libxl/callers/samples
for sample in pvh-4.10 pvh-both json/domain_config/pvh; do
    has $S/$sample.json 'has the fields at the top' '"NAME": ' $pv_hvm
done
for sample in pvh-both json/domain_config/pvh-set; do
    has $S/$sample.json 'has the fields in the map of the type' "$word" $pv_hvm
done
for sample in pvh-shim json/domain_config/pvh pvh-4.8-set; do
    has $S/$sample.json 'has the fields of the shim' '"NAME": ' $shim
done
done_testing
