# SPDX-License-Identifier: LGPL-2.1-only
# verify-all on a toy: every base of every plan, the branches in parallel.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
. tests/tools/toys/results.sh
needs 'verify-all on a toy' series check verify
toy_xen
toy_root
export CCACHE_DIR="$T/ccache"

all() { # [NAME=VALUE]...: as make calls it
    run sh -c 'cd "$0" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL "$@" sh verify/all' "$R" XEN="$X" "$@"
}
progress() { # BASE: its line while it runs
    printf '%s\n' "$out" | grep -m 1 -E "^ *[0-9]+ of [0-9]+ +[0-9.]+ +$1 "
}
row() { # BASE: its line in the table, single spaces
    printf '%s\n' "$out" | sed '1,/^base /d' | grep -m 1 " $1 " | tr -s ' '
}

# Another release with the same tree, one that differs, one where a pick does not
# apply, and another branch.
g tag RELEASE-4.9.3 "$(g commit-tree -m 'Same' "$BASE_ID^{tree}")"
g checkout -q "$BASE_ID"
echo 'const char older[] = "an older xl";' >>"$X/tools/xl/xl.c"
sed -i 's/return x; }/return x * 12345 + (x >> 3); }/' "$X/tools/libxl/xlutil.c"
echo 'config OLDER' >>"$X/xen/Kconfig"
save 'Older' >/dev/null && g tag RELEASE-4.9.2 && g tag RELEASE-4.8.5
sed -i -e '/^enum/,/^};/d' "$X/tools/libxl/libxl.h"
save 'Other' >/dev/null && g tag RELEASE-4.9.1
g checkout -q master

matrix 'outcome=$(echo "$*" | grep -o -e "--columns [a-z]* --tool .*")' ok
sed -i -e 's/^# base .*/& RELEASE-4.9.2 RELEASE-4.9.3/' "$R/series-4.9/series"
mkdir "$R/series-4.8"
sed -e 's/^# base .*/# base RELEASE-4.8.5/' "$R/series-4.9/series" >"$R/series-4.8/series"
all
is 'without a reviewed ABI the answer is no' "$rc" 1
for branch in 4.8 4.9; do
    cp "$(ls "$R/out/$branch"/*/abi.report | head -n 1)" "$R/series-$branch/abi.expected"
done
rm -rf "$R/out"
all
is 'all hold' "$rc" 0
like 'the last line says so' "$(printf '%s\n' "$out" | tail -n 1)" '^verify-all: all 4 bases hold'
is 'a line for each base as it ends' "$(printf '%s\n' "$out" | sed -n -E 's/^ ([0-9] of 4) +4.*holds +[0-9.]+s *$/\1/p' | tr '\n' ' ')" '1 of 4 2 of 4 3 of 4 4 of 4 '
is 'the table in the order of the plans' "$(printf '%s\n' "$out" | sed '1,/^base /d' | sed -n 's/^4[^ ]* \([^ ]*\) .*/\1/p' | tr '\n' ' ')" \
    'RELEASE-4.8.5 RELEASE-4.9.4 RELEASE-4.9.2 RELEASE-4.9.3 '
ok 'its results are data' valid "$R/out/all/results.jsonl"
is 'the table is made from them' "$(cd "$R" && sh mk/results/report table out/all/results.jsonl)" \
    "$(printf '%s\n' "$out" | sed -n '/^base /,/^$/p' | grep -v -e '^not run' -e '^verify-all')"
ok 'the results of each base are data' valid "$R/out/4.9/RELEASE-4.9.2/results.jsonl"
like 'the table has a row for each base' "$(row RELEASE-4.9.2)" '^4\.9 RELEASE-4\.9\.2( ok){6} -( ok){4} -( ok){3} [0-9.]+s$'
like 'the same trees are not built again' "$(cat "$R/out/all/4.9-RELEASE-4.9.3.log")" '^verified +as before: the same trees'
like 'other trees are built' "$(cat "$R/out/all/4.9-RELEASE-4.9.2.log")" '^build-old +ok  '
for base in 4.8-RELEASE-4.8.5 4.9-RELEASE-4.9.4; do
    like "$base, the newest release, is verified in full" "$(tr '\n' ' ' <"$R/out/all/$base.log")" \
        'guard +ok .*3 passed.*--columns all --tool none,valgrind,asan'
done
like 'callers of every compiler are left out for other bases' "$(cat "$R/out/all/4.9-RELEASE-4.9.2.log")" '^guard +left out'
like 'their matrix has the default columns' "$(cat "$R/out/all/4.9-RELEASE-4.9.2.log")" '--columns default --tool none,asan'
is 'the log says that valgrind was left out' "$(grep -c 'not run: under valgrind' "$R/out/all/4.9-RELEASE-4.9.2.log")" 2
like 'the line before the last says so, too' "$out" '^not run where .* FULL=1'
for side in old new; do
    like "the $side libraries are built in the tree of the base before" \
        "$(cat "$R/out/4.9/RELEASE-4.9.2/logs/build-$side.log")" '^differs from what is built: tools/xl/xl.c'
done
is 'only what differs is compiled there' "$(sed -n 's/.* -c -o \([^ ]*\).*/\1/p' "$R/out/4.9/RELEASE-4.9.2/logs/build-new.log" | tr '\n' ' ')" 'xlutil.o xl.o '
ok 'each base has its own xl' sh -c 'cd "$0/out/4.9" && grep -q "an older xl" RELEASE-4.9.2/old/bin/xl &&
    grep -q "an older xl" RELEASE-4.9.2/new/bin/xl && ! grep -q "an older xl" RELEASE-4.9.4/new/bin/xl' "$R"
ok 'the branches have no tree left' sh -c 'set -- "$0"/out/*/trees/*; [ ! -e "$1" ]' "$R"
ok 'the trees are gone, the libraries stay' sh -c \
    'cd "$0/out/4.9/RELEASE-4.9.4" && [ ! -e build ] && [ ! -e pristine ] && [ ! -e applied ] && [ -e new/lib/libxenlight.so ] && [ -e old/lib/libxenlight.so ]' "$R"
if command -v ccache >/dev/null; then
    like 'objects are reused' "$(ccache -s)" 'Hits: +[1-9]'
else
    skip 'objects are reused' 'ccache is not installed'
fi
# What a run says of itself is of that run: its requirements, and where it ran.
mkdir -p "$R/docs"
printf '## Toys\n\n| T1 | A toy holds | a test |\n' >"$R/docs/requirements.md"
facts() { jq -c 'select(.record == "fact" and .step == null)' "$R/out/4.9/RELEASE-4.9.2/results.jsonl"; }
first_facts=$(facts)
for known in "$R"/out/results/*; do
    # As if another machine had left them there.
    { sed -n 1p "$known" && sed -e 1,2d -e '/"fact","name":"machine"/s/"value":"/&another /' "$known" >"$T/other" &&
        sha256sum <"$T/other" | cut -c 1-64 && cat "$T/other"; } >"$T/known" && cp "$T/known" "$known"
done
all
is 'a second run: all hold' "$rc:$(printf '%s\n' "$out" | tail -n 1 | cut -d '(' -f 1)" '0:verify-all: all 4 bases hold '
is 'a second run: the results are the earlier ones' "$(jq -r 'select(.record == "step") | .before' "$R/out/4.9/RELEASE-4.9.2/results.jsonl" | sort | uniq -c | tr -s ' ')" ' 16 true'
is 'a second run: its own requirements' "$(jq -r 'select(.record == "requirement").id' "$R/out/4.9/RELEASE-4.9.2/results.jsonl")" T1
is 'a second run: its own facts' "$(facts)" "$first_facts"
ok 'a second run: JUnit is valid' valid_junit "$R/out/4.9/RELEASE-4.9.2/junit.xml"
is 'a second run: nothing is built' "$(grep -L '^verified' "$R"/out/all/*.log)" ''
for known in "$R"/out/results/*; do sed -i -e 's/"answer":"ok"/"answer":"no"/' "$known"; done
all BASES=RELEASE-4.9.4
is 'a result that was edited is not used' "$rc:$(grep -c "^callers  *ok " "$R/out/all/4.9-RELEASE-4.9.4.log")" 0:2
is 'everything is run again instead' "$(grep -c '^verified' "$R/out/all/4.9-RELEASE-4.9.4.log")" 0
for known in "$R"/out/results/*; do cp "$known" "$T/known"; done
for known in "$R"/out/results/*; do cp "$T/known" "$known"; done
all BASES=RELEASE-4.9.2
is 'the result of another base is not used' "$rc:$(grep -c '^verified' "$R/out/all/4.9-RELEASE-4.9.2.log")" 0:0
all BASES='RELEASE-4.9.4 RELEASE-4.8.5'
is 'BASES limits them' "$rc:$(printf '%s\n' "$out" | grep -c ' of 2 ')" 0:2
all BASES='RELEASE-4.9.4 RELEASE-4.7.0'
is 'a base that is in no plan: status 2, one line' "$rc:$out" \
    '2:bpq: RELEASE-4.7.0 is no branch here, and no base of a plan (did you mean RELEASE-4.9.3?): see bpq bases'
all BASES=4.8
is 'BASES may name a branch' "$rc:$(printf '%s\n' "$out" | sed -n 's/^verify-all: all \(. bases hold\).*/\1/p')" '0:1 bases hold'
vb BASE=RELEASE-4.9.2 CC="$(command -v ccache >/dev/null && echo ccache) gcc"
like 'verify-branch does not use results of a less deep run' "$(printf '%s\n' "$out" | tr '\n' ' ')" '^[^v]*generate .*--columns all --tool none,valgrind,asan'
all BASES=RELEASE-4.9.2 FULL=1
like 'FULL=1 runs the whole matrix' "$(cat "$R/out/all/4.9-RELEASE-4.9.2.log")" '--columns all --tool none,valgrind,asan'
like 'FULL=1 runs the guard' "$(cat "$R/out/all/4.9-RELEASE-4.9.2.log")" '^guard +ok.*4 passed'
like 'FULL=1 prints no line about what was left out' "$(printf '%s\n' "$out" | grep -v '^verify-all: all 1 bases hold ' | tail -n 1)" '^4\.9 RELEASE-4\.9\.2 '
vb BASE=RELEASE-4.9.4 CC="$(command -v ccache >/dev/null && echo ccache) gcc"
is 'verify-branch uses the results of a run that was as deep' "$rc:$(printf '%s\n' "$out" | grep -c '^verified ')" 0:1

plan flag.patch "$FLAG_ID"
g checkout -q "$BASE_ID"
echo 'no C' >>"$X/tools/xl/xl.c"
save 'Broken' >/dev/null && g tag RELEASE-4.9.0
g checkout -q master
sed -i -e 's/^# base .*/# base RELEASE-4.9.2 RELEASE-4.9.0 RELEASE-4.9.4/' "$R/series-4.9/series"
rm -rf "$R/out"
all
like 'a base that does not build' "$(progress RELEASE-4.9.0)" 'not run .*the base does not build here'
like 'the next one holds' "$(row RELEASE-4.9.4)" '( ok){6} -( ok){8} '
is 'only the base that failed keeps its tree' "$(cd "$R/out/4.9" && ls -d trees/* RELEASE-*/build | tr '\n' ' ')" 'RELEASE-4.9.0/build trees/1 '
rm -rf "$R/out/results" "$R/out/4.9"

sed -i -e 's/^# base .*/# base RELEASE-4.9.1 RELEASE-4.9.2 RELEASE-4.9.4/' "$R/series-4.9/series"
exec 7>"$R/out/all/running" && flock 7
all
is 'a second run at the same time is refused' "$rc:$(printf '%s\n' "$out" | cut -d ';' -f 1)" \
    '2:verify-all: another verify-all works in out/all'
exec 7>&-
all KEEP=1
is 'a base that fails' "$rc" 1
like 'its line has the reason' "$(progress RELEASE-4.9.1)" ' NO .*generate no .*api.*; out/all/4\.9-RELEASE-4\.9\.1\.log'
like 'its row shows the step that failed' "$(row RELEASE-4.9.1)" '^4\.9 RELEASE-4\.9\.1 NO( -){8} '
like 'the others go on' "$(row RELEASE-4.9.4)" '^4\.9 RELEASE-4\.9\.4( ok){6} -( ok){8} '
like 'the answer is no' "$(printf '%s\n' "$out" | tail -n 1)" '^verify-all: NO'
ok 'KEEP=1 keeps the trees' [ -e "$R/out/4.9/RELEASE-4.9.4/build/.verify" ]

# Ctrl-C reaches the whole group.
sed -i -e 's/^# base .*/# base RELEASE-4.9.4/' "$R/series-4.9/series"
rm -rf "$R/out/4.9" "$R/out/4.8"
touch "$SLOW"
(cd "$R" && exec setsid env --default-signal -u MAKEFLAGS -u MFLAGS -u MAKELEVEL XEN="$X" KEEP=1 sh verify/all) >"$T/out" 2>&1 &
pid=$!
wait_for "$SLOW.on"
kill -INT -$pid
wait $pid
rc=$?
rm -f "$SLOW" "$SLOW.on"
is 'interrupted: status 2 and how to go on' "$rc:$(grep . "$T/out")" \
    '2:verify-all: interrupted, with 0 of 2 bases done; the same command goes on from there'
for _ in $(seq 100); do kill -0 -$pid 2>/dev/null || break; sleep 0.1; done
ok 'no process is left' sh -c '! kill -0 "-$0"' $pid
all
is 'the same command goes on' "$rc" 0

plan lost.patch 0123456789012345678901234567890123456789
all
is 'a base that cannot be run: status 2' "$rc" 2
like 'the other branch holds' "$(row RELEASE-4.8.5)" '( ok){6} -( ok){8} '
all XEN="$T/nowhere"
is 'no clone: status 2, one line' "$rc:$(printf '%s\n' "$out" | grep -c .)" 2:1
plan
mk -j2 verify-all XEN="$X" EACH=1
like 'make verify-all EACH=1 has a column for each' "$(printf '%s\n' "$out" | grep '^base ' | tr -s ' ')" ' build-old each build-new '
like 'make verify-all EACH=1: all hold' "$out" 'verify-all: all 2 bases hold'
done_testing
