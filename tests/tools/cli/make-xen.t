# SPDX-License-Identifier: LGPL-2.1-only
# make xen: clones release by release, and after an interruption only what is missing.
# shellcheck disable=SC2088 # git and bpq get the ~ unexpanded
. tests/tap.sh

U=$T/upstream R=$T/root BPQ=$ROOT/build/bpq
u() {
    git -C "$U" -c user.name=Toy -c user.email=toy@example.org \
        -c commit.gpgsign=false -c tag.gpgsign=false "$@"
}
git init -q "$U" && u symbolic-ref HEAD refs/heads/master
mkdir -p "$U/xen/include/public"
for release in 4.8.0 4.9.0 4.9.4 4.10.0; do
    echo "$release" >"$U/xen/include/public/xen.h"
    u add -A && u commit -q -m "$release" && u tag -a -m "$release" "RELEASE-$release"
done
u branch stable-4.9 RELEASE-4.9.4
u branch staging
u tag unrelated
mkdir -p "$R" && cp -R Makefile mk tools "$R" && mkdir -p "$R/tests/tools/unit" "$R/tests/tools/cli" "$R/tests/libxl/callers"
mkdir -p "$R/series-4.9" && echo >"$R/series-4.9/series"
git init -q "$R"

# A git that can be told to stop in the middle of a fetch.
mkdir "$T/bin"
cat >"$T/bin/git" <<EOF
#!/bin/sh
case " \$* " in
*' fetch '*)
    n=\$((\$(cat "$T/n" 2>/dev/null || echo 0) + 1))
    echo \$n >"$T/n"
    if [ -e "$T/stop" ] && [ \$n = "\$(cat "$T/stop")" ]; then
        mkdir -p "$R/out/xen.git/objects/pack"
        echo half >"$R/out/xen.git/objects/pack/tmp_pack_toy"
        touch "$T/stopped"
        sleep 20
        exit 1
    fi ;;
esac
exec $(command -v git) "\$@"
EOF
chmod +x "$T/bin/git"
make_xen() { # [URL [COMMAND...]]
    url=${1:-file://$U}
    [ $# = 0 ] || shift
    cd "$R" && exec "$@" env --default-signal -u MAKEFLAGS -u MFLAGS \
        -u MAKELEVEL PATH="$T/bin:$PATH" make -s xen XEN_URL="$url" 2>&1
}
refs() { git --git-dir="$R/out/xen.git" for-each-ref --format='%(refname)' | sort | tr '\n' ' '; }

out=$(make_xen "file://$T/nowhere")
like 'a wrong URL is named in one line' "$out" 'make xen: cannot read file://.*nowhere; name another with XEN_URL='
git init -q "$T/empty"
out=$(make_xen "file://$T/empty")
like 'a repository without releases is refused' "$out" 'has no release of Xen'

echo 3 >"$T/stop"
# A process group of its own, to be interrupted as a whole.
make_xen "file://$U" setsid >"$T/out" &
pid=$!
wait_for "$T/stopped"
kill -INT -$pid
wait $pid
rc=$?
if [ $rc != 0 ]; then pass 'interrupted: not a success'; else fail 'interrupted: not a success'; fi
like 'interrupted: the message says what to do' "$(cat "$T/out")" 'interrupted; run it again to go on'
is 'interrupted: the completed steps are kept' "$(refs)" 'refs/tags/RELEASE-4.8.0 refs/tags/RELEASE-4.9.0 '
run sh -c 'cd "$0" && "$1" clone' "$R" "$BPQ"
is 'an incomplete clone is not used' "$rc" 1
like 'the message says that it is incomplete' "$out" 'the clone of .make xen. is not complete: run make xen again'
unfinished() { run sh -c 'cd "$0" && exec "$@"' "$R" "$BPQ" clone --unfinished "$@"; }
unfinished
is 'bpq clone --unfinished finds it' "$rc:$out" 0:
unfinished --xen none
is 'with --xen none it finds none' "$rc" 1

rm "$T/stop"
out=$(make_xen)
is 'the second run does only the missing steps' \
    "$(printf '%s\n' "$out" | sed -n 's/^make xen: [0-9]* of [0-9]*: //p' | tr '\n' ' ')" \
    'RELEASE-4.9.4 RELEASE-4.10.0 master stable-4.9 '
is 'releases and their branches are cloned, staging and others are not' "$(refs)" \
    'refs/heads/master refs/heads/stable-4.9 refs/tags/RELEASE-4.10.0 refs/tags/RELEASE-4.8.0 refs/tags/RELEASE-4.9.0 refs/tags/RELEASE-4.9.4 '
ok 'what the interrupted fetch left is removed' test ! -e "$R/out/xen.git/objects/pack/tmp_pack_toy"
ok 'the clone is sound' git --git-dir="$R/out/xen.git" fsck --full
run sh -c 'cd "$0" && "$1" clone' "$R" "$BPQ"
is 'bpq clone finds the clone' "$out" "$R/out/xen.git"

out=$(make_xen)
is 'a third run has no step left' "$(printf '%s\n' "$out" | grep -c ' of ')" 0
echo new >"$U/new" && u add -A && u commit -q -m new
out=$(make_xen)
is 'a branch that moved is fetched again' \
    "$(printf '%s\n' "$out" | sed -n 's/^make xen: [0-9]* of [0-9]*: //p')" master

# The order in which a clone is searched.
git clone -q "$U" "$T/other"
git -C "$R" config xen.clone "$U"
run sh -c 'cd "$0" && "$1" clone' "$R" "$BPQ"
is 'git config xen.clone comes before the clone of make xen' "$out" "$U"
run sh -c 'cd "$0" && "$1" clone --xen "$2"' "$R" "$BPQ" "$T/other"
is '--xen comes before git config xen.clone' "$out" "$T/other"
run sh -c 'cd "$0" && "$1" clone --xen none' "$R" "$BPQ"
like '--xen none uses no clone' "$rc:$out" '^1:bpq: no clone of Xen is to be used'
git -C "$R" config xen.clone "$T/gone"
run sh -c 'cd "$0" && "$1" clone' "$R" "$BPQ"
like 'a configured clone that is gone is an error' "$rc:$out" '^2:bpq: git config xen\.clone: .*no such path'

# named ERE XEN NAME: --xen XEN gives this result
named() {
    run sh -c 'cd "$0" && HOME="$3" exec "$1" clone --xen "$2"' "$R" "$BPQ" "$2" "$T"
    like "$3" "$rc:$out" "$1"
}
named "^0:$T/other\$" "file://$T/other" 'file:///PATH'
git clone -q "$U" "$T/a blank%41"
named "^0:$T/a blank%41\$" "file://$T/a%20blank%2541" 'file:///PATH with %20 and %25'
named '^2:bpq: .*other%00: there is no such path' "file://$T/other%00" 'a path has no NUL'
named "^0:$T/other\$" '~/other' 'a path in the home folder'
named "^0:$T/other\$" ../other 'a path from here'
named '^2:bpq: https://example\.org/xen\.git: is on another machine.* make xen XEN_URL=' https://example.org/xen.git 'a URL'
named '^2:bpq: git@example\.org:xen\.git: is on another machine' git@example.org:xen.git 'a URL as ssh spells it'
named '^2:bpq: .*/empty: is a git repository, but not of Xen' "$T/empty" 'a repository of something else'

git -C "$R" config xen.clone ../other
run sh -c 'cd "$0" && "$1" clone' "$R" "$BPQ"
is 'a configured path is relative to the folder of the configuration' "$rc:$out" "0:$T/other"
configured() { # VALUE
    git -C "$R" config xen.clone "$1"
    run sh -c 'cd "$0" && exec env HOME="$2" "$1" clone' "$R" "$BPQ" "$T"
}
configured "file://$T/other"
is 'configured as file:///PATH' "$rc:$out" "0:$T/other"
configured '~/other'
is 'configured in the home folder' "$rc:$out" "0:$T/other"
configured '~nobody/../../../../../../../../'"$T/other"
like "configured from somebody's home folder" "$rc:$out" "^0:$T/other\$|no such path"
configured none
like 'configured as none' "$rc:$out" '^1:bpq: git config xen\.clone says to use no clone of Xen'
configured ../other
cp "$R/.git/config" "$T/config"
echo '[xen' >>"$R/.git/config"
run sh -c 'cd "$0" && "$1" clone' "$R" "$BPQ"
like 'a configuration that cannot be read is an error' "$rc:$out" '^2:bpq: \.: git config xen\.clone cannot be read: '
cp "$T/config" "$R/.git/config"
git -C "$R" config core.repositoryFormatVersion 1
git -C "$R" config extensions.fancynew true
run sh -c 'cd "$0" && "$1" clone' "$R" "$BPQ"
like 'a configuration of a newer git is an error' "$rc:$out" '^2:bpq: \.: git config xen\.clone cannot be read'
cp "$T/config" "$R/.git/config"
# All places in which git finds the setting.
# written WHAT COMMAND...: COMMAND writes the setting, and bpq reads it
written() {
    what=$1
    shift
    rm -rf "${T:?}/home" "$T/linked" && mkdir -p "$T/home/.config/git"
    git -C "$R" worktree prune
    cp "$T/config" "$R/.git/config"
    git -C "$R" config --unset-all xen.clone
    rm -f "$R/.git/config.worktree"
    at=$R
    "$@"
    run sh -c 'cd "$0" && exec env HOME="$2" "$1" clone' "$at" "$BPQ" "$T/home"
    is "git config xen.clone: $what" "$rc:$out" "0:$T/other"
}
local_config() { git -C "$R" config "$@"; }
from_file() { # KEY
    git config -f "$T/home/more" xen.clone "$T/other"
    local_config "$1" "$T/home/more"
}
worktree_config() {
    local_config extensions.worktreeConfig true
    git -C "$R" config --worktree xen.clone "$T/other"
}
linked() {
    [ -e "$R/.git/refs/heads/master" ] || git -C "$R" -c user.name=a -c user.email=a@b commit -q --allow-empty -m a
    git -C "$R" worktree add -q --detach "$T/linked"
    mkdir -p "$T/linked/series-4.9" && cp "$R/series-4.9/series" "$T/linked/series-4.9"
    at=$T/linked
    "$@"
}
newer() {
    worktree_config
    git -C "$R" config core.repositoryFormatVersion 1
    git -C "$R" config extensions.relativeWorktrees true
}
in_linked() {
    local_config extensions.worktreeConfig true
    git -C "$R" config --worktree xen.clone "$T/gone"
    git -C "$T/linked" config --worktree xen.clone "$T/other"
}
written 'in the checkout' local_config xen.clone "$T/other"
written 'the last of two' sh -c 'git -C "$0" config --add xen.clone "$1/gone"; git -C "$0" config --add xen.clone "$1/other"' "$R" "$T"
written 'for the user' git config -f "$T/home/.gitconfig" xen.clone "$T/other"
written 'for the user, in .config' git config -f "$T/home/.config/git/config" xen.clone "$T/other"
written 'in an included file' from_file include.path
written 'in a file included for this folder' from_file "includeIf.gitdir:$R/.path"
written 'in a file included for this branch' from_file "includeIf.onbranch:$(git -C "$R" symbolic-ref --short HEAD).path"
written 'in a file included for this remote' sh -c '
    git -C "$0" config remote.origin.url https://example.org/x
    git config -f "$1/home/more" xen.clone "$1/other"
    git -C "$0" config "includeIf.hasconfig:remote.*.url:https://example.org/**.path" "$1/home/more"' "$R" "$T"
written 'for this work tree' worktree_config
written 'in the repository of a linked work tree' linked local_config xen.clone "$T/other"
written 'for the linked work tree' linked in_linked
cp "$T/config" "$R/.git/config"
rm -f "$R/.git/config.worktree"
run sh -c 'cd "$0" && exec env PATH="$2/nowhere" "$1" clone' "$R" "$BPQ" "$T"
is 'without git' "$rc:$out" "0:$T/other"
written 'for this work tree, by a newer git' newer
git init -q "$T/outer" && mkdir -p "$T/outer/p/series-4.9" && echo >"$T/outer/p/series-4.9/series"
git -C "$T/outer" config xen.clone "$T/other"
run sh -c 'cd "$0" && "$1" clone' "$T/outer/p" "$BPQ"
is 'this project may be a folder of another repository' "$rc:$out" "0:$T/other"

if [ "$(id -u)" = 0 ]; then
    chown -R nobody "$R"
    run sh -c 'cd "$0" && "$1" clone' "$R" "$BPQ"
    is "git config xen.clone in somebody else's folder" "$rc:$out" "0:$T/other"
    cp -R "$ROOT/build" "$R" && chown root "$R/build"
    run sh -c 'cd "$0" && make -s series BRANCH=4.9' "$R"
    like "make series finds the clone in somebody else's folder" "$out" 'series-4\.9/series'
else
    skip "git config xen.clone in somebody else's folder" 'needs root'
    skip "make series finds the clone in somebody else's folder" 'needs root'
fi

run sh -c 'cd "$0" && "$1" refs "RELEASE-4.9.*" master' "$R" "$BPQ"
wanted=$(for ref in refs/heads/master refs/tags/RELEASE-4.9.0 refs/tags/RELEASE-4.9.4; do
    echo "$(git -C "$T/other" rev-parse "$ref^{commit}" "$ref^{tree}" | tr '\n' ' ')$ref"
done)
is 'bpq refs: commit, tree and name' "$rc:$out" "0:$wanted"
run sh -c 'cd "$0" && "$1" refs nonsense' "$R" "$BPQ"
like 'bpq refs: an unknown name' "$rc:$out" '^1:.* no tag or branch "nonsense"'

# Broken refs: origin/HEAD after its branch was renamed, and damaged files.
refs() { run "$BPQ" refs --root "$R" --xen "$T/other" "$@"; }
refs
good=$out
git -C "$T/other" symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/gone
refs
is 'bpq refs: a broken symbolic ref is left out' "$rc:$out" "0:$(printf '%s\n' "$good" | grep -v origin/HEAD)"
refs origin/HEAD
like 'bpq refs: a broken symbolic ref that is named' "$rc:$out" '^1:.* no tag or branch "origin/HEAD"'
echo 0123456789012345678901234567890123456789 >"$T/other/.git/refs/heads/bad"
refs
is 'bpq refs: a ref whose commit is missing is left out' "$rc:$(printf '%s\n' "$out" | grep '^[0-9a-f]* [0-9a-f]* ')" \
    "0:$(printf '%s\n' "$good" | grep -v origin/HEAD)"
is 'bpq refs: a message names it' "$(printf '%s\n' "$out" | grep -c 'refs/heads/bad is left out')" 1
refs bad
like 'bpq refs: a named ref whose commit is missing is an error' "$rc:$out" '^2:.*the commit of refs/heads/bad is missing; fetch it'
rm "$T/other/.git/refs/heads/bad"
echo nonsense >>"$T/other/.git/packed-refs"
refs
like 'bpq refs: unreadable refs are an error' "$rc:$out" '^2:bpq: .*/other: cannot read its tags and branches: .*; git -C .* fsck'
done_testing
