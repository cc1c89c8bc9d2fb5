# SPDX-License-Identifier: LGPL-2.1-only
# Only files that belong here are committed: no queue, and nothing that a run left.
. tests/tap.sh
known='^(\.ci/|\.clang-format$|\.gitignore$|\.shellcheckrc$|CONTRIBUTING\.md$|LICENSE$|Makefile$|NOTES$|README\.md$|SECURITY\.md$|bench/|boot/|compat/|dist/|docs/|host/|layout/|man/|mk/|series-[0-9.]*/|tests/|tools/|verify/)'
. verify/clone.sh
if [ "$(own_git rev-parse --show-toplevel 2>/dev/null)" = "$ROOT" ]; then
    is 'each file is in a known folder' "$(own_git ls-files | grep -v -E "$known")" ''
    is "series-* have only plan, lock, resolutions and the reviewed ABI" \
        "$(own_git ls-files 'series-*' | grep -v -E '^series-[0-9.]*/(series|lock|abi\.expected[^/]*|resolutions/[0-9a-f]{40})$')" ''
    is 'no patch is committed' "$(own_git ls-files '*.patch' '*.diff' | grep -v '^tests/')" ''
    is 'no symbolic link is broken' "$(own_git ls-files | while read -r file; do
        [ ! -L "$file" ] || [ -e "$file" ] || echo "$file"
    done)" ''
    # A room is a top folder, or one of tests/, with a README.
    rooms='bench boot compat dist host layout mk tests tests/libxl tests/tools tools verify'
    is 'each room has a README, which names the folders in it' "$(for room in $rooms; do
        [ -e "$room/README" ] || { echo "$room has none"; continue; }
        for folder in $(own_git ls-files "$room" | sed -n "s,^$room/\([^/]*\)/.*,\1,p" | sort -u); do
            grep -q "\b$folder/" "$room/README" || echo "$room/README does not name $folder/"
        done
    done)" ''
    is 'no top folder is forgotten' "$(own_git ls-files | sed -n 's,/.*,,p' | sort -u |
        grep -v -x -E '\.ci|series-[0-9.]*|man|docs' | while read -r room; do
            case " $rooms " in *" $room "*) ;; *) echo "$room" ;; esac
        done)" ''
else
    skip 'committed files' 'not a git checkout'
fi
done_testing
