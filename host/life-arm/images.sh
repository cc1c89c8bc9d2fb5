# SPDX-License-Identifier: LGPL-2.1-only
# To be sourced by life-arm/*.t after life/lib.sh.
# shellcheck disable=SC2034 # they are for who sources it

# The kernels that Xen can start: a 64-bit one also starts those of 32 bits.
case $XENHOST_EMULATOR in
*aarch64*) images='arm64 arm32' ;;
*) images=arm32 ;;
esac
pv=$G/${images%% *}
# Without a change of the memory: see memory.t.
life=$(echo "$life" | sed 's/ + memory [^ ]*//')
