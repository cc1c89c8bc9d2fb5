# SPDX-License-Identifier: LGPL-2.1-only
# bpq advisories: each state that a security fix can have on a branch.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
. tests/tools/toys/branches.sh
fix() { commit "$1

This is part of XSA-$2."; } # SUBJECT NUMBER
# advisories [OPTION]...: what stands on 4.9, as a table in $T/tsv
advisories() {
    run "$BPQ" advisories 4.9 --root "$R" --xen "$X" --format tsv "$@"
    printf '%s\n' "$out" >"$T/tsv"
}
of() { awk -F '\t' -v xsa="$1" -v f="$2" '$3 == xsa { print $f }' "$T/tsv"; } # XSA FIELD
number=3 advisory=4 where=6 state=8 rule=9 source=10 after=11 note=13 types=14 needs=15

# --- what the branches differ in ---
at master
printf 'int flag_one;\nint flag_two;\nint flag_three;\n' >"$X/xen/flags.c"
printf 'int old;\n' >"$X/xen/old.c"
printf 'int kept(struct x *x)\n{\n    return way(x);\n}\n' >"$X/tools/whole.c"
lines 1 90 '/* much else' >>"$X/tools/whole.c"
lines 1 60 text >"$X/tools/stack.c"
printf '%s\n' 'libxl_a = Struct("a", [' '    ("a", "int a"), # a' '    ])' 'libxl_b = Struct("b", [' \
    '    ("b", "int b"), ("c", Struct(None, [("c", "int")])),' '    ], dir=DIR_IN)' >"$X/tools/libxl/libxl_types.idl"
printf '%s\n' '/* another */' '#define X {' 'struct xen_one {' '    uint32_t old; /* of one */' '};' \
    'typedef struct xen_one xen_one_t;' 'typedef struct {' '    uint32_t two;' '} xen_two_t;' \
    >"$X/xen/include/public/domctl.h"
printf 'struct private { int a; };\n' >"$X/tools/libxl/libxl_internal.h"
commit 'Before they part'
git_x branch -f stable-4.9
git_x tag -f -a -m release RELEASE-4.9.4 >/dev/null
cat >"$X/tools/newer.c" <<'EOF'
int newer_one(struct newer *n)
{
    return n->first_member + n->second_member;
}
EOF
edit 's/line 20$/line 20, of mainline/' tools/libxl/a.c
git_x rm -q tools/whole.c
printf 'int kept(struct x *x)\n{\n    first();\n    second();\n    third();\n    fourth();\n    fifth();\n}\n' >"$X/tools/parts.c"
lines 1 900 'We support' >"$X/SUPPORT.md"
commit 'Only mainline'
mainline_only=$id
git_x branch stable-4.10

# --- the fixes ---
edit 's/line 3$/line 3, safe/' tools/libxl/a.c
fix 'tools: three' 301
clean=$id
edit 's/line 20, of mainline/line 20, safe/' tools/libxl/a.c
fix 'tools: twenty' 302
conflict=$id
edit 's/line 20, safe/line 20, safer/' tools/libxl/a.c
edit 's/word 3$/word three/' tools/libxl/b.c
fix 'tools: twenty, again' 302
edit 's/word 10$/word ten/' tools/libxl/b.c
fix 'tools: not in the way' 302
edit 's/word 12$/word twelve/' tools/libxl/b.c
commit 'tools: another file

This is CVE-2020-12345 and CVE-2020-12346 / part of XSA-302.'
other=$id
edit 's/n->first_member/safe(n->first_member)/' tools/newer.c
fix 'tools: what the branch lacks' 303
absent=$id
edit '/^int flag_three;/d' xen/flags.c
fix 'xen: a flag less' 304
flag=$id
edit 's/word 20$/word twenty/' tools/libxl/b.c
fix 'tools: twenty words' 305
queued=$id
edit 's/word 22$/word twenty-two/' tools/libxl/b.c
fix 'tools: two more words' 305
edit 's/word 25$/word twenty-five/' tools/libxl/b.c
fix 'tools: in the release' 306
had=$id
edit 's/word 27$/word twenty-seven/' tools/libxl/b.c
fix 'tools: in the release, too' 306
edit 's/word 29$/word twenty-nine/' tools/libxl/b.c
commit 'tools: mainline does not say so'
silent=$id
edit 's/line 33$/line 33, safe/' tools/libxl/a.c
fix 'tools: the branch has another line' 309
adapted=$id
edit 's/fourth();/safe_fourth();/' tools/parts.c
fix 'tools: the function is in another file' 319
edit 's/line 20, safer/line 20, safest/' tools/libxl/a.c
lines 1 9 'int helper' >"$X/tools/helper.c"
fix 'tools: a file of its own' 320
helper=$id
edit 's/helper/better/' tools/helper.c
fix 'tools: more in that file' 320
edit 's/int b/long b/' tools/libxl/libxl_types.idl
edit 's/uint32_t old;/uint64_t old;/; s/another/an other/' xen/include/public/domctl.h
edit 's/private/own/' tools/libxl/libxl_internal.h
fix 'tools: a public type' 322
echo 'Not supported.' >>"$X/SUPPORT.md"
fix 'SUPPORT.md: not supported' 321

# some on top of others
edit 's/text 10$/text ten/' tools/stack.c
fix 'tools: a text' 323
edit 's/text ten$/text ten, twice/' tools/stack.c
fix 'tools: the same text' 324
edit 's/twice$/thrice/' tools/stack.c
fix 'tools: the same text again' 325
edit 's/text 30$/text thirty/' tools/stack.c
fix 'tools: another text' 326
edit 's/text 50$/text fifty/' tools/stack.c
fix 'tools: one more text' 327
edit 's/thrice$/four times/; s/text thirty$/text thirty, twice/' tools/stack.c
fix 'tools: both texts' 328
edit 's/word ten$/word ten, twice/' tools/libxl/b.c
fix 'tools: on top of what is settled of an advisory that is not' 329

# what is none
edit 's/^int old/long old/' xen/old.c
commit 'xen: none (XSA-310)

As of XSA-311 this is a followup to XSA-312.  Since XSA-313 fixed it,
XSA-314 is not needed.  This was introduced by XSA-315.  This is (not
really) XSA-316.  This is a followup to XSA-317.  This documents, but
does not fix, XSA-318.'

# --- the branches ---
at stable-4.9
edit 's/^int flag_two;/int flag_two = 2;/' xen/flags.c
edit 's/line 32$/line 32, of the branch/' tools/libxl/a.c
edit 's/word 25$/word twenty-five/' tools/libxl/b.c
commit "tools: in the release, with flags and lines

(cherry picked from commit $had)"
had_as=$id
edit 's/word 27$/word 27, otherwise/' tools/libxl/b.c
fix 'tools: in the release, too' 306
written_as=$id
git_x tag -f -a -m release RELEASE-4.9.4 >/dev/null
edit 's/word 15$/word fifteen/' tools/libxl/b.c
fix 'tools: of the branch alone' 307
alone=$id
at stable-4.10
edit 's/word 29$/word twenty-nine/' tools/libxl/b.c
fix "tools: of a newer branch

master commit: $silent" 308
edit 's/line 32$/line 32, of the branch/' tools/libxl/a.c
commit 'So does the newer branch'
edit 's/line 33$/line 33, safe/' tools/libxl/a.c
commit "tools: the branch has another line

master commit: $adapted"
adapted_as=$id
edit 's/word 22$/word 22, otherwise/' tools/libxl/b.c
fix 'tools: two more words' 305
patch_line queued.patch "$queued"
patch_line two-more.patch "$id"

advisories
is 'status' "$rc" 0
is 'the heading' "$(sed -n 1p "$T/tsv")" \
    'branch	base	xsa	advisory	commit	on	date	state	rule	source	after	subject	note	types	needs'
is 'all advisories, no others' "$(cut -f $number "$T/tsv" | sed 1d | uniq | xargs)" '301 302 303 304 305 306 307 308 309 319 320 321 322 323 324 325 326 327 328 329'
is 'clean' "$(of 301 $state) $(of 301 $rule) $(of 301 $source)" "clean merge $clean"
is 'a conflict, and what follows' "$(of 302 $state | xargs)" 'conflict conflict clean clean'
is 'which one to settle before' "$(of 302 $after | xargs)" "- $conflict - -"
like 'where it conflicts' "$(of 302 $note | sed -n 1p)" '^tools/libxl/a.c: lines that conflict$'
is 'an advisory is as its worst commit' "$(of 302 $advisory | uniq)" conflict
is 'a message with two CVEs' "$(of 302 5 | tail -n 1)" "$other"
is 'absent' "$(of 303 $state) $(of 303 5)" "absent $absent"
like 'absent: no more than it can know' "$(of 303 $note)" '^probably not affected: of the 1 file that it changes none is here'
is 'not absent: its function is elsewhere' "$(of 319 $state)" conflict
like 'where it is' "$(of 319 $note)" '^tools/whole.c has kept, which is changed in a file that is not here; '
is 'not absent: an earlier fix would add the file' "$(of 320 $state | xargs) $(of 320 $after | xargs)" "conflict conflict - $helper"
is 'a document that is absent' "$(of 321 $state) $(of 321 $note)" \
    'absent SUPPORT.md is not here, and its name is not that of code: read what the change says'
is 'ported by transplant' "$(of 304 $state) $(of 304 $rule) $(of 304 $source)" "ported transplant $flag"
is 'in the queue' "$(of 305 $state | xargs) $(of 305 $note | sed -n 1p)" 'queue queue queued.patch'
is 'in the queue, as a branch has it by author and subject' "$(of 305 $note | sed -n 2p)" two-more.patch
is 'in the base' "$(of 306 $state | xargs)" 'base base'
is 'in the base: by its name' "$(of 306 $note | sed -n 1p)" "the base has it as $had_as, which names it"
is 'in the base: by author and subject' "$(of 306 $note | sed -n 2p)" \
    "the base has it as $written_as, which is by the same author and has its subject"
is 'of the branch alone, after the release' "$(of 307 5) $(of 307 $where) $(of 307 $state)" "$alone 4.9 clean"
is 'named by a backport alone' "$(of 308 5) $(of 308 $where) $(of 308 $state)" "$silent mainline clean"
is 'clean, as a newer branch has it, too' "$(of 308 $rule)" newer
is 'ported from a newer branch' "$(of 309 $state) $(of 309 $rule) $(of 309 $source)" "ported newer $adapted_as"
is 'from a newer branch: which one' "$(of 309 $note)" "from stable-4.10's backport $adapted_as"
is 'alone on the queue' "$(of 323 $state) $(of 326 $advisory) $(of 323 $needs)" 'clean clean -'
is 'on top of another' "$(of 324 $state) $(of 324 $advisory) $(of 324 $needs)" 'conflict conflict 323'
is 'on top of one that is on top of another' "$(of 325 $advisory) $(of 325 $needs)" 'conflict 323 324'
is 'on top of several, and no more than these' "$(of 328 $advisory) $(of 328 $needs)" 'conflict 323 324 325 326'
is 'not on top of a part' "$(of 329 $advisory) $(of 329 $needs)" 'conflict -'
for order in 328 '323 324 325 326 328' '323 324 326 328'; do
    run "$BPQ" port --onto 4.9 --root "$R" --xen "$X" $(printf 'XSA-%s ' $order)
    is "as bpq port says: $order" "$rc" "$([ "$order" = '323 324 325 326 328' ] && echo 0 || echo 1)"
done
is 'public types that change' "$(of 322 $types)" 'libxl_b xen_one'
is 'no public types' "$(of 301 $types)" -

advisories --base stable-4.9
is 'another base' "$(of 307 $state) $(of 307 $note)" 'base the base has it: it is part of its history'

# --- one alone, and since when ---
advisories --xsa 302
is 'one advisory' "$rc $(cut -f $number "$T/tsv" | sed 1d | uniq)" '0 302'
like 'one advisory: which commits made what is missing' "$(of 302 $note | sed -n 1p)" \
    "^tools/libxl/a.c: .*; missing here: 1 line that the change is among.*; made by;.* $mainline_only Only mainline; made 1 of "
advisories --xsa xsa-303
is 'one advisory, with its letters' "$rc $(of 303 $state)" '0 absent'
advisories --since 2100-01-01
is 'since a day of the future' "$rc $(wc -l <"$T/tsv")" '0 1'

# what the queue brings already
at stable-4.9
edit 's/line 3$/line 3, safe/; s/line 40$/line 40, too/' tools/libxl/a.c
commit 'The same, with something else'
advisories --base stable-4.9
is 'it changes nothing' "$(of 301 $state) $(of 301 $note)" 'same replayed, it changes nothing'

# --- the table ---
bpq advisories 4.9
is 'table: status' "$rc" 0
like 'table: its heading' "$out" '^4.9: security fixes since 2017-07-14, on RELEASE-4.9.4 with its queue$'
like 'table: an advisory' "$out" '^XSA-302: conflict$'
like 'table: a commit' "$out" "^  $(echo "$conflict" | cut -c 1-12) conflict tools: twenty\$"
like 'table: by which rule' "$out" "^  $(echo "$flag" | cut -c 1-12) transplant xen: a flag less\$"
like 'table: on which branch' "$out" "^  $(echo "$alone" | cut -c 1-12) clean stable-4.9 tools: of the branch alone\$"
like 'table: a public type that changes' "$out" '^      changes the public type libxl_b: tools/libxl/libxl_types.idl$'
like 'table: the sum' "$out" '^4.9: 20 advisories, 26 commits$'
like 'table: the sum of a state' "$out" '^  conflict +7 advisories, 9 commits$'
like 'table: what is settled on top of others' "$out" '^XSA-325: conflict; settled after XSA-323, XSA-324$'
like 'table: how many' "$out" '^  of the conflicts 3 are settled after others$'
is 'the same answer each time' "$(bpq advisories 4.9 && echo "$out")" "$out"
bpq advisories all
like 'all branches' "$rc:$out" '^0:4.9: security fixes since'

# --- JSON ---
valid() {
    /usr/bin/python3 - "$1" "$ROOT/docs/advisories.schema.json" <<'END'
import json, sys, jsonschema
jsonschema.validate(json.load(open(sys.argv[1])), json.load(open(sys.argv[2])))
END
}
bpq advisories 4.9 --format json
printf '%s\n' "$out" >"$T/json"
is 'JSON: status' "$rc" 0
ok 'JSON: as its schema says' valid "$T/json"
one() { jq -c ".branches[0].advisories[] | select(.xsa == $1) | $2" "$T/json"; }
is 'JSON: the conflict' "$(one 302 '.state, .commits[1].after, .commits[1].conflicts')" "\"conflict\"
\"$conflict\"
[{\"path\":\"tools/libxl/a.c\",\"kind\":\"content\"}]"
is 'JSON: public types' "$(one 322 '.commits[0].public_types[0]')" \
    '{"name":"libxl_b","path":"tools/libxl/libxl_types.idl"}'
is 'JSON: the other branch' "$(one 309 '.commits[0] | [.rule, .source, .source_stable]')" "[\"newer\",\"$adapted_as\",\"4.10\"]"

is 'JSON: what it needs' "$(jq -c '.branches[0].advisories[] | select(.xsa > 322) | [.xsa, .needs]' "$T/json" | xargs)" \
    '[323,null] [324,[323]] [325,[323,324]] [326,null] [327,null] [328,[323,324,325,326]] [329,null]'
is 'JSON: no backport' "$(one 302 '.commits[0].backports')" '[]'
bpq advisories 4.9 --format json --xsa 302
printf '%s\n' "$out" >"$T/json"
ok 'JSON of one advisory: as its schema says' valid "$T/json"
is 'JSON of one advisory: who made what is missing' \
    "$(one 302 '.commits[0] | [.missing_lines, .candidates[1].id, .candidates[1].lines, .conflicts[0].here_by]')" \
    "[1,\"$mainline_only\",1,\"same\"]"

# --- what cannot be ---
bpq advisories 4.9 --xsa 9999
refused 'an advisory that there is not' 2 'XSA-9999: no commit of mainline or a stable branch says that it fixes it'
bpq advisories 4.9 --xsa 0
refused 'no number' 2 '--xsa 0: not an advisory: write its number'
bpq advisories 4.9 --xsa 3x
refused 'not a number' 2 '--xsa 3x: not an advisory'
for day in yesterday 2018-02-30 2018-1 18.1.2018 2018-01-01x ''; do
    bpq advisories 4.9 --since "$day"
    refused "no date: \"$day\"" 2 "--since $day: not a date: write year, month and day"
done
bpq advisories 4.9 --format html
refused 'no format' 2 '--format html: there is no such format: it is table, tsv or json'
bpq advisories 4.19
refused 'no branch' 2 '4\.19'
bpq advisories 4.9 --base RELEASE-4.9.9
refused 'no base' 2 'RELEASE-4\.9\.9'
git_x branch -m master main
bpq advisories 4.9
refused 'no mainline' 2 'no tag, branch or full commit id "master"'
done_testing
