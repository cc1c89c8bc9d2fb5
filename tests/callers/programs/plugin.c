/* SPDX-License-Identifier: LGPL-2.1-only */
/* A plug-in that makes PVH guests, with or without naming pvshim. */
#include <libxl.h>
#include <libxl_pvh.h>

int plugin_prepare(libxl_domain_build_info *b);

int plugin_prepare(libxl_domain_build_info *b)
{
    libxl_domain_build_info_init(b);
    libxl_domain_build_info_init_type(b, LIBXL_DOMAIN_TYPE_PVH);
#ifdef PLUGIN_SHIM
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(b, pvshim), true);
#endif
    return (int)b->type;
}
