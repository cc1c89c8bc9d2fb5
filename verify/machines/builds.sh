# SPDX-License-Identifier: LGPL-2.1-only
# What answers depend on besides the repository and Xen.  To be sourced, with ROOT.

# builds: the compiler and what else counts, and for which architectures step arch
# compiles, a line each
builds() (
    . verify/compiler.sh || exit
    # shellcheck disable=SC2154 # of compiler.sh
    printf '%s\n' "$compiler" | sed -e 1d -e '/^$/d' -e '/^Copyright\|^This is free\|^warranty/d'
    # shellcheck disable=SC2154 # of mk/architectures.sh
    for one in $architectures; do
        ! can_build "$one" || echo "compiles for $one in step arch"
    done
)
