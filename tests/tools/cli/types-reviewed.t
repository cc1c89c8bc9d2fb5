# SPDX-License-Identifier: LGPL-2.1-only
# verify/places: the table of functions that look at a guest's type can be read, its
# tests exist, and on a made-up tree new, missing and changed places are found.
. tests/tap.sh
types=$ROOT/verify/places

reviewed() { # BRANCH [FOLDER]
    (cd "${2:-$types/reviewed}" && awk -v branch="$1" -f "$types/read.awk" ./*)
}
for branch in 4.8 4.9 4.10; do
    run reviewed $branch
    is "$branch: every function says what it does for every kind of guest" "$rc $(echo "$out" | grep places:)" '0 '
    is "$branch: there are some" "$([ "$(echo "$out" | wc -l)" -gt 100 ] && echo yes)" yes
done

# exists NAME: a test, or a file of tests
exists() {
    grep -rq --include='*.c' "START_TEST($1)" tests host || [ -n "$(find tests host -name "$1")" ]
}
is 'each test that is named exists' "$(sed -n 's/^  test: \([^-]\)/\1/p' "$types"/reviewed/* | tr ' ' '\n' | sort -u |
    while read -r name; do exists "$name" || echo "$name"; done)" ''

# A tree of two libraries and a program.
tools=$T/tools
mkdir -p "$tools/libxl" "$tools/libxc/include" "$tools/xl" "$T/reviewed"
cat >"$tools/libxl/libxl_toy.h" <<'END'
static inline bool toy_is_hvm(const libxl_domain_build_info *info)
{
    return info->type == LIBXL_DOMAIN_TYPE_HVM;
}
END
cat >"$tools/libxl/libxl_toy.c" <<'END'
/* A guest of LIBXL_DOMAIN_TYPE_PV has no info->u.hvm. */
int libxl__toy_make(libxl__gc *gc, libxl_domain_config *d_config)
{
    libxl_domain_build_info *const info = &d_config->b_info;

    switch (info->type) {
    case LIBXL_DOMAIN_TYPE_HVM:
    case LIBXL_DOMAIN_TYPE_PVH:
        if (info->device_model_version != LIBXL_DEVICE_MODEL_VERSION_NONE)
            return toy_hvm(gc, info->u.hvm.firmware, &info->u.hvm.vga);
        return 0;
    default:
        LOG(ERROR, "not LIBXL_DOMAIN_TYPE_PV");
        return ERROR_INVAL;
    }
}

int libxl__toy_other(libxl__gc *gc, uint32_t domid)
{
    return domid ? 0 : ERROR_FAIL;
}
END
cat >"$tools/libxc/xc_toy.c" <<'END'
int xc_toy(struct xc_dom_image *dom)
{
    return dom->container_type == XC_DOM_PV_CONTAINER ? 0 : -1;
}
END
cat >"$tools/xl/xl_toy.c" <<'END'
int main_toy(int argc, char **argv)
{
    return argc;
}
END
cat >"$T/reviewed/toy" <<'END'
# A toy's places.

toy_is_hvm
  4.9 libxl_toy.h: ==HVM, type
  PV none PVH shim: no
  HVM: yes
  test: types-reviewed.t

libxl__toy_make
  4.8 libxl_toy.c: HVM, type
  4.9 4.10 libxl_toy.c: !=dm:NONE, .device_model_version, HVM, PVH, type, u.hvm 2
  PV: refused
  HVM: with firmware
  none PVH shim: without
  test: types-reviewed.t

xc_toy
  4.9 xc_toy.c: .container_type, ==XC_DOM_PV_CONTAINER
  PV: as it is
  HVM none PVH shim: refused
  mainline: the same
  test: - it is a toy
END
check() { # BRANCH [older]
    run env TYPES_REVIEWED="$T/reviewed" sh "$types/check" "$1" "$tools" ${2:-}
}
check 4.9
is 'a tree as it was reviewed' "$rc $out" '0 3 functions as reviewed in verify/places'
cp -R "$tools" "$T/kept"
again() { rm -rf "$tools" && cp -R "$T/kept" "$tools"; }

sed -i -e 's/domid ? 0/libxl__domain_type(gc, domid) == LIBXL_DOMAIN_TYPE_PV ? 0/' "$tools/libxl/libxl_toy.c"
check 4.9
is 'a new place fails' "$rc $out" '1 libxl__toy_other libxl_toy.c: new, looks at ==PV, libxl__domain_type; read it, describe it in verify/places/reviewed and name a test
1 functions are not as reviewed'
again
sed -i -e 's/return argc/return LIBXL_DOMAIN_TYPE_PV/' "$tools/xl/xl_toy.c"
check 4.9
like 'a new place in xl fails' "$rc $out" '^1 main_toy xl_toy\.c: new, looks at PV;'
again
sed -i -e '/TYPE_PVH/d' "$tools/libxl/libxl_toy.c"
check 4.9
like 'a case that is gone fails' "$rc $out" '^1 libxl__toy_make libxl_toy\.c: looks at .*, but at .* PVH, .* read it again'
cp -R "$T/reviewed" "$T/before"
run env UPDATE=1 TYPES_REVIEWED="$T/reviewed" sh "$types/check" 4.9 "$tools"
is 'UPDATE=1 records the change' "$rc $out" '0 3 functions as reviewed in verify/places'
is 'only for its branch' "$(diff "$T/before/toy" "$T/reviewed/toy")" '11c11,12
<   4.9 4.10 libxl_toy.c: !=dm:NONE, .device_model_version, HVM, PVH, type, u.hvm 2
---
>   4.9 libxl_toy.c: !=dm:NONE, .device_model_version, HVM, type, u.hvm 2
>   4.10 libxl_toy.c: !=dm:NONE, .device_model_version, HVM, PVH, type, u.hvm 2'
rm -rf "$T/reviewed" && mv "$T/before" "$T/reviewed"
again
sed -i -e 's/== LIBXL/!= LIBXL/' "$tools/libxl/libxl_toy.h"
check 4.9
like 'another comparison in a header fails' "$rc $out" '^1 toy_is_hvm libxl_toy\.h: looks at !=HVM, type, but at ==HVM, type '
again
sed -i -e 's/dom->container_type == XC_DOM_PV_CONTAINER/dom/' "$tools/libxc/xc_toy.c"
check 4.9
like 'a function that is gone fails' "$rc $out" '^1 xc_toy xc_toy\.c: no longer looks at the type; remove it'
check 4.9 older
is 'an older release may lack it' "$rc $out" '0 2 functions as reviewed in verify/places, 1 more are in later releases only'
again
# No C parser can read this.
cat >>"$tools/libxl/libxl_toy.c" <<'END'

int libxl__toy_odd(libxl_domain_build_info *info)
{
    ODD_LOOP(info) %% [
        return info->u.hvm.vga.kind + ODD(LIBXL_DOMAIN_TYPE_PVH %%);
    ]
}
END
check 4.9
like 'a function that spatch cannot read is found in the text' "$rc $out" '^1 libxl__toy_odd libxl_toy\.c: new, looks at .*PVH'
again
check 4.8
like 'each branch has its own places' "$rc $out" '^1 libxl__toy_make libxl_toy\.c: looks at .*, but at HVM, type when'
check 4.7
is 'a branch without reviewed places cannot be checked' "$rc $out" '2 places: nothing was reviewed for 4.7; see verify/places/README'
run env TYPES_REVIEWED="$T/reviewed" sh "$types/check" 4.9 "$T/nowhere"
like 'a tree that does not exist cannot be checked' "$rc $out" '^2 .*nowhere'

# What files gave is kept for files with the same content.
kept() { run env TYPES_KEPT="$T/places" TYPES_REVIEWED="$T/reviewed" sh "$types/check" 4.9 "$tools"; }
good='3 functions as reviewed in verify/places'
n=3 # the program names nothing of the kind
kept
is 'at first every file is read' "$rc $out" "0 $good"
cp "$T/places" "$T/places.whole"
kept
is 'the second time none is, and the answer is the same' "$rc $out" "0 kept: $n of $n files read in an earlier run
$good"
is 'and what is kept stays' "$(cat "$T/places")" "$(cat "$T/places.whole")"
sed -i -e 's/return argc/return LIBXL_DOMAIN_TYPE_PV/' "$tools/xl/xl_toy.c"
kept
like 'a file with other content is read' "$rc $out" "^1 kept: $n of $((n + 1)) files"
like 'and its new place is found' "$out" 'main_toy xl_toy\.c: new, looks at PV;'
again
mv "$tools/libxl/libxl_toy.h" "$tools/libxl/libxl_toy2.h"
kept
like 'so is a file with another name' "$rc $out" "^1 kept: $((n - 1)) of $n files"
like 'whose functions are those of that file' "$out" 'toy_is_hvm libxl_toy2\.h: new, '
again
# The number of looks of a function, in what is kept.
sed -e '1,2!s/XC_DOM_PV_CONTAINER/XC_DOM_HVM_CONTAINER/' "$T/places.whole" >"$T/places"
not_same() { ! cmp -s "$T/places" "$T/places.whole"; }
ok 'what is kept is damaged' not_same
kept
is 'what is damaged is not used' "$rc $out" "0 $good"
sed -e '1s/./x/' "$T/places.whole" >"$T/places"
kept
is 'nor what is kept of another spatch, compiler or rule' "$rc $out" "0 $good"
run env TYPES_KEPT=/dev/null/places TYPES_REVIEWED="$T/reviewed" sh "$types/check" 4.9 "$tools"
is 'a place where nothing can be kept is named' "$rc $(echo "$out" | grep ^places)" '2 places: /dev/null/places: cannot be written'

# Tables that are not complete.
says() { # NAME SED WANTED
    mkdir -p "$T/wrong"
    sed -e "$2" "$T/reviewed/toy" >"$T/wrong/toy"
    run reviewed 4.9 "$T/wrong"
    like "$1" "$(echo "$rc $out" | tr '\n' ' ')" "$3"
}
says 'a kind of guest that is not described' '/^  HVM: yes/d' '^2 .*toy_is_hvm: describes HVM 0 times; describe it once'
says 'a kind that is described twice' 's/^  HVM: yes/  HVM PV: yes/' 'toy_is_hvm: describes PV 2 times; describe it once'
says 'an unknown kind' 's/^  HVM: yes/  HVM HVMLITE: yes/' 'HVMLITE: not a kind of guest'
says 'no line for a test' '/it is a toy/d' 'xc_toy: needs one line "test:"'
says 'a function twice' 's/^xc_toy/toy_is_hvm/' 'toy_is_hvm: is already in '
done_testing
