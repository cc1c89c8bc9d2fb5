# SPDX-License-Identifier: LGPL-2.1-only
# What `pahole -a` lists, as figures, one a line:
#
#   SIZE(TYPE, BYTES)                 not of unions: pahole does not say it
#   FIELD(TYPE, MEMBER, OFFSET, BYTES, TYPE OF THE MEMBER)
#   PART(TYPE, MEMBER, OFFSET, BYTES) a member whose type has no name
#   BITS(TYPE, MEMBER, OFFSET:BIT, BYTES, TYPE:WIDTH)
#   REST(TYPE, MEMBER, OFFSET, TYPE)  an array without a length
#
# TYPE is "struct NAME", "union NAME" or, of what has only a typedef, "NAME";
# MEMBER leads through unions and structs inside, as in u.hvm.firmware.
# `only` names a file with the types that are wanted.  With `all`, one that is
# not found is UNREAD(TYPE), which nothing makes true.

BEGIN {
    while ((getline line <only) > 0)
        wanted[line] = 1
}

# A type begins: its members are collected until it is known what encloses them.
depth == 0 && /^(typedef )?(struct|union) .*\{$/ {
    type = $1 == "typedef" ? "" : $1 " " $2
    size = ""
    n = 0
    first[depth = 1] = 1
    next
}
depth == 0 { next }

/^\t*\/\* size: / { size = $3; sub(/,$/, "", size); next }
/^\t*\/\*/ || /^$/ { next }
/^\t+(const |volatile )?(struct|union|enum) (__attribute__.*)?\{$/ { first[++depth] = n + 1; next }

/^\}/ {
    depth = 0
    if (type == "") {
        type = $2
        sub(/;$/, "", type)
    }
    if (!(type in wanted))
        next
    seen[type] = 1
    if (size != "")
        print "SIZE(" type ", " size ")"
    for (i = 1; i <= n; i++)
        print kind[i] "(" type ", " path[i] ", " rest[i] ")"
    next
}

# Of clang's types those inside are listed a second time, as no member.
/^\t+\};$/ { n = first[depth--] - 1; next }

match($0, /\/\* *[0-9]+(: *[0-9]+)? +[0-9]+ \*\/$/) {
    place = substr($0, RSTART + 2, RLENGTH - 4)
    text = substr($0, 1, RSTART - 1)
    gsub(/__attribute__\(\([^ ]*\)\)/, "", text)
    gsub(/^[ \t]+|[ \t;]+$/, "", text)
    gsub(/[ \t]+/, " ", text)
    gsub(/struct __va_list_tag \*/, "va_list", text)
    gsub(/^ +| +$/, "", place)
    sub(/: +/, ":", place)
    sub(/ +/, ", ", place)

    if (text ~ /^\}/)
        close_part(substr(text, 2))
    else if (place ~ /:/) {
        width = text
        sub(/.*:/, "", width)
        sub(/ ?:.*/, "", text)
        name = text
        sub(/.* /, "", name)
        put("BITS", name, place ", " substr(text, 1, length(text) - length(name) - 1) ":" width)
    } else if (match(text, /\(\*+ ?[A-Za-z_][A-Za-z_0-9]*/)) { # a pointer to a function
        name = stars = substr(text, RSTART, RLENGTH)
        sub(/[A-Za-z_][A-Za-z_0-9]*$/, "", stars)
        sub(/^\(\*+ ?/, "", name)
        put("FIELD", name, place ", " substr(text, 1, RSTART - 1) stars substr(text, RSTART + RLENGTH))
    } else if (match(text, /[A-Za-z_][A-Za-z_0-9]*(\[[^]]*\])*$/)) {
        name = array = substr(text, RSTART, RLENGTH)
        text = substr(text, 1, RSTART - 1)
        sub(/ $/, "", text)
        sub(/\[.*/, "", name)
        array = substr(array, length(name) + 1)
        if (array ~ /^\[\]/)
            sub(/, [0-9]+$/, "", place)
        put(array ~ /^\[\]/ ? "REST" : "FIELD", name, place ", " text (array == "" ? "" : " " array))
    }
}

END {
    if (all)
        for (type in wanted)
            if (!(type in seen))
                print "UNREAD(" type ")"
}

# The end of a struct or union inside: its members are reached by its name.
function close_part(name,    from, i, array) {
    from = first[depth--]
    gsub(/ /, "", name)
    if (name == "")
        return
    array = name ~ /\[/
    sub(/\[.*/, "", name)
    for (i = from; i <= n; i++)
        path[i] = name (array ? "[0]." : ".") path[i]
    put("PART", name, place)
}

function put(what, name, figures) {
    kind[++n] = what
    path[n] = name
    rest[n] = figures
}
