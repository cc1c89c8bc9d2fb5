# SPDX-License-Identifier: LGPL-2.1-only
# Records of other architectures, which are kept as differences.
. tests/tap.sh
. mk/architectures.sh
records=tests/libxl/records
text() { run sh $records/text "$@"; }
for branch in 4.8 4.9 4.10; do
    for arch in $architectures; do
        text $branch old '' $arch
        is "$branch, $arch: there is a record" "$rc" 0
        old=$out
        text $branch new '' $arch
        is "$branch, $arch: and one with the queue" "$rc" 0
        # Only pointers have another size.
        case $branch,$arch in 4.10,arm64) size=32 ;; 4.10,*) size=16 ;; *,arm64) size=56 ;; *) size=36 ;; esac
        like "$branch, $arch: the size of u.pvh" "$out" " 0 $size struct pvh"
        like "$branch, $arch: the guard is in it" "$out" '^data libxl_guard_pvshim 4 LIBXL_PVH_BACKPORT_1 1'
        is "$branch, $arch: and not in the other" "$(printf '%s\n' "$old" | grep -c libxl_guard)" 0
    done
done
text 4.10 old RELEASE-4.10.0 arm64
is 'a base with a record of its own' "$rc" 0
is '4.10.0 has no pvshim on arm64 either' "$(printf '%s\n' "$out" | grep -c pvshim)" 0

cp -R $records "$T/records"
records=$T/records
text 4.9 old '' mips
refused 'an architecture without a record' 2 "there is no record of 4\.9 on mips: make record BRANCH=4\.9 ARCH=mips "
sed -i '5s/.*/ something else/' "$T/records/4.9/arm64/old.diff"
text 4.9 new '' arm64
refused 'a difference that does not fit' 2 'records: .*/4\.9/arm64/old\.diff does not fit .*: make record BRANCH=4\.9'

run env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory record ARCH=all XEN=none
like 'a record is made of one architecture at a time' "$rc:$out" '^2:record: ARCH names several architectures; name one at a time'
run env -u MAKEFLAGS -u MAKELEVEL make --no-print-directory record ARCH=mips XEN=none
like 'of one that is known' "$rc:$out" '^2:ARCH=mips: not an architecture that is known here'
done_testing
