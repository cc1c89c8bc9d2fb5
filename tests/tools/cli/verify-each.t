# SPDX-License-Identifier: LGPL-2.1-only
# verify-branch on a toy: EACH=1, which builds after every patch, and the ways to apply
# a queue.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
needs 'EACH=1 on a toy' series check verify
toy_xen
toy_root
W=$R/out/4.9/RELEASE-4.9.4

each() { # [NAME=VALUE]...: up to the new library; $logs: what was built
    rm -rf "$W/logs/each"
    vb EACH=1 UNTIL=build-new "$@"
    logs=$(ls "$W/logs/each" 2>/dev/null | tr '\n' ' ')
}

plan docs.patch "$DOCS_ID" flag.patch "$FLAG_ID"
each
is 'a queue that builds at every point' "$rc" 0
like 'its line says how many patches build' "$(line each)" '^each +ok .* 2 patches build one after the other, 1 change nothing that is built, 1 of group toolchain at once'
like 'a patch that changes nothing that is built has a row' "$out" '^ +docs\.patch: nothing is built'
like 'a source file of the hypervisor is built after its patch' "$(cat "$W/logs/each.log")" \
    '^api\.patch: .*libxl.* xen/arch/x86/traps\.o'
is 'the base and each patch are built' "$logs" 'api.patch.log base.log docs.patch.log flag.patch.log '
like 'git am makes the same tree' "$out" '^ +git am: the same tree'
like 'patch makes the same tree' "$out" '^ +patch -p1 -F0: the same tree'
each
like 'with nothing changed nothing is done' "$(line each)" 'ok, as before'
plan docs.patch "$DOCS_ID" flag.patch "$FLAG_ID" header.patch "$HEADER_ID"
each
is 'with one more patch, only that is built' "$rc:$logs" '0:header.patch.log '

plan broken.patch "$BROKEN_ID" mended.patch "$MENDED_ID" docs.patch "$DOCS_ID"
each
is 'a patch that does not build, though the queue does: no' "$rc" 1
like 'the first such patch is named, with its log' "$(line each)" \
    'no .*broken\.patch, 3 of 5, does not build; see out/4\.9/RELEASE-4\.9\.4/logs/each/broken\.patch\.log'
like 'the log has the error' "$(cat "$W/logs/each/broken.patch.log")" 'xenlight\.c:[0-9]+:.*error'
is 'no later patch was built' "$logs" 'broken.patch.log '
like 'the whole queue builds' "$(line build-new)" '^build-new +ok '
plan flag.patch "$FLAG_ID" header.patch "$HEADER_ID" lost.patch "$LOST_ID" trap.patch "$TRAP_ID"
each
like 'a file of the hypervisor that does not build: no' "$(line each)" 'no .*trap\.patch, 6 of 6, does not build'
plan broken.patch "$BROKEN_ID"
vb UNTIL=build-new
like 'without EACH the step does not run' "$(line each)" '^$'

rm -rf "$W"
plan
mk -j2 verify-branch XEN="$X" EACH=1
like 'make -j2 EACH=1' "$out" '^each +ok '

# Interrupted at the second patch; the toy's xl waits while $SLOW is there.
plan
rm -rf "$W"
each
plan docs.patch "$DOCS_ID" flag.patch "$FLAG_ID"
touch "$SLOW"
rm -f "$SLOW.on"
(cd "$R" && exec setsid env --default-signal -u MAKEFLAGS -u MFLAGS \
    -u MAKELEVEL make -s verify-branch XEN="$X" EACH=1) >"$T/out" 2>&1 &
pid=$!
wait_for "$SLOW.on"
kill -INT "-$pid"
wait $pid
rm -f "$SLOW"
like 'interrupted: the message names the step' "$(cat "$T/out")" 'interrupted in each; the same command goes on'
each
is 'the same command goes on, at that patch' "$rc:$logs" '0:flag.patch.log '

# Patches of the user's own, which need not be mails.
plan
mkdir -p "$R/series-4.9/local"
mine() { # NAME FILE TEXT
    g show "RELEASE-4.9.4:$2" >"$T/old" && sed "1a /* $1 */" "$T/old" >"$T/new"
    { echo "$3"; diff -u --label "a/$2" --label "b/$2" "$T/old" "$T/new"; } >"$R/series-4.9/local/$1.patch"
    echo "$1.patch" >>"$R/series-4.9/local/series"
}
mine text tools/libxl/level.h 'Only a text.'
mine mail tools/libxl/xenlight.c "$(printf 'From: Me <me@example.org>\nDate: Sun, 22 Nov 2026 12:00:00 +0000\nSubject: mine\n\nText.')"
mine bare tools/libxl/libxl_utils.h ''
mine from tools/libxc/xenctrl.c 'From here on, we need this.'
mine idea tools/libxc/xenguest.c 'From: an idea of mine, without address'
mine yesterday tools/include/xen/libelf/libelf.h "$(printf 'From: Me <me@example.org>\nDate: yesterday, or so\nSubject: mine\n\nText.\n')"
mine blanks tools/libxc/include/xenctrl.h '   '
mine dep3 tools/libxc/include/xenguest.h "$(printf 'Description: mine\nAuthor: Me <me@example.org>\n')"
vb UNTIL=apply FORCE=1
is "the user's own patches: status" "$rc" 0
like "the user's own patches: how they are applied" "$out" '^ +git am, and git apply where the patch is no mail \(7\): the same tree$'
rm -r "$R/series-4.9/local"

# A careless generator, whose queue counts as changed by hand.
careless() { # SED or AWK command line, over api.patch
    cat >"$R/build/bpq" <<EOF
#!/bin/sh
'$ROOT/build/bpq' "\$@" || exit
[ "\$1" = series ] || exit 0
cd '$R/series-4.9/RELEASE-4.9.4' && $1 api.patch >new && mv new api.patch
EOF
}
plan
rm "$R/build/bpq"
careless "sed -e '1,/^---\$/d'"
chmod +x "$R/build/bpq"
vb UNTIL=apply FORCE=1
is 'a patch without mail headers, which git am refuses: no' "$rc" 1
like 'the line says that git am does not apply it' "$(line apply)" 'no .*git am: does not apply the queue'
careless "sed -e 's/^@@ -\\([1-9]\\),\\([0-9]*\\) +\\([1-9]\\),/@@ -1\\1,\\2 +1\\3,/'"
vb UNTIL=apply FORCE=1
is 'a hunk that is not where the patch says: no' "$rc" 1
like 'the line says that patch gives another tree' "$(line apply)" 'no .*patch -p1 -F0: [0-9a-f]{40}, quilt'
done_testing
