/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A switch with an arm for each known guest type.  With ARM_PVH, PVH is one of
 * them; with ARM_DEFAULT there is a default.
 */
#include <libxl.h>

const char *word_for(libxl_domain_type type);

const char *word_for(libxl_domain_type type)
{
    switch (type) {
    case LIBXL_DOMAIN_TYPE_INVALID:
        return "invalid";
    case LIBXL_DOMAIN_TYPE_HVM:
        return "hvm";
    case LIBXL_DOMAIN_TYPE_PV:
        return "pv";
#ifdef ARM_PVH
    case LIBXL_DOMAIN_TYPE_PVH:
        return "pvh";
#endif
#ifdef ARM_DEFAULT
    default:
        break;
#endif
    }
    return "another";
}
