# SPDX-License-Identifier: LGPL-2.1-only
# ONEW: new callers with the new library: every kind of guest, from start to end.
. tests/host/life/lib

for kind in pv hvm pvh shim; do
    start_host new
    checked_guest new/guest new $(creation $kind) $life $death
    is "onew: $kind: lives and dies" "$rc $err" '0 '
    is "onew: $kind: no call fails" "$(echo "$out" | grep -E '^[a-z-]+: -|not known')" ''
    case $kind in pv) type='2 2' ;; hvm) type='1 1' ;; *) type='3 3' ;; esac
    like "onew: $kind: its configuration is of its type" "$out" "^types $type"
    like "onew: $kind: it is gone in the end" "$(echo "$out" | grep ^list | tail -n 1)" 'list: 1 domains'
    is "onew: $kind: nothing is left of its files" "$(find "$h/root/var/lib/xen" -type f 2>&1)" ''
done
done_testing
