# SPDX-License-Identifier: LGPL-2.1-only
# make install and uninstall: what is there, what is left, and that it works without this
# tree.
. tests/tap.sh
. tests/tools/toys/needs.sh
T=$(cd -P -- "$T" && pwd)
mk() { # ARGUMENT...: without make's own line about an error
    run env -u MAKEFLAGS -u MAKELEVEL make -s "$@"
    out=$(printf '%s\n' "$out" | grep -v '^make: \*\*\* ')
}
mk build/bpq build/host/dom0/xenhost
# What is below a folder: kinds, modes, contents.
seen() {
    (cd "$1" && find . \( -type f -exec cksum {} + \) -o -printf '%y %m %p %l\n' && find . -type f -printf '%m %p\n') | LC_ALL=C sort
}

# ---- a folder that is not empty, for a package ----
D=$T/dest
mkdir -p "$D/usr/share/man/man1" "$D/usr/lib" "$D/etc"
echo other >"$D/usr/share/man/man1/other.1"
before=$(seen "$D")
mk -n install DESTDIR="$D" PREFIX=/usr
is 'make -n installs nothing' "$rc:$(seen "$D")" "0:$before"
umask_was=$(umask)
umask 077
mk install DESTDIR="$D" PREFIX=/usr
umask "$umask_was"
is 'install: status and one line' "$rc:$(printf '%s\n' "$out" | wc -l)" 0:1
like 'install: says where' "$out" "^install: [0-9]+ files are in $D/usr; make uninstall with the same PREFIX and DESTDIR removes them$"
installed=$(cd "$D/usr" && find . ! -type d | sed 's,^\./,,' | grep -vx share/man/man1/other.1 | LC_ALL=C sort)
is 'what is installed, without the host' "$(printf '%s\n' "$installed" | grep -v '^lib/xenhost/')" "$({
    echo 'bin/bpq
bin/xenhost
include/libxl_pvh/libxl_pvh.h
include/libxl_pvh/libxl_pvh_fields.h
share/bash-completion/completions/bpq
share/pkgconfig/libxl_pvh.pc
share/pvh-backport/callers.cocci
share/pvh-backport/installed
share/pvh-backport/pvh-guest.c
share/zsh/site-functions/_bpq'
    for page in man/*.[1-9]; do echo "share/man/man${page##*.}/${page#man/}"; done
} | LC_ALL=C sort)"
is 'the host: its sources, scripts and program' "$(printf '%s\n' "$installed" | sed -n 's,^lib/xenhost/,,p')" "$({
    find host -type f | grep -vE '^host/(life|life-arm|tests|kernels|programs)/|^host/lifecycle$'
    echo 'host/xenhost
mk/architectures.sh
mk/own-folder.sh
mk/say.sh'
} | LC_ALL=C sort)"
is 'everybody may read it, whatever the umask is' \
    "$(cd "$D/usr" && find . ! -type l \( -type d ! -perm 755 -o -type f ! -perm 644 ! -perm 755 \))" ''
is 'programs may be run' "$(cd "$D/usr" && find . -type f -perm 755 | sed 's,.*/,,' | LC_ALL=C sort | xargs)" \
    'block bpq emulate folders names run vif-bridge xenhost'
is 'no path of this tree or DESTDIR is in a text' "$(grep -rIlF -e "$ROOT" -e "$D" "$D/usr")" ''
once=$(seen "$D")
mk install DESTDIR="$D" PREFIX=/usr/
is 'installed again: the same' "$rc:$(seen "$D")" "0:$once"
mk -n uninstall DESTDIR="$D" PREFIX=/usr
is 'make -n uninstalls nothing' "$rc:$(seen "$D")" "0:$once"
mk uninstall DESTDIR="$D" PREFIX=/usr
is 'uninstall: what was there before is left' "$rc:$(seen "$D")" "0:$before"
mk uninstall DESTDIR="$D" PREFIX=/usr
is 'uninstall again: status and answer' "$rc:$out" "0:uninstall: nothing is installed in $D/usr"
mk install DESTDIR="$T/new" PREFIX=/opt/x
mk uninstall DESTDIR="$T/new" PREFIX=/opt/x
is 'folders that install made are removed, DESTDIR too' "$rc:$(ls -d "$T/new" 2>/dev/null)" 0:
mk install DESTDIR="$T/deep/in/it" PREFIX='/sp ace '
is 'blanks in PREFIX, at its end, too' "$rc:$(ls "$T/deep/in/it/sp ace " | xargs)" '0:bin include lib share'
mk uninstall DESTDIR="$T/deep/in/it" PREFIX='/sp ace '
is 'folders above DESTDIR are removed' "$rc:$(ls -d "$T/deep" 2>/dev/null)" 0:
mkdir "$T/deep"
mk install DESTDIR="$T/deep/in/it"
mk uninstall DESTDIR="$T/deep/in/it"
is 'but not one that was there' "$rc:$(ls -A "$T/deep")" 0:
mk install DESTDIR="$T/root" PREFIX=/
is 'PREFIX=/' "$rc:$(ls "$T/root" | xargs)" '0:bin include lib share'

# ---- what is in the way, or changed ----
echo mine >"$D/usr/lib/mine"
mkdir -p "$D/usr/bin" && echo mine >"$D/usr/bin/bpq"
before=$(seen "$D")
mk install DESTDIR="$D" PREFIX=/usr
refused "another's file is in the way" 2 "^install: $D/usr/bin/bpq: is there, and make install did not put it there as it is now; move it away$"
is "another's file is in the way: nothing was changed" "$(seen "$D")" "$before"
cp build/bpq "$D/usr/bin/bpq"
mk install DESTDIR="$D" PREFIX=/usr
refused "another's file with the same bytes" 2 "^install: $D/usr/bin/bpq: is there, and make install did not put it there"
rm "$D/usr/bin/bpq" && mkdir "$D/usr/bin/bpq"
mk install DESTDIR="$D" PREFIX=/usr
refused 'a folder is in the way' 2 "^install: $D/usr/bin/bpq: a folder is in the way; move it$"
rmdir "$D/usr/bin/bpq" "$D/usr/bin"
before=$(seen "$D")
mk install DESTDIR="$D" PREFIX=/usr
page=$D/usr/share/man/man1/bpq.1
cp "$page" "$T/page" && echo changed >>"$page"
mk uninstall DESTDIR="$D" PREFIX=/usr
is 'a changed file is left' "$rc:$(tail -n 1 "$page" 2>&1)" 0:changed
like 'a changed file is left, which is said' "$out" "^uninstall: $page: not as it was installed; it is left there$"
rm "$page"
is 'all others are removed' "$(seen "$D")" "$before"
# An earlier revision had a file that this one has not.
mk install DESTDIR="$D" PREFIX=/usr
once=$(seen "$D")
list=$D/usr/share/pvh-backport/installed
echo old >"$D/usr/bin/old"
echo "f $(cksum <"$D/usr/bin/old") bin/old" >>"$list"
mk install DESTDIR="$D" PREFIX=/usr
is 'an update removes what is no longer installed' "$rc:$(seen "$D")" "0:$once"
echo "f $(cksum <"$D/etc/../usr/lib/mine") ../usr/lib/mine" >>"$list"
mk uninstall DESTDIR="$D" PREFIX=/usr
refused 'a list that leads elsewhere' 2 "^uninstall: $list: not a list that make install wrote$"
sed -i '$d' "$list"
mk uninstall DESTDIR="$D" PREFIX=/usr
is 'and without it' "$rc:$(seen "$D")" "0:$before"

# ---- interrupted, or no room ----
mkdir "$T/bin"
cut_short() { # SIGNAL N: the N-th mv ends the script
    : >"$T/count"
    fake mv "echo x >>'$T/count'
[ \"\$(wc -l <'$T/count')\" != $2 ] || { kill -$1 \"\$(cat '$T/pid')\"; exit 1; }
exec $(command -v mv) \"\$@\""
    env --default-signal TMPDIR="$T" PATH="$T/bin:$PATH" sh mk/install install >"$T/out" 2>&1 &
    echo $! >"$T/pid"
    wait $! 2>/dev/null
    rc=$? out=$(cat "$T/out")
    rm "$T/bin/mv"
}
export DESTDIR="$D" PREFIX=/usr
for n in 1 2 40; do
    for signal in TERM INT KILL; do
        cut_short $signal $n
        case $signal in
        KILL) is "KILL at $n: status" "$rc" 137 ;;
        *)
            refused "$signal at $n" 2 '^install: interrupted; make uninstall removes what is there, and make install puts the rest there$'
            is "$signal at $n: nothing is half written" "$(find "$D" -name '.*.pvh-backport')" ''
            ;;
        esac
        [ $n = 2 ] || { mk install; is "$signal at $n: the rest is installed" "$rc:$(seen "$D")" "0:$once"; }
        mk uninstall
        is "$signal at $n: removed" "$rc:$(seen "$D")" "0:$before"
    done
done
fake cp "case \$* in *libxl_pvh.h*) echo 'cp: error writing: No space left on device' >&2; exit 1 ;; esac
exec $(command -v cp) \"\$@\""
run env PATH="$T/bin:$PATH" sh mk/install install
rm "$T/bin/cp"
refused 'no room' 2 "^install: $D/usr/include/libxl_pvh/libxl_pvh.h: No space left on device; choose another PREFIX= or DESTDIR=, or run as who may write there$"
mk uninstall
is 'no room: removed' "$(seen "$D")" "$before"
unset DESTDIR PREFIX
if [ "$(id -u)" = 0 ]; then
    mk install DESTDIR=/proc PREFIX=/usr
    refused 'no right to write' 2 '^install: /proc/usr: No such file or directory; choose another PREFIX= or DESTDIR='
else
    mkdir -m 555 "$T/closed"
    mk install DESTDIR="$T/closed" PREFIX=/usr
    refused 'no right to write' 2 "^install: $T/closed/usr: Permission denied; choose another PREFIX= or DESTDIR="
fi
mk install DESTDIR="$T/page/dest" PREFIX=/usr
refused 'DESTDIR is below a file' 2 "^install: $T/page: .*; choose another PREFIX= or DESTDIR="
mk install PREFIX=usr
refused 'PREFIX is no full path' 2 '^install: PREFIX=usr: not a full path; the default is /usr/local$'
mk install PREFIX=
refused 'PREFIX is empty' 2 '^install: PREFIX=: not a full path; the default is /usr/local$'
for character in '"' "'" "\\" '$' '#' '`' '
'; do
    mk install PREFIX="$T/a$character"
    refused "PREFIX has $character" 2 '^install: PREFIX=.*: pkg-config cannot take quotes'
done
mk install DESTDIR="$T/a
b"
refused 'DESTDIR has a newline' 2 '^install: DESTDIR=.*: there is a newline in it'

# ---- used from where it is, with blanks in its path ----
P="$T/a b/it's"
mk install PREFIX="$P"
is 'PREFIX has a quote: status' "$rc" 2
P="$T/a b/c  d"
mk install PREFIX="$P"
is 'PREFIX with blanks' "$rc" 0
cd "$T" || exit 2
run "$P/bin/bpq" --version
like 'bpq runs' "$rc $out" '^0 bpq [0-9]'
cd "$ROOT" || exit 2

# pkg-config and a program, with the machine's libxl
export PKG_CONFIG_PATH="$P/share/pkgconfig"
pc() { pkg-config "$@" libxl_pvh; }
is 'pkg-config: the header' "$(eval "set -- $(pc --cflags-only-I)"; echo "$1")" "-I$P/include/libxl_pvh"
like 'pkg-config: the libraries' "$(pc --libs)" '(^| )-lxentoollog .*-lxenlight( |$)'
is 'pkg-config: the rule for callers is there' "$(cmp "$(pc --variable=callers_cocci | sed 's/\\//g')" compat/callers.cocci 2>&1)" ''
is 'pkg-config: the version' "bpq $(pc --modversion)" "$("$P/bin/bpq" --version | sed 's/ (.*//')"
is 'pkg-config: what it requires' "$(pc --print-requires)" xenlight
mkdir "$T/moved" && cp -R "$P/." "$T/moved"
is 'pkg-config: elsewhere' "$(PKG_CONFIG_PATH="$T/moved/share/pkgconfig" pkg-config --define-prefix --cflags-only-I libxl_pvh | sed 's/ *$//')" \
    "-I$T/moved/include/libxl_pvh"
cp docs/pvh-guest.c "$T/guest.c"
# libxl.h does not say extern "C" itself.
printf 'extern "C" {\n#include <libxl.h>\n#include <libxl_pvh.h>\n}\n#include "guest.c"\n' >"$T/guest.cc"
for how in 'gcc -std=gnu11 guest.c' 'gcc -std=c99 -D_GNU_SOURCE guest.c' 'clang -std=gnu11 guest.c' 'g++ guest.cc' 'clang++ guest.cc'; do
    run sh -c "cd '$T' && rm -f guest && $how -Wall -Wextra -Werror -o guest $(pc --cflags --libs)"
    is "docs/pvh-guest.c: $how" "$rc:$out" 0:
    run "$T/guest" mine /kernel
    is "docs/pvh-guest.c: $how: what it asks for" \
        "$rc:$(printf '%s\n' "$out" | jq -c '[.c_info.type, .c_info.name, .b_info.kernel, .b_info["type.pvh"].pvshim]')" \
        '0:["pvh","mine","/kernel","True"]'
done
run "$T/guest"
is 'docs/pvh-guest.c without arguments' "$rc:$out" "2:usage: $T/guest NAME KERNEL"

# manual pages
for page in man/*.[1-9]; do
    name=${page#man/}
    section=${name##*.}
    if man --version 2>/dev/null | grep -q '^man [0-9]'; then
        is "man finds $name" "$(MANPATH="$P/share/man" man -w "$section" "${name%.*}" 2>&1)" "$P/share/man/man$section/$name"
    else
        skip "man finds $name" "man-db's man is not installed, or another one comes first"
    fi
done
is 'xenhost(1) has the options of xenhost' "$(sed -n -e 's/\\//g' -e 's/^\.BI* \(--[a-z]*\).*/\1/p' man/xenhost.1 | LC_ALL=C sort -u | xargs)" \
    "$({ "$P/bin/xenhost" --help | grep -oE -e '--[a-z]+'; echo --help; } | LC_ALL=C sort -u | xargs)"

# ---- completion ----
told=$(build/bpq help | sed -n 's/^  \([a-z-]\{1,\}\) .*/\1/p' | LC_ALL=C sort)
cat >"$T/complete" <<'END'
. "$1"
shift
complete -p bpq >/dev/null || exit
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_bpq
printf '%s\n' "${COMPREPLY[@]}"
END
completed() { PATH="$P/bin:$PATH" bash "$T/complete" "$P/share/bash-completion/completions/bpq" "$@" 2>&1; }
is 'bash: all verbs' "$(completed bpq '' | grep -v -- -- | LC_ALL=C sort)" "$told"
is 'bash: one verb' "$(completed bpq adv)" advisories
is 'bash: options of all verbs' "$(for verb in $told; do
    [ "$verb" = help ] || completed bpq "$verb" - | LC_ALL=C sort | sed "s/^/$verb /"
done)" "$(for verb in $told; do
    [ "$verb" = help ] || build/bpq help "$verb" | sed -n 's/^  \(--[a-z-]*\) .*/\1/p' | LC_ALL=C sort | sed "s/^/$verb /"
done)"
is 'bash: an option of this verb' "$(completed bpq series 4.9 --up)" --update-lock
is 'bash: none of another' "$(completed bpq plan 4.9 --up)" ''
is 'bash: branches' "$(completed bpq check '' | xargs)" '4.10 4.8 4.9 all'
is 'bash: bases' "$(completed bpq check 4.9 --base = st | xargs)" "$(build/bpq bases 4.9 | sed -n 's/.* \(st\)/\1/p' | xargs)"
mkdir -p "$T/one plan/series-4.9" && echo '# base RELEASE-4.9.0 stable-4.9
# group g
a.patch # pick 796dea37fb229c34740f98bf80f3263d7a4e3c6d' >"$T/one plan/series-4.9/series"
for root in '--root|~/one plan' "--root|=|$T/one plan"; do
    is "bash: branches of ${root%%plan*}" "$(IFS='|' && HOME=$T completed bpq check $root '' | xargs)" '4.9 all'
    is "bash: bases of ${root%%plan*}" "$(IFS='|' && HOME=$T completed bpq check 4.9 $root --base st)" stable-4.9
done
is 'bash: --root runs nothing' "$(completed bpq check --root '$(echo >'"$T/ran"')' ''; ls "$T/ran" 2>/dev/null)" all
is 'bash: the only value' "$(completed bpq port --format '')" json
is 'bash: verbs after help' "$(completed bpq help tr)" tree
is 'bash: folders' "$(completed bpq queue ver)" verify
is 'bash: a word that is no verb' "$(completed bpq nothing --)" ''
# The script is made from what the program tells.
printf '#!/bin/sh\n[ $# = 2 ] || { echo "  added  [X]  does"; exit; }\nprintf "%%s\\n" "usage: bpq added DIR [option]..." "Add." "" "  --new      what: [this]" "  --a-long-one REF|X  that"\n' >"$T/bin/toy"
chmod +x "$T/bin/toy"
sh mk/completion bash "$T/bin/toy" >"$T/toy.bash"
like 'another program has other verbs and options' "$(cat "$T/toy.bash")" '^    added\) echo "argument=DIR --new --a-long-one=REF\|X" ;;$'
run sh mk/completion bash /bin/true
refused 'a program that tells nothing' 2 '^completion: /bin/true help lists no verb'
run sh mk/completion fish build/bpq
refused 'another shell' 2 '^completion: fish: no shell that is known here'
# A zsh that completes and prints each line that is typed.
mkdir "$T/zsh"
cat >"$T/zsh/.zshrc" <<'END'
fpath=("$FUNCTIONS" $fpath)
autoload -Uz compinit
compinit -u -D
show() { print -r -- "<$BUFFER>" >>"$TYPED"; BUFFER= }
zle -N show
bindkey '^G' show
PS1=
: >"$TYPED.up"
END
cat >"$T/type" <<'END'
zmodload zsh/zpty
zpty z zsh -d -i
until_there() { # TEST FILE: what the terminal shows is read, or it would block
    for i in {1..600}; do
        test $1 "$2" && return
        zpty -r -t z shown
        sleep 0.1
    done
}
until_there -e "$TYPED.up"
for line; do
    : >"$TYPED"
    zpty -w -n z "$line"$'\t\a'
    until_there -s "$TYPED"
    cat "$TYPED"
done
zpty -d z
END
if command -v zsh >/dev/null; then
    typed() {
        env TERM=vt100 PATH="$P/bin:$PATH" ZDOTDIR="$T/zsh" FUNCTIONS="$P/share/zsh/site-functions" TYPED="$T/typed" \
            zsh -f "$T/type" "$@" 2>&1
    }
    is 'zsh: verbs, options, branches, bases and values' \
        "$(typed 'bpq adv' 'bpq series 4.9 --up' 'bpq plan 4.9 --up' 'bpq check 4.1' 'bpq check 4.9 --base stable' 'bpq port --format=j' 'bpq help tr' 'bpq clone --obj' 'bpq queue ver')" \
        '<bpq advisories >
<bpq series 4.9 --update-lock >
<bpq plan 4.9 --up>
<bpq check 4.10 >
<bpq check 4.9 --base stable-4.9 >
<bpq port --format=json >
<bpq help tree >
<bpq clone --objects >
<bpq queue verify/>'
    is 'zsh: branches of --root' "$(HOME=$T typed 'bpq check --root ~/one\ plan 4.' "bpq check --root='$T/one plan' 4.")" \
        "<bpq check --root ~/one\\ plan 4.9 >
<bpq check --root='$T/one plan' 4.9 >"
    sh mk/completion zsh "$T/bin/toy" >"$T/toy.zsh"
    is 'zsh: what has brackets and colons' "$(zsh -n "$T/toy.zsh" 2>&1; grep -F -- --new "$T/toy.zsh")" \
        "        '*--new[what\\: \\[this\\]]' \\"
else
    skip 'zsh: verbs, options, branches, bases and values' 'zsh is not installed'
    skip 'zsh: what has brackets and colons' 'zsh is not installed'
fi

# ---- the host, with a toy for xenstored ----
x=$T/xen
mkdir -p "$x/bin" "$x/include" "$T/home"
ln -s "$(echo '#include <xen/xen.h>' | ${CC:-cc} -E - | sed -n 's,^# 1 "\(.*\)/xen\.h".*,\1,p' | head -n 1)" "$x/include/xen"
ln -s "$(pkg-config --variable=libdir xenstore)" "$x/lib"
printf '#!/bin/sh\necho up\nexec sleep 100\n' >"$x/bin/xenstored"
printf '#!/bin/sh\necho "xl in $XENHOST_DIR" "$@"\n' >"$x/bin/xl"
chmod +x "$x/bin/"*
for name in XEN_CONFIG_DIR=/etc/xen XEN_SCRIPT_DIR=/etc/xen/scripts XEN_LIB_DIR=/var/lib/xen; do
    echo "${name%%=*} := ${name#*=}"
done >"$T/Paths.mk"
cc=$(echo "${CC:-cc}" | sed 's/ -fsanitize=[^ ]*//g')
xenhost() { run env -u XDG_CACHE_HOME HOME="$T/home" TMPDIR="$T" CC="$cc" XENHOST_PREFIX="$x" "$P/bin/xenhost" --paths "$T/Paths.mk" "$@"; }
before=$(seen "$P")
# The toy does not answer the real program drivers.
xenhost true
builds=$T/home/.cache/xenhost
is "the parts for a prefix are built in the user's own folder" "$(cd "$builds"/* && ls host.so drivers 2>&1 | xargs)" 'drivers host.so'
printf '#!/bin/sh\necho up\nexec sleep 100\n' >"$(echo "$builds"/*)/drivers"
xenhost xl list
like 'xenhost runs a program' "$rc $out" "^0 xl in $T/xenhost\.[^ ]* list$"
xenhost sh -c 'exit 5'
is 'xenhost passes its status on' $rc 5
xenhost "$T/nonsense"
is 'xenhost says its own name' "$rc $out" "2 xenhost: cannot run $T/nonsense: No such file or directory"
xenhost --keep "$T/kept"
xenhost --keep "$T/kept" xl info
is 'xenhost keeps a host' "$rc $out" "0 xl in $T/kept info"
run "$P/bin/xenhost" --end "$T/kept"
is 'xenhost ends a host, and needs no compiler for it' "$rc $out $(ls "$T/kept" 2>&1 | wc -l)" '0  1'
is 'nothing is written where it is installed' "$(seen "$P")" "$before"
run env -u XENHOST_PREFIX "$P/bin/xenhost" xl
is 'without a prefix' "$rc $out" '2 xenhost: no built Xen: give --prefix'
mkdir "$T/other b"
run env XENHOST_BUILD="$T/other b" XENHOST_PREFIX="$x" "$P/bin/xenhost" --paths "$T/Paths.mk" xl
like 'a folder for building with a blank' "$rc $out" '^2 xenhost: make cannot build in .*: there is a blank or colon in the path; name another folder in XENHOST_BUILD$'
run env XENHOST_BUILD="$T/page/x" XENHOST_PREFIX="$x" "$P/bin/xenhost" --paths "$T/Paths.mk" xl
like 'a folder that cannot be made' "$rc $out" '^2 xenhost: cannot make .*/page/x/[0-9]*; name a folder of your own in XENHOST_BUILD$'
ln -s "$P/bin/xenhost" "$T/link"
run env HOME="$T/home" TMPDIR="$T" CC="$cc" XENHOST_PREFIX="$x" "$T/link" --paths "$T/Paths.mk" xl list
like 'a link to the command' "$rc $out" "^0 xl in $T/xenhost\.[^ ]* list$"
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    chmod 755 "$T" "$T/home" "$T/home/.cache"
    mkdir -m 1777 "$T/tmp"
    was=$(seen "$builds")
    run setpriv --reuid=4711 --clear-groups env HOME=/ TMPDIR="$T/tmp" CC="$cc" XENHOST_BUILD="$builds" XENHOST_PREFIX="$x" \
        "$P/bin/xenhost" --paths "$T/Paths.mk" xl list
    like 'what its owner has built is for all' "$rc $out" "^0 xl in $T/tmp/xenhost\.[^ ]* list$"
    is 'what its owner has built stays' "$(seen "$builds")" "$was"
else
    skip 'what its owner has built is for all' 'only root can become another user'
    skip 'what its owner has built stays' 'only root can become another user'
fi
mk uninstall PREFIX="$P"
is 'uninstall with blanks in the path' "$rc:$(ls -d "$T/a b" 2>/dev/null)" 0:
done_testing
