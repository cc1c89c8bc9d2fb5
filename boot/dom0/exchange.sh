# SPDX-License-Identifier: LGPL-2.1-only
# For rows.sh: the old xl and library, those of the release, and the new ones, of which one
# or the other is installed, also while guests run.  The folder `old` has the old ones.
# shellcheck disable=SC2034 # $new and $old are named by `installed`
new=$host/tools old=$PWD/old at=$images/installed
mkdir -p "$at/bin" "$at/lib"
export PATH="$at/bin:$PATH" LD_LIBRARY_PATH="$at/lib:$LD_LIBRARY_PATH"

# installed XL LIBRARY: each old or new, put where the other was as a package manager does it
installed() {
    [ -z "$asking" ] || return 0
    eval "xl_from=\$$1 libraries_from=\$$2"
    for file in "$libraries_from"/lib/libxen*.so.* "$libraries_from"/lib/libxlutil*.so.*; do
        cp "$file" "$at/lib/.new" && mv -f "$at/lib/.new" "$at/lib/${file##*/}" || return
    done
    cp "$xl_from/bin/xl" "$at/bin/.new" && mv -f "$at/bin/.new" "$at/bin/xl"
}
