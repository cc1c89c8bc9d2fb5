# SPDX-License-Identifier: LGPL-2.1-only
# Uses verify/python
# How a Xen tree is configured, built and installed.  To be sourced by steps.
# Everything runs in a clean environment: what happens to be set in the
# caller's shell does not reach the libraries that are compared.

# ccache knows an object again wherever the tree under here stands.
known_again=${CCACHE_BASEDIR:-${WORK:+$(readlink -f "$WORK/build")}}

# The old library's tree: the new one's, or a link to one of its own.
old_tree() { readlink -f "$WORK/$([ -L "$WORK/build-old" ] && echo build-old || echo build)"; }

# Xen's configure keeps the name of the Python that it is given, not the path.
python_first=$ROOT/verify/python

clean_env() {
    (
        for name in $(env | sed -n -e 's/^\([A-Za-z_][A-Za-z_0-9]*\)=.*/\1/p'); do
            case $name in
            PATH | HOME | TMPDIR | MAKEFLAGS) ;;
            APPEND_* | PREPEND_* | CCACHE_* | DISTCC_*) ;;
            *) unset "$name" ;;
            esac
        done
        export LC_ALL=C PYTHON=/usr/bin/python3 PATH="$python_first:$PATH"
        export CCACHE_BASEDIR="$known_again" CCACHE_NOHASHDIR=1
        exec env "$@"
    )
}

# What the libraries and xl need, in the order in which they need each other.
# A release that has not got one of the folders has what is in it elsewhere: 4.8
# makes xl, as a client of libxl's, in libxl's folder.
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
        sed -i -E -e 's,(^| )[^ ]*/tools/libxl/([^/ ]*\.h),\1\2,g' {} +
}

# Types are what is compared.  Where variables live while a function runs is
# not, and costs gcc a fifth of its time.
debug_flags=-g
if [ "$clang" = y ]; then
    # valgrind does not read what clang writes by itself.  The parser
    # that the tree has from flex is indented as no clang of today likes it.
    debug_flags='-gdwarf-4 -Wno-error=misleading-indentation'
elif echo | $cc -Werror -fno-var-tracking -fno-var-tracking-assignments -E - >/dev/null 2>&1; then
    debug_flags='-g -fno-var-tracking -fno-var-tracking-assignments'
fi

make_folder() { # TREE FOLDER [ARGUMENT]...: with debug information
    in=$1/tools/$2
    shift 2
    xen_make -C "$in" EXTRA_CFLAGS_XEN_TOOLS="$debug_flags" "$@"
}

# What is compared and what callers need: of libxc the shared libraries, of
# libxl no test programs.  make_rest makes what this leaves out.
make_libraries() { # TREE FOLDER...
    tree=$1
    shift
    name_headers_once "$tree" || return
    for folder in "$@"; do
        [ -d "$tree/tools/$folder" ] || continue
        case $folder in
        libxc) make_folder "$tree" libxc LIB='libxenctrl.so libxenguest.so' ;;
        libxl)
            make_folder "$tree" libxl TEST_PROGS= \
                CLIENTS="$([ -d "$tree/tools/xl" ] || echo xl)"
            ;;
        *) make_folder "$tree" "$folder" ;;
        esac || return
    done
}
make_rest() { # TREE
    name_headers_once "$1" || return
    for folder in $tool_dirs helpers; do
        [ ! -d "$1/tools/$folder" ] || make_folder "$1" "$folder" || return
    done
}

# What callers and the comparison see: include/ and lib/ as installed, bin/xl,
# private/ for a header whose types libxenguest's exported functions take
# although it is not installed.  The headers of libxl are those that its own
# makefile would install: the queue adds some.
save_prefix() { # TREE PREFIX
    rm -rf "$2"
    mkdir -p "$2/bin" "$2/lib" "$2/include" "$2/private/xen" || return
    headers=$(xen_make -n -C "$1/tools/libxl" CLIENTS= TEST_PROGS= DESTDIR=/dest install |
        sed -n 's,.*install -m0644 -p \(.*\.h\) /dest/[^ ]*/include$,\1,p')
    [ -n "$headers" ] || { echo "make install of libxl installs no header"; return 1; }
    (
        cd "$1/tools/libxl" && cp $headers "$2/include" &&
            cp -P lib*.so* lib*.a "$2/lib" &&
            cd ../libxc && cp -P lib*.so* "$2/lib" &&
            cp include/xenctrl*.h include/xenguest.h "$2/include" &&
            cp include/xc_dom.h "$2/private" &&
            cd ../xenstore && cp -P lib*.so* "$2/lib" && cp include/*.h "$2/include" &&
            cp xenstored "$2/bin" &&
            cp "../$([ -d ../xl ] && echo xl || echo libxl)/xl" "$2/bin" &&
            cp -RL ../include/xen "$2/include" &&
            mv "$2/include/xen/libelf" "$2/private/xen" || exit
        for lib in ../libs/*/; do
            [ ! -d "$lib/include" ] ||
                { cp -P "$lib"lib*.so* "$2/lib" && cp "$lib"include/*.h "$2/include"; } || exit
        done
    )
}

# What quilt touched in TREE, one path a line.
touched() {
    (cd "$1/.pc" && find . -mindepth 2 -type f ! -name .timestamp) |
        cut -d / -f 3- | sort -u
}
