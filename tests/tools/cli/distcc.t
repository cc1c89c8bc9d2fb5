# SPDX-License-Identifier: LGPL-2.1-only
# Compiling with distcc and ccache: what daemons on this machine compile, and which hosts
# are left out at once, with a line that says so.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
. tests/tools/toys/results.sh
. tests/tools/toys/distccd.sh
needs 'distcc' series check verify
for tool in distcc distccd; do
    command -v $tool >/dev/null && continue
    skip 'distcc' "$tool is not installed (Debian package distcc)"
    done_testing
done
if ! daemon "$T/log"; then
    skip 'distcc' "distccd compiles nothing here: $(tail -n 1 "$T/log" | cut -c 1-150)"
    done_testing
fi
up=127.0.0.1:$port
free_port
down=127.0.0.1:$port
deaf "$T/heard"
deaf=127.0.0.1:$port
heard() { wc -l <"$T/heard"; }
full
full=127.0.0.1:$port

# asked COMPILER [VARIABLE=VALUE]...: what the script prints in $value, what it says in $said
asked() {
    compiler=$1
    shift
    value=$(env "$@" sh verify/distcc "$compiler" 2>"$T/said")
    rc=$? said=$(cat "$T/said")
}
no_answer='\(no answer in 5 seconds\)'

# --- which hosts are used ---
asked 'distcc gcc' DISTCC_HOSTS="$up/3,lzo"
is 'a host that compiles: nothing is said' "$rc:$value:$said" "0:$up/3,lzo:"
asked 'distcc gcc' DISTCC_HOSTS="localhost/2 $down --randomize $up,lzo # $deaf"
is 'one that is down: the others stay as they are' "$rc:$value" "0:localhost/2 --randomize $up,lzo"
like 'one that is down: a line' "$said" "^distcc: left out: $down \(.*Connection refused\); 1 of 2 used\$"
is 'what is a comment is not asked' "$(heard)" 0
asked 'distcc gcc' DISTCC_HOSTS="$deaf $full $up"
is 'those that do not answer' "$rc:$value" "0:$up"
like 'those that do not answer: a line' "$said" "^distcc: left out: $deaf $no_answer, $full \(.*\); 1 of 3 used\$"
is 'each is asked once' "$(heard)" 1
asked 'distcc gcc' DISTCC_HOSTS="$down"
like 'none is left' "$rc:$value:$said" "^0:localhost/[0-9]+:distcc: left out: $down \(.*\); everything is compiled here\$"
asked 'distcc gcc' DISTCC_HOSTS="$down @no.invalid no.invalid [::1]:${down#*:}" DISTCC_SSH=false
like 'of all kinds' "$rc:$said" "^0:distcc: left out: $down \(.*\), @no\.invalid \(.*\), no\.invalid \(.*\), \[::1\]:[0-9]+ \(.*\); everything"
asked 'distcc gcc' DISTCC_HOSTS="$down" DISTCC_FALLBACK=0
like 'where compiling here is not allowed' "$rc:$value:$said" '^2::distcc: left out: .*; DISTCC_FALLBACK=0 does not allow '
asked 'distcc gcc' DISTCC_HOSTS="localhost $down" DISTCC_FALLBACK=0
like 'unless this machine is in the list' "$rc:$said" '^0:distcc: left out: .*; everything is compiled here$'
asked 'distcc gcc' DISTCC_HOSTS=''
like 'no hosts' "$rc:$said" '^0:distcc: no hosts are named, as in DISTCC_HOSTS=; everything is compiled here$'
asked 'distcc gcc' DISTCC_HOSTS=localhost/1
is 'only this machine' "$rc:$value:$said" 0:localhost/1:
printf '# the machines\n%s\n%s # slow\n' "$down" "$up" >"$DISTCC_DIR/hosts"
asked 'distcc gcc'
is 'the hosts of the file' "$rc:$value" "0:$up"
rm "$DISTCC_DIR/hosts"
# As if no links to ccache and distcc were in PATH.
usual=$(printf '%s' "$PATH" | tr : '\n' | grep -v -e /ccache -e /distcc | paste -s -d :)
mkdir "$T/other"
chmod go+x "$T" # distccd is not root
for name in gcc "$(gcc -dumpmachine)-gcc" "$(gcc -print-multiarch)-gcc"; do
    printf '#!/bin/sh\nexec %s "$@" -fno-ident\n' "$(env PATH="$usual" sh -c "command -v gcc")" >"$T/other/$name"
    chmod +x "$T/other/$name"
done
if daemon "$T/log.other" PATH="$T/other:$usual" DISTCCD_PATH="$T/other:$usual"; then
    asked 'distcc gcc' DISTCC_HOSTS="127.0.0.1:$port $up"
    is 'another compiler there' "$rc:$value:$said" "0:$up:distcc: left out: 127.0.0.1:$port (another compiler than here); 1 of 2 used"
else
    fail 'another compiler there' "$(cat "$T/log.other")"
fi

# --- in which ways distcc is used ---
asked gcc DISTCC_HOSTS="$down" PATH="$usual"
is 'gcc alone: nobody is asked' "$rc:$value:$said" 0::
mkdir "$T/links"
ln -s "$(command -v distcc)" "$T/links/gcc"
asked 'gcc -m64' DISTCC_HOSTS="$down $up" PATH="$T/links:$PATH"
is 'gcc is a link to distcc' "$rc:$value" "0:$up"
asked distcc DISTCC_HOSTS="$up"
like 'no compiler' "$rc:$said" '^2:distcc: CC=distcc: name the compiler as well'
if command -v ccache >/dev/null; then
    asked 'ccache gcc' DISTCC_HOSTS="$down $up" CCACHE_PREFIX=distcc
    is 'as the prefix of ccache' "$rc:$value" "0:$up"
    asked 'ccache gcc' DISTCC_HOSTS="$down $up"
    is 'ccache without it' "$rc:$value:$said" 0::
    asked 'ccache distcc gcc' DISTCC_HOSTS="$up"
    like 'ccache before distcc' "$rc:$said" '^2:distcc: CC=ccache distcc gcc: ccache would take distcc for the compiler, .*; give CC="ccache gcc" CCACHE_PREFIX=distcc$'
else
    skip 'as the prefix of ccache' 'ccache is not installed'
fi

# --- verify-branch ---
# distcc as a link in PATH as well would call itself.
PATH=$usual
toy_xen
toy_root
W=$R/out/4.9/RELEASE-4.9.4
# built [WITHOUT]: checksums of the libraries; of a copy without debug information
built() {
    for library in "$W"/old/lib/*.so "$W"/new/lib/*.so; do
        objcopy ${1:+--strip-debug -R .note.gnu.build-id} "$library" "$T/copy.so" && cksum <"$T/copy.so"
    done
}
vb UNTIL=build-new
plain=$(built without)
vb UNTIL=build-new CC='distcc gcc' DISTCC_HOSTS=localhost/2
here=$(built)
is 'verify-branch: distcc here' "$rc:$(built without)" "0:$plain"
rm -rf "$W"
before=$(heard)
: >"$T/log"
vb UNTIL=build-new CC='distcc gcc' DISTCC_HOSTS="$deaf $down $up"
is 'verify-branch: it holds' "$rc" 0
is 'verify-branch: one line says who is left out' "$(printf '%s\n' "$out" | grep -c '^distcc: left out: .*; 1 of 3 used$')" 1
like 'verify-branch: the daemon has compiled both libraries' "$(compiled "$T/log")" ' xenctrl\.c .*xenlight\.c '
is 'verify-branch: the one that does not answer is asked once' $(($(heard) - before)) 1
is 'verify-branch: the libraries are those that are built here, and so is what debuggers read' "$(built)" "$here"
vb UNTIL=build-new CC='distcc gcc' DISTCC_HOSTS="$down"
like 'verify-branch: without any it goes on' "$rc:$out" 'distcc: left out: .*everything is compiled here'
vb UNTIL=build-new CC='distcc gcc' DISTCC_HOSTS="$down" DISTCC_FALLBACK=0
like 'verify-branch: unless this is not allowed' "$rc:$(printf '%s\n' "$out" | tail -n 1)" '^2:distcc: left out: .*DISTCC_FALLBACK=0'
if command -v ccache >/dev/null; then
    export CCACHE_DIR="$T/ccache"
    rm -rf "$W"
    : >"$T/log"
    vb UNTIL=build-new CC='ccache gcc' CCACHE_PREFIX=distcc DISTCC_HOSTS="$up" CCACHE_REMOTE_STORAGE="file:$T/remote"
    like 'ccache: what is not there is compiled by the daemon' "$rc:$(compiled "$T/log")" '^0:.*xenlight\.c '
    is 'ccache: the libraries are those of a plain build' "$(built without)" "$plain"
    rm -rf "$W" "$CCACHE_DIR"
    : >"$T/log"
    vb UNTIL=build-new CC='ccache gcc' CCACHE_PREFIX=distcc DISTCC_HOSTS="$up" CCACHE_REMOTE_STORAGE="file:$T/remote"
    is 'ccache: from its remote storage nothing is compiled again' "$rc:$(compiled "$T/log" | tr ' ' '\n' | grep -v -e asked.c -e conftest)" 0:
    is 'ccache: the same libraries' "$(built without)" "$plain"
else
    skip 'ccache' 'ccache is not installed'
fi

# --- what distcc writes of dependencies ---
mkdir -p "$T/tree/tools/libxl" && (
    cd "$T/tree/tools" && echo '#define X 1' >x.h && printf '#include "x.h"\nint x = X;\n' >x.c &&
        DISTCC_HOSTS=$up distcc gcc -MMD -MF .x.opic.d -c -o x.opic x.c
)
(cc=gcc clang=n BY_DISTCC=y WORK='' && . verify/build.sh && name_headers_once "$T/tree")
is 'an object with another ending depends on its headers' "$(cat "$T/tree/tools/.x.opic.d")" 'x.opic: x.c x.h'

# --- our own programs are compiled here ---
before=$(heard)
rm -f "$R/build/obj/main.o"
mk build/bpq CC='distcc gcc' DISTCC_HOSTS="$deaf" DISTCC_IO_TIMEOUT=5
is 'bpq is built here' "$rc:$(heard):$([ -s "$R/build/obj/main.o" ] && echo built)" "0:$before:built"
done_testing
