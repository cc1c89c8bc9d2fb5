# SPDX-License-Identifier: LGPL-2.1-only
# How a Xen tree is configured, built and installed.  To be sourced by steps.
# Everything runs in a clean environment: what happens to be set in the
# caller's shell does not reach the libraries that are compared.

clean_env() {
    (
        for name in $(env | sed -n -e 's/^\([A-Za-z_][A-Za-z_0-9]*\)=.*/\1/p'); do
            case $name in
            PATH | HOME | TMPDIR | MAKEFLAGS) ;;
            APPEND_* | PREPEND_* | CCACHE_* | DISTCC_*) ;;
            *) unset "$name" ;;
            esac
        done
        export LC_ALL=C PYTHON=/usr/bin/python3
        exec env "$@"
    )
}

# What the libraries and xl need, in the order in which they need each other.
tool_dirs='include libs libxc xenstore libxl xl'

configure_tools() { # TREE
    (
        cd "$1" || exit 2
        clean_env CC="$cc" ./configure --disable-xen --disable-docs \
            --disable-stubdom --disable-ocamltools \
            --disable-qemu-traditional --disable-rombios \
            --disable-seabios --disable-ovmf \
            --with-system-qemu=/usr/bin/true --disable-systemd \
            --disable-blktap2
    )
}

xen_make() { # the same words each time, or objects of two kinds get mixed
    clean_env make --no-print-directory CC="$cc" PYTHON=/usr/bin/python3 \
        $([ "$clang" != y ] || echo clang=y) "$@"
}

# libxl's headers by one name only: where a dependency file has the absolute
# path of a generated one, make sees two targets and makes both at once, and
# the two runs of the generator take each other's files away.
name_headers_once() { # TREE
    find "$1/tools/libxl" -maxdepth 1 -name '.*.d' -exec \
        sed -i -e 's,/[^ ]*/tools/libxl/\([^/ ]*\.h\),\1,g' {} +
}

make_tools() { # TREE: with debug information, for the comparison
    name_headers_once "$1" || return
    for dir in $tool_dirs; do
        xen_make -C "$1/tools/$dir" EXTRA_CFLAGS_XEN_TOOLS=-g || return
    done
}

# What callers and the comparison see: include/ and lib/ as installed, bin/xl
# and bin/testidl, private/ for a header whose types libxenguest's exported
# functions take although it is not installed.
install_tools() { # TREE PREFIX
    rm -rf "$2" "$2.root"
    # Upstream's install takes this one folder for granted.
    mkdir -p "$2/bin" "$2/private" "$2.root/usr/local/share/pkgconfig" || return
    for dir in $tool_dirs; do
        xen_make -j1 -C "$1/tools/$dir" EXTRA_CFLAGS_XEN_TOOLS=-g \
            DESTDIR="$2.root" install || return
    done
    mv "$2.root/usr/local/include" "$2.root/usr/local/lib" "$2" &&
        cp "$2.root/usr/local/sbin/xl" "$2.root/usr/local/sbin/xenstored" \
            "$1/tools/libxl/testidl" "$2/bin" &&
        cp "$1/tools/libxc/include/xc_dom.h" "$2/private" &&
        mkdir -p "$2/private/xen" &&
        cp -RL "$1/tools/include/xen/libelf" "$2/private/xen" &&
        rm -rf "$2.root"
}

# What quilt touched in TREE, one path a line.
touched() {
    (cd "$1/.pc" && find . -mindepth 2 -type f ! -name .timestamp) |
        cut -d / -f 3- | sort -u
}
