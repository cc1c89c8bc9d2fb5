#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# make lint: checks the sources without running them.  It prints TAP: one test for
# each check, followed by what was found if it failed.
# Status 0: nothing was found; 1: something was; 2: it could not run.
. tests/tap.sh
sh mk/deps need build lint || exit 2
. verify/clone.sh

# Untracked files are checked, too.  Symbolic links are not, as their targets are.
if [ "$(own_git rev-parse --show-toplevel 2>/dev/null)" != "$ROOT" ]; then
    echo 'lint: not a git checkout, so the files to check are not known; clone the repository' >&2
    exit 2
fi
own_git ls-files --cached --others --exclude-standard | sort >"$T/all"
: >"$T/links"
while read -r file; do
    if [ -L "$file" ]; then
        echo "$file" >>"$T/links"
    elif [ -f "$file" ]; then
        echo "$file"
    fi
done <"$T/all" >"$T/files"

# check NAME COMMAND...: passes if the command prints nothing
check() {
    what=$1
    shift
    found=$("$@" 2>&1)
    if [ -z "$found" ]; then pass "$what"; else fail "$what" "$found"; fi
}

# without CHECK: print the files on standard input that are not exceptions
without() {
    while read -r file; do
        grep "^$1	" mk/lint.except | cut -f 2 | while read -r path; do
            # shellcheck disable=SC2254 # a pattern
            case $file in $path) echo exception ;; esac
        done | grep -q . || echo "$file"
    done
}

# Each exception needs an existing file and a reason.
exceptions() {
    grep '^[^#]' mk/lint.except | while IFS='	' read -r name path why; do
        while read -r file; do
            # shellcheck disable=SC2254
            case $file in $path) echo there ;; esac
        done <"$T/files" | grep -q . || echo "mk/lint.except: $name $path: there is no such file"
        [ -n "$why" ] || echo "mk/lint.except: $name $path: no reason"
    done
}

# some PATTERN COMMAND...: print the lines of its output that match; all lines if it
# fails and none matches
some() {
    pattern=$1
    shift
    "$@" >"$T/said" 2>&1
    rc=$?
    grep -E -e "$pattern" "$T/said" || [ "$rc" = 0 ] || cat "$T/said"
}

format() {
    grep '\.[ch]$' "$T/files" | without format >"$T/c"
    some ': error: ' xargs -d '\n' -a "$T/c" clang-format --dry-run -Werror
}

c() {
    grep '\.c$' "$T/files" | without cppcheck >"$T/cppcheck"
    some . cppcheck -q -j2 -I. --std=c11 --inline-suppr --error-exitcode=1 \
        --suppressions-list=mk/lint.cppcheck --enable=warning,style,performance,portability \
        --template='{file}:{line}: {message} [{id}]' -I tools -I tests -I host \
        --file-list="$T/cppcheck"
}

# loops.awk relies on indentation, so it checks only files that have to be formatted.
loops() {
    grep '\.[ch]$' "$T/files" | without format | without loops >"$T/c"
    some . xargs -d '\n' -a "$T/c" awk -f mk/loops.awk
}

# A sourced file shares its variables with the script that sources it.  Whether they
# are assigned and used can only be seen there.
shell() {
    : >"$T/sourced"
    while read -r file; do
        case $file in
        *.sh | verify/steps/* | verify/ports/* | verify/shim/steps/* | boot/steps/* | boot/dom0/*) echo "$file" >>"$T/sourced" ;;
        *.t) echo "$file" ;;
        *) ! head -n 1 "$file" | grep -a -q '^#!/bin/sh' || echo "$file" ;;
        esac
    done <"$T/files" >"$T/programs"
    xargs -d '\n' -a "$T/programs" -n 8 -P 2 shellcheck -f gcc >"$T/said" 2>&1
    xargs -d '\n' -a "$T/sourced" -n 8 -P 2 shellcheck -e SC2034,SC2153,SC2154 -f gcc >>"$T/said" 2>&1
    sort -u "$T/said"
}

# The pages have no date, so that the same sources give the same pages.
manuals() {
    grep '^man/.*\.[1-9]$' "$T/files" | while read -r page; do
        mandoc -T lint "$page" | grep -v ': missing date, using "": TH$'
    done
}

# paths FILE: print the paths of this repository that it names: targets of links, and
# words in `...` or in a manual's italics that begin with one of our folders
paths() {
    folders=$(cut -d / -f 1 "$T/all" | sort -u | tr '\n' '|' | sed -e 's/[.]/\\./g' -e 's/|$//')
    case $1 in
    *.md) grep -oE '\]\([^)]*\)' "$1" | sed -e 's/^](//' -e 's/)$//' -e 's/#.*//' | grep -vE '^[a-z]+:' ;;
    esac
    case $1 in
    man/*) grep -E '^\.(I|IR|RI) ' "$1" | sed -e 's/\\//g' | tr ' ,' '\n' ;;
    *) grep -oE '`[^` ]*`' "$1" | tr -d '`' ;;
    esac | grep -E "^($folders)(/|\$)"
}

links() {
    while read -r link; do
        [ -e "$link" ] || echo "$link: leads to $(readlink "$link"), which does not exist"
    done <"$T/links"
    grep -E '(\.md|^NOTES|/README|^man/.*\.[1-9])$' "$T/files" | while read -r text; do
        # Patterns (series-X, *) and files that are built are not paths of this repository.
        paths "$text" | grep -vE '[*<]|-X/|BRANCH|NAME|^(out|build)(/|$)|/RELEASE-' | sort -u | while read -r path; do
            [ -e "$path" ] || [ -e "${text%/*}/$path" ] || echo "$text: $path does not exist"
        done
    done
}

# plain PAGE: print a manual's source without the escapes of roff
plain() { sed -e 's/\\-/-/g' -e 's/\\f.//g' -e 's/\\//g' "$1"; }
# section NAME PAGE: print the lines of that section, without roff's escapes
section() { plain "$2" | sed -n "/^\.SH $1\$/,/^\.SH /p"; }
# entries NAME PAGE: print the names of the entries in that section, each with what is
# behind it
entries() { section "$1" "$2" | awk 'tp { sub(/^[.][A-Z]* /, ""); gsub(/"/, ""); gsub(/  +/, " "); print } { tp = $0 == ".TP" }' | sort; }
# synopsis PAGE: print the options in the synopsis
synopsis() { section SYNOPSIS "$1" | grep -oE -e '--[a-z][a-z-]*' | sort; }
# summary PAGE: print what the section NAME says behind the name
summary() { section NAME "$1" | sed -n 's/^[a-z-]* - //p'; }

# verbs: print each verb in bpq's help and what it does, which is in the third column
verbs() { build/bpq help | awk '/^  [a-z]/ { print $1, substr($0, 28) }'; }
# options VERB: print its options in bpq's help, each with what it takes
options() {
    [ "$1" = help ] || build/bpq help "$1" | sed -n 's/^  \(--[a-z-]*\( [^ ][^ ]*\)\{0,1\}\)  *[^ ].*/\1/p' | sort
}

# same PAGE WHAT IN-PAGE IN-BPQ: print how the two files differ
same() {
    uniq -d "$3" | sed "s|^|$1: $2 has twice: |"
    uniq "$3" | comm -13 - "$4" | sed "s|^|$1: $2 lacks |"
    uniq "$3" | comm -23 - "$4" | sed "s|^|$1: $2 has what bpq lacks: |"
}
verb_page() { # VERB WHAT-IT-DOES
    page=man/bpq-$1.1
    [ -e "$page" ] || { echo "$page: is missing: verb $1 has no page"; return; }
    [ "$(summary "$page")" = "$2" ] || echo "$page: NAME says other words than bpq help: $2"
    entries OPTIONS "$page" >"$T/entries"
    same "$page" OPTIONS "$T/entries" "$T/options.$1"
    synopsis "$page" >"$T/synopsis"
    cut -d ' ' -f 1 "$T/options.$1" | grep -vxE -e '--(root|help)' >"$T/wanted"
    same "$page" SYNOPSIS "$T/synopsis" "$T/wanted"
}
# The program's own page lists the verbs, and has the options that several share.
main_page() {
    entries VERBS man/bpq.1 | sed 's/^bpq-\(.*\) (1)$/\1/' >"$T/entries"
    same man/bpq.1 VERBS "$T/entries" "$T/names"
    while read -r verb does; do
        section VERBS man/bpq.1 | grep -A 1 -x "\.BR bpq-$verb (1)" | grep -qxF -e "$does" ||
            echo "man/bpq.1: VERBS says other words of $verb than bpq help: $does"
    done <"$T/verbs"
    entries OPTIONS man/bpq.1 | uniq -d | sed 's|^|man/bpq.1: OPTIONS has twice: |'
    entries OPTIONS man/bpq.1 | comm -23 - "$T/options" | uniq |
        sed 's|^|man/bpq.1: OPTIONS has what bpq lacks: |'
}
# names_in PAGE: print verbs that it names, and options behind one or, if it is a page
# about bpq, anywhere, that do not exist.  Behind = is a value for another program, and
# one line is what bpq writes into a queue.
names_in() {
    plain "$1" | grep -v '^# Made by bpq ' >"$T/page"
    grep -oE '(^|[^a-z/-])bpq [a-z][a-z-]*' "$T/page" | sed 's/.*bpq //' | sort -u | comm -23 - "$T/names" |
        sed "s|^|$1: bpq has no verb |"
    while read -r verb; do
        grep -oE "(^|[^a-z/-])bpq $verb .*" "$T/page" | grep -oE -e '--[a-z][a-z-]*' | sort -u |
            grep -vxF -e "$(cut -d ' ' -f 1 "$T/options.$verb"; echo --help)" | sed "s|^|$1: bpq $verb has no option |"
    done <"$T/names"
    case $1 in
    man/bpq*.1)
        grep -oE -e '--[a-z][a-z-]*=?' "$T/page" | grep -v = | sort -u |
            grep -vxF -e "$(cut -d ' ' -f 1 "$T/options")" | sed "s|^|$1: bpq has no option |"
        ;;
    esac
}
bpq_pages() {
    verbs >"$T/verbs"
    cut -d ' ' -f 1 "$T/verbs" | sort >"$T/names"
    while read -r verb _; do options "$verb" >"$T/options.$verb"; done <"$T/verbs"
    { cat "$T"/options.*; echo --version; } | sort -u >"$T/options"
    while read -r verb does; do verb_page "$verb" "$does"; done <"$T/verbs"
    main_page
    for page in man/bpq-*.1; do
        verb=${page#man/bpq-}
        grep -qxF -e "${verb%.1}" "$T/names" || echo "$page: bpq has no such verb"
    done
    grep '^man/.*\.[1-9]$' "$T/files" | while read -r page; do names_in "$page"; done
}

check 'C is formatted as .clang-format says' format
check 'cppcheck finds nothing in C' c
check 'shellcheck finds nothing in shell' shell
check 'mandoc finds nothing in manuals' manuals
check 'files that links and documentation name exist' links
check 'each verb of bpq has its page, with its options and no others' bpq_pages
check 'each exception has its file and its reason' exceptions
check 'a variable that only loops use is declared in the loops' loops
done_testing
