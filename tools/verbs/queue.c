/* SPDX-License-Identifier: LGPL-2.1-only */
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "queue/seriesfile.h"
#include "verbs/facts.h"
#include "verbs/job.h"

static const char *const facts[] = {"base",      "commit", "as",   "tree",
                                    "toolchain", "patch",  "local"};
#define N_FACTS (sizeof(facts) / sizeof(facts[0]))

/* They must come first, so that there is a tree with only these patches. */
static int check_toolchain(const struct job *job,
                           const struct bpq_seriesfile *s, struct bpq_err *e)
{
    bool others = false;

    for (size_t i = 0; i < s->patches.n; i++)
        if (strcmp(s->groups.v[i], "toolchain"))
            others = true;
        else if (others)
            return bpq_error(e, BPQ_FAIL,
                             "%s/series: patch %s of group toolchain is not at "
                             "the beginning: put the group first in the plan",
                             job->args[0], s->patches.v[i]);
    return BPQ_OK;
}

static void put(const struct job *job, const struct bpq_seriesfile *s)
{
    facts_say(job, "base", s->base);
    facts_say(job, "commit", s->commit);
    if (s->as)
        facts_say(job, "as", s->as);
    facts_say(job, "tree", s->tree);
    for (size_t i = 0; i < s->patches.n; i++)
        if (!strcmp(s->groups.v[i], "toolchain"))
            facts_say(job, "toolchain", s->patches.v[i]);
    for (size_t i = 0; i < s->patches.n; i++)
        facts_say(job, "patch", s->patches.v[i]);
    for (size_t i = s->n_plan; i < s->patches.n; i++)
        facts_say(job, "local", s->patches.v[i]);
}

static int run(struct job *job, struct bpq_err *e)
{
    struct bpq_seriesfile s;
    int rc = facts_check(job, facts, N_FACTS, e);

    if (!rc)
        rc = bpq_seriesfile_read(&s, job->args[0], e);
    if (rc)
        return rc;
    if (facts_want(job, "toolchain"))
        rc = check_toolchain(job, &s, e);
    if (!rc)
        put(job, &s);
    bpq_seriesfile_free(&s);
    return rc;
}

const struct verb verb_queue = {
    .name = "queue",
    .args = "DIR [FACT]",
    .does = "print what a written queue is for, and what is in it",
    .help =
        "Lines \"FACT VALUE\", in this order: base; commit, the base's; as, "
        "only "
        "of a queue\nfor a commit of --onto, whose base is the commit: the "
        "plan's base that stands for\nit; tree, that of the base with the "
        "queue "
        "applied; toolchain, the name of each\npatch of that group, which is "
        "at "
        "the beginning of the queue; patch, the name of\neach patch; local, of "
        "each that is a user's own.  With a FACT, only its values.\n",
    .options = "",
    .min_args = 1,
    .max_args = 2,
    .without_root = true,
    .run = run,
};
