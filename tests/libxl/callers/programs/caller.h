/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_CALLER_H
#define CALLERS_CALLER_H

/*
 * For callers that use JSON.  A caller prints its results on stdout, so that
 * runs can be compared byte for byte.
 */
#include <libxl.h>
#include <libxl_utils.h>
#include <xentoollog.h>

#include "must.h"

struct caller {
    libxl_ctx *ctx;
    xentoollog_logger_stdiostream *log;
};

static inline void caller_open(struct caller *c)
{
    c->log = xtl_createlogger_stdiostream(stderr, XTL_WARN, 0);
    MUST(c->log != NULL);
    MUST(libxl_ctx_alloc(&c->ctx, LIBXL_VERSION, 0,
                         (xentoollog_logger *)c->log) == 0);
}

static inline void caller_close(struct caller *c)
{
    libxl_ctx_free(c->ctx);
    xtl_logger_destroy((xentoollog_logger *)c->log);
}

/*
 * Pass a configuration through JSON and through copy, and print the JSON of
 * both results, or "same".  They may differ; the releases lose an empty list,
 * for example.  Returns how many were the same.
 */
static inline int show_again(struct caller *c, libxl_domain_config *d,
                             const char *json)
{
    libxl_domain_config again, copy;
    char *json_again, *json_copy;
    int same = 0;

    libxl_domain_config_init(&again);
    MUST(libxl_domain_config_from_json(c->ctx, &again, json) == 0);
    json_again = libxl_domain_config_to_json(c->ctx, &again);
    MUST(json_again != NULL);
    same += !strcmp(json, json_again);
    printf("read: %s\n", same ? "same" : json_again);

    libxl_domain_config_init(&copy);
    libxl_domain_config_copy(c->ctx, &copy, d);
    json_copy = libxl_domain_config_to_json(c->ctx, &copy);
    MUST(json_copy != NULL);
    same += !strcmp(json, json_copy);
    printf("copy: %s\n", strcmp(json, json_copy) ? json_copy : "same");

    free(json_again);
    free(json_copy);
    libxl_domain_config_dispose(&again);
    libxl_domain_config_dispose(&copy);
    return same;
}

#endif
