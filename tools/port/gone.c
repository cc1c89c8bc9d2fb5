/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/gone.h"
#include "base/buf.h"
#include "git/repo.h"
#include "git/tree.h"
#include "merge/words.h"

/* The rest is not looked at, as few changes define so much, and few lines are
 * so long. */
#define MAX_NAMES 1000
#define MAX_LINE 1000

/* ---- what a word is in its line ---- */

enum role {
    OTHER,      /* nothing that has to be defined */
    USE,        /* all else */
    MAYBE,      /* perhaps it is defined here */
    DEFINITION, /* or declared */
};

struct place {
    struct bpq_str line, word;
    struct bpq_str before; /* the word before it, if only blanks and stars are
                            * between the two */
    char left;             /* before blanks and stars; 0: nothing */
    char right;            /* behind blanks; 0: nothing */
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct place place_of(struct bpq_str text, struct bpq_str word)
{
    const char *from = word.p, *to = word.p + word.len, *p, *q;
    const char *end = text.p + text.len;
    struct place at = {.word = word};

    while (from > text.p && from[-1] != '\n' && word.p - from < MAX_LINE)
        from--;
    for (q = to; q < end && is_blank(*q);)
        q++;
    at.right = q < end && *q != '\n' && *q != '\r' ? *q : 0;
    while (to < end && *to != '\n' && to - word.p < MAX_LINE)
        to++;
    at.line = (struct bpq_str){from, (size_t)(to - from)};
    for (p = word.p; p > from && (is_blank(p[-1]) || p[-1] == '*');)
        p--;
    at.left = p > from ? p[-1] : 0;
    for (q = p; q > from && bpq_is_word_char(q[-1]);)
        q--;
    at.before = (struct bpq_str){q, (size_t)(p - q)};
    return at;
}

static bool is_one_of(struct bpq_str word, const char *const *words)
{
    for (; *words; words++)
        if (bpq_str_eq(word, bpq_str(*words)))
            return true;
    return false;
}

/* A line of the preprocessor; *is: it settles what the word is. */
static enum role role_in_directive(const struct place *at, bool *is)
{
    const char *p = at->line.p, *end = at->line.p + at->line.len, *close;
    struct bpq_str directive = bpq_word_next(at->line, &p), name;

    *is = !bpq_str_eq(directive, bpq_str("define"));
    if (*is)
        return OTHER;
    name = bpq_word_next(at->line, &p);
    *is = name.p == at->word.p;
    if (*is)
        return DEFINITION;
    /* one of its parameters */
    close = p < end && *p == '(' ? memchr(p, ')', (size_t)(end - p)) : NULL;
    *is = close && at->word.p < close;
    return MAYBE;
}

/* There is a word before it; *is: that settles it. */
static enum role role_behind_word(const struct place *at, bool *is)
{
    static const char *const none[] = {"return", "goto",   "case", "else",
                                       "do",     "sizeof", NULL};
    static const char *const tags[] = {"struct", "union", "enum", NULL};
    const char *stars = at->before.p + at->before.len;

    *is = !is_one_of(at->before, none) &&
          (at->before.p[0] < '0' || at->before.p[0] > '9');
    if (!*is)
        return USE;
    if (is_one_of(at->before, tags))
        return at->right == '{' || at->right == ';' || !at->right ? DEFINITION
                                                                  : OTHER;
    /* "a * b" may be a product */
    if (memchr(stars, '*', (size_t)(at->word.p - stars)))
        return is_blank(*stars) && at->word.p[-1] == '*' ? DEFINITION : MAYBE;
    return DEFINITION;
}

/* Does the line begin with a type and a name? */
static bool begins_as_declaration(const struct place *at)
{
    const char *p = at->line.p, *q;
    struct bpq_str first = bpq_word_next(at->line, &p), next;
    struct place second;
    bool is = false;

    next = bpq_word_next(at->line, &p);
    if (!first.len || !next.len)
        return false;
    second = place_of(at->line, next);
    for (q = at->line.p; q < first.p && is_blank(*q);)
        q++;
    return q == first.p && second.before.p == first.p &&
           role_behind_word(&second, &is) != USE && is;
}

static enum role role_of(struct bpq_str text, struct bpq_str word)
{
    struct place at = place_of(text, word);
    struct bpq_str s = bpq_str_strip(at.line);
    enum role role;
    bool is = false;

    if (at.line.len >= MAX_LINE)
        return MAYBE;
    if (s.len && *s.p == '#') {
        role = role_in_directive(&at, &is);
        if (is)
            return role;
    }
    if (at.before.len) {
        role = role_behind_word(&at, &is);
        if (is)
            return role;
    }
    if (at.left == ',' && begins_as_declaration(&at))
        return bpq_is_declaration(at.line) ? DEFINITION : MAYBE;
    if (at.line.p == word.p && at.right == '(')
        return DEFINITION; /* its type is in the line before */
    if (*s.p != '#' && !is_blank(*at.line.p))
        return MAYBE; /* by a macro */
    if (s.p == word.p && (!at.right || strchr(",=};[:", at.right)))
        return MAYBE; /* one of several, or a label */
    if (bpq_has_word(at.line, bpq_str("enum")))
        return MAYBE;
    return USE;
}

/* Members count by their own names. */
static bool is_word(struct bpq_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!bpq_is_word_char(text.p[i]))
            return false;
    return true;
}

/* ---- what lines define ---- */

struct noting {
    struct bpq_gone *g;
    const char *path;
    struct bpq_str line;
};

static bool note(void *arg, bpq_name name, struct bpq_str text)
{
    struct noting *n = arg;
    struct bpq_gone *g = n->g;

    if (!is_word(text) || role_of(n->line, text) != DEFINITION)
        return true;
    for (size_t i = 0; i < g->n; i++)
        if (g->v[i].name == name)
            return true;
    g->v = bpq_grow(g->v, g->n + 1, sizeof(*g->v));
    g->v[g->n++] = (struct bpq_gone_name){name, bpq_strndup(text.p, text.len),
                                          bpq_strdup(n->path)};
    return true;
}

void bpq_gone_look(struct bpq_gone *g, const char *path,
                   const struct bpq_lines *lines, size_t i, size_t n)
{
    if (!bpq_is_c(path))
        return;
    for (; n && g->n < MAX_NAMES; i++, n--) {
        struct noting noting = {g, path, lines->v[i]};

        if (!bpq_is_comment(lines->v[i]))
            bpq_names_each(path, lines->v[i], note, &noting);
    }
}

static void free_name(struct bpq_gone_name *n)
{
    free(n->text);
    free(n->path);
}

void bpq_gone_free(struct bpq_gone *g)
{
    for (size_t i = 0; i < g->n; i++)
        free_name(&g->v[i]);
    free(g->v);
    memset(g, 0, sizeof(*g));
}

/* ---- which of them are gone ---- */

/* Keep those that the index has, or lacks. */
static void keep(struct bpq_gone *g, const struct bpq_names *names, bool has)
{
    size_t n = 0;

    for (size_t i = 0; i < g->n; i++)
        if (bpq_names_have(names, g->v[i].name) == has)
            g->v[n++] = g->v[i];
        else
            free_name(&g->v[i]);
    g->n = n;
}

static int keep_used(struct bpq_gone *g, struct bpq_names *ours,
                     const git_oid *result, struct bpq_err *e)
{
    git_oid was = ours->tree;
    int rc = bpq_names_move(ours, result, e);

    if (!rc)
        keep(g, ours, true);
    return rc ? rc : bpq_names_move(ours, &was, e);
}

/* Drop those that are in this file. */
static int drop_those_in(struct bpq_gone *g, struct bpq_name_files *files,
                         const struct bpq_delta *d, struct bpq_err *e)
{
    bpq_name *names = bpq_alloc((g->n + 1) * sizeof(*names));
    bool *has = bpq_alloc(g->n + 1);
    size_t n = 0;
    int rc;

    for (size_t i = 0; i < g->n; i++)
        names[i] = g->v[i].name;
    rc = bpq_names_in_file(files, d->path, &d->new_id, names, g->n, has, e);
    for (size_t i = 0; !rc && i < g->n; i++)
        if (has[i])
            free_name(&g->v[i]);
        else
            g->v[n++] = g->v[i];
    if (!rc)
        g->n = n;
    free(names);
    free(has);
    return rc;
}

/* Keep those that the change leaves nowhere.  Most of the others are in one of
 * the files that it changes, which costs less than to move the index. */
static int keep_gone(struct bpq_gone *g, struct bpq_names *source,
                     const struct bpq_treechange *change, struct bpq_err *e)
{
    struct bpq_repo *repo = source->files->repo;
    struct bpq_deltas deltas = {NULL, 0};
    int rc = bpq_treediff(&deltas, repo, &change->from, &change->to, e);

    for (size_t i = 0; !rc && g->n && i < deltas.n; i++) {
        const struct bpq_delta *d = &deltas.v[i];

        if (bpq_is_regular(d->new_mode) && bpq_is_code(d->path) &&
            !bpq_repo_is_large(repo, &d->new_id))
            rc = drop_those_in(g, source->files, d, e);
    }
    bpq_deltas_free(&deltas);
    if (!rc && g->n)
        rc = bpq_names_move(source, &change->to, e);
    if (!rc && g->n)
        keep(g, source, false);
    return rc;
}

/* ---- where they are used ---- */

struct use {
    const struct bpq_gone_name *name;
    struct bpq_str text;
    const char *first; /* use in this text, or NULL */
    bool defined;
};

static bool see(void *arg, bpq_name name, struct bpq_str text)
{
    struct use *u = arg;
    enum role role;

    if (name != u->name->name || !is_word(text))
        return true;
    role = role_of(u->text, text);
    u->defined = role == DEFINITION || role == MAYBE;
    if (role == USE && !u->first)
        u->first = text.p;
    return !u->defined;
}

static void put_use(char **said, const struct use *u, const char *path)
{
    size_t line = 1;

    for (const char *p = u->text.p; p < u->first; p++)
        line += *p == '\n';
    *said = bpq_fmt("%s is removed, and %s still uses it, in line %zu",
                    u->name->text, path, line);
}

/* One more file that has the name. */
static int look_in_file(struct use *u, struct bpq_repo *repo,
                        const struct bpq_delta *d, char **said,
                        struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    int rc;

    u->defined = !bpq_is_c(d->path); /* who knows */
    if (u->defined)
        return BPQ_OK;
    rc = bpq_repo_blob(repo, &d->new_id, d->path, &text, e);
    if (rc)
        return rc;
    u->text = bpq_buf_str(&text);
    u->first = NULL;
    bpq_names_each(d->path, u->text, see, u);
    if (!u->defined && u->first && !*said)
        put_use(said, u, d->path);
    bpq_buf_free(&text);
    return BPQ_OK;
}

static int find_use(const struct bpq_gone_name *name,
                    struct bpq_name_files *files, const struct bpq_deltas *tree,
                    char **said, struct bpq_err *e)
{
    size_t component = strcspn(name->path, "/") + 1;
    struct use u = {.name = name};
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && !u.defined && i < tree->n; i++) {
        const struct bpq_delta *d = &tree->v[i];
        bool has = false;

        if (strncmp(d->path, name->path, component) ||
            !bpq_is_regular(d->new_mode) || !bpq_is_code(d->path) ||
            bpq_repo_is_large(files->repo, &d->new_id))
            continue;
        rc = bpq_names_in_file(files, d->path, &d->new_id, &name->name, 1, &has,
                               e);
        if (!rc && has)
            rc = look_in_file(&u, files->repo, d, said, e);
    }
    if (rc || u.defined) {
        free(*said);
        *said = NULL;
    }
    return rc;
}

static int find_uses(const struct bpq_gone *g, struct bpq_name_files *files,
                     const git_oid *result, char **said, struct bpq_err *e)
{
    struct bpq_deltas tree;
    git_oid empty;
    int rc =
        bpq_repo_write(files->repo, GIT_OBJECT_TREE, bpq_str(""), &empty, e);

    if (!rc)
        rc = bpq_treediff(&tree, files->repo, &empty, result, e);
    if (rc)
        return rc;
    for (size_t i = 0; !rc && !*said && i < g->n; i++)
        rc = find_use(&g->v[i], files, &tree, said, e);
    bpq_deltas_free(&tree);
    return rc;
}

int bpq_gone_find(struct bpq_gone *g, struct bpq_names *ours,
                  struct bpq_names *source, const git_oid *result,
                  const struct bpq_treechange *change, char **said,
                  struct bpq_err *e)
{
    int rc = BPQ_OK;

    *said = NULL;
    if (g->n)
        rc = keep_used(g, ours, result, e);
    if (!rc && g->n)
        rc = keep_gone(g, source, change, e);
    if (!rc && g->n)
        rc = find_uses(g, ours->files, result, said, e);
    return rc;
}
