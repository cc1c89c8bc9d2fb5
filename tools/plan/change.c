/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/change.h"

#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/textfile.h"
#include "plan/branches.h"
#include "plan/edit.h"

struct step {
    const struct step_kind *kind;
    unsigned line;
    struct bpq_strs on;    /* branches, none: all */
    char *file;            /* add, cocci, edits: relative to our root */
    struct bpq_strs paths; /* add, cocci: in the tree */
    unsigned mode;         /* add */
    struct bpq_buf text;   /* add: of the new file */
    struct bpq_edits *edits;
};

struct bpq_change {
    char *root, *dir;
    char *name; /* DIR/change */
    struct bpq_buf message;
    bool has_message;
    struct step *v;
    size_t n;
};

/* ---- reading ---- */

struct reader {
    struct bpq_change *c;
    unsigned line;
    struct bpq_err *e;
};

#define WRONG(rd, ...)                                                         \
    (bpq_error((rd)->e, BPQ_FAIL, __VA_ARGS__),                                \
     bpq_error_at((rd)->e, "%s:%u", (rd)->c->name, (rd)->line))

/* Set the step's file, relative to the change's folder or, if it begins with
 * compat/, to our root. */
static int step_file(struct reader *rd, struct step *s, const char *file)
{
    const char *fault = bpq_path_fault(file);
    char *full;
    int rc = BPQ_OK;

    if (fault)
        return WRONG(rd, "the path %s %s", file, fault);
    if (!strncmp(file, "compat/", 7))
        s->file = bpq_strdup(file);
    else
        s->file = bpq_fmt("%s/%s", rd->c->dir, file);
    full = bpq_fmt("%s/%s", rd->c->root, s->file);
    if (access(full, R_OK))
        rc = WRONG(rd, "there is no file %s", s->file);
    else if (bpq_refuse_link(rd->c->root, s->file, rd->e))
        rc = bpq_error_at(rd->e, "%s:%u", rd->c->name, rd->line);
    free(full);
    return rc;
}

static int step_path(struct reader *rd, struct step *s, const char *path)
{
    const char *fault = bpq_path_fault(path);

    if (fault)
        return WRONG(rd, "the path %s %s", path, fault);
    if (bpq_strs_have(&s->paths, path))
        return WRONG(rd, "the path %s is named twice", path);
    bpq_strs_add(&s->paths, path);
    return BPQ_OK;
}

/* add PATH [MODE] FROM */
static int read_add(struct reader *rd, struct step *s, char *args)
{
    char *path = bpq_word(&args);
    char *mode = bpq_word(&args);
    char *from = bpq_word(&args);
    char *full;
    int rc;

    s->mode = GIT_FILEMODE_BLOB;
    if (mode && !from) {
        from = mode;
    } else if (mode && !strcmp(mode, "755")) {
        s->mode = GIT_FILEMODE_BLOB_EXECUTABLE;
    } else if (mode && strcmp(mode, "644")) {
        return WRONG(rd, "the mode of %s is 644 or 755, not %s", path, mode);
    }
    if (!from || *args)
        return WRONG(rd, "add takes PATH [MODE] FROM");
    rc = step_path(rd, s, path);
    if (!rc)
        rc = step_file(rd, s, from);
    if (rc)
        return rc;
    full = bpq_fmt("%s/%s", rd->c->root, s->file);
    rc = bpq_file_read(full, &s->text, rd->e);
    free(full);
    if (rc)
        return bpq_error_at(rd->e, "%s:%u", rd->c->name, rd->line);
    if (!s->text.len)
        return WRONG(rd, "%s is empty, and a patch cannot add an empty file",
                     s->file);
    return BPQ_OK;
}

/* cocci RULE.cocci PATH... */
static int read_cocci(struct reader *rd, struct step *s, char *args)
{
    char *rule = bpq_word(&args), *path;
    const char *dot = rule ? strrchr(rule, '.') : NULL;
    int rc;

    if (!rule || !*args)
        return WRONG(rd, "cocci takes RULE.cocci PATH...");
    if (!dot || strcmp(dot, ".cocci"))
        return WRONG(rd, "%s: a semantic patch's name ends in .cocci", rule);
    rc = step_file(rd, s, rule);
    if (!rc && bpq_cocci_check(rd->c->root, s->file, rd->e))
        return bpq_error_at(rd->e, "%s:%u", rd->c->name, rd->line);
    while (!rc && (path = bpq_word(&args)))
        rc = step_path(rd, s, path);
    return rc;
}

/* edits FILE */
static int read_edits(struct reader *rd, struct step *s, char *args)
{
    char *file = bpq_word(&args);
    int rc;

    if (!file || *args)
        return WRONG(rd, "edits takes one FILE");
    rc = step_file(rd, s, file);
    if (rc)
        return rc;
    return bpq_edits_read(rd->c->root, s->file, &s->edits, rd->e);
}

/* ---- applying ---- */

struct run {
    const struct bpq_change *c;
    const struct bpq_plan *plan;
    const struct bpq_patch *patch;
    struct bpq_tree *t;
    struct bpq_cocci *cocci;
    struct bpq_strs *did;
    struct bpq_err *e;
};

static int apply_add(const struct run *run, const struct step *s)
{
    struct bpq_buf old = BPQ_BUF_INIT;
    char *path = bpq_plan_path(run->plan, run->patch, s->paths.v[0]);
    unsigned mode;
    int rc;

    rc = bpq_tree_get(run->t, path, &old, &mode, run->e);
    bpq_buf_free(&old);
    if (!rc && mode)
        rc = bpq_error(run->e, BPQ_NO,
                       "%s is already in the tree and cannot be added", path);
    if (!rc)
        rc = bpq_tree_put(run->t, path, bpq_buf_str(&s->text), s->mode, run->e);
    if (!rc) {
        char *line = bpq_fmt("add %s: %s", s->file, path);

        bpq_strs_add(run->did, line);
        free(line);
    }
    free(path);
    return rc;
}

/* The step's paths on the branch, where several may be the same file. */
static void places(const struct run *run, const struct step *s,
                   struct bpq_strs *to)
{
    for (size_t i = 0; i < s->paths.n; i++) {
        char *path = bpq_plan_path(run->plan, run->patch, s->paths.v[i]);

        if (!bpq_strs_have(to, path))
            bpq_strs_add(to, path);
        free(path);
    }
}

/* The files that a semantic patch is applied to. */
struct cocci_files {
    struct bpq_strs paths;
    struct bpq_cocci_text *v;
    struct bpq_buf *was;
    unsigned *modes;
};

static int read_files(const struct run *run, struct cocci_files *f)
{
    size_t n = f->paths.n;
    int rc = BPQ_OK;

    f->v = bpq_alloc(n * sizeof(*f->v));
    f->was = bpq_alloc(n * sizeof(*f->was));
    f->modes = bpq_alloc(n * sizeof(*f->modes));
    for (size_t i = 0; !rc && i < n; i++) {
        rc = bpq_tree_get_text(run->t, f->paths.v[i], &f->was[i], &f->modes[i],
                               run->e);
        f->v[i].name = f->paths.v[i];
        f->v[i].text = bpq_buf_str(&f->was[i]);
    }
    return rc;
}

static int put_files(const struct run *run, const struct step *s,
                     const struct cocci_files *f)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < f->paths.n; i++) {
        struct bpq_str done = bpq_buf_str(&f->v[i].out);

        if (bpq_str_eq(f->v[i].text, done))
            rc = bpq_error(run->e, BPQ_NO,
                           "%s changes nothing in %s; take the path out",
                           s->file, f->paths.v[i]);
        else
            rc = bpq_tree_put(run->t, f->paths.v[i], done, f->modes[i], run->e);
    }
    return rc;
}

static void free_files(struct cocci_files *f)
{
    for (size_t i = 0; i < f->paths.n; i++) {
        bpq_buf_free(&f->v[i].out);
        bpq_buf_free(&f->was[i]);
    }
    free(f->v);
    free(f->was);
    free(f->modes);
    bpq_strs_free(&f->paths);
}

static int apply_cocci(const struct run *run, const struct step *s)
{
    char *rule = bpq_fmt("%s/%s", run->c->root, s->file);
    struct bpq_buf line = BPQ_BUF_INIT;
    struct cocci_files f = {0};
    int rc;

    places(run, s, &f.paths);
    rc = read_files(run, &f);
    if (!rc)
        rc = bpq_cocci_run_all(run->cocci, rule, f.v, f.paths.n, run->e);
    if (!rc)
        rc = put_files(run, s, &f);
    bpq_buf_addf(&line, "cocci %s:", s->file);
    for (size_t i = 0; i < f.paths.n; i++)
        bpq_buf_addf(&line, "%s %s", i ? "," : "", f.paths.v[i]);
    if (!rc)
        bpq_strs_add(run->did, line.p);
    bpq_buf_free(&line);
    free_files(&f);
    free(rule);
    return rc;
}

static int apply_edits(const struct run *run, const struct step *s)
{
    return bpq_edits_apply(s->edits, run->plan, run->patch, run->t, run->did,
                           run->e);
}

static const struct step_kind {
    const char *word;
    int (*read)(struct reader *rd, struct step *s, char *args);
    int (*apply)(const struct run *run, const struct step *s);
} kinds[] = {
    {"add", read_add, apply_add},
    {"cocci", read_cocci, apply_cocci},
    {"edits", read_edits, apply_edits},
};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

int bpq_change_apply(const struct bpq_change *c, const struct bpq_plan *plan,
                     const struct bpq_patch *patch, struct bpq_tree *t,
                     struct bpq_cocci *cocci, struct bpq_strs *did,
                     struct bpq_err *e)
{
    struct run run = {c, plan, patch, t, cocci, did, e};
    size_t done = 0;

    for (size_t i = 0; i < c->n; i++) {
        const struct step *s = &c->v[i];

        if (!bpq_branches_have(&s->on, plan))
            continue;
        done++;
        if (s->kind->apply(&run, s))
            /* Errors of edits name lines of the edits, which are better. */
            return s->edits ? e->rc
                            : bpq_error_at(e, "%s:%u", c->name, s->line);
    }
    if (!done)
        return bpq_error(e, BPQ_FAIL, "%s: has no step for branch %s", c->name,
                         plan ? plan->branch : "(none)");
    return BPQ_OK;
}

/* ---- the whole folder ---- */

static int read_step(struct reader *rd, char *line)
{
    struct bpq_change *c = rd->c;
    struct step *s;
    char *word;
    size_t i = 0;

    line += strspn(line, " \t");
    if (!*line || *line == '#')
        return BPQ_OK;
    c->v = bpq_grow(c->v, c->n + 1, sizeof(*c->v));
    s = &c->v[c->n++];
    memset(s, 0, sizeof(*s));
    s->line = rd->line;
    word = bpq_word(&line);
    if (!strcmp(word, "on")) {
        int rc = bpq_branches_read(c->root, bpq_word(&line), &s->on, rd->e);

        if (rc)
            return bpq_error_at(rd->e, "%s:%u", c->name, rd->line);
        word = bpq_word(&line);
    }
    while (word && i < N_KINDS && strcmp(kinds[i].word, word))
        i++;
    if (!word || i == N_KINDS)
        return WRONG(rd, "unknown step \"%s\"; known are add, cocci, edits",
                     word ? word : "");
    s->kind = &kinds[i];
    return s->kind->read(rd, s, line);
}

static int read_steps(struct bpq_change *c, struct bpq_err *e)
{
    struct reader rd = {.c = c, .e = e};
    char *path = bpq_fmt("%s/%s", c->root, c->name);
    struct bpq_textfile f;
    int rc;

    rc = bpq_refuse_link(c->root, c->name, e);
    if (!rc)
        rc = bpq_textfile_read(&f, path, c->name, e);
    free(path);
    if (rc)
        return rc;
    for (size_t i = 0; !rc && i < f.n; i++) {
        rd.line = (unsigned)i + 1;
        rc = read_step(&rd, f.v[i]);
    }
    bpq_textfile_free(&f);
    if (!rc && !c->n)
        rc = bpq_error(e, BPQ_FAIL, "%s: has no step (add, cocci, edits)",
                       c->name);
    return rc;
}

/* From:, Date:, Subject:, an empty line, and then the body. */
static int check_message(const struct bpq_textfile *f, struct bpq_err *e)
{
    static const char *const heads[] = {"From: ", "Date: ", "Subject: "};

    for (size_t i = 0; i < 3; i++) {
        size_t len = strlen(heads[i]);

        if (i >= f->n || strncmp(f->v[i], heads[i], len) || !f->v[i][len])
            return bpq_error(e, BPQ_FAIL,
                             "%s:%zu: this line has to be \"%s...\"", f->name,
                             i + 1, heads[i]);
    }
    if (f->n < 5 || *f->v[3] || !*f->v[4])
        return bpq_error(e, BPQ_FAIL,
                         "%s:4: after the Subject there have to be an empty "
                         "line and a text that says why",
                         f->name);
    return BPQ_OK;
}

static int read_message(struct bpq_change *c, struct bpq_err *e)
{
    char *name = bpq_fmt("%s/message", c->dir);
    char *path = bpq_fmt("%s/%s", c->root, name);
    struct bpq_textfile f = {0};
    int rc = BPQ_OK;

    c->has_message = !access(path, F_OK);
    if (!c->has_message)
        goto out;
    rc = bpq_refuse_link(c->root, name, e);
    if (!rc)
        rc = bpq_textfile_read(&f, path, name, e);
    if (rc)
        goto out;
    rc = check_message(&f, e);
    for (size_t i = 0; i < f.n; i++)
        bpq_buf_addf(&c->message, "%s\n", f.v[i]);
    bpq_textfile_free(&f);
out:
    free(name);
    free(path);
    return rc;
}

int bpq_change_read(const char *root, const char *dir, struct bpq_change **out,
                    struct bpq_err *e)
{
    struct bpq_change *c = bpq_alloc(sizeof(*c));
    int rc;

    *out = NULL;
    c->root = bpq_strdup(root);
    c->dir = bpq_strdup(dir);
    c->name = bpq_fmt("%s/change", dir);
    rc = read_message(c, e);
    if (!rc)
        rc = read_steps(c, e);
    if (rc)
        bpq_change_free(c);
    else
        *out = c;
    return rc;
}

const char *bpq_change_message(const struct bpq_change *c)
{
    return c->has_message ? c->message.p : NULL;
}

void bpq_change_free(struct bpq_change *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n; i++) {
        bpq_strs_free(&c->v[i].on);
        free(c->v[i].file);
        bpq_strs_free(&c->v[i].paths);
        bpq_buf_free(&c->v[i].text);
        bpq_edits_free(c->v[i].edits);
    }
    free(c->v);
    free(c->root);
    free(c->dir);
    free(c->name);
    bpq_buf_free(&c->message);
    free(c);
}
