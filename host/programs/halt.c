/* SPDX-License-Identifier: LGPL-2.1-only */
/* halt DOMID REASON: the guest stops, for a reason of Xen's sched.h. */
#include <stdio.h>
#include <stdlib.h>
#include <xenctrl.h>

int main(int argc, char **argv)
{
    xc_interface *xch = argc == 3 ? xc_interface_open(NULL, NULL, 0) : NULL;
    int rc;

    if (!xch) {
        fprintf(stderr, "halt: DOMID and REASON, and a hypervisor\n");
        return 2;
    }
    rc = xc_domain_shutdown(xch, (uint32_t)strtoul(argv[1], NULL, 0),
                            atoi(argv[2]));
    if (rc)
        perror("halt");
    xc_interface_close(xch);
    return rc ? 1 : 0;
}
