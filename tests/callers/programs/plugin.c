/* SPDX-License-Identifier: LGPL-2.1-only */
/* A plug-in that makes PV guests, or PVH guests with or without pvshim. */
#include <libxl.h>
#if defined(PLUGIN_PVH) || defined(PLUGIN_SHIM)
#include <libxl_pvh.h>
#endif

int plugin_prepare(libxl_domain_build_info *b);

int plugin_prepare(libxl_domain_build_info *b)
{
    libxl_domain_build_info_init(b);
#if defined(PLUGIN_PVH) || defined(PLUGIN_SHIM)
    libxl_domain_build_info_init_type(b, LIBXL_DOMAIN_TYPE_PVH);
#else
    libxl_domain_build_info_init_type(b, LIBXL_DOMAIN_TYPE_PV);
#endif
#ifdef PLUGIN_SHIM
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(b, pvshim), true);
#endif
    return (int)b->type;
}
