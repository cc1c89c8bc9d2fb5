# SPDX-License-Identifier: LGPL-2.1-only
# verify-branch and make series with bad input: they print one line and lose nothing.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
needs 'verify-branch with bad input' series check verify
toy_xen
toy_root
Q=$R/series-4.9/RELEASE-4.9.4

# stops NAME STATUS ERE [NAME=VALUE]...: one line of error that matches
stops() {
    name=$1 status=$2 ere=$3
    shift 3
    vb "$@"
    # Before the first step the line is the only output; in a step it is the step's
    # line, followed by table and verdict.
    out=$(printf '%s\n' "$out" | sed '/^$/,$d')
    refused "$name" "$status" "$ere"
}
mk series XEN="$X"
is 'a good queue to begin with' "$rc" 0
good=$(cksum "$Q"/* | cksum)

stops 'no clone' 2 'no clone of Xen: give XEN=.*make xen' XEN=
stops 'XEN=none' 2 'no clone of Xen: give XEN=.*make xen' XEN=none
stops 'XEN that does not exist' 2 "$T/nowhere: there is no such path" XEN="$T/nowhere"
stops 'XEN that is a file' 2 'a file, not a git clone of Xen' XEN="$R/Makefile"
mkdir "$T/folder"
stops 'XEN that is not a repository' 2 'folder: not a git repository' XEN="$T/folder"
git init -q "$T/other" && echo x >"$T/other/x" &&
    git -C "$T/other" -c user.name=Toy -c user.email=toy@example.org add x &&
    git -C "$T/other" -c user.name=Toy -c user.email=toy@example.org commit -q -m x
stops 'XEN that is not Xen' 2 'not of Xen' XEN="$T/other"
stops 'LIBVIRT that is not libvirt' 2 'LIBVIRT=.*/folder: there is no src/libxl/libxl_conf\.c' LIBVIRT="$T/folder"
stops 'BRANCH=4.7' 2 '4\.7.*PVHv2' BRANCH=4.7
stops 'an unknown branch' 2 '9\.9' BRANCH=9.9
stops 'no branch' 2 'no branch: name one' BRANCH=
stops 'a branch that is a path' 2 'not the name of a branch' BRANCH=../4.9
folders=$(ls -d "$R"/out/* "$R"/out/4.9/*)
for bad in . -4.9 '4.9 4.10' '*' "4'9" '$(id)' '4.9
x'; do
    stops "BRANCH=$(echo "$bad" | head -n 1)" 2 'not the name of a branch' BRANCH="$bad"
done
for bad in .. /etc -x 'RELEASE-4.9.4 x' 'RELEASE-4.9.4~0'; do
    stops "BASE=$bad" 2 'not the name of a base' BASE="$bad"
done
stops 'WITHOUT that is a path' 2 'not the name of a branch or group' WITHOUT=../../x
is 'none of these leaves a folder' "$(ls -d "$R"/out/* "$R"/out/4.9/*)" "$folders"
stops 'UNTIL that is not a step' 2 'UNTIL=aply: this run has no such step; it has generate export apply ' UNTIL=aply
stops 'UNTIL with two steps' 2 'UNTIL=export apply: this run has no such step' UNTIL='export apply'
stops 'all bases' 2 '^verify-branch: BASE=all: this is done for one base; name it$' BASE=all
stops 'UNTIL that is a path' 2 'UNTIL=\.\./run: this run has no such step' UNTIL=../run
stops 'UNTIL with a step of another kind of run' 2 'UNTIL=each: this run has no such step' UNTIL=each
stops 'XEN with a line break' 2 'no.*where: there is no such path' XEN='/no
where'
# Control characters.
esc=$(printf '\033[31mx\007\302\233y\n.')
esc=${esc%.}
for name in BRANCH BASE WITHOUT UNTIL OUT LIBVIRT XEN; do
    vb "$name=$esc"
    [ $name = OUT ] || is "$name with control characters: status" "$rc" 2
    is "$name with control characters: they are not printed" \
        "$(printf '%s' "$out" | LC_ALL=C tr -d '\012\040-\176\303-\377' | od -An -c)" ''
done
stops 'BASE of another branch' 2 'RELEASE-4\.10\.0' BASE=RELEASE-4.10.0
stops 'an unknown BASE' 2 'nonsense' BASE=nonsense
stops 'a group that is not optional' 2 'pvh' WITHOUT=pvh
stops 'an unknown group' 2 'nonsense' WITHOUT=nonsense
git clone -q --depth 1 "file://$X" "$T/shallow"
git -C "$T/shallow" fetch -q --depth 1 origin tag RELEASE-4.9.4
stops 'a shallow clone' 2 "$TOOL_ID.*shallow|shallow.*$TOOL_ID" XEN="$T/shallow"
echo 'what is this' >>"$R/series-4.9/series"
stops 'a broken line in the plan' 2 'series-4\.9/series:6: '
plan
plan other.patch 1111111111111111111111111111111111111111
stops 'a pick that the clone lacks' 2 '1111111111111111111111111111111111111111'
plan
(cd "$R" && build/bpq series 4.9 --xen "$X" --update-lock >/dev/null)
sed -i '2,$s/^patch [0-9a-f]/patch /' "$R/series-4.9/lock"
stops 'an edited lock' 2 'series-4\.9/lock:[0-9]+: '
rm -f "$R/series-4.9/lock"
is 'after all this the last good queue is unchanged' "$(cksum "$Q"/* | cksum)" "$good"

mk series XEN=none
like 'make series without a clone' "$out" '^bpq: no clone of Xen is to be used: .*XEN=PATH'
mk verify-branch XEN=none
like 'make verify-branch without a clone' "$out" '^verify-branch: no clone of Xen: give XEN='
path_without quilt
stops 'a tool that is missing' 2 'missing: quilt \(Debian package quilt\); make deps installs it' PATH="$path"

# Clones of all kinds.
kind() { # NAME PATH
    rm -rf "$R/out"
    before=$(cd "$2" && find . -type f -exec cksum {} + | sort | cksum)
    vb XEN="$2" UNTIL=apply
    is "$1: the queue is made and applied" "$rc" 0
    is "$1: nothing is written into it" "$(cd "$2" && find . -type f -exec cksum {} + | sort | cksum)" "$before"
}
git clone -q --bare "$X" "$T/bare.git"
git -C "$T/bare.git" pack-refs --all
git -C "$T/bare.git" gc -q
kind 'a bare clone with packed refs' "$T/bare.git"
git clone -q --shared -n "$X" "$T/sharer's clone"
git clone -q --shared -n "$X" "$T/orphan"
echo /nowhere >"$T/orphan/.git/objects/info/alternates"
stops 'a clone whose alternates are gone' 2 'the commit of HEAD is missing.*alternates' XEN="$T/orphan"
git -C "$T/bare.git" worktree add -q --detach "$T/worktree" RELEASE-4.9.4
kind 'a worktree' "$T/worktree"
kind 'a .git folder' "$X/.git"

# The clone's replaced objects, grafts and attributes are ignored.
git clone -q -n "$X" "$T/replaced"
git -C "$T/replaced" replace "$(git -C "$X" rev-parse RELEASE-4.9.4:tools/libxl/xenlight.c)" \
    "$(git -C "$X" rev-parse RELEASE-4.9.4:tools/libxl/level.h)"
git -C "$T/replaced" replace RELEASE-4.9.4 "$(git -C "$X" rev-parse master)"
kind 'a clone with replaced objects' "$T/replaced"
git clone -q -n "$X" "$T/grafted"
mkdir -p "$T/grafted/.git/info"
git -C "$X" rev-parse RELEASE-4.9.4 >"$T/grafted/.git/info/grafts"
printf '*.c text eol=crlf\ntools/libxl/level.h export-ignore\n' >"$T/grafted/.git/info/attributes"
kind 'a clone with grafts and attributes' "$T/grafted"
mkdir -p "$T/config/git"
cp "$T/grafted/.git/info/attributes" "$T/config/git/attributes"
echo '*.h' >"$T/config/git/ignore"
rm -rf "$R/out"
vb UNTIL=apply XDG_CONFIG_HOME="$T/config"
is "a user's own attributes and ignored files" "$rc" 0
if [ "$(id -u)" = 0 ]; then
    cp -R "$X" "$T/theirs" && chown -R nobody "$T/theirs" && chmod -R a-w "$T/theirs"
    kind "somebody else's clone, read-only" "$T/theirs"
    chmod -R u+w "$T/theirs"
else
    skip "somebody else's clone" 'needs root'
fi
kind 'a clone with alternates, and a space and a quote in its name' "$T/sharer's clone"

rm -rf "$R/out"
(cd "$R" && build/bpq series 4.9 --xen "$X" --update-lock >/dev/null)
sed -i '$a #+ why of another mind' "$R/series-4.9/series"
vb UNTIL=generate
like 'a result that differs from the lock' "$out" '^ +series-4\.9/lock has a different result for RELEASE-4\.9\.4'
rm -f "$R/series-4.9/lock"
plan

rm -rf "$R/out"
run env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL GIT_DIR="$T/other/.git" \
    UNTIL=apply make -s -C "$R" verify-branch XEN="$X"
is 'under git rebase --exec: status' "$rc" 0
like 'under git rebase --exec: the clone is that of XEN' "$out" '^apply +ok'

rm -rf "$R/out" && echo precious >"$R/out"
stops 'out/ is a file' 2 'cannot make out/4\.9/RELEASE-4\.9\.4: (File exists|Not a directory)'
is 'the file out is left alone' "$(cat "$R/out")" precious
rm "$R/out"
blob=$(git -C "$X" rev-parse RELEASE-4.9.4:tools/xenstore/xenstored.c | sed -e 's,^..,&/,')
cp -R "$X" "$T/torn" && rm -f "$T/torn/.git/objects/$blob"
vb XEN="$T/torn"
is 'a clone that lacks a file of the base: status 2' "$rc" 2
like 'the message says to check the clone' "$out" '^export +not run .*check the clone with git fsck'

mkdir "$T/home" && ln -s "$X" "$T/home/xen.git"
rm -rf "$R/out"
vb HOME="$T/home" XEN='~/xen.git'
like 'a tilde that the shell did not expand' "$out" '^build-new +ok'
cp -R "$R" "$T/a root"
run env BRANCH=4.9 XEN="$X" sh -c 'cd "$0" && exec sh verify/run' "$T/a root"
is 'this repository in a path with a space: status 2' "$rc" 2
is 'a path with a space: one line' "$(printf '%s\n' "$out" | grep -c .)" 1
like 'a path with a space: the line says why' "$out" 'a root/out/.*cannot build in a path with a space'

# A full disk, and a folder that cannot be written: for root this needs a mount.
small() { # OPTIONS
    rm -rf "$R/out"
    mkdir -p "$R/out"
    run unshare -m sh -c 'mount -t tmpfs -o "$3" none "$0/out" && cd "$0" && exec env BRANCH=4.9 XEN="$1" sh verify/run' \
        "$R" "$X" - "$1"
}
if unshare -m mount -t tmpfs none "$T/folder" 2>/dev/null; then
    small ro
    is 'out/ is read-only: status 2' "$rc" 2
    like 'out/ is read-only: the message' "$out" '^verify-branch: cannot make out/4\.9/RELEASE-4\.9\.4'
    small size=96k
    is 'out/ is full: status 2' "$rc" 2
    like 'out/ is full: the message names the step' "$out" '^(export|apply|build-old) +not run|disk full'
    is 'out/ is full: the queue is unchanged' "$(cksum "$Q"/* | cksum)" "$good"
elif [ "$(id -u)" != 0 ]; then
    rm -rf "$R/out" && mkdir "$R/out" && chmod a-w "$R/out"
    vb
    is 'out/ is read-only: status 2' "$rc" 2
    like 'out/ is read-only: the message' "$out" '^verify-branch: cannot make out/4\.9/RELEASE-4\.9\.4'
    chmod u+w "$R/out"
    skip 'out/ is full' 'no right to mount a small disk'
else
    skip 'out/ is read-only' 'root may write anyway, and no right to mount'
    skip 'out/ is full' 'no right to mount a small disk'
fi
done_testing
