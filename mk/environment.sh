# SPDX-License-Identifier: LGPL-2.1-only
# What every program that this project starts may see of the environment: what is
# named here, and nothing else.  Git, patch, quilt, make, the shells and their
# helpers know some hundred variables with which somebody's habits would change
# an answer.  To be sourced by each script that is run from outside, as its first
# command and with the script's own arguments.
#
# The script begins once more, in the environment wanted.  exec keeps the process
# id, by which it is known that this was done.
if [ "${BPQ_CLEAN:-}" != $$ ]; then
    seen() { # NAME: may it be seen?
        case $1 in
        # the machine and the user
        PATH | HOME | TMPDIR | TERM | USER | LOGNAME | NO_COLOR) ;;
        # how the network is reached
        *_proxy | *_PROXY | SSH_AUTH_SOCK | GIT_SSH | GIT_SSH_COMMAND) ;;
        GIT_SSL_CAINFO | GIT_SSL_CAPATH | CURL_CA_BUNDLE | SSL_CERT_FILE | SSL_CERT_DIR) ;;
        # what make passes on: how many jobs, and its own variables, see below
        MAKEFLAGS | MAKELEVEL) ;;
        # how Xen is built: its makefiles document the first four
        APPEND_* | PREPEND_* | CCACHE_* | DISTCC_* | CC | CXX) ;;
        # where libraries of the user's own are, with which bpq and tests are built
        PKG_CONFIG_PATH | PKG_CONFIG_LIBDIR | CPATH | C_INCLUDE_PATH | LIBRARY_PATH | LD_LIBRARY_PATH) ;;
        # how packages are installed
        APT_CONFIG | SUDO_ASKPASS) ;;
        # the sanitizers' that a test is compiled with
        ASAN_OPTIONS | UBSAN_OPTIONS | LSAN_OPTIONS) ;;
        # this project's: see make help
        BRANCH | BASE | XEN | OUT | WITHOUT | LIBVIRT | EACH | BASES | FULL | KEEP | FORCE | UNLOCKED | XEN_URL) ;;
        UNTIL | JOBS) ;;
        # between its scripts alone: see verify/run and what is named so
        VERIFY_OUT | PLAN | TRIM | GUARD | COLUMNS_OF_MATRIX | TOOLS_OF_MATRIX | ROOT | WORK | OLD | NEW | RUN_ID | STEPS_ONLY | TAP_TIMES)
            [ -n "${BPQ_INSIDE:-}" ]
            ;;
        UPDATE | SPATCH | ODD_SEED | ODD_COMMITS | ODD_REFUSED | BPQ | BPQ_CACHE | CK_TAP_LOG_FILE_NAME | CK_XML_LOG_FILE_NAME | GUARD_ALL | HOST_* | CALLERS_* | TYPES_* | XENHOST_*) ;;
        *) return 1 ;;
        esac
    }
    # Says yes by 1, no by 0 or nothing.
    answer() { # NAME
        case $value in
        1) ;;
        '' | 0) return 1 ;;
        *)
            echo "$1=: 1 is yes, 0 or nothing is no, and this is neither; see make help" >&2
            exit 2
            ;;
        esac
    }
    # A line of some value may look like a variable: then there is none of that
    # name, or it is one that may be seen.
    set -- sh "$0" "$@"
    for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z_0-9]*\)=.*/\1/p'); do
        seen "$name" && eval "[ -n \"\${$name+set}\" ]" || continue
        eval "value=\$$name"
        case $name:$value in
        EACH:* | FULL:* | KEEP:* | FORCE:* | UNLOCKED:*) answer "$name" || continue ;;
        TMPDIR:/*) [ -d "$value" ] && [ -w "$value" ] || continue ;; # or nobody could use it
        TMPDIR:*) continue ;;
        OUT:'~/'* | LIBVIRT:'~/'*) value=${HOME:-}${value#?} ;; # not every shell expands it
        esac
        set -- "$name=$value" "$@"
    done
    # Programs die without a home.
    exec env -i HOME=/ LC_ALL=C BPQ_CLEAN=$$ BPQ_INSIDE=y "$@"
fi
unset BPQ_CLEAN
