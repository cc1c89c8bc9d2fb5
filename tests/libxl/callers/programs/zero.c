/* SPDX-License-Identifier: LGPL-2.1-only */
/* Uses memset to 0 instead of init; fills in what is possible, and disposes. */
#include <libxl.h>

#include "must.h"

int main(void)
{
    libxl_domain_config d;
    libxl_domain_build_info b;
    libxl_domain_create_info c;

    memset(&d, 0, sizeof(d));
    libxl_domain_config_dispose(&d);

    memset(&d, 0, sizeof(d));
    d.c_info.name = copy_of("zero");
    d.b_info.kernel = copy_of("/vmlinuz");
    d.b_info.type = LIBXL_DOMAIN_TYPE_PV;
    d.b_info.u.pv.bootloader = copy_of("pygrub");
    libxl_domain_config_dispose(&d);

    memset(&b, 0, sizeof(b));
    b.type = LIBXL_DOMAIN_TYPE_HVM;
    b.u.hvm.boot = copy_of("c");
    libxl_domain_build_info_dispose(&b);

    memset(&b, 0, sizeof(b));
    libxl_domain_build_info_dispose(&b);
    memset(&c, 0, sizeof(c));
    libxl_domain_create_info_dispose(&c);
    puts("disposed");
    return 0;
}
