#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# Records and the replicas that are made from them: a replica that is recorded gives the
# record that it was made from, and differences are found.
. tests/tap.sh
make -s -f tests/libxl/records/records.mk CC="${CC:-cc}" >&2 || exit 2
records=tests/libxl/records

facts() { grep -v '^#' "$1"; }
# recorded NAME RECORD: a replica of the record gives the record again
recorded() {
    run sh $records/replicate "$2" "$T/prefix"
    is "$1: a replica" "$rc $out" '0 '
    sh $records/of-prefix "$T/prefix" >"$T/again" 2>&1
    facts "$2" >"$T/facts"
    ok "$1: the replica gives the same record" diff "$T/facts" "$T/again"
}
sh $records/text 4.9 old >"$T/old" && sh $records/text 4.9 new >"$T/new" || exit 2
recorded 'A1: old' "$T/old"
mv "$T/prefix" "$T/old.prefix"
recorded 'A1: new' "$T/new"
mv "$T/prefix" "$T/new.prefix"
compare() { run sh $records/compare 4.9 RELEASE-4.9.4 "$@" "$T/compared"; }
compare "$T/old.prefix" "$T/new.prefix"
is 'libraries as recorded: status' "$rc" 0
is 'libraries as recorded: a line for each' "$(printf '%s\n' "$out" | grep -c '^libxenlight .*: as recorded, private symbols too')" 2
compare "$T/old.prefix" "$T/old.prefix"
is 'a library that is not as recorded: status' "$rc" 1
like 'the difference is shown' "$out" '^< macro LIBXL_HAVE_GUARD_PVH 1'

# gcc and clang describe a const array differently; records describe it in one way.
sed -e 's/, uint8_t (\*)\[6\])/, const libxl_mac *)/' "$T/old" >"$T/declared"
ok 'a function that takes a const array' sh -c '! cmp -s "$0/old" "$0/declared"' "$T"
facts "$T/old" >"$T/facts"
for cc in gcc clang; do
    run env CC=$cc sh $records/replicate "$T/declared" "$T/prefix"
    sh $records/of-prefix "$T/prefix" >"$T/again" 2>&1
    ok "$cc: the record is that of any compiler" diff "$T/facts" "$T/again"
done

# A replica does not pretend to do what records do not describe.
cat >"$T/caller.c" <<'END'
#include <libxl.h>
#include <stdio.h>
#include <stdlib.h>
int main(int argc, char **argv)
{
    libxl_domain_build_info b;
    libxl_ctx *ctx;
    int n;

    printf("other version: %d\n", libxl_ctx_alloc(&ctx, LIBXL_VERSION + 1, 0, NULL));
    if (libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, NULL))
        return 1;
    libxl_domain_build_info_init(&b);
    libxl_domain_build_info_init_type(&b, LIBXL_DOMAIN_TYPE_HVM);
    fflush(stdout);
    switch (argc > 1 ? *argv[1] : 0) {
    case 'l': libxl_list_domain(ctx, &n); break;
    case 't': libxl_domain_build_info_init_type(&b, LIBXL_DOMAIN_TYPE_PV); break;
    }
    libxl_domain_build_info_dispose(&b);
    return libxl_ctx_free(ctx);
}
END
${CC:-cc} -I"$T/new.prefix/include" -o "$T/caller" "$T/caller.c" "$T/new.prefix/lib/libxenlight.a" &&
    ${CC:-cc} -I"$T/old.prefix/include" -o "$T/shared" "$T/caller.c" -L"$T/old.prefix/lib" -lxenlight
run "$T/caller"
is 'linked with the archive: status' "$rc" 0
is 'another version is refused as recorded' "$out" "other version: $(sed -n 's/^other-version //p' "$T/new")"
run "$T/caller" list
is 'a function that a record cannot describe ends the program' "$rc" 134
like 'the message says that this is not libxl' "$out" 'libxl_list_domain: this is a replica made from records, not libxl'
run "$T/caller" twice
is 'a type that was set cannot be set again, as recorded' "$rc" 134
run env LD_LIBRARY_PATH="$T/old.prefix/lib" "$T/shared"
is 'linked with the shared library: status' "$rc" 0

# Each kind of fact changes the replica, and with it the record.
cp "$T/new" "$T/changed"
change() { # SED-SCRIPT
    sed -e "$1" "$T/changed" >"$T/next"
    ! cmp -s "$T/changed" "$T/next" || fail "$1 changes nothing"
    mv "$T/next" "$T/changed"
}
change '/ struct pvh/,/ 784 /s/timer_mode : init=-1/timer_mode : init=7/'
change '/pvshim_path/s/ : freed copied//'
change '/^table libxl_domain_type_s/,/^function/s/ 2 pv/ 2 vp/'
change '/LIBXL_DEVICE_MODEL_VERSION_NONE 3/s/ none//'
change '/^data libxl_guard_pvh /s/ 1$/ 2/'
change '/^function .*libxl_domain_create_new(/d'
change '/^data Fadt/d'
change 's/^soname .*/soname libxenlight.so.4.77/'
recorded 'another record' "$T/changed"
compare "$T/old.prefix" "$T/prefix"
is 'a library that differs in all this: status' "$rc" 1
seen() { like "$1: is found" "$out" "$2"; }
seen 'NO7: another value after init' '^>    16 4 libxl_timer_mode timer_mode : init=7'
seen 'ON3: a string that is neither copied nor freed' '^>    32 8 char \*pvshim_path$'
seen 'A5: another word in a string table' '^>  2 vp'
seen 'A5: an enumerator that to_string does not know' '^>  LIBXL_DEVICE_MODEL_VERSION_NONE 3$'
seen 'A6: another level of the guard' '^> data libxl_guard_pvh 4 LIBXL_PVH_BACKPORT_1 2'
seen 'A5: a symbol that is gone' '^< function int libxl_domain_create_new\('
seen 'a private symbol that is gone' '^< data Fadt'
seen 'another SONAME' '^> soname libxenlight.so.4.77'

no_replica() { # NAME ERE RECORD
    run sh $records/replicate "$3" "$T/none"
    refused "$1" 2 "$2"
    ok "$1: nothing is left" [ ! -e "$T/none" ]
}
sed -e 's/^ 104 8 uint64_t target_memkb/ 112 8 uint64_t target_memkb/' "$T/new" >"$T/broken"
no_replica 'A1: an impossible offset' 'does not compile: .*target_memkb' "$T/broken"
sed -e '9s/.*/what is this/' "$T/new" >"$T/broken"
no_replica 'a broken line' 'broken:9: not a line of a record; make record' "$T/broken"
sed -e '/^soname/d' "$T/new" >"$T/broken"
no_replica 'no record' 'it has no soname' "$T/broken"
no_replica 'no file' 'cannot read .*none' "$T/none/none"

run sh $records/text 9.9 old
is 'a branch without record: status' "$rc" 2
like 'a branch without record: the message says what to do' "$out" '^records: there is no record of 9\.9: make record BRANCH=9\.9'
cp -R $records "$T/records"
sed -i -e '/LIBXL_DOMAIN_TYPE_PV /d' "$T/records/4.9/old"
run sh "$T/records/text" 4.9 new
out=$(printf '%s\n' "$out" | tail -n 1)
is 'a difference that does not fit: status' "$rc" 2
like 'a difference that does not fit: the message says what to do' "$out" 'does not fit .*: make record BRANCH=4\.9'

run env BRANCH=4.9 BASE=all XEN=none sh mk/record
refused 'make record of all bases' 2 '^record: BASE=all: this is done for one base; name it$'
run env BRANCH=4.9 XEN=none sh mk/record
is 'make record without a clone: status' "$rc" 2
like 'make record without a clone: the message says what to do' "$out" '^bpq: no clone of Xen is to be used: .*make xen$'
strip "$T/prefix/lib/libxenlight.so"
run sh $records/of-prefix "$T/prefix"
is 'a stripped library: status' "$rc" 2
like 'a stripped library: the message says what is missing' "$out" 'no debug information; build it with -g'
run sh $records/of-prefix "$T/nowhere"
is 'no library: status' "$rc" 2
like 'no library: the message names it' "$out" '^record: there is no .*/nowhere/lib/libxenlight.so'
done_testing
