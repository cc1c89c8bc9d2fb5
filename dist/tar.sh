# SPDX-License-Identifier: LGPL-2.1-only
# FORMAT=tar: an archive of the queue with its sums and its lock.  Sourced by dist/write.

folder=pvh-backport-$BRANCH-$(name_of "$DIST_BASE")
got=$(by_patch) || stop 1 'patch does not apply the queue'
same_tree "$got" 'patch -p1 -F0'
# is_locked: are these the patches that the lock has?
is_locked() {
    "$ROOT/build/bpq" locked "$BRANCH" patch --base "$DIST_BASE" | sed 's/ /  /' >"$work/locked" &&
        sha256sum --status -c "$work/locked" && sed 's/.*  //' "$work/locked" >"$work/names" &&
        fact patch | cmp -s - "$work/names"
}
mkdir "$work/$folder" && cd "$work/$folder" && cp -r "$QUEUE"/* . && "$ROOT/build/bpq" queue "$QUEUE" >"$work/$folder/queue" || unwritten
# The lock is for the whole plan on a base, without the user's own patches.
if [ -n "$(fact as)" ]; then
    note 'no lock: a queue for a commit of your own is in none'
elif ! "$ROOT/build/bpq" locked "$BRANCH" --base "$DIST_BASE" >lock || ! is_locked; then
    rm -f lock
    note "no lock: the queue is not the one that series-$BRANCH/lock has"
fi
find . -type f | LC_ALL=C sort | xargs -d '\n' sha256sum -- >"$work/archive-sums" && cp "$work/archive-sums" SHA256SUMS || unwritten
cd "$work" && tar --format=ustar --sort=name --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --mtime="${base_date% *}" \
    -cf "$work/archive.tar" "$folder" && gzip -9 -n <"$work/archive.tar" >"$new/$folder.tar.gz" || unwritten
