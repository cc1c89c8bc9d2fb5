# SPDX-License-Identifier: LGPL-2.1-only
# paths.c, sockets.c and exec.c, preloaded into programs of the machine.
. tests/tap.sh
host=$ROOT/host

cat >"$T/Paths.mk" <<'END'
prefix                   := /usr/local
libdir                   := /usr/local/lib
LIBEXEC                  := /opt/toy/lib/xen
LIBEXEC_BIN              := /opt/toy/lib/xen/bin
XEN_RUN_DIR              := /run/toy/
XEN_CONFIG_DIR           := /etc/toy
XEN_SCRIPT_DIR           := /etc/toy/scripts
CONFIG_DIR               := /etc
END
run sh "$host/folders" "$T/Paths.mk"
is 'the folders are those that only Xen uses' "$out" 'HOST_PATH("/opt/toy/lib/xen")
HOST_PATH("/opt/toy/lib/xen/bin")
HOST_PATH("/run/toy")
HOST_PATH("/etc/toy")
HOST_PATH("/etc/toy/scripts")'
mkdir "$T/obj" && echo "$out" >"$T/obj/host_paths.def"
echo 'XEN_RUN_DIR := $(XEN)/x' >"$T/bad.mk"
run sh "$host/folders" "$T/bad.mk"
is 'a Paths.mk that configure did not write is refused' $rc 2
like 'the message names the Paths.mk' "$out" '^folders: .*bad.mk'

# Sanitizers refuse to run if another object is preloaded before their own.
cc=$(echo "${CC:-cc}" | sed 's/ -fsanitize=[^ ]*//g')
ok 'the object builds' $cc -std=gnu11 -D_GNU_SOURCE -g -Wall -Wextra -Werror -fvisibility=hidden -fPIC -shared \
    -I"$T/obj" "$host/paths.c" "$host/sockets.c" "$host/exec.c" -o "$T/host.so" -ldl
ok 'the program that makes the calls builds' $cc -std=gnu11 -D_GNU_SOURCE -g -Wall -Wextra -Werror \
    "$host/programs/path-calls.c" -o "$T/calls"

dir=$T/h
in_host() {
    run env XENHOST_DIR="$dir" LD_PRELOAD="$T/host.so" "$@"
}
mkdir -p "$dir/root/etc/toy/scripts" "$dir/root/run/toy" "$dir/root/opt/toy/lib/xen/bin"
echo content >"$dir/root/etc/toy/file"
for name in one two; do
    printf '#!/bin/sh\necho "%s $0 $*"\n' $name >"$dir/root/etc/toy/scripts/$name"
    chmod +x "$dir/root/etc/toy/scripts/$name"
done

in_host cat /etc/toy/file
is 'cat reads the file of the host' "$rc $out" '0 content'
in_host cat "$dir/root/etc/toy/file"
is 'a path in the host is not changed' "$rc $out" '0 content'
in_host cat /etc/toys
is 'a folder with a longer name is not redirected' $rc 1
like 'a folder with a longer name keeps its name in messages' "$out" '/etc/toys'
in_host sh -c 'cd /etc/toy && echo new >/run/toy/f && mv /run/toy/f /etc/toy/g && cat g && ls /etc/toy'
is 'a shell and its children see the files' "$out" "new
file
g
scripts"
in_host /bin/sh -c '/etc/toy/scripts/one a "b c"'
is 'a program of the host runs' "$out" "one $dir/root/etc/toy/scripts/one a b c"
in_host test -e /dev/xen/privcmd
is 'devices of the real machine are not visible' $rc 1
run env LD_PRELOAD="$T/host.so" ls /etc/toy
is 'without XENHOST_DIR nothing changes' $rc 2

# Each call in turn; afterwards no file must be in the real folders.
calls=$("$T/calls")
for call in $calls; do
    in_host "$T/calls" "$call" /etc/toy/scripts /run/toy
    is "$call" "$rc $out" '0 '
done
is 'no folder was made outside of the host' "$(ls -d /run/toy /etc/toy /opt/toy 2>/dev/null)" ''

# A path that is too long for a socket's address.
dir=$T/$(printf %080d 1)/$(printf %080d 2)
mkdir -p "$dir/root/run/toy"
in_host "$T/calls" socket /etc/toy/scripts /run/toy
is 'a socket works in a host with a long name' "$rc $out" '0 '
done_testing
