# SPDX-License-Identifier: LGPL-2.1-only
# The step `same' of make boot-branch: what of two hosts is the same, with toys for them.
. tests/tap.sh
R=$T/r W=$T/w
mkdir -p "$R/host/guests" "$R/host/programs" "$R/boot" "$W/boot/tools/lib" "$W/tmp"
cp -R mk verify "$R/" && cp -R boot/steps boot/dom0 boot/same.* "$R/boot/"
printf 'all:\n\tmkdir -p $(OUT) && cd $(OUT) && touch pv pvh shim off ramdisk\n' >"$R/host/guests/guests.mk"
printf '$(BIN)/new/facts:\n\tmkdir -p $(@D) && touch $@\n' >"$R/host/programs/programs.mk"
cat >"$R/host/host.mk" <<'END'
tells:
	mkdir -p $(OUT)/tells && cd $(OUT)/tells && for one in answers domains memory refusals running settings; do \
	    { echo '#!/bin/sh'; echo "echo '#### hypercalls: $$one'; echo 'err[1]: -22'"; } >$$one && chmod +x $$one || exit; done
END
printf 'cat %s\nexit $(cat %s)\n' "$T/here" "$T/here-rc" >"$R/host/run"
cat >"$R/boot/run" <<END
while [ "\$1" != --out ]; do shift; done
mkdir -p "\$2/share/files"
[ ! -e "$T/real" ] || cat "$T/real" "$T/told" >"\$2/share/files/same.out"
cat "$T/said" >&2
exit \$(cat "$T/rc")
END
for one in answers domains memory refusals running settings; do
    echo "#### hypercalls: $one"
    echo 'err[1]: -22'
done >"$T/told"
: >"$T/said" && echo 0 >"$T/rc" && echo 0 >"$T/here-rc"
same() { # the step; its rows go to $rows, its records to $T/tests
    : >"$T/note" && : >"$T/rows" && : >"$T/tests"
    run env ROOT="$R" WORK="$W" BRANCH=4.9 STEP='boot same' CC=gcc ARCH= NOTE="$T/note" ROWS="$T/rows" TESTS="$T/tests" sh "$R/boot/steps/same"
    rows=$(cat "$T/rows") note=$(cat "$T/note")
}
result() { jq -r --arg name "$1" 'select(.name == $name) | .result' "$T/tests"; } # ROW

both='#### pv: xl create -p g.cfg
status 0
g     1    32     1     -b----       0.0 00000000-0000-0000-0000-000000000001'
{
    echo "$both"
    echo '/vm/1/start_time = "1796093840.84"   (n0)'
    echo '/local/domain/1/store/ring-ref = "8388886"   (n0)'
} >"$T/here"
{
    echo "$both" | sed 's/ 0\.0 / 1.3 /'
    echo '/vm/1/start_time = "1796093860.21"   (n0)'
    echo '/local/domain/1/store/ring-ref = "516374"   (n0)'
} >"$T/real"
same
is 'times and machine frames are no difference' "$rc:$note:$rows" '0:7 passed, 0 failed, 0 skipped:'
is 'the records are of the rows' "$(result 'pv: xl create -p g.cfg') $(jq -r -s 'map(.suite) | unique | join(" ")' "$T/tests")" 'passed same'
ok 'both are left, to be compared' [ -s "$W/boot/same/real" ] && [ -s "$W/boot/same/simulated" ]

printf '#### pv: xl list\n-b----\nonly real\n#### pv: xl pause g\nstatus 0\n' >"$T/real"
printf '#### pv: xl list\n-b----\nonly here\n#### pv: xl pause g\nstatus 0\n' >"$T/here"
same
is 'a difference: status' "$rc:$note" '1:7 passed, 1 failed, 0 skipped'
is 'a difference: the lines' "$rows" 'FAILED pv: xl list           differs
           | real: only real
           | here: only here'
printf '#### pv: xl list\na\nb\n' >"$T/here" && printf '#### pv: xl list\nb\na\n' >"$T/real"
same
like 'another order is a difference' "$rc:$(echo "$rows" | tail -n 1)" '^1:.*the same lines in another order'

# A machine that ends in between says nothing of the row that it was at.
printf '#### pv: xl list\na\n#### pv: xl pause g\nhal' >"$T/real"
printf '#### pv: xl list\na\n#### pv: xl pause g\nhalf\n#### pv: xl unpause g\n' >"$T/here"
: >"$T/told" && echo 2 >"$T/rc" && echo 'boot: the machine went off' >"$T/said"
same
is 'a machine that goes off: status' "$rc" 1
is 'a machine that goes off: its rows' "$(result 'pv: xl list') $(result 'pv: xl pause g') $(result 'pv: xl unpause g')" 'passed failed skipped'
like 'a machine that goes off: why' "$(echo "$rows" | head -n 1)" '^FAILED pv: xl pause g .*the machine went off'
rm "$T/real"
same
is 'a machine that does not start' "$rc:$note" '2:the machine went off'
echo 3 >"$T/here-rc"
same
is 'a simulated host that does not start' "$rc:$note" '2:the simulated host does not run boot/dom0/same'
done_testing
