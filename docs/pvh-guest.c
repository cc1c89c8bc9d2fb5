/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * pvh-guest NAME KERNEL: print the configuration of a PVH guest, with pvshim
 * where that can be asked for, as JSON.  Status 1: this libxl.h lacks PVH.
 *
 *     cc -o pvh-guest pvh-guest.c $(pkg-config --cflags --libs libxl_pvh)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libxl.h>
#include <libxl_pvh.h>

int main(int argc, char **argv)
{
    if (argc != 3)
        return fprintf(stderr, "usage: %s NAME KERNEL\n", argv[0]), 2;
#ifdef LIBXL_PVH_HAVE_PVH
    libxl_domain_config config;
    libxl_domain_build_info *b = &config.b_info;
    char *json;
    int rc = 2;

    libxl_domain_config_init(&config);
    config.c_info.type = LIBXL_DOMAIN_TYPE_PVH;
    config.c_info.name = strdup(argv[1]);
    libxl_domain_build_info_init_type(b, LIBXL_DOMAIN_TYPE_PVH);
    b->max_memkb = b->target_memkb = 512 * 1024;
    LIBXL_BUILDINFO_FIELD(b, kernel) = strdup(argv[2]);
#ifdef LIBXL_PVH_HAVE_PVSHIM
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(b, pvshim), true);
#else
    fputs("no pvshim in this libxl: the kernel has to know PVH\n", stderr);
#endif
    json = libxl_domain_config_to_json(NULL, &config); /* asks no host */
    if (json && puts(json) != EOF)
        rc = 0;
    free(json);
    libxl_domain_config_dispose(&config);
    return rc;
#else
    fputs("no PVH in this libxl: upgrade it, or give the guest another type\n",
          stderr);
    return 1;
#endif
}
