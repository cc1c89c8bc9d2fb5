/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Calls libxl_ctx_alloc with the version that this caller was compiled with,
 * and with another one.
 */
#include <libxl.h>

#include "must.h"

int main(void)
{
    libxl_ctx *ctx = NULL;

    MUST(libxl_ctx_alloc(&ctx, LIBXL_VERSION, 0, NULL) == 0);
    libxl_ctx_free(ctx);
    printf("version %d: accepted\n", LIBXL_VERSION);
    MUST(libxl_ctx_alloc(&ctx, LIBXL_VERSION + 1, 0, NULL) == ERROR_VERSION);
    printf("version %d: ERROR_VERSION\n", LIBXL_VERSION + 1);
    return 0;
}
