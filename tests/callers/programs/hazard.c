/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A new caller without the guard (built with LIBXL_PVH_NO_GUARD): what goes
 * wrong on an old library.  It prints what it sees and leaves the judgement,
 * and the leaks, to whoever runs it.
 */
#include "caller.h"

#include <libxl_pvh.h>

/* By name: where the type is lost the accessor would stop. */
#ifdef LIBXL_HAVE_BUILDINFO_TIMER_MODE
#define TIMER_MODE(b) (b)->timer_mode
#else
#define TIMER_MODE(b) (b)->u.pvh.timer_mode
#endif

static void show(const char *what, const libxl_domain_build_info *b)
{
    const char *path = b->u.pvh.pvshim_path;

    printf("%s type %d timer_mode %d pvshim_path %s\n", what, (int)b->type,
           (int)TIMER_MODE(b), path ? path : "none");
}

int main(void)
{
    struct caller c;
    libxl_domain_config d, copy, again;
    char *json;

    caller_open(&c);
    libxl_domain_config_init(&d);
    d.c_info.type = LIBXL_DOMAIN_TYPE_PVH;
    d.c_info.name = copy_of("pvh");
    libxl_domain_build_info_init_type(&d.b_info, LIBXL_DOMAIN_TYPE_PVH);
    show("init", &d.b_info);
    libxl_defbool_set(&d.b_info.u.pvh.pvshim, true);
    d.b_info.u.pvh.pvshim_path = copy_of("/boot/xen-shim");

    libxl_domain_config_init(&copy);
    libxl_domain_config_copy(c.ctx, &copy, &d);
    show("copy", &copy.b_info);

    json = libxl_domain_config_to_json(c.ctx, &d);
    libxl_domain_config_init(&again);
    if (!json || libxl_domain_config_from_json(c.ctx, &again, json))
        puts("json unreadable");
    else
        show("json", &again.b_info);
    free(json);

    libxl_domain_config_dispose(&d);
    libxl_domain_config_dispose(&copy);
    libxl_domain_config_dispose(&again);
    caller_close(&c);
    return 0;
}
