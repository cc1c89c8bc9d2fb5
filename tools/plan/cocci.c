/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/cocci.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cache.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/stop.h"
#include "base/textfile.h"
#include "plan/smpl.h"
#include "plan/smplnames.h"
#include "plan/spatch.h"

/* ---- the cache of results ---- */

static void add_keyed(struct bpq_buf *b, struct bpq_str s)
{
    bpq_buf_addf(b, "%zu:", s.len);
    bpq_buf_add(b, s.p, s.len);
}

static void key_of(const struct bpq_spatch *j, const struct bpq_cocci_text *t,
                   char key[65])
{
    struct bpq_buf b = BPQ_BUF_INIT;

    add_keyed(&b, bpq_str("bpq-cocci 1"));
    add_keyed(&b, bpq_str(j->c->version));
    for (size_t i = 0; bpq_spatch_options[i]; i++)
        add_keyed(&b, bpq_str(bpq_spatch_options[i]));
    add_keyed(&b, bpq_str(strrchr(t->name, '.')));
    add_keyed(&b, j->smpl);
    add_keyed(&b, bpq_str(j->has_macros ? "macros" : ""));
    add_keyed(&b, j->macros);
    add_keyed(&b, t->text);
    bpq_sha256(bpq_buf_str(&b), key);
    bpq_buf_free(&b);
}

/* Its file in the cache; the caller frees it. */
static char *path_of(const struct bpq_spatch *j, const struct bpq_cocci_text *t,
                     char key[65])
{
    key_of(j, t, key);
    return bpq_fmt("%s/%.2s/%s", j->c->cache, key, key + 2);
}

static bool get_cached(const struct bpq_spatch *j, struct bpq_cocci_text *t)
{
    char key[65], *path;
    bool got;

    if (!j->c->cache)
        return false;
    path = path_of(j, t, key);
    got = bpq_cache_get(path, key, &t->out);
    free(path);
    j->c->hits += got;
    return got;
}

static void put_cached(const struct bpq_spatch *j,
                       const struct bpq_cocci_text *t)
{
    char key[65], *path;

    if (!j->c->cache)
        return;
    path = path_of(j, t, key);
    bpq_cache_put(path, key, bpq_buf_str(&t->out));
    free(path);
}

/* ---- one rule and its texts ---- */

static void leave(struct bpq_cocci_text *t)
{
    bpq_buf_add(&t->out, t->text.p, t->text.len);
}

static bool is_c(const struct bpq_cocci_text *t)
{
    const char *suffix = strrchr(t->name, '.');

    return t->text.len && suffix &&
           (!strcmp(suffix, ".c") || !strcmp(suffix, ".h"));
}

/* Run the rule over j's texts, one after another. */
static int run_each(const struct bpq_spatch *j)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < j->n; i++) {
        struct bpq_spatch one = *j;

        one.texts += i;
        one.n = 1;
        bpq_buf_reset(&j->texts[i]->out);
        rc = bpq_spatch_run(&one);
        if (!rc)
            put_cached(j, j->texts[i]);
    }
    return rc;
}

/* All in one run, which spares most of the time of small texts.  If that fails
 * and does not tell where, runs for each of them do. */
static int run_all(struct bpq_spatch *j)
{
    int rc;

    if (j->n < 2)
        return run_each(j);
    rc = bpq_spatch_run(j);
    if (rc && bpq_stop)
        return bpq_error(j->e, BPQ_FAIL, "interrupted");
    if (rc && j->vague) {
        bpq_err_clear(j->e);
        return run_each(j);
    }
    if (rc)
        return rc;
    for (size_t i = 0; i < j->n; i++)
        put_cached(j, j->texts[i]);
    return BPQ_OK;
}

static const char *rule_name(const struct bpq_cocci *c, const char *rule)
{
    size_t len = c->root ? strlen(c->root) : 0;

    if (len && !strncmp(rule, c->root, len) && rule[len] == '/')
        return rule + len + 1;
    return rule;
}

/* Refuse links as the rule and as the file with its macros. */
static int refuse_links(const char *root, const char *rule, struct bpq_err *e)
{
    char *macros = bpq_fmt("%s.h", rule);
    int rc = bpq_refuse_link(root, rule, e);

    if (!rc)
        rc = bpq_refuse_link(root, macros, e);
    free(macros);
    return rc;
}

int bpq_cocci_check(const char *root, const char *rule, struct bpq_err *e)
{
    struct bpq_buf smpl = BPQ_BUF_INIT;
    char *path = bpq_fmt("%s/%s", root, rule);
    int rc = refuse_links(root, rule, e);

    if (!rc)
        rc = bpq_file_read(path, &smpl, e);
    if (!rc)
        rc = bpq_smpl_check(rule, bpq_buf_str(&smpl), e);
    bpq_buf_free(&smpl);
    free(path);
    return rc;
}

static int read_rule(struct bpq_spatch *j, const char *rule,
                     struct bpq_buf *smpl, struct bpq_buf *macros)
{
    char *path = bpq_fmt("%s.h", rule);
    int rc = BPQ_OK;

    j->rule = rule_name(j->c, rule);
    if (!*j->c->version)
        rc = bpq_cocci_version(j->c, j->e);
    if (!rc && j->rule != rule) /* the rule is below our root */
        rc = refuse_links(j->c->root, j->rule, j->e);
    if (!rc)
        rc = bpq_file_read(rule, smpl, j->e);
    j->smpl = bpq_buf_str(smpl);
    if (!rc)
        rc = bpq_smpl_check(j->rule, j->smpl, j->e);
    j->has_macros = !rc && !access(path, F_OK);
    if (j->has_macros)
        rc = bpq_file_read(path, macros, j->e);
    j->macros = bpq_buf_str(macros);
    free(path);
    return rc;
}

/* A macro may have the names that a text lacks. */
static bool may_change(const struct bpq_spatch *j,
                       const struct bpq_cocci_text *t)
{
    return j->has_macros || bpq_smpl_names(j->smpl, t->text);
}

int bpq_cocci_run_all(struct bpq_cocci *c, const char *rule,
                      struct bpq_cocci_text *v, size_t n, struct bpq_err *e)
{
    struct bpq_spatch j = {.c = c, .e = e};
    struct bpq_buf smpl = BPQ_BUF_INIT, macros = BPQ_BUF_INIT;
    bool read = false;
    int rc = BPQ_OK;

    j.texts = bpq_alloc(n * sizeof(*j.texts));
    for (size_t i = 0; !rc && i < n; i++) {
        bpq_buf_reset(&v[i].out);
        if (!is_c(&v[i])) {
            leave(&v[i]);
            continue;
        }
        if (!read)
            rc = read_rule(&j, rule, &smpl, &macros);
        read = true;
        c->used += !rc;
        if (!rc && !may_change(&j, &v[i]))
            leave(&v[i]);
        else if (!rc && !get_cached(&j, &v[i]))
            j.texts[j.n++] = &v[i];
    }
    if (!rc && j.n)
        rc = run_all(&j);
    for (size_t i = 0; rc && i < n; i++)
        bpq_buf_reset(&v[i].out);
    bpq_buf_free(&smpl);
    bpq_buf_free(&macros);
    free(j.texts);
    return rc;
}

int bpq_cocci_run(struct bpq_cocci *c, const char *rule, const char *name,
                  struct bpq_str text, struct bpq_buf *out, struct bpq_err *e)
{
    struct bpq_cocci_text one = {.name = name, .text = text, .out = *out};
    int rc = bpq_cocci_run_all(c, rule, &one, 1, e);

    *out = one.out;
    return rc;
}
