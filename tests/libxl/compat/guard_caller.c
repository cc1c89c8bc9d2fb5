/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A caller of libxl that knows PVH more or less, in C and C++.  It is built
 * against toy or real headers, as a program or, with MODULE, for dlopen.
 *
 *   CALLER_LIST     names types, creates nothing
 *   CALLER_CONST    creates PV and HVM; the type is a constant
 *   CALLER_PVH      creates PVH; the type is a constant
 *   CALLER_VAR      creates any type; the type is a variable
 *   CALLER_SHIM     sets pvshim in a configuration made elsewhere
 *   CALLER_REQUIRE  writes u.pvh by hand (LIBXL_REQUIRE_PVH)
 *   CALLER_REQUIRE_SHIM   the same for pvshim
 *   CALLER_POINTER  creates PVH through a pointer (LIBXL_REQUIRE_PVH)
 *   CALLER_ADDRESS  takes the function's address and declares it again
 *
 *   CALLER_FATAL    in addition: defines LIBXL_PVH_FATAL
 */
#if defined(CALLER_REQUIRE) || defined(CALLER_POINTER)
#define LIBXL_REQUIRE_PVH 1
#endif
#ifdef CALLER_REQUIRE_SHIM
#define LIBXL_REQUIRE_PVSHIM 1
#endif

#ifdef __cplusplus
extern "C" {
#endif
#include <stdio.h>
#include <string.h>

#ifdef CALLER_FATAL
/* A compiler must assume that it returns. */
static int nr_refused;
static void refuse(const char *field, int type, const char *file, int line)
{
    nr_refused += field && type && file && line;
}
#define LIBXL_PVH_FATAL refuse
#endif
#include <libxl.h>
#include <libxl_pvh.h>

#ifdef CALLER_ADDRESS
void(libxl_domain_build_info_init_type)(libxl_domain_build_info *p,
                                        libxl_domain_type type);
#endif

int caller_run(int argc);
#ifdef __cplusplus
}
#endif

#if defined(CALLER_LIST)
static int create(int argc)
{
    const char *name = libxl_domain_type_to_string(LIBXL_DOMAIN_TYPE_HVM);

    return name && !strcmp(name, "hvm") && argc ? 0 : 1;
}
#elif defined(CALLER_CONST)
static int create(int argc)
{
    libxl_domain_build_info pv, hvm;

    libxl_domain_build_info_init(&pv);
    libxl_domain_build_info_init_type(&pv, LIBXL_DOMAIN_TYPE_PV);
    libxl_domain_build_info_init(&hvm);
    libxl_domain_build_info_init_type(&hvm, LIBXL_DOMAIN_TYPE_HVM);
    LIBXL_BUILDINFO_FIELD(&pv, bootloader) = NULL;
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(&hvm, apic), true);
    libxl_domain_build_info_dispose(&pv);
    libxl_domain_build_info_dispose(&hvm);
    return argc ? 0 : 1;
}
#elif defined(CALLER_PVH)
static int create(int argc)
{
    libxl_domain_build_info b;

    libxl_domain_build_info_init(&b);
#ifdef __cplusplus
    ::libxl_domain_build_info_init_type(&b, LIBXL_DOMAIN_TYPE_PVH);
#else
    libxl_domain_build_info_init_type(&b, LIBXL_DOMAIN_TYPE_PVH);
#endif
    libxl_domain_build_info_dispose(&b);
    return argc ? 0 : 1;
}
#elif defined(CALLER_VAR)
static int create(int argc)
{
    libxl_domain_build_info b;
    libxl_domain_type type =
        argc > 1 ? LIBXL_DOMAIN_TYPE_HVM : LIBXL_DOMAIN_TYPE_PV;

    libxl_domain_build_info_init(&b);
    libxl_domain_build_info_init_type(&b, type);
    libxl_domain_build_info_dispose(&b);
    return 0;
}
#elif defined(CALLER_SHIM)
static int create(int argc)
{
    libxl_domain_build_info b;

    memset(&b, 0, sizeof(b));
    b.type = LIBXL_DOMAIN_TYPE_PVH;
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(&b, pvshim), true);
    return LIBXL_BUILDINFO_FIELD(&b, pvshim_path) || !argc ? 1 : 0;
}
#elif defined(CALLER_REQUIRE) || defined(CALLER_REQUIRE_SHIM)
static int create(int argc)
{
    libxl_domain_build_info b;

    memset(&b, 0, sizeof(b));
    b.type = LIBXL_DOMAIN_TYPE_PVH;
    return argc ? 0 : 1;
}
#elif defined(CALLER_ADDRESS)
static int create(int argc)
{
    void (*init)(libxl_domain_build_info *, libxl_domain_type) =
        libxl_domain_build_info_init_type;
    libxl_domain_build_info b;

    libxl_domain_build_info_init(&b);
    if (init != &libxl_domain_build_info_init_type)
        return 1;
    init(&b, argc > 1 ? LIBXL_DOMAIN_TYPE_HVM : LIBXL_DOMAIN_TYPE_PV);
    libxl_domain_build_info_dispose(&b);
    libxl_domain_build_info_init(&b);
    (libxl_domain_build_info_init_type)(&b, LIBXL_DOMAIN_TYPE_PV);
    libxl_domain_build_info_dispose(&b);
    return 0;
}
#elif defined(CALLER_POINTER)
static void (*const init_type)(libxl_domain_build_info *, libxl_domain_type) =
    libxl_domain_build_info_init_type;

static int create(int argc)
{
    libxl_domain_build_info b;

    libxl_domain_build_info_init(&b);
    init_type(&b, LIBXL_DOMAIN_TYPE_PVH);
    libxl_domain_build_info_dispose(&b);
    return argc ? 0 : 1;
}
#else
#error "define one of the macros CALLER_*"
#endif

/* If the loader refuses the caller, this must not run either. */
__attribute__((constructor)) static void early(void)
{
    puts("caller: early");
    fflush(stdout);
}

int caller_run(int argc)
{
    int r = create(argc);

    puts(r ? "caller: failed" : "caller: done");
    return r;
}

#ifndef MODULE
int main(int argc, char **argv)
{
    (void)argv;
    return caller_run(argc);
}
#endif
