/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <ftw.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "input.h"
#include "base/file.h"

/* ---- parts ---- */

static struct fuzz_part *add_part(struct fuzz_input *in, const char *title,
                                  size_t len)
{
    in->v = bpq_grow(in->v, in->n + 1, sizeof(*in->v));
    in->v[in->n] = (struct fuzz_part){.title = bpq_strndup(title, len)};
    return &in->v[in->n++];
}

static void set_text(struct fuzz_part *part, const char *from, const char *to)
{
    size_t len = (size_t)(to - from);
    char *text = bpq_alloc(len + 1);

    memcpy(text, from, len);
    part->text = (struct bpq_str){text, len};
}

void fuzz_input_read(struct fuzz_input *in, const uint8_t *data, size_t size)
{
    const char *p = size ? (const char *)data : "", *end = p + size, *from = p;
    struct fuzz_part *part;

    *in = (struct fuzz_input){NULL, 0};
    part = add_part(in, "", 0);
    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        const char *next = nl ? nl + 1 : end;

        if (nl && nl - p > 3 && !memcmp(p, "%% ", 3)) {
            set_text(part, from, p);
            part = add_part(in, p + 3, (size_t)(nl - p) - 3);
            from = next;
        }
        p = next;
    }
    set_text(part, from, end);
}

void fuzz_input_free(struct fuzz_input *in)
{
    for (size_t i = 0; i < in->n; i++) {
        free(in->v[i].title);
        free((char *)in->v[i].text.p);
    }
    free(in->v);
}

struct bpq_str fuzz_part(const struct fuzz_input *in, const char *title)
{
    for (size_t i = 0; i < in->n; i++)
        if (!strcmp(in->v[i].title, title))
            return in->v[i].text;
    return bpq_str("");
}

/* ---- errors ---- */

void fuzz_said(int rc, struct bpq_err *e)
{
    FUZZ_HOLDS(rc == BPQ_OK || rc == BPQ_NO || rc == BPQ_FAIL);
    if (rc) {
        FUZZ_HOLDS(e->rc == rc);
        FUZZ_HOLDS(e->line && *e->line);
        /* several names of 2000 bytes each, cut as printable.h says */
        FUZZ_HOLDS(strlen(e->line) < 10000);
        for (const char *p = e->line; *p; p++)
            FUZZ_HOLDS((unsigned char)*p >= ' ' && *p != 127);
    }
    bpq_err_clear(e);
}

/* ---- files ---- */

static char *folder;
static pid_t maker;

static int remove_one(const char *path, const struct stat *st, int flag,
                      struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static void remove_folder(void)
{
    if (maker == getpid())
        nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(folder);
    folder = NULL;
}

const char *fuzz_folder(void)
{
    const char *in = getenv("TMPDIR");

    if (folder)
        return folder;
    folder = bpq_fmt("%s/bpq-fuzz-XXXXXX", in ? in : "/tmp");
    FUZZ_HOLDS(mkdtemp(folder));
    maker = getpid();
    atexit(remove_folder);
    return folder;
}

void fuzz_put(const char *name, struct bpq_str text)
{
    char *file = bpq_fmt("%s/%s", fuzz_folder(), name);
    struct bpq_err e = {0};

    for (char *p = file + strlen(folder) + 1; (p = strchr(p, '/')); p++) {
        *p = '\0';
        mkdir(file, 0777);
        *p = '/';
    }
    FUZZ_WORKS(bpq_file_write(file, text, &e), &e);
    free(file);
}
