# SPDX-License-Identifier: LGPL-2.1-only
# make check-docs, with a document and a bpq of our own: what it runs, compares and says.
. tests/tap.sh
. tests/tools/toys/needs.sh
. tests/tools/toys/results.sh
needs 'make check-docs on a document of our own' docs check

R=$T/root
mkdir -p "$R/docs" "$R/verify" "$R/build"
cp -R mk "$R"
cp verify/clone.sh "$R/verify"
grep '^py	cram	' mk/deps.list >"$R/mk/deps.list"
# cram, or a fault of it.
sed -i "s,exec /usr/bin/python3,exec $T/cram," "$R/mk/check-docs"
cat >"$T/cram" <<END
#!/bin/sh
[ ! -e $T/fault ] || { echo 'Traceback (most recent call last):'; echo 'IOError: no'; exit 1; }
exec /usr/bin/python3 "\$@"
END
chmod +x "$T/cram"
# Prints the path of the clone.
cat >"$R/bpq" <<'END'
#!/bin/sh
case $3 in none) echo 'bpq: no clone' >&2; exit 1 ;; *) echo /nowhere/xen ;; esac
END
chmod +x "$R/bpq" && cp "$R/bpq" "$R/build/bpq"
printf 'build/bpq: ; @mkdir -p build && cp bpq $@ $(BROKEN)\n' >"$R/Makefile"
printf '/out/\n/build/\n' >"$R/.gitignore"
git init -q "$R"
# doc <TEXT: the document, committed
doc() {
    cat >"$R/docs/toy.md"
    g add -A && g commit -q -m 'A document'
}
g() { git -C "$R" -c user.name=Toy -c user.email=toy@example.org -c commit.gpgsign=false "$@"; }
check_docs() { # [NAME=VALUE]...
    run sh -c 'cd "$0" && exec env "$@" sh mk/check-docs' "$R" "$@"
}

doc <<'END'
# A page

    $ echo one; echo 'two  [*]'
    one
    two  [*]
    $ cat <<EOF
    > [a] took 1.5s?
    > EOF
    [a] took 2.0s?

Lines follow, one of them empty:

    $ printf 'three\n\nfour\n'; false
    three

    four
    [1]

Not run:

    exit 9
    $ exit 9

    $ git config xen.clone
    /nowhere/xen
    $ git config user.name
    [1]
    $ echo "[$(pwd | sed 's,.*/,,') ${BRANCH-}${UNTIL-}${XEN-}${MAKEFLAGS-}${GIT_DIR-}]"
    [tree ]
END
echo '# No commands' >"$R/docs/other.md"
git config --file "$T/gitconfig" user.name Ann
check_docs BRANCH=4.8 UNTIL=apply XEN=/x MAKEFLAGS='BROKEN=/no/such/folder' GIT_CONFIG_GLOBAL="$T/gitconfig" GIT_DIR=/x
is 'as written' "$rc:$out" '0:check-docs: uncommitted changes are not tested; tested is '"$(g log -1 --format='commit %h, %s')"'
check-docs: docs/toy.md: as written'
rm "$R/docs/other.md"
check_docs
is 'nothing is uncommitted' "$rc:$out" '0:check-docs: docs/toy.md: as written'
ok 'its results are data' valid "$R/out/docs/results.jsonl"
is 'of each document' "$(jq -r 'select(.record == "step") | "\(.step) \(.answer)"' "$R/out/docs/results.jsonl")" 'docs/toy.md ok'
is 'counted' "$(cd "$R" && sh mk/results/report count out/docs/results.jsonl)" '1 passed, 0 failed, 0 skipped'
ok 'JUnit is made from them' valid_junit "$R/out/docs/junit.xml"

doc <<'END'
    $ echo one
    two
END
check_docs
is 'something differs: status' "$rc" 1
like 'something differs: it is shown' "$out" '^-    two$'
like 'something differs: the last line' "$(printf '%s\n' "$out" | tail -n 1)" '^check-docs: docs/toy\.md: NO, what differs is above and in out/docs/toy\.log$'
is 'something differs: a failure' "$(cd "$R" && sh mk/results/report count out/docs/results.jsonl)" '0 passed, 1 failed, 0 skipped'

# --- each document has a tree of its own ---
printf '    $ touch left\n' >"$R/docs/first.md"
doc <<'END'
    $ test -e left
    [1]
    $ git config xen.clone
    /nowhere/xen
    $ ls build/bpq
    build/bpq
END
check_docs
is 'nothing is left of the document before' "$rc:$out" '0:check-docs: docs/first.md: as written
check-docs: docs/toy.md: as written'
rm "$R/docs/first.md"

# --- what cannot be run ---
check_docs XEN=none
refused 'no clone' 2 '^bpq: no clone$'
exec 8>"$R/out/docs/running"
flock 8
check_docs
exec 8>&-
refused 'another run' 2 '^check-docs: another run works in out/docs; '
doc <<'END'
    $ exit 80
END
check_docs
refused 'a document that ends the test' 2 '^check-docs: docs/toy\.md could not be run: cram ended with status 0: # Ran 1 tests, 1 skipped'
: >"$T/fault"
doc <<'END'
    $ true
END
check_docs
refused "cram's own fault" 2 '^check-docs: docs/toy\.md could not be run: cram ended with status 1: IOError: no; see out/docs/toy\.log$'
is "cram's own fault: no test" "$(cd "$R" && sh mk/results/report count out/docs/results.jsonl)" '0 passed, 0 failed, 0 skipped'
rm "$T/fault"
echo 'build/bpq: ; exit 1' >"$R/Makefile"
g commit -q -a -m broken
check_docs
refused 'bpq is not built' 2 '^check-docs: bpq cannot be built, see out/docs/build\.log$'
g revert --no-edit HEAD >/dev/null
echo 'py	no_such_module	no-package	docs' >>"$R/mk/deps.list"
check_docs
refused 'a tool is missing' 2 '^missing: no_such_module \(Debian package no-package\)'
g checkout -q mk/deps.list

doc <<'END'
    echo
END
check_docs
refused 'nothing to run' 2 '^check-docs: no document in docs/ has commands that can be run$'

# --- interrupted ---
doc <<END
    \$ touch $T/began; sleep 1000; touch $T/ended
END
(cd "$R" && exec env --default-signal sh mk/check-docs) >"$T/said" 2>&1 &
pid=$!
wait_for "$T/began"
kill $pid
wait $pid
is 'interrupted' "$?:$(cat "$T/said")" '2:check-docs: interrupted'
ok 'interrupted: nothing goes on' flock -n "$R/out/docs/running" true
rm -rf "$R/.git"
check_docs
refused 'no checkout' 2 '^check-docs: not a git checkout'
done_testing
