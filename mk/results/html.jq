# SPDX-License-Identifier: LGPL-2.1-only
# A document as one page without anything from outside.  All text of a record goes
# through e, which escapes it.  $ARGS.named: css and js, texts; folder, of the results
# file, relative to this repository; pages, those of bases that exist.
include "results";
include "document";
include "picture";

def attr($name; $value): " \($name)=\"\($value | e)\"";
def anchor($prefix): "\($prefix)-\(tostring | gsub("[^A-Za-z0-9]"; "-"))";
def code: "<code>\(e)</code>";
def answer_word: {ok: "✓ holds", no: "✗ NO", "not run": "– not run", "left out": "– left out", "in part": "✓ holds, in part",
                  elsewhere: "○ not in this run", passed: "✓ passed", failed: "✗ FAILED", skipped: "– skipped"}[.] // e;
def answer_class: {passed: "ok", failed: "no", skipped: "not-run"}[.] // . | gsub(" "; "-") | e;
def badge: "<span class=\"a \(answer_class)\">\(answer_word)</span>";
def plural($one; $more): "\(.) \(if . == 1 then $one else $more end)";
def counts_html: "\(.passed) passed"
    + (if .failed > 0 then ", <strong>\(.failed) failed</strong>" else ", 0 failed" end) + ", \(.skipped) skipped";
def details($summary; $id): "<details\(if $id then attr("id"; $id) else "" end)><summary>\($summary)</summary>", .[], "</details>";
def wide($of): "<div class=\"wide\" tabindex=\"0\" role=\"region\"\(attr("aria-label"; $of))>", .[], "</div>";
def section($id; $title): "<section id=\"\($id)\" aria-labelledby=\"\($id)-h\"><h2 id=\"\($id)-h\">\($title | e)</h2>", .[], "</section>";

def duration: round | if . < 60 then "\(.) s" elif . < 3600 then "\(. / 60 | floor) min \(. % 60) s" else "\(. / 3600 | floor) h \(. % 3600 / 60 | floor) min" end;

def is_branch: .run.of == "verify-branch";
def place: $ARGS.named.folder | rtrimstr("/");
def again: "make verify-branch BRANCH=\(.run.branch) BASE=\(.run.base)"
    + (if .run.arch and .run.arch != "amd64" then " ARCH=\(.run.arch)" else "" end)
    + (if (.run.without // "") != "" then " WITHOUT=\"\(.run.without)\"" else "" end)
    + (if .run.recorded then " XEN=none" else "" end);
# The command that repeats a suite of a step, or all of it; $P is where the run left its
# libraries, see at_p.
def repeats($d; $step; $suite):
    if $step == "callers" then "sh tests/libxl/callers/run $P/old $P/new out/callers"
    elif $step == "host" and ($suite | startswith("host/life/")) then "sh host/lifecycle $P/old $P/new out/life \($suite | ltrimstr("host/life/") | rtrimstr(".t"))"
    elif $step == "host" then "sh host/lifecycle $P/old $P/new out/life"
    elif ($step == "guard" or $step == "compat") and ($suite | startswith("tests/libxl/compat/")) then
        "CALLERS_OLD=$PWD/$P/old CALLERS_NEW=$PWD/$P/new sh \($suite)"
    elif $step == "matrix" then "sh tests/libxl/matrix/run $P/old $P/new out/matrix"
    elif ($d | is_branch) and $step then "\($d | again) UNTIL=\($step)"
    elif $suite | test("\\.t$") then "sh \($suite)"
    else null end;
def at_p: "P=\(place)";
def cell_command: "sh tests/libxl/matrix/cell $P/matrix \(.cell)";

# ---- the verdict ----

def subject:
    if is_branch then
        (.run.name // "PVH and pvshim for Xen \(.run.branch)") + ": \(.run.base)"
        + (if .run.arch and .run.arch != "amd64" then " on \(.run.arch)" else "" end)
        + (if (.run.without // "") != "" then ", without \(.run.without)" else "" end)
    elif .run.of == "verify-all" then "PVH and pvshim for Xen: all bases"
    else ([.run.of, .run.branch, .run.base, .run.name] | map(select(. != null and . != "")) | join(" ")) end;

def step_problem:
    "<li>\(.answer | badge) <a href=\"#\(.step | anchor("step"))\">\(.step | e)</a>: \(.note | first_line | e)"
    + (if .log then "; log \(.log | in_folder(place + "/") | code)" else "" end) + "</li>",
    (.tests | map(select(.result == "failed")) | if . == [] then empty else
        "<li><ul>", (.[:10][] | "<li>\(.result | badge) \(.name | e)\(if .note then ": \(.note | first_line | e)" else "" end)</li>"),
        (if length > 10 then "<li>and \(length - 10) more</li>" else empty end), "</ul></li>" end);

def unreached: if .run.of == "verify-branch" and .run.steps then .run.steps - [.steps[].step] else [] end;
def verdict:
    . as $d | unreached as $unreached
    | [.steps[].tests[]] as $tests
    | (if .run.of == "verify-all" then [.bases[] | select(.answer == "no")] else [.steps[], .bases[] | select(.answer == "no")] end) as $no
    | [.steps[] | select(.answer == "not run")] as $not
    | [.steps[] | select(.answer == "left out")] as $left
    | "<div class=\"verdict \(.answer | answer_class)\" id=\"verdict\"><p class=\"word\">\(
        if .answer == "no" then "✗ NO: something does not hold"
        elif .answer == "not run" then "– Could not run all of it"
        elif .run.recorded then "✓ What is recorded holds"
        elif $unreached != [] then "✓ Holds up to \(.steps[-1].step | e)"
        else "✓ All holds" end)</p>",
      (if .run.recorded then
          "<p>These were <strong>recorded facts</strong> about libxl, not libxl itself: there was no clone of Xen. To check libxl: \("make verify-branch BRANCH=\(.run.branch) XEN=/path/to/xen.git" | code)</p>"
       else empty end),
      (if $no != [] or $not != [] then
          "<p>Why:</p><ul>", (.steps[] | select(.answer == "no") | step_problem), (.steps[] | select(.answer == "not run") | step_problem),
          (.bases[] | select(.answer == "no" or .answer == "not run")
           | "<li>\(.answer | badge) \(.branch | e) \(.base | e)\(if .note != "" then ": \(.note | e)" else "" end)</li>"), "</ul>"
       else empty end),
      "<p>\(if .run.of == "verify-all" then "\([.bases[] | select(.answer == "ok")] | length) of \(.bases | length | plural("base"; "bases")) hold"
            else "\([.steps[] | select(.answer == "ok")] | length) of \(.steps | length | plural("step"; "steps")) hold; of \($tests | length | plural("test"; "tests")), \($tests | counted | counts_html)" end). \(
            ""
       ) <span class=\"soft\">Begun \(.run.began | .[:16] | sub("T"; " ") | e) UTC, took \(.seconds | duration).</span></p>",
      (if $left == [] and $unreached == [] then empty else
          "<p>Not run:</p><ul>", ($left[] | "<li>\(.step | e): \(.note | e)</li>"),
          ($unreached[] | "<li>\(e): \(if $d.answer == "ok" then "this run was to end before it" else "not reached" end)</li>"), "</ul>" end),
      (if is_branch then "<p class=\"soft\">The same again: \(again | code)</p>" else empty end), "</div>";

# ---- requirements ----

def cell_rows: "<table class=\"stack\"><thead><tr><th>the command that repeats it</th><th>what came of it</th></tr></thead><tbody>",
    (.[] | "<tr><td>\(cell_command | code)</td><td>\(.result | badge) \(.outcome // "" | e)\(if .note and .result != "passed" then "<br/>\(.note | e)" else "" end)\(
        if .prevents then "<br/><span class=\"soft\">without the guard: \(.prevents | e)</span>" else "" end)</td></tr>"), "</tbody></table>";

def requirement_row($d; $cells):
    . as $r | ($cells[.id] // []) as $of
    | (if .answer == "elsewhere" then .step = null else . end)
    | (if .step and .tests.passed + .tests.failed + .tests.skipped > 0 then
           (if .shown_by | startswith("host/") or startswith("tests/libxl/compat/") then
               (.shown_by | sub("_(test|layouts|places)\\.[ch]$"; ".t")) else "" end) as $suite
           | "<br/>\(.tests | counts_html) in step <a href=\"#\(.step | anchor("step"))\">\(.step | e)</a>: \(repeats($d; .step; $suite) // $d.run.of | code)"
       elif .step then "<br/>step <a href=\"#\(.step | anchor("step"))\">\(.step | e)</a>: \(repeats($d; .step; "") // "" | code)"
       elif .answer == "elsewhere" and (.shown_by | test("\\.t$")) then "<br/><span class=\"soft\">make check runs it: \("sh " + .shown_by | code)</span>"
       elif .answer == "elsewhere" and .branches then "<br/><span class=\"soft\">of \(.branches | join(" and ") | e): \("make verify-branch BRANCH=" + .branches[0] | code)</span>"
       elif .answer == "elsewhere" and (.shown_by | startswith("series-")) then "<br/><span class=\"soft\">another branch: \("make verify-branch BRANCH=" + (.shown_by | capture("^series-(?<b>[^/]*)").b) | code)</span>"
       elif .shown_by == "open" then "<br/><span class=\"soft\">open: it has no test yet</span>"
       elif .answer == "elsewhere" then "<br/><span class=\"soft\">shown by \(.shown_by | code)</span>"
       else "" end) as $by
    | "<tr id=\"\(.id | anchor("req"))\"><th scope=\"row\">\(.id | e)</th><td>\(.answer | badge)</td><td>\(.asks | gsub("`(?<c>[^`]*)`"; .c) | e)\($by)",
      (if $of == [] then empty else
          [$of | cell_rows] | details("\($of | length | plural("cell"; "cells")): \([$of[].outcome // "not run"] | group_by(.) | sort_by(-length) | map("\(length) \(.[0] | e)") | join("; "))"; null) end),
      "</td></tr>";

def requirements_section:
    . as $d | ([.steps[].tests[] | select(.cell)] | map(. + {id: (.cell | split(":")[0])}) | group_by(.id) | map({key: .[0].id, value: .}) | from_entries) as $cells
    | (reduce .requirements[].part as $p ([]; if index([$p]) then . else . + [$p] end)) as $parts
    | ["<p>\([("no", "not run", "in part", "ok", "elsewhere") as $a | [.requirements[] | select(.answer == $a)] | select(. != [])
               | "\($a | badge): \(length)"] | join(" · "))</p>",
       (if .run.recorded then empty else
        "<p class=\"soft\">A cell is one caller with one library in one case. Its command runs it again in gdb.</p>" end),
        "<p class=\"soft\">Commands are for this repository’s root, and use what the run left there\(if (.run.id // "") != "" then "; verify-all leaves it with KEEP=1" else "" end): \(at_p | code)</p>",
       ($parts[] as $part | "<h3>\($part | e)</h3>",
        ("<table class=\"stack\"><thead><tr><th>id</th><th>answer</th><th>what it asks for, and what shows it</th></tr></thead><tbody>",
         ($d.requirements[] | select(.part == $part) | requirement_row($d; $cells)), "</tbody></table>"))]
    | section("requirements"; "Requirements");

# ---- pictures ----

def layout_pair: (map(select(.library == "old"))[0]) as $old | (map(select(.library == "new"))[0]) as $new
    | if $old and $new then {old: $old, new: $new} else null end;

def layout_table($p; $facts):
    ($p.old.members | map({key: .member, value: .}) | from_entries) as $was
    | ($p.new.members | map({key: .member, value: .}) | from_entries) as $is
    | [([$p.old.members[], ($p.new.members[] | select($was[.member] == null))] | sort_by(.offset, .member)),
       ($facts.moved | map({key: .member, value: true}) | from_entries)] as [$all, $moved]
    | [(["<table><thead><tr><th>member</th><th>type</th><th class=\"num\">bytes</th><th class=\"num\">old offset</th><th class=\"num\">new offset</th><th>compared</th></tr></thead><tbody>",
         ($all[] | "<tr><th scope=\"row\" class=\"mono\">\(.member | e)</th><td>\(.type | code)</td><td class=\"num\">\(.bytes | e)</td><td class=\"num\">\($was[.member].offset // "–" | e)</td><td class=\"num\">\($is[.member].offset // "–" | e)</td><td>\(
             if $moved[.member] then "<span class=\"a no\">✗ changed</span>" elif $was[.member] == null then "new" else "same" end)</td></tr>"),
         "</tbody></table>"] | wide("All members, with their places"))]
    | details("All \($all | length) members with their places"; null);

def memory_section:
    .layouts as $layouts
    | ([$layouts[].type] | unique | map(. as $t | [$layouts[] | select(.type == $t)] | layout_pair // empty)) as $pairs
    | [if $pairs == [] then "<p>Not run: this run has no figures of the libraries (step abi writes them).</p>"
       else ($pairs[] as $p | layout_facts($p.old; $p.new) as $f
        | "<p>\(if $f.moved == [] and $p.old.bytes == $p.new.bytes then
                "<span class=\"a ok\">✓ Nothing moved.</span> All \($p.old.members | length) members of the old \($p.old.type | code) have the same offset, size and type in the new one, which has \($p.new.bytes | e) bytes as before."
              else "<span class=\"a no\">✗ Something moved.</span> \($p.old.bytes | e) bytes became \($p.new.bytes | e). Changed: \([$f.moved[] | "\(.member | code) (\(.was), now \(.is // "gone"))"] | join(", "))" end) \(
                if $f.added == [] then "The new library adds no member: the fields are in both."
                else "New are \($f.added | length | plural("member"; "members")), \(if all($f.added[]; .member | startswith("u.")) then "all inside the union u, which is as large as its largest member u.hvm: " else "" end)\([$f.added[].member | code] | join(", "))." end)</p>",
          "<p class=\"soft\"><span class=\"key field\"></span>for all guests, <span class=\"key arm\"></span>in the union, as before, <span class=\"key new\"></span>new. Dashed lines join the same places in both.</p>",
          "<div class=\"pictures\"><figure>", layout_picture($p.old; $p.new), "<figcaption>\($p.new.type | e), to scale.</figcaption></figure>",
          (if $p.new | union then "<figure>", union_picture($p.old; $p.new), "<figcaption>Where the guest types' own members begin, enlarged.</figcaption></figure>" else empty end), "</div>",
          layout_table($p; $f))
       end] | section("memory"; "Memory");

def callers_section:
    [.steps[] | select(.step == "matrix") | .tests[] | select(.cell) | . + {of: (.cell | cell_of)}] as $cells
    | ([.steps[] | select(.step == "matrix")][0]) as $step
    | [if $cells == [] then "<p>Not run: this run has no cells of the matrix\(if $step then " (\($step.note | e))" else "" end).</p>"
       else
        "<p>Each kind of program was run with each library: \($cells | counted | "\(.passed) as expected, \(.failed) not, \(.skipped) not run here"). <span class=\"soft\">A refusal is what the guard is for: the loader stops the program, and its message names what is missing.</span></p>",
        (callers_table($cells) as $t
         | "<div class=\"pictures\">",
           (range(0; $t.libraries | length; 2) as $from | "<figure>", callers_picture($t; $from), "</figure>"), "</div>"),
        (callers_table($cells) as $t | [
            (["<table><thead><tr><th>callers</th>\([$t.libraries[] | "<th>\(library_name | e)</th>"] | add)</tr></thead><tbody>",
              ($t.rows[] | "<tr><th scope=\"row\">\(.name | e)</th>\([.boxes[] | "<td>\(.sign | e) \(.word | e)<br/><span class=\"soft\">\(.lines | join("; ") | e)</span></td>"] | add)</tr>"),
              "</tbody></table>"] | wide("Callers against libraries"))] | details("The picture as a table"; null))
       end] | section("callers"; "Callers and libraries");

# A picture alone, with its style; of callers without how many cells there were.
def alone: [.[]] | .[0] + "<style>\n" + $ARGS.named.css + "</style>", .[1:][];
def callers_alone:
    callers_table([.steps[].tests[] | select(.cell) | . + {of: (.cell | cell_of)}])
    | .rows |= map(.boxes |= map(.lines = []))
    | [callers_picture(.; 0)] | alone;
def memory_alone: .layouts | layout_pair | if . then [layout_picture(.old; .new)] | alone else empty end;

# ---- the queue ----

def origin_kind: if . == null then "unknown" elif startswith("upstream") then "upstream" elif startswith("backport") then "backport"
    elif startswith("vendor") then "own" else "other" end;
def origin_html: if . == null then "not said" else
    (capture("commit (?<id>[0-9a-f]{40})$") // null) as $c
    | if $c then "\(origin_kind) \($c.id[:12] | code)" else "\(if . == "vendor" then "our own change" else . end | e)" end end;
def options: "<option value=\"\">all</option>", (unique[] | "<option\(attr("value"; .))>\(e)</option>");

def queue_section:
    [.patches[] | select(.step == "generate")] as $all
    | [if $all == [] then "<p>Not run: no queue was made in this run.</p>" else
        "<p>\($all | length | plural("patch"; "patches")) in this order: \([$all[].class] | group_by(.) | sort_by(-length) | map("\(length) \(.[0] | e)") | join(", ")). <span class=\"soft\">clean: upstream’s change as it is; context: only lines around it differ; adapted: changed by the rules that are named; own: written for this backport.</span></p>",
        "<form class=\"filter\" id=\"filter\" hidden=\"hidden\" aria-label=\"Filter the queue\"><div><label for=\"f-words\">words</label><input id=\"f-words\" name=\"words\" type=\"search\" autocomplete=\"off\"/></div>",
        ("class", "group", "origin" | . as $k | "<div><label for=\"f-\($k)\">\($k)</label><select id=\"f-\($k)\" name=\"\($k)\">",
            ([$all[] | if $k == "origin" then .origin | origin_kind else .[$k] // "" end | select(. != "")] | options), "</select></div>"),
        "<button type=\"reset\">Show all</button><p id=\"shown\" role=\"status\" class=\"soft\"></p></form>",
        "<table class=\"stack\" id=\"patches\"><thead><tr><th class=\"num\">no.</th><th>patch</th><th>class</th><th>group</th><th>origin</th><th>rules, and why</th></tr></thead><tbody>",
        ($all | to_entries[] | .key as $i | .value
         | "<tr\(attr("data-class"; .class // ""))\(attr("data-group"; .group // ""))\(attr("data-origin"; .origin | origin_kind))><td class=\"num\">\($i + 1)</td><td>\(.patch | code)<br/>\(.subject | e)</td><td class=\"word\">\(.class // "" | e)</td><td class=\"word\">\(.group // "" | e)</td><td class=\"word\">\(.origin | origin_html)</td><td>\(
             [(.rules // [])[] | "<div>\(e)</div>"] + [(.why // [])[] | "<div class=\"soft\">\(e)</div>"] | join(""))</td></tr>"),
        "</tbody></table>" end]
    | section("queue"; "The queue");

# ---- ABI, other runs, steps, environment ----

def report_line: if startswith("+ ") then "<span class=\"plus\">\(e)</span>" elif startswith("- ") then "<span class=\"minus\">\(e)</span>" else e end;
def abi_section:
    ([.steps[] | select(.step == "abi")][0]) as $step
    | [.texts[] | select(.step == "abi")] as $texts
    | [if $step == null or $step.answer == "left out" then "<p>Not run\(if $step then ": \($step.note | e)" else " in this run" end).</p>" else
        "<p>\($step.answer | badge) \($step.note | e)</p>",
        ("<ul>", (($step.rows // [])[] | "<li>\(e)</li>"), "</ul>"),
        (if $texts == [] then empty else
        "<p class=\"soft\">The report itself, whole; − is what only the old library has, + what only the new one has. It is equal to the reviewed one, or the step says no.</p>" end),
        ($texts[] | . as $t
         | [if .lines == [] then "<p>Nothing differs.</p>" else "<pre class=\"lines\" tabindex=\"0\">\([.lines[] | report_line] | join("\n"))</pre>" end]
         | details("\($t.name | e): \($t.lines | length | plural("line"; "lines"))"; null)) end]
    | section("abi"; "ABI");

def steps_table:
    "<table class=\"stack\"><thead><tr><th>step</th><th>answer</th><th class=\"num\">time</th><th>what was found</th></tr></thead><tbody>",
    (.[] | "<tr><th scope=\"row\">\(.step | e)</th><td>\(.answer | badge)</td><td class=\"num\">\(if .seconds then .seconds | lasting else "" end)</td><td>\(.note | e)</td></tr>"), "</tbody></table>";

def guests_table:
    if . == [] then empty else
    "<table class=\"stack\"><thead><tr><th>guest</th><th>result</th><th class=\"num\">time</th><th>what was seen</th></tr></thead><tbody>",
    (.[] | "<tr><th scope=\"row\">\(.name | e)</th><td>\(.result | badge)</td><td class=\"num\">\(if .seconds then .seconds | lasting else "" end)</td><td>\(.outcome // .note // "" | e)</td></tr>"), "</tbody></table>" end;

def elsewhere_section:
    . as $d | .others as $others
    | ([.steps[] | select(.step == "arch")][0]) as $arch | ([.steps[] | select(.step == "host")][0]) as $host
    | [$others[] | select(.run.of == "verify-branch")] as $archs
    | [$others[] | select(.run.of == "verify-advisories" or .run.of == "advisory")] as $advisories
    | [$others[] | select(.run.of == "shim")] as $shims
    | [$others[] | select(.run.of == "boot-branch")] as $boots
    | def run_of: "<h4>\(.what | e): \(.answer | badge)</h4><p class=\"soft\">\(.run.began | e); \(.path | code)</p>";
      ["<h3>Architectures</h3>",
       (if $arch then "<p>\($arch.answer | badge) \($arch.note | e)</p>", (if ($arch.rows // []) == [] then empty else [$arch.rows[] | "<div>\(e)</div>"] | details("what was compiled"; null) end) else empty end),
       (if $archs == [] and ($d.run.arch // "amd64") == "amd64" then "<p>Libraries of other architectures: not run. \("make verify-branch BRANCH=\($d.run.branch) BASE=\($d.run.base) ARCH=all" | code) runs them, after \("make deps-arch" | code).</p>"
        else $archs[] | run_of, (.steps | steps_table) end),
       "<h3>Boot</h3>",
       (if $host == null or $host.answer == "left out" then "<p>Not run\(if $host then ": \($host.note | e)" else " in this run" end).</p>"
        else "<p>\($host.answer | badge) Guests of all types in the simulated host, through each kernel: \($host.note | e).</p>" end),
       (if $boots == [] then "<p>Real Xen: not booted. \("make boot-branch BRANCH=\($d.run.branch) BASE=\($d.run.base)" | code) does it, under emulation, after \("make deps-boot" | code).</p>"
        else $boots[] | run_of, (.steps | steps_table), (.tests | guests_table) end),
       ($shims[] | run_of, (.steps | steps_table)),
       "<h3>Advisories</h3>",
       ([$d.patches[] | select(.step == "generate" and .group == "security")] as $s
        | if $s == [] then "<p>The queue of this run has no group security.</p>" else "<p>In the queue: \($s | length | plural("patch"; "patches")) of the group security, listed above.</p>" end),
       (if $advisories == [] then "<p>State of the advisories: not run here. \("make advisories BRANCH=\($d.run.branch)" | code) tells it, and \("make verify-advisories BRANCH=\($d.run.branch)" | code) compiles the missing fixes.</p>"
        else $advisories[] | run_of,
            (.bases[] | "<p>\(.base | e): \(if .advisories then [.advisories | to_entries[] | "\(.value) \(.key | e)"] | join(", ") else .answer | badge end)\(if .note != "" then "; \(.note | e)" else "" end)</p>") end)]
    | section("elsewhere"; "Architectures, boot, advisories");

def test_item: "<li>\(if .result == "passed" then "" else "\(.result | badge) " end)\(.name | e)\(if .note and .result != "passed" then ": \(.note | e)" else "" end)</li>";
def steps_section:
    . as $d
    | [("<table class=\"stack\"><thead><tr><th>step</th><th>answer</th><th class=\"num\">time</th><th>what was found</th></tr></thead><tbody>",
        (.steps[] | .step as $step | (.rows // []) as $rows
         | "<tr id=\"\(.step | anchor("step"))\"><th scope=\"row\">\(.step | e)</th><td>\(.answer | badge)\(if .before then "<br/><span class=\"soft\">as before</span>" else "" end)</td><td class=\"num\">\(if .answer == "left out" then "" else .seconds | lasting | e end)</td><td>\(.note | e)\(
             if .log then "<br/><span class=\"soft\">log \(.log | in_folder(place + "/") | code)</span>" else "" end)",
           (if $rows == [] then empty else ["<pre class=\"lines\" tabindex=\"0\">\($rows | join("\n") | e)</pre>"] | details($rows | length | plural("line"; "lines"); null) end),
           (if .tests == [] or any(.tests[]; .cell) then empty else
            (.tests | group_by(.suite // "")[] | (.[0].suite // "") as $suite | . as $tests | repeats($d; $step; $suite) as $command
             | [(if $command then "<p>\($command | code)</p>" else empty end), "<ul>",
                ([$tests[] | select(.result != "passed")], [$tests[] | select(.result == "passed")] | .[] | test_item), "</ul>"]
             | details("\($suite | if . == "" then $step else . end | e): \($tests | counted | counts_html)"; null)) end),
           "</td></tr>"),
        "</tbody></table>")]
    | section("steps"; if $d.run.of == "check" then "Programs" else "Steps" end);

def environment_section:
    [("<table class=\"stack\"><thead><tr><th>what</th><th>value</th></tr></thead><tbody>",
      ({name: "begun", value: .run.began}, {name: "lasted", value: (.seconds | lasting)},
       (.facts[]) | "<tr><th scope=\"row\">\(.name | e)</th><td class=\"mono\">\(.value | e)</td></tr>"), "</tbody></table>"),
     "<p class=\"soft\">Times are in UTC. A step that is “as before” has the time of the run in which it really ran. This page is made from \(place + "/results.jsonl" | code) alone; pvh-results(5) describes that file.</p>"]
    | section("environment"; "Environment, times, checksums");

# ---- verify-all ----

def base_page: "\(.branch)/\(.base | file_name)/report.html";
def bases_section:
    . as $d | (.bases | map({key: "\(.branch):\(.base)", value: .}) | from_entries) as $of
    | [(["<table><thead><tr><th>base</th><th>answer</th>\([$d.run.steps[] | "<th class=\"turned\"><span>\(e)</span></th>"] | add)<th class=\"num\">time</th></tr></thead><tbody>",
         ($d.run.bases[] | . as $key | $of[.] // {branch: (split(":")[0]), base: (split(":")[1:] | join(":")), answer: "not run", steps: {}, note: "no record of it in this run"}
          | base_page as $page
          | "<tr><th scope=\"row\">\(if $ARGS.named.pages | index([$page]) then "<a\(attr("href"; "../" + ($page | split("/") | map(@uri) | join("/"))))>\(.branch | e) \(.base | e)</a>" else "\(.branch | e) \(.base | e)" end)\(if .note != "" then "<div class=\"soft note\">\(.note | e)</div>" else "" end)</th><td>\(.answer | badge)</td>"
            + ([.steps as $s | $d.run.steps[] | "<td>\($s[.] // null | if . == null or . == "left out" then "<span class=\"soft\">–</span>" elif . == "ok" then "<span class=\"a ok\">✓ ok</span>" else badge end)</td>"] | add)
            + "<td class=\"num\">\(if .seconds then .seconds | lasting else "" end)</td></tr>"),
         "</tbody></table>"] | wide("All bases")),
       "<p class=\"soft\">– : not run, or left out for this base. Each base that has a page of its own is a link to it.</p>"]
    | section("bases"; "Bases");

# ---- the page ----

def ported_section:
    [.patches[] | select(.step != "generate")] as $all
    | if $all == [] then empty else
        [(["<table><thead><tr><th>branch</th><th>source</th><th>state</th><th>class</th><th>rules, or why not</th></tr></thead><tbody>",
          ($all[] | "<tr><td>\(.branch | e)</td><td>\(.source | code)<br/>\(.subject | e)</td><td>\(.state | e)</td><td>\(.class // "" | e)</td><td>\([(.rules // [])[] | "<div>\(e)</div>"] | join(""))\(.note // "" | e)</td></tr>"),
          "</tbody></table>"] | wide("Patches"))] | section("patches-ported"; "Patches") end;

def parts: if is_branch then ["requirements", "memory", "callers", "queue", "abi", "elsewhere", "steps", "environment"]
    elif .run.of == "verify-all" then ["bases", "environment"]
    else ["steps", "environment"] end;
def part_name: {requirements: "Requirements", memory: "Memory", callers: "Callers", queue: "Queue", abi: "ABI", elsewhere: "Elsewhere",
                steps: "Steps", environment: "Environment", bases: "Bases"}[.];

def page:
    parts as $parts
    | "<!DOCTYPE html>", "<html lang=\"en\"><head><meta charset=\"utf-8\"/>",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>",
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\"/>",
      "<link rel=\"icon\" href=\"data:,\"/>",
      "<title>\(.answer | answer_word): \(subject | e)</title>",
      "<style>", $ARGS.named.css, "</style>", "</head><body>",
      "<a class=\"skip\" href=\"#content\">To the contents</a>",
      "<header><h1>\(subject | e)</h1>", verdict, "</header>",
      "<nav aria-label=\"Contents\"><ul tabindex=\"-1\">\([$parts[] | "<li><a href=\"#\(.)\">\(part_name)</a></li>"] | add)</ul></nav>",
      "<main id=\"content\">",
      (if is_branch then requirements_section, memory_section, callers_section, queue_section, abi_section, elsewhere_section
       elif .run.of == "verify-all" then bases_section else empty end),
      (if .run.of == "verify-all" then empty else steps_section end), ported_section,
      environment_section,
      "</main>", "<script>", $ARGS.named.js, "</script>", "</body></html>";
