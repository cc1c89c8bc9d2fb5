# SPDX-License-Identifier: LGPL-2.1-only
# Uses build/bpq
# Finds the base of a run, and the folder in which verify-branch works on it.  To be
# sourced, with ROOT.

# recorded_of BRANCH: the base that the branch's records describe.
recorded_of() {
    sed -n 's/^# base //p' "tests/libxl/records/$1/old" 2>/dev/null
}

# newest_release BRANCH [OPTION...]: the newest release among the bases of the plan.
newest_release() {
    newest_of=$("$ROOT/build/bpq" bases --newest "$@") && echo "${newest_of#* }"
}

# one_base: end here if all bases are asked for
one_base() { [ "${BASE:-}" != all ] || die 'BASE=all: this is done for one base; name it'; }

# name_of BASE: as part of a file's name, without blanks and slashes
name_of() { echo "$1" | tr '/ ' '--'; }

# folder_of BRANCH BASE: the folder in which verify-branch works on it
folder_of() {
    echo "${VERIFY_OUT:-$ROOT/out}/$1/${recorded:+recorded-}$(name_of "$2")${WITHOUT:+-without-$(echo $WITHOUT | tr ' ' '-')}"
}
