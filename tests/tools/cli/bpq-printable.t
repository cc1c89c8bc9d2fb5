# SPDX-License-Identifier: LGPL-2.1-only
# Text from a commit, a path, a ref, a plan or the command line does not control the
# terminal, does not fill it and does not break lines; and files that are too large are
# not read.
. tests/tap.sh
. tests/tools/toys/xenlike.sh

esc=$(printf '\033[31m') cr=$(printf '\r') rtl=$(printf '\342\200\256')
odd="x${esc}y${cr}z${rtl}w$(printf '\302\233q\377\001')"
shown='x<U\+001B>\[31my<U\+000D>z<U\+202E>w<U\+009B>q<FF><U\+0001>'
# control characters except newline and tab, and those that change the direction
bytes="[$(printf '\001')-$(printf '\010')$(printf '\013')-$(printf '\037')$(printf '\177')]|$(printf '\302')[$(printf '\200')-$(printf '\237')]|$rtl"

printable() { # NAME FILE
    if LC_ALL=C grep -Eq "$bytes" "$2" || ! iconv -f UTF-8 -t UTF-8 "$2" >/dev/null; then
        fail "$1: printable" "$(cat -v "$2")"
    else
        pass "$1: printable"
    fi
}
# The output of bpq, on stdout and stderr, is printable, not too long, and matches.
says() { # NAME STATUS ERE ARGUMENT...
    name=$1 want=$2 ere=$3
    shift 3
    "$BPQ" "$@" --root "$R" >"$T/out" 2>"$T/err"
    is "$name: status" "$?" "$want"
    cat "$T/out" "$T/err" >"$T/both"
    printable "$name" "$T/both"
    like "$name: the output" "$(cat "$T/both")" "$ere"
    [ "$want" = 0 ] ||
        is "$name: one line of error" "$(wc -l <"$T/err")" 1
    [ "$(wc -c <"$T/both")" -lt 9000 ] ||
        fail "$name: not too long" "$(wc -c <"$T/both") bytes"
}
raw_commit() { # MESSAGE: commit the index; $id is the commit's id
    id=$({
        echo "tree $(git_x write-tree)"
        echo "parent $(git_x rev-parse HEAD)"
        printf 'author A%s <a%s@example.org> 1500000000 +0000\n' "$odd" "$odd"
        echo 'committer C <c@example.org> 1500000000 +0000'
        echo
        printf '%s\n' "$1"
    } | git_x hash-object -t commit -w --stdin --literally)
}

# --- commits ---
sed -i 's/^line 5$/line five/' "$X/tools/libxl/a.c"
git_x add -A
raw_commit "subject $odd

text $odd"
five=$id
git_x update-ref HEAD "$id"
sed -i "s/^line five\$/line$odd/" "$X/tools/libxl/a.c"
git_x add -A
raw_commit "This $odd fixes $five

Fixes: $(echo $five | cut -c1-12)"
git_x update-ref HEAD "$id"
later=$id
new_plan
patch_line five.patch $five
says 'series' 0 '1 patch' series 4.9 --xen "$X"
sed '/^---$/q' "$Q/five.patch" >"$T/head"
printable "the patch's header" "$T/head"
like "the patch's subject" "$(cat "$T/head")" "^Subject: subject x<U\+001B>\[31my z<U"
like "the patch's text" "$(cat "$T/head")" "^text $shown\$"
like "the patch's author" "$(cat "$T/head")" "^Author: Ax<U\+001B>\[31my z<U\+202E>w"
printable 'its series' "$Q/series"
says 'show' 0 '        subject x<U' show five.patch --xen "$X"
says 'port as JSON' 0 '"subject":"subject x<U' port --onto RELEASE-4.9.4 --out "$T/port" --format json $five --xen "$X"
says 'follow-ups' 1 "$later 2017-07-14 This x<U" follow-ups 4.9 --xen "$X" --until master
printf '%s\n' "$odd" >>"$Q/five.patch"
: >"$Q/$odd.patch"
"$BPQ" series 4.9 --root "$R" --xen "$X" --update-lock --out "$T/other" >/dev/null
says 'check' 1 "^-$shown\$" check 4.9 --xen "$X"
like 'check: names the file' "$(cat "$T/out")" "/$shown.patch: does not belong to this queue"
rm -rf "$Q"
patch_line later.patch $later
says 'a patch on top' 0 '2 patches' series 4.9 --xen "$X"
new_plan
patch_line later.patch $later
says 'a conflict' 1 'conflicts in tools/libxl/a.c' series 4.9 --xen "$X"
says 'explain' 1 "line$shown" explain --xen "$X"
like 'explain: the subject' "$(cat "$T/out")" '        This x<U'

# --- paths ---
mkdir "$X/$odd"
echo x >"$X/$odd/$odd"
commit 'a path'
new_plan
patch_line path.patch $id
says 'a path' 2 "$shown/$shown: a patch cannot name this file without quotes" series 4.9 --xen "$X"
mkdir "$T/folder"
mkfifo "$T/folder/$odd"
says 'tree' 2 "folder/$shown: is not a regular file" tree "$T/folder"
says 'no clone' 2 "$shown: there is no such path" series 4.9 --xen "$T/$odd"
nl="$T/two
lines"
says 'a newline' 2 "two<U\+000A>lines: there is no such path" series 4.9 --xen "$nl"
git_x reset -q --hard HEAD~1

# --- refs, words of the command line and of plans ---
git_x branch "other${rtl}x" $five
new_plan
patch_line five.patch $five
says 'a base' 2 'other<U\+202E>x is not a base' series 4.9 --xen "$X" --base "other${rtl}x"
says 'a verb' 2 "no verb \"$shown\"" "$odd"
says 'an option' 2 "--$shown" series 4.9 "--$odd"
says 'a branch' 2 "$shown" series "$odd" --xen "$X"
says 'a group' 2 "no group \"$shown\"" series 4.9 --xen "$X" --without "$odd"
says 'a patch' 2 "\"$shown\"" show "$odd" --xen "$X"
for line in "five.patch # pick $odd" "$odd" "# base $odd" "# group $odd" \
    "#+ not $odd" "#+ keep ($odd" "#+ why $odd" "x.patch # own $odd" "#+ before $odd" \
    "# $odd" "# ignore $odd x"; do
    line=$(printf '%s\n' "$line" | tr -d '\r')
    new_plan
    patch_line five.patch $five
    printf '%s\n' "$line" >>"$R/series-4.9/series"
    "$BPQ" series 4.9 --root "$R" --xen "$X" >"$T/both" 2>&1
    printable "a plan's line $(printf '%s' "$line" | cut -c1-9 | tr -d '\033')" "$T/both"
done
new_plan
patch_line five.patch $five "why $(printf '%s' "$odd" | tr -d '\r')" 'keep nothing'
says "a plan's reason" 2 'matches no line' series 4.9 --xen "$X"
new_plan
patch_line five.patch $five "map tools/libxl/a.c tools/libxl/c.c" "why $(printf '%s' "$odd" | tr -d '\r')"
cp "$X/tools/libxl/a.c" "$T/a.c"
new_plan
patch_line five.patch $five 'from RELEASE-4.9.4' "why $(printf '%s' "$odd" | tr -d '\r')"
says "a plan's reason in a patch" 0 '1 patch' series 4.9 --xen "$X"
sed '/^---$/q' "$Q/five.patch" >"$T/head"
printable "a plan's reason in a patch, its head" "$T/head"
like "a plan's reason in a patch, its head: has it" "$(cat "$T/head")" '^Bpq-Why: x<U\+001B>'

# --- long words ---
long=$(head -c 100000 /dev/zero | tr '\0' x)
says 'a long verb' 2 'no verb "xxx.*…\([0-9]+ bytes left out\)….*xxx": see bpq --help' "$long"
says 'a long option' 2 'xxx.*is not an option of this verb: see bpq series' series 4.9 "--$long"
says 'a long branch' 2 'xxx' series "$long" --xen "$X"
says 'a long path' 2 'xxx.*not a git|name too long' series 4.9 --xen "/$long"
head -c 30000000 /dev/zero | tr '\0' x >"$T/word"
for before in 'five.patch # pick ' '' '#+ ' 'x.patch # own '; do
    new_plan
    case $before in '#+ '*) patch_line five.patch $five ;; esac
    { printf '%s' "$before"; cat "$T/word"; echo; } >>"$R/series-4.9/series"
    says "a word of 30 MB after \"$before\"" 2 'series-4\.9/series:[0-9]+: .*xxx.*left out' series 4.9 --xen "$X"
done
blob=$(echo x | git_x hash-object -w --stdin)
tree=$(printf '100644 blob %s\t%s\n' $blob "$(head -c 60000 "$T/word")" | git_x mktree)
tree=$({ git_x ls-tree HEAD; printf '040000 tree %s\tzz\n' $tree; } | git_x mktree)
id=$(git_x commit-tree -p HEAD -m 'a long name' $tree)
new_plan
patch_line name.patch $id
says 'a name of 60 KB' 2 'zz/xxx.*its name is too long' series 4.9 --xen "$X"

# --- large files ---
yes 'a line' | head -c 34000000 >"$X/tools/large"
commit 'a large file'
new_plan
patch_line large.patch $id
says 'a large file' 2 'large.patch: tools/large: has 34000000 bytes, but a file may have up to 33554432; leave it out with `#\+ not tools/large`' series 4.9 --xen "$X"
echo >>"$X/tools/large"
sed -i 's/^line 9$/line nine/' "$X/tools/libxl/a.c"
commit 'and a line'
new_plan
patch_line large.patch $id 'not tools/large' 'why it is large'
says 'a large file that is left out' 0 '1 patch' series 4.9 --xen "$X"
git_x branch -f stable-4.9
new_plan
patch_line five.patch $five
says 'large files in the history' 0 'patch' series 4.9 --xen "$X" --base stable-4.9
says 'large files later on' 1 'follow-ups|ignore ID' follow-ups 4.9 --xen "$X" --until master

# --- output goes through few files ---
is 'only these files of bpq write output' \
    "$(grep -lE '(^|[^a-z_>])(v?f?printf|v?dprintf|f?puts|f?putc|putchar|perror|fwrite|write)\([^)]' tools/*.c tools/*/*.c | xargs)" \
    'tools/base/buf.c tools/base/child.c tools/base/file.c tools/verbs/progress.c tools/verbs/say.c'
done_testing
