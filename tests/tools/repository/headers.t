# SPDX-License-Identifier: LGPL-2.1-only
# The simulated host, the readers of libraries and what runs against libxl: no files
# include each other in a circle, and each header declares what its own file defines and
# nothing else.  rooms.t tests the same for bpq's library.
. tests/tap.sh
LC_ALL=C
. tests/tools/repository/headers.sh
folders='host host/dom0 layout verify/abi tests/libxl/records tests/libxl/matrix tests/libxl/callers'
flags="-D_GNU_SOURCE -D__XEN_TOOLS__"

# files SUFFIX: all such files in the folders
files() { for folder in $folders; do (eval "ls $folder/*.$1"); done; }
# defined FILE.c: its functions and variables, without those of the host that replace a
# library's: these are visible, all others hidden
defined() {
    ${CC:-cc} -std=gnu11 -O0 -fvisibility=hidden $flags -I. -I"$T" -c -o "$T/object.o" "$1" 2>/dev/null ||
        { echo "does-not-compile"; return; }
    readelf -sW "$T/object.o" | awk '$5 == "GLOBAL" && $6 == "HIDDEN" && $7 != "UND" { print $8 }' |
        grep -v -x -e main | sort
}
# Their functions are declared in headers of libxl and the C library.
outside='tests/libxl/records/builtin.c tests/libxl/callers/nohost.c'
# foreign FILE.c: print where the file and its header differ
foreign() {
    case " $outside " in *" $1 "*) return ;; esac
    defined "$1" | grep -v -x -e free >"$T/defined"
    : >"$T/declared"
    [ ! -e "${1%.c}.h" ] || declared "${1%.c}.h" $flags >"$T/declared"
    comm -13 "$T/declared" "$T/defined" | sed "s,^,$1 alone has ,"
    # Functions that programs may call are visible, too.
    comm -23 "$T/declared" "$T/defined" | while read -r name; do
        readelf -sW "$T/object.o" | grep -q " GLOBAL DEFAULT  *[0-9][0-9]* $name\$" ||
            readelf -sW "$T/object.o" | grep -q " WEAK .* [0-9][0-9]* $name\$" ||
            echo "${1%.c}.h alone has $name"
    done
}
# headless FILE.c...: print the files that do not include their own header first
headless() {
    for file; do
        own=${file%.c}.h
        [ -e "$own" ] || continue
        case $(sed -n 's/^#include "\(.*\)"$/\1/p' "$file" | head -n 1) in
        "$own" | "${own##*/}") ;;
        *) echo "$file does not include ${own##*/} first" ;;
        esac
    done
}

: >"$T/host_paths.def"
is 'no files include each other in a circle' "$(circles . $(files '[ch]'))" ''
is 'each file includes its own header first' "$(headless $(files c))" ''
is 'a header declares what its own file defines, and nothing else' "$(files c | while read -r file; do foreign "$file"; done)" ''
is 'a header without a file declares nothing' "$(files h | while read -r h; do
    [ -e "${h%.h}.c" ] || [ "$h" = host/arch.h ] || declared "$h" $flags | sed "s,^,$h ,"; done)" ''
for h in host/x86/*.h; do declared "$h" $flags; done >"$T/own"
is 'what differs between the architectures is defined for one, and nothing else' \
    "$(for file in host/x86/*.c; do defined "$file"; done | grep -v -x -f "$T/own" | sort)" "$(declared host/arch.h $flags)"
is 'a header can be included alone' "$(files h | while read -r h; do
    printf '#include "%s"\n' "$h" | ${CC:-cc} -std=gnu11 -Wall -Wextra -Werror $flags -I. \
        -fsyntax-only -x c - 2>/dev/null || echo "$h"; done)" ''

# Faults are found.
for folder in $folders; do mkdir -p "$T/$folder" && cp "$folder"/*.[ch] "$T/$folder"; done
echo '#include "../matrix/plan.h"' >>"$T/tests/libxl/callers/process.h"
like 'a circle through several folders is found' "$(circles "$T" $(files '[ch]'))" '^tests/libxl/callers/process$'
is "a header's functions are found" "$(declared host/state.h $flags | tr '\n' ' ')" 'host_lock host_unlock '
is "a header's variables are found" "$(declared tests/libxl/records/blocks.h $flags | tr '\n' ' ')" 'block blocks forget_blocks n_blocks '
sed -i 's/^bool host_active/int no_such(void);\n&/' "$T/host/dir.h"
sed -i 's/^bool host_active/int host_more;\n&/' "$T/host/dir.c"
sed -i '/"state.h"/d' "$T/host/state.c"
cd "$T" || exit 2
is 'a name that only a file or its header has is found' "$(foreign host/dir.c)" 'host/dir.c alone has host_more
host/dir.h alone has no_such'
is 'a file without its header is found' "$(headless host/state.c)" 'host/state.c does not include state.h first'
done_testing
