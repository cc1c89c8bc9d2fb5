# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced by tests of make dist: what the tools of Debian, rpm and git make of its
# folders.  XEN is the clone, $R the root with the plans, $T/dist the folders.
. verify/clone.sh

# unpack COMMIT: the base's files as a release has them in $T/base and, as tarballs, in
# $T/src
unpack() {
    base_commit=$1
    rm -rf "$T/base" "$T/src" "$T/git"
    mkdir -p "$T/base" "$T/src" && borrow "$T/git" && plain_git -C "$T/git" update-ref HEAD "$1" &&
        plain_git -C "$T/git" archive "$1" | tar -xf - -C "$T/base" &&
        tar -czf "$T/src/xen-1.tar.gz" --transform 's,^\.,xen-1,SH' -C "$T/base" . &&
        cp "$T/src/xen-1.tar.gz" "$T/src/xen_1.orig.tar.gz"
}
# tree_in FOLDER [OPTION]...: what git would call its files
tree_in() { "$BPQ" tree "$@" --like "$base_commit" --xen "$XEN" --root "$R" 2>&1; }

# package FOLDER: a source package of Debian's with patches from make dist
package() {
    cp -a "$T/base" "$1" && mkdir -p "$1/debian/source" && cp -r "$2/debian/patches" "$1/debian/" && cd "$1/debian" &&
        echo '3.0 (quilt)' >source/format &&
        printf 'xen (1-1) unstable; urgency=medium\n\n  * Toy.\n\n -- Toy <toy@example.org>  Fri, 14 Jul 2017 04:40:00 +0200\n' >changelog &&
        printf 'Source: xen\nMaintainer: Toy <toy@example.org>\nStandards-Version: 4.6.2\n\nPackage: xen\nArchitecture: any\nDescription: toy\n A toy.\n' >control &&
        printf '#!/usr/bin/make -f\n%%:\n\ttrue\n' >rules && chmod +x rules
}

# quilts COMMAND...: with the quiltrc of Debian's guide for maintainers
quilts() {
    QUILT_PATCHES=debian/patches QUILT_PATCH_OPTS=--reject-format=unified \
        quilt --quiltrc "$T/quiltrc" "$@"
}
printf 'QUILT_REFRESH_ARGS="-p ab --no-timestamps --no-index"\nQUILT_DIFF_ARGS="-p ab --no-timestamps --no-index"\n' >"$T/quiltrc"

dpkg_takes() { # LABEL, FOLDER from make dist, TREE
    rm -rf "$T/xen-1" "$T/x"
    (package "$T/xen-1" "$2" && cd "$T/src" && dpkg-source -b ../xen-1 && dpkg-source -x xen_1-1.dsc ../x) >"$T/said" 2>&1
    is "$1: dpkg-source builds and unpacks the package" "$?:$(grep -c -E '^Hunk .*(fuzz|offset)' "$T/said")" 0:0
    is "$1: as the generator's tree" "$(tree_in "$T/x")" "$3"
}
# what_lintian_says: about patches, but for upstream's own spelling
what_lintian_says() {
    lintian --no-cfg --allow-root -I --pedantic "$T/src/xen_1-1.dsc" 2>/dev/null | grep -i -E 'patch|dep3|quilt' |
        while read -r line; do
            file=${line##*\[}
            case $line in
            *spelling-error-in-patch-description*)
                ! grep -q '^Origin: vendor' "$T/xen-1/${file%]}" || echo "$line"
                ;;
            *) echo "$line" ;;
            esac
        done
}
lintian_takes() { # LABEL, after dpkg_takes
    is "$1: lintian says nothing that is ours to mend" "$(what_lintian_says)" ''
    bad=$(for file in "$T/xen-1/debian/patches/pvh"/*; do
        # DEP-3 wants a subject, and an origin or an author
        sed '/^---/q' "$file" | awk '/^Subject: ./ { s = 1 } /^Origin: ./ { o = 1 } END { exit !(s && o) }' || echo "$file"
    done)
    is "$1: each patch has what DEP-3 wants" "$bad" ''
}
quilt_takes() { # LABEL, FOLDER, TREE
    rm -rf "$T/xen-1"
    (package "$T/xen-1" "$2" && cd "$T/xen-1" && while quilts push -q --fuzz=0 && quilts refresh; do :; done) >"$T/said" 2>&1
    is "$1: quilt refresh leaves all unchanged" \
        "$(grep -c '^Refreshed patch' "$T/said"):$(grep -c ' is unchanged$' "$T/said")" "0:$(grep -c . "$T/xen-1/debian/patches/series")"
    is "$1: pushed with fuzz 0, as the generator's tree" "$(tree_in "$T/xen-1")" "$3"
}

gbp_takes() { # LABEL, FOLDER, TREE
    rm -rf "$T/g"
    (package "$T/g" "$2" && cd "$T/g" && plain_git init -q -b packaging --template= &&
        plain_git config user.name Toy && plain_git config user.email toy@example.org && plain_git add -A -f && plain_git commit -q -m packaging &&
        GBP_CONF_FILES=/dev/null gbp pq import) >"$T/said" 2>&1
    is "$1: gbp pq import takes it" "$?" 0
    is "$1: as the generator's tree" "$(tree_in "$T/g")" "$3"
    (cd "$T/g" && GBP_CONF_FILES=/dev/null gbp pq export) >"$T/said" 2>&1
    is "$1: gbp pq export gives it back" "$?:$(plain_git -C "$T/g" status --porcelain)" 0:
}

rpm_takes() { # LABEL, FOLDER, TREE
    for how in '' '-S git_am' '-S quilt' '-S patch'; do
        rm -rf "$T/rpm"
        mkdir -p "$T/rpm/SOURCES" && cp "$2"/*.patch "$2"/*.spec "$T/src/xen-1.tar.gz" "$T/rpm/SOURCES"
        {
            printf 'Name: xen\nVersion: 1\nRelease: 1\nSummary: toy\nLicense: toy\nSource0: xen-1.tar.gz\n'
            printf 'Source1000: pvh-patches.spec\n%%include %%{SOURCE1000}\n%%description\ntoy\n%%prep\n%%autosetup -p1 %s\n' "$how"
        } >"$T/rpm/xen.spec"
        HOME=$T rpmbuild -bp --nodeps --define "_topdir $T/rpm" "$T/rpm/xen.spec" >"$T/said" 2>&1
        is "$1: %autosetup -p1 $how" "$?" 0
        rm -rf "$T/rpm/BUILD/xen-1/patches"
        is "$1: %autosetup -p1 $how: as the generator's tree" "$(tree_in "$T/rpm/BUILD/xen-1")" "$3"
    done
    HOME=$T rpmbuild -bs --nodeps --define "_topdir $T/rpm" "$T/rpm/xen.spec" >"$T/said" 2>&1
    HOME=$T rpmbuild -rp --nodeps --define "_topdir $T/elsewhere" "$T"/rpm/SRPMS/xen-1*.src.rpm >"$T/said" 2>&1
    is "$1: the source package has all that is needed" "$?" 0
}

git_takes() { # LABEL, FOLDER, TREE
    rm -rf "$T/am"
    borrow "$T/am" && plain_git -C "$T/am" read-tree "$base_commit" && plain_git -C "$T/am" update-ref HEAD "$base_commit"
    (cd "$T/am" && plain_git checkout -q -f -b mine && plain_git am -q --whitespace=nowarn "$2/pvh-backport.mbox") >"$T/said" 2>&1
    is "$1: git am takes it" "$?:$(plain_git -C "$T/am" rev-parse 'HEAD^{tree}')" "0:$3"
}

tar_takes() { # LABEL, FOLDER, TREE
    rm -rf "$T/tar" "$T/x"
    mkdir "$T/tar" && tar -xzf "$2"/*.tar.gz -C "$T/tar" && cp -a "$T/base" "$T/x"
    ok "$1: the sums are right" sh -c 'cd "$1"/* && sha256sum --quiet -c SHA256SUMS' - "$T/tar"
    (cd "$T/x" && QUILT_PATCHES=$(echo "$T/tar"/*) quilt --quiltrc - push -q -a --fuzz=0) >"$T/said" 2>&1
    is "$1: quilt takes it" "$?:$(tree_in "$T/x")" "0:$3"
}
