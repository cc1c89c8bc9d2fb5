/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Calls dispose without init or memset, so that it reads uninitialised memory.
 * This is unsupported with both libraries.
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
