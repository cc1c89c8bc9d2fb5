#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# tests/libxl/callers/run with arguments that it cannot use: one line, status 2.
. tests/tap.sh
callers=$ROOT/tests/libxl/callers/run

refuses() { # NAME ERE ARGUMENT...
    refuses_name=$1 refuses_ere=$2
    shift 2
    run "$callers" "$@"
    refused "$refuses_name" 2 "$refuses_ere"
}

refuses 'no arguments' '^callers: usage: run OLD NEW LOGDIR$'
refuses 'no old library' 'no installed libxl at .*/none' "$T/none" "$T" "$T/log"
refuses 'no new library' 'no installed libxl at .*/none' "$T" "$T/none" "$T/log"
mkdir "$T/prefix"
refuses 'no tree' 'is not the tree that .* was built in' "$T" "$T/prefix" "$T/log"

mkdir -p "$T/prefix/tree/tools/libxl" "$T/old"
: >"$T/prefix/tree/tools/libxl/libxl_internal.h"
refuses 'no old tree' 'pristine is not the tree that .*/old was made from' \
    "$T/old" "$T/prefix" "$T/log"
mkdir -p "$T/pristine/tools/libxl"
: >"$T/pristine/tools/libxl/libxl_types.idl"
: >"$T/file"
refuses 'no folder for logs' 'cannot write to .*/file' \
    "$T/old" "$T/prefix" "$T/file"
CC=no-such-compiler
export CC
refuses 'no compiler' 'no-such-compiler is missing; make deps' \
    "$T/old" "$T/prefix" "$T/log"
CC=cc
run "$callers" "$T/old" "$T/prefix" "$T/log"
is 'callers do not build: status' "$rc" 2
like 'callers do not build: the message names the log' "$out" 'see .*/log/build\.log$'
done_testing
