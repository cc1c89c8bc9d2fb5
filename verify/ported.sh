# SPDX-License-Identifier: LGPL-2.1-only
# What bpq port is given and what it wrote.  To be sourced, with ROOT, after
# mk/results/results.sh.

# copy_plans FOLDER: copy the plans of all branches, as they depend on each other, with
# the user's own patches.
copy_plans() (
    cd "$ROOT" && mkdir -p "$1" && cp -R compat "$1" || exit
    for file in series-*/series series-*/lock series-*/resolutions series-*/local; do
        [ ! -e "$file" ] || { mkdir -p "$1/${file%/*}" && cp -R "$file" "$1/${file%/*}"; } || exit
    done
)

# port_records BRANCH BASE FOLDER: the records of the patches in the series that bpq port
# wrote into the folder
port_records() {
    results_jq -n -R -c --arg branch "$1" --arg base "$2" '
        def last_one(f): if . == [] then . else .[-1] |= f end;
        reduce inputs as $line ([];
            if $line | test("^[^#].*\\.patch") then
                . + [{record: "patch", branch: $branch, base: $base, patch: ($line | split(" ")[0]),
                      state: "ported", class: "", rules: []}
                     + ($line | capture(" # pick (?<of>[0-9a-f]{40})$") // {})]
            elif $line | startswith("#+ of ") then last_one(.of = $line[6:])
            elif $line | startswith("# class: ") then last_one(.class = $line[9:])
            elif $line | startswith("# rule: ") then last_one(.rules += [$line[8:]])
            else ($line | capture("^# (?<state>left out|conflict): (?<what>.*?): (?<note>.*)$") // null) as $it
                | if $it then . + [{record: "patch", branch: $branch, base: $base, patch: $it.what,
                                    state: $it.state, class: "", rules: [], note: $it.note}] else . end
            end) | .[]' "$3/series"
}
