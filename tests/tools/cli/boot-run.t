# SPDX-License-Identifier: LGPL-2.1-only
# boot/run: options, and every way in which a machine ends, with a toy for qemu that plays
# hypervisor, dom0 and command.
. tests/tap.sh
. tests/tools/toys/toyboot.sh
R=$T/r
toy_boot
echo xen >"$T/xen"
toy_tools_of_boot "$T/tools"
boot() { # ARGUMENT...
    rm -rf "$T/out"
    run env PATH="$T/bin:$PATH" sh "$R/boot/run" --xen "$T/xen" --tools "$T/tools" --out "$T/out" "$@"
}

# ---- a command that runs ----
cat >"$PLAY" <<'END'
echo up >"$share/said"; echo started >>"$share/said"
cd "$share/files"
sh "$share/command" >"$share/output" 2>&1
echo "ended $?" >>"$share/said"
END
echo put >"$T/some file"
boot --put "$T/some file" -- sh -c 'cat "some file"; echo "$0" "$1"; exit 3' "it's" '$x
y'
is 'status and output are the command'"'"'s, each word as it was' "$rc:$out" "3:put
it's \$x
y"
boot --put "$T/some file" true
is 'without --' "$rc:$out" 0:
boot --memory 4096 --guests 1024 --processors=2 --xen-options 'a=b c' true
like 'memory and processors' "$(xargs <"$T/out/arguments")" '-accel tcg,thread=multi .* -smp 2 -m 4096 '
like 'options of the hypervisor' "$(cat "$T/out/arguments")" 'dom0_mem=3072M,max:3072M dom0_max_vcpus=1 a=b c$'
gzip -c "$T/xen" >"$T/xen.gz"
run env PATH="$T/bin:$PATH" sh "$R/boot/run" --xen "$T/xen.gz" --tools "$T/tools" --out "$T/out" true
is 'a packed hypervisor is unpacked' "$rc:$(cat "$T/out/share/xen")" 0:xen
echo shim >"$T/shim"
boot --shim "$T/shim" true
is 'the shim is where the tools look for it' "$rc:$(cat "$T/out/share/firmware/xen-shim")" 0:shim

# ---- ends that are none ----
echo 'echo "(XEN) Panic on CPU 0:" >>"$serial"' >"$PLAY"
boot true
refused 'a hypervisor that panics' 2 '^boot: the machine went off while it booted; the last lines: \(XEN\) Xen version 4.9\|\(XEN\) Panic on CPU 0:\|; see '
echo ': >"$serial"' >"$PLAY"
boot true
refused 'one that says nothing' 2 '^boot: the machine went off before it said anything; '
echo 'echo up >"$share/said"; echo "failed xenstored" >>"$share/said"' >"$PLAY"
boot true
refused 'a daemon that does not start' 2 '^boot: dom0 cannot start xenstored; see .*logs$'
printf '%s\n' 'printf "up\nstarted\n" >"$share/said"' >"$PLAY"
boot true
refused 'dom0 crashes in the command' 2 '^boot: the machine went off while the command ran; '
echo 'echo "qemu: could not load kernel" >&2; exit 1' >"$PLAY"
boot true
refused 'qemu does not start' 2 '^boot: qemu ended with status 1, while it booted: qemu: could not load kernel$'
printf '%s\n' 'echo "qemu: warning: TCG doesn'"'"'t support requested feature: CPUID.80000001H:ECX.svm [bit 2]
qemu: TCG doesn'"'"'t support requested features" >&2; exit 1' >"$PLAY"
boot true
refused 'a qemu without SVM' 2 '^boot: this qemu emulates no SVM with nested paging, .*; install qemu 7\.2 or later$'
like 'which is asked of it' "$(xargs <"$T/out/arguments")" '-cpu [^ ]*,\+svm,\+npt,enforce '
echo 'echo "qemu: cannot set up guest memory '"'pc.ram'"': Cannot allocate memory" >&2; exit 1' >"$PLAY"
boot true
refused 'too little memory for the machine' 2 '^boot: qemu does not get the 2048 MB of --memory here; make room, or ask for less$'
# Processor time, not the clock, and the script in dom0 is asked first
printf '%s\n' 'printf "up\nstarted\n" >"$share/said"; spin "$share/give-up"; echo "gave up" >"$share/output"; echo "ended 1" >>"$share/said"' >"$PLAY"
boot --patience 1 true
is 'a command that gets nowhere is asked to give up' "$rc:$out" '1:gave up'
printf '%s\n' 'printf "up\nstarted\n" >"$share/said"; spin /nothing' >"$PLAY"
boot --patience 1 true
refused 'one that does not give up' 2 '^boot: nothing was said in 1 seconds of processor time, while the command ran; '
is 'its machine is ended' "$(ls -d "/proc/$(cat "$T/out/pid")" 2>/dev/null)" ''
cat >"$PLAY" <<'END'
echo up >"$share/said"
mkdir -p "$share/logs"
while [ $((n += 1)) -lt 1000000 ]; do
    printf '[  %s] watchdog: BUG: soft lockup - CPU#0 stuck for 22s!\n[   1] Call Trace:\n[   1]  </TASK>\n' $n >>"$share/logs/guest-a.log"
done
END
boot --patience 1 true
refused 'a guest that only says that it gets nowhere' 2 '^boot: nothing was said in 1 seconds of processor time, while dom0 started the daemons; '
echo 'spin /nothing' >"$PLAY"
boot --patience 1 true
refused 'a boot that gets nowhere' 2 '^boot: nothing was said in 1 seconds of processor time, while it booted; '
printf '%s\n' 'printf "up\nstarted\nended 0\n" >"$share/said"; spin /nothing' >"$PLAY"
boot --patience 1 true
is 'it does not go off: the command has its status' "$rc:$out" '0:boot: the machine did not go off after the command, and was ended'

# ---- an interruption leaves no qemu ----
echo 'echo up >"$share/said"; sleep 1000' >"$PLAY"
for signal in INT TERM HUP; do
    rm -rf "$T/out"
    (exec env --default-signal PATH="$T/bin:$PATH" sh "$R/boot/run" --xen "$T/xen" --tools "$T/tools" --out "$T/out" true) >"$T/said" 2>&1 &
    pid=$!
    wait_for "$T/out/share/said"
    until [ -s "$T/out/share/said" ]; do sleep 0.1; done
    kill "-$signal" $pid
    wait $pid
    is "$signal: status and line" "$?:$(cat "$T/said")" '2:boot: interrupted'
    is "$signal: no qemu is left" "$(ls -d "/proc/$(cat "$T/out/pid")" 2>/dev/null)" ''
done

# ---- bad input ----
: >"$PLAY"
run env PATH="$T/bin:$PATH" sh "$R/boot/run" true
refused 'no tree' 2 '^boot: no tree: name one with --tree, or --xen and --tools$'
run env PATH="$T/bin:$PATH" sh "$R/boot/run" --tree "$T/none" true
refused 'a tree without a hypervisor' 2 "none/xen/xen: no hypervisor there; make dist-xen in that tree builds it\$"
mkdir -p "$T/tree/xen" && cp "$T/xen" "$T/tree/xen/"
run env PATH="$T/bin:$PATH" sh "$R/boot/run" --tree "$T/tree" --out "$T/out" true
refused 'a tree that is not configured' 2 '^boot: .*/tree: no configured tree of Xen; '
mkdir -p "$T/tree/tools" "$T/tree/config" && : >"$T/tree/config/Paths.mk"
run env PATH="$T/bin:$PATH" sh "$R/boot/run" --tree "$T/tree" --out "$T/out" true
refused 'a tree that is not built' 2 '^boot: .*/tree: not built there: xl xenstored xenconsoled xen-init-dom0 xenstore-ls libxl-save-helper; '
boot
refused 'no command' 2 '^boot: no command; '
boot --what true
refused 'an unknown option' 2 '^boot: --what: not an option'
boot --memory many true
refused 'memory that is no number' 2 '^boot: --memory many: not a number$'
boot --memory 512 true
refused 'too little memory' 2 '^boot: --memory 512: too little; '
boot --memory 2048 --guests 2000 true
refused 'too little memory for dom0' 2 '^boot: --memory 2048: too little; dom0 needs 512 beside the 2000 of --guests$'
run "$R/boot/run" --help
like 'it is a command, as README has it' "$rc:$out" '^0:usage: boot/run'
boot --xen-options a,b true
refused 'a comma, which qemu takes for something else' 2 '^boot: --xen-options a,b: '
boot --put "$T/nothing" true
is 'a file that is not there: status' "$rc" 2
boot --memory
refused 'an option without its value' 2 '^boot: --memory: what\?'
run env PATH="$T/bin:$PATH" sh "$R/boot/run" --xen "$T/xen" --tools "$T/bin" --out "$T/out" true
refused 'a folder that boot/tools did not make' 2 '^boot: --tools .*: not a folder that boot/tools made$'
run env PATH="$T/bin:$PATH" sh "$R/boot/run" --xen "$T/xen" --tools "$T/tools" --out "$T/xen/x" true
refused 'a folder that cannot be made' 2 '^boot: --out .*: cannot be made: Not a directory$'
mv "$linux/package" "$T/package"
boot true
refused 'no kernel' 2 '^boot: no kernel for dom0: make deps-boot fetches it$'
done_testing
