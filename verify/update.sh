# SPDX-License-Identifier: LGPL-2.1-only
# Uses verify/build.sh
# Updates a built tree to other sources: files that differ are copied, and files that
# are stale without make knowing it are removed.  To be sourced by steps after
# build.sh, with $to the built tree, $state its .verify, and $from a tree that has (at
# least) the files that may differ.

cant() {
    echo "$1" >"$NOTE"
    exit 2
}
no() {
    echo "$1" >"$NOTE"
    exit 1
}

# Does a makefile differ from the one in the tree only by additional sources or objects,
# or by revisions of other projects?  Then what is built stays valid, and make sees
# the rest.
builds_the_same() { # PATH
    ! diff "$to/$1" "$from/$1" | grep '^[<>]' |
        grep -q -v -E -e '^> [A-Z_]+(SRCS|OBJS)(-y)? *\+= *[a-z_0-9]+\.[co]$' \
            -e '^[<>] (QEMU|MINIOS|SEABIOS|OVMF)[A-Z_]*_REVISION \?= [^ ]*$'
}

# Removes objects and libraries in a folder and below it.
stale_folder() {
    echo "makefile changed, built again: ${1#"$to"/}"
    find "$1" \( -name '*.o' -o -name '*.opic' -o -name '*.a' -o \
        -name '*.so*' \) -delete
}

# Removes objects that include a header that is gone: make would stop there.
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

# Lists the files that this queue touches and those that an earlier one touched here.
# The list is written before files are copied, so that an interruption loses none.
list_touched() {
    { touched "$WORK/applied"; touched "$to"; cat "$state/touched" 2>/dev/null; } |
        sort -u >"$state/touched.new" && mv "$state/touched.new" "$state/touched" ||
        cant "cannot write $state"
}

# Copies the files of $state/touched from the base into $from.
base_files() {
    rm -rf "$from" && mkdir "$from" || cant "cannot make $from"
    (
        cd "$WORK/pristine" && while read -r path; do
            if [ -e "$path" ] || [ -L "$path" ]; then echo "$path"; fi
        done | xargs -r -d '\n' cp -P --preserve=mode --parents -t "$from" --
    ) <"$state/touched" || cant "cannot copy into $from"
}
# apply PATCH: apply a patch of the queue in $from
apply() { (cd "$from" && patch -s -p1 -F0 <"$QUEUE/$1"); }

differs() { # PATH
    echo "differs from what is built: $1"
    echo "$1" >>"$state/since"
    echo "$1" >>"$state/changed"
}

# Makes the files of $state/touched in $to those of $from.  $state/since lists all
# files that were copied or removed since it was last emptied.
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
            # cp does not keep times: a copy is newer than what was built.
            rm -f "$to/$path" && cp -P --preserve=mode "$from/$path" "$to/$path" ||
                cant "cannot copy $path"
        fi
        copied=$((copied + 1))
    done <"$state/touched"

    # Remove what is stale because of the changed files.  After that make knows the
    # rest, even if it is interrupted.
    sort -u "$state/changed" 2>/dev/null | while read -r path; do
        case $path in
        Config.mk | config/*.mk | tools/Rules.mk) stale_folder "$to/tools" ;;
        tools/*/Makefile | tools/*.mk) stale_folder "$to/${path%/*}" ;;
        # Kconfig would ask for new options.
        xen/*Kconfig*) rm -f "$to/xen/.config" ;;
        # libxl's makefile generates tables and their headers while make already runs.
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

# Can the files in $state/since change anything in the folder?  Starting make in each
# of the small libraries takes longer than many compilations.
concerned() { # FOLDER of tools/
    [ -s "$state/since" ] || return
    grep -q -E "^(tools/$1/|Config\.mk|config/|tools/[^/]*$|m4/)" "$state/since" && return
    [ "$1" = include ] && grep -q -E '^xen/(include/(public|acpi|xen)|xsm)/' "$state/since" && return
    [ "$1" = libxl ] && grep -q '^tools/libacpi/' "$state/since" && return
    # Does an object there depend on one of them?
    sed -n 's,.*/\([^/]*\.[hc]\)$,\1,p' "$state/since" >"$state/sources"
    [ -s "$state/sources" ] || return
    find "$to/tools/$1" -name '.*.d' -exec cat {} + | grep -q -w -F -f "$state/sources"
}

# The folders to run make in: those that are always built, and those that the files in
# $state/since can change.
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

# Identifies how a tree is configured and built; a tree with another one is not reused.
how() { { cat "$ROOT/verify/build.sh"; echo "$compiler"; } | sha256sum; }

# Was the tree built for another base, and does the clone know how the two differ?
built_for_other_base() {
    [ -L "$WORK/build" ] && [ "$(cat "$state/how" 2>/dev/null)" = "$(how)" ] &&
        plain_git -C "$CLONE" -c core.quotePath=false diff --no-ext-diff --no-renames --name-only \
            "$(cat "$state/base")" "$base_commit" >"$state/differ"
}

# Removes the other base's objects of the hypervisor; its configuration stays.
forget_objects() {
    find "$to/xen" \( -name '*.o' -o -name '.*.o.d' \) ! -path "$to/xen/tools/*" -delete
    rm -rf "$to/tools/firmware/xen-dir/xen-root"
}

# Escapes a path for either side of sed's s,,,.
for_sed() { printf '%s' "$1" | sed 's/[].*^$,&\\[]/\\&/g'; }

# copy_built_tree TREE: make $to a copy of a built tree, with its own path in all files.
copy_built_tree() {
    rm -rf "$to" "$to.new" && mkdir -p "${to%/*}" && cp -a "$1" "$to.new" || cant "cannot copy $1"
    of=$(for_sed "$1/") its=$(for_sed "$to/")
    grep -rlIF "$1/" "$to.new" | while read -r file; do
        # Keep the time, or the file would be newer than what was made from it.
        touch -r "$file" "$to.new/.verify/time" && sed -i "s,$of,$its,g" "$file" &&
            touch -r "$to.new/.verify/time" "$file" || exit
    done || cant "cannot write $to.new"
    find "$to.new" -lname "$1/*" | while read -r link; do
        target=$(readlink "$link") && ln -sfn "$to${target#"$1"}" "$link" || exit
    done || cant "cannot write $to.new"
    mv "$to.new" "$to" || cant "cannot make $to"
}

# prepare_tree ID FRESH FILES: make $to the sources that ID stands for, ready to build.
# FRESH makes the tree from nothing; FILES puts the files of $state/touched into $from,
# for a tree that was built for another base.  An interrupted build goes on where it was.
prepare_tree() {
    id=$(echo "$base_commit $1 $(how)" | sha256sum)
    # $state/touched exists once the tree is being changed into another one.
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
# The folders to run make in after prepare_tree.  all_built notes that they are built,
# so that the next base needs fewer.
folders_to_build() {
    if [ -e "$state/touched" ]; then folders_concerned; else echo $tool_dirs; fi
}
all_built() { [ ! -e "$state/touched" ] || : >"$state/since"; }
