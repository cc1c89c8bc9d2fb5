# SPDX-License-Identifier: LGPL-2.1-only
# For rooms.t and headers.t: which files include which, and what a header declares.
# To be sourced, with LC_ALL=C.

# includes DIR FILE...: print "FILE FILE", relative to DIR and without .c or .h, for each
# include of another file there, whether relative to DIR or to the including file
includes() {
    (cd "$1" && shift && grep -H '^#include "' "$@" |
        while IFS=: read -r file line; do
            name=$(expr "$line" : '#include "\(.*\)"')
            [ -e "$name" ] && [ "${name%/*}" != "$name" ] || case $file in */*) name=${file%/*}/$name ;; esac
            echo "${file%.[ch]} $name"
        done) |
        sed -n -e ':a' -e 's,[^/. ]*/\.\./,,;ta' -e 's/\.h$//p' | awk '$1 != $2' | sort -u
}
# circles DIR FILE...: print the files that include each other, found by tsort
circles() { includes "$@" | tsort 2>&1 >/dev/null | sed -e 's/^tsort: //' -e '/^-: input/d'; }
# declared FILE.h FLAG...: print the functions and variables that the header declares
declared() {
    own=$1
    shift
    printf '#include "%s"\n' "$own" | ${CC:-cc} -std=gnu11 -I. "$@" -E - 2>/dev/null |
        awk -v own="$own" '/^# [0-9]+ "/ { sub(/^"(\.\/)?/, "\"", $3); here = $3 == "\"" own "\""; next } here' | tr '\n' ' ' |
        sed -e 's/__attribute__ *(([^;]*))//g' -e ':a' -e 's/{[^{}]*}//g;ta' | tr ';' '\n' |
        grep -v -w -e typedef -e inline |
        sed -E -e '/^ *extern [^(]*$/s/\[[^]]*\]//g' -e '/^ *extern [^(]*$/s/,/\nextern ,/g' |
        sed -n -E -e 's/^[^(]*[ *]([a-z_0-9]+) *\(.*/\1/p' -e 's/^ *extern .*[ ,*]([a-z_0-9]+) *$/\1/p' | sort -u
}
