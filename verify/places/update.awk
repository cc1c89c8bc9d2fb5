# SPDX-License-Identifier: LGPL-2.1-only
# Prints a file of reviewed places with what the functions look at now in the branch
# that -v branch= names; -v found= names the output of verify/places/list.  The
# descriptions of what functions do stay as they are.
BEGIN {
    while ((getline line <found) > 0) {
        name = line
        sub(/ .*/, "", name)
        sub(/^[^ ]* /, "", line)
        now[name] = now[name] branch " " line "\n"
    }
    branches = split("4.8 4.9 4.10", order, " ")
    name = ""
}
# Prints the lines of a function, one for all branches in which it looks at the same.
function looks(i, j, n, lines, rest, at, which) {
    if (name == "") return
    n = split(was now[name], lines, "\n")
    split("", which)
    at = 0
    for (i = 1; i < n; i++) {
        rest = lines[i]
        sub(/^[^ ]* /, "", rest)
        if (!(rest in which)) seen[++at] = rest
        which[rest] = which[rest] " " substr(lines[i], 1, index(lines[i], " ") - 1) " "
    }
    for (i = 1; i <= branches; i++)
        for (j = 1; j <= at; j++) {
            rest = seen[j]
            if (rest in which && index(which[rest], " " order[i] " ")) {
                gsub(/  +/, " ", which[rest])
                print " " in_order(which[rest]) " " rest
                delete which[rest]
            }
        }
    name = ""
}
function in_order(some, i, text) {
    for (i = 1; i <= branches; i++)
        if (index(some, " " order[i] " ")) text = text " " order[i]
    return text
}
/^  4\.[0-9]/ {
    rest = $0
    for (n = 1; $n ~ /^4\.[0-9]+$/; n++) sub(/^ *4\.[0-9]+ /, "", rest)
    for (n = 1; $n ~ /^4\.[0-9]+$/; n++)
        if ($n != branch) was = was $n " " rest "\n"
    next
}
{ looks() }
/^[^ #]/ { name = $0; was = "" }
{ print }
