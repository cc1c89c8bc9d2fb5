/* SPDX-License-Identifier: LGPL-2.1-only */
/* Code that must not compile, one FAIL_* each.  Without any it must compile. */
#ifdef __cplusplus
extern "C" {
#endif
#include <libxl.h>
#if defined(FAIL_LATE_FATAL)
#define LIBXL_PVH_FATAL use
#elif defined(FAIL_LATE_NO_FILE)
#define LIBXL_PVH_NO_FILE
#endif
#include <libxl_pvh.h>
#ifdef __cplusplus
}
#endif

void use(libxl_domain_build_info *b, const libxl_domain_build_info *c);
void use(libxl_domain_build_info *b, const libxl_domain_build_info *c)
{
#if defined(FAIL_CONST)
    LIBXL_BUILDINFO_FIELD(c, kernel) = LIBXL_BUILDINFO_FIELD(b, kernel);
#elif defined(FAIL_CONST_MOVED)
    LIBXL_BUILDINFO_FIELD(c, bootloader) = LIBXL_BUILDINFO_FIELD(b, kernel);
#elif defined(FAIL_CONST_POINTER)
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(c, apic), true);
#elif defined(FAIL_UNKNOWN)
    LIBXL_BUILDINFO_FIELD(b, firmware) = LIBXL_BUILDINFO_FIELD(b, kernel);
#elif defined(FAIL_SHIM)
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(b, pvshim), true);
#elif defined(FAIL_TYPE)
    LIBXL_BUILDINFO_FIELD(b, bootloader_args) = c->kernel;
#else
    LIBXL_BUILDINFO_FIELD(b, kernel) = LIBXL_BUILDINFO_FIELD(c, kernel);
#endif
}
