# SPDX-License-Identifier: LGPL-2.1-only
# mk/results/report html and json: the page and the document that are made of a results
# file.  The page in a browser is report-browser.t's.
. tests/tap.sh
. tests/tools/toys/results.sh
. tests/tools/toys/page.sh

# ---- what it says ----

page "$F"
is 'the page is made' "$rc:$(sed -n 1p "$T/page.html")" '0:<!DOCTYPE html>'
ok 'it is well-formed' well_formed "$T/page.html"
ok 'the records match the schema' valid "$F"
has() { # NAME TEXT...: the page has each of these, as text
    what=$1
    shift
    missing=
    for text; do grep -q -F -e "$text" "$T/text" || missing="$missing <$text>"; done
    is "$what" "$missing" ''
}
value() { xmllint --nowarning --xpath "string($1)" "$T/well.xml"; }
number() { xmllint --nowarning --xpath "count($1)" "$T/well.xml"; }
is 'the verdict is first' "$(value '(//h1 | //p[@class="word"])[2]')" '✓ All holds'
is 'each part is there' "$(xmllint --xpath '//section/@id' "$T/well.xml" | tr -d '\n')" \
    ' id="requirements" id="memory" id="callers" id="queue" id="abi" id="elsewhere" id="steps" id="environment"'
has 'what was not run, and why' 'libvirt: no LIBVIRT=DIR'
has 'a requirement with its sentence' 'A program that can ask for PVH is refused when it is loaded (4.8 and 4.9).'
has 'the command that repeats a cell' "P=$place" 'sh tests/libxl/matrix/cell $P/matrix NO1:starts:pvh:plain:old:none'
has 'what a refusal prevents' 'NO7:life-pvh:bare-pvh:plain:old:none = runs, other than bare-pvh@new'
has 'a requirement without a test in this run' '○ not in this run' 'sh tests/tools/cli/verify-advisories.t'
is 'a requirement of another branch' "$(value '//tr[@id="req-ON10"]//span[contains(@class, "a ")]')" '○ not in this run'
has 'the queue' '1 clean, 1 own' 'upstream 0123456789ab' 'our own change'
has 'the ABI report' '+ libxl_guard_pvh OBJECT GLOBAL 4'
has 'the environment' 'Debian GNU/Linux' 'a checksum'
has 'no other architecture was run' 'Libraries of other architectures: not run.'
like 'nothing moved' "$(value '//section[@id="memory"]/p[1]')" '^✓ Nothing moved\. All 4 members .* as before\. New are 1 member, all inside the union u, .*u\.pvh\.pvshim\.$'

# The picture is to scale: a byte has the same height in both columns, and the members of
# both libraries are at the same place.
boxes() { # COLUMN: "y height title" of the members in the first or second half
    xmllint --xpath "//section[@id=\"memory\"]//figure[1]//*[local-name()=\"rect\"][@class!=\"outline\" and @class!=\"union\"]" "$T/well.xml" |
        sed -e 's/<rect/\n<rect/g' | sed -n 's/.* x="\([0-9.]*\)" y="\([0-9.]*\)" .*height="\([0-9.]*\)"><title>\([^:]*\):.*/\1 \2 \3 \4/p' |
        awk -v column="$1" '{ half = $1 < 190 ? 1 : 2 } half == column { print $2, $3, $4 }'
}
is 'memory: the old members are at the same places in both' "$(boxes 1)" "$(boxes 2 | grep -v pvh)"
is 'memory: a byte is as high everywhere' "$(boxes 2 | awk '{ split("8 4 16 8 4", bytes, " "); printf "%.2f ", $2 / bytes[NR] }')" '1.05 1.05 1.05 1.05 1.05 '
is 'memory: u.pvh begins where the union begins' "$(boxes 2 | grep pvh | cut -d ' ' -f 1)" "$(boxes 2 | grep -F u.pv.kernel | cut -d ' ' -f 1)"

# Callers against libraries.
box() { value "(//section[@id=\"callers\"]//table[1]//tr[th[.=\"$1\"]]/td)[$2]"; }
is 'callers: an old one with both' "$(box 'Old callers' 1) / $(box 'Old callers' 2)" '✓ work1 of 1 cells as expected; 1 run / ✓ as before1 of 2 cells as expected; 1 run; 1 not run here'
is 'callers: an aware one with the old library' "$(box 'New callers, aware' 1)" '⊘ refused1 of 1 cells as expected; 1 refused'
is 'callers: without the guard' "$(box 'Aware, without guard' 1)" '! the fault is seen1 of 1 cells as expected; 1 run'

# ---- NO, not run, recorded, until ----

changed() { # NAME JQ-FILTER: the page of changed records
    jq -c "$2" "$F" >"$T/changed/results.jsonl"
    page "$T/changed/results.jsonl"
    ok "$1: well-formed" well_formed "$T/page.html"
}
mkdir "$T/changed"
changed NO 'if .step == "abi" and .record == "step" then .answer = "no" | .note = "libxenlight has lost x" elif .record == "end" then .answer = "no"
    elif .cell == "ON1:rewrites:old-list:plain:new:none" then .result = "failed" | .note = "it prints something else" else . end'
is 'NO: the verdict' "$(value '//p[@class="word"]')" '✗ NO: something does not hold'
is 'NO: why comes first' "$(value '//div[@id="verdict"]/p[2]'):$(value '//div[@id="verdict"]/ul[1]/li[1]')" \
    "Why::✗ NO abi: libxenlight has lost x; log $place/logs/abi.log"
is 'NO: the requirement' "$(value '//tr[@id="req-A1"]/td[1]') $(value '//tr[@id="req-ON1"]/td[1]')" '✗ NO ✗ NO'
has 'NO: the cell that failed says why' 'it prints something else'
is 'NO: in the picture of callers' "$(box 'Old callers' 2)" '✗ NO: 1 differs0 of 2 cells as expected; 1 run; 1 not run here'
# A requirement that a whole step shows has the tests that carry its id.
of_a4() { # JQ-FILTER of the tests: A4's answer and figures
    { printf '%s\n' '{"record":"requirement","part":"P","id":"A4","asks":"x","shown_by":"tests/libxl/callers/t_data.c"}'
        jq -n -c '{record: "step", step: "callers", answer: "ok", began: "2026-01-02T03:05:09Z", seconds: 1, note: "", rows: []}'
        for name in 'data: a4_one' 'data: no1_a4_two' 'data: a40_other' 'xl: b1_other' 'xl: none'; do
            jq -n -c --arg name "$name" '{record: "test", step: "callers", suite: "callers", $name, result: "passed", seconds: 0.01}'
        done; } | jq -c "$1" >"$T/of-a4"
    { sed -n 1p "$F"; cat "$T/of-a4"; tail -n 1 "$F"; } >"$T/a4.jsonl"
    sh mk/results/report json "$T/a4.jsonl" | jq -r '.requirements[] | select(.id == "A4") | "\(.answer) \(.tests.passed) \(.tests.failed)"'
}
is 'a requirement has the tests with its id' "$(of_a4 .)" 'ok 2 0'
is 'and one that fails and has no id' "$(of_a4 'if .name == "xl: none" then .result = "failed" else . end')" 'no 2 1'
is 'but not one of another requirement' "$(of_a4 'if .name == "xl: b1_other" then .result = "failed" else . end')" 'ok 2 0'
is 'without such tests it has all' "$(of_a4 'if .record == "test" and (.name | test("a4_")) then empty else . end')" 'ok 3 0'
changed moved 'if .record == "layout" and .library == "new" then (.members[] | select(.member == "u.pv.kernel")).offset = 20 | .bytes = 48 else . end'
like 'moved: it says what' "$(value '//section[@id="memory"]/p[1]')" '^✗ Something moved\. 40 bytes became 48\. Changed: u\.pv\.kernel \(16, now 20\)'
changed 'not run' 'if .step == "abi" and .record == "step" then .answer = "not run" | .note = "a disk is full" elif .record == "end" then .answer = "not run"
    elif .step == "abi" then empty else . end'
is 'not run: the verdict' "$(value '//p[@class="word"]') $(value '//div[@id="verdict"]/ul[1]/li[1]')" "– Could not run all of it – not run abi: a disk is full; log $place/logs/abi.log"
has 'not run: no figures' 'Not run: this run has no figures of the libraries'
is 'not run: the requirement' "$(value '//tr[@id="req-A1"]/td[1]')" '– not run'
changed recorded 'if .record == "run" then .recorded = true else . end'
is 'recorded: the verdict' "$(value '//p[@class="word"]')" '✓ What is recorded holds'
like 'recorded: it says so' "$(value '//div[@id="verdict"]/p[2]')" '^These were recorded facts about libxl, not libxl itself: there was no clone of Xen\.'
changed until 'if .record == "step" and (.step == "matrix" or .step == "libvirt") or .cell then empty else . end'
is 'until: the verdict' "$(value '//p[@class="word"]')" '✓ Holds up to abi'
has 'until: what was not reached' 'matrix: this run was to end before it'
has 'until: no cells' 'Not run: this run has no cells of the matrix'

# Odd but possible records do not keep the page from being made.
changed 'a cell without parts' 'if .cell then .cell = "NO1:toy" else . end'
changed 'a structure without members' 'if .record == "layout" then .members = [] | .parts = [] else . end'
changed 'a structure without a union' 'if .record == "layout" then .parts = [] | .members |= map(select(.member | startswith("u.") | not)) else . end'
changed 'no requirements' 'if .record == "requirement" then empty else . end'
changed 'a run that ended at once' 'if .record == "run" then . elif .record == "end" then .answer = "not run" else empty end'

# ---- damage ----

sed '$d' "$F" >"$T/changed/results.jsonl"
for what in html json; do
    run sh mk/results/report $what "$T/changed/results.jsonl"
    is "no $what of an unfinished file" "$rc:$out" "2:results: $T/changed/results.jsonl: it has no last record: the run was interrupted, or is still going on"
done
write_page "$T/changed/results.jsonl" 2>/dev/null && rc=0 || rc=$?
is 'nothing half written is left' "$rc:$(ls "$T/changed")" 1:results.jsonl
run write_page "$F"
is 'the page is written beside the results' "$rc:$(cmp "$(dirname "$F")/report.html" "$T/first.html" && echo same)" 0:same

# ---- nothing from outside, and hostile text ----

hostile() { jq -c --arg text "$1" 'walk(if type == "string" then . else . end)
    | (.note, .name, .subject, .value, .outcome, .asks, .group, .class, .origin, .prevents, .log) |= (if type == "string" then . + $text else . end)
    | (.rows, .lines, .why, .rules) |= (if type == "array" then map(. + $text) else . end)
    | if .record == "layout" then .members |= map(.type += $text | .member += $text) else . end
    | del(..|nulls)' "$F" >"$T/hostile.jsonl"; }
for text in '</script><script>alert(1)</script>' '"><img src=x onerror=alert(1)>' "' onmouseover='alert(1)" '</title></style></svg><b>&amp;&#60;' ']]><!--' "$(printf '\033[31m\001\302\205\357\277\276')"; do
    hostile "$text"
    page "$T/hostile.jsonl"
    ok "hostile text: well-formed with $(printf '%s' "$text" | tr -d '[:cntrl:]' | cut -c 1-20)" well_formed "$T/page.html"
    is 'hostile text: nothing is an element or a handler' \
        "$(number '//script') $(number '//img') $(number '//b') $(number '//@*[starts-with(name(), "on")]') $(grep -c '<script' "$T/page.html")" '1 0 0 0 1'
done
page "$F"
for where in '//@href' '//@src' '//@action'; do
    is "nothing from outside: $where" "$(xmllint --xpath "$where" "$T/well.xml" 2>/dev/null | tr ' ' '\n' | grep '=' | grep -v -E '="(#[A-Za-z0-9-]+|data:,)"')" ''
done
is 'nothing from outside: style and script' "$(grep -n -i -E 'url\(|@import|https?:|fetch\(|XMLHttp|eval\(|innerHTML' mk/results/page.css mk/results/page.js)" ''
has_policy() { grep -q "Content-Security-Policy\" content=\"default-src 'none'" "$T/page.html"; }
ok 'and a browser is told so' has_policy
is 'no path of this machine' "$(grep -c -F -e "$ROOT" -e "$T" "$T/page.html")" 0

# ---- links, labels ----

ids() { xmllint --xpath '//@id' "$T/well.xml" | tr ' ' '\n' | sed -n 's/^id="\(.*\)"$/\1/p' | sort; }
is 'ids are unique' "$(ids | uniq -d)" ''
is 'each link has its target' "$(xmllint --xpath '//@href' "$T/well.xml" | tr ' ' '\n' | sed -n 's/^href="#\(.*\)"$/\1/p' | sort -u >"$T/links"; ids | comm -23 "$T/links" -)" ''
is 'each field has its label' "$(number '//input | //select') $(number '//label')" '4 4'
is 'each picture has a title and a description' "$(number '//*[local-name()="svg"]') $(number '//*[local-name()="svg"]/*[local-name()="title"]') $(number '//*[local-name()="svg"]/*[local-name()="desc"]')" '3 3 3'
is 'an answer is never a colour alone' "$(number '//span[starts-with(@class, "a ")][normalize-space(.)=""]')" 0
is 'each script that a command names is there' "$(grep -o 'sh [a-z][A-Za-z0-9/._-]*' "$T/text" | cut -d ' ' -f 2 | sort -u | while read -r script; do
    [ -f "$script" ] || echo "$script"
done)" ''

# ---- the same bytes ----

mkdir -p "$T/another/4.9/RELEASE-4.9.4"
cp "$F" "$T/another/4.9/RELEASE-4.9.4/results.jsonl"
(cd / && TZ=Asia/Tokyo LC_ALL=C sh "$ROOT/mk/results/report" html "$T/another/4.9/RELEASE-4.9.4/results.jsonl") >"$T/again.html" 2>&1
ok 'the same records, the same bytes, in any folder, zone and locale' cmp "$T/first.html" "$T/again.html"

# ---- other runs beside it ----

mkdir -p "$T/out/4.9/RELEASE-4.9.4/arm64" "$T/out/advisories"
cp "$F" "$T/out/4.9/RELEASE-4.9.4/results.jsonl"
jq -c 'if .record == "run" then .arch = "arm64" else . end' "$F" >"$T/out/4.9/RELEASE-4.9.4/arm64/results.jsonl"
jq -n -c '{record: "run", of: "verify-advisories", began: "2026-01-02T03:04:05Z"},
    ("4.9", "4.8" | {record: "base", branch: ., base: "RELEASE-\(.).4", answer: "ok", began: "2026-01-02T03:04:05Z", seconds: 1, log: "l", steps: {}, note: "", advisories: {present: 7}}),
    {record: "end", answer: "ok", seconds: 2}' >"$T/out/advisories/results.jsonl"
mkdir -p "$T/out/4.9/RELEASE-4.9.4/boot"
for base in RELEASE-4.9.3 RELEASE-4.9.4; do
    jq -n -c --arg base $base '{record: "run", of: "boot-branch", began: "2026-01-02T03:04:05Z", branch: "4.9", $base, without: ""},
        {record: "step", step: "boot guests", answer: "no", began: "2026-01-02T03:04:05Z", seconds: 3, note: "1 passed, 1 failed, 0 skipped"},
        {record: "test", step: "boot guests", suite: "guests", number: 1, name: "pvh: type = \"pvh\"", result: "passed", seconds: 1, outcome: "PVH in Xen 4.9.4<"},
        {record: "test", step: "boot guests", suite: "guests", number: 2, name: "shim: pvshim = 1", result: "failed", seconds: 2, outcome: "not the shim", note: "not the shim"},
        {record: "end", answer: "no", seconds: 4}' >"$T/out/4.9/RELEASE-4.9.4/boot/results.jsonl"
    page "$T/out/4.9/RELEASE-4.9.4/results.jsonl"
    [ $base != RELEASE-4.9.3 ] || has 'the boot of another base is not shown' 'Real Xen: not booted. make boot-branch BRANCH=4.9 BASE=RELEASE-4.9.4 does it'
done
has 'with others: real guests' 'real Xen, under emulation: ✗ NO'
has 'with others: what a guest saw' 'PVH in Xen 4.9.4<'
sh mk/results/report json "$T/out/4.9/RELEASE-4.9.4/results.jsonl" >"$T/others.json"
ok 'with others: the document matches its schema' valid_document "$T/others.json"
is 'with others: with its guests' "$(jq -r '[.others[] | select(.run.of == "boot-branch").tests[] | .result] | join(" ")' "$T/others.json")" 'passed failed'
ok 'with others: well-formed' well_formed "$T/page.html"
has 'with others: the architecture' 'arm64: ✓ holds'
has 'with others: the advisories, of this base alone' 'RELEASE-4.9.4: 7 present'
is 'with others: no other base' "$(grep -c 'RELEASE-4.8.4' "$T/text")" 0
write_page "$T/out/4.9/RELEASE-4.9.4/results.jsonl" && sed -i 's/"answer":"ok","seconds":65.75/"answer":"no","seconds":65.75/' "$T/out/4.9/RELEASE-4.9.4/arm64/results.jsonl" &&
    write_page "$T/out/4.9/RELEASE-4.9.4/arm64/results.jsonl"
like 'a later run of an architecture is shown by the page above' "$(cat "$T/out/4.9/RELEASE-4.9.4/report.html")" '<h4>arm64: .*✗ NO'

# ---- verify-all ----

mkdir -p "$T/out/all"
jq -n -c '{record: "run", of: "verify-all", began: "2026-01-02T03:04:05Z", bases: ["4.9:RELEASE-4.9.4", "4.8:stable-4.8", "4.8:a/b"], steps: ["generate", "abi", "host"]},
    {record: "base", branch: "4.9", base: "RELEASE-4.9.4", answer: "ok", began: "2026-01-02T03:04:05Z", seconds: 1, log: "l", steps: {generate: "ok", abi: "ok", host: "left out"}, note: ""},
    {record: "base", branch: "4.8", base: "stable-4.8", answer: "no", began: "2026-01-02T03:04:05Z", seconds: 1, log: "l", steps: {generate: "ok", abi: "no"}, note: "abi no <lost>"},
    {record: "end", answer: "no", seconds: 2}' >"$T/out/all/results.jsonl"
page "$T/out/all/results.jsonl"
ok 'verify-all: well-formed' well_formed "$T/page.html"
is 'verify-all: the verdict' "$(value '//p[@class="word"]'):$(value '//div[@id="verdict"]/ul[1]/li[1]')" '✗ NO: something does not hold:✗ NO 4.8 stable-4.8: abi no <lost>'
is 'verify-all: a row for each base' "$(number '//section[@id="bases"]//tbody/tr')" 3
is 'verify-all: only a page that is there is a link' "$(xmllint --xpath '//section[@id="bases"]//@href' "$T/well.xml")" ' href="../4.9/RELEASE-4.9.4/report.html"'
ok 'verify-all: the link leads to it' test -f "$T/out/all/../4.9/RELEASE-4.9.4/report.html"
is 'verify-all: a base without a record was not run' "$(value '(//section[@id="bases"]//tbody/tr)[3]/td[1]')" '– not run'
sh mk/results/report json "$T/out/all/results.jsonl" >"$T/all.json"
ok 'verify-all: the document matches its schema' valid_document "$T/all.json"

# ---- other commands, size ----

for of in check advisory shim matrix check-fresh; do
    jq -c --arg of $of 'if .record == "run" then {record, of: $of, began} else select(.record | IN("step", "test", "end")) end' "$F" >"$T/changed/results.jsonl"
    page "$T/changed/results.jsonl"
    ok "$of: well-formed" well_formed "$T/page.html"
done
{
    sed '$d' "$F"
    jq -n -c 'range(4000) | {record: "test", step: "callers", suite: "s\(. / 100 | floor)", name: "a test of the usual length, number \(.)", result: "passed", seconds: 0.01}'
    sed -n '$p' "$F"
} >"$T/changed/results.jsonl"
page "$T/changed/results.jsonl"
is '4000 tests make less than a megabyte' "$(($(wc -c <"$T/page.html") < 1000000))" 1

# ---- the document ----

sh mk/results/report json "$F" >"$T/document.json"
ok 'the document matches its schema' valid_document "$T/document.json"
is 'it has all steps and tests' "$(jq -c '[(.steps | length), ([.steps[].tests[]] | length), (.patches | length), (.layouts | length)]' "$T/document.json")" \
    "[$(grep -c '"record":"step"' "$F"),$(grep -c '"record":"test"' "$F"),2,2]"
jq '.steps[0].answer = "maybe"' "$T/document.json" >"$T/bad.json"
if valid_document "$T/bad.json" 2>/dev/null; then fail 'another answer is against the schema'; else pass 'another answer is against the schema'; fi
jq '.extra = 1' "$T/document.json" >"$T/bad.json"
if valid_document "$T/bad.json" 2>/dev/null; then fail 'another member is against the schema'; else pass 'another member is against the schema'; fi
hostile '<&"'
sh mk/results/report json "$T/hostile.jsonl" >"$T/hostile.json"
ok 'of hostile text, too' valid_document "$T/hostile.json"
sh mk/results/report junit "$F" >"$T/junit.xml"
ok 'JUnit of the same is valid' valid_junit "$T/junit.xml"
ok 'and GitLab reads it' gitlab "$T/junit.xml"

# ---- README's pictures ----

sh mk/results/report callers docs/callers.jsonl >"$T/callers.svg"
ok "README's picture of callers is made of docs/callers.jsonl" cmp "$T/callers.svg" docs/callers.svg
ok 'these are records as others' valid docs/callers.jsonl
{
    echo '{"record":"run","of":"verify-branch","began":"2026-01-02T03:04:05Z","branch":"4.9","base":"RELEASE-4.9.4"}'
    for library in old new; do
        sh tests/libxl/records/text 4.9 $library '' | results_jq -n -R -c --arg library $library \
            'include "layout"; of_record("replicas"; $library; "struct libxl_domain_build_info")'
    done
    echo '{"record":"end","answer":"ok","seconds":0}'
} >"$T/memory.jsonl"
sh mk/results/report memory "$T/memory.jsonl" >"$T/memory.svg"
ok "README's picture of memory is that of the records of 4.9" cmp "$T/memory.svg" docs/memory.svg
for picture in callers memory; do
    ok "$picture.svg is well-formed" xmllint --noout docs/$picture.svg
    is "$picture.svg needs nothing from outside" "$(grep -c -i -E 'href|url\(|@import|<script' docs/$picture.svg)" 0
    is "README shows $picture.svg" "$(grep -c "src=\"docs/$picture.svg\"" README.md)" 1
done

# The records of docs/requirements.md.
jq -L mk/results -n -R -c 'include "requirements"; requirements' docs/requirements.md >"$T/requirements"
is 'each row of the requirements is a record' "$(grep -c . "$T/requirements")" "$(($(grep -c '^| ' docs/requirements.md) - $(grep -c '^| id ' docs/requirements.md)))"
is 'both ways to the layout say the same' "$(printf 'FIELD(struct a, u.b, 8, 4, int)\nSIZE(struct a, 16)\nPART(struct a, u, 8, 8)\nFIELD(struct a, x, 0, 8, char *)\n' |
    jq -L mk/results -n -R -c 'include "layout"; of_figures("s"; "old")')" "$(printf 'struct a 16 8 : key\n 0 8 char *x : freed\n 8 8 union u\n  0 4 int b\nstruct ab 4 4\n 0 4 int y\n' |
    jq -L mk/results -n -R -c 'include "layout"; of_record("s"; "old"; "struct a")')"
done_testing
