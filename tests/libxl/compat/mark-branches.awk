# SPDX-License-Identifier: LGPL-2.1-only
# awk -v name=NAME -f mark-branches.awk HEADER: print the header with a #pragma message
# in every branch of every conditional: "branch NAME:LINE DIRECTIVE".  A missing #else
# is added, with DIRECTIVE "not".  The compiler's messages tell which branches it has
# compiled.
function mark(line, what) {
    printf "#pragma message \"branch %s:%d %s\"\n", name, line, what
}
!continued { directive = "" }
!continued && /^#[ \t]*(if|ifdef|ifndef|elif|else|endif)([^a-z]|$)/ {
    directive = $0
    sub(/^#[ \t]*/, "", directive)
    sub(/[^a-z].*/, "", directive)
    line = FNR
}
directive == "endif" && !continued {
    if (!has_else[depth]) {
        print "#else"
        mark(opened[depth], "not")
    }
    depth--
}
{
    print
    continued = /\\$/
}
directive && !continued {
    if (directive ~ /^if/) {
        opened[++depth] = line
        has_else[depth] = 0
    }
    if (directive == "else")
        has_else[depth] = 1
    if (directive != "endif")
        mark(line, directive)
}
