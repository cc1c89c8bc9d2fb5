# SPDX-License-Identifier: LGPL-2.1-only
# A queue that was changed by hand: make series and make verify-branch name the file,
# FORCE=1 replaces it.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
needs 'a queue that was changed by hand' series check verify
toy_xen
toy_root
Q=$R/series-4.9/RELEASE-4.9.4

mk series XEN="$X"
is 'make series' "$rc" 0
changed() {
    echo 'a note' >>"$Q/api.patch"
    cp "$Q/api.patch" "$T/changed"
}
changed
mk series XEN="$X"
is 'make series, with a patch changed by hand: status' "$rc" 2
like 'the message names the file' "$out" '^bpq: series-4.9/RELEASE-4.9.4/api.patch: was changed .*FORCE=1'
ok 'the file is left alone' cmp "$T/changed" "$Q/api.patch"
mk series XEN="$X" FORCE=1
is 'FORCE=1' "$rc" 0
is 'FORCE=1 replaces the file' "$(grep -c 'a note' "$Q/api.patch")" 0

changed
vb UNTIL=generate
is 'verify-branch, with a patch changed by hand: status' "$rc" 2
like 'the line of the step names the file' "$out" '^generate +not run .*RELEASE-4.9.4/api.patch: was changed .*FORCE=1'
ok 'verify-branch leaves the file alone' cmp "$T/changed" "$Q/api.patch"
vb UNTIL=generate FORCE=1
like 'FORCE=1' "$out" '^generate +ok '
is 'FORCE=1 replaces the file' "$(grep -c 'a note' "$Q/api.patch")" 0
done_testing
