# SPDX-License-Identifier: LGPL-2.1-only
# verify-branch from clone to verdict on a toy that is built in seconds: its answers,
# which steps it repeats, and interruptions.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
. tests/tools/toys/results.sh
needs 'verify-branch on a toy' series check verify
toy_xen
toy_root
W=$R/out/4.9/RELEASE-4.9.4
before=$(cd "$X" && find . -type f -exec cksum {} + | sort | cksum)

again() { # NAME STEP...: these ran, the others did not
    name=$1
    shift
    got=$(printf '%s\n' "$out" | sed '/^step /,$d' |
        awk '$2 == "ok," { next } $2 == "ok" || $2 == "no" || $2 == "not" { print $1 }' | tr '\n' ' ')
    is "$name" "$got" "$* "
}

vb
is 'without a reviewed ABI the answer is no' "$rc" 1
like 'the line says what to do' "$(line abi)" 'no +[0-9.]+s +there is no .*abi\.expected'
like 'without LIBVIRT its step is left out' "$(line libvirt)" 'left out +no LIBVIRT=DIR'
like 'the other steps hold' "$(line callers)" 'ok +[0-9.]+s +1 passed, 0 failed, 0 skipped'
like 'the guests pass their tests' "$(line host)" 'ok +[0-9.]+s +3 passed, 0 failed, 0 skipped'
like 'one line a step, with elapsed time' "$(line build-new)" '^build-new +ok +[0-9]+\.[0-9]s '
like 'a table at the end' "$out" '^step +result +time'
like 'the base is the release' "$(line export)" 'RELEASE-4\.9\.4, commit '
like 'the generator and quilt agree' "$(line apply)" '2 patches with fuzz 0, tree [0-9a-f]{12} is the generator'
like 'the toolchain group is in the old library' "$(line build-old)" 'with 1 toolchain patch'
like 'a source file of the hypervisor is compiled' "$out" 'xen/arch/x86/traps\.c: object [0-9]+ bytes'
like 'a header counts with the object that includes it' "$out" 'xen/include/xen/trap\.h: compiled into xen/arch/x86/traps\.o'
like 'for any other file the table says why not' "$out" 'xen/notes\.txt: not compiled: not C source'
is 'nothing was written into the clone' \
    "$(cd "$X" && find . -type f -exec cksum {} + | sort | cksum)" "$before"

ok 'the results are data' valid "$W/results.jsonl"
ok 'JUnit is valid for Jenkins' valid_junit "$W/junit.xml"
answers() { jq -r 'select(.record == "step") | "\(.step)=\(.answer)"' "$W/results.jsonl" | tr '\n' ' '; }
is 'the results have the answer of each step' "$(answers)" 'generate=ok export=ok apply=ok build-old=ok build-new=ok hypervisor=ok arch=left out abi=no records=ok places=ok callers=ok guard=ok matrix=ok host=ok build-rest=ok libvirt=left out '
is 'the table is made from them' "$(cd "$R" && sh mk/results/report table out/4.9/RELEASE-4.9.4/results.jsonl)" \
    "$(printf '%s\n' "$out" | sed -n '/^step /,$p' | sed -e '/^verify-branch: all of it as a page: /d' -e '/^verify-branch: not booted/d' -e '$d')"
is 'a line says that it was not booted, and how to' "$(printf '%s\n' "$out" | grep booted)" \
    'verify-branch: not booted; make boot-branch BRANCH=4.9 BASE=RELEASE-4.9.4 boots it'
like 'the line before the last names the page' "$(printf '%s\n' "$out" | tail -n 2 | head -n 1)" '^verify-branch: all of it as a page: out/4\.9/RELEASE-4\.9\.4/report\.html$'
is 'the page is there, whole' "$(tail -n 1 "$W/report.html")" '</body></html>'
below() { jq -r 'select(.record == "test") | "\(.step):\(.suite):\(.name)"' "$W/results.jsonl"; }
tests=$(below)
is 'the results have each test below a step' "$(printf '%s\n' "$tests" | sed -n -e 1,2p -e '$p')" 'callers:callers:toy
guard:tests/libxl/compat/accessor.t:toy
host:toy.t:it ends'
is 'JUnit has as many tests' "$(grep -c '<testcase ' "$W/junit.xml")" $(($(printf '%s\n' "$tests" | grep -c .) + 16))
is 'JUnit has no path of this machine' "$(grep -c -F -e "$T" -e "$ROOT" "$W/junit.xml")" 0
is 'TAP has as many tests' "$(grep -c '^ok\|^not ok' "$W/results.tap")" "$(grep -c '<testcase ' "$W/junit.xml")"

when_built() { jq -r 'select(.step == "build-old" and .record == "step") | "\(.began) \(.seconds)"' "$W/results.jsonl"; }
built=$(when_built)
suite() { xmllint --xpath 'string(//testsuite[@name="build-old"]/@timestamp)' "$W/junit.xml"; }
built_at=$(suite)
is 'JUnit has when it began' "${built_at}Z" "${built% *}"
cp "$W/abi.report" "$R/series-4.9/abi.expected"
vb
is 'with a reviewed ABI, all holds' "$rc" 0
is 'steps that were not run again keep their tests' "$(below)" "$tests"
is 'they keep the time of the run that gave the answer' "$(when_built)" "$built"
is 'they keep that time in JUnit' "$(suite)" "$built_at"
like 'the last line says that all holds' "$(printf '%s\n' "$out" | tail -n 1)" 'all holds'
again 'only the gate ran again' generate abi
vb
again 'with nothing changed nothing is done' generate
is 'all still holds' "$rc" 0
mk -j4 verify-branch XEN="$X"
is 'make -j4 gives the same answer' "$rc" 0
again 'make -j4 repeats no step' generate

# One thing changed.
lives 'not ok 1 - it dies'
vb
is 'a guest that fails: no' "$rc" 1
again 'only the guests ran again' generate host
like 'the test is named in the table' "$out" '^ +FAILED  toy\.t: not ok 1 - it dies'
lifecycle 'echo "lifecycle: the host does not build" >&2; exit 2'
vb
is 'a host that cannot run: status 2' "$rc" 2
like 'the line has the reason' "$(line host)" 'not run .*the host does not build'
lives 'ok 1 - it boots' 'ok 2 - it pauses' 'ok 3 - it ends'
vb
again 'when the host can run, the guests run again' generate host
callers "$(checked 'not ok 1 - toy')
exit 1"
vb
is 'a caller that fails: no' "$rc" 1
again 'only the callers ran' generate callers
like 'the test is named in the table' "$out" 'not ok 1 - toy'
callers 'echo "cannot link" >&2; exit 2'
vb
is 'callers that cannot run: status 2' "$rc" 2
like 'the line has the reason' "$(line callers)" 'not run .*cannot link'
callers 'exit 0'
vb
is 'callers that report no test: status 2' "$rc" 2
callers 'printf "1..1\nok 1 - toy\n" >"$CK_TAP_LOG_FILE_NAME"'
vb
is 'callers that say no times: status 2' "$rc" 2
like 'with the reason' "$(line callers)" 'not run .*reported no tests, not all, or one without its time'
ok 'and the results are whole' valid "$W/results.jsonl"
callers "$(checked 'not ok 1 - toy')
echo 'cp: No space left on device' >&2
exit 1"
vb
is 'what fails on a full disk is no answer: status 2' "$rc" 2
like 'the line says that a disk is full' "$(line callers)" 'not run .*a disk is full'
callers "$(checked 'ok 1 - toy')"
matrix : 'not ok'
vb
is 'a cell that is not as expected: no' "$rc" 1
again 'only callers and matrix ran' generate callers matrix
like 'the table has its requirement, with words' "$out" '^ +NO1 +a toy +1 +0 +0 +1  1 runs$'
like 'the table has the cell, with how to repeat it' "$out" \
    '^ +FAILED NO1:toy \(a toy\): as it is; sh tests/libxl/matrix/cell out/4\.9/RELEASE-4\.9\.4/matrix NO1:toy$'
like 'the line of the step has the summary' "$(line matrix)" 'no .*1 cells: 0 ok'
matrix 'exit 0'
vb
is 'a matrix without a cell: status 2' "$rc" 2
matrix 'echo "matrix: no compiler" >&2; exit 2'
vb
is 'a matrix that cannot run: status 2' "$rc" 2
like 'the line has its reason' "$(line matrix)" 'not run .*matrix: no compiler'
matrix : ok

records 'echo "libxenlight without the queue: 1 lines differ"; echo "< init=1" >&2; exit 1'
vb
is 'facts that are not as recorded: no' "$rc" 1
like 'the line says what to do if the change is intended' "$(line records)" 'no .*make record BRANCH=4\.9'
like 'the library is named in the table' "$out" '^ +libxenlight without the queue: 1 lines differ'
records 'echo libxenlight: as recorded'

guard '. tests/tap.sh; fail "toy guard"; done_testing'
vb
is 'a guard that fails: no' "$rc" 1
like 'the test is named in the table' "$out" '^ +FAILED .*guard\.t: not ok 1 - toy guard'
guard '. tests/tap.sh; pass toy; echo "not run: headers of R, which this clone lacks" >>"$CALLERS_NOT_RUN"; echo "$CALLERS_SHARED" >shared; for w in new known; do echo $w >>"$CALLERS_AS_BEFORE"; done; done_testing'
vb
like 'what was not run is in the table' "$out" '^ +not run: headers of R'
like 'what an earlier run compiled is in the line' "$(line guard)" '4 passed, .*; 4 of 8 compilations of accessors as before'
is 'and is noted for all bases' "$(cat "$R/shared")" "$R/out/cache/accessor"

places 'echo "libxl__new: new, read it"; echo "1 functions are not as reviewed" >&2; exit 1'
vb
is 'a place that was not reviewed: no' "$rc" 1
again 'only the places were searched again' generate places
like 'the function is named in the table' "$out" '^ +libxl__new: new, read it'
places 'echo "places: spatch fails" >&2; exit 2'
vb
is 'places that cannot be searched: status 2' "$rc" 2
like 'the line has the reason' "$(line places)" 'not run .*spatch fails'
places 'echo 3 functions as reviewed >&2'
vb
again 'when they can, they are searched again' generate places

guard '. tests/tap.sh; pass toy; done_testing'

plan flag.patch "$FLAG_ID"
vb
again 'a longer queue: the old library stays' generate apply build-new hypervisor abi records places callers guard matrix host build-rest
is 'a function may change what it does' "$rc" 0
printf '#include "libxl.h"\n#include <stdio.h>\nint main(void) { printf("%%d", libxl_level()); return 0; }\n' >"$T/level.c"
level() { # PREFIX
    "${CC:-cc}" -I"$1/include" -o "$T/level" "$T/level.c" "$1/lib/libxenlight.so" &&
        LD_LIBRARY_PATH=$1/lib "$T/level"
}
is 'a flag changed in a makefile reaches the objects' "$(level "$W/new")" 21
is 'the objects of the old library stay' "$(level "$W/old")" 11
plan flag.patch "$FLAG_ID" header.patch "$HEADER_ID"
vb
is 'a header that is gone does not stop the build' "$rc" 0
is 'the files that included it are compiled again' "$(level "$W/new")" 20
plan
vb
is 'back at the shorter queue the answer is the first one' "$rc" 0
is 'back at the shorter queue the library is the first one' "$(level "$W/new")" 11

plan flag.patch "$FLAG_ID" header.patch "$HEADER_ID" lost.patch "$LOST_ID"
vb
is 'a lost function: no' "$rc" 1
like 'the lost function is named' "$(line abi)" 'libxenlight has lost libxl_level'
plan broken.patch "$BROKEN_ID"
vb
is 'a queue that does not compile: no' "$rc" 1
like 'the step is named, and its log' "$(line build-new)" 'no .*does not build; see out/4\.9/RELEASE-4\.9\.4/logs/build-new\.log'
like 'the log has the error' "$(cat "$W/logs/build-new.log")" 'xenlight\.c:[0-9]+:.*error'
plan flag.patch "$FLAG_ID" header.patch "$HEADER_ID" lost.patch "$LOST_ID" trap.patch "$TRAP_ID"
vb
like 'a hypervisor file that does not compile is named' "$out" 'xen/arch/x86/traps\.c: NOT COMPILED'
like 'the answer of the step is no' "$(line hypervisor)" '^hypervisor +no '
plan

rm -rf "$W/build"
vb
is 'a build tree that was removed: all holds' "$rc" 0
like 'the old libraries are built again' "$(line build-old)" '^build-old +ok  '

# The user's own settings.
mkdir "$T/home"
echo 'exit 3' >"$T/home/.quiltrc"
rm -rf "$W"
vb HOME="$T/home" QUILT_PUSH_ARGS=--fuzz=2 QUILT_PATCHES=/nowhere CFLAGS=-DBAD
is "the user's quiltrc and CFLAGS change nothing" "$rc" 0
if command -v ccache >/dev/null; then
    vb CC='ccache gcc' CCACHE_DIR="$T/ccache"
    is 'CC with ccache' "$rc" 0
    again 'another CC builds again' generate build-old build-new hypervisor abi records callers guard matrix host build-rest
else
    skip 'CC with ccache' 'ccache is not installed'
fi
if command -v clang >/dev/null; then
    vb CC=clang
    is 'CC=clang' "$rc" 0
else
    skip 'CC=clang' 'clang is not installed'
fi
vb CC=no-such-compiler
is 'a CC that does not exist: status 2' "$rc" 2
like 'the message names it' "$out" 'no-such-compiler'
mk verify-branch XEN="$X" OUT="$T/queue" WITHOUT=toolchain
is 'OUT and WITHOUT' "$rc" 0
is 'the queue is where OUT says, without the group' "$(grep -v '^#' "$T/queue/series" | grep .)" api.patch
like 'the old library is the plain base' "$(line build-old)" 'with 0 toolchain patches'

# A stamp that was changed is not used.
vb
sed -i -e '3s/.*/99 passed/' "$W/stamps/callers"
vb
again 'an edited stamp: the step runs again' generate callers
like 'an edited stamp: the answer is that of the new run' "$(line callers)" 'ok +[0-9.]+s +1 passed'
cp "$W/stamps/matrix" "$W/stamps/guard"
vb
again "another step's stamp: the step runs again" generate guard

# A release whose tag is not where the lock has it.
(cd "$R" && build/bpq series 4.9 --xen "$X" --update-lock >/dev/null)
g tag -f RELEASE-4.9.4 "$TOOL_ID" >/dev/null
sed -i -e '/^# group toolchain/,/^tool/d' "$R/series-4.9/series"
rm -rf "$W"
vb
is 'a release tag that moved: status 2' "$rc" 2
like 'the message names both commits' "$out" "^verify-branch: RELEASE-4\.9\.4 of this clone is commit $TOOL_ID, .* $BASE_ID: nothing of it was run; .*UNLOCKED=1\$"
ok 'nothing of it is exported or built' [ ! -e "$W/pristine" ]
g update-ref refs/remotes/origin/RELEASE-4.9.4 "$TOOL_ID"
g tag -f RELEASE-4.9.4 "$BASE_ID" >/dev/null
vb BASE=origin/RELEASE-4.9.4
like 'another name of the tag is refused, too' "$out" "^verify-branch: origin/RELEASE-4\.9\.4 of this clone is commit $TOOL_ID"
g update-ref -d refs/remotes/origin/RELEASE-4.9.4
g tag -f RELEASE-4.9.4 "$TOOL_ID" >/dev/null
mk verify-branch XEN="$X" UNLOCKED=0 UNTIL=build-old
like 'UNLOCKED=0 means no' "$out" 'nothing of it was run'
mk verify-branch XEN="$X" UNLOCKED=1 UNTIL=build-old
is 'UNLOCKED=1 builds it' "$rc" 0
like 'a line says at once that the tag has moved' "$(printf '%s\n' "$out" | sed -n 2p)" "^RELEASE-4\.9\.4 of this clone is commit $TOOL_ID; "
g tag -f RELEASE-4.9.4 "$BASE_ID" >/dev/null
sed -i -e 's/^# base .*/# base stable-4.9 RELEASE-4.9.4/' "$R/series-4.9/series"
g branch stable-4.9 "$BASE_ID"
(cd "$R" && build/bpq series 4.9 --base stable-4.9 --xen "$X" --update-lock >/dev/null)
g branch -f stable-4.9 "$TOOL_ID" 2>/dev/null
vb BASE=stable-4.9 UNTIL=export
is 'a branch may move' "$rc" 0
like 'a line says at once that the branch has moved' "$(printf '%s\n' "$out" | sed -n 2p)" "^stable-4\.9 of this clone is commit $TOOL_ID; series-4\.9/lock is for $BASE_ID\$"
rm -f "$R/series-4.9/lock"
plan
rm -rf "$W"
vb

# Interrupted in a build, with the signal that ^C sends.
interrupt() { # SIGNAL
    touch "$SLOW"
    rm -f "$SLOW.on"
    # A process group of its own, in which SIGINT is not ignored, as it is for
    # commands that a script starts in the background.
    (cd "$R" && exec setsid env --default-signal -u MAKEFLAGS -u MFLAGS \
        -u MAKELEVEL make -s verify-branch XEN="$X") >"$T/out" 2>&1 &
    pid=$!
    wait_for "$SLOW.on"
    [ -z "${during:-}" ] || eval "$during"
    kill "-$1" "-$pid"
    wait $pid
    rc=$?
    # On SIGTERM make does not wait for its children.
    flock -w 60 "$W/running" true
    rm -f "$SLOW"
    out=$(cat "$T/out")
}
rm -rf "$W"
second=''
during='vb; second=$rc:$out'
interrupt INT
during=
like 'a second run at the same time is refused' "$second" '^2:verify-branch: another run works in '
if [ $rc != 0 ]; then pass 'interrupted: not a success'; else fail 'interrupted: not a success' "$out"; fi
like 'the message says where, and what to do' "$out" 'interrupted in build-old; the same command goes on'
is 'the results have no last record' "$(cd "$R" && sh mk/results/report count out/4.9/RELEASE-4.9.4/results.jsonl 2>&1)" \
    'results: out/4.9/RELEASE-4.9.4/results.jsonl: it has no last record: the run was interrupted, or is still going on'
ok 'the step left no stamp and no result' sh -c '[ ! -e "$0/stamps/build-old" ] && [ ! -e "$0/old" ]' "$W"
ok 'the queue is whole' sh -c 'grep -q "^api.patch" "$0/series" && [ -s "$0/api.patch" ]' "$R/series-4.9/RELEASE-4.9.4"
date=$(stat -c %Y%s "$W/build/config/Tools.mk")
vb
is 'the same command goes on' "$rc" 0
again 'from the step that was interrupted' generate build-old build-new hypervisor abi records places callers guard matrix host build-rest
is 'the interrupted build does not configure again' "$(stat -c %Y%s "$W/build/config/Tools.mk")" "$date"
plan flag.patch "$FLAG_ID"
interrupt TERM
like 'interrupted in the new build' "$out" 'interrupted in build-new'
vb
is 'the same command goes on after that, too' "$rc" 0
is 'the interrupted build gives the right library' "$(level "$W/new")" 21

# A signal for the script alone, as from kill, while a compiler runs.
plan flag.patch "$FLAG_ID" header.patch "$HEADER_ID"
for signal in TERM INT HUP QUIT; do
    touch "$SLOW"
    rm -f "$SLOW.on"
    (cd "$R" && exec env --default-signal BRANCH=4.9 XEN="$X" sh verify/run) >"$T/out" 2>&1 &
    pid=$!
    wait_for "$SLOW.on"
    kill -$signal $pid
    wait $pid
    is "kill -$signal: status, and where it was" "$?:$(tail -n 1 "$T/out")" \
        '2:verify-branch: interrupted in build-new; the same command goes on from there'
    # A process that is left would hold the lock, as what it waits for is still there.
    ok "kill -$signal: nothing is left running" flock -n "$W/running" true
    rm -f "$SLOW"
done
vb
is 'after that the same command goes on' "$rc:$(level "$W/new")" 0:20
plan
vb
is 'back at the shorter queue all holds' "$rc:$(level "$W/new")" 0:11
done_testing
