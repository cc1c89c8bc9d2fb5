/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What libxl_ctx_alloc compares: the version that this caller was compiled
 * with, and another one.
 */
#include "caller.h"

int main(void)
{
    struct caller c;
    libxl_ctx *ctx = NULL;

    caller_open(&c);
    printf("version %d: accepted\n", LIBXL_VERSION);
    MUST(libxl_ctx_alloc(&ctx, LIBXL_VERSION + 1, 0,
                         (xentoollog_logger *)c.log) == ERROR_VERSION);
    printf("version %d: ERROR_VERSION\n", LIBXL_VERSION + 1);
    caller_close(&c);
    return 0;
}
