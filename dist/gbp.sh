# SPDX-License-Identifier: LGPL-2.1-only
# FORMAT=gbp: debian/patches, each as `gbp pq export` of git-buildpackage writes it.
# Sourced by dist/write.
. "$ROOT/dist/debian.sh"

# in_repository: a repository of Debian's kind, with the base's files and debian/patches
in_repository() {
    rm -rf "$work/gbp" && mkdir "$work/gbp" && at_base &&
        plain_git ls-files -z -t | sed -z -n 's/^H //p' | xargs -0 -r cp -P --parents -t "$work/gbp" -- &&
        cp -r "$new/debian" "$work/gbp" && cd "$work/gbp" &&
        printf 'Source: xen\nMaintainer: %s <%s>\n' "$GIT_COMMITTER_NAME" "$GIT_COMMITTER_EMAIL" >debian/control &&
        plain_git init -q -b packaging --template= && plain_git add -A -f && plain_git commit -q -m 'The base'
}
# clean_gbp COMMAND...: gbp without the user's and the system's settings
clean_gbp() {
    env GBP_CONF_FILES=/dev/null GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 \
        GIT_ATTR_NOSYSTEM=1 gbp "$@"
}
(in_repository && clean_gbp pq import && clean_gbp pq export) ||
    stop 1 "gbp pq: $(grep -m 1 -E '^gbp:error|No space' "$work/log")"
rm -rf "$new/debian/patches" && cp -r "$work/gbp/debian/patches" "$new/debian/patches" || unwritten
cd "$work/repository" && at_base || unwritten
got=$(QUEUE=$new/debian/patches by_patch) || stop 1 'patch does not apply what gbp pq wrote'
same_tree "$got" 'gbp pq import and export'
