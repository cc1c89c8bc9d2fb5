# SPDX-License-Identifier: LGPL-2.1-only
# verify-branch with odd values for each variable that git, patch, quilt, make, the
# shells and the programs that they call document: the bytes and the table are the
# same, whether make or the user starts the script.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
needs 'verify-branch in an odd environment' series check verify
toy_xen
toy_root
W=$R/out/4.9/RELEASE-4.9.4

# Programs and files that do harm if they are used.
mkdir "$T/odd" "$T/odd/git"
printf '#!/bin/sh\necho "$0 $*" >>%s/harm\nexit 3\n' "$T" >"$T/odd/program"
chmod +x "$T/odd/program"
O=$T/odd/program
printf 'echo %s >>%s/harm\nexit 3\n' read "$T" >"$T/odd/rc"
printf 'SHELL = /bin/false\n.SHELLFLAGS = -n\n.RECIPEPREFIX = >\nVPATH = /\n' >"$T/odd/odd.mk"
cat >"$T/odd/git/config" <<END
[core]
	autocrlf = true
	hooksPath = $T/odd
	fsmonitor = $O
	pager = $O
	attributesFile = $T/odd/attributes
[init]
	templateDir = $T/odd
	defaultBranch = odd
[user]
	name =
[commit]
	gpgSign = true
[gpg]
	program = $O
[am]
	threeWay = true
[diff]
	external = $O
	noprefix = true
END
echo '*.c filter=odd export-ignore' >"$T/odd/attributes"
cat >"$T/odd/variables" <<END
GIT_DIR=$T/odd
GIT_WORK_TREE=$T/odd
GIT_INDEX_FILE=$T/odd/index
GIT_OBJECT_DIRECTORY=$T/odd
GIT_ALTERNATE_OBJECT_DIRECTORIES=$T/odd
GIT_COMMON_DIR=$T/odd
GIT_PREFIX=odd/
GIT_CEILING_DIRECTORIES=/
GIT_DISCOVERY_ACROSS_FILESYSTEM=odd
GIT_DEFAULT_HASH=sha256
GIT_DEFAULT_REF_FORMAT=reftable
GIT_NAMESPACE=odd
GIT_AUTHOR_NAME=
GIT_AUTHOR_EMAIL=
GIT_AUTHOR_DATE=never
GIT_COMMITTER_NAME=
GIT_COMMITTER_EMAIL=
GIT_COMMITTER_DATE=never
EMAIL=
GIT_EDITOR=$O
GIT_SEQUENCE_EDITOR=$O
GIT_PAGER=$O
GIT_ASKPASS=$O
GIT_EXTERNAL_DIFF=$O
GIT_DIFF_OPTS=-u0
GIT_DIFF_PATH_COUNTER=odd
GIT_CONFIG=$T/odd/none
GIT_CONFIG_GLOBAL=$T/odd/git/config
GIT_CONFIG_SYSTEM=$T/odd/git/config
GIT_CONFIG_NOSYSTEM=odd
GIT_CONFIG_COUNT=odd
GIT_CONFIG_PARAMETERS=odd
GIT_ATTR_NOSYSTEM=odd
GIT_ATTR_SOURCE=odd
GIT_FLUSH=odd
GIT_TRACE=1
GIT_TRACE2=1
GIT_TRACE_SETUP=1
GIT_TRACE_PERFORMANCE=1
GIT_LITERAL_PATHSPECS=1
GIT_GLOB_PATHSPECS=1
GIT_NOGLOB_PATHSPECS=1
GIT_ICASE_PATHSPECS=1
GIT_REFLOG_ACTION=odd
GIT_REF_PARANOIA=odd
GIT_ALLOW_PROTOCOL=none
GIT_OPTIONAL_LOCKS=odd
GIT_EXEC_PATH=$T/odd
GIT_TEMPLATE_DIR=$T/odd
GIT_REPLACE_REF_BASE=refs/odd
GIT_NO_REPLACE_OBJECTS=odd
GIT_SHALLOW_FILE=$T/odd/rc
GIT_GRAFT_FILE=$T/odd/rc
GIT_MERGE_VERBOSITY=9
GIT_COMMIT_GRAPH_PARANOIA=odd
GIT_TERMINAL_PROMPT=odd
GIT_SSH=$O
PAGER=$O
EDITOR=$O
VISUAL=$O
XDG_CONFIG_HOME=$T/odd
POSIXLY_CORRECT=1
PATCH_GET=1
PATCH_VERSION_CONTROL=numbered
VERSION_CONTROL=numbered
SIMPLE_BACKUP_SUFFIX=.odd
QUOTING_STYLE=c
QUILT_PATCHES=/nowhere
QUILT_SERIES=odd
QUILT_PC=odd
QUILT_ETC=$T/odd
QUILT_DIR=$T/odd
QUILTRC=$T/odd/rc
QUILT_PUSH_ARGS=--fuzz=2
QUILT_PATCH_OPTS=--reverse
QUILT_DIFF_ARGS=--odd
QUILT_DIFF_OPTS=--odd
QUILT_REFRESH_ARGS=--odd
QUILT_COLORS=odd
QUILT_PAGER=$O
QUILT_PATCHES_PREFIX=yes
QUILT_NO_DIFF_INDEX=1
QUILT_COMMAND=odd
MAKEFILES=$T/odd/odd.mk
GNUMAKEFLAGS=-k
VPATH=/
MFLAGS=-n
MAKE=$O
MAKE_COMMAND=$O
MAKEOVERRIDES=odd
MAKE_TERMOUT=odd
SUFFIXES=.odd
CDPATH=$T/odd:/
ENV=$T/odd/rc
BASH_ENV=$T/odd/rc
IFS=tr
PS4=odd
OPTIND=5
SHELLOPTS=noclobber:noglob
BASHOPTS=nullglob:failglob
GLOBIGNORE=*
EXECIGNORE=*
TIMEFORMAT=odd
TMOUT=1
FUNCNEST=1
POSIX_PEDANTIC=1
BASH_COMPAT=9
LINENO=odd
LANG=tr_TR.UTF-8
LC_ALL=tr_TR.UTF-8
LC_MESSAGES=de_DE.UTF-8
LC_COLLATE=en_US.UTF-8
LANGUAGE=de
TZ=Asia/Kathmandu
COLUMNS=1
LINES=1
TERM=odd
TMPDIR=/nowhere
TAR_OPTIONS=--odd
GREP_OPTIONS=-v
GREP_COLOR=odd
GREP_COLORS=odd
GZIP=--odd
XZ_OPT=--odd
BLOCK_SIZE=odd
TIME_STYLE=odd
LS_COLORS=odd
AWKPATH=$T/odd
PERL5OPT=-Modd
PERL5LIB=$T/odd
PYTHONHOME=$T/odd
PYTHONPATH=$T/odd
CONFIG_SITE=$T/odd/rc
CFLAGS=-DODD(
CPPFLAGS=-DODD(
LDFLAGS=-odd
PRINTF=odd
BPQ_CLEAN=1
PLAN=/nowhere
TRIM=y
GUARD=no
VERIFY_OUT=/nowhere
COLUMNS_OF_MATRIX=odd
TOOLS_OF_MATRIX=odd
STEP=odd
NOTE=/nowhere
ROWS=/nowhere
ROOT=/nowhere
WORK=/nowhere
QUEUE=/nowhere
FORCE=0
EACH=0
FULL=0
KEEP=0
UNLOCKED=
END
set --
while IFS= read -r variable; do set -- "$@" "$variable"; done <"$T/odd/variables"
set -- "$@" 'BASH_FUNC_git%%=() { exit 3; }' 'BASH_FUNC_cd%%=() { exit 3; }' "odd
QUILT_PATCHES=/nowhere
=odd"

# Prints the table without times, and checksums of all that was generated and built.
found() {
    printf '%s\n' "$out" | sed -e '1,/^step /d' -e 's/ [0-9.]*s / /' -e 's/([0-9.]*s)//' -e '/^make[:[]/d'
    (cd "$R/series-4.9/RELEASE-4.9.4" && sha256sum ./*)
    "$R/build/bpq" tree "$W/applied"
    (cd "$W" && sha256sum old/lib/* new/lib/* new/include/*.h)
}
sets() { # COMMAND...: run it without results of an earlier run
    rm -rf "$R/out" "$R/series-4.9/RELEASE-4.9.4"
    run sh -c 'cd "$0" && exec "$@"' "$R" env -u BPQ_INSIDE -u MAKEFLAGS -u MFLAGS -u MAKELEVEL "$@"
    found
}
vb
cp "$W/abi.report" "$R/series-4.9/abi.expected"
wanted=$(sets make -s verify-branch XEN="$X")
like 'without odd variables: all holds' "$wanted" 'all holds'
is 'make verify-branch: the same table and the same bytes' \
    "$(sets "$@" make -s verify-branch XEN="$X")" "$wanted"
is 'verify/run: the same' \
    "$(sets "$@" BRANCH=4.9 XEN="$X" sh verify/run)" "$wanted"
run sh -c 'cd "$0" && exec env -u HOME make -s verify-branch XEN="$1" UNTIL=apply' "$R" "$X"
is 'without HOME' "$rc" 0
for shell in bash 'busybox sh'; do
    if ! command -v "${shell%% *}" >/dev/null; then
        skip "$shell verify/run" "${shell%% *} is not installed"
    elif [ "$($shell -c 'command -v patch')" = patch ]; then
        skip "$shell verify/run" 'this one takes no patch and ar but its own, as that of busybox-static'
    else
        is "$shell verify/run: the same" \
            "$(sets "$@" BRANCH=4.9 XEN="$X" $shell verify/run)" "$wanted"
    fi
done
is 'no odd program was started, no odd file read' "$(cat "$T/harm" 2>/dev/null)" ''

# The variables do harm to a program that sees them.
run env "$@" sh -c 'git init -q "$0/seen" && touch "$0/seen/x" && git -C "$0/seen" add x'  "$T"
if [ "$rc" != 0 ]; then pass 'git alone fails in this environment'; else fail 'git alone fails in this environment'; fi

# Relative paths, with CDPATH set.
mkdir "$T/odd/up" && ln -s "$X" "$R/xen"
run env CDPATH="$T/odd" sh -c 'cd "$0" && mkdir -p "$1/xen" && make -s series XEN=xen' "$R" "$T/odd"
is 'a relative XEN with CDPATH set' "$rc" 0
done_testing
