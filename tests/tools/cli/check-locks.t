# SPDX-License-Identifier: LGPL-2.1-only
# make check-locks shows differences from the locks as a diff of patches.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
. tests/tools/toys/revisions.sh
our_repository mk/check-locks mk/environment.sh mk/progress.sh mk/revision.sh verify/clone.sh

locked() { # record and commit
    in_r build/bpq series 4.9 --base all --xen "$X" --update-lock
    save_r "$1"
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
# Whatever is shown meanwhile, lines that are printed begin where a line does.
if command -v script >/dev/null; then
    mkdir -p "$T/bin"
    fake cat 'sleep 1; exec '"$(command -v cat)"' "$@"'
    in_r env PATH="$T/bin:$PATH" TERM=xterm BPQ_PROGRESS_SECONDS=0 script -q -e -f -c "'sh mk/check-locks'" /dev/null
    esc=$(printf '\033') cr=$(printf '\r')
    like 'on a terminal: it is shown that it lasts' "$out" "$esc\[Kcheck-locks "
    is 'on a terminal: nothing of it is left' "$(printf '%s\n' "$out" | sed -e "s/$cr\$//" -e "s/.*$cr$esc\[K//" | grep -c '^check-locks')" 0
else
    skip 'on a terminal nothing is left' 'there is no script(1)'
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
