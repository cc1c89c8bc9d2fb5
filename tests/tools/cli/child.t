# SPDX-License-Identifier: LGPL-2.1-only
# mk/child.sh: a signal ends the script and its child, at whatever place of start_child it
# comes.
. tests/tap.sh

# script NAME PLACE: starts a child, and gets a signal before the line PLACE of start_child
script() {
    awk -v place="$2" '/^start_child\(\) / { inside = 1 }
        inside && ++n == place { print "kill -TERM $$" }
        { print }
        /^}/ { inside = 0 }' mk/child.sh >"$T/child.sh"
    {
        echo "set -u; . '$T/child.sh'"
        echo 'trap "end_child; exit 3" TERM'
        echo "$1; sleep 0.2; kill -TERM \$\$"
    } >"$T/script"
}
lines=$(sed -n '/^start_child() /,/^}/p' mk/child.sh | grep -c '')
# The mark is in the child's own arguments.
mark=$T/mark
printf '%s\n' "$mark" >"$T/pattern" # grep has arguments, too
left() { grep -l -z -F -x -f "$T/pattern" /proc/[0-9]*/cmdline 2>/dev/null | wc -l; }

for shell in sh bash; do
    command -v $shell >/dev/null || { skip "$shell: a signal" "no $shell here"; continue; }
    answers=
    for place in $(seq 2 "$((lines + 1))"); do
        script "start_child sh -c 'sleep 1000; :' '$mark'" "$place"
        for _ in 1 2 3; do
            $shell "$T/script" >"$T/said" 2>&1
            answers="$answers$? "
        done
    done
    is "$shell: the script ends by its trap" "$(printf '%s\n' $answers | sort | uniq -c | xargs)" "$((3 * lines)) 3"
    is "$shell: no child is left" "$(left)" 0
done
script "start_child sh -c 'trap \"\" INT; sleep 1000; :' '$mark'" 0
sh "$T/script" >"$T/said" 2>&1
is 'a child that does not hear of ^C' "$? $(left)" '3 0'
script "start_child sh -c 'trap \"\" INT TERM; sleep 1000; sleep 1000; sleep 1000' '$mark'" 0
sh "$T/script" >"$T/said" 2>&1
is 'nor of SIGTERM' "$? $(left)" '3 0'
script 'run_child sh -c "exit 7"; echo "ended with $?"' 0
is 'the status of a child' "$(sh "$T/script" 2>&1)" 'ended with 7'
done_testing
