/* SPDX-License-Identifier: LGPL-2.1-only */
/* The header alone, then once more. */
#include <libxl_pvh.h>
#include <libxl_pvh_fields.h>
#include <libxl_pvh.h>
