#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# tests/libxl/matrix/run, compare and cell with arguments that they cannot use: one line,
# status 2; and what compare counts.
. tests/tap.sh
M=$ROOT/tests/libxl/matrix

refuses() { # NAME ERE COMMAND...
    refuses_name=$1 refuses_ere=$2
    shift 2
    run "$@"
    refused "$refuses_name" 2 "$refuses_ere"
}

mkdir -p "$T/a/include" "$T/b/include" "$T/bad/include"
echo '#define LIBXL_HAVE_PV_SHIM 1' >"$T/a/include/libxl.h"
cp "$T/a/include/libxl.h" "$T/b/include"
echo '#error no' >"$T/bad/include/libxl.h"
: >"$T/file"
refuses 'no arguments' '^matrix: usage: run OLD NEW LOGDIR' sh "$M/run"
refuses 'no old library' 'no installed libxl at .*/none' sh "$M/run" "$T/none" "$T/b" "$T/log"
refuses 'no new library' 'no installed libxl at .*/none' sh "$M/run" "$T/a" "$T/none" "$T/log"
refuses 'a header that does not compile' 'libxl\.h of .*/bad does not compile; see .*/log/build\.log' \
    sh "$M/run" "$T/a" "$T/bad" "$T/log"
refuses 'no folder for logs' 'cannot write to .*/file' sh "$M/run" "$T/a" "$T/b" "$T/file"
refuses 'no such tool' 'no such tool: none,magic' sh "$M/run" "$T/a" "$T/b" "$T/log" --tool none,magic
refuses 'no such columns' 'usage: run OLD' sh "$M/run" "$T/a" "$T/b" "$T/log" --columns some
refuses 'an option without its value' 'usage: run OLD' sh "$M/run" "$T/a" "$T/b" "$T/log" --also
refuses 'a label twice' 'also new: already there' sh "$M/run" "$T/a" "$T/b" "$T/log" --also "new=$T/a"
refuses 'no compiler' 'no-such-compiler is missing; make deps' \
    env CC=no-such-compiler sh "$M/run" "$T/a" "$T/b" "$T/log"
run sh "$M/run" "$T/a" "$T/b" "$T/log"
is 'callers do not build: status' "$rc" 2
like 'callers do not build: the message names the log' "$out" 'see .*/log/build\.log$'

# The table is checked before anything runs: without one of the builds, a pair is missing.
mkdir -p "$T/copy/tests" && cp -R "$ROOT/tests/libxl" "$T/copy/tests" &&
    cp -R "$ROOT/mk" "$T/copy"
sed -i -e '/^BUILD(gcc, lld, NOPIE/d' "$T/copy/tests/libxl/matrix/matrix.def"
refuses 'a table that lacks a pair' 'no build has .* and ' sh "$T/copy/tests/libxl/matrix/run" "$T/a" "$T/b" "$T/log"
cp "$M/matrix.def" "$T/copy/tests/libxl/matrix/matrix.def"
sed -i 's/"old-list@old"/"old-lst@old"/' "$T/copy/tests/libxl/matrix/matrix.def"
refuses 'an undefined caller' 'matrix.def: old-lst@old is used, but not defined' sh "$T/copy/tests/libxl/matrix/run" "$T/a" "$T/b" "$T/log"
cp "$M/matrix.def" "$T/copy/tests/libxl/matrix/matrix.def"
sed -i -e 's/^GUARD(libxl_guard_pvh, bare-pvh)/GUARD(libxl_guard_pvh, nobody)/' \
    "$T/copy/tests/libxl/matrix/matrix.def"
refuses 'an undefined name' 'matrix.def: nobody is used, but not defined' sh "$T/copy/tests/libxl/matrix/run" "$T/a" "$T/b" "$T/log"
cp "$M/matrix.def" "$T/copy/tests/libxl/matrix/matrix.def"
sed -i '/^REQUIREMENT(NO7,/d' "$T/copy/tests/libxl/matrix/matrix.def"
refuses 'a requirement without words' 'matrix.def: NO7 is used, but not defined' sh "$T/copy/tests/libxl/matrix/run" "$T/a" "$T/b" "$T/log"

results() { # FILE "CELL RESULT OUTCOME"...
    file=$1
    shift
    {
        echo '{"record":"run","of":"matrix","began":"2026-01-02T03:04:05Z"}'
        printf '%s\n' "$@" | jq -R -c 'capture("^(?<cell>[^ ]*) (?<result>[^ ]*) ?(?<outcome>.*)$")
            | {record: "test", step: "matrix", suite: "x", name: .cell, seconds: 0} + .'
        echo '{"record":"end","answer":"ok","seconds":1}'
    } >"$file"
}
results "$T/1" 'NO1:x passed refused: g' 'NO6:y passed runs' 'ON1:z passed runs'
results "$T/2" 'NO1:x passed refused: g' 'NO6:y passed runs' 'ON1:z skipped'
run sh "$M/compare" "$T/1" "$T/2"
is 'real only is not a difference' "$rc" 0
is 'real only is counted' "$out" '2 cells the same, 1 real only, 0 differ'
results "$T/2" 'NO1:x failed refused: g' 'NO6:y passed runs, same as w' 'ON9:z passed runs'
run sh "$M/compare" "$T/1" "$T/2"
is 'other outcomes are a difference' "$rc" 1
like 'a cell that fails' "$out" 'NO1:x: refused: g; not ok, refused: g'
like 'another outcome' "$out" 'NO6:y: runs; runs, same as w'
like 'a cell that only the first has' "$out" 'ON1:z: only in the first'
like 'a cell that only the second has' "$out" 'ON9:z: only in the second'
like 'the count' "$out" '0 cells the same, 0 real only, 4 differ'
sed -i '$d' "$T/2"
refuses 'a report that ends early' '2 is no whole report of a run' sh "$M/compare" "$T/1" "$T/2"
refuses 'no report' 'is no whole report of a run' sh "$M/compare" "$T/1" "$T/none"
refuses 'one report' 'usage: compare' sh "$M/compare" "$T/1"

refuses 'cell: no arguments' 'usage: cell LOGDIR CELL' sh "$M/cell"
refuses 'cell: no run' 'no run of the matrix in' sh "$M/cell" "$T" NO1:x
printf 'NO1:x\tenv LD_LIBRARY_PATH=lib bin/x\n' >"$T/commands"
refuses 'cell: no such cell' 'no cell NO1:y was run in' sh "$M/cell" "$T" NO1:y
# cell runs files in that folder.
mkdir "$T/open" && cp "$T/commands" "$T/open" && chmod 777 "$T/open"
refuses 'cell: a folder that others can write' 'open: others can write to it' sh "$M/cell" "$T/open" NO1:x
ln -s "$T" "$T/alias"
refuses 'cell: a link' 'alias: a link' sh "$M/cell" "$T/alias" NO1:x
done_testing
