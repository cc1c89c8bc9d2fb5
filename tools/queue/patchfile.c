/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "queue/patchfile.h"
#include "base/file.h"
#include "base/textfile.h"
#include "git/apply.h"
#include "git/udiff.h"

/* The text above the line with this number. */
static struct bpq_str above(struct bpq_str text, size_t line)
{
    const char *p = text.p, *end = text.p + text.len;

    while (line-- > 1)
        p = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1;
    return (struct bpq_str){text.p, (size_t)(p - text.p)};
}

static int read_file(const char *root, const char *file, struct bpq_buf *text,
                     struct bpq_udiff *d, struct bpq_err *e)
{
    char *path = bpq_fmt("%s/%s", root, file);
    int rc = bpq_refuse_link(root, file, e);

    if (!rc)
        rc = bpq_file_read(path, text, e);
    if (!rc && text->len && text->p[text->len - 1] != '\n')
        bpq_buf_adds(text, "\n");
    if (!rc)
        rc = bpq_udiff_read(d, bpq_buf_str(text), 1, e);
    if (!rc && !d->n)
        rc = bpq_error(e, BPQ_FAIL,
                       "there is no diff in it: put a patch there, or remove "
                       "its line from the series");
    free(path);
    return rc;
}

/* Leaves the tree as it was if it fails. */
static int apply(struct bpq_tree *t, const struct bpq_udiff *d, uint64_t *work,
                 struct bpq_err *e)
{
    struct bpq_tree scratch;
    int rc = bpq_tree_open(&scratch, t->repo, &t->oid);

    if (!rc)
        rc = bpq_apply(&scratch, d, work, e);
    if (!rc)
        rc = bpq_tree_write(&scratch, e);
    if (!rc) {
        git_oid oid = scratch.oid;
        struct bpq_repo *repo = t->repo;

        bpq_tree_close(t);
        rc = bpq_tree_open(t, repo, &oid);
    }
    bpq_tree_close(&scratch);
    return rc;
}

int bpq_patchfile_apply(struct bpq_patchfile *p, const char *root,
                        const char *file, struct bpq_tree *t, struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_udiff d = {0};
    uint64_t work = BPQ_WORK;
    struct bpq_str head;
    int rc = read_file(root, file, &text, &d, e);

    memset(p, 0, sizeof(*p));
    if (rc)
        goto out;
    head = above(bpq_buf_str(&text), d.v[0].line);
    bpq_buf_add(&p->head, head.p, head.len);
    rc = apply(t, &d, &work, e);
    if (rc == BPQ_NO && bpq_is_applied(t, &d, &work)) {
        p->has = true;
        bpq_err_clear(e);
        rc = BPQ_OK;
    }
out:
    bpq_udiff_free(&d);
    bpq_buf_free(&text);
    return rc;
}

void bpq_patchfile_free(struct bpq_patchfile *p)
{
    bpq_buf_free(&p->head);
}
