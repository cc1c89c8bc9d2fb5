# SPDX-License-Identifier: LGPL-2.1-only
# What make fuzz says of a target that finds something.  The target is a stand-in, so
# that no clang is needed.
. tests/tap.sh

unset FUZZ_SECONDS FUZZ_SEED
R=$T/root
mkdir -p "$R/tests/tools/fuzz/corpus/toy" "$R/build/fuzz"
cp -R mk "$R"
cp tests/tap.sh "$R/tests"
cp tests/tools/fuzz/lib.sh "$R/tests/tools/fuzz"
echo '. tests/tools/fuzz/lib.sh
fuzz toy' >"$R/toy.t"
target() { # <SCRIPT
    { echo '#!/bin/sh'; cat; } >"$R/build/fuzz/toy"
    chmod +x "$R/build/fuzz/toy"
}
# toy [NAME=VALUE]: run the test; its output in $out, what the target got in $T/got
toy() {
    out=$(cd "$R" && env "$@" sh toy.t 2>"$T/said")
    rc=$?
}

toy
is 'a target that was not built' "$rc:$(cat "$T/said")" '2:build/fuzz/toy: is missing; make fuzz builds it'

target <<END
echo "\$@" >$T/got
echo '#1	INITED cov: 7 ft: 1'
echo '#9	DONE   cov: 12 ft: 2'
echo 'stat::number_of_executed_units: 345'
END
toy
is 'nothing is found' "$rc:$out" '0:ok 1 - no input shows a fault in toy
# 345 inputs tried, 12 places in the code reached
1..1'
like 'a minute, if nothing else is said' "$(cat "$T/got")" '^-max_total_time=60 '
like 'the folder of new inputs, which is outside of the sources, comes first' "$(cat "$T/got")" ' out/fuzz-found/toy tests/tools/fuzz/corpus/toy$'
is 'the log has no line for each input' "$(grep -c '^#' "$T/said")" 0
toy FUZZ_SECONDS=5
like 'FUZZ_SECONDS' "$(cat "$T/got")" '^-max_total_time=5 '
toy FUZZ_SECONDS=0
like 'FUZZ_SECONDS=0: the kept inputs alone' "$(cat "$T/got")" '^-runs=0 '
toy FUZZ_SEED=7
like 'FUZZ_SEED' "$(cat "$T/got")" ' -seed=7 '
toy FUZZ_SEED=x
is 'FUZZ_SEED=x' "$rc:$(cat "$T/said")" '2:FUZZ_SEED=x: give a number; see make help'
toy FUZZ_SECONDS=long
is 'FUZZ_SECONDS=long' "$rc:$(cat "$T/said")" '2:FUZZ_SECONDS=long: give a number of seconds; see make help'

# found NAME LINE: the target says LINE, and leaves an input
found() {
    target <<END
touch out/fuzz-found/toy/crash-1
echo '$2'
echo "artifact_prefix='out/'; Test unit written to out/fuzz-found/toy/crash-1"
exit 77
END
    toy
    is "$1" "$rc:$(printf '%s\n' "$out" | sed -n 's/^# //p')" \
        "1:out/fuzz-found/toy/crash-1: $3: try it with build/fuzz/toy out/fuzz-found/toy/crash-1, mend the fault, and keep the input, made small, in tests/tools/fuzz/corpus/toy"
    is "$1: the input is kept" "$(ls "$R/out/fuzz-found/toy")" crash-1
}
found 'a fault' 'SUMMARY: AddressSanitizer: heap-buffer-overflow a.c:1:2 in f' 'AddressSanitizer: heap-buffer-overflow a.c:1:2 in f'
found 'a promise that is broken' 'tests/tools/fuzz/fuzz_toy.c:7: does not hold: a == b' 'a == b'
# What a target prints of a call that fails.
cat >"$T/works.c" <<'END'
#include "input.h"
static int put(struct bpq_err *e)
{
    e->line = "no room";
    return BPQ_FAIL;
}
int main(void)
{
    struct bpq_err e = {0};

    FUZZ_WORKS(put(&e), &e);
}
END
ok 'a target compiles' ${CC:-cc} -std=gnu11 -Itools -Itests/tools/fuzz -o "$T/works" "$T/works.c"
said=$(sh -c 'ulimit -c 0; "$0"' "$T/works" 2>&1 | grep 'does not hold')
is 'a call that fails: its name, and what it says' "${said##*/}" 'works.c:11: does not hold: put(&e) works; it says: no room'
found 'a call that fails' "$said" 'put(&e) works; it says: no room'
found 'too much memory' '==1==AddressSanitizer: hard rss limit exhausted (1024Mb vs 1025Mb)' 'hard rss limit exhausted (1024Mb vs 1025Mb)'
target <<'END'
echo 'cannot run'
exit 3
END
toy
is 'another error' "$rc:$(printf '%s\n' "$out" | sed -n 's/^# //p')" '1:build/fuzz/toy ended with status 3: cannot run'
done_testing
