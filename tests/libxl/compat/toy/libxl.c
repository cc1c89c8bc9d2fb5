/* SPDX-License-Identifier: LGPL-2.1-only */
#define LIBXL_PVH_INTERNAL 1
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "libxl.h"

void libxl_defbool_set(libxl_defbool *db, bool b)
{
    db->val = b ? 1 : -1;
}

bool libxl_defbool_is_default(libxl_defbool db)
{
    return db.val == 0;
}

const char *libxl_domain_type_to_string(libxl_domain_type t)
{
    return t == LIBXL_DOMAIN_TYPE_PV    ? "pv"
           : t == LIBXL_DOMAIN_TYPE_HVM ? "hvm"
           : (int)t == 3                ? "pvh"
                                        : NULL;
}

void libxl_domain_build_info_init(libxl_domain_build_info *p)
{
    memset(p, 0, sizeof(*p));
#ifdef TOY_TOP
    p->timer_mode = (libxl_timer_mode)LIBXL_TIMER_MODE_DEFAULT;
#endif
    p->type = LIBXL_DOMAIN_TYPE_INVALID;
}

void libxl_domain_build_info_init_type(libxl_domain_build_info *p,
                                       libxl_domain_type type)
{
    assert(p->type == LIBXL_DOMAIN_TYPE_INVALID);
    p->type = type;
    if (type == LIBXL_DOMAIN_TYPE_HVM)
        p->u.hvm.timer_mode = (libxl_timer_mode)LIBXL_TIMER_MODE_DEFAULT;
}

void libxl_domain_build_info_dispose(libxl_domain_build_info *p)
{
    free(p->kernel);
    memset(p, 0, sizeof(*p));
}
