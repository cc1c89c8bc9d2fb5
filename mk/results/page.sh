# SPDX-License-Identifier: LGPL-2.1-only
# A results file as a page, and as one JSON document.  To be sourced after results.sh.

# as_document PROGRAM FILE [ARGUMENT...]: a jq program over the document of a file
as_document() {
    page_program=$1 page_file=$2
    shift 2
    results_jq -n -R --arg file "${page_file#"${ROOT:-.}/"}" --arg folder "$(place_of "$page_file")" \
        --argjson places "$(machine_places)" --argjson others "$(others_of "$page_file")" "$@" \
        "include \"results\"; include \"document\"; include \"html\"; results | whole(\$file) | document | $page_program" "$page_file"
}
# place_of FILE: its folder as a user may type it in this repository; for one that is
# elsewhere, where such a run leaves it
place_of() {
    case ${1%"${1##*/}"} in
    "${ROOT:-.}"/*) page_place=${1#"${ROOT:-.}"/}; echo "${page_place%"${page_place##*/}"}" ;;
    /*) sed 1q "$1" | results_jq -r 'include "results"; "out/" + ([.branch, .base, (.arch | select(. != "amd64"))] | map(values | file_name) | join("/")) + "/"' 2>/dev/null ;;
    *) echo "${1%"${1##*/}"}" ;;
    esac
}
# others_of FILE: an array of other runs of the same base whose results lie beside its:
# those of other architectures, advisories and the shim
others_of() {
    page_folder=${1%"${1##*/}"}
    for page_other in "$page_folder"*/results.jsonl "$page_folder"../../advisories/results.jsonl \
        "$page_folder"../../advisory/*/results.jsonl "$page_folder"../../shim/*/results.jsonl; do
        [ ! -r "$page_other" ] || results_jq -n -R -c --arg path "$(place_of "$page_other")" --slurpfile run "$1" \
            'include "results"; include "document"; results | other_run($run[0])' "$page_other"
    done 2>/dev/null | results_jq -n -c '[inputs]'
}
# pages_of FILE: an array of the pages of bases that exist, relative to the folder above
pages_of() {
    (cd -- "${1%"${1##*/}"}.." 2>/dev/null && for page_html in */*/report.html; do
        [ ! -f "$page_html" ] || printf '%s\n' "$page_html"
    done) | results_jq -n -R -c '[inputs]'
}

# json_of FILE, html_of FILE: print the document, or the page
json_of() { as_document . "$1"; }
html_of() {
    page_here=${ROOT:-.}/mk/results
    as_document page "$1" -r --arg css "$(cat "$page_here/picture.css" "$page_here/page.css")" --arg js "$(cat "$page_here/page.js")" \
        --argjson pages "$(pages_of "$1")"
}

# callers_of FILE, memory_of FILE: print a picture alone, as SVG
callers_of() { picture_of "$1" callers_alone; }
memory_of() { picture_of "$1" memory_alone; }
picture_of() {
    as_document "$2" "$1" -r --arg css "$(cat "${ROOT:-.}/mk/results/picture.css")"
}

# write_page FILE: write report.html beside it.  The page of the same base for amd64, if the
# file is of another architecture, shows this run, too, so it is made again.
write_page() {
    one_page "$1" || return
    page_above=$(dirname -- "$1")/../results.jsonl
    [ ! -e "$page_above" ] || [ ! -e "${page_above%/*}/report.html" ] ||
        one_page "$(cd -- "${page_above%/*}" && pwd)/results.jsonl" 2>/dev/null || :
}
one_page() { # FILE: whole or not at all
    page_html=$(dirname -- "$1")/report.html
    html_of "$1" >"$page_html.new" && mv "$page_html.new" "$page_html" || { rm -f "$page_html.new"; return 1; }
}
