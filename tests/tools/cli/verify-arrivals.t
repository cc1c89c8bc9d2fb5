# SPDX-License-Identifier: LGPL-2.1-only
# verify-all ON=: what comes back from a machine is used only if it is what it should be.
. tests/tap.sh
. verify/lib.sh
needs_steps=$(steps_of_queue)
F=$T/on N=4.9-RELEASE-4.9.4 B=4.9/RELEASE-4.9.4
mkdir -p "$F/came"
printf '4.8\tRELEASE-4.8.5\tRELEASE-4.8.5\n4.9\tRELEASE-4.9.4\tRELEASE-4.9.4\n' >"$F/todo"
commit=$(printf '%040d' 1) tree=$(printf '%040d' 2)
echo "RELEASE-4.9.4 $commit $tree" >"$F/commits"

# whole: an archive's files as they should be, in $T/a
whole() {
    rm -rf "$T/a" && mkdir -p "$T/a/all" "$T/a/$B/logs" "$T/a/$B/matrix"
    jq -n -c --arg steps "$needs_steps" --arg commit "$commit" --arg tree "$tree" '
        ($steps | split(" ")) as $steps
        | {record: "run", of: "verify-branch", began: "2026-01-02T03:04:05Z", branch: "4.9", base: "RELEASE-4.9.4", arch: "amd64",
           without: "", recorded: false, id: "1-2", $steps},
          {record: "fact", name: "commit of the base", value: $commit}, {record: "fact", name: "tree of the base", value: $tree},
          ($steps[] | {record: "step", step: ., answer: "ok", began: "2026-01-02T03:04:05Z", seconds: 1.5, note: "as it is"}),
          {record: "end", answer: "ok", seconds: 20}' >"$T/a/$B/results.jsonl"
    jq -n -c --arg steps "$needs_steps" --arg log "out/all/$N.log" '
        {record: "base", branch: "4.9", base: "RELEASE-4.9.4", began: "2026-01-02T03:04:05Z", seconds: 21, $log, answer: "ok",
         steps: ($steps | split(" ") | map({key: ., value: "ok"}) | from_entries), note: "", machine: "host1"}' >"$T/a/all/$N.record"
    echo 'all holds' >"$T/a/all/$N.log"
    printf '%064d-no,default\n' 7 >"$T/a/all/$N.key"
    echo built >"$T/a/$B/logs/build-new.log"
    echo '{"record":"run","of":"matrix","began":"2026-01-02T03:04:05Z"}' >"$T/a/$B/matrix/results.jsonl"
}
pack() { (cd "$T/a" && tar -cz -f "$F/came/2" "$@" $(find . '(' -type f -o -type l ')' | cut -c 3- | sort)); } # [OPTION]...
# judged NAME ERE: what is said of the archive; ERE is empty if it can be used
judged() {
    run sh verify/machines/arrival "$F" 2
    if [ -z "$2" ]; then
        is "$1" "$rc:$out" 0:
    else
        is "$1: status" "$rc" 1
        is "$1: one line" "$(printf '%s\n' "$out" | wc -l)" 1
        like "$1: says what" "$out" "$2"
    fi
    is "$1: nothing is left" "$(ls "$F/came")" 2
}
# changed NAME FILE JQ ERE: with one file of records changed
changed() {
    whole
    jq -c "$3" "$T/a/$2" >"$T/new" && mv "$T/new" "$T/a/$2"
    pack
    judged "$1" "$4"
}

whole && pack
judged 'an archive as it should be' ''

# ---- what is no archive, or has files that do not belong there ----

: >"$F/came/2"
judged 'nothing' 'not a whole archive'
echo '<html>Not found</html>' >"$F/came/2"
judged 'a page of a proxy' 'not a whole archive'
whole && pack && head -c 600 "$F/came/2" >"$T/cut" && cp "$T/cut" "$F/came/2"
judged 'an archive that was cut off' 'not a whole archive'
for file in "$B/report.html" "$B/stamps/build-old" "$B/trimmed" "$B/running" "$B/new/lib/libxenlight.so" \
    all/running "all/4.8-RELEASE-4.8.5.record" 4.8/RELEASE-4.8.5/results.jsonl results/x "$B/results.tap" "$B/arm64/results.jsonl" \
    "$B/logs/.x" "$B/logs/a b" "$B/matrix/x.html" "$B/matrix/key" "4.9/RELEASE-4x9.4/logs/x" Makefile; do
    whole
    mkdir -p "$T/a/$(dirname "$file")" && echo x >"$T/a/$file"
    (cd "$T/a" && find . -type f | cut -c 3- >"$T/names" && tar -cz -f "$F/came/2" -T "$T/names")
    judged "with $file" 'a file that does not belong there'
done
whole && pack --transform="s,^all/$N.log,../../../evil,"
judged 'a path that leads out' 'a file that does not belong there, \.\./'
whole && pack -P --transform="s,^all/$N.log,$T/evil,"
judged 'a path from the root' 'a file that does not belong there, /'
whole && pack --transform="s,^$B/logs/,$B/logs/../../../../x/,"
judged 'a path that leads out further down' 'a file that does not belong there'
printf 'x' >"$T/a/$B/logs/new
line" && (cd "$T/a" && find . -type f -print0 | sed -z 's,^\./,,' | tar -cz --null -T - -f "$F/came/2")
judged 'a line in a name' 'a file that does not belong there'
whole && ln -s /etc/passwd "$T/a/$B/logs/link.log" && pack
judged 'a link' 'links'
whole && ln "$T/a/$B/logs/build-new.log" "$T/a/$B/logs/hard.log" && pack
judged 'a hard link' 'links'
whole && mkfifo "$T/a/$B/logs/pipe" && (cd "$T/a" && tar -cz -f "$F/came/2" all "$B/results.jsonl" "$B/logs/pipe")
judged 'a pipe and folders' 'links, or what else is no file'
whole && (cd "$T/a" && tar -cz -f "$F/came/2" "all/$N.record" "$B/results.jsonl" "all/$N.record")
judged 'a file twice' 'links'
whole && (cd "$T/a" && tar -c -f "$T/tar" --hard-dereference "all/$N.record" "$B/results.jsonl" && tar -r -f "$T/tar" "all/$N.record" && gzip <"$T/tar" >"$F/came/2")
judged 'a file twice, both whole' 'twice'
is 'nothing has got out' "$(ls -d "$T/evil" "$F/evil" "$T/x" 2>/dev/null)" ''

# ---- records ----

changed 'another base' "all/$N.record" '.base = "RELEASE-4.9.3"' 'of another base'
changed 'another branch' "all/$N.record" '.branch = "4.8"' 'of another base'
changed 'another log' "all/$N.record" '.log = "/etc/passwd"' 'another log'
changed 'a member too many' "all/$N.record" '.more = 1' 'is not one'
changed 'no number' "all/$N.record" '.seconds = "1"' 'is not one'
changed 'two records' "all/$N.record" '., .' 'is not one'
changed 'characters that control a terminal' "all/$N.record" '.note = "\u001b]0;x\u0007"' 'control a terminal'
changed 'those that change the direction of text, of a step' "$B/results.jsonl" 'if .step == "abi" then .note = "\u202e" else . end' 'control a terminal'
changed 'results of another base' "$B/results.jsonl" 'if .record == "run" then .base = "RELEASE-4.9.3" else . end' 'something else'
changed 'results without a group' "$B/results.jsonl" 'if .record == "run" then .without = "security" else . end' 'something else'
changed 'results for another architecture' "$B/results.jsonl" 'if .record == "run" then .arch = "arm64" else . end' 'something else'
changed 'results of records alone' "$B/results.jsonl" 'if .record == "run" then .recorded = true else . end' 'something else'
changed 'another commit' "$B/results.jsonl" 'if .name == "commit of the base" then .value = "7" * 40 else . end' 'another commit'
changed 'another tree' "$B/results.jsonl" 'if .name == "tree of the base" then .value = "7" * 40 else . end' 'another commit'
changed 'no commit' "$B/results.jsonl" 'select(.record != "fact")' 'do not say of which commit'
changed 'a line that is no record' "$B/results.jsonl" '.seconds |= (. // 1 | tostring)' 'no record'
changed 'no end' "$B/results.jsonl" 'select(.record != "end")' 'without results'
changed 'no results' "$B/results.jsonl" empty 'without results'
changed 'a step less' "$B/results.jsonl" 'select(.step != "abi")' 'its results do not'

whole
for file in "$B/results.jsonl" "all/$N.record"; do jq -c 'select(.step != "abi") | del(.steps.abi?)' "$T/a/$file" >"$T/new" && mv "$T/new" "$T/a/$file"; done
jq -c 'if .record == "run" then .steps = ["apply"] else . end' "$T/a/$B/results.jsonl" >"$T/new" && mv "$T/new" "$T/a/$B/results.jsonl"
pack
judged 'a step that was not run' 'lack a step'
changed 'a step that says no' "$B/results.jsonl" 'if .step == "abi" then .answer = "no" else . end' 'its results do not'
changed 'the end says no' "$B/results.jsonl" 'if .record == "end" then .answer = "no" else . end' 'its results do not'
changed 'a NO with the results of it' "all/$N.record" '.answer = "no"' 'kept by such a key'
whole && rm "$T/a/all/$N.key" && jq -c '.answer = "no"' "$T/a/all/$N.record" >"$T/new" && mv "$T/new" "$T/a/all/$N.record" && pack
judged 'a NO is an answer' ''
whole && echo '../../x' >"$T/a/all/$N.key" && pack
judged 'a key that is a path' 'such a key'
whole && echo '{"record":"run","of":"verify-branch","began":"2026-01-02T03:04:05Z","arch":"arm64"}' >"$T/a/$B/matrix/results.jsonl" && pack
judged 'a run below that nobody asked for' 'something else'
done_testing
