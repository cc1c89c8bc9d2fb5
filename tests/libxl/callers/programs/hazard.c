/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A new caller without the guard (built with LIBXL_PVH_NO_GUARD) passes its
 * configuration through JSON and prints the result, which the test judges.
 * life.c shows the other hazards.
 */
#include "caller.h"

#include <libxl_pvh.h>

int main(void)
{
    struct caller c;
    libxl_domain_config d, again;
    char *json;

    caller_open(&c);
    libxl_domain_config_init(&d);
    d.c_info.type = LIBXL_DOMAIN_TYPE_PVH;
    d.c_info.name = copy_of("pvh");
    libxl_domain_build_info_init_type(&d.b_info, LIBXL_DOMAIN_TYPE_PVH);
#ifdef CALLER_SHIM
    LIBXL_BUILDINFO_FIELD(&d.b_info, pvshim_path) = copy_of("/boot/xen-shim");
#endif
    json = libxl_domain_config_to_json(c.ctx, &d);
    libxl_domain_config_init(&again);
    if (!json || libxl_domain_config_from_json(c.ctx, &again, json)) {
        puts("unreadable");
    } else {
        printf("type %d", (int)again.b_info.type);
        /* If the type is lost the accessor would end the program. */
        printf(" pvshim_path %s", again.b_info.type == LIBXL_DOMAIN_TYPE_PVH &&
                                          again.b_info.u.pvh.pvshim_path
                                      ? again.b_info.u.pvh.pvshim_path
                                      : "none");
        putchar('\n');
    }
    fflush(stdout);
    free(json);
    libxl_domain_config_dispose(&d);
    libxl_domain_config_dispose(&again);
    caller_close(&c);
    return 0;
}
