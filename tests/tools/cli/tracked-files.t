# SPDX-License-Identifier: LGPL-2.1-only
# What is committed is what belongs here: no queue, and nothing that a run left.
. tests/tap.sh
known='^(\.ci/|\.clang-format$|\.gitignore$|CONTRIBUTING\.md$|LICENSE$|Makefile$|NOTES$|README\.md$|SECURITY\.md$|bench/|compat/|host/|man/|mk/|series-[0-9.]*/|tests/|tools/|verify/)'
. verify/clone.sh
if [ "$(own_git rev-parse --show-toplevel 2>/dev/null)" = "$ROOT" ]; then
    is 'each file stands in a folder that is known' "$(own_git ls-files | grep -v -E "$known")" ''
    is 'of a plan there are plan, lock, resolutions and the reviewed ABI' \
        "$(own_git ls-files 'series-*' | grep -v -E '^series-[0-9.]*/(series|lock|abi\.expected[^/]*|resolutions/[0-9a-f]{40})$')" ''
    is 'no patch is shipped' "$(own_git ls-files '*.patch' '*.diff' | grep -v '^tests/')" ''
    is 'no link leads nowhere' "$(own_git ls-files | while read -r file; do
        [ ! -L "$file" ] || [ -e "$file" ] || echo "$file"
    done)" ''
else
    skip 'what is committed' 'no checkout of git'
fi
done_testing
