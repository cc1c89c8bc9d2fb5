# SPDX-License-Identifier: LGPL-2.1-only
# make series ONTO=: a queue for a commit of the user's own, with make's variables.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
needs 'a queue for a commit of one'"'"'s own' series check verify
toy_xen
toy_root
g checkout -q -b debian/4.9 RELEASE-4.9.4
mkdir "$X/debian" && echo 'Source: xen' >"$X/debian/control"
mine=$(save 'the package')
Q=$R/series-4.9/onto-$(echo "$mine" | cut -c 1-12)

mk series XEN="$X" ONTO=debian/4.9
is 'make series ONTO=' "$rc" 0
like 'the folder' "$out" "^series-4\.9/${Q##*/}: 2 patches "
like 'the base that stands for it' "$out" "^for commit $mine, on RELEASE-4\.9\.4, which it contains; "
is 'the queue is for the commit' "$("$ROOT/build/bpq" queue "$Q" commit)" "$mine"
cp "$ROOT/.gitignore" "$R"
ok 'git ignores it' git -C "$R" check-ignore -q "series-4.9/${Q##*/}/series"
mk series XEN="$X" ONTO="$mine" WITHOUT=toolchain OUT="$T/q" BASE=RELEASE-4.9.4
is 'with WITHOUT=, OUT= and BASE=' "$rc:$(grep -v '^#' "$T/q/series" | xargs)" '0:api.patch'
echo 'a note' >>"$T/q/api.patch"
mk series XEN="$X" ONTO="$mine" WITHOUT=toolchain OUT="$T/q"
is 'a file changed by hand' "$rc" 2
mk series XEN="$X" ONTO="$mine" WITHOUT=toolchain OUT="$T/q" FORCE=1
is 'FORCE=1' "$rc:$(grep -c 'a note' "$T/q/api.patch")" 0:0
mk series XEN="$X" ONTO='no such "branch"; $(id)'
is 'an unknown commit' "$rc" 2
like 'an unknown commit: the message' "$out" '^bpq: --onto: .*no tag, branch or full commit id "no such "branch"; \$\(id\)"'
mk series XEN="$X" BASE=all ONTO=debian/4.9
like 'BASE=all' "$rc:$out" '^2:bpq: --onto debian/4\.9: is one commit'

# A queue is verified for a base: nobody may think that it was his commit.
for goal in verify-branch verify-all compare check-locks; do
    mk "$goal" XEN="$X" ONTO=debian/4.9
    like "make $goal" "$rc:$(printf '%s' "$out" | tr '\n' ' ')" "^2:.*ONTO=: is for make series and dist alone, not for $goal"
done
run env ONTO=debian/4.9 make -C "$ROOT" -n verify-branch
like 'ONTO in the environment' "$rc:$(printf '%s' "$out" | tr '\n' ' ')" '^2:.*not for verify-branch'
mk series verify-branch XEN="$X" ONTO=debian/4.9
like 'make series verify-branch' "$rc:$(printf '%s' "$out" | tr '\n' ' ')" '^2:.*not for verify-branch'
done_testing
