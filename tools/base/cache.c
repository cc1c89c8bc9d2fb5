/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "base/cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/sha256.h"

#define SUM 64 /* hex digits */

/* The checksum of key and text. */
static void take_sum(const char *key, struct bpq_str text, char sum[SUM + 1])
{
    struct bpq_buf all = BPQ_BUF_INIT;

    bpq_buf_addf(&all, "%s\n", key);
    bpq_buf_add(&all, text.p, text.len);
    bpq_sha256(bpq_buf_str(&all), sum);
    bpq_buf_free(&all);
}

bool bpq_cache_get(const char *path, const char *key, struct bpq_buf *out)
{
    size_t len = strlen(key), head = len + 1 + SUM + 1;
    struct bpq_buf b = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    bool good = false;

    if (!bpq_file_read(path, &b, &e) && b.len >= head &&
        !memcmp(b.p, key, len) && b.p[len] == '\n' && b.p[head - 1] == '\n') {
        char sum[SUM + 1];
        struct bpq_str text = {b.p + head, b.len - head};

        take_sum(key, text, sum);
        good = !memcmp(sum, b.p + len + 1, SUM);
        if (good)
            bpq_buf_add(out, text.p, text.len);
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
    struct bpq_buf b = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    char *beside = bpq_fmt("%s.%ld", path, (long)getpid());
    char sum[SUM + 1];

    take_sum(key, text, sum);
    bpq_buf_addf(&b, "%s\n%s\n", key, sum);
    bpq_buf_add(&b, text.p, text.len);
    make_folders(beside);
    if (bpq_file_write(beside, bpq_buf_str(&b), &e) || rename(beside, path))
        unlink(beside);
    bpq_err_clear(&e);
    bpq_buf_free(&b);
    free(beside);
}
