# SPDX-License-Identifier: LGPL-2.1-only
# FORMAT=rpm: the patches, and their lines for a spec file with %autosetup -p1.
# Sourced by dist/write.

# Below 1000 are the package's own.  rpm before 4.15 wants a number.
number=1001
for patch in $(fact patch); do
    case $patch in */*) stop 2 "$patch: rpm takes no patch in a folder of its own; rename it in series-$BRANCH/local" ;; esac
    cp "$QUEUE/$patch" "$new/$patch" && echo "Patch$number: $patch" || unwritten
    number=$((number + 1))
done >"$new/pvh-patches.spec" || unwritten
got=$(by_patch) || stop 1 'patch does not apply the queue'
same_tree "$got" 'patch -p1 -F0, which %autosetup -p1 calls'
apart=$(no_mails)
[ -z "$apart" ] || note "%autosetup -S git_am does not take $(printf '%s\n' "$apart" | tr '\n' ' ')as they are no mails"
