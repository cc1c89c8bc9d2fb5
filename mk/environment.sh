# SPDX-License-Identifier: LGPL-2.1-only
# Programs that this project starts see only the variables that are named here.  Git,
# patch, quilt, make, shells and their helpers read about a hundred variables by which
# a user's settings would change a result.  Each script that is run from outside
# sources this file as its first command, with the script's own arguments; a variable
# takes before it names what only this script may see.
#
# The script is then started again in the clean environment.  exec keeps the process
# id; BPQ_CLEAN has it, so the script knows that this was done.
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
        BRANCH | BASE | ARCH | XEN | OUT | WITHOUT | LIBVIRT | EACH | BASES | FULL | KEEP | FORCE | UNLOCKED | XEN_URL) ;;
        UNTIL | JOBS | FUZZ_SECONDS | FUZZ_SEED | SINCE | XSA | NAME | COMMITS | FROM | ACCEPT | ADD | PAIRS | ONTO) ;;
        # Makefiles and programs of others read variables of such names, too, so a script
        # says in $takes that it wants them.
        FORMAT | PACKAGE | VERSION | REPO | PREFIX | DESTDIR | ON | ON_DIR | ON_LOCAL)
            case " ${takes:-} " in *" $1 "*) ;; *) return 1 ;; esac
            ;;
        # between this project's scripts only: see verify/run
        VERIFY_OUT | PLAN | TRIM | MACHINE | SENT_OF | PLAIN_CC | GUARD | COLUMNS_OF_MATRIX | TOOLS_OF_MATRIX | ROOT | WORK | OLD | NEW | RUN_ID | STEPS_ONLY | TAP_TIMES | \
            BPQ_PROGRESS | BPQ_PROGRESS_IN | GO_ON | WENT_ON | STEP_KEY | STEP_LOG)
            [ -n "${BPQ_INSIDE:-}" ]
            ;;
        UPDATE | SPATCH | ODD_SEED | ODD_COMMITS | ODD_REFUSED | BPQ | BPQ_CACHE | BPQ_PROGRESS_SECONDS | CK_TAP_LOG_FILE_NAME | CK_XML_LOG_FILE_NAME | GUARD_ALL | HOST_* | CALLERS_* | TYPES_* | XENHOST_* | BOOT_PATIENCE) ;;
        *) return 1 ;;
        esac
    }
    # 1 means yes; 0 or nothing means no.
    answer() { # NAME
        case $value in
        1) ;;
        '' | 0) return 1 ;;
        *)
            echo "$1=: give 1 for yes, 0 or nothing for no; see make help" >&2
            exit 2
            ;;
        esac
    }
    # A line within a value may look like a variable, so each name is checked.
    set -- sh "$0" "$@"
    for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z_0-9]*\)=.*/\1/p'); do
        seen "$name" && eval "[ -n \"\${$name+set}\" ]" || continue
        eval "value=\$$name"
        case $name:$value in
        EACH:* | ON_LOCAL:* | FULL:* | KEEP:* | FORCE:* | UNLOCKED:* | ADD:*) answer "$name" || continue ;;
        TMPDIR:/*) [ -d "$value" ] && [ -w "$value" ] || continue ;;
        TMPDIR:*) continue ;;
        OUT:'~/'* | LIBVIRT:'~/'* | PREFIX:'~/'* | DESTDIR:'~/'* | REPO:'~/'* | FROM:'~/'* | PAIRS:'~/'*) value=${HOME:-}${value#?} ;; # not every shell expands it
        esac
        set -- "$name=$value" "$@"
    done
    # Some programs fail without HOME.
    exec env -i HOME=/ LC_ALL=C BPQ_CLEAN=$$ BPQ_INSIDE=y "$@"
fi
unset BPQ_CLEAN

# forget_request: unset make's variables, and those in which its caller says what to do,
# for programs that are to run as if nobody had asked for anything.
forget_request() {
    unset BRANCH BASE BASES ON ON_DIR ON_LOCAL ARCH XEN OUT WITHOUT EACH FULL KEEP FORCE UNLOCKED UNTIL SINCE XSA NAME COMMITS FROM \
        ACCEPT ADD PAIRS ONTO FORMAT PACKAGE VERSION REPO PREFIX DESTDIR LIBVIRT XEN_URL MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL \
        BPQ_PROGRESS BPQ_PROGRESS_IN GO_ON WENT_ON STEP_KEY STEP_LOG
}
