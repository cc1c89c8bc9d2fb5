/* SPDX-License-Identifier: LGPL-2.1-only */
#include "verbs/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/nearest.h"
#include "verbs/say.h"

static const char *asked(const struct job *job)
{
    return job->n_args > 1 ? job->args[1] : NULL;
}

bool facts_want(const struct job *job, const char *fact)
{
    return !asked(job) || !strcmp(asked(job), fact);
}

int facts_check(const struct job *job, const char *const known[], size_t n,
                struct bpq_err *e)
{
    struct bpq_strs all = {NULL, 0};

    for (size_t i = 0; i < n; i++)
        bpq_strs_add(&all, known[i]);
    if (asked(job) && !bpq_strs_have(&all, asked(job))) {
        char *meant = bpq_meant(asked(job), &all);

        bpq_error(e, BPQ_FAIL, "no fact \"%s\"%s: see bpq %s --help",
                  asked(job), meant, job->verb->name);
        free(meant);
    }
    bpq_strs_free(&all);
    return e->rc;
}

void facts_say(const struct job *job, const char *fact, const char *value)
{
    if (!facts_want(job, fact))
        return;
    if (asked(job))
        say("%s", value);
    else
        say("%s %s", fact, value);
}
