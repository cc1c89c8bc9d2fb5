/* SPDX-License-Identifier: LGPL-2.1-only */
/* A patch of the toy clone's stable-4.9, read and applied. */
#include "clone.h"
#include "input.h"
#include "base/textfile.h"
#include "git/apply.h"
#include "git/difftext.h"
#include "git/udiff.h"

/* A look at what was read, as the headers promise it. */
static void holds(const struct bpq_udiff *d)
{
    for (size_t i = 0; i < d->n; i++) {
        const struct bpq_ufile *f = &d->v[i];

        FUZZ_HOLDS(f->old_path || f->new_path);
        FUZZ_HOLDS(!f->old_path || !bpq_path_fault(f->old_path));
        FUZZ_HOLDS(!f->new_path || !bpq_path_fault(f->new_path));
        FUZZ_HOLDS(!f->new_mode || bpq_is_regular(f->new_mode));
        FUZZ_HOLDS(f->first + f->n <= d->n_hunks);
    }
    for (size_t i = 0; i < d->n_hunks; i++)
        FUZZ_HOLDS(d->hunks[i].first + d->hunks[i].n <= d->n_lines);
}

static int apply(const struct bpq_udiff *d, const git_oid *from, git_oid *to,
                 struct bpq_err *e)
{
    uint64_t work = BPQ_WORK;
    struct bpq_tree t;
    int rc;

    bpq_tree_open(&t, fuzz_clone(), from);
    rc = bpq_apply(&t, d, &work, e);
    if (!rc)
        rc = bpq_tree_write(&t, e);
    *to = t.oid;
    bpq_tree_close(&t);
    return rc;
}

/* The patch that bpq would write makes the same tree. */
static void write_again(const git_oid *from, const git_oid *to)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_udiff d = {0};
    struct bpq_err e = {0};
    git_oid again;
    int rc = bpq_difftext_trees(&text, fuzz_clone(), from, to, NULL, &e);

    if (rc) {
        fuzz_said(rc, &e); /* a name that needs quotes, for one */
    } else {
        FUZZ_WORKS(bpq_udiff_read(&d, bpq_buf_str(&text), 1, &e), &e);
        FUZZ_WORKS(apply(&d, from, &again, &e), &e);
        FUZZ_HOLDS(git_oid_equal(to, &again));
    }
    bpq_udiff_free(&d);
    bpq_buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    git_oid from = fuzz_tree("stable-4.9"), to;
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_udiff d;
    struct bpq_err e = {0};
    int rc;

    bpq_buf_add(&text, data, size);
    bpq_buf_adds(&text, "\n");
    rc = bpq_udiff_read(&d, bpq_buf_str(&text), 1, &e);
    if (!rc) {
        holds(&d);
        rc = apply(&d, &from, &to, &e);
    }
    fuzz_said(rc, &e);
    if (!rc) {
        fuzz_tree_holds(&to);
        write_again(&from, &to);
    }
    bpq_udiff_free(&d);
    bpq_buf_free(&text);
    bpq_repo_forget(fuzz_clone());
    return 0;
}
