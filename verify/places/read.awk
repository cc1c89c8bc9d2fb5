# SPDX-License-Identifier: LGPL-2.1-only
# Prints the reviewed places of the branch that -v branch= names, as verify/places/list
# prints them.  Reports what does not follow pvh-places(5) on stderr, and ends
# with status 2.
function fault(words) {
    printf "places: %s:%d: %s\n", FILENAME, FNR, words >"/dev/stderr"
    bad = 1
}
function closed(kinds, i, n) {
    if (name == "") return
    n = split("PV HVM none PVH shim", kinds, " ")
    for (i = 1; i <= n; i++)
        if (said[kinds[i]] != 1) fault(name ": describes " kinds[i] " " said[kinds[i]] + 0 " times; describe it once")
    if (tests != 1) fault(name ": needs one line \"test:\", with \"-\" and a reason if there is no test")
    if (!looks) fault(name ": lacks what it looks at; verify/places/list prints that")
    name = ""
}
FNR == 1 { closed() }
/^#/ || /^$/ { next }
/^[^ ]/ {
    closed()
    name = $0
    if (name in all) fault(name ": is already in " all[name])
    all[name] = FILENAME
    split("", said)
    tests = looks = 0
    next
}
name == "" { fault("belongs to no function"); next }
/^  4\.[0-9]/ {
    rest = $0
    for (n = 1; $n ~ /^4\.[0-9]+$/; n++) {
        if ($n == branch) here = 1
        sub(/^ *4\.[0-9]+ /, "", rest)
    }
    if (here) print name " " rest
    here = 0
    looks = 1
    next
}
/^  test: ./ { tests++; next }
/^  mainline: ./ { next }
{
    words = $0
    sub(/:.*/, "", words)
    if (!match($0, /^  [A-Za-z ]+: ./)) fault("says neither what the function looks at nor what it does for a kind of guest")
    n = split(words, kinds, " ")
    for (i = 1; i <= n; i++) {
        if (kinds[i] !~ /^(PV|HVM|none|PVH|shim)$/) fault(kinds[i] ": not a kind of guest; the kinds are PV HVM none PVH shim")
        said[kinds[i]]++
    }
}
END {
    closed()
    exit bad ? 2 : 0
}
