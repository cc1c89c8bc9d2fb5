# SPDX-License-Identifier: LGPL-2.1-only
# Uses build/bpq
# Which base is meant, and where verify-branch works on it.  To be sourced, with ROOT.

# recorded_of BRANCH: the base that its records are of.
recorded_of() {
    sed -n 's/^# base //p' "tests/libxl/records/$1/old" 2>/dev/null
}

# newest_release BRANCH [OPTION...]: the newest release among the bases of its plan.
newest_release() {
    newest_of=$("$ROOT/build/bpq" bases --newest "$@") && echo "${newest_of#* }"
}

# folder_of BRANCH BASE: where verify-branch works on it
folder_of() {
    echo "${VERIFY_OUT:-$ROOT/out}/$1/${recorded:+recorded-}$(echo "$2" | tr '/ ' '--')${WITHOUT:+-without-$(echo $WITHOUT | tr ' ' '-')}"
}
