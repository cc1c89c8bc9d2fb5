/* SPDX-License-Identifier: LGPL-2.1-only */
#include <git2.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/err.h"
#include "plan/follow.h"
#include "plan/plan.h"
#include "verbs/job.h"
#include "verbs/say.h"

static void add_date(struct bpq_buf *out, git_time_t t)
{
    time_t when = (time_t)t;
    struct tm tm;
    char date[16];

    /* a commit may have a date that does not exist */
    if (gmtime_r(&when, &tm) && strftime(date, sizeof(date), "%Y-%m-%d", &tm))
        bpq_buf_adds(out, date);
    else
        bpq_buf_addf(out, "@%lld", (long long)t);
}

static void add_relation(struct bpq_buf *out, const struct job *job,
                         const struct bpq_relation *r)
{
    static const struct {
        unsigned how;
        const char *word;
    } words[] = {{BPQ_REVERTS, "reverts"},
                 {BPQ_FIXES, "fixes"},
                 {BPQ_NAMES, "names"},
                 {BPQ_TOUCHES, "touches"}};
    const char *sep = "";

    bpq_buf_adds(out, "    ");
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (r->how & words[i].how) {
            bpq_buf_addf(out, "%s%s", sep, words[i].word);
            sep = ", ";
        }
    bpq_buf_addf(out, " %s", job->plan.patches[r->patch].name);
    if (r->changed)
        bpq_buf_addf(out, ", %zu line%s changed", r->changed,
                     r->changed == 1 ? "" : "s");
    if (r->between)
        bpq_buf_addf(out, ", %zu addition%s inside", r->between,
                     r->between == 1 ? "" : "s");
    bpq_buf_adds(out, "\n");
}

static void print_one(const struct job *job, const struct bpq_follow_up *u)
{
    struct bpq_buf out = BPQ_BUF_INIT;

    bpq_buf_addf(&out, "%s ", git_oid_tostr_s(&u->id));
    add_date(&out, u->time);
    say("%s %s", out.p, u->subject);
    bpq_buf_reset(&out);
    for (size_t i = 0; i < u->n; i++)
        add_relation(&out, job, &u->to[i]);
    if (u->area)
        bpq_buf_addf(&out, "    area: %s\n", u->area);
    if (u->lacking.n < job->plan.bases.n) {
        bpq_buf_adds(&out, "    not in");
        for (size_t i = 0; i < u->lacking.n; i++)
            bpq_buf_addf(&out, " %s", u->lacking.v[i]);
        bpq_buf_adds(&out, "\n");
    }
    say_text(bpq_buf_str(&out));
    if (u->ignore)
        say("    ignored: %s", u->ignore->why);
    bpq_buf_free(&out);
}

static int verdict(const struct job *job, const struct bpq_follow_ups *f,
                   size_t open, struct bpq_err *e)
{
    bool shared = f->n_idle && job->plan.area.file &&
                  !strcmp(f->idle[0]->file, job->plan.area.file);

    if (open)
        return bpq_error(e, BPQ_NO,
                         "%s/series: %zu commit%s neither in the queue nor in "
                         "all bases: pick those that are needed, and give a "
                         "reason for the others: # ignore ID REASON",
                         job->plan.dir, open, open == 1 ? " is" : "s are");
    if (f->n_idle)
        return bpq_error(
            e, BPQ_NO,
            "%s:%u: %s need not be ignored: either all bases have it, or it "
            "concerns no pick and nothing in the area: remove the line%s%s",
            f->idle[0]->file, f->idle[0]->line, f->idle[0]->id,
            shared ? ", or say for which branches it is" : "",
            f->n_idle > 1 ? ", and see those after it" : "");
    say("%s: nothing unexplained: of %zu later commits %zu are in the "
        "queue, %zu in the bases, %zu ignored for a reason",
        job->plan.dir, f->n + f->picked + f->in_bases, f->picked, f->in_bases,
        f->n);
    return BPQ_OK;
}

static int run(struct job *job, struct bpq_err *e)
{
    struct bpq_follow_ups f = {0};
    size_t open = 0;
    int rc;

    rc = job_open_plan(job, job->args[0], e);
    if (!rc)
        rc = job_open_clone(job, e);
    if (rc)
        return rc;
    if (job->area && !job->plan.area.file)
        return bpq_error(e, BPQ_FAIL,
                         "%s/series: has no line \"# area FILE\"; add it, with "
                         "the file that describes the area",
                         job->plan.dir);
    job_open_ids(job);
    rc = bpq_follow_ups(&f, &job->repo, &job->plan, &job->ids, job->area,
                        job->until ? job->until : "master", e);
    for (size_t i = 0; !rc && i < f.n; i++) {
        open += !f.v[i].ignore;
        if (!f.v[i].ignore || job->everything)
            print_one(job, &f.v[i]);
    }
    if (!rc)
        rc = verdict(job, &f, open, e);
    bpq_follow_ups_free(&f);
    return rc;
}

const struct verb verb_follow_ups = {
    .name = "follow-ups",
    .args = "BRANCH",
    .does = "list later upstream commits that concern the plan's picks",
    .help = "These are commits whose message names or reverts a pick, and "
            "those that change lines\nwhich a pick added; with --area, also "
            "those with the paths and words of the plan's\narea.  Commits that "
            "are in the queue or in all bases that they concern, or that "
            "the\nplan ignores with a reason, are only counted.\n",
    .options = "xtaA",
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
