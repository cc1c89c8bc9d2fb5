# SPDX-License-Identifier: LGPL-2.1-only
# verify-branch without a clone of Xen: checks the plan, and runs callers with replicas
# made from recorded facts.  To be sourced by run.

real='give XEN=/path/to/xen.git (or git config xen.clone), or run make xen'

# Prints the base that the facts describe, or fails if there are none for this run.
recorded_base() {
    of=$(recorded_of "$BRANCH")
    if [ -z "$of" ]; then
        said=$(newest_release "$BRANCH" 2>&1) || die "${said#bpq: }"
        die "no clone of Xen: $real; nothing is recorded for $BRANCH"
    fi
    for what in "BASE=${BASE:-$of}" "OUT=${OUT:-}" "WITHOUT=${WITHOUT:-}" "EACH=${EACH:-}" \
        "LIBVIRT=${LIBVIRT:-}" "PLAN=${PLAN:-}"; do
        case $what in
        "BASE=$of" | *=) ;;
        *) die "$what: no clone of Xen, and there are records only for $of with its whole queue; $real" ;;
        esac
    done
    echo "$of"
}

# Runs the steps and prints the verdict.
verify_recorded() {
    echo "verify-branch: no clone of Xen: checking recorded facts about $base's libxl, not libxl itself; to check that, $real"
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
