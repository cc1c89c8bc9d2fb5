/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Functions of a replica that are not made from a record, since they are small
 * and the same in all releases.  Those that a release does not export are
 * hidden.
 */
#define LIBXL_PVH_INTERNAL
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <libxl.h>

#include "runtime.h"

/* From the record: libxl_ctx_alloc's result for another version.  It is defined
 * in the generated tables. */
extern const int replica_other_version;

struct libxl__ctx {
    int unused;
};

int libxl_ctx_alloc(libxl_ctx **ctx, int version, unsigned flags,
                    xentoollog_logger *logger)
{
    (void)flags;
    (void)logger;
    *ctx = NULL;
    if (version != LIBXL_VERSION)
        return replica_other_version;
    *ctx = calloc(1, sizeof(**ctx));
    return *ctx ? 0 : ERROR_NOMEM;
}

int libxl_ctx_free(libxl_ctx *ctx)
{
    free(ctx);
    return 0;
}

/* True and false are 1 and -1, so that the 0 of cleared memory is "default". */
void libxl_defbool_set(libxl_defbool *b, bool value)
{
    b->val = value ? 1 : -1;
}

void libxl_defbool_unset(libxl_defbool *b)
{
    b->val = 0;
}

bool libxl_defbool_is_default(libxl_defbool b)
{
    return !b.val;
}

void libxl_defbool_setdefault(libxl_defbool *b, bool value)
{
    if (libxl_defbool_is_default(*b))
        libxl_defbool_set(b, value);
}

bool libxl_defbool_val(libxl_defbool b)
{
    assert(!libxl_defbool_is_default(b));
    return b.val > 0;
}

const char *libxl_defbool_to_string(libxl_defbool b)
{
    return libxl_defbool_is_default(b) ? "<default>"
           : b.val > 0                 ? "True"
                                       : "False";
}

static int length(char **list)
{
    int n = 0;

    while (list && list[n])
        n++;
    return n;
}

static void dispose(char ***list)
{
    for (int n = length(*list); n > 0; n--)
        free((*list)[n - 1]);
    free(*list);
    *list = NULL;
}

int libxl_string_list_length(const libxl_string_list *list)
{
    return length(*list);
}

void libxl_string_list_dispose(libxl_string_list *list)
{
    dispose(list);
}

int libxl_key_value_list_length(const libxl_key_value_list *list)
{
    return length(*list) / 2;
}

void libxl_key_value_list_dispose(libxl_key_value_list *list)
{
    dispose(list);
}

int libxl_bitmap_alloc(libxl_ctx *ctx, libxl_bitmap *bitmap, int bits)
{
    if (bits < 0)
        return ERROR_INVAL;
    (void)ctx;
    bitmap->size = ((uint32_t)bits + 7) / 8;
    bitmap->map = calloc(bitmap->size, 1);
    return bitmap->map ? 0 : ERROR_NOMEM;
}

int libxl_bitmap_test(const libxl_bitmap *bitmap, int bit)
{
    return (uint32_t)bit < bitmap->size * 8 &&
           (bitmap->map[bit / 8] >> (bit & 7) & 1);
}

void libxl_bitmap_set(libxl_bitmap *bitmap, int bit)
{
    if ((uint32_t)bit < bitmap->size * 8)
        bitmap->map[bit / 8] |= (uint8_t)(1 << (bit & 7));
}

void libxl_bitmap_reset(libxl_bitmap *bitmap, int bit)
{
    if ((uint32_t)bit < bitmap->size * 8)
        bitmap->map[bit / 8] &= (uint8_t) ~(1 << (bit & 7));
}

int libxl_bitmap_count_set(const libxl_bitmap *bitmap)
{
    int n = 0;

    for (int bit = 0; (uint32_t)bit < bitmap->size * 8; bit++)
        n += libxl_bitmap_test(bitmap, bit);
    return n;
}

int libxl_bitmap_is_empty(const libxl_bitmap *bitmap)
{
    return !libxl_bitmap_count_set(bitmap);
}

int libxl_bitmap_is_full(const libxl_bitmap *bitmap)
{
    return (uint32_t)libxl_bitmap_count_set(bitmap) == bitmap->size * 8;
}

int libxl_uuid_is_nil(const libxl_uuid *uuid)
{
    static const libxl_uuid nil;

    return !memcmp(uuid, &nil, sizeof(nil));
}

void libxl_uuid_clear(libxl_uuid *uuid)
{
    memset(uuid, 0, sizeof(*uuid));
}

int libxl_uuid_compare(const libxl_uuid *a, const libxl_uuid *b)
{
    return memcmp(a, b, sizeof(*a));
}
