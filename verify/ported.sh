# SPDX-License-Identifier: LGPL-2.1-only
# What is asked for of advisories, what bpq port is given, and what it says.  To be
# sourced, with ROOT, after mk/results/results.sh.

# number_of_xsa NAME: the number in 327, XSA-327 or xsa327; status 1 if it is none
number_of_xsa() {
    number=${1#[Xx][Ss][Aa]}
    number=${number#-}
    case $number in '' | *[!0-9]*) return 1 ;; esac
    echo "$number"
}

# asked_bases: "BRANCH BASE" of the newest release of each branch that $BRANCH names, one
# or several, or all
asked_bases() (
    set -f # words from the user are not patterns
    set -- ${BRANCH:-all}
    [ "$*" != all ] || set --
    exec "$ROOT/build/bpq" bases --newest -- "$@"
)

# copy_plans FOLDER: copy the plans of all branches, as they depend on each other, with
# the user's own patches.
copy_plans() (
    cd "$ROOT" && mkdir -p "$1" && cp -R compat "$1" || exit
    for file in series-*/series series-*/lock series-*/resolutions series-*/local; do
        [ ! -e "$file" ] || { mkdir -p "$1/${file%/*}" && cp -R "$file" "$1/${file%/*}"; } || exit
    done
)

# port_records BRANCH BASE FILE: the records of the patches, of the lines that bpq port
# --format json printed into the file
port_records() {
    results_jq -c --arg branch "$1" --arg base "$2" '{record: "patch", $branch, $base} + del(.plan)' "$3"
}
