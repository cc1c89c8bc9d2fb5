# SPDX-License-Identifier: LGPL-2.1-only
# Clones of other kinds: extensions of git's repository format that do not matter to
# reading, those that do, and files without read permission.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

sed -i 's/^line 5$/line five/' "$X/tools/libxl/a.c"
commit 'five'
patch_line five.patch "$id"
bpq series 4.9 --out "$T/good"
is 'a queue to begin with' "$rc" 0

on() { # CLONE: make the queue from it
    rm -rf "$T/q"
    run "$BPQ" series 4.9 --root "$R" --xen "$1" --out "$T/q"
}
reads() { # NAME CLONE
    on "$2"
    is "$1" "$rc:$out" "0:$(printf '%s' "$out" | sed -n 1p)"
    ok "$1: the same queue" diff -r "$T/good" "$T/q"
}
# clone VERSION [SETTING]...: a bare clone with these lines in its configuration
clone() {
    rm -rf "$T/clone.git"
    git clone -q --bare "$X" "$T/clone.git"
    printf '[core]\n\trepositoryformatversion = %s\n[extensions]\n' "$1" >>"$T/clone.git/config"
    shift
    for setting; do printf '\t%s\n' "$setting"; done >>"$T/clone.git/config"
}

# --- extensions that do not matter ---
for setting in 'relativeWorktrees = true' 'objectFormat = sha1' 'refStorage = files' \
    'compatObjectFormat = sha256' 'noop = x' 'noop-v1 = x' noop-v1 'preciousObjects = true' \
    'worktreeConfig = true' 'partialClone = origin' 'submodulePathConfig = true' \
    'RELATIVEWORKTREES = true'; do
    clone 1 "$setting"
    reads "$setting" "$T/clone.git"
done
clone 1 'objectFormat = sha1' 'refStorage = files' 'noop-v1 = x' 'relativeWorktrees = true'
reads 'several at once' "$T/clone.git"
clone 0 'something = else'
reads 'unknown extensions are ignored in version 0' "$T/clone.git"

# --- extensions that matter ---
clone 1 'objectFormat = sha256'
on "$T/clone.git"
refused 'sha256' 2 'clone.git: extensions.objectFormat = sha256: .*make xen'
clone 0 'objectFormat = sha256'
on "$T/clone.git"
refused 'sha256 in version 0' 2 'extensions.objectFormat = sha256'
clone 1 'refStorage = reftable'
on "$T/clone.git"
refused 'reftable' 2 'clone.git: extensions.refStorage = reftable: .*git clone --bare --ref-format=files [^ ]*clone.git NEW$'
clone 1 'futureThing = true'
on "$T/clone.git"
refused 'an unknown extension' 2 'clone.git: extensions.futurething: .*git clone --bare'
clone 1 'relativeWorktrees = true' 'futureThing'
on "$T/clone.git"
refused 'an unknown extension without a value, after a known one' 2 'extensions.futurething: '
clone 2
on "$T/clone.git"
refused 'a future version' 2 'clone.git: has version 2 of .*git clone --bare'

# --- work trees of git 2.48, whose paths are relative ---
clone 0
git -C "$T/clone.git" worktree add -q --detach "$T/wt" 2>/dev/null
printf '\trepositoryformatversion = 1\n[extensions]\n\trelativeWorktrees = true\n' >"$T/more"
{ echo '[core]'; cat "$T/more"; } >>"$T/clone.git/config"
echo 'gitdir: ../clone.git/worktrees/wt' >"$T/wt/.git"
echo ../../../wt/.git >"$T/clone.git/worktrees/wt/gitdir"
reads 'a work tree with relative paths' "$T/wt"
reads 'the repository of that work tree' "$T/clone.git"
(cd "$T" && "$BPQ" series 4.9 --root "$R" --xen wt --out here >/dev/null)
ok 'a work tree named by a relative path' diff -r "$T/good" "$T/here"
printf '\tobjectFormat = sha256\n' >>"$T/clone.git/config"
on "$T/wt"
refused 'a work tree of a repository that cannot be read' 2 'wt: extensions.objectFormat = sha256'
git clone -q "$X" "$T/plain"
{ echo '[core]'; cat "$T/more"; } >>"$T/plain/.git/config"
reads 'a clone with a work tree' "$T/plain"
git clone -q --separate-git-dir "$T/apart" "$X" "$T/tree"
{ echo '[core]'; cat "$T/more"; } >>"$T/apart/config"
reads 'a clone whose repository is elsewhere' "$T/tree"

# the project's own checkout may have such extensions, too
git init -q "$R"
{ echo '[core]'; cat "$T/more"; } >>"$R/.git/config"
printf '[xen]\n\tclone = %s\n' "$X" >>"$R/.git/config"
run "$BPQ" series 4.9 --root "$R" --out "$T/q2"
is 'xen.clone is read from a checkout of git 2.48' "$rc" 0
rm -rf "$R/.git"

# --- files without read permission ---
# as COMMAND...: run it without root's right to ignore the modes of files
as() { "$@"; }
if [ "$(id -u)" = 0 ]; then
    as() { setpriv --bounding-set=-dac_override,-dac_read_search --inh-caps=-all "$@"; }
fi
: >"$T/closed" && chmod 000 "$T/closed"
if ! as true 2>/dev/null || as cat "$T/closed" >/dev/null 2>&1; then
    skip 'files without read permission' 'every file may be read here: run it as another user than root'
    done_testing
fi
for file in series series-4.9; do
    case $file in series) closed=$R/series-4.9/series ;; *) closed=$R/series-4.9 ;; esac
    mode=$(stat -c %a "$closed")
    chmod 000 "$closed"
    run as "$BPQ" series 4.9 --root "$R" --xen "$X" --out "$T/q3"
    refused "the plan: $file" 2 'series-4.9/series: cannot be opened: Permission denied'
    run as "$BPQ" plan 4.9 --root "$R"
    refused "bpq plan: $file" 2 'series-4.9/series: cannot be opened: Permission denied'
    chmod "$mode" "$closed"
done
denied() { # NAME FILE OF THE CLONE [CLONE]
    wanted=/$2
    [ "$2" != . ] || wanted=
    mode=$(stat -c %a "$T/clone.git/$2")
    chmod 000 "$T/clone.git/$2"
    run as "$BPQ" series 4.9 --root "$R" --xen "${3:-$T/clone.git}" --out "$T/q3"
    refused "$1" 2 "clone.git${wanted}[^:]*: permission denied: .*chmod (-R )?u\\+"
    case $out in
    *fetch* | *'not a git repository'* | *'not of Xen'*) fail "$1: the message says only that" "$out" ;;
    esac
    advice=$(printf '%s' "$out" | sed -e 's/.*: chmod/chmod/')
    run as sh -c "$advice"
    run as "$BPQ" series 4.9 --root "$R" --xen "${3:-$T/clone.git}" --out "$T/q3"
    is "$1: the advice helps" "$rc" 0
    chmod "$mode" "$T/clone.git/$2"
}
clone 0
loose=$(cd "$T/clone.git" && find objects/?? -type f | head -n 1)
[ -n "$loose" ] || {
    mkdir "$T/packs"
    mv "$T/clone.git"/objects/pack/* "$T/packs"
    for pack in "$T"/packs/*.pack; do git -C "$T/clone.git" unpack-objects -q <"$pack"; done
}
object=$(git -C "$T/clone.git" rev-parse 'RELEASE-4.9.4^{commit}')
object=objects/$(printf '%s' "$object" | sed -e 's|^..|&/|')
denied 'an object' "$object"
denied 'a folder of objects' "${object%/*}"
denied 'the folder of all objects' objects
git -C "$T/clone.git" repack -q -a -d
denied 'the folder of packs' objects/pack
denied 'a pack' "objects/pack/$(ls "$T/clone.git/objects/pack" | grep '\.pack$')"
denied 'the index of a pack' "objects/pack/$(ls "$T/clone.git/objects/pack" | grep '\.idx$')"
denied 'packed refs' packed-refs
git -C "$T/clone.git" update-ref refs/tags/RELEASE-4.9.4 "$(git_x rev-parse RELEASE-4.9.4)"
git -C "$T/clone.git" tag -f RELEASE-4.9.4 "$(git_x rev-parse RELEASE-4.9.4)" >/dev/null
rm -f "$T/clone.git/packed-refs"
git -C "$T/clone.git" update-ref refs/tags/RELEASE-4.9.4 "$(git_x rev-parse RELEASE-4.9.4)"
git -C "$T/clone.git" update-ref refs/heads/master "$(git_x rev-parse master)"
denied 'a tag' refs/tags/RELEASE-4.9.4
denied 'the folder of tags' refs/tags
denied 'the folder of refs' refs
denied 'the configuration' config
denied 'the whole clone' .
git clone -q --bare --shared "$T/clone.git" "$T/shared.git"
denied 'the objects of another clone that it shares' objects "$T/shared.git"
git -C "$T/clone.git" worktree add -q --detach "$T/wt2" 2>/dev/null
denied 'the repository of a work tree' . "$T/wt2"
mkdir "$T/above" && mv "$T/clone.git" "$T/above" && chmod 600 "$T/above"
run as "$BPQ" series 4.9 --root "$R" --xen "$T/above/clone.git" --out "$T/q3"
refused 'a parent folder' 2 "above: permission denied: .*chmod u\\+x $T/above\$"
if [ "$(id -u)" = 0 ]; then
    chown 65534 "$T/above"
    run as "$BPQ" series 4.9 --root "$R" --xen "$T/above/clone.git" --out "$T/q3"
    refused "another user's parent folder" 2 "above: permission denied: run this as its owner, (nobody|65534),"
fi

# A pipe in place of a file must not keep bpq waiting.
for file in config HEAD packed-refs commondir objects/info/alternates objects/pack/pack-1.idx shallow; do
    clone 0
    rm -f "$T/clone.git/$file"
    mkfifo "$T/clone.git/$file"
    rm -rf "$T/q"
    run timeout -s KILL 60 "$BPQ" series 4.9 --root "$R" --xen "$T/clone.git" --out "$T/q"
    is "a pipe as $file: status" "$rc" 2
    is "a pipe as $file: one line" "$(printf '%s\n' "$out" | wc -l)" 1
    like "a pipe as $file: the message" "$out" "/$file: is neither a file nor a folder"
done
done_testing
