# SPDX-License-Identifier: LGPL-2.1-only
# Odd commits that git can store: bpq refuses each in one line, or makes a patch from
# which git am, patch and quilt make the same tree, and from which git am reads the
# author, date and message in the patch, which are the commit's.
#
# More of them, by hand: ODD_SEED=1000 ODD_COMMITS=5000 sh tests/tools/cli/bpq-odd-commits.t
. tests/tap.sh
. tests/tools/toys/xenlike.sh
seed=${ODD_SEED:-1} number=${ODD_COMMITS:-40}

lines 1 40 >"$X/a.c"
lines 1 30 word >"$X/b.c"
printf 'no newline\nat the end' >"$X/noeol"
printf 'with\r\nreturns\r\nat the end\r\n' >"$X/returns.txt"
printf 'a\nb\na\nb\na\n' >"$X/repeated"
printf 'one line\n' >"$X/one"
: >"$X/empty"
: >"$X/empty file"
printf 'x\n' >"$X/sp ace.txt"
printf '#!/bin/sh\n' >"$X/run.sh"
chmod +x "$X/run.sh"
ln -s a.c "$X/link"
mkdir -p "$X/dir/deep" "$X/folder"
echo x >"$X/dir/x"
echo y >"$X/dir/deep/y"
echo z >"$X/folder/z"
printf 'latin \351\ntab\tand  blanks \n\fpage\n' >"$X/dir/bytes"
commit 'A release'
git_x tag -f RELEASE-4.9.4 >/dev/null
git_x branch -f stable-4.9
base=$(git_x rev-parse HEAD)
git_x worktree add -q --detach "$T/am" RELEASE-4.9.4
git_x worktree add -q --detach "$T/tree" RELEASE-4.9.4
cc=${CC:-cc}
if ! $cc -o "$T/odd" tests/tools/toys/odd-commits.c $(pkg-config --cflags --libs libgit2) 2>"$T/cc"; then
    fail 'the program that makes the commits is built' "$(cat "$T/cc")"
    done_testing
fi
"$T/odd" "$X" "$base" "$seed" "$number" >"$T/list"

cr=$(printf '\r')
wrong() { # WHAT [TEXT]
    why="$why$1
${2:+$2
}"
}
# Is the text written unchanged?  It is if it has only printable ASCII and tabs.
plain() { ! LC_ALL=C grep -q '[^	 -~]' "$1"; }

# The work tree has to have the tree that bpq announced.
same_tree() { # NAME DIR
    got=$("$BPQ" tree "$2" 2>&1)
    [ "$got" = "$want" ] || wrong "$1: tree $got, not $want"
}
restore() { # DIR
    # git reset would follow .gitattributes
    rm -rf "$1/.pc" "$1/.gitattributes"
    git -C "$1" reset -q --hard "$base"
    git -C "$1" clean -ffdxq
}
am_way() {
    if ! out=$(git -C "$T/am" am -q --whitespace=nowarn "$P" 2>&1); then
        wrong 'git am refuses it' "$out"
        git -C "$T/am" am --abort 2>/dev/null
        return
    fi
    got=$(git -C "$T/am" rev-parse 'HEAD^{tree}')
    [ "$got" = "$want" ] || wrong "git am: tree $got, not $want"
    git -C "$T/am" log -1 --format='%an <%ae>' >"$T/author"
    git -C "$T/am" log -1 --format=%ad --date=raw >"$T/date"
    git -C "$T/am" log -1 --format=%s | squeeze >"$T/subject"
    git -C "$T/am" log -1 --format=%b >"$T/body"
    git -C "$T/am" cat-file commit HEAD >"$T/made"
}
# Compares the commit that git am made with the patch.
as_said() {
    head -n 4 "$P" | sed -n 's/^From: //p' | tr -d '"\134' | squeeze >"$T/want"
    tr -d '"\134' <"$T/author" | squeeze >"$T/got"
    grep -q '^<' "$T/want" && sed -i 's/^<\(.*\)>$/\1 <\1>/' "$T/want"
    cmp -s "$T/want" "$T/got" || wrong "author: $(cat "$T/got"), not $(cat "$T/want")"
    sed -n '/^Subject: /{s///p;q;}' "$P" | squeeze >"$T/want"
    grep -q '^=?UTF-8?q?' "$T/want" || cmp -s "$T/want" "$T/subject" ||
        wrong "subject: $(cat "$T/subject"), not $(cat "$T/want")"
    sed -e '1,/^$/d' -e '/^---$/,$d' "$P" | squeeze >"$T/want"
    squeeze <"$T/body" >"$T/got"
    cmp -s "$T/want" "$T/got" || wrong "text: $(cat "$T/got"), not $(cat "$T/want")"
}
# Compares it with the original commit, if that is text.
as_was() {
    git_x cat-file commit "$id" >"$T/raw"
    sed -n '/^$/q;p' "$T/raw" >"$T/fields"
    # the author in the patch's text, if git am would read another one
    author=$(sed -n -e '1,/^$/d' -e '/^---$/q' -e 's/^Author: //p' "$P" | tail -n 1)
    git_x log -1 --format='%an <%ae>' "$id" | squeeze >"$T/want"
    if grep -Eq '^author [^<>"\\]* <[^<> "\\]*> -?[0-9]+ [+-][0-9]{4}$' "$T/fields" &&
        plain "$T/want" && ! grep -q '^encoding' "$T/fields"; then
        # git strips these characters around a name and an address
        crud=".,:;\"\\\\' "
        trim="s/^[$crud]*//; s/[$crud]* </ </; s/<[$crud]*/</; s/[$crud]*>\$/>/"
        { if [ "$author" ]; then echo "$author"; else cat "$T/author"; fi; } |
            sed -e "$trim" | squeeze >"$T/got"
        sed -e "$trim" "$T/want" | squeeze >"$T/want2"
        cmp -s "$T/want2" "$T/got" || wrong "author: $(cat "$T/got"), and was $(cat "$T/want2")"
    fi
    date=$(sed -n 's/^author .*> \([0-9][0-9]* [+-][0-9][0-9][0-9][0-9]\)$/\1/p' "$T/fields")
    case $date in
    *' '[+-]1[5-9]?? | *' '[+-][2-9]??? | *' '[+-]??[6-9]?) date=${date%% *} got=$(sed 's/ .*//' "$T/date") ;;
    *) got=$(cat "$T/date") ;;
    esac
    [ -z "$date" ] || [ "$(echo "$date" | sed 's/^0*\([0-9]\)/\1/; s/-0000/+0000/')" = "$(echo "$got" | sed 's/-0000/+0000/')" ] ||
        wrong "date: $got, and was $date"
    sed -e '1,/^$/d' -e "s/$cr*\$//" "$T/raw" >"$T/message"
    if plain "$T/message" && ! grep -q '^encoding' "$T/fields"; then
        git_x log -1 --format=%s "$id" | squeeze >"$T/want"
        [ -s "$T/want" ] || printf '(no subject)' >"$T/want"
        sed -e 's/^| //' "$T/subject" | squeeze >"$T/got"
        sed -e 's/^| //' "$T/want" | squeeze >"$T/want2"
        cmp -s "$T/want2" "$T/got" || wrong "subject: $(cat "$T/got"), and was $(cat "$T/want")"
        # the patch's own fields come last
        awk '{ l[NR] = $0 } END {
            for (n = NR; n && l[n] == ""; n--);
            for (; n && l[n] != ""; n--);
            for (i = 1; i < n; i++) print l[i]
        }' \
            "$T/body" >"$T/upper"
        sed -e 's/^| \{0,1\}//' "$T/upper" | squeeze >"$T/got"
        git_x log -1 --format=%b "$id" | sed -e "s/$cr*\$//; s/^| \{0,1\}//" | squeeze >"$T/want"
        cmp -s "$T/want" "$T/got" || wrong "text: $(cat "$T/got"), and was $(cat "$T/want")"
    fi
}
# Does the text contain no control characters?
is_printable() { # NAME FILE
    if LC_ALL=C grep -q "[$(printf '\001')-$(printf '\010')$(printf '\013')-$(printf '\037')$(printf '\177')]" "$2" ||
        ! iconv -f UTF-8 -t UTF-8 "$2" >/dev/null 2>&1; then
        wrong "$1 is not printable" "$(cat -v "$2")"
    fi
}
patch_way() {
    if ! out=$(cd "$T/tree" && patch -p1 -F0 <"$P" 2>&1); then
        wrong 'patch refuses it' "$out"
        return
    fi
    same_tree patch "$T/tree"
}
quilt_way() {
    if ! out=$(cd "$T/tree" && QUILT_PATCHES=$Q quilt --quiltrc - push -a --fuzz=0 2>&1); then
        wrong 'quilt refuses it' "$out"
        return
    fi
    same_tree quilt "$T/tree"
    out=$(cd "$T/tree" && QUILT_PATCHES=$Q quilt --quiltrc - pop -a 2>&1) ||
        wrong 'quilt cannot pop it' "$out"
    rm -rf "$T/tree/.pc"
    got=$(git -C "$T/tree" status --short --ignored)
    [ -z "$got" ] || wrong 'quilt pop does not restore the tree' "$got"
}

made=0 refused=0
while read -r seed id what; do
    why=
    new_plan
    patch_line it.patch "$id"
    "$BPQ" series 4.9 --root "$R" --xen "$X" >"$T/out" 2>"$T/err"
    rc=$?
    is_printable 'the output of bpq' "$T/out"
    is_printable 'the output of bpq' "$T/err"
    if [ "$rc" = 2 ]; then
        refused=$((refused + 1))
        [ "$(wc -l <"$T/err")" = 1 ] || wrong 'not one line' "$(cat "$T/err")"
        [ "${ODD_REFUSED:-}" = '' ] || sed -e "s/^/$seed /; s/$id/ID/g" "$T/err" >>"$ODD_REFUSED"
        grep -Eq 'series-4.9/series:[0-9]+: it.patch: |commit [0-9a-f]{40}' "$T/err" ||
            wrong 'the message names no commit' "$(cat "$T/err")"
    elif [ "$rc" != 0 ]; then
        wrong "status $rc" "$(cat "$T/err")"
    elif [ -f "$Q/it.patch" ]; then
        made=$((made + 1))
        want=$(sed -n 's/^# tree //p' "$Q/series")
        P=$Q/it.patch
        sed -e '/^---$/q' "$P" >"$T/head"
        is_printable "the patch's head" "$T/head"
        am_way
        [ "$why" ] || as_said
        [ "$why" ] || as_was
        patch_way
        restore "$T/tree"
        quilt_way
        if [ "$why" ]; then
            restore "$T/tree"
            wrong "$(cat -v "$P" | cut -c1-200 | head -n 40)"
        fi
        restore "$T/am"
    fi
    [ -z "$why" ] || fail "seed $seed: $id:$what" "$why"
    rm -rf "$Q"
done <"$T/list"
is 'each commit is refused with a message, or gives the same tree in three ways' "$tap_bad" 0
[ "$made" -ge $((number / 5)) ] &&
    pass "$made patches were made, $refused commits refused" ||
    fail "$made patches were made, $refused commits refused"
done_testing
