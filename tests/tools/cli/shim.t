# SPDX-License-Identifier: LGPL-2.1-only
# make shim: a shim built from the queue on a toy's 4.10, and what toys of the toolstacks
# say to it.
. tests/tap.sh
. tests/tools/toys/toyxen.sh
. tests/tools/toys/toyshim.sh
. tests/tools/toys/results.sh
needs 'make shim on a toy' series check verify
toy_shim
shim_root
W=$R/out/shim/RELEASE-4.10.4

# shim [NAME=VALUE]...: as make calls it
shim() {
    run sh -c 'cd "$0" && exec env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL "$@" sh verify/shim/run' "$R" XEN="$X" "$@"
}
last() { printf '%s\n' "$out" | tail -n 1; }
# ran: the steps that were not "as before"
ran() {
    printf '%s\n' "$out" | sed '/^step /,$d' |
        sed -n -E 's/^((starts )?[a-z0-9.-]+) +(ok|no|not run|left out) .*/\1/p' | tr '\n' ' '
}
in_clone=$(cd "$X" && find . -type f -exec cksum {} + | sort | cksum)

# ---- no tools are built ----

mk shim XEN="$X"
is 'without toolstacks: status' "$rc" 0
like 'without toolstacks: says which were not checked, and what to do' "$(line 'starts 4.8')" \
    'left out +not checked: no tools of 4\.8 are built in out/4\.8; run make verify-branch BRANCH=4\.8$'
like 'without toolstacks: the last line' "$(last)" \
    '^shim: 4\.10 on RELEASE-4\.10\.4, commit [0-9a-f]{12}, 1 patch: out/shim/RELEASE-4\.10\.4/xen-shim; not checked with 4\.8 4\.9 4\.10 \([0-9.]+s\)$'
is 'nothing was written into the clone' "$(cd "$X" && find . -type f -exec cksum {} + | sort | cksum)" "$in_clone"
ok 'the results are data' valid "$W/results.jsonl"
ok 'JUnit is valid for Jenkins' valid_junit "$W/junit.xml"

toy_tools 4.8 RELEASE-4.8.5
toy_tools 4.9 RELEASE-4.9.4
toy_tools 4.10 RELEASE-4.10.4
shim
is 'with toolstacks: status' "$rc" 0
is 'with toolstacks: only they are asked' "$(ran)" 'generate image starts 4.8 starts 4.9 starts 4.10 '
like 'with toolstacks: where each looks for it' "$(line 'starts 4.9')" 'ok +[0-9.]+s +xl starts a guest with it from /usr/lib/xen-4\.9/boot; '
like 'with toolstacks: the last line' "$(last)" 'xen-shim; 4\.8\.5 4\.9\.4 4\.10\.4 start it \('
shim
is 'with nothing changed nothing is built or started' "$(ran)" 'generate image '

# ---- what is left ----

commit=$(g rev-parse RELEASE-4.10.4)
fact() { sed -n "s/^$1 //p" "$W/xen-shim.origin"; }
is 'the origin: base, commit, tree, version' "$(fact base) $(fact commit) $(fact tree) $(fact version)" \
    "RELEASE-4.10.4 $commit $("$R/build/bpq" queue "$W/queue" tree) 4.10.4"
is 'the origin: patches' "$(fact patch)" more.patch
is 'the origin: checksums' "$(fact sha256)" "$(cd "$W" && sha256sum xen-shim xen-shim-syms)"
like 'the origin: compiler' "$(fact compiler)" 'gcc|clang'
is 'no path of this machine is in them' "$(grep -c -F -e "$T" "$W/xen-shim" "$W/xen-shim.origin" | grep -v ':0$')" ''
like 'nor its name, user or the time' "$(strings "$W/xen-shim")" '^Fri Jul 14 02:40:00 UTC 2017 02:40:00 xen-shim@\[unknown\] localhost$'
like 'the shim says what it is' "$(strings "$W/xen-shim")" "git:$(printf '%.12s' "$commit"), with a queue: tree [0-9a-f]{12}\$"
first=$(cd "$W" && cksum xen-shim xen-shim-syms xen-shim.origin)
mkdir "$T/bin" && fake figlet 'echo a big banner'
mkdir "$T/elsewhere" && cp -R "$R" "$T/elsewhere/root" && rm -rf "$T/elsewhere/root/out"
here=$R R=$T/elsewhere/root
shim OUT=result USER=nobody HOME="$T" PATH="$T/bin:$PATH" XEN_BUILD_DATE=today
is 'elsewhere: status' "$rc" 0
R=$here
is 'the same inputs give the same bytes elsewhere' "$(cd "$T/elsewhere/root/result" && cksum xen-shim xen-shim-syms xen-shim.origin)" "$first"
if command -v ccache >/dev/null; then
    rm -rf "$W/made"
    shim CC='ccache cc' CCACHE_DIR="$T/ccache"
    rm -rf "$W/made"
    shim CC='ccache cc' CCACHE_DIR="$T/ccache" CCACHE_BASEDIR="$R"
    is 'and with ccache' "$rc:$(cksum <"$W/xen-shim")" "0:$(printf '%s\n' "$first" | sed -n 's/ xen-shim$//p')"
else
    skip 'and with ccache' 'ccache is not installed'
fi
shim

# ---- changes ----

echo damaged >>"$W/made/xen-shim"
shim
is 'a damaged shim is built again' "$rc:$(ran)" '0:generate build image '
is 'and is the same' "$(cd "$W" && cksum xen-shim xen-shim-syms xen-shim.origin)" "$first"
mkdir -p "$R/series-4.10/local"
cp "$W/queue/more.patch" "$T/own.patch"
sed -i -e 's/more = 1/mine = 1/' -e 's/^Subject: .*/Subject: mine/' -e 's/^ const/ const/' "$T/own.patch"
printf '%s\n' '--- a/xen/own.c' '+++ b/xen/own.c' '@@ -0,0 +1 @@' '+int own;' | sed -e '1s,.*,--- /dev/null,' >"$T/diff"
printf 'From: Me <me@example.org>\nSubject: mine\n\ndiff --git a/xen/own.c b/xen/own.c\nnew file mode 100644\n%s\n' "$(cat "$T/diff")" \
    >"$R/series-4.10/local/mine.patch"
echo mine.patch >"$R/series-4.10/local/series"
shim
is "the user's own patches are in it, and are named" "$rc:$(fact local):$(fact patch | xargs)" '0:mine.patch:more.patch mine.patch'
rm -r "$R/series-4.10/local"
shim
is 'without them it is the first one again' "$(cd "$W" && cksum xen-shim xen-shim-syms xen-shim.origin)" "$first"
cksum "$W/xen-shim" "$W/xen-shim.origin" >"$T/good"
good() { is "$1: the last good shim stays" "$(cksum "$W/xen-shim" "$W/xen-shim.origin")" "$(cat "$T/good")"; }

shim_plan broken.patch "$BROKEN_ID"
shim
is 'a shim that does not compile: status' "$rc" 1
like 'a shim that does not compile: names the log' "$(line build)" 'no .*make failed: the shim does not build; see out/shim/RELEASE-4\.10\.4/logs/build\.log'
like 'a shim that does not compile: the last line' "$(last)" '^shim: BASE=RELEASE-4\.10\.4: NO, see the table; out/shim/RELEASE-4\.10\.4/xen-shim is still that of an earlier run$'
good 'a shim that does not compile'
shim_plan none.patch "$NO_NOTE_ID"
shim
is 'one in which no PVH guest begins: status' "$rc" 1
like 'one in which no PVH guest begins: the reason' "$(line image)" 'no .*no note PHYS32_ENTRY'
is 'one in which no PVH guest begins: no toolstack is asked' "$(line starts)" ''
good 'one in which no PVH guest begins'
shim_plan

cp -R "$R/out/4.9/RELEASE-4.9.4" "$T/tools"
refuses() { # SHELL TEXT of xl
    printf '#!/bin/sh\n%s\n' "$1" >"$R/out/4.9/RELEASE-4.9.4/new/bin/xl"
    shim
}
refuses 'echo "xc: error: the shim is not for me" >&2; exit 3'
is 'a toolstack that refuses it: status' "$rc" 1
like 'a toolstack that refuses it: its words' "$(line 'starts 4.9')" 'no .*xl create ends with status 3: xc: error: the shim is not for me'
like 'a toolstack that refuses it: the others are asked' "$(line 'starts 4.10')" 'ok'
good 'a toolstack that refuses it'
ok 'a toolstack that refuses it: the results are data' valid "$W/results.jsonl"
refuses 'head -c 3000000 /dev/zero >"$XENHOST_DIR/dom1.mem"'
like 'one that loads something else' "$rc:$(line 'starts 4.9')" "^1:.*what is in the guest's memory is not what the shim's file has"
refuses 'echo "memory_op:? = unimplemented" | sed "s/ = / /" >>"$XENHOST_DIR/log"; exec "$0.right" "$@"'
cp "$T/tools/new/bin/xl" "$R/out/4.9/RELEASE-4.9.4/new/bin/xl.right"
shim
like 'a hypercall that the simulated host lacks is no answer' "$rc:$(line 'starts 4.9')" '^2:.*not run .*lacks a hypercall: memory_op:\? unimplemented'
rm -rf "$R/out/4.9/RELEASE-4.9.4" && cp -R "$T/tools" "$R/out/4.9/RELEASE-4.9.4"
printf '#!/bin/sh\necho "examine: does not hold: cpu" >&2; exit 1\n' >"$R/out/4.9/RELEASE-4.9.4/new/examine"
rm -rf "$W/programs" "$W/stamps/starts"
shim
like 'one that enters it wrongly' "$rc:$(line 'starts 4.9')" '^1:.*not set up as a PVH kernel expects: examine: does not hold: cpu'
rm -rf "$W/programs" "$R/out/4.9/RELEASE-4.9.4"
toy_tools 4.9 RELEASE-4.9.3
shim
like 'the newest base that is built is taken' "$rc:$(last)" '^0:.*; 4\.8\.5 4\.9\.3 4\.10\.4 start it '
rm -rf "$R/out/4.9/RELEASE-4.9.3/new/tree"
shim
like 'tools whose tree was removed are not checked' "$rc:$(last)" '^0:.*; 4\.8\.5 4\.10\.4 start it; not checked with 4\.9 '

# ---- bases, groups, packaging ----

shim BASE=RELEASE-4.10.0
like '4.10.0 gets the shim from the queue' "$rc:$(last)" '^0:shim: 4\.10 on RELEASE-4\.10\.0, commit .*, 2 patches: out/shim/RELEASE-4\.10\.0/xen-shim'
shim BASE=RELEASE-4.10.0 WITHOUT=shim
is '4.10.0 without the group shim: status' "$rc" 1
like '4.10.0 without the group shim: says which base has it' "$(line build)" \
    'no .*RELEASE-4\.10\.0 with this queue has no tools/firmware/xen-dir, .*leave WITHOUT=shim out, or take .*from RELEASE-4\.10\.1 on'
ok '4.10.0 without the group shim: no shim' [ ! -e "$R/out/shim/RELEASE-4.10.0-without-shim/xen-shim" ]
shim OUT="$T/a folder/deeper" FORMAT=debian
is 'OUT and FORMAT=debian: status' "$rc" 0
like 'OUT and FORMAT=debian: the last line' "$(last)" "1 patch: $T/a folder/deeper/xen-shim; .*; packaging: $T/a folder/deeper/debian \\("
is 'OUT: the files' "$(ls -A "$T/a folder/deeper" | xargs)" 'debian xen-shim xen-shim-syms xen-shim.origin'
D="$T/a folder/deeper"
is 'the templates are filled in' "$(grep -r @ "$D/debian")" ''
# package_deb: as debhelper would, which is not installed everywhere
package_deb() {
    mkdir -p "$T/deb/debian" "$T/deb/tmp/DEBIAN" && cd "$T/deb" || return
    printf 'Source: xen\nSection: kernel\nPriority: optional\nMaintainer: Me <me@example.org>\nStandards-Version: 4.6.2\n\n' >debian/control
    cat "$D/debian/xen-shim.control" >>debian/control
    printf 'xen (4.9.4-1) unstable; urgency=low\n\n  * Shim.\n\n -- Me <me@example.org>  Mon, 01 Jan 2018 00:00:00 +0000\n' >debian/changelog
    grep -v '^#' "$D/debian/xen-shim.install" | while read -r file into; do
        mkdir -p "tmp/$into" && cp "$D/$file" "tmp/$into" || exit
    done
    grep -v '^#' "$D/debian/xen-shim.links" | while read -r file link; do
        mkdir -p "tmp/${link%/*}" && ln -s "/$file" "tmp/$link" || exit
    done
    dpkg-gencontrol -pxen-shim -Ptmp -Vmisc:Depends= && dpkg-deb --root-owner-group -b tmp xen-shim.deb
}
if command -v dpkg-gencontrol >/dev/null; then
    ok 'dpkg-gencontrol and dpkg-deb take it' package_deb
    like 'the package has the shim where the branches look for it' "$(dpkg-deb -c "$T/deb/xen-shim.deb" 2>&1)" 'usr/lib/xen-4\.9/boot/xen-shim -> /usr/lib/xen-shim/xen-shim'
    is 'and its fields' "$(dpkg-deb -f "$T/deb/xen-shim.deb" Architecture Multi-Arch)" 'Architecture: amd64
Multi-Arch: foreign'
else
    skip 'dpkg-gencontrol and dpkg-deb take it' 'dpkg-dev is not installed'
fi
# by_debhelper: the same with it
by_debhelper() {
    rm -rf "$T/dh" && mkdir -p "$T/dh/debian" && cd "$T/dh" && cp "$D/xen-shim" "$D/xen-shim.origin" . && cp "$D/debian"/* debian &&
        sed 's/^Standards-Version.*/&\nBuild-Depends: debhelper-compat (= 13)/' "$T/deb/debian/control" >debian/control &&
        cp "$T/deb/debian/changelog" debian && dh_install && dh_link && make -s -f debian/xen-shim.rules override_dh_strip &&
        cmp xen-shim debian/xen-shim/usr/lib/xen-shim/xen-shim && cmp xen-shim debian/xen-shim/usr/lib/xen-4.8/boot/xen-shim
}
if command -v dh_strip >/dev/null; then
    ok 'debhelper packages the shim as it is' by_debhelper
else
    skip 'debhelper packages the shim as it is' 'debhelper is not installed'
fi
shim OUT="$T/rpm" FORMAT=rpm
is 'FORMAT=rpm: status' "$rc" 0
package_rpm() {
    mkdir -p "$T/rpm/home" "$T/rpm/SOURCES" && cp "$T/rpm/xen-shim" "$T/rpm/xen-shim.origin" "$T/rpm/rpm/xen-shim.inc" "$T/rpm/SOURCES" &&
        cat >"$T/rpm/xen.spec" <<'END'
Name: xen
Version: 4.9.4
Release: 1
Summary: Xen
License: GPLv2
Source90: xen-shim
Source91: xen-shim.origin
Source92: xen-shim.inc
%description
Xen
%include %{SOURCE92}
%prep
%build
%install
%{install_xen_shim}
%files
END
    HOME=$T/rpm/home rpmbuild --quiet --define "_topdir $T/rpm" --define "_builddir $T/rpm/BUILD" --define "dist %{nil}" \
        --target x86_64 -bb "$T/rpm/xen.spec"
}
if command -v rpmbuild >/dev/null; then
    ok 'rpmbuild takes it' package_rpm
    made=$(find "$T/rpm/RPMS" -name 'xen-shim-4.9.4-1*.rpm')
    like 'the package has the shim, and what it was made from' "$(rpm -qpl "$made" 2>/dev/null | xargs)" '/xen/boot/xen-shim.* .*/xen-shim\.origin'
    # shellcheck disable=SC2016 # for rpm
    is 'the shim is packaged as it is' "$(rpm -qp --qf '[%{FILENAMES} %{FILESIZES}\n]' "$made" 2>/dev/null | sed -n 's,.*/xen-shim ,,p')" "$(wc -c <"$W/xen-shim")"
else
    skip 'rpmbuild takes it' 'rpmbuild is not installed'
fi

# ---- a shim that is there ----

shim FROM="$W/xen-shim" XEN=none
like 'FROM: the toolstacks are asked' "$rc:$(last)" "^0:shim: $W/xen-shim; 4\.8\.5 4\.10\.4 start it; not checked with 4\.9 "
ok 'FROM: the results are data' valid "$R/out/shim/from/results.jsonl"
gzip -9 <"$W/xen-shim" >"$T/packed"
shim FROM="$T/packed" XEN=none
like 'FROM: packed with gzip' "$rc:$(line image)" '^0:.*32-bit ELF'
unsuitable() { # NAME FILE ERE
    shim FROM="$2" XEN=none
    is "$1: status" "$rc" 1
    like "$1: why" "$(line image)" "no .*$3"
    is "$1: no toolstack is asked" "$(line starts)" ''
    is "$1: the last line" "$(last)" "shim: FROM=$2: NO, see the table"
}
: >"$T/empty"
unsuitable 'an empty file' "$T/empty" 'it is no ELF file'
unsuitable 'a text' "$R/Makefile" 'it is no ELF file'
head -c 20 "$W/xen-shim" >"$T/cut"
unsuitable 'cut off in the header' "$T/cut" 'no ELF file|cut off'
head -c 60 "$W/xen-shim" >"$T/cut"
unsuitable 'cut off in the program headers' "$T/cut" 'cut off'
head -c 4200 "$W/xen-shim" >"$T/cut"
unsuitable 'cut off in what is loaded' "$T/cut" 'it is cut off: [0-9]+ bytes from [0-9]+ on are to be loaded, and the file has 4200'
head -c 300 "$T/packed" >"$T/cut"
unsuitable 'packed, and cut off' "$T/cut" 'it cannot be unpacked: .*unexpected end of file'
unsuitable 'a program of the machine' "$R/build/bpq" 'it is no program that is loaded to a fixed address|no note PHYS32_ENTRY'
E_="$X/tools/firmware/xen-dir"
# image OUTPUT BASE OPTION...: like the toy's shim, changed
image() {
    into=$1 at=$2
    shift 2
    ${CC:-cc} -m32 -c "$@" -o "$T/entry.o" "$E_/entry.S" &&
        sed "s/0x200000/$at/" "$E_/shim.lds" >"$T/lds" && ld -m elf_i386 -T "$T/lds" -o "$into" "$T/entry.o" 2>/dev/null
}
image "$T/host" 0x100000 -DNO_NOTE
unsuitable "a host's hypervisor, as that of an unpatched 4.10.0" "$T/host" \
    'no note PHYS32_ENTRY, so a PVH guest cannot begin in it: a hypervisor for the host'
sed 's/shim_mem/a kernel/' "$E_/entry.S" >"$T/kernel.S"
${CC:-cc} -m32 -c -o "$T/entry.o" "$T/kernel.S" && ld -m elf_i386 -T "$E_/shim.lds" -o "$T/kernel" "$T/entry.o"
unsuitable 'a PVH kernel that is no shim' "$T/kernel" 'is no xen-shim: it does not know the option shim_mem'
image "$T/high" 0xf8000000
unsuitable 'one that is loaded too high' "$T/high" "does not fit in a guest's memory: .* at 0xf8000000"
sed 's/^        \.long start/        .long 0x300000/' "$E_/entry.S" >"$T/far.S"
${CC:-cc} -m32 -c -o "$T/entry.o" "$T/far.S" && ld -m elf_i386 -T "$E_/shim.lds" -o "$T/far" "$T/entry.o"
unsuitable 'one whose note is wrong' "$T/far" 'nothing is loaded at 0x300000'
sed 's/\x03\x00\x01\x00\x00\x00/\x28\x00\x01\x00\x00\x00/' "$W/xen-shim" >"$T/arm"
unsuitable 'one for another machine' "$T/arm" 'for another machine than x86'

# ---- what is wrong ----

wrong() { # NAME ERE [NAME=VALUE]...: status 2, and one line
    name=$1 ere=$2
    shift 2
    shim "$@"
    refused "$name" 2 "$ere"
}
wrong 'another branch' '^shim: BRANCH=4\.9: its tree has no xen-shim; it is built from 4\.10, for the toolstacks of all branches: leave BRANCH out$' BRANCH=4.9
wrong 'all branches' '^shim: BRANCH=all: its tree has no xen-shim' BRANCH=all
wrong "another branch's base" '^shim: BASE=RELEASE-4\.9\.4 is of 4\.9, whose tree has no xen-shim; ' BASE=RELEASE-4.9.4
wrong 'another architecture' '^shim: ARCH=arm64: xen-shim is for amd64 only$' ARCH=arm64
wrong 'an unknown format' '^shim: FORMAT=zip: no packaging that is known here; known are debian and rpm$' FORMAT=zip
wrong 'all bases' 'BASE=all: this is done for one base; name it' BASE=all
wrong 'a base that is a path' 'not the name of a base' BASE=../x
wrong 'a group that is a path' 'not the name of a group' WITHOUT=../x
wrong 'no clone' 'no clone of Xen' XEN=none
wrong 'no such compiler' 'CC=no-such does not compile' CC=no-such
wrong 'FROM and OUT' '^shim: FROM=.* leave them out$' FROM="$W/xen-shim" OUT=x
wrong 'FROM that is not there' '^shim: FROM=/no where: no file, or it cannot be read$' FROM='/no
where'
wrong 'OUT that is a file' "^shim: cannot make .*/packed: " OUT="$T/packed"
wrong 'OUT with a line break' '^shim: cannot make /proc/no where: ' OUT='/proc/no
where'
shim BASE=RELEASE-4.10.9
is 'an unknown base: status' "$rc" 2
like 'an unknown base: the line' "$(line generate)" 'not run .*RELEASE-4\.10\.9'
mkdir -p "$T/taken/xen-shim"
shim OUT="$T/taken"
like 'a folder where the shim is to be' "$rc:$(printf '%s\n' "$out" | grep ^shim:)" '^2:shim: .*/taken/xen-shim is a folder'
cp -R "$R" "$T/a root"
R="$T/a root"
wrong 'this repository in a path with a space' 'cannot build in a path with a space'
R=$here
g tag -f RELEASE-4.10.4 "$MORE_ID" >/dev/null
printf 'base RELEASE-4.10.4\ncommit %s\n' "$commit" >"$T/lock"
(cd "$R" && g tag -f RELEASE-4.10.4 "$commit" >/dev/null && build/bpq series 4.10 --xen "$X" --update-lock >/dev/null)
g tag -f RELEASE-4.10.4 "$MORE_ID" >/dev/null
shim
like 'a release tag that moved' "$rc:$(printf '%s\n' "$out" | grep ^shim:)" '^2:shim: RELEASE-4\.10\.4 of this clone is commit .*: nothing of it was run'
g tag -f RELEASE-4.10.4 "$commit" >/dev/null
rm -f "$R/series-4.10/lock"
good 'after all of that'

# ---- interrupted ----

for signal in TERM INT HUP QUIT; do
    rm -rf "$W/made" "$SLOW.on"
    touch "$SLOW"
    (cd "$R" && exec env --default-signal XEN="$X" sh verify/shim/run) >"$T/out" 2>&1 &
    pid=$!
    wait_for "$SLOW.on"
    if [ $signal = TERM ]; then
        shim
        refused 'a second run at the same time' 2 '^shim: another run works in out/shim/RELEASE-4\.10\.4'
    fi
    kill -$signal $pid
    wait $pid
    is "kill -$signal: status and message" "$?:$(tail -n 1 "$T/out")" \
        '2:shim: interrupted in build; the same command goes on from there; out/shim/RELEASE-4.10.4/xen-shim is still that of an earlier run'
    ok "kill -$signal: nothing is left running" flock -n "$W/running" true
    rm -f "$SLOW"
done
good 'interrupted'
shim
is 'the same command goes on' "$rc:$(ran)" '0:generate build image starts 4.9 '

# ---- a full disk, and a folder that cannot be written ----

small() { # OPTIONS: of the disk of out/shim
    mkdir -p "$R/out/shim"
    run unshare -m sh -c 'mount -t tmpfs -o "$2" none "$0/out/shim" && cd "$0" && exec env XEN="$1" sh verify/shim/run' "$R" "$X" "$1"
}
if unshare -m mount -t tmpfs none "$T/folder" 2>/dev/null || { mkdir -p "$T/folder" && unshare -m mount -t tmpfs none "$T/folder" 2>/dev/null; }; then
    small ro
    is 'read-only: status' "$rc" 2
    like 'read-only: the message' "$out" '^shim: cannot make out/shim/RELEASE-4\.10\.4'
    small size=200k
    is 'full: status' "$rc" 2
    like 'full: the message' "$out" '^(export|apply|build|image) +not run|disk full'
    # Only the folder of the result is full.
    mkdir -p "$T/full"
    run unshare -m sh -c 'mount -t tmpfs -o size=4k none "$2" && cd "$0" && OUT=$2 XEN="$1" sh verify/shim/run; s=$?; ls -A "$2"; exit $s' "$R" "$X" "$T/full"
    is 'the result does not fit: status' "$rc" 2
    like 'the result does not fit: the message' "$out" '^shim: cannot write .*/full/xen-shim.*disk full'
    is 'the result does not fit: nothing is half written' "$(last)" "$(printf '%s\n' "$out" | grep '^shim:')"
elif [ "$(id -u)" != 0 ]; then
    chmod a-w "$W"
    shim
    is 'read-only: status' "$rc" 2
    like 'read-only: the message' "$out" '^shim: cannot '
    chmod u+w "$W"
    skip 'full' 'no right to mount a small disk'
else
    skip 'read-only and full' 'no right to mount a small disk'
fi
good 'after that'
done_testing
