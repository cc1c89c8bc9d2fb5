# SPDX-License-Identifier: LGPL-2.1-only
# What rooms.t and headers.t look at: who includes whom, and what a header declares.
# To be sourced, with LC_ALL=C; names of files are without what is asked for before.

# includes DIR FILE...: "FILE FILE", both from DIR and without .c or .h, for each include
# of another file there, by its place from DIR or from the file that includes it
includes() {
    (cd "$1" && shift && grep -H '^#include "' "$@" |
        while IFS=: read -r file line; do
            name=$(expr "$line" : '#include "\(.*\)"')
            [ -e "$name" ] && [ "${name%/*}" != "$name" ] || case $file in */*) name=${file%/*}/$name ;; esac
            echo "${file%.[ch]} $name"
        done) |
        sed -n -e ':a' -e 's,[^/. ]*/\.\./,,;ta' -e 's/\.h$//p' | awk '$1 != $2' | sort -u
}
# circles DIR FILE...: what tsort says of files that include each other
circles() { includes "$@" | tsort 2>&1 >/dev/null | sed -e 's/^tsort: //' -e '/^-: input/d'; }
# declared FILE.h FLAG...: the functions and variables that it declares, for a compiler
declared() {
    own=$1
    shift
    printf '#include "%s"\n' "$own" | ${CC:-cc} -std=gnu11 -I. "$@" -E - 2>/dev/null |
        awk -v own="$own" '/^# [0-9]+ "/ { sub(/^"(\.\/)?/, "\"", $3); here = $3 == "\"" own "\""; next } here' | tr '\n' ' ' |
        sed -e 's/__attribute__ *(([^;]*))//g' -e ':a' -e 's/{[^{}]*}//g;ta' | tr ';' '\n' |
        grep -v -e typedef -e inline |
        sed -E -e '/^ *extern [^(]*$/s/\[[^]]*\]//g' -e '/^ *extern [^(]*$/s/,/\nextern ,/g' |
        sed -n -E -e 's/^[^(]*[ *]([a-z_0-9]+) *\(.*/\1/p' -e 's/^ *extern .*[ ,*]([a-z_0-9]+) *$/\1/p' | sort -u
}
