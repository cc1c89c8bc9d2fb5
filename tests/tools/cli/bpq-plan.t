#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-only
# bpq plan: reads a plan and the files that it names, without a clone.
. tests/tap.sh
R=$T/root
mkdir "$R" && cp -R series-4.9 compat "$R" || exit 2
rm -rf "$R"/series-4.9/RELEASE-* "$R"/series-4.9/stable-*
mkdir "$R/series-4.8" "$R/series-4.10"

plan() { run build/bpq plan 4.9 --root "$R"; }
refuses() { # NAME STATUS ERE
    plan
    refused "$@"
}
# The fault is removed after the test.
with_fault() { # FILE SED-SCRIPT NAME STATUS ERE
    cp "$R/$1" "$T/good"
    sed -i -e "$2" "$R/$1"
    refuses "$3" "$4" "$5"
    cp "$T/good" "$R/$1"
}
without() { # PATH NAME STATUS ERE
    mv "$R/$1" "$T/away"
    refuses "$2" "$3" "$4"
    mv "$T/away" "$R/$1"
}

plan
is 'our own plan: status' "$rc" 0
like 'our own plan: the counts' "$out" \
    '^series-4\.9: [0-9]+ patches, [0-9]+ changes, [0-9]+ semantic patches, [0-9]+ resolutions; locked for [0-9]+ bases$'
with_fault series-4.9/series '30s/.*/what is this/' 'a broken plan' 2 'series-4\.9/series:30: '
without compat/changes/guard 'a missing change' 2 'series-4\.9/series:[0-9]+: .*compat/changes/guard'
with_fault compat/changes/guard/guard.edits '1s/.*/nonsense/' 'a broken edit' 2 'guard\.edits:1: '
key=$(ls "$R/series-4.9/resolutions" | head -n 1)
without "series-4.9/resolutions/$key" 'a missing resolution' 2 "$key"
without compat/changes/accessors/top-fields.cocci 'a missing rule' 2 'top-fields\.cocci'
with_fault compat/changes/accessors/top-fields.cocci '1i\
@script:python@' 'a rule that runs a program' 2 'top-fields\.cocci:1: "script:"'
# A plan may come from somebody else, so its files must not be elsewhere.
elsewhere() { # PATH
    cp -R "$R/$1" "$T/elsewhere"
    mv "$R/$1" "$T/away" && ln -s "$T/elsewhere" "$R/$1"
    refuses "$1 as a link" 2 "is a symbolic link or reached through one"
    rm "$R/$1" && mv "$T/away" "$R/$1"
    rm -rf "$T/elsewhere"
}
elsewhere compat/changes/accessors/top-fields.cocci
elsewhere compat/changes/accessors
elsewhere compat/changes/guard/message
elsewhere compat/changes/guard/change
elsewhere compat/changes/guard/guard.edits
elsewhere "series-4.9/resolutions/$key"
ln -s /nowhere "$R/compat/changes/accessors/top-fields.cocci.h"
refuses 'macros as a link' 2 'top-fields\.cocci\.h is a symbolic link'
rm "$R/compat/changes/accessors/top-fields.cocci.h"
without series-4.9/lock 'no lock' 2 'series-4\.9/lock'
with_fault series-4.9/lock '2,$s/^patch [0-9a-f]/patch /' 'an edited lock' 2 'series-4\.9/lock:[0-9]+: '
with_fault series-4.9/series '/^# base /s/$/ RELEASE-4.9.5/' 'a base without a lock' 1 'lock: has no part for RELEASE-4\.9\.5'
patch=$(sed -n 's/^\([a-z].*\.patch\)[[:space:]]*# pick.*/\1/p' "$R/series-4.9/series" | tail -n 1)
with_fault series-4.9/series "s/^$patch/other-$patch/" 'a lock of another plan' 1 "has $patch, which is not in the plan"
done_testing
