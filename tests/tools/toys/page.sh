# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced by tests after tests/tap.sh: the records of a small run of verify-branch,
# in $F, and the page of a results file.
. mk/results/page.sh
place=out/4.9/RELEASE-4.9.4
F=$T/small/4.9/RELEASE-4.9.4/results.jsonl
mkdir -p "${F%/*}"
{
    jq -n -c '{record: "run", of: "verify-branch", began: "2026-01-02T03:04:05Z", branch: "4.9", base: "RELEASE-4.9.4", arch: "amd64",
        without: "", recorded: false, id: "", steps: ["generate", "apply", "callers", "abi", "matrix", "libvirt"]}'
    results_jq -n -R -c 'include "requirements"; requirements' docs/requirements.md
    jq -n -c 'def step($name; $note): {record: "step", step: $name, answer: "ok", began: "2026-01-02T03:04:05Z", seconds: 1.5, $note, rows: ["a row"], log: "logs/\($name).log"};
        def layout($library): {record: "layout", step: "abi", $library, type: "struct libxl_domain_build_info", bytes: 40,
            members: [{member: "kernel", offset: 0, bytes: 8, type: "char *"}, {member: "type", offset: 8, bytes: 4, type: "int"},
                {member: "u.hvm.firmware", offset: 16, bytes: 16, type: "char *[2]"}, {member: "u.pv.kernel", offset: 16, bytes: 8, type: "char *"}],
            parts: [{member: "u", offset: 16, bytes: 16}, {member: "u.hvm", offset: 16, bytes: 16}, {member: "u.pv", offset: 16, bytes: 8}]};
        def cell($cell; $outcome): {record: "test", step: "matrix", suite: "\($cell | split(":")[0]) words", name: $cell, result: "passed", seconds: 0.01, $cell, $outcome};
        {record: "fact", name: "system", value: "Debian GNU/Linux"},
        step("generate"; "2 patches"),
        {record: "fact", step: "generate", name: "queue", value: "a checksum"},
        {record: "patch", step: "generate", branch: "4.9", base: "RELEASE-4.9.4", source: "0123456789abcdef0123456789abcdef01234567", state: "ported", patch: "one.patch", group: "pvh",
            subject: "libxl: one", class: "clean", origin: "upstream, commit 0123456789abcdef0123456789abcdef01234567", rules: [], why: ["a reason"]},
        {record: "patch", step: "generate", branch: "4.9", base: "RELEASE-4.9.4", source: "two.patch", state: "ported", patch: "two.patch", group: "security",
            subject: "libxl: two", class: "own", origin: "vendor", rules: ["edits compat/changes/two/edits: a.c (1)"], why: []},
        step("apply"; "fuzz 0"),
        (step("callers"; "1 passed, 0 failed, 0 skipped") + {counts: {passed: 1, failed: 0, skipped: 0}}),
        {record: "test", step: "callers", suite: "callers", name: "json: the same", result: "passed", seconds: 0.01},
        step("abi"; "as reviewed"),
        layout("old"), (layout("new") | .members += [{member: "u.pvh.pvshim", offset: 16, bytes: 4, type: "libxl_defbool"}] | .parts += [{member: "u.pvh", offset: 16, bytes: 4}]),
        {record: "text", step: "abi", name: "libxenlight: symbols, - old, + new", lines: ["+ libxl_guard_pvh OBJECT GLOBAL 4"]},
        {record: "text", step: "abi", name: "libxlutil: abidiff, status 0", lines: []},
        (step("matrix"; "5 cells") + {counts: {passed: 5, failed: 0, skipped: 1}}),
        cell("OLD:starts:old-list:plain:old:none"; "runs"), cell("ON1:rewrites:old-list:plain:new:none"; "runs, same as old-list@old"),
        (cell("NO1:starts:pvh:plain:old:none"; "refused: libxl_guard_pvh") + {prevents: "NO7:life-pvh:bare-pvh:plain:old:none = runs, other than bare-pvh@new"}),
        cell("NO7:life-pvh:bare-pvh:plain:old:none"; "runs, other than bare-pvh@new"), cell("ONEW:starts:pvh:plain:new:none"; "runs"),
        (cell("A8:json:old-list:plain:new:none"; "") + {result: "skipped", note: "real only"} | del(.outcome)),
        {record: "step", step: "libvirt", answer: "left out", began: "2026-01-02T03:04:05Z", seconds: 0, note: "no LIBVIRT=DIR"},
        {record: "end", answer: "ok", seconds: 65.75}'
} >"$F"

# page FILE: its page in $T/page.html, and its text in $T/text
page() {
    sh mk/results/report html "$1" >"$T/page.html" 2>"$T/page.err" && rc=0 || rc=$?
    [ -e "$T/first.html" ] || cp "$T/page.html" "$T/first.html"
    # Without style and script, which are ours, the page is XML.
    sed -e '/^<style>$/,/^<\/style>$/d' -e '/^<script>$/,/^<\/script>$/{/script>$/!d}' "$T/page.html" >"$T/well.xml"
    xmllint --nowarning --xpath 'string(/)' "$T/well.xml" >"$T/text" 2>"$T/page.err" || :
}
well_formed() { xmllint --noout "$T/well.xml" && grep -q '^</body></html>$' "$1"; }
