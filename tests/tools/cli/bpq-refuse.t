# SPDX-License-Identifier: LGPL-2.1-only
# When bpq refuses something, it prints one line that says what to do, ends with status
# 1 or 2, and leaves the last good queue unchanged.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

sed -i 's/^line 5$/line five/' "$X/tools/libxl/a.c"
commit 'five'
five=$id
patch_line five.patch $five
bpq series 4.9
is 'a good queue to begin with' "$rc" 0
cp -r "$Q" "$T/good"
cp "$R/series-4.9/series" "$T/plan"

refuse() { # NAME STATUS ERE: as refused, and the queue is unchanged
    refused "$@"
    ok "$1: the queue is untouched" diff -r "$T/good" "$Q"
    is "$1: nothing is left beside it" \
        "$(ls -A "$R/series-4.9" | grep -c 'bpq-')" 0
    cp "$T/plan" "$R/series-4.9/series"
}
on() { # CLONE [ARG...]
    clone=$1
    shift
    run "$BPQ" series 4.9 --root "$R" --xen "$clone" "$@"
}

# --- the clone ---
on none
refuse 'no clone' 2 'no clone of Xen.*--xen PATH.*make xen'
run "$BPQ" series 4.9 --root "$R"
refuse 'no clone is found' 2 'no clone of Xen.*--xen PATH.*make xen'
git init -q "$R"
git -C "$R" config xen.clone "$X"
run "$BPQ" series 4.9 --root "$R"
is 'git config xen.clone names it' "$rc" 0
git -C "$R" config --unset xen.clone
mkdir -p "$R/out"
git clone -q --bare "$X" "$R/out/xen.git"
run "$BPQ" series 4.9 --root "$R"
refuse 'an interrupted make xen' 2 'not complete.*make xen'
git -C "$R/out/xen.git" config bpq.complete true
run "$BPQ" series 4.9 --root "$R"
is 'the clone of make xen is found' "$rc" 0
rm -rf "$R/out"
on "$T/nowhere"
refuse 'no such path' 2 'nowhere: there is no such path.*--xen PATH'
on "$T/plan"
refuse 'a file' 2 'plan: a file, not a git clone of Xen'
mkdir "$T/empty"
on "$T/empty"
refuse 'not a repository' 2 'empty: not a git repository.*--xen PATH'
git init -q "$T/unborn"
on "$T/unborn"
refuse 'a repository without commits' 2 'not of Xen.*--xen PATH'
git init -q "$T/other"
echo x >"$T/other/x"
git -C "$T/other" add x
git -C "$T/other" commit -q -m x
git -C "$T/other" tag RELEASE-4.9.4
on "$T/other"
refuse 'not Xen' 2 'not of Xen.*--xen PATH'
commit later
git clone -q --depth 1 --no-local "$X" "$T/shallow" 2>/dev/null
git -C "$T/shallow" fetch -q --depth 1 origin tag RELEASE-4.9.4 2>/dev/null
on "$T/shallow"
refuse 'a shallow clone' 2 "missing.*shallow; complete it: git -C .*--unshallow"
git -C "$T/shallow" fetch -q --unshallow 2>/dev/null
on "$T/shallow" --out "$T/b"
is 'the advice helps' "$rc" 0
git_x config uploadpack.allowFilter true
git clone -q --bare --no-local --filter=blob:none "file://$X" "$T/partial.git"
on "$T/partial.git"
refuse 'a partial clone' 2 "missing.*partial; complete it: git -C .*--refetch"
advice=$(printf '%s' "$out" | sed -e 's/.*complete it: //')
run sh -c "$advice"
on "$T/partial.git" --out "$T/c"
is 'the advice helps' "$rc" 0
git clone -q --bare "$X" "$T/behind.git"
git -C "$T/behind.git" update-ref refs/heads/master RELEASE-4.9.4~0
git -C "$T/behind.git" prune
on "$T/behind.git"
refuse 'a clone that is behind' 2 "$five .*fetch it from upstream: git -C"
git -C "$T/behind.git" tag -d RELEASE-4.9.4 >/dev/null
on "$T/behind.git"
refuse 'a clone without the base' 2 'no tag, branch or full commit id "RELEASE-4.9.4".*fetch'

# --- branch and base ---
run "$BPQ" series 4.7 --root "$R" --xen "$X"
refuse '4.7' 2 '4\.7.*PVH'
run "$BPQ" series 5.9 --root "$R" --xen "$X"
refuse 'an unknown branch' 2 '5\.9.*4\.9'
run "$BPQ" series ../4.9 --root "$R" --xen "$X"
refuse 'a branch that is a path' 2 '\.\./4\.9'
on "$X" --base RELEASE-4.10.0
refuse "another branch's base" 2 'RELEASE-4.10.0 is not a base of branch 4.9.*RELEASE-4.9.4'
on "$X" --base RELEASE-4.9.9
refuse 'an unknown base' 2 'RELEASE-4.9.9 is not a base.*RELEASE-4.9.0'
on "$X" --without nothing
refuse 'an unknown group' 2 'no group "nothing"'
on "$X" --without tools
refuse 'a group that is needed' 2 '"tools".*not optional'

# --- the plan ---
echo 'five.patch pick' >>"$R/series-4.9/series"
on "$X"
refuse 'a broken line' 2 'series-4.9/series:[0-9]+: '
patch_line gone.patch 0123456789012345678901234567890123456789
on "$X"
refuse 'an id that no commit has' 2 '0123456789.*gone.patch.*fetch'
git_x checkout -q -b side master~1
commit side
git_x checkout -q master
git_x merge -q --no-ff -m merge side
patch_line merge.patch "$(git_x rev-parse HEAD)"
on "$X"
refuse 'a merge' 2 'series:[0-9]+: merge.patch: .*is a merge'
patch_line root.patch "$(git_x commit-tree -m root 'HEAD^{tree}')"
on "$X"
refuse 'a root' 2 'series:[0-9]+: root.patch: .*is a root'
git_x reset -q --hard $five

clause() { # NAME ERE CLAUSE
    cp "$T/plan" "$R/series-4.9/series"
    printf '#+ %s\n#+ why a test\n' "$3" >>"$R/series-4.9/series"
    on "$X"
    refuse "$1" 2 "series:[0-9]+: five.patch: .*$2"
}
clause 'only that names nothing' 'only tools/nothing. names nothing' 'only tools/nothing'
clause 'only that leaves nothing out' 'only tools. leaves nothing out' 'only tools'
clause 'not that names nothing' 'not tools/lib. names nothing' 'not tools/lib'
clause 'not that leaves nothing' 'leave nothing of the pick' 'not tools/libxl'
clause 'keep that matches nothing' 'keep nothing. matches no line' 'keep nothing'
clause 'keep that leaves nothing' 'leave nothing of the pick' 'keep five'
key=0123456789012345678901234567890123456789
echo 'ours all' >"$R/series-4.9/resolutions/$key"
clause 'resolve that is not needed' "resolve $key. meets no conflict" "resolve $key"

# --- files that a patch cannot contain ---
cp /bin/true "$X/tools/binary" 2>/dev/null || printf 'a\0b' >"$X/tools/binary"
commit binary
patch_line binary.patch $id
on "$X"
refuse 'a binary file' 2 'tools/binary: a binary file.*#\+ not tools/binary'
printf 'x\n' >"$X/tools/\"odd\""
commit odd
patch_line odd.patch $id
on "$X"
refuse 'a name that needs quotes' 2 'cannot name this file without quotes.*#\+ not'
git_x reset -q --hard $five
git_x update-index --add --cacheinfo "160000,$five,tools/module"
git_x commit -q -m module
patch_line module.patch "$(git_x rev-parse HEAD)"
on "$X"
refuse 'a submodule' 2 'tools/module: a submodule.*#\+ not tools/module'
git_x reset -q --hard $five

# Changes that git am, patch and quilt would not all apply alike, or could not pop.
unable() { # NAME ERE: a pick of the changes in the work tree is refused
    commit "$1"
    patch_line unable.patch $id
    on "$X"
    refuse "$1" 2 "$2.*; leave it out with .#\+ not "
    git_x reset -q --hard $five
    git_x clean -fdxq
}
mkdir "$X/.pc"
echo x >"$X/.pc/x"
unable "a file in quilt's folder" '\.pc/x: quilt keeps its own files under this name'
echo x >"$X/.timestamp"
unable "a file in quilt's way" '\.timestamp: quilt keeps its own files under this name'
printf 'one\r\ntwo\n' >"$X/docs/returns"
unable 'a carriage return at a line end' 'docs/returns: lines that end in a carriage return'
printf 'one\r' >"$X/docs/returns"
unable 'a carriage return at the end' 'docs/returns: lines that end in a carriage return'
{ lines 1 2000; printf 'a\0b\n'; } >"$X/docs/nul"
unable 'a NUL far from the beginning' 'docs/nul: a binary file'
ln -sfn ../tools "$X/tools/link"
unable 'a link that exists' 'tools/link: a change of a symbolic link'
rm "$X/tools/link"
echo text >"$X/tools/link"
unable 'a link that becomes a file' 'tools/link: a change of a symbolic link'
echo x >"$X/docs/a*b"
unable 'a name that quilt takes for a pattern' 'docs/a\*b: quilt takes its name for a pattern'
echo x >"$X/docs/blank "
unable 'a blank at the end of a name' 'docs/blank : its name ends in a blank, which patch ignores'
: >"$X/docs/two words"
unable 'an empty file of two words' 'docs/two words: if a name has a blank, a patch can only change lines'
echo x >"$X/docs/$(head -c 250 /dev/zero | tr '\0' n)"
unable 'a long name' 'n: its name is too long'
git_x checkout -q --detach
: >"$X/docs/empty"
commit 'an empty file'
git_x tag -f RELEASE-4.9.4 >/dev/null
echo full >"$X/docs/empty"
commit 'is filled'
patch_line empty.patch $id
on "$X"
refuse 'an empty file that exists' 2 'docs/empty: an empty file, which quilt takes for a missing one'
git_x checkout -q master
git_x tag -f -a -m release RELEASE-4.9.4 $five~1 >/dev/null

# --- conflicts over a whole file ---
echo new >"$X/docs/new"
commit 'new'
echo newer >"$X/docs/new"
commit 'newer'
patch_line newer.patch $id
on "$X"
refuse 'a file that the base lacks' 1 "newer.patch: commit $id conflicts in docs/new; .*bpq explain newer.patch"
git_x rm -q docs/new
commit 'gone'
patch_line gone.patch $id
on "$X"
is 'removing a file that the base lacks is not a conflict' "$rc" 0
rm -rf "$Q"
cp -r "$T/good" "$Q"
cp "$T/plan" "$R/series-4.9/series"
echo other >"$X/docs/page"
commit 'other page'
git_x rm -q docs/page
commit 'page gone'
patch_line page.patch $id
on "$X"
refuse 'removing a file that the base has changed' 1 'page.patch: .*conflicts in docs/page'
git_x reset -q --hard $five

# --- paths that leave the tree ---
blob=$(echo owned | git_x hash-object -w --stdin)
raw() { # MODE NAME ID: one entry of a tree object
    printf '%s %s\0' "$1" "$2"
    # dash's printf knows octal only
    # shellcheck disable=SC2059
    printf "$(printf '%s' "$3" | sed -e 's/../0x& /g' | xargs printf '\\%03o')"
}
tree_of() { # of raw entries on stdin
    git_x hash-object -w -t tree --stdin --literally
}
rawtop() { # $five's top folder, raw
    git_x cat-file tree "$five:"
}
up=$({ raw 100644 owned "$blob"; } | tree_of)
try() { # NAME TREE ERE
    patch_line hostile.patch "$(git_x commit-tree -m hostile -p $five "$2")"
    on "$X"
    refused "$1" 2 "$3"
    cp "$T/plan" "$R/series-4.9/series"
}
try 'a path through ..' "$({ raw 40000 .. "$up"; rawtop; } | tree_of)" \
    'path "\.\./owned" would leave the tree'
try 'a path into .git' "$({ raw 40000 .git "$up"; rawtop; } | tree_of)" \
    'path "\.git/owned" would'
try 'a path into .GIT' "$({ raw 40000 .GIT "$up"; rawtop; } | tree_of)" \
    'path "\.GIT/owned" would'
try 'a name with a slash' "$({ raw 100644 ../owned "$blob"; rawtop; } | tree_of)" \
    'path "\.\./owned" would leave the tree'
try 'an absolute name' "$({ raw 100644 /tmp/owned "$blob"; rawtop; } | tree_of)" \
    'path "/tmp/owned" would leave the tree'
mkdir -p "$R/compat/changes/through"
printf 'From: A <a@b.c>\nDate: Sun, 22 Nov 2026 12:00:00 +0000\nSubject: through\n\nText.\n' \
    >"$R/compat/changes/through/message"
echo x >"$R/compat/changes/through/x"
add() { # PATH
    echo "add $1 x" >"$R/compat/changes/through/change"
    own_line through.patch compat/changes/through
    on "$X"
}
add tools/link/x
refuse 'through a link of the base' 2 'leads through "tools/link", which is a symbolic link'
add ../x
refuse 'an own change that leaves the tree' 2 '\.\./x'
add /tmp/x
refuse 'an own change with an absolute path' 2 '/tmp/x'
add docs/page/x
refuse 'through a file' 2 'leads through "docs/page", which is not a folder'

# --- the command line ---
run "$BPQ"
refused 'no verb' 2 'bpq --help'
run "$BPQ" seris
refused 'an unknown verb' 2 '"seris".*bpq --help'
run "$BPQ" series
refused 'no branch' 2 'usage: bpq series BRANCH'
run "$BPQ" series 4.9 --wrong
refused 'an unknown option' 2 '--wrong .*bpq series --help'
run "$BPQ" series 4.9 --xen
refused 'an option without its value' 2 '--xen needs a value'
run "$BPQ" check 4.9 --update-lock
refused "another verb's option" 2 '--update-lock .*bpq check --help'
run "$BPQ" series 4.9 --update-lock=yes
refused 'a value for an option that has none' 2 '--update-lock takes no value.*bpq series --help'
run env POSIXLY_CORRECT=1 "$BPQ" plan 4.9 --root "$R"
refused 'options may stand anywhere' 2 'series-4.9/lock: is missing'
run "$BPQ" series 4.9 -x
refused 'an unknown short option' 2 '^bpq: -x is not an option of this verb: see bpq series --help'

# --- suggestions ---
meant() { # WORD, ARGUMENT...
    word=$1
    shift
    run "$BPQ" "$@"
    refused "$*" 2 "\(did you mean $word\?\)"
}
meant series serie 4.9
meant follow-ups followups 4.9
meant series help serie
meant tree --help three
meant --version version
meant --help --hepl
meant --update-lock series 4.9 --updatelock
meant --base series 4.9 --bsae=x
meant five show fiv --root "$R" --xen none
meant five show five.ptach --branch 4.9 --root "$R" --xen none
meant five explain series-4.9/RELEASE-4.9.4/fife.patch --root "$R" --xen none
meant RELEASE-4.9.4 show five --base 4.9.4 --root "$R" --xen none
meant RELEASE-4.9.4 series 4.9 --base 4.9.4 --root "$R" --xen "$X"
meant stable-4.9 check 4.9 --base origin/stable4.9 --root "$R" --xen "$X"
meant 4.9 series 4.99 --root "$R" --xen "$X"
meant 4.9 plan 49 --root "$R"
sed -i '1a # group extras optional' "$R/series-4.9/series"
meant extras series 4.9 --without extra --root "$R" --xen "$X"
cp "$T/plan" "$R/series-4.9/series"
sed -i 's/^# base /&RELEASE-4.9.9 /; $a #+ from RELEASE-4.9.1' "$R/series-4.9/series"
meant RELEASE-4.9.4 plan 4.9 --root "$R"
cp "$T/plan" "$R/series-4.9/series"
run "$BPQ" frobnicate
refused 'nothing similar' 2 '^bpq: no verb "frobnicate": see bpq --help$'

# --- help and version ---
run "$BPQ" series 4.9 --root "$T/empty"
refused 'a root without a plan' 2 'has no series-\*/series.*--root'
run sh -c "cd / && exec '$BPQ' --help"
is 'help needs no root' "$rc" 0
for verb in series check plan show explain follow-ups tree; do
    run "$BPQ" $verb --help
    like "bpq $verb --help" "$rc:$out" "^0:usage: bpq $verb "
    wanted=$out
    run "$BPQ" help $verb
    is "bpq help $verb: the same" "$rc:$out" "0:$wanted"
done
run "$BPQ" --help
wanted=$out
run "$BPQ" help
is 'bpq help: as --help' "$rc:$out" "0:$wanted"
run "$BPQ" help series check
refused 'help on two' 2 'usage: bpq help \[VERB\]'
run "$BPQ" --version
like 'bpq --version' "$rc:$out" '^0:bpq [0-9]+\.[0-9]+ \(libgit2 [0-9.]+\)$'
run "$BPQ" --version series
refused '--version with an argument' 2 'bpq --help'
if [ -c /dev/full ]; then
    out=$("$BPQ" --help 2>&1 >/dev/full)
    rc=$?
    refused 'standard output is full' 2 'standard output: No space left'
fi
done_testing
