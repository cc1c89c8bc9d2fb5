/* SPDX-License-Identifier: LGPL-2.1-only */
/* halt DOMID REASON: shut a guest down; the reasons are in Xen's sched.h. */
#include <stdio.h>
#include <stdlib.h>
#include <xenctrl.h>

int main(int argc, char **argv)
{
    xc_interface *xch = argc == 3 ? xc_interface_open(NULL, NULL, 0) : NULL;
    int rc;

    if (!xch) {
        fprintf(stderr, "usage: halt DOMID REASON, in a host\n");
        return 2;
    }
    rc = xc_domain_shutdown(xch, (uint32_t)strtoul(argv[1], NULL, 0),
                            atoi(argv[2]));
    if (rc)
        perror("halt");
    xc_interface_close(xch);
    return rc ? 1 : 0;
}
