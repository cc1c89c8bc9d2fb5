# SPDX-License-Identifier: LGPL-2.1-only
# make compare shows what changed in a queue since another revision of this repository.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
. tests/tools/toys/revisions.sh
. tests/tools/toys/needs.sh
needs 'make compare' series verify
our_repository mk/compare mk/environment.sh mk/progress.sh mk/revision.sh mk/child.sh mk/say.sh verify/clone.sh \
    verify/bases.sh verify/appliers.sh verify/quilt.sh verify/range-diff verify/ported.sh
lines 1 20 >"$R/compat/changes/mine/ours.h"
save_r first
compare() { in_r "BRANCH=${BRANCH:-4.9} $* sh mk/compare"; }
before=$(in_clone)

compare FROM=HEAD
is 'nothing changed: status' "$rc" 0
is 'nothing changed: a line each' "$(printf '%s\n' "$out" | grep -c '^[1-3]:  [0-9a-f]* = [1-3]:  [0-9a-f]* ')" 3
like 'nothing changed: what is compared' "$out" '^compare: 4\.9 on RELEASE-4\.9\.4, from [0-9a-f]+, first to the last commit$'
is 'nothing changed: the last line' "$(printf '%s\n' "$out" | tail -n 1)" \
    'compare: 4.9 on RELEASE-4.9.4: 3 the same, 0 changed, 0 new, 0 gone'
ids=$(printf '%s\n' "$out" | grep ' = ')
compare FROM=HEAD
is 'the same queues have the same ids' "$(printf '%s\n' "$out" | grep ' = ')" "$ids"

# --- changed, new, gone, moved; not committed yet ---
sed -i 's/^line 7$/line seven/' "$R/compat/changes/mine/ours.h"
sed -i '/^five.patch/d' "$R/series-4.9/series"
# shellcheck disable=SC2154 # made by eval
patch_line more.patch $word25
compare FROM=HEAD
is 'changes: status' "$rc" 0
like 'changes: to what' "$out" ' to the files here, with uncommitted changes$'
like 'a changed patch' "$out" '^3:  [0-9a-f]+ ! 2:  [0-9a-f]+ a change of ours$'
like 'a changed patch: its diff' "$out" '^ +\+\+line seven$'
like 'a new patch' "$out" '^-:  -+ > 3:  [0-9a-f]+ tools: word 25$'
like 'a patch that is gone' "$out" '^1:  [0-9a-f]+ < -:  -+ tools: word 5$'
is 'changes: the last line' "$(printf '%s\n' "$out" | tail -n 1)" \
    'compare: 4.9 on RELEASE-4.9.4: 1 the same, 1 changed, 1 new, 1 gone'
save_r second
compare FROM=HEAD~1 BASE=stable-4.9
like 'another base, and committed' "$(printf '%s\n' "$out" | tail -n 1)" '^compare: 4\.9 on stable-4\.9: '
is 'the revision that was compared is kept' "$(ls "$R/out/compare" | grep -c '^[0-9a-f]\{40\}$')" 1
compare FROM=HEAD
is 'another one replaces it' "$(ls "$R/out/compare" | grep '^[0-9a-f]\{40\}$')" "$(git_r rev-parse HEAD)"

# --- patches of the user's own, which an older bpq may not even read ---
mkdir -p "$R/series-4.9/local"
echo '# a line of the future' >"$R/series-4.9/local/series"
echo 'none.patch' >>"$R/series-4.9/local/series"
compare FROM=HEAD
is "the user's own are left out" "$rc:$(printf '%s\n' "$out" | tail -n 1)" \
    '0:compare: 4.9 on RELEASE-4.9.4: 3 the same, 0 changed, 0 new, 0 gone'
like 'which is said' "$out" ' to the last commit, without your own in series-4\.9/local$'
rm -r "$R/series-4.9/local"

# --- interrupted ---
printf 'build/bpq:\n\tmkdir -p build && touch build/begun && sleep 1000\n' >"$R/Makefile"
save_r 'slow'
for signal in TERM INT HUP QUIT; do
    (cd "$R" && exec env --default-signal BRANCH=4.9 FROM=HEAD XEN="$X" sh mk/compare) >"$T/out" 2>&1 &
    pid=$!
    wait_for "$R/out/compare/$(git_r rev-parse HEAD)/build/begun"
    kill "-$signal" $pid
    wait $pid
    is "$signal: status and message" "$?:$(tail -n 1 "$T/out")" '2:compare: interrupted; nothing is left but out/compare'
    ok "$signal: nothing works in the folder any more" flock -w 60 "$R/out/compare/running" true
    rm -f "$R/out/compare"/*/build/begun
done
git_r reset -q --hard HEAD~1

# --- what is wrong ---
compare FROM=
refused 'no revision' 2 '^compare: name a revision of this repository with FROM='
compare FROM=none
refused 'an unknown one' 2 '^compare: FROM=none: no revision of this repository'
compare FROM=--help
refused 'an option' 2 '^compare: FROM=--help: no revision of this repository'
BRANCH=all compare FROM=HEAD
refused 'several branches' 2 '^compare: BRANCH=all: name one branch$'
BRANCH=4.99 compare FROM=HEAD
refused 'an unknown branch' 2 '4\.99'
compare FROM=HEAD BASE=all
refused 'all bases' 2 '^compare: BASE=all: this is done for one base; name it$'
compare FROM=HEAD BASE=RELEASE-4.9.9
refused 'an unknown base' 2 '^compare: the plan here gives no queue for RELEASE-4\.9\.9: RELEASE-4\.9\.9 is not a base'
XEN_HERE=none
compare FROM=HEAD
refused 'no clone' 2 'no clone of Xen'
XEN_HERE=
printf 'build/bpq:\n\techo "error: no compiler"; exit 1\n' >"$R/Makefile"
save_r 'cannot be built'
for time in first second; do # it is tried again
    compare FROM=HEAD
    is "a revision that cannot be built, the $time time" "$rc/$(printf '%s\n' "$out" | sed 1d)" \
        '2/compare: FROM=HEAD: its bpq cannot be built: error: no compiler'
done
sed -i 's/^# base .*/# base RELEASE-4.9.0/' "$R/series-4.9/series"
git_r checkout -q HEAD~1 -- Makefile
save_r 'another plan'
git_r checkout -q HEAD~2 -- series-4.9
compare FROM=HEAD
like 'a plan without the base' "$rc/$(printf '%s\n' "$out" | sed 1d)" '^2/compare: FROM=HEAD: its plan gives no queue for RELEASE-4\.9\.4: RELEASE-4\.9\.4 is not a base'
rm -rf "$R/.git"
git init -q "$T" && git -C "$T" commit -q --allow-empty -m 'above it'
compare FROM=HEAD
refused 'a repository above it is not ours' 2 '^compare: this folder is no git repository, so it has no revisions'
rm -rf "$T/.git"
compare FROM=HEAD
refused 'no history' 2 '^compare: this folder is no git repository, so it has no revisions'
is 'nothing was written into the clone' "$(in_clone)" "$before"
done_testing
