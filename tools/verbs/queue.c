/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "queue/header.h"
#include "queue/seriesfile.h"
#include "verbs/facts.h"
#include "verbs/job.h"
#include "verbs/jsontext.h"

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

/* ---- JSON ---- */

static void set_first(json_t *o, const char *key, struct bpq_str text,
                      const char *tag)
{
    struct bpq_strs values = {NULL, 0};

    bpq_header_values(text, tag, &values);
    if (values.n)
        jsontext_set(o, key, values.v[0]);
    bpq_strs_free(&values);
}

static void set_all(json_t *o, const char *key, struct bpq_str text,
                    const char *tag)
{
    struct bpq_strs values = {NULL, 0};

    bpq_header_values(text, tag, &values);
    json_object_set_new(o, key, jsontext_lines(&values));
    bpq_strs_free(&values);
}

/* A user's own patch has the header that the user gave it. */
static json_t *json_patch(const char *name, const char *group, bool is_own,
                          struct bpq_str text)
{
    json_t *o = json_object();
    char *subject = bpq_header_subject(text);

    jsontext_set(o, "patch", name);
    jsontext_set(o, "group", group);
    jsontext_set(o, "subject", subject);
    if (is_own)
        jsontext_set(o, "class", bpq_class_name(BPQ_LOCAL));
    set_first(o, "class", text, "Bpq-Class");
    set_first(o, "origin", text, "Origin");
    set_all(o, "rules", text, "Bpq-Rule");
    set_all(o, "why", text, "Bpq-Why");
    free(subject);
    return o;
}

static int put_json(const struct job *job, const struct bpq_seriesfile *s,
                    struct bpq_err *e)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < s->patches.n; i++) {
        char *path = bpq_fmt("%s/%s", job->args[0], s->patches.v[i]);
        struct bpq_buf text = BPQ_BUF_INIT;

        rc = bpq_file_read(path, &text, e);
        if (!rc) {
            json_t *o = json_patch(s->patches.v[i], s->groups.v[i],
                                   i >= s->n_plan, bpq_buf_str(&text));

            jsontext_say(o, JSON_COMPACT);
            json_decref(o);
        }
        bpq_buf_free(&text);
        free(path);
    }
    return rc;
}

static int check_format(const struct job *job, struct bpq_err *e)
{
    if (!job->format)
        return BPQ_OK;
    if (strcmp(job->format, "json"))
        return bpq_error(e, BPQ_FAIL,
                         "--format %s: there is no such format: it is json",
                         job->format);
    if (job->n_args > 1)
        return bpq_error(e, BPQ_FAIL,
                         "--format json is of all patches: leave out the fact "
                         "\"%s\"",
                         job->args[1]);
    return BPQ_OK;
}

static int run(struct job *job, struct bpq_err *e)
{
    struct bpq_seriesfile s;
    int rc = check_format(job, e);

    if (!rc)
        rc = facts_check(job, facts, N_FACTS, e);
    if (!rc)
        rc = bpq_seriesfile_read(&s, job->args[0], e);
    if (rc)
        return rc;
    if (job->format)
        rc = put_json(job, &s, e);
    else if (facts_want(job, "toolchain"))
        rc = check_toolchain(job, &s, e);
    if (!rc && !job->format)
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
    .options = "j",
    .min_args = 1,
    .max_args = 2,
    .without_root = true,
    .run = run,
};
