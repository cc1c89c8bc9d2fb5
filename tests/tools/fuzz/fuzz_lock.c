/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What bpq wrote itself and somebody may have changed: a lock in the part "", a
 * queue's file `series` in "series", the record of a queue's files in ".bpq".
 * A line "end" of the lock gets the checksum that belongs there, which no
 * fuzzer finds.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "input.h"
#include "base/sha256.h"
#include "queue/lock.h"
#include "queue/seriesfile.h"
#include "queue/written.h"

/* ---- the lock ---- */

static void put_line(struct bpq_buf *out, size_t *part, struct bpq_str line)
{
    if (line.len > 5 && !memcmp(line.p, "base ", 5))
        *part = out->len;
    if (line.len == 4 && !memcmp(line.p, "end\n", 4)) {
        char sum[65];

        bpq_sha256((struct bpq_str){out->p + *part, out->len - *part}, sum);
        bpq_buf_addf(out, "end %s\n", sum);
    } else {
        bpq_buf_add(out, line.p, line.len);
    }
}

static void put_sums(struct bpq_buf *out, struct bpq_str text)
{
    const char *end = text.p + text.len;
    size_t part = 0;

    bpq_buf_adds(out, "");
    for (const char *p = text.p, *next; p < end; p = next) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));

        next = nl ? nl + 1 : end;
        put_line(out, &part, (struct bpq_str){p, (size_t)(next - p)});
    }
}

/* What the lock has for the queue's base becomes the queue's. */
static void record(const char *path, const struct bpq_lock *l)
{
    struct bpq_plan plan = {0};
    struct bpq_queue q = {.plan = &plan, .base = "R0"};
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    struct bpq_lock again;
    size_t n, bases;

    bpq_strs_add(&plan.bases, "R0");
    for (size_t i = 0; i < l->n; i++)
        if (!bpq_strs_have(&plan.bases, l->v[i].base))
            bpq_strs_add(&plan.bases, l->v[i].base);
    bases = plan.bases.n;
    if (l->n)
        bpq_lock_compare(&l->v[0], &q, "1.1.1", &out, &n);
    FUZZ_WORKS(bpq_lock_update(path, "lock", &q, NULL, &e), &e);
    FUZZ_WORKS(bpq_lock_read(&again, path, "lock", &e), &e);
    FUZZ_HOLDS(again.n == bases && bpq_lock_find(&again, "R0"));
    bpq_lock_free(&again);
    bpq_strs_free(&plan.bases);
    bpq_buf_free(&out);
}

static void try_lock(const struct fuzz_input *in)
{
    char *path = bpq_fmt("%s/lock", fuzz_folder());
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    struct bpq_lock l;
    int rc;

    put_sums(&text, fuzz_part(in, ""));
    fuzz_put("lock", bpq_buf_str(&text));
    rc = bpq_lock_read(&l, path, "lock", &e);
    fuzz_said(rc, &e);
    if (!rc)
        record(path, &l);
    bpq_lock_free(&l);
    bpq_buf_free(&text);
    free(path);
}

/* ---- the queue's folder ---- */

static void try_queue(const struct fuzz_input *in)
{
    char *dir = bpq_fmt("%s/queue", fuzz_folder());
    struct bpq_seriesfile s;
    struct bpq_err e = {0};
    int fd;

    fuzz_put("queue/series", fuzz_part(in, "series"));
    fuzz_put("queue/" BPQ_WRITTEN, fuzz_part(in, BPQ_WRITTEN));
    fuzz_said(bpq_seriesfile_read(&s, dir, &e), &e);
    bpq_seriesfile_free(&s);
    fd = open(dir, O_PATH | O_DIRECTORY);
    FUZZ_HOLDS(fd >= 0);
    fuzz_said(bpq_written_check(fd, dir, NULL, false, &e), &e);
    bpq_written_edited(dir, "a.patch");
    close(fd);
    free(dir);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in;

    fuzz_input_read(&in, data, size);
    try_lock(&in);
    if (in.n > 1)
        try_queue(&in);
    fuzz_input_free(&in);
    return 0;
}
