# SPDX-License-Identifier: LGPL-2.1-only
# mk/results/gather: the results of several bases as those of verify-all.
. tests/tap.sh
. tests/tools/toys/needs.sh
. tests/tools/toys/results.sh
needs 'gather' check

# base BRANCH BASE ARCH ANSWER: results in out/BRANCH/BASE
base() {
    folder=$T/out/$1/$2
    [ "$3" = amd64 ] || folder=$folder/$3
    mkdir -p "$folder"
    cat >"$folder/results.jsonl" <<END
{"record":"run","of":"verify-branch","branch":"$1","base":"$2","arch":"$3","without":"","recorded":false,"began":"2026-01-02T03:04:05Z","id":""}
{"record":"step","step":"generate","answer":"ok","began":"2026-01-02T03:04:05Z","seconds":1,"note":"","rows":[],"log":"logs/generate.log"}
{"record":"step","step":"abi","answer":"$4","began":"2026-01-02T03:04:06Z","seconds":2.5,"note":"a figure","rows":[],"log":"logs/abi.log"}
{"record":"step","step":"libvirt","answer":"left out","began":"2026-01-02T03:05:09Z","seconds":0,"note":"no LIBVIRT=DIR"}
{"record":"end","answer":"$4","seconds":3.5}
END
}
gather() { run sh -c 'cd "$0" && exec sh "$@"' "$T" "$ROOT/mk/results/gather" "$@"; }
all=$T/out/all/results.jsonl

base 4.9 RELEASE-4.9.4 amd64 ok
base 4.9 RELEASE-4.9.4 arm64 ok
gather out/all out/4.9/RELEASE-4.9.4 out/4.9/RELEASE-4.9.4/arm64/
is 'all hold' "$rc:$out" '0:base                   generate   abi            time
4.9 RELEASE-4.9.4      ok         ok             3.5s
4.9 RELEASE-4.9.4 arm64 ok         ok             3.5s
gather: all 2 hold'
ok 'the results match the schema' valid "$all"
base 4.8 stable-4.8 amd64 no
gather out/all out/4.9/RELEASE-4.9.4 out/4.8/stable-4.8 out/4.8/RELEASE-4.8.0/i386
is 'one does not, and one has none' "$rc:$(printf '%s\n' "$out" | sed 1d)" '1:4.9 RELEASE-4.9.4      ok         ok             3.5s
4.8 stable-4.8         ok         NO             3.5s
4.8 RELEASE-4.8.0 i386 -          -              0.0s
4.8 stable-4.8: abi no 2.5s a figure; see out/4.8/stable-4.8/logs/abi.log
4.8 RELEASE-4.8.0 i386: no results
gather: NO, see the table'
ok 'which match the schema' valid "$all"
sed -i '$d' "$T/out/4.9/RELEASE-4.9.4/results.jsonl"
gather out/all out/4.9/RELEASE-4.9.4
like 'one was interrupted' "$rc:$(printf '%s\n' "$out" | sed 1,2d)" '^2:4\.9 RELEASE-4\.9\.4: it has no last record'
gather out/all
refused 'no folder' 2 '^usage: gather OUT FOLDER'
: >"$T/file"
gather file/all out/4.9/RELEASE-4.9.4
refused 'a folder that cannot be made' 2 '^gather: cannot make file/all: '
rm -rf "$T/out/all" && mkdir -p "$T/out/all/results.jsonl.new"
gather out/all out/4.9/RELEASE-4.9.4
refused 'a file that cannot be written' 2 '^gather: cannot write into out/all: '
done_testing
