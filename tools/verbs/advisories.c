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
#include "port/port.h"
#include "port/state.h"
#include "verbs/advisories-put.h"
#include "verbs/job.h"
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

/* ---- the advisories of the commits ---- */

static struct advisory *find(struct listing *l, unsigned xsa)
{
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].xsa == xsa)
            return &l->v[i];
    l->v = bpq_grow(l->v, l->n + 1, sizeof(*l->v));
    l->v[l->n] = (struct advisory){.xsa = xsa};
    return &l->v[l->n++];
}

static int by_number(const void *va, const void *vb)
{
    const struct advisory *a = va, *b = vb;

    return a->xsa < b->xsa ? -1 : a->xsa > b->xsa;
}

static void group(struct listing *l, unsigned xsa)
{
    for (size_t i = 0; i < l->standings.n; i++) {
        const struct bpq_standing *s = &l->standings.v[i];

        for (size_t k = 0; k < s->fix->n_xsas; k++) {
            struct advisory *a;

            if (xsa && s->fix->xsas[k] != xsa)
                continue;
            a = find(l, s->fix->xsas[k]);
            a->v = bpq_grow(a->v, a->n + 1, sizeof(*a->v));
            a->v[a->n++] = s;
            if (s->state > a->state)
                a->state = s->state;
        }
    }
    if (l->n)
        qsort(l->v, l->n, sizeof(*l->v), by_number);
}

/* ---- how far it has come ---- */

struct progress {
    const char *branch;
    const struct bpq_fixes *fixes;
    struct bpq_strs seen; /* advisories, by their numbers */
    size_t total;
};

static void see(struct progress *p, const struct bpq_fix *fix)
{
    for (size_t i = 0; i < fix->n_xsas; i++) {
        char *xsa = bpq_fmt("%u", fix->xsas[i]);

        if (!bpq_strs_have(&p->seen, xsa))
            bpq_strs_add(&p->seen, xsa);
        free(xsa);
    }
}

static void put_progress(void *arg, size_t i)
{
    struct progress *p = arg;

    see(p, &p->fixes->v[i]);
    say_progress("%s: advisory %zu of %zu", p->branch, p->seen.n, p->total);
}

static void open_progress(struct progress *p)
{
    for (size_t i = 0; i < p->fixes->n; i++)
        see(p, &p->fixes->v[i]);
    p->total = p->seen.n;
    bpq_strs_free(&p->seen);
}

static void close_progress(struct progress *p)
{
    say_progress(NULL);
    bpq_strs_free(&p->seen);
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

static int list(struct job *job, struct work *w, const struct bpq_fixes *fixes,
                struct listing *l, struct bpq_err *e)
{
    struct progress progress = {.branch = l->branch, .fixes = fixes};
    struct bpq_standing_on on = {.queue = &job->queue,
                                 .branch = l->branch,
                                 .next = w->xsa != 0,
                                 .progress = put_progress,
                                 .arg = &progress};
    int rc;

    open_progress(&progress);
    rc = bpq_standings(&l->standings, &w->porter, fixes, &on, &job->ids, e);
    close_progress(&progress);
    if (rc)
        return rc;
    group(l, w->xsa);
    w->n_found += l->n;
    if (l->n || !w->xsa)
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
    for (size_t i = 0; i < l.n; i++)
        free(l.v[i].v);
    free(l.v);
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
        "mainline.  BRANCH may be all.  Missing\nones are carried over in the "
        "order of time, each on top of the queue and of the fixes\nbefore it, "
        "also those of other advisories; one that conflicts is left out.  With "
        "--xsa,\nonly the fixes of that advisory are carried over, and more is "
        "said of conflicts.  The\nstates, the worst one last:\n"
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
