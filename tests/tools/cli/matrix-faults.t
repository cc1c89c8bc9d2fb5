#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# The matrix finds faults: replicas with planted faults, and the cells that find each.
. tests/tap.sh
. tests/tools/toys/results.sh
records=tests/libxl/records
make -s -f $records/records.mk CC="${CC:-cc}" >&2 || exit 2

sh $records/text 4.9 old >"$T/old.record" && sh $records/replicate "$T/old.record" "$T/old" &&
    sh $records/text 4.9 new >"$T/new.record" || exit 2
plant() { # SED-SCRIPT
    sed -e "$1" "$T/new.record" >"$T/next"
    ! cmp -s "$T/new.record" "$T/next" || fail "$1 changes nothing"
    mv "$T/next" "$T/new.record"
}
plant '/ struct hvm/,/ struct pv$/s/timer_mode : init=-1/timer_mode : init=7/'
plant '/ char \*pvshim_path/s/ : freed copied//'
plant '/^table libxl_domain_type_s/,/^function/s/ 2 pv/ 2 vp/'
sh $records/replicate "$T/new.record" "$T/new" || exit 2

run sh tests/libxl/matrix/run "$T/old" "$T/new" "$T/log"
is 'faults of a library: status' "$rc" 1
failed=$(jq -r 'select(.result == "failed") | .cell' "$T/log/results.jsonl" | sort)
expected() { # CELL...: these and no others
    is 'the cells that find them' "$failed" "$(printf '%s\n' "$@" | sort)"
}
expected A5:tables:const:plain:new:none ON8:tables:old-const:plain:new:none \
    NO6:life:const-0x040500:plain:new:none NO6:life:const:plain:new:none \
    ON1:life:old-const:plain:new:none NO7:life-shim:bare-shim:plain:new:none \
    ONEW:life-shim:shim:plain:new:none ONEW:life-shim:shim-0x040500:plain:new:none
like 'the table shows them by requirement' "$out" '^ON8 +copied string tables are whole +1 +0 +0 +1  1 runs, other than old-const@old$'
like 'each is printed with the command that repeats it' "$out" \
    "^FAILED ON8:tables:old-const:plain:new:none \\(copied string tables are whole\\): .*; sh tests/libxl/matrix/cell $T/log ON8:tables:old-const:plain:new:none$"
like 'the count' "$(printf '%s\n' "$out" | tail -n 1)" '^[0-9]+ cells: [0-9]+ ok, [0-9]+ real only, 8 failed$'
is 'JUnit: as many failures' "$(grep -c '<failure ' "$T/log/junit.xml")" 8
is 'JUnit: as many cells' "$(grep -c '<testcase .* name="[^"]*:' "$T/log/junit.xml")" "$(grep -cE '^(not )?ok .*:.*:' "$T/log/results.tap")"
ok 'JUnit: valid for Jenkins' valid_junit "$T/log/junit.xml"
ok 'the results match their schema' valid "$T/log/results.jsonl"
is 'each cell has the time of its run' "$(jq -r 'select(.record == "test") | .seconds | type' "$T/log/results.jsonl" | sort -u)" number
is 'JUnit: what needs JSON is skipped' "$(grep -c '<skipped ' "$T/log/junit.xml")" \
    "$(grep -c '# SKIP real only' "$T/log/results.tap")"
like 'TAP: what came of a cell, and what its refusal prevents' "$(grep -A5 ' NO1:starts:pvh:plain:old:none ' "$T/log/results.tap" | tr '\n' ' ')" \
    'outcome: "refused: libxl_guard_pvh[^"]*"   prevents: "NO7:life-pvh:bare-pvh:plain:old:none = '

mkdir "$T/bin" && printf '#!/bin/sh\nprintf "%%s\\n" "$@"\n' >"$T/bin/gdb" && chmod +x "$T/bin/gdb"
run env PATH="$T/bin:$PATH" sh tests/libxl/matrix/cell "$T/log" ON8:tables:old-const:plain:new:none -batch
is 'a cell alone in gdb' "$out" "-q
-ex
set exec-wrapper env LD_LIBRARY_PATH=prefix/new/lib
-batch
--args
bin/tables.old-const.plain"

# If the unpatched library has the guard as well, no caller is refused, and no cell shows
# the hazard that the guard prevents.
cp -R "$T/new" "$T/both"
run sh tests/libxl/matrix/run "$T/both" "$T/new" "$T/log"
is 'no caller is refused: status' "$rc" 1
for cell in NO1:starts:pvh NO1:starts:require NO2:starts:shim; do
    like "$cell" "$out" "^FAILED $cell:plain:old:none \\([Pp][Vv][a-zH]+ callers are refused\\): runs; expected: refused by libxl_guard_pv"
done
like 'no hazard is shown either' "$out" '^FAILED NO7:life-pvh:bare-pvh:plain:old:none \(what the guard prevents\): runs, same as bare-pvh@new; expected: hazard'

mkdir -p "$T/copy/tests" && cp -R tests/libxl "$T/copy/tests" && cp -R compat layout mk "$T/copy"
sed -i 's/"-fno-pie -no-pie"/"-fPIC -pie"/' "$T/copy/tests/libxl/matrix/matrix.def"
run sh "$T/copy/tests/libxl/matrix/run" "$T/old" "$T/new" "$T/log"
is 'callers without copy relocations: status' "$rc" 2
like 'callers without copy relocations: message' "$out" '/bin/tables\.[a-z-]+\.plain reads libxl.s tables in place'
done_testing
