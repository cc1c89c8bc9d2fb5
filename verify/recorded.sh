# SPDX-License-Identifier: LGPL-2.1-only
# verify-branch where there is no clone of Xen: what the repository holds, and
# callers with replicas made from recorded facts.  To be sourced by run.

real='give XEN=/path/to/xen.git (or git config xen.clone), or run make xen'

# Prints which base the facts are about, or ends with the reason why there is
# nothing to go by.
recorded_base() {
    of=$(recorded_of "$BRANCH")
    if [ -z "$of" ]; then
        said=$(newest_release "$BRANCH" 2>&1) || die "${said#bpq: }"
        die "no clone of Xen: $real; of $BRANCH nothing is recorded that could do without"
    fi
    for what in "BASE=${BASE:-$of}" "OUT=${OUT:-}" "WITHOUT=${WITHOUT:-}" "EACH=${EACH:-}" \
        "LIBVIRT=${LIBVIRT:-}" "PLAN=${PLAN:-}"; do
        case $what in
        "BASE=$of" | *=) ;;
        *) die "$what: no clone of Xen, and records are of $of and its whole queue only; $real" ;;
        esac
    done
    echo "$of"
}

# Its steps, and the verdict.
verify_recorded() {
    echo "verify-branch: no clone of Xen: recorded facts about $base's libxl are looked at, not libxl itself; for that $real"
    about="; these were recorded facts, not libxl: $real"
    export CC="${CC:-gcc}"
    compiler=$($CC --version 2>&1)
    step plan always
    must replicas "$work/new" "$compiler"
    replicas=$key
    step compat "$work/compat" "$replicas"
    export COLUMNS_OF_MATRIX="${COLUMNS_OF_MATRIX:-default}"
    step matrix "$work/matrix" "$replicas" "$COLUMNS_OF_MATRIX ${TOOLS_OF_MATRIX:-}"
    verdict
}
