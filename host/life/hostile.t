# SPDX-License-Identifier: LGPL-2.1-only
# K2: the domain builder stays within bounds when it parses a hostile image.  Here it
# runs under AddressSanitizer, which checks the stack and static data; in kernels.t
# it runs under valgrind, which finds uses of uninitialised memory.
. host/life/lib.sh
K=$HOST_GUESTS/kernels

# Make a prefix like new, in which libxenguest's builder and libelf are compiled
# with AddressSanitizer in a copy of the tree's folder.
instrumented() {
    tree=$(cd -P -- "$HOST_NEW/tree" && pwd) && mkdir -p "$T/tree/tools" "$T/asan/lib" || return
    for each in "$tree"/*; do [ "${each##*/}" = tools ] || ln -s "$each" "$T/tree/"; done
    for each in "$tree"/tools/*; do ln -s "$each" "$T/tree/tools/"; done
    rm "$T/tree/tools/libxc" && cp -a "$tree/tools/libxc" "$T/tree/tools/" || return
    (cd "$T/tree/tools/libxc" && rm -f libelf-*.opic xc_dom_*.opic libxenguest.so* &&
        make CC=gcc APPEND_CFLAGS='-fsanitize=address -fno-omit-frame-pointer -Wno-error' \
            APPEND_LDFLAGS=-fsanitize=address libxenguest.so) >"$T/make.log" 2>&1 || return
    for each in "$HOST_NEW"/*; do [ "${each##*/}" = lib ] || ln -s "$each" "$T/asan/"; done
    for each in "$HOST_NEW"/lib/*; do ln -s "$each" "$T/asan/lib/"; done
    rm "$T"/asan/lib/libxenguest.so* && cp -a "$T"/tree/tools/libxc/libxenguest.so* "$T/asan/lib/"
}
ok 'libxenguest is built with AddressSanitizer' instrumented || sed 's/^/# /' "$T/make.log" | tail -n 5 | cut -c 1-300
ok 'its image parser is instrumented' sh -c "readelf -sW '$T'/asan/lib/libxenguest.so | grep -q '__asan_report_load'"
HOST_NEW=$T/asan

asan=$(gcc -print-file-name=libasan.so)
start_host new
for name in $(grep '^[^#]' "$host/kernels/table" | cut -d ' ' -f 1); do
    found=
    for type in pv hvm pvh; do
        in_host new sh -c "LD_PRELOAD='$asan '\$LD_PRELOAD ASAN_OPTIONS=detect_leaks=0:exitcode=99 exec \"\$@\"" sh \
            "$HOST_BIN/new/guest" create-$type name=$name-$type uuid=1 cmdline=quiet \
            $(native_pvh && [ $type = hvm ] && echo "device_model=$HOST_BIN/device-model firmware=" || echo kernel=)"$K/$name" + destroy
        [ $rc = 0 ] || found="$found $type: $rc $(echo "$err" | grep -E 'ERROR: AddressSanitizer|^ *#[0-3] ' | head -n 4)"
    done
    is "k2: $name: no access is out of bounds" "$found" ''
done
all_seen
