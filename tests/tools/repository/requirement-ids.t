# SPDX-License-Identifier: LGPL-2.1-only
# docs/requirements.md explains each requirement id that is used anywhere; each id on
# the page has a test or is marked as open; and tables that show ids have a few words
# with each, as the names in the JUnit of the matrix have.
. tests/tap.sh
. mk/results/results.sh
LC_ALL=C
page=docs/requirements.md
ids='(A[1-9][0-9]?|ON[0-9]+|NO[0-9]+|ONEW|B0[0-9]|B1[0-9]|BU|Q[0-9]+|K[0-9]+|P1|S[12])'

# rows PAGE: "ID|SENTENCE|WHERE" of each row
rows() { sed -n -E 's/^\| '"($ids|OLD)"' \| (.*) \| ([^|]*) \|$/\1|\3|\4/p' "$1"; }
# sources DIR: its files, without those that make and runs leave
sources() {
    (cd "$1" && find . -type d \( -name .git -o -path ./out -o -path ./build -o -path './series-*/*' \) -prune \
        -o -type f -print | sed 's,^\./,,' | grep -vxE "$page|tests/tools/repository/requirement-ids\.t|series-[0-9.]*/lock")
}
# used DIR: the ids in its files, as words or at the start of a test's name
used() {
    sources "$1" >"$T/files"
    (cd "$1" && tr '\n' '\0' <"$T/files" |
        xargs -0 grep -hIoE "(^|[^A-Za-z0-9_.<+-])$ids([^A-Za-z0-9_-]|\$)|START_TEST\\((a|on|no)[0-9]+_") |
        sed -e '/^START_TEST/y/aon/AON/' | grep -oE "$ids" | sort -u
}
# unexplained DIR: ids that are used there and have no row
unexplained() {
    used "$1" >"$T/used"
    rows "$page" | cut -d'|' -f1 | sort -u | comm -13 - "$T/used"
}

rows "$page" >"$T/rows"
is 'the page has rows' "$([ "$(grep -c . "$T/rows")" -gt 40 ] && echo yes)" yes
is 'each line of its tables is a row' "$(grep -c '^| ' "$page")" \
    "$(($(grep -c . "$T/rows") + $(grep -cF '| id | what it asks for | shown by |' "$page")))"
is 'each id has one row' "$(cut -d'|' -f1 "$T/rows" | sort | uniq -d)" ''
is 'each id has one sentence' "$(awk -F'|' '$2 !~ /^[^ ].*[^.]\.$/ || $2 ~ /[.] [A-Z]/' "$T/rows")" ''
is 'each id that is used has its row' "$(unexplained .)" ''
is 'each id is shown by a file, or open' "$(while IFS='|' read -r id _ where; do
    [ "$where" = open ] || [ -f "$where" ] || echo "$id: $where"
done <"$T/rows")" ''
# An id that a test, a table or NOTES names is not open.
is 'an open id is used nowhere' "$(awk -F'|' '$3 == "open" { print $1 }' "$T/rows" | sort | comm -12 - "$T/used")" ''

# Tables that show ids have words with them; the matrix's come from matrix.def.
sed -n -E 's/^EXPECT\(([A-Z0-9]+),.*/\1/p' tests/libxl/matrix/matrix.def | sort -u >"$T/cells"
sed -n -E 's/^REQUIREMENT\(([A-Z0-9]+), "[^"]+ [^"]+"\)$/\1/p' tests/libxl/matrix/matrix.def | sort -u >"$T/worded"
is "each id of the matrix's table has words" "$(diff "$T/cells" "$T/worded")" ''
is "each id of the matrix's table has its row on the page" "$(cut -d'|' -f1 "$T/rows" | sort -u | comm -13 - "$T/cells")" ''

# bare FILE: print the names in a JUnit file that have an id without its words
bare() {
    grep -oE '(class)?name="[^"]*"' "$1" | grep -oE "(^|[^A-Za-z0-9_<+-])$ids([^A-Za-z0-9_-].*|\$)" | sort -u |
        while read -r name; do
            id=$(printf '%s\n' "$name" | grep -oE "$ids" | head -n 1)
            words=$(sed -n "s/^REQUIREMENT($id, \"\(.*\)\")\$/\1/p" tests/libxl/matrix/matrix.def)
            case $name in *"${words:-no words}"*) ;; *) echo "$name" ;; esac
        done
}
make -s -f tests/libxl/records/records.mk CC="${CC:-cc}" >&2 &&
    sh tests/libxl/records/replicas 4.9 "$T/replicas" >&2 || exit 2
run sh tests/libxl/matrix/run "$T/replicas/old" "$T/replicas/new" "$T/matrix"
is 'the matrix runs, with replicas' "$rc" 0
is 'each id in its JUnit has its words' "$(bare "$T/matrix/junit.xml")" ''
sed -e '1s/"of":"matrix"/"of":"verify-branch"/' "$T/matrix/results.jsonl" >"$T/results.jsonl"
report junit "$T/results.jsonl" >"$T/junit.xml"
like 'the JUnit of verify-branch has ids in its classes' "$(cat "$T/junit.xml")" 'classname="verify-branch\.matrix\.NO1 '
is 'the ids have their words' "$(bare "$T/junit.xml")" ''
sed -e 's/\.NO1 [^"]*"/.NO1"/' "$T/junit.xml" >"$T/bare.xml"
is 'an id without words is found' "$(bare "$T/bare.xml")" '.NO1"'

# messages FILE...: print strings of more than one word that have an id
messages() {
    grep -nHoE "(\"[^\"]*\"|'[^']*')" "$@" | grep -E "^[^:]*:[0-9]*:.* " |
        grep -E "[^A-Za-z0-9_.<+-]$ids([^A-Za-z0-9_-]|\$)"
}
# Messages use words, not ids.
is 'no message of the tools or scripts has an id' \
    "$(sources . | grep -E '^(tools|verify|mk|host|bench|compat|tests/libxl)/' |
        grep -vE '\.t$|/t_[a-z]*\.c$|/matrix\.def$|/reviewed/|^compat/area$' | xargs grep -lI '' |
        while read -r file; do messages "$file"; done)" ''
printf 'bpq_error(e, BPQ_FAIL, "it lacks support (B07)");\n' >"$T/message.c"
is 'a message with an id is found' "$(messages "$T/message.c")" "$T/message.c:1:\"it lacks support (B07)\""

# An id without a row is found.
mkdir "$T/repo" && echo 'see NO99' >"$T/repo/a" && echo 'START_TEST(a98_b)' >"$T/repo/b.c"
is 'an id without a row is found' "$(unexplained "$T/repo" | tr '\n' ' ')" 'A98 NO99 '
done_testing
