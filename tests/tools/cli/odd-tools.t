# SPDX-License-Identifier: LGPL-2.1-only
# Other programs of the same names that come first in PATH change no result: some of the
# fast tests run again with such programs.
. tests/tap.sh

tests='tests/tools/repository/man-pages.t tests/tools/repository/notes-names.t
    tests/tools/repository/abi-expected.t tests/tools/cli/bpq-show.t tests/tools/cli/types-reviewed.t
    tests/libxl/compat/convert.t'
lacks=$(sh mk/deps need build check verify 2>&1)
usual=$PATH
n=0
# All kinds at once, and all installed shells and awks.
set -- 'pyenv nvm gawk bash ccache distcc mandoc git make' 'mawk dash'
# The shell of busybox-static runs busybox's own patch and ar, whatever PATH says: then no
# tool could be found.
case $(busybox sh -c 'command -v patch' 2>/dev/null) in
/*) set -- "$@" 'busybox-awk busybox-sh' ;;
patch)
    set -- "$@" busybox-awk
    skip 'busybox-sh' 'busybox here is one whose shell takes no patch and ar but its own'
    ;;
esac
for kinds; do
    n=$((n + 1))
    PATH=$usual
    front=$(sh tests/tools/toys/odd-tools "$T/odd-$n" $kinds)
    PATH=$front:$usual
    is "$kinds: make deps finds the same missing" "$(sh mk/deps need build check verify 2>&1)" "$lacks"
    run sh tests/run "$T/out-$n" $tests
    is "$kinds: the tests pass" "$rc:$(printf '%s\n' "$out" | grep -E '^FAILED')" 0:
done
PATH=$usual

# A generator in Python 2, where Python in PATH is a shim that fails.
tree=$T/tree
mkdir -p "$tree/tools/libxl" "$tree/tools/ocaml/libs/xl" "$T/types"
echo 'assert {"a": 1}.has_key("a")' >"$tree/tools/libxl/idl.py"
: >"$tree/tools/libxl/libxl_types.idl"
cat >"$tree/tools/ocaml/libs/xl/genwrap.py" <<'EOF'
import sys
import idl
print "writing", sys.argv[2]
open(sys.argv[2], "w").write("module Toy : sig\n\ttype t = {\n\t\tx : int;\n\t}\nend\n")
EOF
front=$(sh tests/tools/toys/odd-tools "$T/odd" pyenv)
for name in python3 python3-config; do
    run env PATH="$front:$PATH" ROOT="$ROOT" sh -c '. verify/compiler.sh &&
        . verify/build.sh && clean_env "$@"' sh $name --help
    is "the build of Xen gets a $name that works" "$rc" 0
done
run env PATH="$front:$PATH" /usr/bin/python3 tests/libxl/callers/ocaml-types "$tree" "$T/types"
is 'a generator in Python 2 is translated and run' "$rc:$(cat "$T/types/types" 2>&1)" '0:Toy.t field 0 x : int'
is 'no file calls Python by its name without a path' \
    "$(grep -rnIwE 'python|python3|2to3' Makefile mk tests verify host bench .ci 2>/dev/null |
        grep -vE '/usr/bin/python3|^[a-z/]*README:|^(tests/tools/toys/odd-tools|verify/python/[a-z0-9-]*|verify/build.sh):|^tests/tools/cli/odd-tools.t:|^mk/deps(\.list)?:|Python 2|: ?python|--python')" ''
done_testing
