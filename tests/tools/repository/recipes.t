# SPDX-License-Identifier: LGPL-2.1-only
# The places in the recipes of CONTRIBUTING.md that could be forgotten without an error.
# Each function below prints the places that lack something, and what.  In this tree
# there are none; in a copy with something made up in one place, the others are named.
. tests/tap.sh

lacks() { # PLACE WHAT
    echo "$1: lacks $2"
}

verbs() { # of bpq; make lint looks at what their pages say
    names=$(sed -n 's/^    \.name = "\(.*\)",$/\1/p' tools/verbs/*.c)
    for name in $names; do
        symbol=verb_$(echo "$name" | tr - _)
        grep -q "&$symbol\\b" tools/main.c || lacks tools/main.c "&$symbol in verbs[]"
        [ -e "man/bpq-$name.1" ] || lacks "man/bpq-$name.1" "the page of bpq $name"
        grep -rqE --include='*.t' "(bpq|BPQ|ask|\\\$1)[\"'}]* $name\b" tests/tools/cli ||
            lacks 'tests/tools/cli/*.t' "a test of bpq $name"
    done
}
rules() { # of bpq port
    enum=$(sed -n 's/^    \(BPQ_RULE_[A-Z_]*\),.*/\1/p' tools/port/port.h)
    for rule in $enum; do
        name=$(sed -n "s/^    \[$rule\] = \"\(.*\)\",\$/\1/p" tools/port/port.c)
        [ -n "$name" ] || { lacks tools/port/port.c "the name of $rule"; continue; }
        [ "$rule" = BPQ_RULE_NONE ] || sed 's/\\//g' man/bpq-port.1 | grep -qE "^\.IP \"?(.*, )?$name(,|\"|\$)" ||
            lacks man/bpq-port.1 "rule $name of bpq port"
        # One change is ported in port.c; what it needs is taken before it, in carry.c.
        used_in=tools/port/port.c
        [ "$rule" != BPQ_RULE_PREREQUISITE ] || used_in=tools/port/carry.c
        grep -v "^    \[$rule\] = " $used_in | grep -q "\b$rule\b" || [ "$rule" = BPQ_RULE_NONE ] ||
            lacks $used_in "a use of $rule"
    done
}
goals() { # of make
    names=$(sed -e ':a' -e '/\\$/N; s/\\\n//; ta' Makefile | sed -n 's/^\.PHONY: \([^$]\)/\1/p' | grep -o '[a-z-]*')
    for name in $names; do
        case $name in all | need-* | help) continue ;; esac
        grep -q "^make $name " mk/help.txt || lacks mk/help.txt "make $name"
    done
    for name in $(sed -n 's/^make \([a-z-]*\)  .*/\1/p' mk/help.txt); do
        echo "$names" | grep -qx "$name" || lacks Makefile "$name in .PHONY"
    done
}
steps() { # of verify-branch
    for file in verify/steps/*; do
        step=${file##*/}
        grep -qE "^ *(must|step) $step( |\$)" verify/run verify/built.sh verify/recorded.sh ||
            lacks verify/run "a line that begins with step $step or must $step"
        { steps_known; grep -E '^[^#]*steps=' verify/run; } | grep -qE "(^|['\" }])${step}(['\" ]|\$)" ||
            lacks verify/lib.sh "$step in steps_of_queue"
        grep -q "^    $step  " verify/README || lacks verify/README "what step $step does"
        grep -q '^# Uses ' "$file" || lacks "$file" '# Uses PATH...'
    done
    for step in $(steps_known) $(sed -n 's/^ *\(must\|step\) \([a-z-]*\) .*/\2/p' verify/run verify/built.sh verify/recorded.sh); do
        [ -e "verify/steps/$step" ] || lacks verify/steps "$step, which verify/run runs"
    done
}
steps_known() { EACH=1 sh -c "$(sed -n '/^steps_of_queue() {/,/^}/p' verify/lib.sh); steps_of_queue"; }
callers() {
    P=tests/libxl/callers
    for file in "$P"/programs/*.c; do
        name=$(basename "$file" .c)
        grep -qE "\"callers/programs/$name\.c\"" tests/libxl/matrix/matrix.def ||
            grep -qE "[ ,/(]$name([ ,)]|\$)" $P/programs.mk || grep -q "[/\"]$name\.c\"" $P/t_*.c ||
            lacks $P/programs.mk "$name in PROGRAMS (or matrix.def a CASE of it)"
    done
    for file in "$P"/t_*.c; do
        name=$(basename "$file" .c)
        grep -q "^RUNNER .* $name\\b" $P/programs.mk || lacks $P/programs.mk "$name in RUNNER"
        for cases in $(sed -n 's/^TCase \*\(tcase_[a-z_]*\)(void)$/\1/p' "$file"); do
            grep -q "\\b$cases()" $P/callers.c || lacks $P/callers.c "$cases()"
        done
    done
}
tests() { # that are written but not run, of which compilers do not warn
    grep -rl --include='*.c' '^START_TEST(' tests host | while read -r file; do
        sed -n 's/^START_TEST(\(.*\))$/\1/p' "$file" | while read -r name; do
            grep -Eq "[ (,&{]${name}[,)}]" "$file" && [ "$(grep -cw "$name" "$file")" -gt 1 ] ||
                lacks "$file" "$name in its test case"
        done
    done
}
targets() { # of make fuzz
    F=tests/tools/fuzz
    for file in "$F"/fuzz_*.c; do
        name=${file#*/fuzz_}
        name=${name%.c}
        grep -qx "fuzz $name" "$F"/*.t || lacks "$F/$name.t" "fuzz $name"
        [ -n "$(ls "$F/corpus/$name" 2>/dev/null)" ] || lacks "$F/corpus/$name" 'inputs'
    done
}
cells() { # of the matrix
    D=tests/libxl/matrix/matrix.def
    # The preprocessor removes comments and expands lists of callers.
    ${CC:-cc} -E -P -x c -DBUILD= -DGUARD= - <"$D" 2>/dev/null | tr '\n' ' ' | sed 's/EXPECT(/\n&/g; s/CALLER(/\n&/g; s/CASE(/\n&/g' >"$T/cells"
    for name in $(sed -n 's/^CALLER(\([^,]*\),.*/\1/p' "$T/cells"); do
        grep '^EXPECT' "$T/cells" | grep -qE "[\" ]${name}[\" ]" || lacks $D "an EXPECT of caller $name"
    done
    for name in $(sed -n 's/^CASE(\([^,]*\),.*/\1/p' "$T/cells"); do
        grep '^EXPECT' "$T/cells" | grep -qE ", *$name," || lacks $D "an EXPECT of case $name"
    done
}
hypercalls() { # that the simulated host answers
    {
        sed -n -e 's/^ *DOMCTL(\([a-z_0-9]*\), [a-z].*/XEN_DOMCTL_\1/p' host/domctl.c host/x86/domctl.c
        sed -n -e 's/^ *SYSCTL(\([a-z_0-9]*\), [a-z].*/XEN_SYSCTL_\1/p' host/sysctl.c host/x86/sysctl.c
        sed -n -e 's/^ *\(ON\|WITHOUT\)(\([a-z_]*\), [a-z].*/XENMEM_\2/p' \
            -e 's/^ *ON_DOMAIN(\([a-z_]*\)).*/XENMEM_\1/p' host/memory_op.c
        sed -n -e 's/^ *ON(\([a-z_]*\), [a-z].*/EVTCHNOP_\1/p' host/evtchn.c
        grep -oE '\bON\([a-z_]+\),' host/gnttab.c | sed 's/ON(\(.*\)),/GNTTABOP_\1/'
        sed -n 's/^ *{\([A-Z_]*_[a-z_]*\), "[a-z_]*", [a-z].*/\1/p' \
            host/hypercall.c host/hvm.c host/sched.c host/memory_op.c
    } | sort -u | while read -r name; do
        grep -rqw "$name" host/tests || lacks host/tests "a test of $name"
    done
}
picks() { # and changes, in plans and locks
    for plan in series-*/series; do
        lock=${plan%/series}/lock
        sed -n 's/^\([a-z0-9][a-z0-9.+-]*\.patch\) .*/\1/p' "$plan" | while read -r patch; do
            grep -q "^patch [0-9a-f]* $patch\$" "$lock" || lacks "$lock" "$patch, which the plan has"
        done
        sed -n 's/^patch [0-9a-f]* //p' "$lock" | sort -u | while read -r patch; do
            grep -q "^$patch " "$plan" || lacks "$plan" "$patch, which the lock has"
        done
    done
    for change in compat/changes/*; do
        grep -qrw "$change" series-*/series || lacks 'series-*/series' "$change"
    done
}

all='verbs rules goals steps callers tests targets cells hypercalls picks'
for what in $all; do
    is "$what: no place is forgotten" "$($what)" ''
done

# Something made up, only in the first place of its recipe.
fresh() { # a copy of what the functions above read
    rm -rf "$T/copy" && mkdir -p "$T/copy/compat" "$T/copy/tests"
    cp -R Makefile mk tools verify host bench man "$T/copy"
    cp -R tests/libxl tests/tools "$T/copy/tests"
    cp -R compat/changes "$T/copy/compat"
    for plan in series-*; do
        mkdir "$T/copy/$plan" && cp "$plan/series" "$plan/lock" "$T/copy/$plan"
    done
}
forgotten() { # FUNCTION: print what it finds in the copy, then make a new copy
    (cd "$T/copy" && "$1")
    fresh
}
fresh
printf 'const struct verb verb_made_up = {\n    .name = "made-up",\n' >"$T/copy/tools/verbs/made-up.c"
is 'a verb' "$(forgotten verbs)" 'tools/main.c: lacks &verb_made_up in verbs[]
man/bpq-made-up.1: lacks the page of bpq made-up
tests/tools/cli/*.t: lacks a test of bpq made-up'
sed -i 's/^    BPQ_RULE_MERGE,.*/&\n    BPQ_RULE_MADE_UP,/' "$T/copy/tools/port/port.h"
is 'a rule' "$(forgotten rules)" 'tools/port/port.c: lacks the name of BPQ_RULE_MADE_UP'
sed -i 's/^    BPQ_RULE_MERGE,.*/&\n    BPQ_RULE_MADE_UP,/' "$T/copy/tools/port/port.h"
sed -i 's/^    \[BPQ_RULE_MERGE\] .*/&\n    [BPQ_RULE_MADE_UP] = "made-up",/' "$T/copy/tools/port/port.c"
sed -i 's/^    case BPQ_RULE_MERGE:/    case BPQ_RULE_MADE_UP:\n&/' "$T/copy/tools/port/planlines.c"
is 'a rule with a name, that is only written down' "$(forgotten rules)" 'man/bpq-port.1: lacks rule made-up of bpq port
tools/port/port.c: lacks a use of BPQ_RULE_MADE_UP'
sed -i '/BPQ_RULE_PREREQUISITE/d' "$T/copy/tools/port/carry.c"
is 'a rule of which there is only the name' "$(forgotten rules)" 'tools/port/carry.c: lacks a use of BPQ_RULE_PREREQUISITE'
sed -i 's/^\.PHONY: all /&made-up /' "$T/copy/Makefile"
is 'a goal of make' "$(forgotten goals)" 'mk/help.txt: lacks make made-up'
echo 'make made-up            does nothing' >>"$T/copy/mk/help.txt"
is 'a goal that only the help has' "$(forgotten goals)" 'Makefile: lacks made-up in .PHONY'
echo 'exit 0' >"$T/copy/verify/steps/made-up"
is 'a step' "$(forgotten steps)" 'verify/run: lacks a line that begins with step made-up or must made-up
verify/lib.sh: lacks made-up in steps_of_queue
verify/README: lacks what step made-up does
verify/steps/made-up: lacks # Uses PATH...'
sed -i 's/^    echo generate /&made-up /' "$T/copy/verify/lib.sh"
is 'a step that only the list of steps has' "$(forgotten steps)" 'verify/steps: lacks made-up, which verify/run runs'
echo 'step made-up "$work/made-up"' >>"$T/copy/verify/run"
is 'a step without a script' "$(forgotten steps)" 'verify/steps: lacks made-up, which verify/run runs'
: >"$T/copy/tests/libxl/callers/programs/made-up.c"
is 'a caller' "$(forgotten callers)" \
    'tests/libxl/callers/programs.mk: lacks made-up in PROGRAMS (or matrix.def a CASE of it)'
printf 'TCase *tcase_made_up(void)\n' >"$T/copy/tests/libxl/callers/t_made_up.c"
is 'tests of callers' "$(forgotten callers)" 'tests/libxl/callers/programs.mk: lacks t_made_up in RUNNER
tests/libxl/callers/callers.c: lacks tcase_made_up()'
printf 'START_TEST(made_up)\n{\n}\nEND_TEST\n' | tee -a "$T/copy/tests/tools/unit/buf.c" >>"$T/copy/host/tests/memory.c"
is 'tests that are not run' "$(forgotten tests | sort)" 'host/tests/memory.c: lacks made_up in its test case
tests/tools/unit/buf.c: lacks made_up in its test case'
: >"$T/copy/tests/tools/fuzz/fuzz_made_up.c"
is 'a target of make fuzz' "$(forgotten targets)" 'tests/tools/fuzz/made_up.t: lacks fuzz made_up
tests/tools/fuzz/corpus/made_up: lacks inputs'
cat >>"$T/copy/tests/libxl/matrix/matrix.def" <<'END'
CALLER(made-up, NEW, "-DCALLER_LIST")
CASE(made-up-too, "callers/programs/life.c", "", "pv hvm", INIT | NOHOST)
END
is 'a caller and a case of the matrix' "$(forgotten cells)" \
    'tests/libxl/matrix/matrix.def: lacks an EXPECT of caller made-up
tests/libxl/matrix/matrix.def: lacks an EXPECT of case made-up-too'
sed -i 's/^    DOMCTL(createdomain, .*/&\n    DOMCTL(made_up, op_accept),/' "$T/copy/host/domctl.c"
sed -i 's/^    SYSCTL(physinfo, .*/&\n    SYSCTL(made_up, op_physinfo),/' "$T/copy/host/sysctl.c"
sed -i 's/^    ON(claim_pages, .*/&\n    ON(made_up, op_claim, xen_memory_reservation, false),/' "$T/copy/host/memory_op.c"
sed -i 's/^    ON(close, .*/&\n    ON(made_up, op_close, evtchn_close_t, NO_DOMID),/' "$T/copy/host/evtchn.c"
sed -i 's/^    ON(setup_table),/    ON(made_up),\n&/' "$T/copy/host/gnttab.c"
sed -i 's/^    {HVMOP_set_param, .*/    {HVMOP_made_up, "made_up", op_param, 0,\n     0, true},\n&/' "$T/copy/host/hvm.c"
sed -i 's/^    {__HYPERVISOR_hvm_op, .*/&\n    {__HYPERVISOR_made_up, "made_up", do_made_up},/' "$T/copy/host/hypercall.c"
is 'a hypercall of each kind' "$(forgotten hypercalls | LC_ALL=C sort)" "$(printf 'host/tests: lacks a test of %s\n' \
    EVTCHNOP_made_up GNTTABOP_made_up HVMOP_made_up XENMEM_made_up XEN_DOMCTL_made_up XEN_SYSCTL_made_up \
    __HYPERVISOR_made_up)"
echo 'made-up.patch                   # pick 0000000000000000000000000000000000000000' >>"$T/copy/series-4.9/series"
is 'a pick' "$(forgotten picks)" 'series-4.9/lock: lacks made-up.patch, which the plan has'
sed -i '/^guard\.patch /d' "$T/copy/series-4.9/series"
is 'a patch that only the lock has' "$(forgotten picks)" 'series-4.9/series: lacks guard.patch, which the lock has'
mkdir "$T/copy/compat/changes/made-up"
is 'a change' "$(forgotten picks)" 'series-*/series: lacks compat/changes/made-up'
done_testing
