# SPDX-License-Identifier: LGPL-2.1-only
# The requirements, tests and commits that NOTES names exist.
. tests/tap.sh

# A name in [brackets], of which there may be several, is a test or a file.
tr '\n' ' ' <NOTES | grep -oE '\[[a-z][A-Za-z0-9_., -]*\]' | tr -d '[] ' | tr ',' '\n' | sort -u >"$T/names"
missing=
while read -r name; do
    grep -rq --include='*.c' "START_TEST($name)" tests host || [ -n "$(find tests host -name "$name")" ] ||
        missing="$missing $name"
done <"$T/names"
is 'each test that NOTES names exists' "$missing" ''
is 'NOTES names several tests' "$([ "$(grep -c . "$T/names")" -gt 5 ] && echo yes)" yes

# The id of a requirement is in the name of a test, or in a file of tests.
missing=
for id in $(grep -oE '\b(A|ON|NO)[0-9]+\b' NOTES | sort -u); do
    grep -rqiE --include='*.c' --include='*.def' --include='*.t' --exclude=notes-names.t \
        "(^|[^a-z0-9])$id([^a-z0-9]|\$)" tests host || missing="$missing $id"
done
is 'each requirement that NOTES names has a test' "$missing" ''

# Commits are in a plan, which picks or ignores them, or in a change.
missing=
for id in $(grep -oE '\b[0-9a-f]{10}\b' NOTES | sort -u); do
    grep -qrE "\b$id" series-*/series compat/changes tests/libxl/published/faults || missing="$missing $id"
done
is 'each commit that NOTES names is in a plan or a change' "$missing" ''
done_testing
