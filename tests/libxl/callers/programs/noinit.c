/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Neither init nor memset: dispose looks at whatever stands in the memory.
 * Unsupported, with the old library and with the new one.
 */
#include <libxl.h>

#include "must.h"

int main(void)
{
    libxl_domain_build_info *b = malloc(sizeof(*b));

    MUST(b != NULL);
    libxl_domain_build_info_dispose(b);
    free(b);
    return 0;
}
