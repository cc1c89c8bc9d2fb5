# SPDX-License-Identifier: LGPL-2.1-only
# make ci-matrix: the jobs that it prints for runners of GitLab and GitHub.
. tests/tap.sh
. tests/tools/toys/needs.sh
needs 'make ci-matrix' build check

# matrix [VARIABLE=VALUE]...: what is printed in $T/FORMAT.yml, and as JSON in
# $T/FORMAT.json; what is said in $out
matrix() {
    run env -u MAKEFLAGS make -s ci-matrix "$@"
    out=$(printf '%s\n' "$out" | grep -v '^make[:[]')
    for word; do case $word in FORMAT=*) format=${word#*=} ;; esac; done
    [ $rc = 0 ] || return
    printf '%s\n' "$out" >"$T/$format.yml"
    /usr/bin/python3 -c 'import json, sys, yaml
# "on" is a key in workflows, and not true.
yaml.SafeLoader.yaml_implicit_resolvers.pop("o")
json.dump(yaml.safe_load(sys.stdin), sys.stdout)' <"$T/$format.yml" >"$T/$format.json" || rc=yaml
}
it() { jq -r "$2" "$T/$1.json"; } # FORMAT FILTER
# bases FORMAT: the bases that have a job, a line each as bpq prints them
bases() {
    case $1 in
    gitlab) it gitlab '.verify.parallel.matrix[] | .BRANCH as $branch | .BASE[] as $base | .ARCH // [null] | .[] | "\($branch) \($base)\(if . then " " + . else "" end)"' ;;
    github) it github '.jobs.verify.strategy.matrix.include[] | "\(.BRANCH) \(.BASE)\(if .ARCH then " " + .ARCH else "" end)"' ;;
    esac
}
# scripts FORMAT [JOB]: what its jobs run, a line each
scripts() {
    case $1 in
    gitlab) it gitlab "to_entries[] | select(.key == \"${2:-}\" or (\"${2:-}\" == \"\" and .value.script?)) | .value.script[]" ;;
    github) it github ".jobs | to_entries[] | select(.key == \"${2:-}\" or \"${2:-}\" == \"\") | .value.steps[].run // empty" ;;
    esac
}
# tried FORMAT: print each make of its jobs that make -n does not take
tried() {
    scripts "$1" | grep '^make ' | while read -r line; do
        BRANCH=4.9 BASE=stable-4.9 ARCH=arm64 sh -c 'make() { command make -n "$@"; }
            '"$line" >/dev/null 2>"$T/said" || echo "$line: $(cat "$T/said")"
    done
}

for format in gitlab github; do
    matrix FORMAT=$format
    is "$format: printed" "$rc" 0
    is "$format: a job for each base" "$(bases $format)" "$(build/bpq bases)"
    is "$format: make knows what the jobs ask for" "$(tried $format)" ''
    like "$format: verify-branch of the job's base" "$(scripts $format verify)" '^make verify-branch BRANCH="\$BRANCH" BASE="\$BASE" CC='
    like "$format: make check" "$(scripts $format check)" '^make deps check$'
    is "$format: the table is made of the folders of all bases" "$(scripts $format report | tr ' ' '\n' | grep '^out/' | sed 1d)" \
        "$(build/bpq bases | sed 's, ,/,; s,^,out/,')"
    is "$format: the same each time" "$(make -s ci-matrix FORMAT=$format)" "$(cat "$T/$format.yml")"
    matrix FORMAT=$format BASES='4.8 RELEASE-4.10.4'
    is "$format: BASES" "$(bases $format)" "$(build/bpq bases -- 4.8 RELEASE-4.10.4)"
    matrix FORMAT=$format BASES=stable-4.9 ARCH='arm64 amd64' WITHOUT='security  toolchain'
    is "$format: ARCH" "$(bases $format)" '4.9 stable-4.9 amd64
4.9 stable-4.9 arm64'
    # Unquoted, YAML takes some for numbers, and others for true or null.
    is "$format: the names of bases and the like are quoted" "$(grep -E '(BRANCH|BASE|ARCH): (\[?|\[.*, )[A-Za-z0-9]' "$T/$format.yml")" ''
    is "$format: make xen is told what to clone" "$(scripts $format | grep '^make xen' | sort -u)" 'make xen XEN_URL="$XEN_URL"'
    is "$format: ARCH: make knows it" "$(tried $format)" ''
    like "$format: ARCH and WITHOUT" "$(scripts $format verify)" '^make verify-branch .* ARCH="\$ARCH" WITHOUT="security toolchain" '
    is "$format: ARCH and WITHOUT: the folders" "$(scripts $format report | tr ' ' '\n' | grep '^out/4' | tr '\n' ' ')" \
        'out/4.9/stable-4.9-without-security-toolchain out/4.9/stable-4.9-without-security-toolchain/arm64 '
    jobs=gitlab
    [ $format = gitlab ] || jobs=github
    is "$format: each job ends some time" "$(it $jobs '(.jobs // (with_entries(select(.value.script?)))) | to_entries[] | select(.value.timeout // .value["timeout-minutes"] | not).key')" ''
    # What is read by the shell, the service or YAML.
    url='https://a:b@x.invalid/c d"'\''#: $(id) $HOME ${{ github.token }} \n.git'
    matrix FORMAT=$format XEN_URL="$url"
    printf '%s\n' "$rc:$(it $format '.variables.XEN_URL.value // .env.XEN_URL')" >"$T/odd.$format"
done
is 'gitlab: any URL' "$(cat "$T/odd.gitlab")" "0:$url"
is 'gitlab: nothing in it is expanded' "$(it gitlab .variables.XEN_URL.expand)" false
is 'github: any URL; an expression gives what begins one' "$(cat "$T/odd.github")" \
    "0:$(printf '%s' "$url" | sed "s/\\\${{/\${{ '\${{' }}/")"

matrix FORMAT=gitlab BASES='4.9' ARCH='amd64 i386'
# taken FILE: is it in a job's artifacts?
taken() {
    it gitlab '.verify.artifacts.paths[]' | while read -r pattern; do
        # shellcheck disable=SC2254 # a pattern
        case $1 in $pattern*) echo yes ;; esac
    done | head -n 1
}
is 'gitlab: what is kept' "$(for file in out/4.9/RELEASE-4.9.4/results.jsonl out/4.9/RELEASE-4.9.4/i386/junit.xml \
    out/4.9/stable-4.9/report.html out/4.9/RELEASE-4.9.4/logs/abi.log out/xen.git/HEAD; do taken $file; echo .; done | tr '\n' ' ')" 'yes . yes . yes . yes . . '
is 'gitlab: a job may be ended by a newer one' "$(it gitlab .default.interruptible)" true
is 'gitlab: JUnit is reported' "$(it gitlab '.verify.artifacts.reports.junit[0], .check.artifacts.reports.junit' | paste -s)" 'out/*/*/junit.xml	out/check/junit.xml'
matrix FORMAT=github
is 'github: one base that fails ends no other' "$(it github '.jobs.verify.strategy["fail-fast"]')" false
is 'github: artifacts of bases have different names' "$(it github '.jobs.verify.steps[] | select(.uses // "" | startswith("actions/upload")).with.name')" \
    'verify-${{ matrix.BRANCH }}-${{ matrix.BASE }}'

# --- the page about it ---
for format in gitlab github; do
    command=$(sed -n "s/^    \\$ \\(make -s ci-matrix FORMAT=$format .*\\)/\\1/p" docs/ci.md)
    awk -v "format=FORMAT=$format " '
        shown && !/^(    |$)/ { exit }
        shown && /^    \$ / { exit }
        shown { print substr($0, 5) }
        /^    \$ / && index($0, format) { shown = 1 }' docs/ci.md | sed -e :a -e '/^\n*$/{$d;N;ba' -e '}' >"$T/page"
    is "docs/ci.md: $format" "$(cat "$T/page")" "$(sh -c "${command:-echo the page lacks it}")"
done

# --- their schemas ---
# What is installed for this is known by its checksum.
is 'the validators are those of the lock' "$(jq -c .dependencies tests/tools/runners/package.json)" \
    "$(jq -c '.packages[""].dependencies' tests/tools/runners/package-lock.json)"
is 'each package of it has a checksum' "$(jq -r '.packages | to_entries[] | select(.key != "" and (.value.integrity | not)).key' tests/tools/runners/package-lock.json)" ''
mkdir -p "$T/bin"
fake npm 'echo "$*"; ls "$(echo "$*" | sed "s/.*--prefix //")"'
is 'nothing but what the lock names is installed' "$(mkdir -p "$T/here/tests/tools/toys" && cp -R tests/tools/runners "$T/here/tests/tools" &&
    cp tests/tools/toys/ci-validators "$T/here/tests/tools/toys" && PATH=$T/bin:$PATH sh "$T/here/tests/tools/toys/ci-validators" | sed 's/ .*//' | xargs)" \
    'ci package-lock.json package.json'
validators=$ROOT/out/cache/ci-validators/node_modules/.bin
# valid FORMAT FILE
valid() {
    case $1 in
    gitlab) (cd "$T/repository" && HOME=$T "$validators/gitlab-ci-local" --color=false --file "../${2##*/}" --list) ;;
    github) "$validators/action-validator" "$2" ;;
    esac
}
if [ -x "$validators/gitlab-ci-local" ] && [ -x "$validators/action-validator" ] && command -v node >/dev/null; then
    git init -q "$T/repository"
    git -C "$T/repository" -c user.name=Toy -c user.email=toy@example.org commit -q --allow-empty -m toy
    for format in gitlab github; do
        for arch in '' all; do
            matrix FORMAT=$format ARCH=$arch
            ok "$format: they match the schema${arch:+, with ARCH=$arch}" valid $format "$T/$format.yml"
        done
        sed -e 's/^  interruptible: .*/  interruptible: [5]/' -e 's/runs-on: .*/runs-on: 5/' "$T/$format.yml" >"$T/wrong.yml"
        if valid $format "$T/wrong.yml" >/dev/null 2>&1; then fail "$format: what does not is found"; else pass "$format: what does not is found"; fi
    done
else
    skip 'they match the schemas of GitLab and GitHub' 'no programs with them; sh tests/tools/toys/ci-validators installs these with npm'
fi

# --- what is wrong ---
matrix FORMAT=
refused 'no format' 2 '^ci-matrix: FORMAT=: name gitlab or github'
matrix FORMAT='a
b'
refused 'another format' 2 '^ci-matrix: FORMAT=a b: name gitlab or github'
run env -u MAKEFLAGS FORMAT=gitlab make -s ci-matrix
out=$(printf '%s\n' "$out" | grep -v '^make[:[]')
refused 'a format in the environment' 2 '^ci-matrix: FORMAT=: '
matrix FORMAT=gitlab BASES='4.9 RELEASE-4.9.9'
refused 'an unknown base' 2 'RELEASE-4\.9\.9'
matrix FORMAT=gitlab ARCH=mips
refused 'an unknown architecture' 2 '^ARCH=mips: not an architecture'
matrix FORMAT=gitlab WITHOUT='security; id'
refused 'no name of a group' 2 '^ci-matrix: WITHOUT=security;: not the name of a group$'
matrix FORMAT=gitlab WITHOUT=securty
refused 'an unknown group' 2 'has no group "securty"'
done_testing
