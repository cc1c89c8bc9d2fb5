/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "queue/unapplied.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "git/apply.h"
#include "git/tree.h"
#include "git/udiff.h"

#define FOLDER "debian/patches"

/* More than any package has. */
#define PATCHES 2000

/* The patches that the series names, in order. */
static int read_series(struct bpq_tree *t, struct bpq_strs *names,
                       struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    char *save = NULL;
    unsigned mode;
    int rc = bpq_tree_get(t, FOLDER "/series", &text, &mode, e);

    if (!rc && bpq_is_regular(mode) && text.len)
        for (char *line = strtok_r(text.p, "\n", &save);
             line && names->n < PATCHES; line = strtok_r(NULL, "\n", &save)) {
            line += strspn(line, " \t\r");
            line[strcspn(line, " \t\r")] = 0; /* options of quilt */
            if (*line && *line != '#')
                bpq_strs_add(names, line);
        }
    bpq_buf_free(&text);
    return rc;
}

/* A patch that cannot be read is one that does not fit: a NULL text. */
static void read_patch(struct bpq_tree *t, const char *name,
                       struct bpq_buf *text, struct bpq_udiff *d)
{
    char *path = bpq_fmt(FOLDER "/%s", name);
    struct bpq_err e = {0};
    unsigned mode;

    if (!bpq_tree_get(t, path, text, &mode, &e) && bpq_is_regular(mode)) {
        if (text->len && text->p[text->len - 1] != '\n')
            bpq_buf_adds(text, "\n");
        if (bpq_udiff_read(d, bpq_buf_str(text), 1, &e))
            bpq_udiff_free(d);
    }
    bpq_err_clear(&e);
    free(path);
}

/* Does the patch fit the tree, or backwards if it is off? */
static bool fits(struct bpq_tree *t, const char *name, bool off)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_udiff d = {0};
    struct bpq_err e = {0};
    uint64_t work = BPQ_WORK;
    struct bpq_tree scratch;
    bool does;

    read_patch(t, name, &text, &d);
    bpq_tree_open(&scratch, t->repo, &t->oid);
    does = d.n && (off ? bpq_is_applied(t, &d, &work)
                       : !bpq_apply(&scratch, &d, &work, &e));
    bpq_tree_close(&scratch);
    bpq_err_clear(&e);
    bpq_udiff_free(&d);
    bpq_buf_free(&text);
    return does;
}

int bpq_unapplied(char **note, struct bpq_repo *repo, const git_oid *tree,
                  struct bpq_err *e)
{
    struct bpq_strs names = {NULL, 0};
    struct bpq_tree t;
    bool last, first;
    int rc;

    *note = NULL;
    bpq_tree_open(&t, repo, tree);
    rc = read_series(&t, &names, e);
    if (rc || !names.n)
        goto out;
    /* Patches are applied in order: with the last all are. */
    last = fits(&t, names.v[names.n - 1], true);
    first = !last && fits(&t, names.v[0], false);
    if (first)
        *note =
            bpq_fmt("the patches in " FOLDER " (%zu) are not applied there, "
                    "so the queue goes before them: to put it behind them, "
                    "name the branch that gbp pq import makes",
                    names.n);
    else if (!last)
        *note =
            bpq_fmt("whether all patches in " FOLDER " (%zu) are applied "
                    "there cannot be told: if they are not, name the branch "
                    "that gbp pq import makes",
                    names.n);
out:
    bpq_tree_close(&t);
    bpq_strs_free(&names);
    return rc;
}
