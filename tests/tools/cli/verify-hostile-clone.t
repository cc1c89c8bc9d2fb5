# SPDX-License-Identifier: LGPL-2.1-only
# A clone with every setting, hook and attribute by which git may start a program: all
# verbs and steps read the clone, and no such program is started.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
needs 'a hostile clone' series check verify
toy_xen
toy_root
mkdir -p "$R/tests/libxl/published" && cp "$ROOT"/tests/libxl/published/* "$R/tests/libxl/published"

C=$T/clone M=$T/marks
git clone -q "$X" "$C"
for tag in RELEASE-4.8.5 RELEASE-4.17.0; do git -C "$C" tag $tag; done
git -C "$C" tag set-1 "$LOST_ID"
mkdir "$M"
# A program that is started leaves a mark.
printf '#!/bin/sh\necho "$0 $*" >>%s/started\nexit 1\n' "$M" >"$T/mark"
chmod +x "$T/mark"
for hook in applypatch-msg pre-applypatch post-applypatch pre-commit pre-merge-commit \
    prepare-commit-msg commit-msg post-commit pre-rebase post-checkout post-merge pre-push \
    pre-receive update proc-receive post-receive post-update reference-transaction push-to-checkout \
    pre-auto-gc post-rewrite sendemail-validate fsmonitor-watchman post-index-change; do
    cp "$T/mark" "$C/.git/hooks/$hook"
done
cat >>"$C/.git/config" <<END
[core]
	repositoryFormatVersion = 1
	fsmonitor = $T/mark
	sshCommand = $T/mark
	pager = $T/mark
	editor = $T/mark
	askPass = $T/mark
	gitProxy = $T/mark
	alternateRefsCommand = $T/mark
	attributesFile = $C/.git/info/attributes
	hooksPath = $C/.git/hooks
	untrackedCache = true
[extensions]
	partialClone = origin
	worktreeConfig = true
[remote "origin"]
	url = ext::$T/mark %S
	promisor = true
	partialCloneFilter = blob:none
	uploadpack = $T/mark
	receivepack = $T/mark
[remote "other"]
	url = $X
	promisor = true
	uploadpack = $T/mark
	vcs = odd
[protocol]
	allow = always
[protocol "ext"]
	allow = always
[uploadpack]
	packObjectsHook = $T/mark
[credential]
	helper = !$T/mark
[diff]
	external = $T/mark
[diff "odd"]
	command = $T/mark
	textconv = $T/mark
[filter "odd"]
	clean = $T/mark
	smudge = $T/mark
	required = true
[merge "odd"]
	driver = $T/mark
[tar "tar.odd"]
	command = $T/mark
[tar "tar"]
	command = $T/mark
[gpg]
	program = $T/mark
[gpg "ssh"]
	program = $T/mark
	defaultKeyCommand = $T/mark
[log]
	showSignature = true
[commit]
	gpgSign = true
[tag]
	gpgSign = true
[interactive]
	diffFilter = $T/mark
[sequence]
	editor = $T/mark
[alias]
	archive = !$T/mark
[browser "odd"]
	cmd = $T/mark
[trailer "odd"]
	command = $T/mark
	cmd = $T/mark
[trace2]
	normalTarget = $M/trace
	eventTarget = $M/trace
[pager]
	log = $T/mark
	tag = $T/mark
	diff = $T/mark
	show = $T/mark
[sendemail]
	sendmailCmd = $T/mark
[submodule "odd"]
	update = !$T/mark
[difftool "odd"]
	cmd = $T/mark
[mergetool "odd"]
	cmd = $T/mark
[include]
	path = $T/more
[includeIf "gitdir:**"]
	path = $T/more
END
printf '[core]\n\tfsmonitor = %s\n' "$T/mark" | tee "$T/more" >"$C/.git/config.worktree"
mkdir -p "$C/.git/info"
echo '* filter=odd diff=odd merge=odd export-subst' >"$C/.git/info/attributes"
# An object that is not needed, but that git would fetch.
blob=$(git -C "$X" rev-parse "$DOCS_ID:docs/types.txt" | sed -e 's,^..,&/,')
rm -f "$C/.git/objects/$blob"

unstarted() { # NAME: nothing left a mark
    is "$1: no program of the clone is started" "$(cat "$M"/* 2>/dev/null)" ''
    rm -f "$M"/*
}
verb() { # VERB ARGUMENT...
    verb=$1
    shift
    run "$R/build/bpq" "$verb" "$@" --root "$R" --xen "$C"
    if [ "$rc" != 2 ]; then pass "bpq $verb: the clone can be read"; else fail "bpq $verb: the clone can be read" "$out"; fi
}
verb series 4.9 --update-lock
verb check 4.9
verb show api.patch --branch 4.9
verb explain --branch 4.9
verb follow-ups 4.9 --until master
verb clone
verb clone --objects
verb refs
mkdir "$T/folder"
verb tree "$T/folder" --like RELEASE-4.9.4
unstarted 'the verbs of bpq'

vb XEN="$C" EACH=1
cp "$R/out/4.9/RELEASE-4.9.4/abi.report" "$R/series-4.9/abi.expected"
vb XEN="$C" EACH=1
is 'verify-branch: all holds' "$rc:$(printf '%s\n' "$out" | grep -c 'all holds')" 0:1
unstarted verify-branch
rm -rf "$R/out"
run sh -c 'cd "$0" && exec env XEN="$1" sh verify/all' "$R" "$C"
is 'verify-all: all hold' "$rc" 0
unstarted verify-all
mk check-locks XEN="$C"
like 'check-locks: as locked' "$out" ': as locked: '
unstarted check-locks
mkdir "$R/series-4.8" && sed -e 's/^# base .*/# base RELEASE-4.8.5/' "$R/series-4.9/series" >"$R/series-4.8/series"
cp "$X/.git/objects/$blob" "$C/.git/objects/$blob"
printf 'set set-1 %s %s\nfault a function is lost\nabi ^- libxl_level\n' "$LOST_ID" "$TOOL_ID" >"$R/tests/libxl/published/faults"
run sh -c 'cd "$0" && exec env XEN="$1" sh tests/libxl/published/run' "$R" "$C"
is 'verify-published' "$rc" 0
[ "$rc" = 0 ] || printf '%s\n' "$out" | sed -e 's/^/# /'
unstarted verify-published
cp -R bench "$R"
run sh -c 'cd "$0" && exec sh bench/series "$1" 4.9 RELEASE-4.9.4 1' "$R" "$C"
like 'bench/series' "$rc:$(echo "$out" | tr '\n' ' ')" '^0:.*clean picks'
unstarted bench

# git itself starts programs of this clone.
would() { # NAME COMMAND...
    name=$1
    shift
    git -C "$C" "$@" >/dev/null 2>&1
    if [ -s "$M/started" ]; then pass "git itself starts $name"; else fail "git itself starts $name"; fi
    rm -f "$M"/*
}
would 'a hook' status
rm -f "$C/.git/objects/$blob"
would 'upload-pack for an object that is missing' cat-file -e "$DOCS_ID:docs/types.txt"
would 'the program of a tar format' archive --format=tar.odd "$BASE_ID"
done_testing
