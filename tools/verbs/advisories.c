/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/nearest.h"
#include "git/repo.h"
#include "git/xsas.h"
#include "port/advisories.h"
#include "port/needs.h"
#include "port/port.h"
#include "port/state.h"
#include "verbs/advisories-put.h"
#include "verbs/job.h"
#include "verbs/progress.h"
#include "verbs/say.h"

/* ---- what was asked for ---- */

static int read_since(const char *word, git_time_t *since, struct bpq_err *e)
{
    struct tm tm = {0}, day;
    const char *end = strptime(word, "%Y-%m-%d", &tm);

    /* 31 February would be a day of March */
    day = tm;
    *since = timegm(&tm);
    if (!end || *end || tm.tm_mday != day.tm_mday || tm.tm_mon != day.tm_mon)
        return bpq_error(e, BPQ_FAIL,
                         "--since %s: not a date: write year, month and day, "
                         "as in 2018-01-31",
                         word);
    return BPQ_OK;
}

static int read_xsa(const char *word, unsigned *xsa, struct bpq_err *e)
{
    char *name =
        bpq_fmt("%s%s", isdigit((unsigned char)*word) ? "XSA-" : "", word);

    *xsa = bpq_advisory_number(name);
    free(name);
    if (!*xsa)
        return bpq_error(e, BPQ_FAIL,
                         "--xsa %s: not an advisory: write its number, as in "
                         "327 or XSA-327",
                         word);
    return BPQ_OK;
}

static int read_format(const char *word, const struct listing_format **format,
                       struct bpq_err *e)
{
    struct bpq_strs known = {NULL, 0};
    char *meant;

    for (size_t i = 0; i < LISTING_N_FORMATS; i++) {
        *format = &listing_formats[i];
        if (!word || !strcmp(word, (*format)->name)) {
            bpq_strs_free(&known);
            return BPQ_OK;
        }
        bpq_strs_add(&known, (*format)->name);
    }
    meant = bpq_meant(word, &known);
    bpq_error(e, BPQ_FAIL,
              "--format %s: there is no such format%s: it is table, tsv or "
              "json",
              word, meant);
    free(meant);
    bpq_strs_free(&known);
    return BPQ_FAIL;
}

/* ---- how far it has come ---- */

static void put_progress(void *arg, size_t i, size_t n)
{
    const char *branch = arg;

    progress_show(i + 1, n, "%s: advisory", branch);
}

/* ---- one branch ---- */

struct work {
    struct bpq_porter porter;
    bool is_open; /* the porter: it is for all branches */
    git_time_t since;
    unsigned xsa;
    const struct listing_format *format;
    struct listings listings;
    size_t n_found;
};

/* When the base left mainline, as what mainline did before is part of it; 0 if
 * it never did. */
static git_time_t fork_time(struct bpq_repo *repo, const git_oid *base)
{
    git_commit *mainline = NULL, *fork = NULL;
    struct bpq_err e = {0};
    git_time_t when = 0;
    git_oid id;

    if (!bpq_repo_commit(repo, "master", &mainline, &e) &&
        !git_merge_base(&id, repo->git, git_commit_id(mainline), base) &&
        !git_commit_lookup(&fork, repo->git, &id))
        when = git_commit_time(fork);
    git_commit_free(fork);
    git_commit_free(mainline);
    bpq_err_clear(&e);
    return when;
}

static int by_number(const void *va, const void *vb)
{
    const struct bpq_xsa *a = va, *b = vb;

    return a->number < b->number ? -1 : a->number > b->number;
}

static int list(struct job *job, struct work *w, const struct bpq_fixes *fixes,
                struct listing *l, struct bpq_err *e)
{
    struct bpq_standing_on on = {.queue = &job->queue,
                                 .branch = l->branch,
                                 .xsa = w->xsa,
                                 .progress = put_progress,
                                 .arg = (void *)l->branch};
    int rc;

    rc = bpq_standings(&l->standings, &w->porter, fixes, &on, &job->ids, e);
    if (!rc && !w->xsa)
        rc = bpq_needs_find(&l->standings, &w->porter, &on, e);
    progress_end();
    if (rc)
        return rc;
    if (l->standings.n)
        qsort(l->standings.v, l->standings.n, sizeof(*l->standings.v),
              by_number);
    w->n_found += l->standings.n;
    if (l->standings.n || !w->xsa)
        w->format->put(&w->listings, l);
    return BPQ_OK;
}

static int one(struct job *job, struct bpq_err *e)
{
    struct work *w = job->work;
    struct listing l = {.branch = job->plan.branch,
                        .base = job->base,
                        .queue = &job->queue,
                        .published = &w->porter.published};
    struct bpq_fixes_wanted wanted = {.branch = l.branch, .xsa = w->xsa};
    struct bpq_fixes fixes = {NULL, 0};
    int rc = BPQ_OK;

    if (!w->is_open)
        rc = bpq_porter_open(&w->porter, &job->repo, e);
    w->is_open = !rc;
    if (rc)
        return rc;
    wanted.since =
        job->since ? w->since : fork_time(&job->repo, &job->queue.base_commit);
    l.since = wanted.since;
    rc = bpq_fixes_find(&fixes, &w->porter.published, &wanted, e);
    if (!rc)
        rc = list(job, w, &fixes, &l, e);
    bpq_standings_free(&l.standings);
    bpq_fixes_free(&fixes);
    return rc;
}

static int nothing(const struct job *job, const struct work *w,
                   struct bpq_err *e)
{
    return bpq_error(e, BPQ_FAIL,
                     "XSA-%u: no commit of mainline or a stable branch says "
                     "that it fixes it, of those since %s",
                     w->xsa,
                     job->since ? job->since
                                : "the branch left "
                                  "mainline; name an "
                                  "earlier time with "
                                  "--since");
}

static int run(struct job *job, struct bpq_err *e)
{
    struct work w = {0};
    int rc = read_format(job->format, &w.format, e);

    if (!rc && job->since)
        rc = read_since(job->since, &w.since, e);
    if (!rc && job->xsa)
        rc = read_xsa(job->xsa, &w.xsa, e);
    if (rc)
        return rc;
    job->work = &w;
    job->newest = !job->base_ref;
    rc = job_each_base(job, one, e);
    if (w.n_found || !w.xsa)
        w.format->end(&w.listings);
    if (!rc && w.xsa && !w.n_found)
        rc = nothing(job, &w, e);
    if (w.is_open)
        bpq_porter_close(&w.porter);
    job->work = NULL;
    return rc;
}

const struct verb verb_advisories = {
    .name = "advisories",
    .args = "BRANCH",
    .does = "show which security fixes are there, apply, or conflict",
    .help =
        "The fixes are the commits of mainline, or only of a stable branch, "
        "whose message says\nthat they fix an advisory (XSA), since BRANCH "
        "left "
        "mainline.  BRANCH may be all.  The\nmissing ones of an advisory are "
        "carried over to the queue in the order of time, as bpq\nport does it; "
        "one that conflicts is left out.  If they are settled on top of other\n"
        "advisories, these are named.  With --xsa, only that advisory is "
        "looked at, and more is\nsaid of conflicts.  The states, the worst one "
        "last:\n"
        "  base      the base has it\n"
        "  queue     it is a patch of the queue\n"
        "  same      it would change nothing\n"
        "  absent    no file that it changes is there: probably not affected\n"
        "  clean     it applies as git merges it\n"
        "  ported    it applies by another rule of bpq port\n"
        "  conflict  it does not apply; the reason follows\n",
    .options = "xbsXF",
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
