# SPDX-License-Identifier: LGPL-2.1-only
# Scripts that are run by hand with relative paths, while the user exports CDPATH: cd
# goes to the right folder and prints nothing.
. tests/tap.sh

# A script that changes folder unsets CDPATH first, or starts again without it.  Files
# that are sourced need not do so.
scripts=$(find host tests/libxl bench .ci \
    -type f -exec grep -l '^#!/bin/sh' {} + | sort)
for script in $scripts; do
    case $script in *.t) continue ;; esac # sources tap.sh and is in $ROOT
    at=$(grep -n -m 1 -E '^[^#]*(^|[^[:alnum:]_-])cd ' "$script" | cut -d : -f 1)
    [ -n "$at" ] || continue
    unset_at=$(grep -n -m 1 -x -E 'unset CDPATH|\. .*/mk/environment.sh"' "$script" | cut -d : -f 1)
    ok "$script: CDPATH is unset before cd" test "${unset_at:-$at}" -lt "$at"
done

# Folders of the same names in CDPATH.
mkdir -p "$T/not" "$T/it" "$T/not/build/records"
for name in old new prefix log src/c; do mkdir -p "$T/it/$name" "$T/not/$name"; done
for name in host tests/libxl/callers tests/libxl/compat tests/libxl/matrix tests/libxl/records; do mkdir -p "$T/not/$name"; done
mkdir -p "$T/it/prefix/bin" "$T/it/old/include" "$T/it/new/include" "$T/it/new/tree/tools/libxl" \
    "$T/it/pristine/tools/libxl" "$T/not/mk"
: >"$T/it/prefix/bin/xenstored"
: >"$T/it/new/tree/tools/libxl/libxl_internal.h"
: >"$T/it/pristine/tools/libxl/libxl_types.idl"
echo '#define LIBXL_HAVE_PV_SHIM 1' | tee "$T/it/old/include/libxl.h" >"$T/it/new/include/libxl.h"
printf 'int f(libxl_domain_build_info *b)\n{\n    return b->u.pv.kernel != 0;\n}\n' >"$T/it/src/c/f.c"
same() { # NAME IN COMMAND...: the command does and prints the same with CDPATH
    name=$1 in=$2
    shift 2
    for with in no yes; do
        rm -rf "$T/it/log"
        cp -R "$T/it" "$T/$with"
        in_this=$(echo "$in" | sed -e "s,^$T/it,$T/$with,")
        cdpath=
        [ $with = no ] || cdpath=$T/not
        (cd "$in_this" && env ${cdpath:+"CDPATH=$cdpath"} "$@" >"$T/said" 2>&1 </dev/null
            echo "status $?" >>"$T/said")
        # The order of messages from compilers that run in parallel is random, and so
        # are the process ids that distcc prints.
        tail -n 2 "$T/said" | sed -e "s,$T/$with,HERE,g" -e 's/\[[0-9]*\]/[]/g' >"$T/said.$with"
        (cd "$T/$with" && find . -path ./log/bin -prune -o -type f -print | sort) >"$T/files.$with"
        rm -rf "${T:?}/$with"
    done
    is "$name" "$(cat "$T/said.yes" "$T/files.yes")" "$(cat "$T/said.no" "$T/files.no")"
}
export CC="${CC:-cc}" TMPDIR="$T"
same 'host/run' "$T/it" "$ROOT/host/run" --prefix prefix xl list
same 'host/lifecycle' "$T/it" sh "$ROOT/host/lifecycle" old new log none
same 'callers/run' "$T/it" "$ROOT/tests/libxl/callers/run" old new log
same 'matrix/run' "$T/it" sh "$ROOT/tests/libxl/matrix/run" old new log --also other=old
same 'matrix/cell' "$T/it" sh "$ROOT/tests/libxl/matrix/cell" src NO1:x
same 'callers/convert' "$T/it" "$ROOT/tests/libxl/compat/convert" src/c
same 'callers/with-compilers' "$ROOT" env CALLERS_BUILD="$T/bin" sh tests/libxl/compat/with-compilers none
same 'mk/fields' "$ROOT" sh mk/fields names
run env CDPATH="$T/not" sh tests/libxl/records/replicas 4.10 "$T/replicas"
like 'records/replicas' "$rc $(echo "$out" | tr '\n' ' ')" '^0 old: a replica with .* new: a replica with '
done_testing
