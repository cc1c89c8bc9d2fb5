# SPDX-License-Identifier: LGPL-2.1-only
# Uses verify/build.sh
# From one source tree to another where the first one is built: files that
# differ are copied, and what make cannot know to be stale is removed.  To be
# sourced by steps after build.sh, with $to the built tree, $state its .verify,
# and $from one that has (at least) the files that may differ.

cant() {
    echo "$1" >"$NOTE"
    exit 2
}
no() {
    echo "$1" >"$NOTE"
    exit 1
}

# Does a makefile differ from the one in the tree by nothing but further sources
# or objects, or which revisions of other projects belong to a release?  Then what
# is built stays valid and make sees the rest.
builds_the_same() { # PATH
    ! diff "$to/$1" "$from/$1" | grep '^[<>]' |
        grep -q -v -E -e '^> [A-Z_]+(SRCS|OBJS)(-y)? *\+= *[a-z_0-9]+\.[co]$' \
            -e '^[<>] (QEMU|MINIOS|SEABIOS|OVMF)[A-Z_]*_REVISION \?= [^ ]*$'
}

# Objects and libraries in a folder and in those below it that have no
# makefile of their own.
stale_folder() {
    echo "makefile changed, built again: ${1#"$to"/}"
    find "$1" \( -name '*.o' -o -name '*.opic' -o -name '*.a' -o \
        -name '*.so*' \) -delete
}

# Objects that were made with a header that is gone: make would stop at it.
stale_dependents() {
    find "$to/tools" "$to/xen" -name '.*.d' | while read -r dep; do
        grep -q -F -e "/${1##*/}" -e " ${1##*/}" "$dep" || continue
        object=${dep%/*}/$(basename "${dep%.d}" | cut -c 2-)
        rm -f "$dep" "$object"
    done
}

# tools/include has links to the public headers, made once.
appears_or_goes() { # PATH
    case $1 in
    xen/include/public/* | xen/include/xen/*) rm -f "$to/tools/include/xen/.dir" ;;
    esac
}

# The files that this queue touches, and those that an earlier one touched
# here; written before anything is copied, so that an interruption loses none.
list_touched() {
    { touched "$WORK/applied"; touched "$to"; cat "$state/touched" 2>/dev/null; } |
        sort -u >"$state/touched.new" && mv "$state/touched.new" "$state/touched" ||
        cant "cannot write $state"
}

# The files of $state/touched as they are in the base, into $from.
base_files() {
    rm -rf "$from" && mkdir "$from" || cant "cannot make $from"
    (
        cd "$WORK/pristine" && while read -r path; do
            if [ -e "$path" ] || [ -L "$path" ]; then echo "$path"; fi
        done | xargs -r -d '\n' cp -P --preserve=mode --parents -t "$from" --
    ) <"$state/touched" || cant "cannot copy into $from"
}
# apply PATCH: of the queue, in $from
apply() { (cd "$from" && patch -s -p1 -F0 <"$QUEUE/$1"); }

differs() { # PATH
    echo "differs from what is built: $1"
    echo "$1" >>"$state/since"
    echo "$1" >>"$state/changed"
}

# $state/since: all that was copied or removed since somebody emptied it.
update_tree() {
    copied=0
    while read -r path; do
        if [ ! -e "$from/$path" ] && [ ! -L "$from/$path" ]; then
            [ -e "$to/$path" ] || [ -L "$to/$path" ] || continue
            appears_or_goes "$path"
            differs "$path"
            rm -f "$to/$path"
            case $path in *.h) stale_dependents "$path" ;; esac
        else
            if cmp -s "$from/$path" "$to/$path"; then continue; fi
            [ -e "$to/$path" ] || appears_or_goes "$path"
            case $path in
            Config.mk) builds_the_same "$path" || differs "$path" ;;
            */Makefile)
                echo "$path" >>"$state/since"
                builds_the_same "$path" || echo "$path" >>"$state/changed"
                ;;
            *) differs "$path" ;;
            esac
            case $path in */*) [ -d "$to/${path%/*}" ] || mkdir -p "$to/${path%/*}" ;; esac
            # cp keeps no times: what is copied is newer than what was built.
            rm -f "$to/$path" && cp -P --preserve=mode "$from/$path" "$to/$path" ||
                cant "cannot copy $path"
        fi
        copied=$((copied + 1))
    done <"$state/touched"

    # What follows from the changed files.  From here on make knows the rest, even
    # if it is interrupted.
    sort -u "$state/changed" 2>/dev/null | while read -r path; do
        case $path in
        Config.mk | config/*.mk | tools/Rules.mk) stale_folder "$to/tools" ;;
        tools/*/Makefile | tools/*.mk) stale_folder "$to/${path%/*}" ;;
        # What is new there would be asked for, and nobody answers.
        xen/*Kconfig*) rm -f "$to/xen/.config" ;;
        # libxl's makefile has these made while make already runs: tables, and
        # headers of them.
        tools/libacpi/*) (cd "$to/tools/libxl" && rm -f dsdt_*.o build.o static_tables.o) ;;
        tools/configure | tools/config.h.in | config/*.in | m4/*)
            : >"$state/reconfigure" ;;
        esac
    done
    rm -f "$state/changed"
    if [ -e "$state/reconfigure" ]; then
        configure_tools "$to" || no "configure failed"
        stale_folder "$to/tools"
        rm -f "$state/reconfigure"
    fi
}

# Can what is in $state/since have changed anything in the folder?  Starting
# make in each of the small libraries takes longer than many a compilation.
concerned() { # FOLDER of tools/
    [ -s "$state/since" ] || return
    grep -q -E "^(tools/$1/|Config\.mk|config/|tools/[^/]*$|m4/)" "$state/since" && return
    [ "$1" = include ] && grep -q -E '^xen/(include/(public|acpi|xen)|xsm)/' "$state/since" && return
    [ "$1" = libxl ] && grep -q '^tools/libacpi/' "$state/since" && return
    # What an object there was made with.
    sed -n 's,.*/\([^/]*\.[hc]\)$,\1,p' "$state/since" >"$state/sources"
    [ -s "$state/sources" ] || return
    find "$to/tools/$1" -name '.*.d' -exec cat {} + | grep -q -w -F -f "$state/sources"
}

# The folders to run make in: where something is compiled anew or linked, and
# those that $state/since concerns.
folders_concerned() {
    for folder in $tool_dirs; do
        case $folder in
        libxc | libxl | xl) echo "$folder" ;;
        *) if concerned "$folder"; then echo "$folder"; fi ;;
        esac
    done
}

use_tree() { # TREE
    to=$1 state=$1/.verify known_again=${CCACHE_BASEDIR:-$1}
}

# How a tree is configured and built; one that was otherwise is of no use.
how() { { cat "$ROOT/verify/build.sh"; echo "$compiler"; } | sha256sum; }

# The tree is of another base, and the clone knows what the two differ in.
built_for_other_base() {
    [ -L "$WORK/build" ] && [ "$(cat "$state/how" 2>/dev/null)" = "$(how)" ] &&
        plain_git -C "$CLONE" -c core.quotePath=false diff --no-ext-diff --no-renames --name-only \
            "$(cat "$state/base")" "$base_commit" >"$state/differ"
}

# What the hypervisor's own build makes of its configuration stays; objects, and
# what they were made with, are the other base's.
forget_objects() {
    find "$to/xen" \( -name '*.o' -o -name '.*.o.d' \) ! -path "$to/xen/tools/*" -delete
    rm -rf "$to/tools/firmware/xen-dir/xen-root"
}

# A path as sed takes it, on either side of s,,,.
for_sed() { printf '%s' "$1" | sed 's/[].*^$,&\\[]/\\&/g'; }

# copy_built_tree TREE: $to begins as a copy of a built tree, and knows its own place.
copy_built_tree() {
    rm -rf "$to" "$to.new" && mkdir -p "${to%/*}" && cp -a "$1" "$to.new" || cant "cannot copy $1"
    of=$(for_sed "$1/") its=$(for_sed "$to/")
    grep -rlIF "$1/" "$to.new" | while read -r file; do
        # Nothing is newer than what was made of it.
        touch -r "$file" "$to.new/.verify/time" && sed -i "s,$of,$its,g" "$file" &&
            touch -r "$to.new/.verify/time" "$file" || exit
    done || cant "cannot write $to.new"
    find "$to.new" -lname "$1/*" | while read -r link; do
        target=$(readlink "$link") && ln -sfn "$to${target#"$1"}" "$link" || exit
    done || cant "cannot write $to.new"
    mv "$to.new" "$to" || cant "cannot make $to"
}

# prepare_tree ID FRESH FILES: $to is, not yet built, what ID stands for.  FRESH makes
# the tree from nothing; FILES puts those of $state/touched into $from, for a tree
# that another base has left.  A build that was interrupted goes on where it was.
prepare_tree() {
    id=$(echo "$base_commit $1 $(how)" | sha256sum)
    # $state/touched is there once the tree has begun to become another one.
    if [ ! -e "$state/touched" ] && [ "$(cat "$state/id" 2>/dev/null)" = "$id" ]; then
        echo 'going on in the tree as it is'
    elif built_for_other_base; then
        cat "$state/differ" >>"$state/touched" && echo "$base_commit" >"$state/base" &&
            rm -f "$state/id" || cant "cannot write $state"
        list_touched
        $3
        update_tree
        forget_objects
    else
        rm -rf "$to" && mkdir -p "${to%/*}" && $2 && mkdir "$state" || cant "cannot make $to"
        configure_tools "$to" || cant "configure failed"
        echo "$base_commit" >"$state/base"
        how >"$state/how"
        echo "$id" >"$state/id"
    fi
}
# The folders to run make in after that; all_built, and the next base's are fewer.
folders_to_build() {
    if [ -e "$state/touched" ]; then folders_concerned; else echo $tool_dirs; fi
}
all_built() { [ ! -e "$state/touched" ] || : >"$state/since"; }
