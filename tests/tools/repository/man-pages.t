# SPDX-License-Identifier: LGPL-2.1-only
# The manual pages: groff finds no fault, they lead to each other, and they document
# all words of the formats that the programs know.
. tests/tap.sh
export LC_ALL=C
bpq=$PWD/build/bpq

for page in man/*.[0-9]; do
    run groff -t -man -Tutf8 -ww -z "$page"
    is "$page has no fault" "$rc:$out" 0:
done

# --- they lead to each other ---
# refers FILE...: print the references name(section) in files; in a manual's source there
# is a blank before the section
refers() { sed -e 's/\\-/-/g' -e 's/^\.[BI]R \([a-z][^ ]*\) (/\1(/' "$@" | grep -oE '[a-z][a-zA-Z0-9_-]*\([1-9]\)' | sort -u; }
# pages DIR: print the pages there as references
pages() { (cd "$1" && ls) | sed -n 's/^\(.*\)\.\([1-9]\)$/\1(\2)/p' | sort; }
# astray DIR FILE...: print references to pages of ours that DIR does not have.  A page is
# ours if it is of a program or library of which there is a page; bpq-VERB(1) is any.
astray() {
    dir=$1
    shift
    ours=$(pages "$dir" | sed -e 's/(.*//' -e 's/-.*//' | sort -u | paste -s -d '|')
    for file; do
        refers "$file" | grep -E "^($ours)[-(]" | grep -v -e "-[A-Z]" | while read -r name; do
            [ -e "$dir/$(echo "$name" | sed 's/(\(.\))/.\1/')" ] || echo "$file: $name"
        done
    done
}
# reached DIR: print the pages to which pvh-backport(7) and the pages that it names lead
reached() {
    echo 'pvh-backport(7)' >"$T/reached"
    while :; do
        cp "$T/reached" "$T/before"
        sed 's/(\(.\))/.\1/' "$T/before" | (cd "$1" && refers $(cat) && cat "$T/before") 2>/dev/null | sort -u >"$T/next"
        pages "$1" | comm -12 - "$T/next" >"$T/reached"
        cmp -s "$T/before" "$T/reached" && break
    done
    cat "$T/reached"
}
lonely() { # DIR: print pages without SEE ALSO
    for page in "$1"/*.[1-9]; do grep -qx '\.SH SEE ALSO' "$page" || echo "$page"; done
}
texts=$(ls man/*.[1-9] NOTES ./*.md mk/help.txt compat/area tools/main.c tools/*/*.[ch] && find docs -type f && find . -name README -not -path './out/*')
is 'each page that a text names exists' "$(astray man $texts)" ''
is 'pvh-backport(7) leads to each page' "$(reached man)" "$(pages man)"
is 'pvh-backport(7) itself names each page of a format' \
    "$(refers man/pvh-backport.7 | grep '(5)')" "$(pages man | grep '(5)')"
is 'each page has SEE ALSO' "$(lonely man)" ''

# Faults are found.
mkdir "$T/man" && cp man/*.[1-9] "$T/man"
sed 's/bpq.-port (1)/bpq\\-prot (1)/' man/bpq-show.1 >"$T/man/bpq-show.1"
sed 's/bpq.-port (1)/bpq\\-prot (1)/' man/bpq-explain.1 >"$T/man/bpq-explain.1"
is 'a page that is not there is found' "$(astray "$T/man" "$T/man/bpq-explain.1")" "$T/man/bpq-explain.1: bpq-prot(1)"
printf '.TH BPQ\\-NEW 1\n' >"$T/man/bpq-new.1"
is 'a page that nothing leads to is found' "$(reached "$T/man" | comm -13 - "$(pages "$T/man" >"$T/all" && echo "$T/all")")" 'bpq-new(1)'
is 'a page without SEE ALSO is found' "$(lonely "$T/man")" "$T/man/bpq-new.1"

# --- they have all words ---
# rendered PAGE: print it as plain text
rendered() { groff -t -man -Tascii -P-c -P-b -P-o -P-u "man/$1" 2>/dev/null; }
# told PAGE SECTION-START WORD...: print the words without an entry in the section.  Lines
# of an entry's text are indented further.
told() {
    text=$(rendered "$1" | sed -n "/$2/,/^[A-Z]/p" | sed -n -e 's/^       \(# \)\{0,1\}\([^ ].*\)/, \2 /p' | sed 's/,/ ,/g')
    shift 2
    for word; do
        case $text in
        *", $word "* | *"do $word "*) ;;
        *) echo "$word" ;;
        esac
    done
}

# The words that bpq lists when it finds an unknown one, one a line.
listed() { # TEXT WORDS-BEFORE
    printf '%s\n' "$1" | sed -e 's/ or /, /g' -e 's/ and /, /g' |
        sed -n "s/.*$2 \(\([a-z]*, \)*[a-z]*\).*/\1/p" | tr -d ' ' | tr , '\n'
}
strings_of() { # FILE: in one line
    sed -e 's/",/;/g' "$1" | tr -d '"\n' | sed -e 's/   */ /g'
}
has_words() { # WHAT COUNT PAGE SECTION-START WORD...
    what=$1 count=$2
    shift 2
    page=$1 section=$2
    shift 2
    is "the program knows all $what" "$#" "$count"
    is "$what: each has its entry in $page" "$(told "$page" "$section" "$@")" ''
}

mkdir -p "$T/series-4.9" "$T/repo" "$T/compat/c"
id=1111111111111111111111111111111111111111
printf '# base R\n# group g\na.patch # pick %s\n#+ wrong x\n' $id \
    >"$T/series-4.9/series"
run "$bpq" series 4.9 --root "$T" --xen "$T/repo" --out "$T/out"
has_words clauses 11 bpq-series.5 '^ *Clauses$' $(listed "$out" 'known are')
has_words 'lines of a plan' 5 bpq-series.5 '^THE PLAN$' \
    $(sed -n '/ directives\[\]/,/^};/p' tools/plan/planfile.c | grep -oE '"[a-z]+"' | tr -d '"')
has_words steps 3 bpq-change.5 '^DESCRIPTION$' $(listed "$(strings_of tools/plan/change.c)" 'known are')
has_words 'words of edits' 6 bpq-change.5 '^EDITS$' $(listed "$(strings_of tools/plan/edit.c)" 'known are')
has_words 'verbs of edits' 5 bpq-change.5 '^EDITS$' $(listed "$(strings_of tools/plan/edit.c)" 'do takes')
has_words 'words of an area' 5 bpq-area.5 '^DESCRIPTION$' $(listed "$(strings_of tools/plan/areafile.c)" 'known are')
has_words 'sides of a resolution' 3 bpq-resolution.5 '^DESCRIPTION$' \
    $(sed -n '/ source_names\[\]/,/;$/p' tools/merge/resolution.c | grep -oE '"[a-z]+"' | tr -d '"')
has_words 'lines of a lock' 6 bpq-lock.5 '^DESCRIPTION$' base end \
    $(sed -n '/ words\[\]/,/^};/p' tools/queue/lock.c | sed -n 's/.*{"\([a-z]*\) .*/\1/p')
has_words 'fields of a header' 9 bpq-queue.5 '^THE PATCHES$' \
    $(sed -n '/ fields\[\]/,/^};/p' tools/queue/header.c | sed -n 's/.*{"\([A-Za-z-]*\)".*/\1:/p')
has_words 'rules of a queue' 11 bpq-queue.5 '^ *Rules$' \
    $({ sed -n -e 's/.*rule(p, "\([a-z]*\): .*/\1/p' -e 's/.*bpq_fmt("\([a-z]*\): .*/\1/p' \
        -e 's/.*rules, "\([a-z]*\): .*/\1/p' tools/queue/pick.c tools/queue/make.c
        sed -n 's/^    {"\([a-z]*\)", read_.*/\1/p' tools/plan/change.c; } | sort -u)
has_words classes 5 pvh-backport.7 '^ *Classes$' \
    $(sed -n '/ class_names\[\]/,/;$/p' tools/queue/header.c | grep -oE '"[a-z]+"' | tr -d '"')
has_words 'facts of a queue' 7 bpq-queue.1 '^OUTPUT$' \
    $(sed -n '/ facts\[\]/,/;$/p' tools/verbs/queue.c | grep -oE '"[a-z]+"' | tr -d '"')
has_words 'facts of a lock' 5 bpq-locked.1 '^OUTPUT$' \
    $(sed -n '/ facts\[\]/,/;$/p' tools/verbs/locked.c | grep -oE '"[a-z]+"' | tr -d '"')
columns() { # FILE: the columns of the table that it writes
    tr -d '\n' <"$1" | sed 's/" *"//g' | grep -oE '"branch(\\t[a-z]+)+' | tr -d '"' | sed 's/\\t/ /g'
}
has_words 'columns of advisories' 15 bpq-advisories.1 '^OUTPUT$' $(columns tools/verbs/advisories-put.c)
has_words 'columns of corpus' 7 bpq-corpus.1 '^OUTPUT$' $(columns tools/verbs/corpus.c)
has_words 'states of a fix' 7 bpq-advisories.1 '^STATES$' $(jq -r '.definitions.state.enum[]' docs/advisories.schema.json)
has_words 'members of port' 11 bpq-port.1 '^OUTPUT$' $(jq -r '.properties | keys[]' docs/port.schema.json)
for record in run requirement fact step test layout text base patch end; do
    jq -r --arg is "$record" '.oneOf[].properties | select(.record.const == $is) | keys[] | select(. != "record")' \
        mk/results/schema.json >"$T/members"
    is "results: each member of $record has its entry" "$(told pvh-results.5 "^ *$record\$" $(cat "$T/members"))" ''
done
is 'results: a record is not forgotten' "$(jq -r '.oneOf[].properties.record.const' mk/results/schema.json | sort | xargs)" \
    'base end fact layout patch requirement run step test text'

# bpq(1) has the limits that the code has.
limits=$(rendered bpq.1 | sed -n '/^LIMITS$/,/^FILES$/p' | tr -s ' \n' '  ')
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
