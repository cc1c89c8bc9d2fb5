# SPDX-License-Identifier: LGPL-2.1-only
# ON6 and the reverse: old and new callers see, examine and destroy each other's
# guests in the same host, without complaints.
. host/life/lib.sh

types_of() { # the types in a list, by domain
    echo "$out" | sed -n 's/^domain \([0-9]*\): .*, type \([0-9]\) .*/\1:\2/p' | tr '\n' ' '
}

refused() { echo "$out" | grep -E '^[a-z]+: -'; } # calls that failed

start_host new
n=0
for kind in pv hvm pvh shim; do
    n=$((n + 1))
    guest new/guest new $(creation $kind) name=g$n uuid=$n
    is "a new caller creates: $kind" "$rc $err" '0 '
done
for caller in old/guest new/plain new/guest; do
    checked_guest $caller new list
    is "on6: $caller lists the guests" "$rc $err $(types_of)" '0  0:2 1:2 2:1 3:1 4:1 '
    n=0
    for config in '2 2' '1 1' '3 3' '3 3'; do
        n=$((n + 1))
        checked_guest $caller new info domid=$n + config domid=$n + pause domid=$n + unpause domid=$n + \
            memory domid=$n mb=24 + vcpus domid=$n n=2
        is "on6: $caller examines domain $n" "$rc $err $(refused)" '0  '
        like "on6: $caller finds the configuration of domain $n" "$out" "^types $config\$"
        is "on6: $caller writes the configuration of domain $n and reads the same" "$(echo "$out" | grep 'read again it')" ''
    done
done

# A process with the old library, in a host with guests of an unknown type.
for caller in old/guest new/plain; do
    checked_guest $caller old list
    is "on6: $caller with the old library lists the guests" "$rc $err $(types_of)" '0  0:2 1:2 2:1 3:1 4:1 '
done
for n in 1 2; do
    checked_guest old/guest old info domid=$n + config domid=$n + destroy domid=$n
    is "on6: the old library examines and destroys domain $n" "$rc $err" '0 '
done
# It can read their configurations from 4.10 on; 4.10.0 ignores unknown fields.
for n in 3 4; do
    checked_guest old/guest old config domid=$n
    is "on6: the old library $(native_pvh && echo reads || echo refuses) the configuration of domain $n" "$rc $complaints $(echo "$out" | head -n 1)" \
        "0  config: $(native_pvh && echo 0 || echo -3)"
    checked_guest old/guest old info domid=$n + pause domid=$n + info domid=$n + destroy domid=$n
    is "on6: the old library destroys domain $n" "$rc $err" '0 '
done
guest old/guest old list
is 'all guests are gone' "$(types_of)" '0:2 '

# Old programs destroy guests that they cannot create.
start_host new
n=0
for caller in old/guest new/plain; do
    for kind in pvh shim; do
        n=$((n + 1))
        guest new/guest new $(creation $kind) name=g$n uuid=$n
        checked_guest $caller new unpause domid=$n + destroy domid=$n + list
        is "on6: $caller destroys: $kind" "$rc $err $(refused) $(types_of)" '0   0:2 '
        in_host new "$HOST_BIN/new/store-ls"
        is "on6: nothing is left of a guest destroyed by $caller: $kind" "$rc $(echo "$out" | grep -E "/domain/$n|/libxl/$n|/vm/|/console/$n")" '0 '
    done
done

# For a missing domain all callers get the same errors.
missing=
for action in info config pause unpause memory vcpus destroy; do
    missing="$missing${missing:+ + }$action domid=9"
done
checked_guest old/guest old $missing
is 'old: each call about a missing domain fails' "$rc $complaints $(refused | wc -l)" '0  7'
reference=$out
for caller in old/guest new/plain new/guest; do
    checked_guest $caller new $missing
    is "on1: $caller gets the same errors about a missing domain" "$rc $complaints $out" "0  $reference"
done

# Guests of the old library, which have no node for their type.
start_host old
guest old/guest old $(creation pv) name=g1 uuid=1
is 'the old library creates: pv' "$rc $err" '0 '
guest old/guest old $(creation hvm) name=g2 uuid=2
is 'the old library creates: hvm' "$rc $err" '0 '
in_host new "$HOST_BIN/new/store-ls" /libxl
native_pvh || is 'the old library writes no node for the type' "$rc $(echo "$out" | grep '/type')" '0 '
for caller in old/guest new/plain new/guest; do
    checked_guest $caller new list + info domid=1 + config domid=1 + info domid=2 + config domid=2
    is "$caller with the new library examines the old library's guests, without messages" "$rc $err" '0 '
    like "$caller with the new library finds the types of the old library's guests" "$(types_of)" '0:2 1:2 2:1'
done
for n in 1 2; do
    checked_guest new/guest new pause domid=$n + unpause domid=$n + memory domid=$n mb=16 + destroy domid=$n
    is "the new library destroys the old library's domain $n" "$rc $err" '0 '
    is "each call of the new library on the old one's domain $n succeeds" "$(echo "$out" | grep -v ': 0$')" ''
done
all_seen
