# SPDX-License-Identifier: LGPL-2.1-only
# The pages of results in headless Chromium: nothing in the console, filters and links by
# keyboard, contrast and labels (axe-core), two widths, light and dark, print.  Not run
# without what make deps-browser installs.
. tests/tap.sh
. tests/tools/toys/results.sh
. tests/tools/toys/page.sh
modules=$ROOT/out/cache/browser
why=
[ -n "$(chromium --version 2>/dev/null </dev/null)" ] || why='no chromium'
[ -n "$(node -e 'console.log(1)' 2>/dev/null </dev/null)" ] || why='no node'
cmp -s tests/tools/browser/package-lock.json "$modules/package-lock.json" || why=${why:-no axe-core in out/cache/browser}
if [ -n "$why" ]; then
    skip 'the pages in a browser' "$why; make deps-browser installs it"
    done_testing
fi

# look NAME FILE: look.js at the page of a results file, as tests
look() {
    page "$2"
    is "$1: the page is made" "$rc" 0
    HOME=$T TMPDIR=$T node tests/tools/browser/look.js "$modules" "$T/page.html" >"$T/said" 2>"$T/look.err" </dev/null && rc=0 || rc=$?
    while read -r line; do
        case $line in
        'ok '*) pass "$1: ${line#ok }" ;;
        *) fail "$1: ${line#not ok }" ;;
        esac
    done <"$T/said"
    is "$1: it could look" "$rc:$(cat "$T/look.err")" 0:
}
look 'a run of verify-branch' "$F"

# A run that does not hold, with long words, and a third library.
jq -c 'if .record == "end" then .answer = "no"
    elif .step == "abi" and .record == "step" then .answer = "no" | .note = "libxenlight has lost libxl_a_function_with_a_name_that_is_longer_than_a_phone_is_wide_and_then_some"
    elif .cell == "ON1:rewrites:old-list:plain:new:none" then .result = "failed" | .note = "other output"
    elif .cell == "ONEW:starts:pvh:plain:new:none" then .cell = "NO2:starts:pvh:plain:RELEASE-4.10.0:none" else . end' "$F" >"$T/no.jsonl"
look 'a run that does not hold' "$T/no.jsonl"

mkdir -p "$T/out/all"
jq -n -c '["generate", "export", "apply", "build-old", "build-new", "hypervisor", "arch", "abi", "records", "places", "callers", "guard", "matrix", "host", "build-rest"] as $steps
    | {record: "run", of: "verify-all", began: "2026-01-02T03:04:05Z", bases: ["4.9:RELEASE-4.9.4", "4.8:stable-4.8"], $steps},
    {record: "base", branch: "4.9", base: "RELEASE-4.9.4", answer: "ok", began: "2026-01-02T03:04:05Z", seconds: 1, log: "l", steps: ($steps | map({key: ., value: "ok"}) | from_entries), note: ""},
    {record: "base", branch: "4.8", base: "stable-4.8", answer: "no", began: "2026-01-02T03:04:05Z", seconds: 1, log: "l", steps: {generate: "no"}, note: "generate no"},
    {record: "end", answer: "no", seconds: 2}' >"$T/out/all/results.jsonl"
look verify-all "$T/out/all/results.jsonl"

# What look.js would find: a page with faults.
page "$F"
cp "$T/page.html" "$T/good.html"
faulty() { # NAME SED-SCRIPT WHAT
    sed -e "$2" "$T/good.html" >"$T/page.html"
    if cmp -s "$T/good.html" "$T/page.html"; then fail "a page with $1: it changes nothing"; fi
    HOME=$T TMPDIR=$T node tests/tools/browser/look.js "$modules" "$T/page.html" >"$T/said" 2>&1 </dev/null
    like "a page with $1 is found" "$(grep '^not ok' "$T/said")" "^not ok .*$3"
}
faulty 'faults' "s/<label for=\"f-words\">[^<]*<.label>//;s/--soft: #565d66/--soft: #d9d9d9/;s/href=\"#queue\"/href=\"#nowhere\"/;s/<link rel=\"icon\" href=\"data:,\"/<link rel=\"stylesheet\" href=\"outside.css\"/;s/form.hidden = false;/console.log(1);&/;s/svg .small {/& font-size: 5px !important; /" 'every link in the page has its target: #nowhere'
like 'a missing label is found' "$(cat "$T/said")" 'not ok .*axe finds nothing: .*(label|select-name)'
like 'a weak contrast is found' "$(cat "$T/said")" 'not ok .*axe finds nothing.*color-contrast'
like 'words in the console are found' "$(cat "$T/said")" 'not ok nothing in the console: .*log: 1'
done_testing
