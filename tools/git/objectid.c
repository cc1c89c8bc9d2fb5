/* SPDX-License-Identifier: LGPL-2.1-only */
#include "git/objectid.h"

#include <nettle/sha1.h>
#include <stdint.h>
#include <stdio.h>

void bpq_object_id(git_oid *id, struct bpq_str text, git_object_t type)
{
    struct sha1_ctx ctx;
    char head[64];
    int n = snprintf(head, sizeof(head), "%s %zu", git_object_type2string(type),
                     text.len);

    sha1_init(&ctx);
    sha1_update(&ctx, (size_t)n + 1, (const uint8_t *)head); /* with its NUL */
    if (text.len)
        sha1_update(&ctx, text.len, (const uint8_t *)text.p);
    sha1_digest(&ctx, sizeof(id->id), id->id);
}
