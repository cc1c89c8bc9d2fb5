/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A new caller that creates a PVH guest with nested virtualisation.  Without a
 * hypervisor it gets as far as the first hypercall.
 */
#include "caller.h"

#include <libxl_pvh.h>

int main(void)
{
    struct caller c;
    libxl_domain_config d;
    uint32_t domid = 0;
    int rc;

    caller_open(&c);
    libxl_domain_config_init(&d);
    d.c_info.type = LIBXL_DOMAIN_TYPE_PVH;
    d.c_info.name = copy_of("nested");
    libxl_domain_build_info_init_type(&d.b_info, LIBXL_DOMAIN_TYPE_PVH);
    LIBXL_BUILDINFO_FIELD(&d.b_info, kernel) = copy_of("/boot/vmlinuz");
    libxl_defbool_set(&LIBXL_BUILDINFO_FIELD(&d.b_info, nested_hvm), true);
    d.b_info.max_memkb = d.b_info.target_memkb = 64 << 10;
    rc = libxl_domain_create_new(c.ctx, &d, &domid, NULL, NULL);
    printf("rc %d\n", rc);
    libxl_domain_config_dispose(&d);
    caller_close(&c);
    return 0;
}
