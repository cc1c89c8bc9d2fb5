#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# What bpq shows while it makes a queue: in a pipe, on a terminal, and to the script that
# started it.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

mkdir -p "$R/compat/changes/slow" "$T/bin"
sed -i -e 's/^line 3$/changed/' "$X/tools/libxl/a.c"
commit 'the pick'
patch_line a.patch "$id" 'before compat/changes/slow/x.cocci' 'why it lasts'
printf '@@ @@\n-int x;\n+int y;\n' >"$R/compat/changes/slow/x.cocci"
# A semantic patch that lasts until the test makes a file.
GO=$T/go MARK=$T/mark
fake spatch 'case $1 in
--version) echo "spatch version 1.1.1 compiled with OCaml version 4.13.1" ;;
*)
    echo $PPID >'"'$MARK'"'
    while [ ! -e '"'$GO'"' ]; do sleep 0.1; done
    exit 1
    ;;
esac'
export SPATCH="$T/bin/spatch"

# while_shown FILE ERE COMMAND...: run it until a line of the file matches
while_shown() {
    file=$1 ere=$2
    shift 2
    rm -f "$GO" "$file"
    "$@" >"$T/out" 2>"$T/err" </dev/null &
    pid=$!
    tries=0
    while ! grep -q -a -E -e "$ere" "$file" 2>/dev/null && [ $tries -lt 600 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
    [ -z "${meanwhile:-}" ] || eval "$meanwhile"
    : >"$GO"
    wait $pid
    rc=$?
}
series="$BPQ series 4.9 --root $R --xen $X --out $T/queue"
while_shown "$T/err" 'patch 1 of 1' env BPQ_PROGRESS_SECONDS=0 $series
like 'in a pipe a line says which patch of how many' "$(head -n 1 "$T/err")" '^bpq: RELEASE-4\.9\.4: patch [01] of 1, [0-9]+ s$'
is 'on standard error, with nothing that controls a terminal' "$(tr -d '\n -~' <"$T/err")$(grep -c patch "$T/out")" 0
like 'the error is the last line, as ever' "$(tail -n 1 "$T/err")" '^bpq: series-4\.9/series:[0-9]+: a\.patch: '
while_shown "$MARK" . $series
is 'before its time nothing is said' "$(wc -l <"$T/err")" 1
while_shown "$T/state" '1	1' env BPQ_PROGRESS="$T/state" BPQ_PROGRESS_IN='4.9.4 generate' BPQ_PROGRESS_SECONDS=0 $series
is 'who started it is told' "$(cat "$T/state")" '4.9.4 generate	RELEASE-4.9.4: patch	1	1'
is 'and shows it alone' "$(wc -l <"$T/err")" 1
while_shown "$MARK" . env BPQ_PROGRESS=/nowhere/state $series
like 'that this cannot be written is no error' "$(cat "$T/err")" '^bpq: series-4\.9/series:[0-9]+: a\.patch: '

if command -v script >/dev/null; then
    esc=$(printf '\033') cr=$(printf '\r')
    left() { sed -e "s/$cr\$//" -e "s/.*$cr$esc\[K//" "$T/out"; }
    on_terminal() { # COLUMNS NAME=VALUE...
        columns=$1
        shift
        while_shown "$T/out" 'patch|bpq: RELEASE' env --default-signal=INT TERM=xterm "$@" \
            script -q -e -f -c "stty cols $columns; exec env $series" /dev/null
    }
    on_terminal 80
    like 'a terminal has it in one line' "$(cat "$T/out")" "$cr$esc\[Kbpq: RELEASE-4\.9\.4: patch 1 of 1, [0-9]+ s"
    like 'of which nothing is left' "$(left | paste -s -d '|')" '^bpq: series-4\.9/series:[^|]*$'
    on_terminal 20
    is 'it is cut to the width of the terminal' "$(tr "$cr" '\n' <"$T/out" | grep "^$esc\[Kbpq: RELEASE" | cut -c 1-3 --complement | sort -u)" \
        'bpq: RELEASE-4.9.4:'
    on_terminal 80 TERM=dumb BPQ_PROGRESS_SECONDS=0
    is 'with TERM=dumb the lines are plain' "$(tr -d '\n\r -~' <"$T/out")" ''
    meanwhile='kill -INT $(cat "$MARK")'
    on_terminal 80
    meanwhile=
    is 'after SIGINT nothing is left but the message' "$(left)" 'bpq: interrupted; nothing was written'
else
    skip 'on a terminal' 'there is no script(1)'
fi

# However late the thread looks, after the end it shows nothing.  Here it always gets its
# turn when the lock is free.
cat >"$T/end.c" <<'END'
#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static pthread_t first;

static int then_wait(pthread_mutex_t *lock)
{
    struct timespec nap = {0, 200000000};
    int r = pthread_mutex_unlock(lock);

    if (pthread_equal(pthread_self(), first))
        nanosleep(&nap, NULL);
    return r;
}
#define pthread_mutex_unlock then_wait
#define isatty(fd) ((fd) == 2)
#include "verbs/progress.c"

int main(void)
{
    setenv("TERM", "xterm", 1);
    setenv("BPQ_PROGRESS_SECONDS", "0", 1);
    first = pthread_self();
    progress_show(1, 2, "toy");
    progress_end();
    dprintf(2, "end");
    return 0;
}
END
ok 'the thread alone builds' ${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -Itools -o "$T/end" "$T/end.c" build/libbpq.a -lpthread
"$T/end" 2>"$T/err"
like 'the thread has shown it' "$(cat "$T/err")" 'bpq: toy 1 of 2, 0 s'
is 'at the end nothing of it is left' "$(tr '\r' '\n' <"$T/err" | tail -n 1 | tail -c 7)" "$(printf '\033[Kend')"
done_testing
