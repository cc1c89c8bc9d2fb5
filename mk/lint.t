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
        *.sh | verify/steps/* | verify/ports/*) echo "$file" >>"$T/sourced" ;;
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

# long_options: print the long options that standard input names
long_options() { grep -oE -e '--[a-z][a-z-]*' | sort -u; }

# synopsis: print "VERB --option" for each option in the synopsis of bpq(1)
synopsis() {
    sed -n -e 's/\\//g' -e '/^\.SH SYNOPSIS/,/^\.SH DESCRIPTION/p' man/bpq.1 |
        awk '$1 == ".B" && $2 == "bpq" { verb = $3; print verb }
            match($0, /--[a-z][a-z-]*/) && verb !~ /^--/ { print verb, substr($0, RSTART, RLENGTH) }' | sort -u
}
# helped: the same from bpq's help, without --root and --help, which all verbs have
helped() {
    build/bpq help | sed -n 's/^  \([a-z-]*\) .*/\1/p' | while read -r verb; do
        echo "$verb"
        [ "$verb" != help ] || continue
        build/bpq help "$verb" | sed -n "s/^  \(--[a-z-]*\) .*/$verb \1/p" | grep -vE -e ' --(root|help)$'
    done
    echo --version
}
# entries SECTION: print the names of the entries in that section of bpq(1)
entries() {
    sed -n -e 's/\\//g' -e "/^\.SH $1\$/,/^\.SH/p" man/bpq.1 |
        awk 'tp { print $2 } { tp = $0 == ".TP" }' | sed -e 's/^"//' | sort
}
# same WHAT PAGE BPQ: print how the lists in the files PAGE and BPQ differ
same() {
    comm -13 "$2" "$3" | sed -e "s/^/man\/bpq.1: $1 lacks /"
    comm -23 "$2" "$3" | sed -e "s/^/man\/bpq.1: $1 has what bpq lacks: /"
}
bpq_page() {
    helped | sort -u >"$T/helped"
    synopsis >"$T/synopsis"
    same 'the synopsis' "$T/synopsis" "$T/helped"
    grep -vE '[ ]|^--' "$T/helped" >"$T/verbs"
    for section in VERBS OPTIONS; do
        entries $section | uniq -d | sed -e "s/^/man\/bpq.1: section $section has twice: /"
    done
    entries VERBS | uniq >"$T/entries"
    same 'section VERBS' "$T/entries" "$T/verbs"
    { long_options <"$T/helped"; echo --root; echo --help; } | sort -u >"$T/options"
    entries OPTIONS | uniq >"$T/entries"
    same 'section OPTIONS' "$T/entries" "$T/options"
}

check 'C is formatted as .clang-format says' format
check 'cppcheck finds nothing in C' c
check 'shellcheck finds nothing in shell' shell
check 'mandoc finds nothing in manuals' manuals
check 'files that links and documentation name exist' links
check 'bpq(1) has the verbs and options of bpq, and no others' bpq_page
check 'each exception has its file and its reason' exceptions
check 'a variable that only loops use is declared in the loops' loops
done_testing
