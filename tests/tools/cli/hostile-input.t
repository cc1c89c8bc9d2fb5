# SPDX-License-Identifier: LGPL-2.1-only
# Input that is large in one way or another ends soon, with little memory, with one line
# if it is refused, and leaves nothing behind.  What is small and odd is tried by
# bpq-port-sources.t, bpq-refuse.t and the kept inputs of make fuzz.
. tests/tap.sh
. tests/tools/toys/xenlike.sh
mkdir "$T/p" "$T/tmp"

# With a sanitizer a program reserves all addresses there are.
memory=1000000
case $(nm "$BPQ" 2>/dev/null) in *__asan_init*) memory=unlimited ;; esac

# bounded COMMAND...: run it with a gigabyte, and five minutes of a processor, which a
# busy machine does not shorten
bounded() {
    run env TMPDIR="$T/tmp" sh -c 'ulimit -v "$0" && ulimit -t 300 && exec "$@"' "$memory" "$@"
}
# big BYTES CHARACTER
big() { head -c "$1" /dev/zero | tr '\0' "$2"; }
# many N TEXT: N times the text, in which & is a number
mark=$(printf '\001')
many() { seq 1 "$1" | sed "s$mark.*$mark$2$mark"; }

# ends NAME STATUS [ERE]: the last command ended with this status; with an ERE it said
# why in one line, which matches, after those that tell how a source was understood
ends() {
    out=$(printf '%s\n' "$out" | grep -v -E ': made for |: the recipe for ')
    if [ $# = 3 ]; then refused "$@"; else is "$1: status" "$rc" "$2"; fi
    is "$1: nothing is left behind" "$(cd "$T" && ls -A tmp p root/series-4.9 | grep -v -x -E 'x.patch|long|xsa1.meta|series|lock|resolutions|')" 'p:
root/series-4.9:
tmp:'
    rm -rf "$T/q"
}

# --- patches and mails ---
# Files of many lines, of one line many times, and of one long line.
lines 1 30000 row >"$X/tools/libxl/rows.c"
many 20000 same >"$X/tools/libxl/same.c"
{ echo first; lines 1 30000 w | tr '\n' ' '; printf '\nlast\n'; } >"$X/tools/libxl/long.c"
commit large
git_x branch -q -f stable-4.9
git_x tag -f RELEASE-4.9.4 >/dev/null
clone=$(in_clone)
P=$T/p/x.patch
port() { # [OPTION]...
    bounded "$BPQ" port --onto stable-4.9 --out "$T/q" --root "$R" --xen "$X" "$P" "$@"
}
# change FILE: the head of its patch
change() { printf -- '--- a/tools/libxl/%s\n+++ b/tools/libxl/%s\n' "$1" "$1"; }
five() { change a.c && printf '@@ -4,3 +4,3 @@\n line 4\n-line 5\n+five\n line 6\n'; }

{ change a.c && many 100000 '@@ -9,3 +9,3 @@\n line 8\n-line 9\n+x\n line 10'; } >"$P"
port
ends 'a hundred thousand hunks' 2 'x.patch: it applies to no branch'
hunks() { # OFF: many hunks whose @@ lines are wrong by that much
    change rows.c
    seq 2 3 29990 | awk -v off="$1" '{
        printf "@@ -%d,3 +%d,3 @@\n row %d\n-row %d\n+new %d\n row %d\n", $1 + off, $1 + off, $1, $1 + 1, $1, $1 + 2 }'
}
hunks 0 >"$P"
port
ends 'ten thousand hunks in their places' 0
hunks 7 >"$P"
port
ends 'ten thousand hunks in other places' 2 'takes too long'
{ change same.c && printf '@@ -9,15000 +9,15000 @@\n' && many 14999 ' same' && printf -- '-other\n+x\n'; } >"$P"
port
ends 'a hunk that is nearly everywhere' 2 'the lines of this hunk are not there'
{ change same.c && many 5000 '@@ -9,4 +9,3 @@\n same\n-same\n same\n same'; } >"$P"
port
ends 'hunks that are everywhere' 2 'the lines of this hunk are there more than once'
many 9999 '--- /dev/null\n+++ b/docs/&/x\n@@ -0,0 +1 @@\n+x' >"$P"
port
ends 'ten thousand files' 0
many 10001 '--- /dev/null\n+++ b/docs/&\n@@ -0,0 +1 @@\n+x' >"$P"
port
ends 'more files' 2 'it changes more files than Xen has'
{ printf -- '--- /dev/null\n+++ b/' && many 500000 'x' | tr '\n' / && printf 'x\n@@ -0,0 +1 @@\n+x\n'; } >"$P"
port
ends 'folders in folders' 2 'x.patch: line 2: the path "x/x/'
{
    printf 'Subject: ' && big 1000000 x && printf '\n\n' && change a.c && printf '@@ -4,3 +4,3 @@\n line 4\n-line 5\n+' &&
        big 1000000 y && printf '\n line 6\n'
} >"$P"
port
ends 'a megabyte on a line' 0
{ change a.c && big 1000000 x; } >"$P"
port
ends 'a megabyte without a newline' 0
{ printf -- '--- a/' && big 1000000 x && printf '\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n'; } >"$P"
port
ends 'a megabyte of a name' 2 'x.patch: line 1: the path "xxx'
{ change long.c && printf '@@ -1,3 +1,3 @@\n first\n-' && lines 1 30000 w | tr '\n' ' ' && printf '\n+' &&
    lines 2 30001 w | tr '\n' ' ' && printf '\n last\n'; } >"$P"
cp "$P" "$T/p/long"
port
ends 'a long line changes' 0
for words in '=?utf-8?q?a?=' '=?utf-8?q?<' '=?' '[' 're:[]' '"<>'; do
    { printf 'From: %s\nSubject: %s\n\n' "$(yes "$words" | head -n 10000 | tr '\n' ' ')" "$(yes "$words" | head -n 10000 | tr -d '\n')" && five; } >"$P"
    port
    ends "fields of many $words" 0
done
{ echo 'Subject: x' && yes ' more' | head -n 200000 && yes 'Description: x' | head -n 200000 && echo && five; } >"$P"
port
ends 'four hundred thousand lines of fields' 0
{ printf 'Subject: x\n\n' && seq -f 'master commit: %040.0f' 1 10000 && five; } >"$P"
port
ends 'ten thousand commits named' 0
many 20000 'From x Mon Sep 17 00:00:00 2001\nSubject: x\n' >"$P"
port
ends 'twenty thousand mails without a patch' 2 'has no patch in it'
many 1000 'From x Mon Sep 17 00:00:00 2001\nSubject: x&\n\n--- /dev/null\n+++ b/docs/&\n@@ -0,0 +1 @@\n+x' >"$P"
port
ends 'a thousand mails' 0
{ printf 'Content-Transfer-Encoding: quoted-printable\n\n' && yes '=41=' | head -n 300000; } >"$P"
port
ends 'a megabyte that is encoded' 2 'has no patch in it'

# On a branch that has other words in the long line.
git_x checkout -q stable-4.9
sed -i 's/w 15000 /v 15000 /' "$X/tools/libxl/long.c"
commit 'another word'
git_x checkout -q master
clone=$(in_clone)
cp "$T/p/long" "$P"
port
ends 'a long line conflicts' 1
port --accept all
ends 'a long line is merged word by word' 0

# --- an advisory ---
P=$T/p/xsa1.meta
{ printf '{"XSA": 1, "Recipes": {"master": {"Recipes": {"xen": {"Patches": [' && many 30000 '"x&.patch",' && printf '"x.patch"]}}}}}'; } >"$P"
port
ends 'an advisory of many patches' 2 'x1.patch: cannot be opened'
big 1000000 '[' >"$P"
port
ends 'an advisory of brackets' 2 'is no JSON'
{ printf '{"XSA": "' && big 1000000 9 && printf '"}'; } >"$P"
port
ends 'an advisory with a long number' 2 'has no Recipes'

# --- a plan ---
P=$R/series-4.9/series
plan() { bounded "$BPQ" plan 4.9 --root "$R"; }
series() { bounded "$BPQ" series 4.9 --root "$R" --xen "$X"; }
head='# base RELEASE-4.9.4
# group g'
pick="$head
a.patch # pick $(git_x rev-parse master)"
{ echo "$head" && many 100000 'p&.patch # own x&'; } >"$P"
plan
ends 'a hundred thousand patches' 2 'series-4.9/series: has more than 10000 lines'
{ echo "$head" && many 9000 'p&.patch # own x&' && echo x; } >"$P"
plan
ends 'nine thousand patches' 2 'series-4.9/series:9003: the patch name x '
{ printf '%s\n#+ only ' "$pick" && many 200000 x | tr '\n' ' '; } >"$P"
plan
ends 'many paths' 2 'series-4.9/series:4: the path x is named twice'
{ printf '%s\n#+ only ' "$pick" && many 200000 'x&' | tr '\n' ' '; } >"$P"
plan
ends 'many other paths' 2 'series-4.9/series:4: more than 1000 paths'
{ printf '# base ' && many 200000 'R&' | tr '\n' ' '; } >"$P"
plan
ends 'many bases' 2 'series-4.9/series:1: more than 100 bases'
{ printf '%s\n#+ keep ' "$pick" && big 1000000 '('; } >"$P"
plan
ends 'a megabyte of an expression' 2 'series-4.9/series:4: the expression has more than 1000 parts'
for ere in '(((a{99}){99}){99})' 'a++++++++++++++++++++++++++++++++' '(a{1,9}b{999}|c{2}){9}' \
    ')(((a{99}){99}){99})' 'a)++++++++++++++++++++++++++++++++'; do
    printf '%s\n#+ keep %s\n' "$pick" "$ere" >"$P"
    plan
    ends "$ere" 2 'series-4.9/series:4: the expression has more than 1000 parts'
done
for ere in 'e????+???????????????+++++' '(((((a)*){9})?){9})+' '(((($$\b){0,2})?){2})*' 'x?+?+?+?+' \
    '(((((((a|b*)?)*)?)*)?)*)?' '(\b){1,}{1,}{1,}{1,}' '(^)*{1,}*{1,}*{1,}*{1,}' '(^|$|\b|\<|\>)*' '(,|^|\b|\<|$)*foo'; do
    printf '%s\n#+ keep %s\n' "$pick" "$ere" >"$P"
    plan
    ends "$ere" 2 'series-4.9/series:4: the expression repeats what may match nothing in too many ways'
done
printf '%s\n#+ keep %s\n' "$pick" '((a*)*)\1' >"$P"
plan
ends 'a reference' 2 'series-4.9/series:4: the expression refers to a group'
for ere in '(^|,)a(,|$)|(^|,)b(,|$)|(^|,)c(,|$)' '(a*)?(b*)?(c*)?(d*)?(e*)?(f*)?' '^^^^^^' '([a-z]*)*' '((^|,)a)*' '([a-z]+([0-9]*)?,){9}' \
    '(^|[^a-z_])foo($|[^a-z_])|(^|[^a-z_])bar($|[^a-z_])|(^|[^a-z_])baz($|[^a-z_])' '(\bif *\()?x{2,}'; do
    printf '%s\n#+ keep %s\n' "$pick" "$ere" >"$P"
    plan
    ends "honest: $ere" 2 'series-4.9/series:3: a.patch is adapted; give the reason'
done
printf '%s\n#+ keep %s\n' "$pick" '^[0-9a-f]{40} \\1[]{}+\1]+[[:alpha:]]{,9}x{2,} ?(y|z)*$' >"$P"
plan
ends 'an honest expression' 2 'series-4.9/series:3: a.patch is adapted; give the reason'
big 1000000 '\n' >"$P"
plan
ends 'a megabyte of newlines' 2 'has more than 10000 lines'
{ printf '%s\n#+ why ' "$pick" && big 1000000 x && echo; } >"$P"
plan
ends 'a megabyte of reason' 2 'series-4.9/lock: is missing'

# --- changes of our own ---
mkdir -p "$R/compat/changes/a"
printf 'From: A <a@b.c>\nDate: Sun, 22 Nov 2026 12:00:00 +0000\nSubject: a\n\nText.\n' >"$R/compat/changes/a/message"
echo 'edits e' >"$R/compat/changes/a/change"
printf '%s\na.patch # own compat/changes/a\n' "$head" >"$P"
P=$R/compat/changes/a/e
{ many 24 'edit tools/libxl/long.c\n  find ^first\n  do swap (first.*)\n  | \\1\\1\\1\\1\\1\\1'; } >"$P"
series
ends 'edits that double' 1 'makes the file too large'
{ printf 'edit tools/libxl/long.c\n  find 2000\n  do swap (.*)\n  | ' && many 100000 '\\1' | tr -d '\n' && echo; } >"$P"
series
ends 'a text of references' 1 'makes the file too large'
many 20000 'edit tools/libxl/rows.c\n  find ^row 7$\n  do after\n  | x' >"$P"
series
ends 'twenty thousand edits' 2 'applying so many edits takes too long'

# --- a recorded resolution ---
P=$R/series-4.9/series
git_x checkout -q --detach RELEASE-4.9.4
sed -i 's/^first$/one/' "$X/tools/libxl/long.c"
commit one
ours=$id
git_x checkout -q --detach RELEASE-4.9.4
sed -i 's/^first$/1st/; s/^w 1 w 2 /w 1 x 2 /' "$X/tools/libxl/long.c"
commit first
printf '%s\na.patch # pick %s\n' "$head" "$id" >"$P"
git_x tag -f RELEASE-4.9.4 "$ours" >/dev/null
git_x checkout -q master
clone=$(in_clone)
run "$BPQ" explain a.patch --root "$R" --xen "$X"
key=$(printf '%s\n' "$out" | sed -n 's/^ *#+ resolve //p')
printf '#+ resolve %s\n#+ why a test\n' "$key" >>"$P"
yes 'theirs all' | head -n 100000 >"$R/series-4.9/resolutions/$key"
series
ends 'a resolution that repeats' 2 'with this line the file gets too large'

# --- a lock ---
{ echo 'base RELEASE-4.9.4' && many 200000 "patch $(printf %064d 7) p&"; } >"$R/series-4.9/lock"
plan
ends 'a lock of many patches' 2 'series-4.9/lock: has more than 4 MB'
{ echo 'base RELEASE-4.9.4' && many 30000 "patch $(printf %064d 7) p&"; } >"$R/series-4.9/lock"
plan
ends 'a lock without an end' 2 "series-4.9/lock:30001: the file is cut off"
{ printf 'base ' && big 1000000 R; } >"$R/series-4.9/lock"
plan
ends 'a lock of one line' 2 'series-4.9/lock:1: the file is cut off within this line'

is 'nothing was written into the clone' "$(in_clone)" "$clone"
done_testing
