# SPDX-License-Identifier: LGPL-2.1-only
# ON6 and the reverse: each caller sees, examines and destroys the other's guests
# in the same host; nobody complains of how they were made.
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
    is "a new caller makes: $kind" "$rc $err" '0 '
done
for caller in old/guest new/plain new/guest; do
    checked_guest $caller new list
    is "on6: $caller lists them" "$rc $err $(types_of)" '0  0:2 1:2 2:1 3:1 4:1 '
    n=0
    for config in '2 2' '1 1' '3 3' '3 3'; do
        n=$((n + 1))
        checked_guest $caller new info domid=$n + config domid=$n + pause domid=$n + unpause domid=$n + \
            memory domid=$n mb=24 + vcpus domid=$n n=2
        is "on6: $caller examines domain $n" "$rc $err $(refused)" '0  '
        like "on6: $caller finds the configuration of domain $n" "$out" "^types $config\$"
        is "on6: $caller reads it again as it was, domain $n" "$(echo "$out" | grep 'read again')" ''
    done
done

# An old process, with the old library, in a host with guests it cannot know.
for caller in old/guest new/plain; do
    checked_guest $caller old list
    is "on6: the old library lists them for $caller" "$rc $err $(types_of)" '0  0:2 1:2 2:1 3:1 4:1 '
done
for n in 1 2; do
    checked_guest old/guest old info domid=$n + config domid=$n + destroy domid=$n
    is "on6: the old library examines and destroys domain $n" "$rc $err" '0 '
done
# Their configurations it can read from 4.10 on: 4.10.0 leaves out what it does
# not know.
for n in 3 4; do
    checked_guest old/guest old config domid=$n
    is "on6: the old library and the configuration of domain $n" "$rc $complaints $(echo "$out" | head -n 1)" \
        "0  config: $(native_pvh && echo 0 || echo -3)"
    checked_guest old/guest old info domid=$n + pause domid=$n + info domid=$n + destroy domid=$n
    is "on6: the old library destroys domain $n" "$rc $err" '0 '
done
guest old/guest old list
is 'all are gone' "$(types_of)" '0:2 '

# Old programs end what they cannot have made.
start_host new
n=0
for caller in old/guest new/plain; do
    for kind in pvh shim; do
        n=$((n + 1))
        guest new/guest new $(creation $kind) name=g$n uuid=$n
        checked_guest $caller new unpause domid=$n + destroy domid=$n + list
        is "on6: $caller destroys: $kind" "$rc $err $(refused) $(types_of)" '0   0:2 '
        in_host new "$HOST_BIN/new/store-ls"
        is "on6: nothing of it is left: $kind" "$rc $(echo "$out" | grep -E "/domain/$n|/libxl/$n|/vm/|/console/$n")" '0 '
    done
done

# Nobody is there: the same errors from all.
missing=
for action in info config pause unpause memory vcpus destroy; do
    missing="$missing${missing:+ + }$action domid=9"
done
checked_guest old/guest old $missing
is 'old: no call about a domain that is none succeeds' "$rc $complaints $(refused | wc -l)" '0  7'
reference=$out
for caller in old/guest new/plain new/guest; do
    checked_guest $caller new $missing
    is "on1: $caller gets the same errors about a domain that is none" "$rc $complaints $out" "0  $reference"
done

# Nothing says what they are but their being.
start_host old
guest old/guest old $(creation pv) name=g1 uuid=1
is 'the old library makes: pv' "$rc $err" '0 '
guest old/guest old $(creation hvm) name=g2 uuid=2
is 'the old library makes: hvm' "$rc $err" '0 '
in_host new "$HOST_BIN/new/store-ls" /libxl
native_pvh || is 'without a node for the type' "$rc $(echo "$out" | grep '/type')" '0 '
for caller in old/guest new/plain new/guest; do
    checked_guest $caller new list + info domid=1 + config domid=1 + info domid=2 + config domid=2
    is "$caller with the new library sees what the old one made, without a word" "$rc $err" '0 '
    like "$caller: types" "$(types_of)" '0:2 1:2 2:1'
done
for n in 1 2; do
    checked_guest new/guest new pause domid=$n + unpause domid=$n + memory domid=$n mb=16 + destroy domid=$n
    is "the new library destroys what the old one made: domain $n" "$rc $err" '0 '
    is "each call succeeds: domain $n" "$(echo "$out" | grep -v ': 0$')" ''
done
all_seen
