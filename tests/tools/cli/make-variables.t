# SPDX-License-Identifier: LGPL-2.1-only
# Variables given to make: make does not expand them, and an unknown one is an error.
. tests/tap.sh
R=$T/root
mkdir -p "$R/build" "$R/tests/tools/unit" "$R/tests/tools/cli" "$R/series-4.9"
cp -R Makefile mk tools "$R"
cp -R build/obj build/libbpq.a build/bpq "$R/build"
echo >"$R/series-4.9/series"

# mk COMMAND...: in $R; its status in $rc, its output in $out
mk() { run sh -c 'cd "$0" && exec env -u MAKEFLAGS -u MAKELEVEL "$@"' "$R" "$@"; }

# The goals deps only need to start another make here.
printf '. mk/environment.sh\n' >"$R/mk/deps"

# expands NAME: prints the command, if make expands the variable's value
expands() {
    value="\$(shell touch $T/ran)\$(error expanded)"
    for goals in series '-n series' 'deps help' help; do
        for how in "make $goals $1=" "env $1= make $goals"; do
            case $how in
            make*) mk make $goals "$1=$value" ;;
            *) mk env "$1=$value" make $goals ;;
            esac
            [ ! -e "$T/ran" ] || echo "$how"
            rm -f "$T/ran"
        done
    done
}
known=$(sed -n '/^variables :=/,/[^\\]$/p' Makefile | tr -d '\134' | sed -e 's/^variables :=//')
for name in $known; do is "make does not expand $name" "$(expands "$name")" ''; done

is 'make help lists the same variables' "$(for name in $known; do
    grep -q "^ .*\b$name=" mk/help.txt || echo "$name"
done)" ''

is 'its lines fit into 80 columns' "$(awk 'length > 80' mk/help.txt)" ''

is 'forget_request keeps only how things are built and tried' "$(
    for name in $known; do eval "$name=x"; done
    forget_request
    for name in $known; do eval "[ -z \"\${$name+set}\" ] || echo $name"; done | xargs
)" 'JOBS FUZZ_SECONDS FUZZ_SEED CC AR LDFLAGS BPQ_CFLAGS'

# Variables that other programs have, too, are not taken from the environment.  The
# script in place of each goal's tells what it gets.
alone='FORMAT PACKAGE VERSION REPO ON ON_DIR ON_LOCAL'
is 'make help lists them' "$(sed -n '/^FORMAT, PACKAGE/,/alone/p' mk/help.txt | tr -d ',' | tr '\n' ' ' | sed 's/ count on .*//; s/ and / /')" "$alone"
mkdir -p "$R/verify" "$R/dist"
for script in verify/all dist/run; do
    { sed -n '/^takes=/p' $script && echo '. mk/environment.sh' && echo 'env | grep "^[A-Z_]*=asked$" | sort | xargs'; } >"$R/$script"
done
all_of() { for name in $1; do echo "$name=$2"; done; }
mk env $(all_of "$alone" asked) make -s verify-all
is 'verify-all gets none of them from the environment' "$(printf '%s\n' "$out" | grep asked)" ''
mk env $(all_of "$alone" asked) make -s dist
is 'nor does dist' "$(printf '%s\n' "$out" | grep asked)" ''
mk make -s verify-all ON=asked ON_DIR=asked
is 'verify-all gets what it is given' "$(printf '%s\n' "$out" | grep asked)" 'ON=asked ON_DIR=asked'

mk make help 'XEN=/no
where' && is 'a line break in a value' "$rc" 0
mk make series XEN='/no
where'
is 'XEN with a line break is reported in one line' "$(printf '%s\n' "$out" | grep -c -v '^make[:[]')" 1

mk make series FORCE=maybe
is 'a value that is neither yes nor no: one line' "$(printf '%s\n' "$out" | grep -v '^make[:[]' | sort -u)" \
    'FORCE=: give 1 for yes, 0 or nothing for no; see make help'
mk make series "WITHOUT=*"
like 'a pattern is not expanded' "$out" 'series-4\.9/series'

wrong() { # NAME ERE
    mk make help "$1=1"
    refused "$1=" 2 "$1=: not a variable of this project; $2"
}
wrong BRNCH 'did you mean BRANCH='
wrong branch 'did you mean BRANCH='
wrong XENN 'did you mean XEN='
wrong Xen 'did you mean XEN='
wrong CFLAGS 'did you mean BPQ_CFLAGS='
wrong VERBOSE 'the variables are BRANCH, BASE, '
mk make help BRANCH=4.8 CCACHE_DIR=/nowhere
is "the compiler's variables may be given" "$rc" 0
mk env branch=4.8 VERBOSE=1 make help
is 'unknown variables of the environment are ignored' "$rc" 0
done_testing
