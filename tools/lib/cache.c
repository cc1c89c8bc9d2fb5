/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "err.h"

#define SUM 64 /* hex digits */

bool bpq_cache_get(const char *path, const char *key, struct bpq_buf *out)
{
    size_t head = SUM + 1 + strlen(key) + 1;
    struct bpq_buf b = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    bool good = false;
    char sum[SUM + 1];

    if (!bpq_file_read(path, &b, &e) && b.len >= head && b.p[SUM] == '\n' &&
        b.p[head - 1] == '\n' && !memcmp(b.p + SUM + 1, key, head - SUM - 2)) {
        bpq_sha256((struct bpq_str){b.p + SUM + 1, b.len - SUM - 1}, sum);
        good = !memcmp(sum, b.p, SUM);
        if (good)
            bpq_buf_add(out, b.p + head, b.len - head);
    }
    bpq_buf_free(&b);
    bpq_err_clear(&e);
    return good;
}

static void make_folders(char *path)
{
    for (char *p = path + 1; (p = strchr(p, '/')); p++) {
        *p = '\0';
        mkdir(path, 0777);
        *p = '/';
    }
}

void bpq_cache_put(const char *path, const char *key, struct bpq_str text)
{
    struct bpq_buf body = BPQ_BUF_INIT, b = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    char *beside = bpq_fmt("%s.%ld", path, (long)getpid());
    char sum[SUM + 1];

    bpq_buf_addf(&body, "%s\n", key);
    bpq_buf_add(&body, text.p, text.len);
    bpq_sha256(bpq_buf_str(&body), sum);
    bpq_buf_addf(&b, "%s\n", sum);
    bpq_buf_add(&b, body.p, body.len);
    make_folders(beside);
    if (bpq_file_write(beside, bpq_buf_str(&b), &e) || rename(beside, path))
        unlink(beside);
    bpq_err_clear(&e);
    bpq_buf_free(&b);
    bpq_buf_free(&body);
    free(beside);
}
