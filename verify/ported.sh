# SPDX-License-Identifier: LGPL-2.1-only
# What bpq port is given and what it says.  To be sourced, with ROOT, after
# mk/results/results.sh.

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
