# SPDX-License-Identifier: LGPL-2.1-only
# bench/merges, which compares bpq port with git and wiggle on backports that maintainers
# made, and make bench without a clone.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
. tests/tools/toys/branches.sh
S=$T/source
mkdir -p "$S/build" && cp -R Makefile bench mk verify "$S"
ln -s "$ROOT/build/bpq" "$S/build/bpq"

at master
seq -f 'first %g' 30 >"$X/tools/libxl/c.c"
seq -f 'spaced %g' 30 >"$X/tools/libxl/two words.c"
echo 'gone' >"$X/tools/libxl/d.c"
commit 'All of it'
git_x branch -f stable-4.9
git_x branch stable-4.10

# backport FILE [SCRIPT]: the last commit of mainline on the branch, which has the file as
# the script makes it from what the branch has; a pair
backport() {
    mainline=$id
    at "$branch"
    edit "$2" "$1"
    commit "Its backport

(cherry picked from commit $mainline)"
    printf '%s\tx\t%s\t%s\n' "$mainline" "${branch#stable-}" "$id" >>"$T/pairs.tsv"
}
# upstream FILE SCRIPT: a commit of mainline
upstream() {
    at master
    edit "$2" "$1"
    commit "Upstream: $2"
}
printf 'mainline\tnote\tbranch\tbackport\n' >"$T/pairs.tsv"
branch=stable-4.9
# a merge is right
upstream tools/libxl/a.c 's/^line 3$/line 3, corrected/'
backport tools/libxl/a.c 's/^line 3$/line 3, corrected/'
plain=$id
# the maintainer did more
upstream tools/libxl/a.c 's/^line 20$/line 20, corrected/'
backport tools/libxl/a.c 's/^line 2[01]$/&, corrected/'
# the branch has another indentation
at stable-4.9
edit 's/^first 5$/first   5/' tools/libxl/c.c
commit 'White space'
upstream tools/libxl/c.c 's/^first 5$/second 5/'
backport tools/libxl/c.c 's/^first   5$/second 5/'
# the branch has another line beside, in a file whose name has a blank
at stable-4.9
edit 's/^spaced 10$/spaced 10 on the branch/' 'tools/libxl/two words.c'
commit 'Another line'
upstream 'tools/libxl/two words.c' 's/^spaced 11$/spaced 11 of mainline/'
backport 'tools/libxl/two words.c' 's/^spaced 11$/spaced 11 of mainline/'
# the branch lacks the file
at stable-4.9
git_x rm -q tools/libxl/d.c && commit 'Without a file'
upstream tools/libxl/d.c 's/gone/here/'
backport tools/libxl/a.c 's/^line 30$/line 30, otherwise/'
branch=stable-4.10
upstream tools/libxl/b.c 's/^word 9$/word 9, corrected/'
backport tools/libxl/b.c 's/^word 9$/word 9, corrected/'
# pairs that cannot be replayed
printf '%040d\tx\t4.10\t%s\n' 1 "$id" >>"$T/pairs.tsv"
printf '%s\tx\t4.10\t%s\n' "$mainline" "$(git_x rev-list --max-parents=0 master)" >>"$T/pairs.tsv"

merges() { run sh -c 'cd "$0" && exec sh bench/merges "$@"' "$S" "$X" "$T/pairs.tsv"; }
clone() { (cd "$X/.git" && find . -type f ! -name index | sort && cat packed-refs HEAD) 2>&1; }
before=$(clone)
merges
is 'status' "$rc" 0
[ "$rc" = 0 ] || printf '%s\n' "$out" | sed 's/^/# /'
is 'the clone stays as it is' "$(clone)" "$before"
is 'by branch' "$(printf '%s\n' "$out" | sed -n '/^| branch/,/^$/p')" "\
| branch | pairs | merge-tree exact | bpq: git's merge alone | by default | with --accept all |
|---|---|---|---|---|---|
| 4.9 | 5 | 1 | 1 | 1 | 3 |
| 4.10 | 1 | 1 | 1 | 1 | 1 |
| all | 6 | 2 | 2 | 2 | 4 |"
is 'nothing is lost' "$(printf '%s\n' "$out" | grep '^Exact by merge-tree')" \
    "Exact by merge-tree, not by bpq, git's merge alone: none
Exact by merge-tree, not by bpq, by default: none"
tool() { printf '%s\n' "$out" | grep -F "| $1 |"; }
like 'only those of which contents conflict' "$out" '^## Other tools, on 2 pairs of which only contents conflict$'
is 'git alone settles none of them' "$(tool 'git cherry-pick')" '| git cherry-pick | 0 | 0 | - |'
is 'white space is ignored' "$(tool 'git cherry-pick -X ignore-space-change')" \
    '| git cherry-pick -X ignore-space-change | 1 | 1 | 100.0 % |'
if command -v wiggle >/dev/null; then
    is 'wiggle, for each file, whatever its name' "$(tool 'wiggle --lines'; tool 'wiggle --words')" \
        '| wiggle --lines | 1 | 1 | 100.0 % |
| wiggle --words | 2 | 1 | 50.0 % |'
else
    skip 'wiggle, for each file, whatever its name' 'no wiggle'
fi
is 'bpq, on these' "$(tool 'bpq by default'; tool 'bpq --accept all')" \
    '| bpq by default | 0 | 0 | - |
| bpq --accept all | 2 | 2 | 100.0 % |'
like 'processor time' "$out" '^\| git merge-tree, one process \(--stdin\) \| [0-9.]+ s \| [0-9.-]+ \| [0-9.-]+ \|$'

path_without wiggle
PATH=$path merges
is 'without wiggle: the others, and it says so' "$rc:$(printf '%s\n' "$out" | grep -c -e '^| git cherry-pick ' -e '^| bpq '):$(printf '%s\n' "$out" | grep wiggle)" \
    '0:13:bench/merges: wiggle is left out: it is not installed (Debian package wiggle)'

# a bpq that does not settle what git does
cat >"$T/worse" <<END
#!/bin/sh
"$ROOT/build/bpq" "\$@" && case \$1 in
corpus) while [ "\$1" != --out ]; do shift; done; sed -i '/$plain/s/exact	merge/conflict	none/' "\$2" ;;
esac
END
chmod +x "$T/worse" && ln -sf "$T/worse" "$S/build/bpq"
merges
is 'a pair that only git settles is named' "$(printf '%s\n' "$out" | sed -n '/^Exact by/,/^#/p' | grep -A1 default)" \
    "Exact by merge-tree, not by bpq, by default:
    4.9 $plain, mainline $(sed -n 2p "$T/pairs.tsv" | cut -f 1): conflict"
ln -sf "$ROOT/build/bpq" "$S/build/bpq"

printf 'mainline\tbranch\tbackport\n%040d\t4.9\t%040d\n' 1 2 >"$T/pairs.tsv"
merges
refused 'none of the commits' 2 "^bench/merges: $T/pairs.tsv: .* has none of these commits"
printf 'mainline\tbranch\n1\t4.9\n' >"$T/pairs.tsv"
merges
refused 'a column is missing' 2 'pairs.tsv:1: its heading has no column "backport"'

run env -u MAKEFLAGS -u MAKELEVEL XEN=none sh -c 'cd "$0" && exec sh bench/run' "$S"
refused 'make bench without a clone' 2 '^bench: not run: no XEN$'
done_testing
