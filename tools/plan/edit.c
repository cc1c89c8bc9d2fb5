/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "plan/edit.h"
#include "base/textfile.h"
#include "git/apply.h"
#include "git/repo.h"
#include "plan/branches.h"

enum action { DO_NONE, DO_BEFORE, DO_AFTER, DO_REPLACE, DO_DELETE, DO_SWAP };

static const struct {
    const char *word;
    enum action action;
} actions[] = {
    {"before", DO_BEFORE}, {"after", DO_AFTER}, {"replace", DO_REPLACE},
    {"delete", DO_DELETE}, {"swap", DO_SWAP},
};
#define N_ACTIONS (sizeof(actions) / sizeof(actions[0]))

/* The expressions of an edit, in the order in which they are searched. */
enum { WITHIN, UNTIL, FIND, THROUGH, SWAP, N_ERES };

static const char *const ere_words[N_ERES] = {"within", "until", "find",
                                              "through", "swap"};

struct ere {
    char *text; /* NULL: not given */
    unsigned line;
    regex_t re;
};

struct edit {
    char *path;
    unsigned line;
    struct ere eres[N_ERES];
    enum action action;
    struct bpq_strs text;
    struct bpq_strs on; /* branches; none: all */
};

struct bpq_edits {
    char *name;
    struct edit *v;
    size_t n;
};

/* ---- reading ---- */

struct reader {
    struct bpq_edits *d;
    const char *root;
    struct bpq_textfile l;
    unsigned line;
    struct bpq_strs on; /* branches of the edits that follow */
    struct bpq_err *e;
};

#define WRONG(rd, at, ...)                                                     \
    (bpq_error((rd)->e, BPQ_FAIL, __VA_ARGS__),                                \
     bpq_error_at((rd)->e, "%s:%u", (rd)->l.name, (at)))

static int read_ere(struct reader *rd, struct ere *ere, const char *word,
                    const char *text)
{
    if (ere->text)
        return WRONG(rd, rd->line, "this edit already has a \"%s\", in line %u",
                     word, ere->line);
    if (bpq_ere_check(text, rd->e))
        return bpq_error_at(rd->e, "%s:%u: %s", rd->l.name, rd->line, word);
    if (regcomp(&ere->re, text, REG_EXTENDED))
        return WRONG(rd, rd->line, "%s cannot be compiled", text);
    ere->text = bpq_strdup(text);
    ere->line = rd->line;
    return BPQ_OK;
}

static int read_do(struct reader *rd, struct edit *ed, char *args)
{
    char *word = bpq_word(&args);
    size_t i = 0;

    if (ed->action != DO_NONE)
        return WRONG(rd, rd->line, "this edit already has a \"do\"");
    while (word && i < N_ACTIONS && strcmp(actions[i].word, word))
        i++;
    if (!word || i == N_ACTIONS)
        return WRONG(rd, rd->line,
                     "do takes before, after, replace, delete "
                     "or swap ERE, not \"%s\"",
                     word ? word : "");
    ed->action = actions[i].action;
    if (ed->action == DO_SWAP)
        return read_ere(rd, &ed->eres[SWAP], "swap", args);
    if (*args)
        return WRONG(rd, rd->line,
                     "\"do %s\" takes nothing more in its line; its text "
                     "follows in lines \"| text\"",
                     word);
    return BPQ_OK;
}

static int read_text(struct reader *rd, struct edit *ed, const char *p)
{
    if (!ed || ed->action == DO_NONE)
        return WRONG(rd, rd->line,
                     "a line of text is only allowed after a \"do\"");
    if (*p && *p != ' ')
        return WRONG(rd, rd->line, "write a blank after \"|\"");
    bpq_strs_add(&ed->text, *p ? p + 1 : p);
    return BPQ_OK;
}

/* Is the last edit complete? */
static int check_edit(struct reader *rd, const struct edit *ed)
{
    if (ed->action == DO_NONE)
        return WRONG(rd, ed->line, "this edit has no \"do\"");
    if (!ed->eres[FIND].text)
        return WRONG(rd, ed->line, "this edit has no \"find\"");
    if (ed->eres[UNTIL].text && !ed->eres[WITHIN].text)
        return WRONG(rd, ed->eres[UNTIL].line, "\"until\" needs a \"within\"");
    if (ed->eres[THROUGH].text && ed->action == DO_SWAP)
        return WRONG(rd, ed->eres[THROUGH].line,
                     "\"through\" has no meaning with \"do swap\"");
    if (ed->action == DO_DELETE && ed->text.n)
        return WRONG(rd, ed->line, "\"do delete\" takes no text; use replace");
    if (ed->action == DO_SWAP && ed->text.n != 1)
        return WRONG(rd, ed->line, "\"do swap\" takes one text line, not %zu",
                     ed->text.n);
    if (ed->action != DO_DELETE && !ed->text.n)
        return WRONG(rd, ed->line, "this edit has no text (lines \"| text\")");
    return BPQ_OK;
}

/* on BRANCH[,BRANCH]... or on all: for the edits up to the next such line. */
static int read_on(struct reader *rd, struct edit **ed, char *args)
{
    char *word = bpq_word(&args);

    if (*ed && check_edit(rd, *ed))
        return rd->e->rc;
    *ed = NULL;
    bpq_strs_free(&rd->on);
    if (*args)
        return WRONG(rd, rd->line,
                     "\"on\" takes branches, separated by commas, or \"all\"");
    if (word && !strcmp(word, "all"))
        return BPQ_OK;
    if (bpq_branches_read(rd->root, word, &rd->on, rd->e))
        return bpq_error_at(rd->e, "%s:%u", rd->l.name, rd->line);
    return BPQ_OK;
}

static int begin_edit(struct reader *rd, struct edit **ed, char *args)
{
    struct bpq_edits *d = rd->d;
    char *path = bpq_word(&args);
    const char *fault;

    if (*ed && check_edit(rd, *ed))
        return rd->e->rc;
    if (!path || *args)
        return WRONG(rd, rd->line, "\"edit\" takes one path");
    fault = bpq_path_fault(path);
    if (fault)
        return WRONG(rd, rd->line, "the path %s %s", path, fault);
    d->v = bpq_grow(d->v, d->n + 1, sizeof(*d->v));
    *ed = &d->v[d->n++];
    memset(*ed, 0, sizeof(**ed));
    (*ed)->path = bpq_strdup(path);
    (*ed)->line = rd->line;
    for (size_t i = 0; i < rd->on.n; i++)
        bpq_strs_add(&(*ed)->on, rd->on.v[i]);
    return BPQ_OK;
}

static int read_line(struct reader *rd, struct edit **ed, char *line)
{
    char *args = line + strspn(line, " \t");
    char *word;

    if (!*args || *args == '#')
        return BPQ_OK;
    if (*args == '|')
        return read_text(rd, *ed, args + 1);
    word = bpq_word(&args);
    if (!strcmp(word, "edit"))
        return begin_edit(rd, ed, args);
    if (!strcmp(word, "on"))
        return read_on(rd, ed, args);
    for (size_t i = 0; i < N_ERES; i++) {
        if (i == SWAP || strcmp(word, ere_words[i]))
            continue;
        if (!*ed)
            break;
        return read_ere(rd, &(*ed)->eres[i], word, args);
    }
    if (!*ed)
        return WRONG(rd, rd->line, "the first line has to be \"edit PATH\"");
    if (!strcmp(word, "do"))
        return read_do(rd, *ed, args);
    return WRONG(rd, rd->line,
                 "unknown word \"%s\"; known are edit, find, "
                 "within, until, through, do, |, on",
                 word);
}

int bpq_edits_read(const char *root, const char *name, struct bpq_edits **out,
                   struct bpq_err *e)
{
    struct reader rd = {.root = root, .e = e};
    struct edit *ed = NULL;
    char *path = bpq_fmt("%s/%s", root, name);
    int rc;

    *out = NULL;
    rd.d = bpq_alloc(sizeof(*rd.d));
    rd.d->name = bpq_strdup(name);
    rc = bpq_textfile_read(&rd.l, path, name, e);
    free(path);
    for (size_t i = 0; !rc && i < rd.l.n; i++) {
        rd.line = (unsigned)i + 1;
        rc = read_line(&rd, &ed, rd.l.v[i]);
    }
    if (!rc && !rd.d->n)
        rc = bpq_error(e, BPQ_FAIL, "%s: has no edit", name);
    else if (!rc && !ed)
        rc =
            bpq_error(e, BPQ_FAIL, "%s: no edit follows the last \"on\"", name);
    if (!rc)
        rc = check_edit(&rd, ed);
    bpq_textfile_free(&rd.l);
    bpq_strs_free(&rd.on);
    if (rc)
        bpq_edits_free(rd.d);
    else
        *out = rd.d;
    return rc;
}

void bpq_edits_free(struct bpq_edits *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < d->n; i++) {
        for (size_t k = 0; k < N_ERES; k++) {
            if (d->v[i].eres[k].text)
                regfree(&d->v[i].eres[k].re);
            free(d->v[i].eres[k].text);
        }
        bpq_strs_free(&d->v[i].text);
        bpq_strs_free(&d->v[i].on);
        free(d->v[i].path);
    }
    free(d->v);
    free(d->name);
    free(d);
}

/* ---- applying ---- */

/* The file that is edited; lines point into it and have no newline. */
struct target {
    const struct bpq_edits *d;
    const char *path; /* on the branch */
    const struct edit *ed;
    struct bpq_str *v;
    size_t n;
    bool newline; /* the last line has one */
};

static void split(struct target *tg, struct bpq_str text)
{
    const char *p = text.p, *end = text.p + text.len;

    tg->v = NULL;
    tg->n = 0;
    tg->newline = text.len && end[-1] == '\n';
    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        const char *stop = nl ? nl : end;

        tg->v = bpq_grow(tg->v, tg->n + 1, sizeof(*tg->v));
        tg->v[tg->n++] = (struct bpq_str){p, (size_t)(stop - p)};
        p = stop + 1;
    }
}

static bool matches(const struct ere *ere, struct bpq_str s, size_t n,
                    regmatch_t *m)
{
    regmatch_t whole = {0};

    if (!n)
        m = &whole;
    m[0].rm_so = 0;
    m[0].rm_eo = (regoff_t)s.len;
    return !regexec(&ere->re, s.p, n, m, REG_STARTEND);
}

#define WRONG_AT(tg, k, e, ...)                                                \
    (bpq_error(e, BPQ_NO, __VA_ARGS__),                                        \
     bpq_error_at(e, "%s:%u: %s: %s \"%s\"", (tg)->d->name,                    \
                  (tg)->ed->eres[k].line, (tg)->path, ere_words[k],            \
                  (tg)->ed->eres[k].text))

/*
 * The one line in [from, to) that expression k matches; the error lists the
 * lines if there are several.
 */
static int one_line(const struct target *tg, int k, size_t from, size_t to,
                    size_t *at, struct bpq_err *e)
{
    const struct ere *ere = &tg->ed->eres[k];
    struct bpq_buf where = BPQ_BUF_INIT;
    size_t n = 0;

    for (size_t i = from; i < to; i++) {
        if (!matches(ere, tg->v[i], 0, NULL))
            continue;
        if (n < 8)
            bpq_buf_addf(&where, "%s%zu", n ? ", " : "", i + 1);
        else if (n == 8)
            bpq_buf_adds(&where, ", ...");
        n++;
        *at = i;
    }
    if (!n && from < to)
        WRONG_AT(tg, k, e,
                 "matches no line from %zu to %zu, but has to match one",
                 from + 1, to);
    else if (!n)
        WRONG_AT(tg, k, e, "matches no line, since the file is empty");
    else if (n > 1)
        WRONG_AT(
            tg, k, e,
            "matches %zu lines (%s), but has to match one; make it longer%s", n,
            where.p, k == FIND ? " or narrow it with within and until" : "");
    bpq_buf_free(&where);
    return n == 1 ? BPQ_OK : BPQ_NO;
}

/* The first line in [from, to) that expression k matches. */
static int first_line(const struct target *tg, int k, size_t from, size_t to,
                      size_t *at, struct bpq_err *e)
{
    for (*at = from; *at < to; ++*at)
        if (matches(&tg->ed->eres[k], tg->v[*at], 0, NULL))
            return BPQ_OK;
    return WRONG_AT(tg, k, e, "matches no line from %zu on%s", from + 1,
                    to < tg->n ? " in the scope" : "");
}

/* The lines that an edit changes: [*first, *last]. */
static int find_range(const struct target *tg, size_t *first, size_t *last,
                      struct bpq_err *e)
{
    const struct ere *eres = tg->ed->eres;
    size_t from = 0, to = tg->n;
    int rc = BPQ_OK;

    if (eres[WITHIN].text)
        rc = one_line(tg, WITHIN, 0, tg->n, &from, e);
    if (!rc && eres[UNTIL].text) {
        rc = first_line(tg, UNTIL, from + 1, tg->n, &to, e);
        to++;
    }
    if (!rc)
        rc = one_line(tg, FIND, from, to, first, e);
    if (rc)
        return rc;
    *last = *first;
    if (eres[THROUGH].text)
        rc = first_line(tg, THROUGH, *first, to, last, e);
    return rc;
}

/* Repeated \1, or edit after edit, may make more of little. */
static int too_large(const struct target *tg, const struct bpq_buf *out,
                     struct bpq_err *e)
{
    if (out->len <= BPQ_BLOB_MAX)
        return BPQ_OK;
    return WRONG_AT(tg, FIND, e, "makes the file too large");
}

/* The text of a swap: \1 to \9 are the groups' matches, \\ is \. */
static int expand(const struct target *tg, struct bpq_str line,
                  const regmatch_t *m, struct bpq_buf *out, struct bpq_err *e)
{
    size_t groups = tg->ed->eres[SWAP].re.re_nsub;

    for (const char *p = tg->ed->text.v[0]; *p; p++) {
        if (*p == '\\' && p[1] == '\\') {
            bpq_buf_add(out, ++p, 1);
        } else if (*p == '\\' && p[1] >= '1' && p[1] <= '9') {
            size_t g = (size_t)(*++p - '0');

            if (g > groups)
                return WRONG_AT(tg, SWAP, e,
                                "has %zu groups, but the text uses \\%zu",
                                groups, g);
            if (m[g].rm_so >= 0)
                bpq_buf_add(out, line.p + m[g].rm_so,
                            (size_t)(m[g].rm_eo - m[g].rm_so));
        } else {
            bpq_buf_add(out, p, 1);
        }
        if (too_large(tg, out, e))
            return e->rc;
    }
    return BPQ_OK;
}

static int swap(const struct target *tg, size_t at, struct bpq_buf *out,
                struct bpq_err *e)
{
    const struct ere *ere = &tg->ed->eres[SWAP];
    struct bpq_str line = tg->v[at];
    regmatch_t m[10], again;
    int rc;

    if (!matches(ere, line, 10, m))
        return WRONG_AT(tg, SWAP, e, "matches nothing in line %zu", at + 1);
    if (m[0].rm_so == m[0].rm_eo)
        return WRONG_AT(tg, SWAP, e, "matches an empty string in line %zu",
                        at + 1);
    again = m[0];
    if ((size_t)m[0].rm_eo < line.len) {
        again.rm_so = m[0].rm_eo;
        again.rm_eo = (regoff_t)line.len;
        if (!regexec(&ere->re, line.p, 1, &again, REG_STARTEND | REG_NOTBOL))
            return WRONG_AT(tg, SWAP, e, "matches twice in line %zu", at + 1);
    }
    bpq_buf_add(out, line.p, (size_t)m[0].rm_so);
    rc = expand(tg, line, m, out, e);
    bpq_buf_add(out, line.p + m[0].rm_eo, line.len - (size_t)m[0].rm_eo);
    return rc;
}

/* Lines are joined with newlines; the last gets one if the file had one. */
static void put_line(struct bpq_buf *out, struct bpq_str line)
{
    bpq_buf_add(out, line.p, line.len);
    bpq_buf_add(out, "\n", 1);
}

static void put_text(struct bpq_buf *out, const struct bpq_strs *text)
{
    for (size_t i = 0; i < text->n; i++)
        put_line(out, bpq_str(text->v[i]));
}

static int rewrite(const struct target *tg, size_t first, size_t last,
                   struct bpq_buf *out, struct bpq_err *e)
{
    const struct edit *ed = tg->ed;

    for (size_t i = 0; i < tg->n; i++) {
        if (i == first && ed->action != DO_AFTER && ed->action != DO_SWAP)
            put_text(out, &ed->text);
        if (i == first && ed->action == DO_SWAP) {
            int rc = swap(tg, i, out, e);

            if (rc)
                return rc;
            bpq_buf_add(out, "\n", 1);
        } else if (i < first || i > last || ed->action == DO_BEFORE ||
                   ed->action == DO_AFTER) {
            put_line(out, tg->v[i]);
        }
        if (i == last && ed->action == DO_AFTER)
            put_text(out, &ed->text);
    }
    if (!tg->newline && out->len)
        out->p[--out->len] = '\0';
    return too_large(tg, out, e);
}

static int apply_one(const struct bpq_edits *d, const struct edit *ed,
                     const char *path, struct bpq_str text, struct bpq_buf *out,
                     struct bpq_err *e)
{
    struct target tg = {.d = d, .path = path, .ed = ed};
    size_t first, last;
    int rc;

    split(&tg, text);
    rc = find_range(&tg, &first, &last, e);
    if (!rc)
        rc = rewrite(&tg, first, last, out, e);
    if (!rc && bpq_str_eq(text, bpq_buf_str(out)))
        rc = WRONG_AT(&tg, FIND, e,
                      "is found in line %zu, but the edit "
                      "changes nothing; remove it",
                      first + 1);
    free(tg.v);
    return rc;
}

/* Bytes that all edits look at; an honest file of edits needs a tenth. */
#define EDITS_WORK ((uint64_t)1 << 26)

/* The file that consecutive edits are applied to. */
struct open_file {
    char *path; /* NULL: none */
    struct bpq_buf text;
    unsigned mode;
    uint64_t work;
};

static void drop_file(struct open_file *f)
{
    bpq_buf_free(&f->text);
    free(f->path);
    f->path = NULL;
}

/* Put the file back into the tree. */
static int close_file(struct open_file *f, struct bpq_tree *t,
                      struct bpq_err *e)
{
    int rc = BPQ_OK;

    if (f->path)
        rc = bpq_tree_put(t, f->path, bpq_buf_str(&f->text), f->mode, e);
    drop_file(f);
    return rc;
}

static int open_file(struct open_file *f, const char *path, struct bpq_tree *t,
                     struct bpq_err *e)
{
    int rc;

    if (f->path && !strcmp(f->path, path))
        return BPQ_OK;
    rc = close_file(f, t, e);
    if (!rc)
        rc = bpq_tree_get_text(t, path, &f->text, &f->mode, e);
    if (!rc)
        f->path = bpq_strdup(path);
    return rc;
}

static int apply_in_tree(const struct bpq_edits *d, const struct edit *ed,
                         const char *path, struct open_file *f,
                         struct bpq_tree *t, struct bpq_err *e)
{
    struct bpq_buf done = BPQ_BUF_INIT;
    int rc;

    rc = open_file(f, path, t, e);
    if (!rc && !bpq_work_take(&f->work, f->text.len))
        rc = bpq_error(e, BPQ_FAIL, "applying so many edits takes too long");
    if (rc)
        return bpq_error_at(e, "%s:%u", d->name, ed->line);
    rc = apply_one(d, ed, path, bpq_buf_str(&f->text), &done, e);
    if (!rc) {
        struct bpq_buf was = f->text;

        f->text = done;
        done = was;
    }
    bpq_buf_free(&done);
    return rc;
}

/* "edits NAME: PATH (3), PATH (1)" */
static void tell(const struct bpq_edits *d, const struct bpq_strs *paths,
                 struct bpq_strs *did)
{
    struct bpq_buf b = BPQ_BUF_INIT;

    bpq_buf_addf(&b, "edits %s:", d->name);
    for (size_t i = 0; i < paths->n; i++) {
        size_t first = 0, n = 0;

        while (strcmp(paths->v[first], paths->v[i]))
            first++;
        if (first < i)
            continue;
        for (size_t k = i; k < paths->n; k++)
            n += !strcmp(paths->v[k], paths->v[i]);
        bpq_buf_addf(&b, "%s %s (%zu)", i ? "," : "", paths->v[i], n);
    }
    bpq_strs_add(did, b.p);
    bpq_buf_free(&b);
}

int bpq_edits_apply(const struct bpq_edits *d, const struct bpq_plan *plan,
                    const struct bpq_patch *patch, struct bpq_tree *t,
                    struct bpq_strs *did, struct bpq_err *e)
{
    struct bpq_strs paths = {NULL, 0};
    struct open_file f = {.work = EDITS_WORK};
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < d->n; i++) {
        char *path;

        if (!bpq_branches_have(&d->v[i].on, plan))
            continue;
        path = bpq_plan_path(plan, patch, d->v[i].path);
        rc = apply_in_tree(d, &d->v[i], path, &f, t, e);
        bpq_strs_add(&paths, path);
        free(path);
    }
    if (rc)
        drop_file(&f);
    else
        rc = close_file(&f, t, e);
    if (!rc && !paths.n)
        rc = bpq_error(e, BPQ_FAIL, "%s: has no edit for branch %s", d->name,
                       plan ? plan->branch : "(none)");
    if (!rc)
        tell(d, &paths, did);
    bpq_strs_free(&paths);
    return rc;
}
