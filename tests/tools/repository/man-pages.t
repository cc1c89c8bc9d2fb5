# SPDX-License-Identifier: LGPL-2.1-only
# The manual pages: groff finds no fault, and they document all words of a plan, a
# change and edits that the program knows.
. tests/tap.sh
bpq=$PWD/build/bpq

for page in man/*.[135]; do
    run groff -t -man -Tutf8 -ww -z "$page"
    is "$page has no fault" "$rc:$out" 0:
done

# The words that bpq lists when it finds an unknown one, one a line.
listed() { # TEXT WORDS-BEFORE
    printf '%s\n' "$1" | sed -e 's/ or /, /g' |
        sed -n "s/.*$2 \(\([a-z]*, \)*[a-z]*\).*/\1/p" | tr -d ' ' | tr , '\n'
}
strings_of() { # FILE: in one line
    sed -e 's/",/;/g' "$1" | tr -d '"\n' | sed -e 's/   */ /g'
}
page=$(groff -man -Tascii -P-c -P-b -P-o -P-u man/bpq-series.5 2>/dev/null)
told() { # SECTION-START WORD...: print the words that the section lacks
    section=$1
    shift
    text=$(printf '%s\n' "$page" | sed -n "/$section/,/^[A-Z]/p")
    for word; do
        case $text in
        *"       $word "* | *", $word "* | *"do $word"*) ;;
        *) echo "$word" ;;
        esac
    done
}

mkdir -p "$T/series-4.9" "$T/repo" "$T/compat/c"
id=1111111111111111111111111111111111111111
printf '# base R\n# group g\na.patch # pick %s\n#+ wrong x\n' $id \
    >"$T/series-4.9/series"
run "$bpq" series 4.9 --root "$T" --xen "$T/repo" --out "$T/out"
words=$(listed "$out" "known are")
is 'bpq lists all clauses' "$(echo "$words" | wc -l)" 11
is 'each clause has its entry' "$(told '^ *Clauses$' $words)" ''
words=$(listed "$(strings_of tools/plan/change.c)" 'known are')
is 'bpq lists all steps' "$(echo "$words" | wc -l)" 3
is 'each step has its entry' "$(told '^A CHANGE$' $words)" ''
words=$(listed "$(strings_of tools/plan/edit.c)" 'known are')
is 'bpq lists all words of edits' "$(echo "$words" | wc -l)" 6
is 'each word of edits has its entry' "$(told '^ *Anchored edits$' $words)" ''
words=$(listed "$(strings_of tools/plan/edit.c)" 'do takes')
is 'bpq lists all verbs of edits' "$(echo "$words" | wc -l)" 5
is 'each verb of edits has its entry' "$(told '^ *Anchored edits$' $words)" ''

# bpq(1) has the limits that the code has.
limits=$(groff -man -Tascii -P-c -P-b -P-o -P-u man/bpq.1 2>/dev/null | sed -n '/^LIMITS$/,/^FILES$/p' | tr -s ' \n' '  ')
while read -r file name unit; do
    value=$(sed -n "s/^#define $name //p" "$file" | sed -e 's/([a-z0-9_]*_t)//' -e 's,/\*.*,,')
    eval "value=\$(($value))"
    [ "$unit" = bytes ] || value="$((value >> 20)) MB"
    like "LIMITS has $name of $file" "$limits" " ${value}[ ,.;:]"
done <<'END'
tools/git/repo.h BPQ_BLOB_MAX MB
tools/plan/plan.h BPQ_PLAN_LINES bytes
tools/plan/plan.h BPQ_PLAN_BASES bytes
tools/plan/plan.h BPQ_PLAN_PATHS bytes
tools/base/textfile.c ERE_MAX bytes
tools/queue/lock.c LOCK_MAX MB
tools/plan/edit.c EDITS_WORK MB
tools/queue/mail.c MESSAGE_MAX MB
tools/port/outside.c FILE_MAX MB
tools/git/udiff.h BPQ_UDIFF_FILES bytes
tools/git/apply.h BPQ_WORK MB
tools/git/apply.c FILE_WORK bytes
tools/port/advisory.c META_MAX MB
tools/merge/window.c MAX_CELLS bytes
END
done_testing
