# SPDX-License-Identifier: LGPL-2.1-only
# make deps-arch: cross compilers, and folders of Debian's libraries, for which nothing
# is registered on the machine.
. tests/tap.sh

R=$T/root S=$T/root/out/cache/sysroots
mkdir -p "$R/tests/tools/unit" "$R/tests/tools/cli" "$T/bin"
cp -R Makefile mk tools "$R"
packages=$(sh mk/sysroot packages)

# apt-get, which records its arguments and brings packages with a name in them; and
# dpkg-deb, which unpacks that name and a link to the root folder.
. mk/architectures.sh
wanted() { # ARCH: the programs that it wants
    awk -F '\t' -v verb="$1" '$4 == verb { print $2 }' mk/deps.list
}
fake sudo 'exit 1'
for tool in $(for arch in $architectures; do wanted "$arch"; done) dpkg; do fake "$tool" "echo $tool >>$T/called; exit 0"; done
fetches() { # WHAT-apt-get-DOES
    fake apt-get "echo \"\$*\" >>$T/apt
case \$* in
*' update') ${2:-:} ;;
*' download '*) $1 ;;
*) exit 1 ;;
esac"
}
brings='for word; do case $word in -* | download) ;; *=*) ;; *) echo "$word" >"${word}_1.0_any.deb" ;; esac; done'
unpacks='case $1 in
-x) read -r name <"$2" && mkdir -p "$3/usr/lib/a" "$3/usr/share/doc" && echo "$name" >"$3/usr/lib/a/$name" && ln -sfn /lib/a/"$name" "$3/usr/lib/a/$name.so" ;;
-f) echo 1.0 ;;
esac'
fetches "$brings"
fake dpkg-deb "$unpacks"
da() {
    : >"$T/apt"
    run env -i PATH="$T/bin:$PATH" HOME=/ make -s -C "$R" deps-arch "$@"
    out=$(printf '%s\n' "$out" | grep -v '^make[:[]')
}

da ARCH=arm64
is 'it is made' "$rc" 0
like 'the last line says so' "$(printf '%s\n' "$out" | tail -n 1)" '^deps-arch: compilers and libraries are there for arm64$'
like 'and says what it does' "$out" '^deps-arch: arm64: unpacking [0-9]+ packages into out/cache/sysroots/arm64$'
is 'the packages are there' "$(ls "$S/arm64/usr/lib/a" | grep -v so | tr '\n' ' ')" "$(echo $packages | tr ' ' '\n' | sort | tr '\n' ' ')"
is 'with their versions in a list' "$(cat "$S/arm64/packages")" "$(printf '%s\n' $packages | sed 's/$/ 1.0/')"
is 'a link to the root folder is one within' "$(readlink "$S/arm64/usr/lib/a/libc6.so")" ../../../lib/a/libc6
is 'documents are not kept' "$(ls "$S/arm64/usr/share")" ''
is 'the others are not made' "$(ls "$S")" arm64
is 'apt-get is told the architecture' "$(grep -c -v -e '-o APT::Architecture=arm64' "$T/apt")" 0
is 'and works in a folder of its own' "$(grep -c -v -e "-o Dir::State=$S/arm64.new/apt" "$T/apt")" 0
is 'it installs nothing' "$(grep -c install "$T/apt")" 0
is 'dpkg is not called, which would register an architecture' "$(grep -c -x dpkg "$T/called")" 0
da ARCH=arm64
is 'what is there is not fetched again' "$rc:$(cat "$T/apt")" 0:

sed -i '1d' "$S/arm64/packages"
fetches 'echo "E: Unable to locate package libc6" >&2; exit 100'
da ARCH=arm64
out=$(printf '%s\n' "$out" | sed 1d)
refused 'a package that cannot be fetched' 2 \
    'deps-arch: arm64: apt-get cannot fetch the packages: Unable to locate package libc6; the whole is in out/cache/sysroots/arm64\.new/apt\.log'
is 'the folder that was there stays' "$(ls "$S/arm64/usr/lib/a" | wc -l)" "$(($(echo $packages | wc -w) * 2))"
fetches "$brings" 'echo "E: Some index files failed to download." >&2; exit 100'
da ARCH=arm64
is 'lists that are not whole may do' "$rc" 0
like 'which is said' "$out" 'arm64: apt-get update: Some index files failed to download\.; trying with the lists that came'
is 'after a failure nothing is left' "$(ls "$S")" arm64

fake dpkg-deb 'echo "dpkg-deb: error: archive is damaged" >&2; exit 2'
da ARCH='armhf arm64'
like 'a damaged package: status 2, and its name' "$rc:$(printf '%s\n' "$out" | tail -n 1)" '2:deps-arch: armhf: cannot unpack libc6: archive is damaged; '
fake dpkg-deb "$unpacks"
da ARCH=all
is 'all are made, and what an interrupted run left is made anew' "$rc:$(ls "$S" | tr '\n' ' ')" '0:arm64 armhf i386 '
da ARCH=amd64
like 'amd64 needs nothing more' "$rc:$out" '^0:deps-arch: amd64 needs nothing but what make deps installs$'
da ARCH='arm64 mips'
refused 'another architecture' 2 'ARCH=mips: not an architecture that is known here; known are amd64 arm64 armhf i386, or all'
da ARCH='*'
refused 'a pattern' 2 'ARCH=\*: not an architecture'

rm -rf "$S/i386"
exec 8>"$S/.i386"
flock 8
da ARCH=i386
like 'two at once: the second does not begin' "$rc:$(printf '%s\n' "$out" | tail -n 1)" '^2:deps-arch: i386: another run makes it; wait for it, or end it$'
exec 8>&-
rm "$T/bin/apt-get"
path_without 'apt-get'
run env -i PATH="$T/bin:$path" HOME=/ make -s -C "$R" deps-arch ARCH=i386
out=$(printf '%s\n' "$out" | grep -v '^make[:[]')
is 'without apt-get: status 2' "$rc" 2
like 'and what it is for' "$out" "deps-arch: i386: its libraries come from Debian's packages, and there is no apt-get or dpkg-deb here"

path_without 'aarch64-linux-gnu-gcc*'
rm "$T/bin/aarch64-linux-gnu-gcc"
run env PATH="$T/bin:$path" sh -c 'cd "$0" && sh mk/deps need arm64' "$R"
refused 'a compiler that is missing' 2 \
    'missing: aarch64-linux-gnu-gcc \(Debian package gcc-aarch64-linux-gnu\); make deps-arch installs it'
done_testing
