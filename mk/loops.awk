# SPDX-License-Identifier: LGPL-2.1-only
# Reports variables in C that are declared before the loops `for (i = ...` and used
# only in these.  The indentation shows what belongs to a loop or a block, so the
# source has to be formatted by clang-format.

FNR == 1 {
    if (n)
        look()
    n = 0
    file = FILENAME
    comment = 0
}
{
    line[++n] = bare($0)
}
END {
    if (n)
        look()
}

# s without comments, strings and members, where a variable's name means nothing
function bare(s, at)
{
    if (comment) {
        at = index(s, "*/")
        if (!at)
            return ""
        s = substr(s, at + 2)
        comment = 0
    }
    gsub(/\\\\/, "", s)
    gsub(/\\["']/, "", s)
    gsub(/'"'/, "0", s)
    gsub(/"[^"]*"/, "\"\"", s)
    gsub(/\/\/.*/, "", s)
    while (at = index(s, "/*")) {
        if (!match(substr(s, at + 2), /\*\//)) {
            comment = 1
            return substr(s, 1, at - 1)
        }
        s = substr(s, 1, at - 1) substr(s, at + RSTART + 3)
    }
    gsub(/(\.|->)[A-Za-z_][A-Za-z_0-9]*/, ".", s)
    sub(/[ \t]+$/, "", s)
    return s
}

function indent(s)
{
    match(s, /^ */)
    return RLENGTH
}

# the last line of the block that begins at a line and is indented by at least a width
function last(from, width, i)
{
    for (i = from + 1; i <= n; i++)
        if (line[i] != "" && line[i] !~ /^#/ && line[i] !~ /^ *[A-Za-z_0-9]+:$/ &&
            indent(line[i]) < width)
            break
    return i - 1
}

# s with "@" in place of parentheses, brackets, braces and what they contain
function flat(s)
{
    while (sub(/\([^()]*\)|\[[^][]*\]|\{[^{}]*\}/, "@", s))
        ;
    return s
}

function names(s, name) { return s ~ ("(^|[^A-Za-z_0-9])" name "([^A-Za-z_0-9]|$)") }

function once(s, name)
{
    return names(s, name) && sub("(^|[^A-Za-z_0-9])" name "([^A-Za-z_0-9]|$)", "@", s) &&
        !names(s, name)
}

# Is there a loop at this line that sets this variable, and no other, at its start?
function sets(at, name, s, i)
{
    if (line[at] !~ ("^ *for \\(" name " = "))
        return 0
    for (i = at; i <= n && s !~ /;/; i++)
        s = s line[i]
    sub(/;.*/, "", s)
    sub(/^ *for \(/, "", s)
    return flat(s) !~ /,/
}

# Is the variable used only in its loops, from one line to another?
function in_loops(name, from, to, i, loops)
{
    for (i = from; i <= to; i++) {
        if (!names(line[i], name))
            continue
        if (sets(i, name))
            loops++
        else if (line[i] !~ ("^ *for \\([A-Za-z_0-9 ]+ \\**" name " = "))
            return 0
        i = last(i, indent(line[i]) + 1)
    }
    return loops > 0
}

function look(i, end, s, whole, type, count, part, p, name)
{
    for (i = 1; i <= n; i++) {
        if (line[i] !~ /^ +([A-Za-z_][A-Za-z_0-9]* )+\**[A-Za-z_][A-Za-z_0-9]*(,|;| =|\[)/ ||
            line[i] ~ /^ +(return|goto|else|case|static|extern|typedef) /)
            continue
        s = line[i]
        for (end = i; end < n && s !~ /;/; )
            s = s line[++end]
        whole = s
        s = flat(s)
        if (s !~ /^[^;{}]*;$/)
            continue
        match(s, /^ +([A-Za-z_][A-Za-z_0-9]* )+/)
        type = substr(s, 1, RLENGTH)
        if (substr(s, RLENGTH + 1, 1) == "=")
            sub(/[^ ]+ $/, "", type)
        s = substr(s, length(type) + 1)
        gsub(/^ +| +$/, "", type)
        sub(/;$/, "", s)
        count = split(s, part, /, */)
        for (p = 1; p <= count; p++) {
            name = part[p]
            sub(/ =.*/, "", name)
            gsub(/[* ]/, "", name)
            if (name ~ /^[A-Za-z_][A-Za-z_0-9]*$/ && once(whole, name) &&
                in_loops(name, end + 1, last(end, indent(line[i]))))
                print file ":" i ": " name " is used only in its loops: declare it there, for (" \
                    type " " (part[p] ~ /^\*/ ? "*" : "") name " = ...)"
        }
    }
}
