# SPDX-License-Identifier: LGPL-2.1-only
# make lint on a toy: it finds nothing, and each check finds its own fault.
. tests/tap.sh
. tests/tools/toys/needs.sh

needs 'make lint' lint

R=$T/root
mkdir -p "$R/verify" "$R/build" "$R/man" "$R/tools" "$R/tests" "$R/host" "$R/made-up"
cp -R mk .clang-format .shellcheckrc "$R"
cp verify/clone.sh verify/bases.sh verify/cross.sh verify/ported.sh "$R/verify"
cp tests/tap.sh "$R/tests"
printf '/build/\n' >"$R/.gitignore"
printf 'format\tmade-up/*\tas it was found\n' >"$R/mk/lint.except"
: >"$R/mk/lint.cppcheck"
cat >"$R/build/bpq" <<'END'
#!/bin/sh
case $* in
help) printf '  %-10s %-13s %s\n' make BRANCH 'make it' ;;
'help make') printf '  --out DIR        the folder\n  --fast           at once\n  --root DIR       of all\n  --help           this\n' ;;
esac
END
chmod +x "$R/build/bpq"
cat >"$R/man/bpq.1" <<'END'
.TH BPQ 1 "" "Toy" "Toy"
.SH NAME
bpq \- make it
.SH DESCRIPTION
See
.IR tools/a.c .
.SH VERBS
.TP
.BR bpq\-make (1)
make it
.SH OPTIONS
.TP
.BI \-\-root " DIR"
Of all.
.TP
.B \-\-version
Its version.
END
cat >"$R/man/bpq-make.1" <<'END'
.TH BPQ\-MAKE 1 "" "Toy" "Toy"
.SH NAME
bpq\-make \- make it
.SH SYNOPSIS
.B bpq make
.I BRANCH
.RB [ \-\-out
.IR DIR ]
.RB [ \-\-fast ]
.SH DESCRIPTION
Make it.
.SH OPTIONS
.TP
.BI \-\-out " DIR"
The folder.
.TP
.B \-\-fast
At once.
.TP
.BI \-\-root " DIR"
Of all.
.TP
.B \-\-help
This.
.SH EXAMPLES
.nf
bpq make 4.9 \-\-fast
quilt push \-a \-\-fuzz=0
.fi
END
printf 'int one(void)\n{\n    return 1;\n}\n' >"$R/tools/a.c"
printf 'int   two( void ){ return 2; }\n' >"$R/made-up/b.c"
printf '. tests/lib.sh\necho "$name"\n' >"$R/tests/a.t"
printf 'name=a\n' >"$R/tests/lib.sh"
# shellcheck disable=SC2016 # Markdown
printf 'See [the code](tools/a.c), `tests/a.t`, `tools/*` and [git](https://git-scm.com/).\n' >"$R/README.md"
ln -s a.c "$R/tools/link.c"
git -C "$R" init -q
git -C "$R" add -A
run sh -c 'cd "$0" && sh mk/lint.t' "$R"
is 'nothing is found in the toy' "$rc:$(printf '%s\n' "$out" | grep -v '^ok ')" 0:1..8

# finds CHECK NAME ERE FILE: with standard input as the file, only that check fails, and
# its message matches
finds() {
    [ ! -e "$R/$4" ] || mv "$R/$4" "$T/kept"
    cat >"$R/$4"
    run sh -c 'cd "$0" && sh mk/lint.t' "$R"
    is "$2: only its check fails" "$rc:$(printf '%s\n' "$out" | grep -E '^not ok' | cut -d ' ' -f 3 | tr '\n' ' ')" "1:$1 "
    like "$2: it is reported" "$out" "^# $3"
    rm "$R/$4"
    [ ! -e "$T/kept" ] || mv "$T/kept" "$R/$4"
}
finds 1 'C in another style' 'tools/new\.h:1:[0-9]*: error: ' tools/new.h <<'END'
int  f( void );
END
finds 2 'an index behind the end of an array' 'tools/new\.c:5: .*\[arrayIndexOutOfBounds\]' tools/new.c <<'END'
int f(void)
{
    int a[2] = {0, 0};

    return a[2];
}
END
finds 2 'a variable that only a loop uses' 'tools/new\.c:5: .*\[variableScope\]' tools/new.c <<'END'
void g(int);

void f(int n)
{
    int k;

    while (n--) {
        k = n * n;
        g(k);
        g(k + 1);
    }
}
END
finds 3 'a variable that is never set' 'tests/new\.t:1:.*\[SC2154\]' tests/new.t <<'END'
echo "$nobody"
END
finds 3 'a program without a suffix' 'mk/new:2:.*\[SC2164\]' mk/new <<'END'
#!/bin/sh
cd /nowhere
END
finds 3 'a file that is sourced' 'mk/new\.sh:1:.*\[SC2164\]' mk/new.sh <<'END'
cd /nowhere
END
finds 4 'an unknown macro in a manual' 'mandoc: man/new\.5:.*unknown macro' man/new.5 <<'END'
.TH NEW 5 "" "Toy" "Toy"
.SH NAME
new \- a page
.SH DESCRIPTION
.ABC
END
finds 5 'a broken link in Markdown' 'NEW\.md: tools/gone\.c does not exist' NEW.md <<'END'
See [this](tools/gone.c).
END
finds 5 'a missing file that a text names' 'NEW\.md: tools/gone\.c does not exist' NEW.md <<'END'
See `tools/gone.c`.
END
finds 5 'a missing file that a manual names' 'man/new\.5: tools/gone does not exist' man/new.5 <<'END'
.TH NEW 5 "" "Toy" "Toy"
.SH NAME
new \- a page
.SH DESCRIPTION
See
.IR tools/gone .
END
ln -s nowhere "$R/tools/astray"
run sh -c 'cd "$0" && sh mk/lint.t' "$R"
like 'a broken symbolic link' "$rc:$out" '^# tools/astray: leads to nowhere, which does not exist'
rm "$R/tools/astray"

# bpq_has NAME FILE SED-SCRIPT ERE...: as finds, after a change of bpq or of a page;
# each message, which begins with a page, is one of those that the check prints
bpq_has() {
    name=$1 changed=$2
    cp -p "$R/$changed" "$T/was"
    sed -i "$3" "$R/$changed"
    shift 3
    run sh -c 'cd "$0" && sh mk/lint.t' "$R"
    is "$name: only its check fails" "$rc:$(printf '%s\n' "$out" | grep -E '^not ok' | cut -d ' ' -f 3 | tr '\n' ' ')" '1:6 '
    for ere; do like "$name: $ere" "$out" "^# man/$ere\$"; done
    mv "$T/was" "$R/$changed"
}
bpq_has 'a new verb' build/bpq 's/^help) /&printf "  %-10s %-13s %s\\n" burn "" "burn it"; /' \
    'bpq-burn\.1: is missing: verb burn has no page' 'bpq\.1: VERBS lacks burn'
bpq_has 'a verb that does something else' build/bpq 's/make it/made it/' \
    'bpq-make\.1: NAME says other words than bpq help: made it' \
    'bpq\.1: VERBS says other words of make than bpq help: made it'
bpq_has 'a new option' build/bpq 's/--fast  /--slow           later\\n  &/' \
    'bpq-make\.1: OPTIONS lacks --slow' 'bpq-make\.1: SYNOPSIS lacks --slow'
bpq_has 'an option that takes a value' build/bpq 's/--fast  /--fast HOW  /' \
    'bpq-make\.1: OPTIONS lacks --fast HOW' 'bpq-make\.1: OPTIONS has what bpq lacks: --fast'
bpq_has 'an option that is gone' build/bpq 's/--fast  .*once.n  \(--root\) .*all.n/\1 DIR       of all\\n/' \
    'bpq-make\.1: OPTIONS has what bpq lacks: --fast' 'bpq-make\.1: SYNOPSIS has what bpq lacks: --fast'
bpq_has 'an option of several verbs that is gone' build/bpq 's/--root DIR .*of all.n  //' \
    'bpq\.1: OPTIONS has what bpq lacks: --root DIR'
bpq_has 'an option that is there twice' man/bpq-make.1 '/^\.RB . .-.-fast/p; /^\.B .-.-fast/i .B \\-\\-fast\nAt once.\n.TP' \
    'bpq-make\.1: OPTIONS has twice: --fast' 'bpq-make\.1: SYNOPSIS has twice: --fast'
bpq_has 'a verb that is listed twice, and one that is gone' man/bpq.1 \
    '/^\.BR bpq.-make/i .BR bpq\\-make (1)\nmake it\n.TP\n.BR bpq\\-unmake (1)\nunmake it\n.TP' \
    'bpq\.1: VERBS has twice: make' 'bpq\.1: VERBS has what bpq lacks: unmake'
bpq_has 'examples and text with what bpq lacks' man/bpq-make.1 \
    's/^bpq make 4.9.*/bpq unmake 4.9\nbpq make \\-\\-slow/; s/^Make it\.$/Not \\-\\-slower./' \
    'bpq-make\.1: bpq has no verb unmake' 'bpq-make\.1: bpq make has no option --slow' 'bpq-make\.1: bpq has no option --slower'
sed 's/make/unmake/' "$R/man/bpq-make.1" >"$R/man/bpq-unmake.1"
run sh -c 'cd "$0" && sh mk/lint.t' "$R"
like 'a page of a verb that is gone' "$rc:$out" '^# man/bpq-unmake\.1: bpq has no such verb'
rm "$R/man/bpq-unmake.1"

# Exceptions.
finds 7 'an exception without its file' 'mk/lint\.except: format gone/\*: there is no such file' mk/lint.except <<'END'
format	made-up/*	as it was found
format	gone/*	it was made up
END
finds 7 'an exception without a reason' 'mk/lint\.except: format made-up/\*: no reason' mk/lint.except <<'END'
format	made-up/*
END

# Variables of loops.
finds 8 'variables that are declared above their loops' \
    'tools/new\.c:5: i is used only in its loops: declare it there, for \(size_t i = \.\.\.\)
# tools/new\.c:6: p is used only in its loops: declare it there, for \(const char \*p = \.\.\.\)$' tools/new.c <<'END'
#include "new.h"

void f(const char *s, size_t k)
{
    size_t n = k, i;
    const char *p, *q;

    for (i = 0; i < n; i++) {
        g(i, '"');
        g(n, "i");
    }
    /* i is not used here, and x.i is another:
     * i */
    x.i = x->i;
    for (p = s; *p; p++)
        for (i = 0; i < n; i++)
            g(i + *p);
    for (q = s; *q; q++)
        ;
    g(q);
}
END
printf '#include "right.h"\n' >"$R/tools/right.c"
cat >>"$R/tools/right.c" <<'END'

void f(size_t n)
{
    size_t after, two, three, before = 0, open = 0, at, *where = &at;

    for (after = 0; after < n; after++)
        ;
    g(after);
    for (two = 0, three = 0; two < n; two++)
        three += two;
    g(before);
    for (before = n; before; before--)
        ;
    for (; open < n; open++)
        ;
    for (at = 0; at < n; at++)
        g(where);
    for (size_t i = 0; i < n; i++)
        g(i);
}
END
run sh -c 'cd "$0" && sh mk/lint.t | grep " 8 "' "$R"
like 'a variable that is used elsewhere, or set with another one, may be declared above' "$out" '^ok 8 '
rm "$R/tools/right.c"

# Runs that are not possible.
path_without mandoc
run env PATH="$path" sh -c 'cd "$0" && sh mk/lint.t' "$R"
is 'without a tool: status 2, and the message names its package' "$rc:$out" \
    '2:missing: mandoc (Debian package mandoc); make deps installs it'
rm -rf "$R/.git"
run sh -c 'cd "$0" && sh mk/lint.t' "$R"
like 'not a git checkout: status 2' "$rc:$out" '^2:lint: not a git checkout'
done_testing
