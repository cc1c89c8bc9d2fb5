# SPDX-License-Identifier: LGPL-2.1-only
# make check-locks shows differences from the locks as a diff of patches.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

for n in 5 15 25; do
    sed -i "s/^word $n\$/word changed $n/" "$X/tools/libxl/b.c"
    commit "tools: word $n"
    eval word$n=\$id
done

# our repository, with the plan of one branch
git init -q -b main "$R"
git_r() { git -C "$R" "$@"; }
mkdir -p "$R/mk" "$R/build" "$R/compat/changes/mine"
cp mk/check-locks mk/environment.sh "$R/mk"
mkdir -p "$R/verify" && cp verify/clone.sh "$R/verify"
echo 'exit 0' >"$R/mk/deps"
cp "$BPQ" "$R/build/bpq"
printf 'build/bpq:\n\tmkdir -p build\n\tcp "%s" $@\n' "$BPQ" >"$R/Makefile"
printf '/build/\n/out/\n/series-*/*/\n!/series-*/resolutions/\n' >"$R/.gitignore"
cat >"$R/compat/changes/mine/message" <<'END'
From: PVH backport <pvh-backport@example.org>
Date: Sun, 22 Nov 2026 12:00:00 +0000
Subject: a change of ours

What it is for.
END
echo 'add tools/ours.h ours.h' >"$R/compat/changes/mine/change"
echo '/* ours */' >"$R/compat/changes/mine/ours.h"
# shellcheck disable=SC2154 # made by eval
patch_line five.patch $word5
# shellcheck disable=SC2154
patch_line fifteen.patch $word15
own_line mine.patch compat/changes/mine

in_r() { run env XEN="${XEN_HERE:-$X}" sh -c "cd '$R' && $*"; }
locked() { # record and commit
    in_r build/bpq series 4.9 --base all --xen "$X" --update-lock
    git_r add -A && git_r commit -q -m "$1"
}
locked 'first'
in_r sh mk/check-locks
is 'nothing differs: status' "$rc" 0
is 'nothing differs: a line each' "$(printf '%s\n' "$out" | grep -c ': as locked: 3 patches')" 3
is 'nothing differs: no other line' "$(printf '%s\n' "$out" | wc -l)" 3

# --- a changed text ---
echo '/* ours, again */' >"$R/compat/changes/mine/ours.h"
in_r sh mk/check-locks
is 'a changed text: status' "$rc" 1
like 'a changed text: diff' "$out" '^-\+/\* ours \*/$'
like 'a changed text: diff' "$out" '^\+\+/\* ours, again \*/$'
like 'a changed text: the diff names the patch' "$out" '^--- RELEASE-4.9.0/mine.patch then$'
is 'a changed text: the diff is shown once' "$(printf '%s\n' "$out" | grep -c '^+++ .*/mine.patch now')" 1
like 'a changed text: other bases refer to it' "$out" '^RELEASE-4.9.4/mine.patch: differs as for RELEASE-4.9.0$'
if printf '%s\n' "$out" | grep -q 'five.patch\|fifteen.patch'; then
    fail 'patches that do not differ are not named' "$out"
else
    pass 'patches that do not differ are not named'
fi
git_r commit -qam 'a change without its lock'
in_r sh mk/check-locks
like 'committed without its lock: the same' "$out" '^\+\+/\* ours, again \*/$'

# --- patches that come, go and change places ---
sed -i '/^five.patch/d' "$R/series-4.9/series"
# shellcheck disable=SC2154
patch_line more.patch $word25 'from RELEASE-4.9.4'
in_r sh mk/check-locks
like 'order' "$out" '^-five.patch$'
like 'order' "$out" '^\+more.patch$'
like 'a patch that is gone' "$out" '^--- RELEASE-4.9.0/five.patch then$'
like 'a new patch' "$out" '^\+\+\+ RELEASE-4.9.4/more.patch now$'
like 'a new patch is shown in full' "$out" '^\+\+word changed 25$'
locked 'second'
in_r sh mk/check-locks
is 'recorded again' "$rc" 0

# --- one branch that cannot be made ---
mkdir "$R/series-4.10"
sed 's/^# base .*/# base RELEASE-4.10.0/' "$R/series-4.9/series" >"$R/series-4.10/series"
echo '/* ours, at last */' >"$R/compat/changes/mine/ours.h"
in_r sh mk/check-locks
is 'a branch that cannot be made: status' "$rc" 2
like 'a branch that cannot be made: why' "$out" '^bpq: 4.10: series-4.10/series:[0-9]+: '
like 'a branch that cannot be made: the other branch is shown' "$out" '^\+\+/\* ours, at last \*/$'
rm -r "$R/series-4.10"

# --- without history, without a clone ---
rm -rf "$R/.git"
in_r sh mk/check-locks
is 'no history: status' "$rc" 1
like 'no history: says so' "$out" 'no commit here has series-4.9/lock'
XEN_HERE=none
in_r sh mk/check-locks
refused 'no clone' 2 'no clone of Xen'
done_testing
