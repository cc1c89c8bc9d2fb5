# SPDX-License-Identifier: LGPL-2.1-only
# The rooms of bpq's library are in the order in which data passes through them, as in
# tools/bpq.mk: base, git, merge, plan, queue, port.  No file includes one of a later room,
# no files include each other in a circle, and each .c has its own header, which
# declares what that file defines and nothing else.
. tests/tap.sh
LC_ALL=C
. tests/tools/repository/headers.sh
rooms=$(sed -n 's/^rooms := //p' tools/bpq.mk)

# rooms_of DIR: the files of its rooms
rooms_of() { (cd "$1" && ls $(printf '%s/*.[ch] ' $rooms)); }
# upward DIR: print the includes of files in a later room
upward() {
    includes "$1" $(rooms_of "$1") | awk -v rooms="$rooms" '
        BEGIN { n = split(rooms, room, " "); for (i = 1; i <= n; i++) at[room[i]] = i }
        { split($1, from, "/"); split($2, to, "/") }
        !(to[1] in at) || at[to[1]] > at[from[1]] { print $1 " includes " $2 }'
}
# headless DIR: print each .c that does not include its own header first
headless() {
    (cd "$1" && for file in $(printf '%s/*.c ' $rooms); do
        [ "$(sed -n 's/^#include "\(.*\)"$/\1/p' "$file" | head -n 1)" = "${file%.c}.h" ] ||
            echo "$file does not include ${file%.c}.h first"
    done)
}
flags="-Itools $(pkg-config --cflags libgit2)"
defined() { nm -g --defined-only "build/obj/${1%.c}.o" | awk '$2 ~ /[TDBRCVW]/ { print $3 }' | sort; }
# foreign FILE.c: print where the file and its header differ
foreign() {
    declared "tools/${1%.c}.h" $flags >"$T/declared"
    defined "$1" >"$T/defined"
    comm -3 "$T/declared" "$T/defined" | sed -e "s,^\([^	]\),${1%.c}.h declares \1," -e "s,^	,$1 defines "',' |
        sed -e 's/$/ alone/'
}
# borrowers DIR: each file that calls a function of which neither it nor its own header
# includes the header
borrowers() {
    (for h in $(cd tools && ls $(printf '%s/*.h ' $rooms verbs)); do declared "tools/$h" $flags | sed "s,\$, $h,"; done) >"$T/functions"
    (cd "$1" && awk 'FNR == NR { header[$1] = $2; next }
        /^#include "/ { included[FILENAME, substr($2, 2, length($2) - 2)]; next }
        /^ *(\/\*|\*)/ { next }
        {
            while (match($0, /[a-z_0-9]+\(/)) {
                name = substr($0, RSTART, RLENGTH - 1)
                $0 = substr($0, RSTART + RLENGTH)
                if (name in header)
                    calls[FILENAME, name]
            }
        }
        END {
            for (call in calls) {
                split(call, of, SUBSEP)
                own = of[1]
                sub(/c$/, "h", own)
                h = header[of[2]]
                if (h != own && !((of[1], h) in included) && !((own, h) in included))
                    print of[1] " calls " of[2] " of " h
            }
        }' "$T/functions" $(ls main.c $(printf '%s/*.[ch] ' $rooms verbs)) | sort)
}

is 'the folders are the rooms' "$(cd tools && ls -d ./*/ | cut -c 2- | tr -d / | grep -v verbs | sort | tr '\n' ' ')" \
    "$(printf '%s\n' $rooms | sort | tr '\n' ' ')"
is 'no file includes one of a later room' "$(upward tools)" ''
is 'no files include each other in a circle' "$(circles tools $(rooms_of tools) $(cd tools && ls main.c verbs/*.[ch]))" ''
is 'each file includes its own header first' "$(headless tools)" ''
is 'each file includes the headers of what it calls' "$(borrowers tools)" ''
is 'each header has a file' "$(cd tools && for h in $(printf '%s/*.h ' $rooms); do [ -e "${h%.h}.c" ] || echo "$h"; done)" ''
is 'a header declares what its own file defines, and nothing else' \
    "$(cd tools && for file in $(printf '%s/*.c ' $rooms); do echo "$file"; done | while read -r file; do (cd .. && foreign "$file"); done)" ''
# The verbs themselves are declared in job.h, for main.c.
is 'so do the headers of verbs' "$(for file in tools/verbs/*.c; do
    file=${file#tools/}
    if [ -e "tools/${file%.c}.h" ]; then
        foreign "$file"
    else
        defined "$file" | sed "s,.*,$file defines '&' without a header,"
    fi | grep -vE "[ ']verb_[a-z_]*'? "
done)" ''
is 'a header can be included alone' "$(cd tools && for h in $(printf '%s/*.h ' $rooms); do
    printf '#include "%s"\n' "$h" | ${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -I. $(pkg-config --cflags libgit2) \
        -fsyntax-only -x c - 2>/dev/null || echo "$h"; done)" ''

# Faults are found.
mkdir -p "$T/tools" && cp -R tools/main.c tools/verbs $(printf "tools/%s " $rooms) "$T/tools"
sed -i '/#include "base\/buf.h"/d' "$T/tools/git/history.c"
like 'a header that is included only by another one' "$(borrowers "$T/tools")" '^git/history\.c calls bpq_grow of base/buf\.h$'
echo '#include "queue/queue.h"' >>"$T/tools/git/repo.c"
is 'an include of a later room is found' "$(upward "$T/tools")" 'git/repo includes queue/queue'
like 'a circle is found' "$(circles "$T/tools" $(rooms_of tools))" '^git/repo$'
sed -i '/#include "git\/lines.h"/d' "$T/tools/git/lines.c"
is 'a file without its header is found' "$(headless "$T/tools")" 'git/lines.c does not include git/lines.h first'
like "a header's functions are found" "$(declared tools/base/buf.h $flags | tr '\n' ' ')" 'bpq_buf_add .* bpq_vfmt '
is "a header's variables are found" "$(declared tools/base/stop.h $flags)" bpq_stop
done_testing
