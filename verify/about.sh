# SPDX-License-Identifier: LGPL-2.1-only
# What the results say of the run itself.  To be sourced by run and boot/branch; needs verify/clone.sh
# and mk/results/results.sh.

# first_line COMMAND...: the first line that it prints, "" if it is not there
first_line() { "$@" 2>/dev/null </dev/null | sed -n 1p; }

# repository: the commit of this repository, and whether files differ from it
repository() {
    [ "$(own_git rev-parse --show-toplevel 2>/dev/null)" = "$ROOT" ] && own_git rev-parse -q --verify HEAD >/dev/null || return 0
    own_git diff --quiet HEAD 2>/dev/null && changed= || changed=', with changes'
    echo "$(own_git rev-parse HEAD)$changed"
}

# about_run: the requirements, and facts of the environment, as records
about_run() (
    unset STEP
    [ ! -r docs/requirements.md ] ||
        results_jq -n -R -c 'include "requirements"; requirements' docs/requirements.md || exit
    of=${SENT_OF:-$(repository)}
    fact 'this repository' "${of:-not a git checkout}"
    fact system "$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-}")"
    fact kernel "$(uname -sr)"
    fact machine "$(uname -m), $(nproc) processors"
    for tool in git quilt abidiff valgrind clang spatch qemu-aarch64-static; do
        said=$(first_line "$tool" --version)
        [ -z "$said" ] || fact "$tool" "$said"
    done
)

# about_commit, about_trees: what was verified.  Bases with the same trees have the same
# results, but for the commit.
# shellcheck disable=SC2154 # of run
about_commit() (
    unset STEP
    fact 'commit of the base' "$base_commit"
)
# shellcheck disable=SC2154
about_trees() (
    unset STEP
    local_patches=$(build/bpq queue "$QUEUE" local)
    [ -z "$local_patches" ] || fact 'your own patches' "series-$BRANCH/local"
    fact 'tree of the base' "$(plain_git -C "$CLONE" rev-parse "$base_commit^{tree}")" &&
        fact 'tree with the queue' "$tree"
)

# of_boot: in words, whether the queue's tree was booted, when, and with what answer; empty
# if that is not known
# shellcheck disable=SC2154
of_boot() {
    how="make boot-branch BRANCH=$BRANCH BASE=$base${WITHOUT:+ WITHOUT=\"$WITHOUT\"} boots it"
    [ -e "$work/boot/results.jsonl" ] || { echo "not booted; $how"; return; }
    results_jq -n -R -r --arg tree "$tree" --arg how "$how" --arg page "$(shown "$work/boot/report.html")" 'include "results";
        results | .run.began as $when | if ([.facts[] | select(.name == "tree with the queue")][0].value) != $tree then
            "what was booted at \($when) was another tree; \($how)"
        elif .end.answer == "ok" then "booted at \($when): all guests ran" +
            ([.steps[].step] as $steps | if $steps | index("boot same") then "" else ", up to the table \($steps[-1] | ltrimstr("boot "))" end)
        elif .end.answer == "no" then "booted at \($when): NO, see \($page)"
        else "not booted, though begun at \($when); \($how)" end' "$work/boot/results.jsonl"
}
