#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# What mk/progress.sh shows, in a pipe and on a terminal, and that nothing of it is left.
. tests/tap.sh

# toy TEXT: a script that begins to show something, and ends it
toy() {
    printf '%s\n' 'set -u' '. mk/progress.sh' 'trap end_progress EXIT' "trap 'exit 2' INT TERM" \
        'begin_progress toy' "$1" 'end_progress' 'echo the end' >"$T/toy"
}
# until_shown FILE ERE: wait until a line of the file matches, a minute at most
until_shown() {
    tries=0
    while ! grep -q -a -E -e "$2" "$1" 2>/dev/null && [ $tries -lt 600 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
}
# For the toys: wait until the test makes this file.
go='while [ ! -e "$GO" ]; do sleep 0.1; done'
export GO="$T/go"

# while_shown ERE COMMAND...: run it with its output in $T/out until a line there matches,
# then let it go on; what is in $T/out at last is $out
while_shown() {
    ere=$1
    shift
    rm -f "$GO" "$T/out"
    "$@" >"$T/out" 2>&1 </dev/null &
    pid=$!
    until_shown "$T/out" "$ere"
    [ -z "${meanwhile:-}" ] || eval "$meanwhile"
    : >"$GO"
    wait $pid
    rc=$?
    out=$(cat "$T/out")
}
piped() { while_shown "$1" env BPQ_PROGRESS_SECONDS=0 sh "$T/toy"; }
# What script(1) does is the terminal's; its own lines go elsewhere.
on_terminal() { # ERE [COLUMNS [NAME=VALUE]...]
    until=$1 columns=${2:-80}
    shift $(($# < 2 ? $# : 2))
    while_shown "$until" env --default-signal=INT TERM=xterm "$@" script -q -e -f -c "stty cols $columns; exec sh '$T/toy'" /dev/null
}
esc=$(printf '\033') cr=$(printf '\r')
# left: what is to be read on the terminal at the end, each line as it was left
left() { printf '%s\n' "$out" | sed -e "s/$cr\$//" -e "s/.*$cr$esc\[K//"; }

# ---- in a pipe ----

toy "progress 'test' 3 7; $go"
piped '^toy: test 3 of 7, [0-9]+ s$'
like 'in a pipe a line says what is done, and for how long' "$out" '^toy: test 3 of 7, [0-9]+ s$'
is 'and the script goes on' "$rc $(printf '%s\n' "$out" | tail -n 1)" '0 the end'
is 'nothing there controls a terminal' "$(printf '%s' "$out" | tr -d '\n -~')" ''
is 'all its lines are such lines' "$(printf '%s\n' "$out" | grep -v '^toy: test 3 of 7, [0-9]* s\( (this for [0-9]* s)\)\{0,1\}$')" 'the end'
toy "$go"
piped '^toy: [0-9]+ s$'
like 'without more, how long it lasts' "$out" '^toy: [0-9]+ s$'
run env GO=/ sh "$T/toy"
is 'before that time nothing is said' "$rc $out" '0 the end'
toy "progress compile 5; $go"
piped '^toy: compile 5, '
like 'a number alone, if it is not known of how many' "$out" '^toy: compile 5, '
toy "progress compile 8 7; $go"
piped '^toy: compile 8, '
like 'nor if there are more than was known' "$out" '^toy: compile 8, '

# ---- what is counted ----

printf '%s\n' 'gcc -c -o a.o a.c' 'echo x' 'gcc -c -o b.o b.c' >"$T/log"
toy "progress 'libxl: compile' \"calls 1 $T/log\" 4; $go"
meanwhile='echo "gcc -c -o c.o c.c" >>"$T/log"; until_shown "$T/out" "compile 2 of 4"'
piped '^toy: libxl: compile 1 of 4, '
meanwhile=
like 'compilers in a log are counted' "$out" '^toy: libxl: compile 1 of 4, '
like 'while there come more' "$out" '^toy: libxl: compile 2 of 4, '
mkdir "$T/taps"
printf '%s\n' 'ok 1 - a' '# x' 'not ok 2 - b' >"$T/taps/a.tap"
echo 'ok 1 - c' >"$T/taps/b.tap"
toy "progress test \"tests $T/taps\"; $go"
piped '^toy: test 3, '
like 'and tests in all TAP of a folder' "$out" '^toy: test 3, '
toy "progress test \"tests $T/taps/a.tap\" 9; $go"
piped '^toy: test 2 of 9, '
like 'or in one file' "$out" '^toy: test 2 of 9, '
toy "progress compile \"lines $T/log\"; $go"
piped '^toy: compile 4, '
like 'and lines' "$out" '^toy: compile 4, '
toy "progress compile 'calls 0 /nowhere'; progress test 'tests /nowhere'; $go"
piped '^toy: test 0, '
like 'what is not there yet is none' "$out" '^toy: test 0, '

# ---- one that is started by another ----

cat >"$T/inner" <<'END'
. mk/progress.sh
begin_progress inner
progress test 1 2
while [ ! -e "$GO" ]; do sleep 0.1; done
end_progress
echo "inner: ${BPQ_PROGRESS_IN:-}"
END
toy "sh '$T/inner'"
piped '^toy: inner: test 1 of 2'
like 'what a command does is shown by the one that started it' "$out" '^toy: inner: test 1 of 2, '
is 'and it says nothing itself' "$(printf '%s\n' "$out" | grep -v '^toy: ')" 'inner: 
the end'
mkdir "$T/dir"
cat >"$T/toy" <<'END'
. mk/progress.sh
mkdir "$DIR" && begin_progress toy "$DIR"
(BPQ_PROGRESS=$DIR/0 && progress '1 of 3 bases')
(BPQ_PROGRESS=$DIR/4.8 BPQ_PROGRESS_IN='4.8.5 matrix' && progress cell 3 7)
(BPQ_PROGRESS=$DIR/4.9 BPQ_PROGRESS_IN='4.9.4 export' && progress)
while [ ! -e "$GO" ]; do sleep 0.1; done
end_progress
END
while_shown 4.9.4 env DIR="$T/states" BPQ_PROGRESS_SECONDS=0 sh "$T/toy"
like 'of several at the same time, each' "$out" '^toy: 1 of 3 bases; 4\.8\.5 matrix: cell 3 of 7; 4\.9\.4 export, '
: >"$T/full"
chmod a-w "$T/full"
toy "TMPDIR=/nowhere; $go"
run env TMPDIR=/nowhere BPQ_PROGRESS=/nowhere/file sh "$T/inner"
is 'that it cannot be written is no error' "$rc" 0

# ---- on a terminal ----

if command -v script >/dev/null; then
    toy "progress test 3 7; $go; say_line between"
    on_terminal 'test 3 of 7'
    like 'a terminal has it in one line' "$out" "$esc\[Ktoy          test 3 of 7, [0-9]+ s"
    is 'of which nothing is left' "$(left)" 'between
the end'
    is 'the status is the command'\''s' "$rc" 0
    like 'the line is taken away before it ends' "$(printf '%s' "$out" | tr "$cr" '\n' | tail -n 3)" "^$esc\[Kthe end"
    toy "progress 'abcdefghijklmnopqrstuvwxyz' 3 7; $go"
    on_terminal abcde 30
    is 'it is cut to the width of the terminal' \
        "$(printf '%s' "$out" | tr "$cr" '\n' | grep -c "^$esc\[Ktoy          abcdefghijklmnop\$")" \
        "$(printf '%s' "$out" | tr "$cr" '\n' | grep -c "^$esc\[Ktoy")"
    toy "progress test 3 7; $go"
    on_terminal 'toy: test 3 of 7' 80 TERM=dumb BPQ_PROGRESS_SECONDS=0
    is 'with TERM=dumb the lines are plain' "$(printf '%s' "$out" | tr -d '\n\r -~')" ''
    on_terminal 'test 3 of 7' 80 NO_COLOR=1
    is 'NO_COLOR: there is no colour, as without it' "$(printf '%s' "$out" | grep -c "$esc\[[0-9;]*m")" 0
    # ^C, which the terminal sends to all of its programs.
    toy "progress test 3 7; $go"
    meanwhile='kill -INT $(cat "$T/pid")'
    sed -i "1s,^,echo \$\$ >'$T/pid'; ," "$T/toy"
    on_terminal 'test 3 of 7'
    meanwhile=
    is 'after SIGINT nothing is left' "$(left)" ''
    is 'but its status' "$rc" 2
else
    skip 'on a terminal' 'there is no script(1)'
fi

# ---- what ends without a word ----

toy "echo \$\$ >'$T/pid'; progress test 3 7; $go"
sed -i "1s,^,progress_folder=$T; ," "$T/toy"
rm -f "$GO"
(BPQ_PROGRESS_SECONDS=0 sh "$T/toy" | cat >"$T/out" && : >"$T/closed") 2>/dev/null &
until_shown "$T/out" '^toy: '
kill -KILL "$(cat "$T/pid")"
# cat reads until nobody has the other end any more.
wait_for "$T/closed"
ok 'a script that is killed: what shows it ends, too' [ -e "$T/closed" ]
is 'and removes its file' "$(ls "$T" | grep '^progress')" ''
done_testing
