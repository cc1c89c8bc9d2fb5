# SPDX-License-Identifier: LGPL-2.1-only
# Each step of verify-branch, verify-advisories, shim and boot-branch declares the files that it uses.
# If it, or a file that it uses, did not declare one that it sources, runs, reads or
# includes, the step would stay at "as before" when that file is edited.
. tests/tap.sh
. verify/lib.sh

# references FILE: the paths in this repository that it names, outside of comments
references() {
    folder=${1%/*}
    case $1 in
    # an include is found beside the file, or from the root on
    *.c | *.h) grep -o -E '^#include "[^"]*"' "$1" | sed -e 's/^#include "//' -e 's/"$//' -e "p;s,^,$folder/," ;;
    *)
        sed -e 's/^[[:space:]]*#.*//' "$1" |
            grep -o -E '((\$(here|dir|verify)|\$\(dirname [^)]*\))"?|[A-Za-z0-9_.-]+)(/[][A-Za-z0-9_.*-]+)+' |
            sed -e 's/"//g' -e "s,^\$(dirname[^)]*),$folder," -e "s,^\$here,$folder," -e 's,^\$verify,verify,' -e ':a' -e '/^\(tests\|verify\|boot\|host\|layout\|mk\|compat\|man\|tools\)\//!s,^[^/]*/,,' -e 'ta'
        ;;
    esac
}
plain() { # PATH: without ./ and ../
    printf '%s\n' "$1" | sed -e ':a' -e 's,/\./,/,;ta' -e 's,[^/.][^/]*/\.\./,,;ta' -e 's,//*,/,g'
}
# undeclared STEP: the paths that are named but not declared, and the files that name
# them
undeclared() {
    files "$1" >"$T/files"
    # files that are built are built from declared files
    grep -v '^build/' "$T/files" |
        while read -r file; do
            references "$file" 2>/dev/null | sort -u | while read -r path; do
                path=$(plain "$path")
                case $path in
                *.. | tools/*\** | */README) continue ;; # tools/* is Xen's
                tests/* | verify/* | boot/* | host/* | layout/* | mk/* | compat/* | man/* | tools/* | build/bpq) ;;
                *) continue ;;
                esac
                for one in $path; do # which may be a pattern
                    [ ! -e "$one" ] || counts "$one" || echo "$file names $one"
                done
            done
        done
}
# counts PATH: is it, or the target of the link, one of the files, or a folder of some?
counts() {
    [ ! -L "$1" ] || set -- "${1%/*}/$(readlink "$1")"
    if [ -d "$1" ]; then grep -q "^${1%/}/" "$T/files"; else grep -q -x -F -e "$1" "$T/files"; fi
}

for step in verify/steps/* verify/ports/* verify/shim/steps/* boot/steps/*; do
    is "${step##*/}: the files that it declares exist" "$(uses "$step" | while read -r path; do [ -e "$path" ] || echo "$path"; done)" ''
    is "${step##*/} declares the files that it uses" "$(undeclared "$step")" ''
done

# Undeclared files are found.
mkdir -p "$T/steps"
printf '# Uses verify/build.sh\n. "$ROOT/verify/build.sh"\nsh "$ROOT/tests/run" x\n. "$verify/quilt.sh"\n' >"$T/steps/step"
is 'a file that is not declared is found' "$(undeclared "$T/steps/step" | sort)" \
    "$T/steps/step names tests/run
$T/steps/step names verify/quilt.sh"
printf '# Uses host compat\nsh "$ROOT/tests/libxl/compat/with-compilers"\nfor test in host/life/*.t; do :; done\n' >"$T/steps/step"
like 'a *.t in a declared folder is found, as the folder does not include it' "$(undeclared "$T/steps/step" | tr '\n' ' ')" "step names host/life/pci\.t "
like 'a file in another folder of the same name is found' "$(undeclared "$T/steps/step")" 'step names tests/libxl/compat/with-compilers$'
before=$(content "$T/steps/step")
printf '# Uses %s\n' "$T/steps/more" >>"$T/steps/step"
echo 'echo more' >"$T/steps/more"
more=$(content "$T/steps/step")
echo 'echo less' >"$T/steps/more"
if [ "$before" != "$more" ] && [ "$more" != "$(content "$T/steps/step")" ]; then
    pass 'the key of a step changes with the files that it uses'
else
    fail 'the key of a step changes with the files that it uses'
fi
done_testing
