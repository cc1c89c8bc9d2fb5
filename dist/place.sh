# SPDX-License-Identifier: LGPL-2.1-only
# The folder that make dist writes: replaced as a whole, and only if make dist wrote all
# that is in it.  To be sourced by run, which has die() and $work.

# .dist in the folder says what was written: its first line, then what is_there prints.
mark='# What make dist wrote here, by which it knows what was changed since.'

# set_out FOLDER: set $out, in full
set_out() {
    out=$1
    case $out in /*) ;; *) out=$ROOT/$out ;; esac
    while case $out in */ | */.) ;; *) false ;; esac do
        out=${out%.} out=${out%/}
    done
    case $out in
    '' | */..) die "OUT=$OUT: name a folder of its own" ;;
    esac
    above=${out%/*}
    above=${above:-/}
    may_replace
}
shown_out() { case $out in "$ROOT"/*) echo "${out#"$ROOT"/}" ;; *) echo "$out" ;; esac; }

# is_there FOLDER: kind, name and target of all that is in it, and the files' sums
is_there() {
    (
        cd "$1" && find . -mindepth 1 ! -path ./.dist -printf '%y %P %l\n' | LC_ALL=C sort &&
            find . -type f ! -path ./.dist -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum --
    )
}
# may_replace: end here if the folder is not one that make dist wrote
may_replace() {
    [ -e "$out" ] || [ -L "$out" ] || return 0
    if [ ! -d "$out" ] || [ -L "$out" ]; then
        die "$(shown_out): not a folder; name another one with OUT="
    elif [ "$(sed -n '1p' "$out/.dist" 2>/dev/null)" != "$mark" ]; then
        [ -z "$(ls -A "$out" 2>&1)" ] || die "$(shown_out): has files that make dist did not write; name another folder with OUT="
    elif [ -z "${FORCE:-}" ]; then
        { echo "$mark" && is_there "$out"; } 2>/dev/null | cmp -s - "$out/.dist" ||
            die "$(shown_out): its files were changed by hand; move what you need away, and replace it with FORCE=1"
    fi
}

# make_new: a folder beside it, $new
make_new() {
    why=$(mkdir -p "$above" 2>&1) || die "cannot make $(shown_out): ${why##*: }; name another folder with OUT="
    { new=$(mktemp -d "$above/.dist.XXXXXX") && [ -r "$above" ]; } 2>/dev/null || die "cannot write into $above; name another folder with OUT="
    chmod "$(printf '%o' $((0777 & ~$(umask))))" "$new"
}
# seal: the sums, and what .dist says
seal() {
    {
        (cd "$new" && find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum -- >"$work/sums" && cp "$work/sums" SHA256SUMS) &&
            { echo "$mark" && is_there "$new"; } >"$work/mark" && cp "$work/mark" "$new/.dist"
    } 2>/dev/null || die "cannot write into $above: disk full?"
}
# put_in_place: the old one goes only when the new one is complete
put_in_place() {
    # One run after the other looks and replaces.
    exec 8<"$above" && flock 8 || die "$above: cannot be locked"
    may_replace
    if [ -d "$out" ]; then
        mv -T "$out" "$new.old" 2>/dev/null || die "$(shown_out): cannot be replaced; name another folder with OUT="
    fi
    mv -T "$new" "$out" || die "$(shown_out): cannot be made; what it had is in $new.old"
    rm -rf "$new.old"
    exec 8<&-
}
