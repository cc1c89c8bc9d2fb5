# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced by the tests in this folder, each of which is one target.
# out/fuzz-found/NAME has the inputs that reach new code, from which the next run goes
# on, and those that show a fault, which it tries first.
# Files are fastest in memory.
[ -n "${TMPDIR:-}" ] || [ ! -w /dev/shm ] || export TMPDIR=/dev/shm
. tests/tap.sh

# first PATTERN: what stands behind it in the fuzzer's output, the first time
first() { sed -n "s/^.*$1//p" "$T/log" | head -n 1; }

# fuzz NAME: try inputs for FUZZ_SECONDS; 0: only those that are kept
fuzz() {
    seconds=${FUZZ_SECONDS:-60} corpus=tests/tools/fuzz/corpus/$1 found=out/fuzz-found/$1 program=build/fuzz/$1
    case $seconds in
    0) limit=-runs=0 ;;
    *[!0-9]*) echo "FUZZ_SECONDS=$seconds: give a number of seconds; see make help" >&2; exit 2 ;;
    *) limit=-max_total_time=$seconds ;;
    esac
    seed=${FUZZ_SEED:-0} # libFuzzer takes 0 for none
    case $seed in *[!0-9]*) echo "FUZZ_SEED=$seed: give a number; see make help" >&2; exit 2 ;; esac
    [ -x "$program" ] || { echo "$program: is missing; make fuzz builds it" >&2; exit 2; }
    mkdir -p "$found" || exit 2
    # A minute for one input is enough on any machine.  libFuzzer's own limit of memory
    # makes it count all blocks first, which can take longer than anybody waits.
    TMPDIR=$T ASAN_OPTIONS=hard_rss_limit_mb=1024 UBSAN_OPTIONS=print_stacktrace=1 \
        "$program" $limit -seed=$seed -timeout=60 -rss_limit_mb=0 -print_final_stats=1 \
        -artifact_prefix="$found/" "$found" "$corpus" >"$T/log" 2>&1
    rc=$?
    grep -a -v '^#[0-9]\|^	' "$T/log" >&2
    input=$(first 'Test unit written to ')
    why=$(first 'does not hold: ')
    [ -n "$why" ] || why=$(first 'SUMMARY: ')
    [ -n "$why" ] || why=$(first 'ERROR: ')
    [ -n "$why" ] || why=$(first 'Sanitizer: ')
    if [ "$rc" = 0 ]; then
        pass "no input shows a fault in $1"
        echo "# $(first 'number_of_executed_units: *') inputs tried, $(grep -a -o ' cov: [0-9]*' "$T/log" | tail -n 1 | tr -dc 0-9) places in the code reached"
    elif [ -n "$input" ]; then
        fail "no input shows a fault in $1" \
            "$input: $why: try it with $program $input, mend the fault, and keep the input, made small, in $corpus"
    else
        fail "no input shows a fault in $1" "$program ended with status $rc: $(tail -n 1 "$T/log")"
    fi
    done_testing
}
