/* SPDX-License-Identifier: LGPL-2.1-only */
/* Includes the header without libxl.h, then includes the table again. */
#include <libxl_pvh.h>
#include <libxl_pvh_fields.h>
#include <libxl_pvh.h>
