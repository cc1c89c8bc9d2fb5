# SPDX-License-Identifier: LGPL-2.1-only
# No two shell files that are sourced define the same function.  If they did, the one that
# is sourced last would silently replace the other's, also for its callers in that file.
. tests/tap.sh

# What runs in a guest, with a shell of its own there.
elsewhere='^boot/dom0/'

# sourced DIR: the files below it that are there to be sourced
sourced() { (cd "$1" && find . -name '*.sh' -type f ! -path './out/*' ! -path './build/*' ! -path './.git/*' | cut -c 3- | grep -v "$elsewhere" | sort); }
# twice DIR: "FUNCTION FILE FILE..." for each that several of them define
twice() {
    sourced "$1" | while read -r file; do
        sed -n -E 's/^[[:space:]]*([A-Za-z_][A-Za-z_0-9]*)[[:space:]]*\(\).*/\1/p' "$1/$file" | sort -u | sed "s,\$, $file,"
    done | sort | awk '{ files[$1] = files[$1] " " $2; n[$1]++ } END { for (name in n) if (n[name] > 1) print name files[name] }' | sort
}

is 'no two files that are sourced define the same function' "$(twice .)" ''

# Faults are found.
mkdir -p "$T/tree/mk" "$T/tree/verify" "$T/tree/boot/dom0"
printf 'one() { :; }\ntwo() (\n:\n)\n' | tee "$T/tree/mk/a.sh" >"$T/tree/boot/dom0/lib.sh"
printf 'if true; then\n    two () { :; }\nfi\nthree() { :; }\n' >"$T/tree/verify/b.sh"
is 'a function that two files define is found' "$(twice "$T/tree")" 'two mk/a.sh verify/b.sh'
done_testing
