/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Says how far it comes.  Whether it needs PVH or pvshim is told by
 * START_PVH and START_SHIM; with neither it only knows PV.
 */
#include <stdio.h>

#include <libxl.h>
#if defined(START_PVH) || defined(START_SHIM)
#include <libxl_pvh.h>
#endif

static libxl_domain_build_info info;

__attribute__((constructor)) static void before_main(void)
{
    libxl_domain_build_info_init(&info);
    puts("constructor");
}

int main(void)
{
#if defined(START_SHIM)
    info.type = LIBXL_DOMAIN_TYPE_PVH;
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(&info, pvshim), true);
#elif defined(START_PVH)
    libxl_domain_build_info_init_type(&info, LIBXL_DOMAIN_TYPE_PVH);
#else
    libxl_domain_build_info_init_type(&info, LIBXL_DOMAIN_TYPE_PV);
#endif
    puts("main");
    libxl_domain_build_info_dispose(&info);
    return 0;
}
