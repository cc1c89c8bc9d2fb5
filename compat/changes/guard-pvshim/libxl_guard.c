/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What a program that hands pvshim to libxl looks for when it is
 * loaded; see libxl_pvh.h.  Never rename, remove or resize one: a program
 * may have a copy.  A later feature level may only raise the value.
 */
#define LIBXL_PVH_INTERNAL 1
#include "libxl.h"

#define LIBXL_GUARD __attribute__((used, visibility("default")))

LIBXL_GUARD const int libxl_guard_pvshim = 1;
