# SPDX-License-Identifier: LGPL-2.1-only
# The program texts: the same seed gives the same texts, and members of a union occur
# together in some of them.
. tests/tap.sh
src=tests/libxl/callers
run ${CC:-cc} -std=gnu11 -D_GNU_SOURCE -Wall -Wextra -Werror "$src/texts.c" "$src/text.c" \
    "$src/process.c" -o "$T/texts"
is 'the program builds' "$rc:$out" 0:

mkdir -p "$T/corpus/type"
printf '{ "b": { "u.one": { "list": [1, "a\\"b", null] } } }' >"$T/corpus/type/one.json"
printf '{ "b": { "u.two": { } }, "c": [{ "d": -1.5 }] }' >"$T/corpus/type/two.json"
printf '\377{]"' >"$T/corpus/type/wrong.json"
: >"$T/corpus/type/empty.json"
texts() { # SEED NUMBER
    LC_ALL=C "$T/texts" "$1" "$2" "$T"/corpus/*/*.json
}

texts 1 0 >"$T/kept"
is 'the corpus comes first, unchanged' "$(tr '\0' '\n' <"$T/kept" | od -An -c | tr -d ' \n')" \
    "$(printf 'type/empty\n\ntype/one\n%s\ntype/two\n%s\ntype/wrong\n%s\n' \
        "$(cat "$T/corpus/type/one.json")" "$(cat "$T/corpus/type/two.json")" \
        "$(cat "$T/corpus/type/wrong.json")" | od -An -c | tr -d ' \n')"
texts 1 500 >"$T/few"
texts 1 3000 >"$T/many"
is 'status 0' "$?" 0
is 'a text depends only on seed and number, not on how many there are' \
    "$(head -c "$(wc -c <"$T/few")" "$T/many" | cksum)" "$(cksum <"$T/few")"
is 'each has a name and a text' "$(tr -dc '\0' <"$T/many" | wc -c)" 6008
texts 2 3000 >"$T/other"
if cmp -s "$T/many" "$T/other"; then fail 'another seed gives other texts'; else pass 'another seed gives other texts'; fi
tr '\0' '\n' <"$T/many" >"$T/lines"
met=$(grep -a -c '"b" : { "u\.\(one\|two\)" : {[^}]*} , "u\.\(one\|two\)"' "$T/lines")
if [ "$met" -gt 50 ]; then pass 'members of a union occur together'; else fail 'members of a union occur together' "$met"; fi
like 'some texts are deeply nested' "$(grep -a -c '\[ \[ \[ \[' "$T/lines")" '^[1-9]'

run "$T/texts" 1 2
is 'no corpus: status 2' "$rc" 2
like 'no corpus: the message shows the usage' "$out" '^usage: texts '
run "$T/texts" 1 2 "$T/none.json"
is 'no such file: status 2' "$rc" 2
like 'no such file: the message names it' "$out" '/none\.json: No such file'
done_testing
