# SPDX-License-Identifier: LGPL-2.1-only
# make boot-branch: its table, its answers, and what it leaves, with toys for builds, qemu
# and xl.
. tests/tap.sh
. tests/tools/toys/toyboot.sh
. tests/tools/toys/results.sh
. tests/tools/toys/needs.sh
needs 'make boot-branch with toys' check
R=$T/r
toy_boot
toy_tools_of_boot "$T/tools"
toy_branch
echo xen >"$T/xen"
W=$R/out/4.9/RELEASE-4.9.4/boot
branch() { # [NAME=VALUE]...: as make calls it
    rm -f "$T/state" "$T/guest-"* "$T/has-"*
    run sh -c 'cd "$0" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL BRANCH=4.9 XEN=/toy "$@" sh boot/branch' "$R" PATH="$T/bin:$PATH" "$@"
}
last() { printf '%s\n' "$out" | tail -n 1; }
row() { printf '%s\n' "$out" | sed -n "s/^ *\([^ ]* *$1: .*\)/\1/p" | head -n 1; } # NAME: its row of the table
guests() { branch UNTIL=guests "$@"; } # the first table alone
ran() { # the steps that were not "as before"
    printf '%s\n' "$out" | sed '/^step /,$d' | sed -n -E 's/^([a-z -]*[a-z]) +(ok|no|not run) .*/\1/p' | tr '\n' ' '
}

tree=$("$R/build/bpq" queue q tree)
says_of() { # TREE: what verify-branch says at its end
    sh -c 'cd "$1" && ROOT=$1 verify=$1/verify work=$1/out/4.9/RELEASE-4.9.4 tree=$2 BRANCH=4.9 base=RELEASE-4.9.4 WITHOUT=
        . verify/lib.sh && . verify/about.sh && of_boot' - "$R" "$1"
}
how='make boot-branch BRANCH=4\.9 BASE=RELEASE-4\.9\.4 boots it$'

# ---- all guests run ----

like 'before: verify-branch says how' "$(says_of "$tree")" "^not booted; $how"

branch
is 'all guests run: status' "$rc" 0
like 'all guests run: the last line' "$(last)" '^boot-branch: BRANCH=4\.9 BASE=RELEASE-4\.9\.4: all guests ran \([0-9.]+s\)$'
like 'verify-branch says when, and what came of it' "$(says_of "$tree")" '^booted at 20[0-9T:-]+Z: all guests ran$'
like 'verify-branch has another tree' "$(says_of 11)" "^what was booted at 20[0-9T:-]+Z was another tree; $how"
like 'PV' "$(row pv)" '^ok +pv: type = "pv" +PV in Xen 4\.9\.4 \(of-the-host\), vCPUs: 1$'
like 'HVM without a device model' "$(row hvm-none)" '^ok .*device_model_version = "none" .*PVH in Xen 4\.9\.4'
like 'PVH' "$(row pvh)" '^ok .* PVH in Xen 4\.9\.4'
like 'in the shim' "$(row pvh-shim)" '^ok .* PV in Xen 4\.10\.4 \(of-the-shim\), vCPUs: 1'
like 'two vCPUs' "$(row shim-2)" '^ok .* PV in Xen 4\.10\.4 .*, vCPUs: 2'
like 'words of the user' "$(row pvh-words)" '^ok .*, "root=/dev/ram0 .* words=of-the-user"$'
like 'words for the shim' "$(row shim-words)" '^ok .*the shim "pv-shim console=xen,pv loglvl=all"$'
like 'a ramdisk of its own' "$(row pvh-ramdisk)" '^ok .*, in its ramdisk "a file of its own"$'
like 'a bootloader, in the shim' "$(row shim-loader)" '^ok .* PV in Xen 4\.10\.4 .*from=the-bootloader"$'
like "xl's JSON" "$(row list-l)" '^ok .*type pvh, pvshim true'
like 'in the shim it has page tables of its own' "$(row apart-shim)" '^ok .* paging assistance: .* external'
like 'a PV guest of the host has not' "$(row apart-pv)" '^ok .* no paging assistance'
like 'pause' "$(row pause)" '^ok .* state --p---'
like 'reboot' "$(row reboot)" '^ok .* back: PV in Xen 4\.10\.4 \(of-the-shim\)'
like 'save and restore' "$(row restore-pvh)" '^ok .* it goes on: PVH in Xen 4\.9\.4'
ok 'the results are data' valid "$W/results.jsonl"
ok 'JUnit is valid for Jenkins' valid_junit "$W/junit.xml"
is 'the page is there, whole' "$(tail -n 1 "$W/report.html")" '</body></html>'
is 'the guests are their tests' "$(jq -s -r '[.[] | select(.record == "test") | .result] | group_by(.)[] | "\(.[0]) \(length)"' "$W/results.jsonl")" 'passed 98
skipped 1'
ok 'serial line, consoles and the logs of xl are left' [ -s "$W/guests/serial" ] && [ -s "$W/guests/share/logs/guest-pv.log" ]
branch
is 'with nothing changed nothing is booted again' "$rc:$(ran)" '0:generate boot shim '
echo other >"$T/xen" && rm "$W/xen"
branch
is 'another hypervisor is booted' "$rc:$(ran)" '0:generate boot xen boot shim boot guests boot arrivals boot changes boot callers boot same '
# As verify-all leaves it
: >"$R/out/4.9/RELEASE-4.9.4/trimmed"
branch
like 'what has no trees any more is built again' "$rc:$(ran)" '^0:generate export apply .*boot guests .*boot base boot same $'
branch
is 'and is there then' "$rc:$(ran)" '0:generate boot shim '

# ---- a guest that fails ----

again() { rm -rf "$R/out/4.9/RELEASE-4.9.4/stamps/boot/guests"; }
fails() { # SHELL TEXT for what a guest says
    printf '%s\n' "$1" >"$T/says"
    again
    guests
}
fails 'case $verb:$name in
*:pvh) echo "Kernel panic - not syncing: no root" >>"$log"; off; exit 0 ;;
*:pvh-shim | reboot:*) version=4.9.4 changeset="date git:of-the-host" ;;
*:shim-2) processors=1 ;;
*:pvh-words) line=other ;;
*:shim-words) sed -i s/loglvl=all// "$log" ;;
*:pv) type=PVH ;;
*:hvm-none) echo "xl: no such model" >&2; exit 3 ;;
esac'
is 'a guest that fails: status' "$rc" 1
like 'a guest that fails: verify-branch says so' "$(says_of "$tree")" '^booted at .*: NO, see out/4\.9/RELEASE-4\.9\.4/boot/report\.html$'
like 'a guest that fails: the last line' "$(last)" '^boot-branch: BRANCH=4\.9 BASE=RELEASE-4\.9\.4: NO, see the table$'
like 'a guest that fails: the row' "$(row pvh)" '^FAILED .*its domain ended before it said its line$'
like 'a guest that fails: its last lines' "$out" '^ +\| Kernel panic - not syncing: no root$'
like 'a guest that fails: those of its xl' "$out" '^ +\| Done. Exiting now$'
like 'a guest that fails: the others are tried' "$(row pvh-2)" '^ok '
like 'a guest that fails: what needs it says so' "$(row save-pvh)" '^FAILED .*there is no guest pvh that stays$'
ok 'a guest that fails: the results are data' valid "$W/results.jsonl"
ok 'a guest that fails: JUnit is valid' valid_junit "$W/junit.xml"
like 'a PV guest of the host is none of the shim' "$(row pvh-shim)" "^FAILED .*; it is in the host's own hypervisor, not in a shim\$"
like 'a vCPU that is missing' "$(row shim-2)" '^FAILED .*it has not two vCPUs$'
like 'another command line' "$(row pvh-words)" '^FAILED .*not the command line that was asked for$'
like 'words that do not reach the shim' "$(row shim-words)" '^FAILED .*pvshim_extra is not on the command line of the shim$'
like 'another type' "$(row pv)" '^FAILED .*its type is PVH$'
like 'xl refuses' "$(row hvm-none)" '^FAILED .*xl create ends with status 3'
like 'xl refuses: its words' "$out" '^ +\| xl: no such model$'
like 'a reboot out of the shim' "$(row reboot)" "^FAILED .*not in a shim\$"

# ---- a machine that fails ----

# A guest that hangs: the machine spends processor time, and nothing is said.
cp "$PLAY" "$T/plays"
{
    sed '/^host=/,$d' "$T/plays"
    cat <<'END'
{ host=$share hypervisor=${PLAY%/*}/sys images=${PLAY%/*}/images sh "$share/command" >"$share/output" 2>&1; echo "ended $?" >>"$share/said"; } &
while kill -0 $! 2>/dev/null; do
    [ -e "${PLAY%/*}/hangs" ] || sleep 0.1
done
END
} >"$PLAY"
hangs='case $verb:$name in create:pvh) echo "it hangs" >>"$log"; : >"$T/hangs"; exit 0 ;; esac'
printf '#!/bin/sh\n' >"$T/says"
sed -i 's/^destroy) /debug-keys | destroy) rm -f "$T\/hangs"\n    /' "$T/bin/xl"
printf '%s\n' "$hangs" >"$T/says"
again
guests BOOT_PATIENCE=1
like 'a guest that hangs is given up' "$rc:$(row pvh)" '^1:FAILED .*it does not get to its line$'
like 'a guest that hangs: its last lines' "$out" '^ +\| it hangs$'
like 'a guest that hangs: the others are tried' "$(row pvh-2)" '^ok '
ok 'a guest that hangs: what the hypervisor knew is left' [ -e "$W/guests/share/logs/pvh.hypervisor" ]
# A guest that takes the machine with it
{
    sed '/^host=/,$d' "$T/plays"
    cat <<'END'
(host=$share hypervisor=${PLAY%/*}/sys images=${PLAY%/*}/images sh "$share/command" >"$share/output" 2>&1) &
until [ -e "${PLAY%/*}/hangs" ] || ! kill -0 $! 2>/dev/null; do sleep 0.1; done
kill $!
echo '(XEN) Panic on CPU 0: triple fault' >>"$serial"
END
} >"$PLAY"
rm -f "$T/hangs"
again
guests
like 'a guest that takes the machine with it' "$rc:$(row pvh)" '^1:FAILED .*the machine went off while the command ran; the last lines: .*triple fault'
like 'a guest that takes the machine with it: the others are not reached' "$(row pvh-2)" '^- .* not reached$'
ok 'a guest that takes the machine with it: the results are data' valid "$W/results.jsonl"
echo 'echo "qemu: no memory" >&2; exit 1' >"$PLAY"
again
guests
like 'qemu does not start' "$rc:$(printf '%s\n' "$out" | grep '^boot guests')" '^2:boot guests +not run .*qemu ended with status 1, .*; see out/4\.9/RELEASE-4\.9\.4/logs/boot/guests\.log$'
like 'qemu does not start: the last line' "$(last)" '^boot-branch: .*: could not run, see the table$'
{
    sed '/^host=/,$d' "$T/plays"
    printf '%s\n' 'printf "pv\ttype\nb\ttype\n" >asked; printf "pv\tok\t1\tseen\n" >seen; exit 1'
} >"$PLAY"
again
guests
like 'qemu ends in between: what was not reached says nothing' "$rc:$(row b)" '^2:- .*not reached$'
echo 'echo up >"$share/said"; sleep 1000' >"$PLAY"
for signal in INT TERM; do
    again
    rm -rf "$W/guests"
    (cd "$R" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL --default-signal PATH="$T/bin:$PATH" BRANCH=4.9 UNTIL=guests XEN=/toy sh boot/branch) >"$T/said" 2>&1 &
    pid=$!
    wait_for "$W/guests/pid"
    kill "-$signal" $pid
    wait $pid
    is "$signal: status" "$?" 2
    is "$signal: the last line" "$(tail -n 1 "$T/said")" 'boot-branch: interrupted in boot guests; the same command goes on from there'
    is "$signal: no qemu is left" "$(ls -d "/proc/$(cat "$W/guests/pid")" 2>/dev/null)" ''
done
cp "$T/plays" "$PLAY"
rm -f "$T/says" "$T/hangs"

# ---- what was asked for ----

echo own >"$T/own shim"
guests BRANCH=4.10 FROM="$T/own shim"
is 'FROM: that shim is booted' "$rc:$(cat "$R/out/4.10/RELEASE-4.10.4/boot/guests/share/firmware/xen-shim")" 0:own
is 'a branch without device model none has no such row' "$(row hvm-none)" ''
branch XEN=none
refused 'no clone' 2 '^bpq: no clone$'
branch FROM="$T/nothing"
refused 'FROM that is no file' 2 '^boot-branch: FROM=.*: no file, or it cannot be read; '
branch ARCH=arm64
refused 'another architecture' 2 '^boot-branch: ARCH=arm64: only amd64 is booted; '
branch BASE=all
refused 'all bases' 2 '^boot-branch: BASE=all: '
branch BRANCH=../x
refused 'no name of a branch' 2 '^boot-branch: ../x: not the name'
mv "$linux/package" "$T/package"
branch
refused 'no kernel' 2 '^boot-branch: no kernel for dom0: make deps-boot fetches it$'
mv "$T/package" "$linux/package"
printf 'cmd\tqemu-system-none\tqemu-system-x86\tboot\n' >>"$R/mk/deps.list"
branch
is 'no qemu: status' "$rc" 2
like 'no qemu: which package has it' "$out" 'qemu-system-none.*qemu-system-x86'
done_testing
