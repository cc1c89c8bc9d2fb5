/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "port/absent.h"
#include "base/buf.h"
#include "git/lines.h"
#include "git/names.h"
#include "git/repo.h"
#include "git/tree.h"
#include "git/treediff.h"
#include "port/replay.h"

struct looking {
    struct bpq_porter *p;
    const struct bpq_treechange *change;
    const git_oid *ours;
    struct bpq_deltas deltas; /* the change's */
    bpq_name *names; /* functions and macros that it changes and ours names */
    struct bpq_strs texts; /* the same, as they are written */
    size_t n;
};

/* ---- files ---- */

/* *n files are changed or removed; *has: ours has one of them. */
static int look_for_files(struct looking *l, size_t *n, bool *has,
                          struct bpq_err *e)
{
    struct bpq_tree t;
    int rc = BPQ_OK;

    *has = false;
    *n = 0;
    bpq_tree_open(&t, l->p->repo, l->ours);
    for (size_t i = 0; !rc && i < l->deltas.n; i++) {
        unsigned mode;
        git_oid id;

        if (!l->deltas.v[i].old_mode)
            continue;
        ++*n;
        rc = bpq_tree_get_id(&t, l->deltas.v[i].path, &id, &mode, e);
        *has |= mode != 0;
    }
    bpq_tree_close(&t);
    return rc;
}

static bool all_gone(const struct bpq_replayed *r)
{
    for (size_t i = 0; i < r->n; i++)
        if (r->v[i].kind != BPQ_TROUBLE_GONE)
            return false;
    return r->n && !r->renames && !r->moved;
}

/* Is a part of another file what it changes? */
static int look_for_parts(struct looking *l, bool *has, struct bpq_err *e)
{
    struct bpq_replayed r;
    int rc = bpq_replay(&r, &l->p->similar, &l->p->names, &l->p->conflicts,
                        l->change, l->ours, BPQ_EFFORT_TRANSPLANT, true, e);

    if (rc)
        return rc;
    *has = !all_gone(&r);
    bpq_replayed_free(&r);
    return BPQ_OK;
}

/* ---- functions ---- */

/* The name of what a line begins: a function, a macro, one of assembler. */
struct heading {
    struct looking *l;
    enum { BEFORE_BRACKET, IN_BRACKETS, SECOND_WORD } which;
    size_t n; /* names seen before */
};

static void add_name(struct looking *l, bpq_name name, struct bpq_str text)
{
    char *s;

    for (size_t i = 0; i < l->n; i++)
        if (l->names[i] == name)
            return;
    if (!bpq_names_have(&l->p->doubt.ours, name))
        return;
    l->names = bpq_grow(l->names, l->n + 1, sizeof(*l->names));
    l->names[l->n++] = name;
    s = bpq_strndup(text.p, text.len);
    bpq_strs_add(&l->texts, s);
    free(s);
}

/* There is a byte before the line, and one behind it. */
static bool see_name(void *arg, bpq_name name, struct bpq_str text)
{
    struct heading *h = arg;
    bool is = h->which == BEFORE_BRACKET ? text.p[text.len] == '('
              : h->which == IN_BRACKETS  ? text.p[-1] == '('
                                         : h->n == 1;

    h->n++;
    if (is)
        add_name(h->l, name, text);
    return !is;
}

/* Is it such a line, as git shows one above a hunk? */
static bool see_heading(struct looking *l, const char *path, struct bpq_str s)
{
    size_t n = strlen(path);
    struct heading h = {.l = l};
    char *line = bpq_fmt(" %.*s ", (int)s.len, s.p);
    bool is = true;

    if (!strncmp(line, " #define ", 9) || !strncmp(line, " .macro ", 8))
        h.which = SECOND_WORD;
    else if (strchr(line, '(') &&
             (isalpha((unsigned char)line[1]) || line[1] == '_'))
        h.which =
            n > 2 && !strcmp(path + n - 2, ".S") ? IN_BRACKETS : BEFORE_BRACKET;
    else
        is = false;
    /* which ends before a NUL in the line */
    if (is)
        bpq_names_each(path, (struct bpq_str){line + 1, strlen(line + 1) - 1},
                       see_name, &h);
    free(line);
    return is;
}

/* What the lines of a hunk begin, and what they are in. */
static void see_hunk(struct looking *l, const char *path,
                     const struct bpq_lines *lines, const struct bpq_hunk *h)
{
    for (size_t i = h->i0; i < h->i0 + h->chg0; i++)
        see_heading(l, path, lines->v[i]);
    for (size_t i = h->i0; i-- > 0;)
        if (see_heading(l, path, lines->v[i]))
            return;
}

static bool is_changed_code(const struct bpq_delta *d)
{
    return d->old_mode && d->new_mode && d->old_mode != GIT_FILEMODE_LINK &&
           d->old_mode != GIT_FILEMODE_COMMIT && bpq_is_code(d->path);
}

static int see_functions(struct looking *l, const struct bpq_delta *d,
                         struct bpq_err *e)
{
    struct bpq_buf old = BPQ_BUF_INIT, new = BPQ_BUF_INIT;
    struct bpq_hunks h = {NULL, 0};
    struct bpq_lines lines = {NULL, 0};
    int rc = bpq_repo_blob(l->p->repo, &d->old_id, d->path, &old, e);

    if (!rc)
        rc = bpq_repo_blob(l->p->repo, &d->new_id, d->path, &new, e);
    if (!rc)
        rc = bpq_diff(&h, bpq_buf_str(&old), bpq_buf_str(&new), e);
    if (!rc)
        bpq_lines_split(&lines, bpq_buf_str(&old));
    for (size_t i = 0; !rc && i < h.n; i++)
        see_hunk(l, d->path, &lines, &h.v[i]);
    bpq_lines_free(&lines);
    bpq_hunks_free(&h);
    bpq_buf_free(&new);
    bpq_buf_free(&old);
    return rc;
}

static int files_of(struct looking *l, struct bpq_deltas *out,
                    struct bpq_err *e)
{
    git_oid none;
    int rc = bpq_repo_write(l->p->repo, GIT_OBJECT_TREE, bpq_str(""), &none, e);

    return rc ? rc : bpq_treediff(out, l->p->repo, &none, l->ours, e);
}

/* Which file of ours has most of them? */
static int find_file(struct looking *l, char **how, struct bpq_err *e)
{
    bool *has = bpq_alloc(l->n * sizeof(*has));
    struct bpq_deltas files = {NULL, 0};
    size_t most = 0;
    int rc = files_of(l, &files, e);

    for (size_t i = 0; !rc && i < files.n; i++) {
        const struct bpq_delta *d = &files.v[i];
        size_t n = 0, first = l->n;

        if (!is_changed_code(&(struct bpq_delta){.path = d->path,
                                                 .old_mode = d->new_mode,
                                                 .new_mode = d->new_mode}))
            continue;
        rc = bpq_names_in_file(&l->p->names, d->path, &d->new_id, l->names,
                               l->n, has, e);
        for (size_t k = l->n; !rc && k-- > 0;)
            if (has[k]) {
                n++;
                first = k;
            }
        if (rc || n <= most)
            continue;
        most = n;
        free(*how);
        *how = bpq_fmt("%s has %s, which is changed in a file that is not here",
                       d->path, l->texts.v[first]);
    }
    bpq_deltas_free(&files);
    free(has);
    return rc;
}

static int look_for_functions(struct looking *l, char **how, struct bpq_err *e)
{
    int rc = bpq_names_move(&l->p->doubt.ours, l->ours, e);

    for (size_t i = 0; !rc && i < l->deltas.n; i++)
        if (is_changed_code(&l->deltas.v[i]))
            rc = see_functions(l, &l->deltas.v[i], e);
    if (!rc && l->n)
        rc = find_file(l, how, e);
    free(l->names);
    bpq_strs_free(&l->texts);
    return rc;
}

/* A document says nothing of whether the code that it is about is there. */
static char *reason(const struct looking *l, size_t n)
{
    bool code = false;

    for (size_t i = 0; i < l->deltas.n; i++)
        code |= bpq_is_code(l->deltas.v[i].path);
    if (!code)
        return bpq_fmt(
            "%s is not here, and its name is not that of code: read what "
            "the change says",
            l->deltas.v[0].path);
    return bpq_fmt("probably not affected: of the %zu file%s that it changes "
                   "none is here, none is like it, none has the names around "
                   "the change, and no code names the functions and macros "
                   "that it is in",
                   n, n == 1 ? "" : "s");
}

static int look(struct looking *l, bool *absent, char **how, struct bpq_err *e)
{
    bool has;
    size_t n;
    int rc = look_for_files(l, &n, &has, e);

    if (!rc && !has)
        rc = look_for_parts(l, &has, e);
    if (rc || has)
        return rc;
    rc = look_for_functions(l, how, e);
    *absent = !rc && !*how;
    if (*absent)
        *how = reason(l, n);
    return rc;
}

int bpq_absent(struct bpq_porter *p, const struct bpq_treechange *change,
               const git_oid *ours, const struct bpq_replayed *merge,
               bool *absent, char **how, struct bpq_err *e)
{
    struct looking l = {.p = p, .change = change, .ours = ours};
    int rc;

    *absent = false;
    *how = NULL;
    if (!all_gone(merge))
        return BPQ_OK;
    rc = bpq_treediff(&l.deltas, p->repo, &change->from, &change->to, e);
    if (!rc)
        rc = look(&l, absent, how, e);
    bpq_deltas_free(&l.deltas);
    return rc;
}
