# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced by tests after tap.sh: a small repository that looks like Xen
# and a plan for it.  $X is the repository, $R the root with the plan, $BPQ the
# program.
BPQ=${BPQ:-$ROOT/build/bpq}
X=$T/xen
R=$T/root
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null HOME="$T"
export GIT_AUTHOR_NAME='Ann Author' GIT_AUTHOR_EMAIL=ann@example.org
export GIT_COMMITTER_NAME='Carl' GIT_COMMITTER_EMAIL=carl@example.org
export GIT_AUTHOR_DATE='1500000000 +0200' GIT_COMMITTER_DATE='1500000001 +0000'
# With sanitizers: libgit2 leaks memory when it looks up settings by a pattern, as it
# does for extensions of the repository's format.
printf 'leak:libpcre2\n' >"$T/lsan"
export LSAN_OPTIONS="suppressions=$T/lsan:print_suppressions=0"
unset QUILT_PATCHES QUILT_SERIES BPQ_CACHE SPATCH

git_x() { git -C "$X" "$@"; }
# lines FROM TO [WORD]: "WORD FROM" to "WORD TO"
lines() { seq -f "${3:-line} %g" "$1" "$2"; }
committed_at() { if [ -n "${clock:-}" ]; then echo "$clock +0000"; else echo "$GIT_COMMITTER_DATE"; fi; }
# commit MESSAGE: commit everything in the work tree; $id is the commit's id.  With $clock,
# which branches.sh sets, a second after the one before.
commit() {
    [ -z "${clock:-}" ] || clock=$((clock + 1))
    git_x add -A -f . &&
        GIT_COMMITTER_DATE="$(committed_at)" git_x commit -q --allow-empty -m "$1" &&
        id=$(git_x rev-parse HEAD)
}
# patch_line NAME ID [CLAUSE...]: add a pick to the plan
patch_line() {
    echo "$1 # pick $2"
    shift 2
    for clause; do echo "#+ $clause"; done
} >>"$R/series-4.9/series"
own_line() { # NAME FOLDER
    echo "$1 # own $2" >>"$R/series-4.9/series"
}
# own_message: what a change of ours, compat/changes/mine, says
own_message() {
    mkdir -p "$R/compat/changes/mine"
    cat >"$R/compat/changes/mine/message" <<'END'
From: PVH backport <pvh-backport@example.org>
Date: Sun, 22 Nov 2026 12:00:00 +0000
Subject: a change of ours

What it is for.
END
}
own_header() { # a change that adds a header
    own_message
    echo 'add tools/ours.h ours.h' >"$R/compat/changes/mine/change"
    echo '/* ours */' >"$R/compat/changes/mine/ours.h"
}
new_plan() {
    mkdir -p "$R/series-4.9/resolutions"
    {
        echo '# base RELEASE-4.9.0 RELEASE-4.9.4 stable-4.9'
        echo '# group tools'
    } >"$R/series-4.9/series"
}
# bpq VERB ARGS...: run bpq on $R and $X; its status in $rc, its output in $out
bpq() {
    verb=$1
    shift
    run "$BPQ" "$verb" "$@" --root "$R" --xen "$X"
}
# port SOURCE... [OPTION]...: onto stable-4.9, as a queue in $T/q
port() {
    rm -rf "$T/q"
    bpq port --onto stable-4.9 --out "$T/q" "$@"
}
# in_clone: what is in the clone and its work tree, to compare
in_clone() { (cd "$X" && find . -type f | sort | xargs -d '\n' sha256sum); }
# squeeze: standard input with single blanks
squeeze() { tr -s ' \t\n' ' ' | sed -e 's/^ //; s/ $//'; }
Q=$R/series-4.9/RELEASE-4.9.4

git init -q -b master "$X"
mkdir -p "$X/xen/include/public" "$X/tools/libxl" "$X/docs"
echo '/* public */' >"$X/xen/include/public/xen.h"
lines 1 40 >"$X/tools/libxl/a.c"
lines 1 30 word >"$X/tools/libxl/b.c"
lines 1 9 >"$X/tools/old.sh"
echo text >"$X/docs/page"
ln -s ../docs "$X/tools/link"
commit 'Start'
git_x tag RELEASE-4.9.0
lines 41 44 >>"$X/tools/libxl/a.c"
commit 'A release'
git_x tag -a -m 'release' RELEASE-4.9.4
git_x branch stable-4.9
new_plan
