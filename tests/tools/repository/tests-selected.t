# SPDX-License-Identifier: LGPL-2.1-only
# Each test is run: make check, make fuzz, or a runner that verify-branch or .ci/run
# starts, selects every *.t and every .c with unit tests or a target of libFuzzer.
. tests/tap.sh

# A copy, to which tests can be added.
R=$T/root
mkdir "$R"
rooms='bench compat docs host layout mk tests tools verify'
cp -R .ci Makefile $rooms "$R"

# tests_of: the files that are tests
tests_of() {
    find $rooms -name '*.t'
    grep -rlE --include='*.c' '^((static )?START_TEST|int LLVMFuzzerTestOneInput)\(' $rooms
}

# selected: the files that a list names, or a pattern that a runner expands
selected() {
    for goal in check fuzz; do make -n $goal; done | sed -n 's,.*tests/run out/[a-z]* ,,p' | tr ' ' '\n' |
        sed -e 's,^build/\(.*\),\1.c,'
    for pattern in $(grep -ohE 'host/life(-arm)?/[^ ;$]*\.t' host/lifecycle) \
        $(grep -ohE 'tests/libxl/libvirt/[^" ;]*\.t' verify/steps/libvirt) \
        $(grep -ohE 'mk/[^ ;]*\.t' .ci/run); do
        printf '%s\n' $pattern
    done
    for name in $(sed -n 's/^RUNNER := //p' tests/libxl/callers/programs.mk); do
        echo "tests/libxl/callers/$name.c"
    done
    sed -n 's,.*/with-compilers" \([a-z]*\).*,tests/libxl/compat/\1_test.c,p' tests/libxl/compat/*.t
}

# left_out: tests of the copy that nothing selects
left_out() {
    (
        cd "$R" || exit
        selected | sort -u >"$T/selected"
        tests_of | sort -u | comm -23 - "$T/selected"
    )
}

is 'a list or a runner selects each test' "$(left_out)" ''
is 'many tests are selected' "$([ "$(grep -c . "$T/selected")" -gt 90 ] && echo yes)" yes

# plant FILE NAME WANTED: add a test to the copy
plant() {
    mkdir -p "$R/${1%/*}"
    printf 'START_TEST(new)\n' >"$R/$1"
    is "$2" "$(left_out)" "$3"
    rm "$R/$1"
}
for file in tests/tools/new.t tests/tools/cli/below/new.t tests/tools/repository/below/new.t \
    tests/libxl/matrix/new.t host/new.t mk/new.t host/life/below/new.t verify/new.t \
    tests/libxl/callers/t_new.c tests/libxl/compat/new_test.c \
    tests/libxl/records/new.c tests/tools/unit/below/new.c bench/new.t layout/new.t layout/new.c compat/new.t tests/tools/fuzz/new.c; do
    plant $file "$file would be left out" $file
done
for file in tests/tools/cli/new.t tests/tools/repository/new.t tests/libxl/compat/new.t host/tests/new.t \
    host/life/new.t tests/tools/unit/new.c host/tests/new.c tests/tools/fuzz/new.t tests/tools/fuzz/fuzz_new.c; do
    plant $file "$file would be run" ''
done
done_testing
