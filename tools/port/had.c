/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/had.h"
#include "base/buf.h"
#include "port/advisories.h"

static void add_had(void *arg, git_commit *c)
{
    struct bpq_had *had = arg;
    unsigned *xsas = NULL;
    size_t n = 0;

    bpq_message_advisories(git_commit_message(c), &xsas, &n);
    free(xsas);
    if (!n)
        return;
    had->v = bpq_grow(had->v, had->n + 1, sizeof(*had->v));
    git_commit_dup(&had->v[had->n++], c);
}

int bpq_had_read(struct bpq_had *had, struct bpq_history *h,
                 const git_oid *base, git_time_t since, struct bpq_err *e)
{
    *had = (struct bpq_had){.history = h};
    return bpq_history_walk(h->repo, base, since, add_had, had, e);
}

void bpq_had_free(struct bpq_had *had)
{
    for (size_t i = 0; i < had->n; i++)
        git_commit_free(had->v[i]);
    free(had->v);
    *had = (struct bpq_had){NULL, NULL, 0};
}

/* One that was reverted later does not count. */
static int look(struct bpq_had *had, git_commit *one, char **how,
                struct bpq_err *e)
{
    int rc = bpq_history_has(had->history, one, how, e);

    if (*how) {
        free(*how);
        *how = bpq_fmt("the base has it as %s, which is by the same author "
                       "and has its subject",
                       git_oid_tostr_s(git_commit_id(one)));
    }
    return rc;
}

int bpq_had_has(struct bpq_had *had, git_commit *c, char **how,
                struct bpq_err *e)
{
    int rc = bpq_history_has(had->history, c, how, e);

    for (size_t i = 0; !rc && !*how && i < had->n; i++)
        if (!strcmp(git_commit_summary(c), git_commit_summary(had->v[i])) &&
            !strcmp(git_commit_author(c)->email,
                    git_commit_author(had->v[i])->email))
            rc = look(had, had->v[i], how, e);
    return rc;
}
