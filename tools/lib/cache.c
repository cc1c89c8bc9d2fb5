/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "err.h"

bool bpq_cache_get(const char *path, struct bpq_buf *out)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    bool good = false;
    char sum[65];

    if (!bpq_file_read(path, &b, &e) && b.len >= 65 && b.p[64] == '\n') {
        struct bpq_str rest = {b.p + 65, b.len - 65};

        bpq_sha256(rest, sum);
        good = !memcmp(sum, b.p, 64);
        if (good)
            bpq_buf_add(out, rest.p, rest.len);
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

void bpq_cache_put(const char *path, struct bpq_str text)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    char *beside = bpq_fmt("%s.%ld", path, (long)getpid());
    char sum[65];

    bpq_sha256(text, sum);
    bpq_buf_addf(&b, "%s\n", sum);
    bpq_buf_add(&b, text.p, text.len);
    make_folders(beside);
    if (bpq_file_write(beside, bpq_buf_str(&b), &e) || rename(beside, path))
        unlink(beside);
    bpq_err_clear(&e);
    bpq_buf_free(&b);
    free(beside);
}
