/* SPDX-License-Identifier: LGPL-2.1-only */
#include <git2.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "git/difftext.h"
#include "git/repo.h"
#include "plan/plan.h"
#include "queue/header.h"
#include "queue/queue.h"
#include "verbs/job.h"
#include "verbs/say.h"

/* Leave out file ids and line numbers, which always differ. */
static void add_plain(struct bpq_buf *out, struct bpq_str diff)
{
    const char *p = diff.p, *end = diff.p + diff.len;
    size_t len;

    for (; p < end; p += len) {
        const char *nl = memchr(p, '\n', end - p);

        len = nl ? (size_t)(nl + 1 - p) : (size_t)(end - p);
        if (!strncmp(p, "index ", 6))
            continue;
        if (!strncmp(p, "@@ -", 4))
            bpq_buf_adds(out, "@@\n");
        else
            bpq_buf_add(out, p, len);
    }
}

static int show_against_upstream(struct job *job, const struct bpq_made *m,
                                 git_commit *c, struct bpq_err *e)
{
    struct bpq_buf theirs = BPQ_BUF_INIT, a = BPQ_BUF_INIT, b = BPQ_BUF_INIT;
    struct bpq_buf out = BPQ_BUF_INIT;
    git_oid id;
    int rc;

    rc = bpq_difftext_commit(&theirs, &job->repo, c, NULL, e);
    if (rc && (m->patch->only.n || m->patch->except.n)) {
        /* the plan may leave out the part that no patch can represent */
        say_text(bpq_str("\n"));
        say("Upstream's patch cannot be shown: %s", e->line);
        bpq_err_clear(e);
        rc = BPQ_OK;
        goto out;
    }
    if (rc)
        goto out;
    if (m->class == BPQ_CLEAN) {
        rc = bpq_difftext_patchid(bpq_buf_str(&theirs), &id, e);
        if (!rc) {
            say_text(bpq_str("\n"));
            say("The same change as upstream's: patch-id %s",
                git_oid_tostr_s(&id));
        }
        goto out;
    }
    add_plain(&a, bpq_buf_str(&theirs));
    add_plain(&b, bpq_header_skip(bpq_buf_str(&m->text)));
    rc = bpq_difftext_texts(&out, "upstream", bpq_buf_str(&a), "ours",
                            bpq_buf_str(&b), e);
    if (!rc) {
        say_text(bpq_str("\nUpstream's patch against ours, without line "
                         "numbers:\n"));
        say_text(out.len ? bpq_buf_str(&out)
                         : bpq_str("(the same except for line numbers)\n"));
    }
out:
    bpq_buf_free(&out);
    bpq_buf_free(&b);
    bpq_buf_free(&a);
    bpq_buf_free(&theirs);
    return rc;
}

static void show_lines(const char *tag, const char *text)
{
    size_t n;

    for (; *text; text += n + (text[n] == '\n')) {
        n = strcspn(text, "\n");
        say("%s: %.*s", tag, (int)n, text);
    }
}

static void show_head(const struct job *job, const struct bpq_made *m)
{
    char *target = job_target(job);

    say("%s, group %s, for %s", m->patch->name,
        job->plan.groups[m->patch->group].name, target);
    free(target);
    if (m->left_out) {
        say("left out: %s", m->left_out);
        return;
    }
    say("class: %s", bpq_class_name(m->class));
    for (size_t i = 0; i < m->rules.n; i++)
        say("rule: %s", m->rules.v[i]);
    if (m->patch->why)
        show_lines("why", m->patch->why);
}

static int show(struct job *job, const struct bpq_made *m, struct bpq_err *e)
{
    git_commit *c = NULL;
    int rc;

    show_head(job, m);
    if (m->patch->source != BPQ_PICK) {
        if (m->left_out)
            return BPQ_OK;
        if (m->patch->source == BPQ_OWN)
            say("source: own change %s", m->patch->own);
        else
            say("source: patch file %s/%s", job->plan.local, m->patch->name);
        say_text(bpq_str("\n"));
        say_text(bpq_buf_str(&m->text));
        return BPQ_OK;
    }
    rc = bpq_repo_commit(&job->repo, m->patch->id, &c, e);
    if (rc)
        return rc;
    say("source: upstream commit %s", m->patch->id);
    say("        %s", git_commit_summary(c));
    if (!m->left_out)
        rc = show_against_upstream(job, m, c, e);
    git_commit_free(c);
    return rc;
}

static int run(struct job *job, struct bpq_err *e)
{
    const struct bpq_patch *patch;
    int rc;

    rc = job_find_patch(job, job->args[0], &patch, e);
    if (!rc)
        rc = job_open_clone(job, e);
    if (!rc)
        rc = job_make_queue(job, patch->name, e);
    if (!rc)
        rc = show(job, &job->queue.made[job->queue.n - 1], e);
    return rc;
}

const struct verb verb_show = {
    .name = "show",
    .args = "PATCH",
    .does = "show a patch, and how upstream's change differs from it",
    .help = "PATCH is a name in the plan, with or without .patch, or the full "
            "id of a pick.\n",
    .options = "xBCnw",
    .min_args = 1,
    .max_args = 1,
    .run = run,
};
