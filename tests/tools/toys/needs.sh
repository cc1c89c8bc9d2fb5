# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced by tests that cannot run without some programs.

# needs WHAT VERB...: end here, with WHAT skipped, if something is missing for these
# verbs of mk/deps.list
needs() {
    needs_what=$1
    shift
    needs_said=$(sh mk/deps need "$@" 2>&1) && return
    skip "$needs_what" "$(printf '%s\n' "$needs_said" | head -n 1)"
    done_testing
}
