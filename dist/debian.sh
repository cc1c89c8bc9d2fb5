# SPDX-License-Identifier: LGPL-2.1-only
# FORMAT=debian: debian/patches, each as `quilt refresh` leaves it with the options that
# Debian's maintainers use, and the symbols file.  Sourced by dist/write.

# put_patches: as the generator wrote them, but with a header as in DEP-3 alone
put_patches() {
    mkdir -p "$new/debian/patches/pvh" || return
    for patch in $(fact patch); do
        sed '1{/^From [0-9a-f]* Mon Sep 17 00:00:00 2001$/d}' "$QUEUE/$patch" >"$new/debian/patches/pvh/$patch" &&
            echo "pvh/$patch" || return
    done >"$new/debian/patches/series"
}
# put_symbols: the symbols file of the package with libxenlight
put_symbols() {
    if [ -z "${VERSION:-}" ]; then
        note "no debian/$PACKAGE.symbols: VERSION= is the first version of $PACKAGE that has the queue"
        return
    fi
    sed -e '/^#/d' -e "s/@PACKAGE@/$PACKAGE/" -e "s/@BRANCH@/$BRANCH/" -e "s/@FIRST@/$BRANCH.0/" -e "s/@QUEUE@/$VERSION/" \
        "$ROOT/compat/debian/libxenlight.symbols" >"$new/debian/$PACKAGE.symbols"
}
put_patches && put_symbols || unwritten
[ "$FORMAT" = debian ] || return 0

# modes: patches that change a file's mode
modes() {
    for patch in $(fact patch); do
        grep -q -E '^(old mode|new mode|new file mode 100755)' "$QUEUE/$patch" && echo "$patch"
    done
}
with_modes=$(modes)
[ -z "$with_modes" ] || stop 1 "$(printf '%s\n' "$with_modes" | head -n 1): changes a file's mode, which quilt refresh drops; FORMAT=gbp keeps it"

# quilt_as_debian COMMAND...: as with the quiltrc of Debian's guide for maintainers
quilt_as_debian() {
    QUILT_PATCHES="$new/debian/patches" QUILT_PATCH_OPTS=--reject-format=unified \
        QUILT_NO_DIFF_INDEX=1 QUILT_NO_DIFF_TIMESTAMPS=1 quilt --quiltrc - "$@"
}
refresh_each() {
    for patch in $(fact patch); do
        quilt_as_debian push -q --fuzz=0 && quilt_as_debian refresh -p ab || return
    done
}
at_base && refresh_each || stop 1 "quilt: $(grep -m 1 -E 'FAILED|does not apply|malformed|No space' "$work/log")"
rm -rf .pc && got=$(tree_here) || unwritten
same_tree "$got" 'quilt push and refresh'
