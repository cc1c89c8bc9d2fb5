# SPDX-License-Identifier: LGPL-2.1-only
# Uses verify/python mk/progress.sh
# How a Xen tree is configured, built and installed.  To be sourced by steps.
# Everything runs in a clean environment: variables of the caller's shell do not
# change the libraries that are compared.

. "$ROOT/mk/progress.sh"

# ccache recognises an object wherever the tree is below this folder.
known_again=${CCACHE_BASEDIR:-${WORK:+$(readlink -f "$WORK/build")}}

# The old library's tree: a tree of its own, or the new library's.
old_tree() { readlink -f "$WORK/$([ -L "$WORK/build-old" ] && echo build-old || echo build)"; }

# Xen's configure uses the name of the Python that it is given, not the path.
python_first=$ROOT/verify/python

clean_env() {
    (
        for name in $(env | sed -n -e 's/^\([A-Za-z_][A-Za-z_0-9]*\)=.*/\1/p'); do
            case $name in
            PATH | HOME | TMPDIR | MAKEFLAGS) ;;
            APPEND_* | PREPEND_* | CCACHE_* | DISTCC_*) ;;
            SSH_AUTH_SOCK) ;; # of distcc's hosts
            *) unset "$name" ;;
            esac
        done
        export LC_ALL=C PYTHON=/usr/bin/python3 PATH="$python_first:$PATH"
        export CCACHE_BASEDIR="$known_again" CCACHE_NOHASHDIR=1
        exec env "$@"
    )
}

# The folders of the libraries and xl, in the order in which they depend on each other.
# A release may have their content elsewhere: 4.8 builds xl in libxl's folder.
tool_dirs='include libs libxc xenstore libxl xl'

configure_with() { # TREE [VARIABLE=VALUE | OPTION]...
    (
        cd "$1" || exit 2
        shift
        clean_env CC="$cc" ./configure --disable-xen --disable-docs \
            --disable-stubdom --disable-ocamltools \
            --disable-qemu-traditional --disable-rombios \
            --disable-seabios --disable-ovmf \
            --with-system-qemu=/usr/bin/true --disable-systemd \
            --disable-blktap2 "$@"
    )
}

configure_tools() { # TREE
    if [ -n "${cross:-}" ]; then configure_for "$1"; else configure_with "$1"; fi
}

# What each of Xen's makefiles would ask uname for, several times.
of_uname="XEN_OS=$(uname -s)"
[ "$(uname -m)" != x86_64 ] || of_uname="$of_uname XEN_COMPILE_ARCH=x86_64"

xen_make() { # the same arguments each time, or objects of two kinds get mixed
    clean_env $of_uname make --no-print-directory CC="$cc" PYTHON=/usr/bin/python3 \
        $([ "$clang" != y ] || echo clang=y) ${cross:-} "$@"
}

# Compiled by distcc, an object x.opic has a dependency file that speaks of x.o, and would
# not be made again when a header changes.
name_objects() { # TREE
    # shellcheck disable=SC2016 # the other shell's
    [ -z "${BY_DISTCC:-}" ] || find "$1/tools" -name '.*.opic.d' -exec sh -c 'for file; do
        name=${file##*/.}
        sed -i "1s/^[^ :]*:/${name%.d}:/" "$file" || exit
    done' sh {} +
}

# Makes dependency files use one name for each of libxl's headers.  If one has the
# absolute path of a generated header, make sees two targets and makes both at once,
# and the two runs of the generator remove each other's files.
name_headers_once() { # TREE
    name_objects "$1" && find "$1/tools/libxl" -maxdepth 1 -name '.*.d' -exec \
        sed -i -E -e 's,(^| )[^ ]*/tools/libxl/([^/ ]*\.h),\1\2,g' {} +
}

# Only types are compared.  Where variables and statements are is not, and computing
# that takes gcc a fifth of its time.
debug_flags=-g less='-fno-var-tracking -fno-var-tracking-assignments'
least="-gdwarf-4 $less -gno-statement-frontiers -gno-inline-points -gno-column-info"
takes() { echo | $cc -Werror "$@" -E - >/dev/null 2>&1; }
if [ "$clang" = y ]; then
    # valgrind cannot read clang's default debug format.  Today's clang warns about the
    # indentation of the parser that flex made.
    debug_flags='-gdwarf-4 -Wno-error=misleading-indentation'
elif takes $least; then
    debug_flags=$least
elif takes $less; then
    debug_flags="-g $less"
fi
# What distcc sends has its macros expanded, so columns are others there than here; without
# them an object is the same wherever it was compiled.
! [ "${BY_DISTCC:-}" ] || ! echo | $cc -Werror -gno-column-info -E - >/dev/null 2>&1 ||
    debug_flags="$debug_flags -gno-column-info"

make_folder() { # TREE FOLDER [ARGUMENT]...: with debug information
    in=$1/tools/$2
    shift 2
    xen_make -C "$in" EXTRA_CFLAGS_XEN_TOOLS="$debug_flags" "$@"
}

# calls_from_now: for progress, the compilers in the step's log that come from now on
calls_from_now() { echo "calls $(compiler_calls "$STEP_LOG") $STEP_LOG"; }
# The same, and how many objects of all that make compiles are done.
make_and_show() { # TREE FOLDER [ARGUMENT]...
    if [ -n "${BPQ_PROGRESS:-}" ]; then
        progress "$2: compile" "$(calls_from_now)" \
            "$(make_folder "$@" -n 2>/dev/null | grep -c -e ' -c ')"
    fi
    make_folder "$@"
}

# The folders of the small libraries, in the order in which they depend on each other.
small_libraries() { # TREE
    [ ! -e "$1/tools/libs/Makefile" ] || sed -n 's/^SUBDIRS-y *[:+]= *//p' "$1/tools/libs/Makefile" | awk '!seen[$0]++'
}

# Makes what is compared and what callers need: shared libraries, libxl's static one,
# xenstored and xl.  make_rest makes the rest: static libraries and other programs.
make_libraries() { # TREE FOLDER...
    tree=$1
    shift
    name_headers_once "$tree" || return
    for folder in "$@"; do
        [ -d "$tree/tools/$folder" ] || continue
        case $folder in
        libs)
            for small in $(small_libraries "$tree"); do
                make_and_show "$tree" "libs/$small" "LIB=libxen$small.so" libs || return
            done
            ;;
        libxc) make_and_show "$tree" libxc LIB='libxenctrl.so libxenguest.so' ;;
        xenstore) make_and_show "$tree" xenstore ALL_TARGETS='libxenstore.so xenstored' ;;
        libxl)
            make_and_show "$tree" libxl TEST_PROGS= \
                CLIENTS="$([ -d "$tree/tools/xl" ] || echo xl)"
            ;;
        *) make_and_show "$tree" "$folder" ;;
        esac || return
    done
}
make_rest() { # TREE
    name_headers_once "$1" || return
    for folder in $tool_dirs helpers; do
        [ ! -d "$1/tools/$folder" ] || make_and_show "$1" "$folder" || return
    done
}

# Copies what callers and the comparison use: include/ and lib/ as installed, bin/xl,
# and private/ for a header that is not installed, but whose types libxenguest's
# exported functions take.  libxl's headers are those that its makefile would install:
# the queue adds some.
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

# The files that quilt touched in TREE, one path a line.
touched() {
    (cd "$1/.pc" && find . -mindepth 2 -type f ! -name .timestamp) |
        cut -d / -f 3- | sort -u
}
