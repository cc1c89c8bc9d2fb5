# SPDX-License-Identifier: LGPL-2.1-only
# What comes back from a machine.  The machine may be broken, or somebody else's by now, so
# nothing of it is used that was not looked at: an archive has the files that may be in it
# and no others, its records are what pvh-results(5) says, and they are of what was asked.
# Whether an answer is true only the machine knows.  To be sourced in the repository's root,
# with ROOT, after verify/lib.sh, and with $folder, where prepare has left what was asked.
#
# The archive of a base has
#     all/BRANCH-BASE.record  the record "base"
#     all/BRANCH-BASE.log     the output of verify-branch
#     all/BRANCH-BASE.key     what its results are kept by in out/results, if the base holds
#     BRANCH/BASE/            results.jsonl, reports and logs
# and nothing that is made from results.jsonl.

# The most that is unpacked, in bytes; that of a whole base is some millions.
most=1000000000

# folder_in BRANCH BASE: the folder of a base in the archive
folder_in() { echo "$1/$(basename "$(folder_of "$1" "$2")")"; }

# may_be_in BRANCH BASE: an extended regular expression for the files of a base.  What
# scripts look for in such a folder, as stamps, is not among them.
may_be_in() {
    plain_name='[A-Za-z0-9_+=,@%-][A-Za-z0-9_+=,@%:.-]*'
    printf 'all/%s[.](record|log|key)|%s/(%s|%s)' "$(literal "$1-$(name_of "$2")")" "$(literal "$(folder_in "$1" "$2")")" \
        "results[.]jsonl|abi[.]report|places|[a-z-]+[.]rows|logs(/$plain_name)+" \
        "(callers|compat|guard|host|libvirt|matrix|records)/($plain_name/)*${plain_name}[.](jsonl|tap|xml|log)"
}
literal() { printf '%s' "$1" | sed 's/[^A-Za-z0-9_/-]/[&]/g'; } # TEXT in such an expression

# unpack_arrival ARCHIVE INTO BRANCH BASE: unpack an archive of a base into a new folder.
# Status 1: it cannot be used, and why is printed.  2: it cannot be written.
unpack_arrival() {
    rm -rf "$2" "$2.tar" "$2.part" && mkdir -p "$2" || return 2
    { gzip -dc <"$1" 2>/dev/null || : >"$2.part"; } | head -c "$most" >"$2.tar" || return 2
    may=$(may_be_in "$3" "$4")
    # tar prints a name that is not plain with backslashes.
    if [ -e "$2.part" ] || ! tar -tvf "$2.tar" >"$2.kinds" 2>/dev/null || ! tar -tf "$2.tar" >"$2.names" 2>/dev/null || [ ! -s "$2.names" ]; then
        why='its answer is not a whole archive'
    elif grep -q -v '^-' "$2.kinds"; then
        why='its answer has links, or what else is no file'
    elif odd=$(grep -E -v -x -m 1 -e "$may" "$2.names"); then
        why="its answer has a file that does not belong there, $(printf '%.60s' "$odd")"
    elif [ -n "$(sort "$2.names" | uniq -d)" ]; then
        why='its answer has a file twice'
    elif ! tar -xf "$2.tar" -C "$2" --no-same-owner --no-same-permissions --delay-directory-restore 2>/dev/null; then
        why='its answer cannot be unpacked'
    else
        why=
        find "$2" -type f -exec chmod 644 {} +
    fi
    rm -f "$2.tar" "$2.part" "$2.kinds" "$2.names"
    [ -z "$why" ] || { printf '%s\n' "$why"; return 1; }
}

# believable FOLDER BRANCH BASE [here]: are the records of what was unpacked what was
# asked for?  Here there is only the record "base", as the rest is where it belongs.
# Status 1: no, and why is printed.
believable() {
    of=$1/$(folder_in "$2" "$3") name=$2-$(name_of "$3") key=/dev/null
    [ ! -e "$1/all/$name.key" ] || key=$1/all/$name.key
    records=$of/results.jsonl
    [ -e "$records" ] || records=/dev/null
    # shellcheck disable=SC2154 # $folder is of who sources this
    why=$(results_jq -L verify/machines -n -R -r --slurpfile schema mk/results/schema.json \
        --rawfile record "$1/all/$name.record" --rawfile key "$key" \
        --arg branch "$2" --arg base "$3" --arg log "out/all/$name.log" --arg without "${WITHOUT:-}" \
        --arg steps "$(steps_of_queue | sed "s/ ${UNTIL:-the end} .*/ ${UNTIL:-}/")" \
        --arg commits "$(awk -v base="$3" '$1 == base { print $2, $3 }' "$folder/commits")" --arg here "${4:-}" \
        'include "arrival"; why_not' "$records" 2>/dev/null) || why='its records cannot be read'
    [ -n "$why" ] || why=$(find "$1/$2" -mindepth 3 -name '*.jsonl' ! -path "$of/logs/*" 2>/dev/null | while read -r file; do
        results_jq -L verify/machines -n -R -r --slurpfile schema mk/results/schema.json 'include "arrival"; why_not_below' "$file" 2>/dev/null ||
            echo 'its records cannot be read'
    done | head -n 1)
    [ -z "$why" ] || { printf '%s\n' "$why"; return 1; }
}
