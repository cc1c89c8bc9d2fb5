/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/textfile.h"
#include "git/difftext.h"
#include "git/lines.h"
#include "git/names.h"
#include "git/repo.h"
#include "git/treediff.h"
#include "port/between.h"
#include "port/next.h"
#include "port/port.h"
#include "port/prerequisites.h"
#include "port/published.h"
#include "verbs/job.h"
#include "verbs/progress.h"
#include "verbs/say.h"

/* A line of PAIRS.tsv. */
struct pair {
    const char *branch, *backport, *mainline;
};

enum outcome { EXACT, DIFFERENT, CONFLICT, ERROR, N_OUTCOMES };
static const char *const outcome_names[N_OUTCOMES] = {"exact", "different",
                                                      "conflict", "error"};

struct corpus {
    struct bpq_porter porter;
    struct bpq_histories histories;
    unsigned rules;
    struct bpq_buf table;
    size_t count[BPQ_N_RULES][N_OUTCOMES];
};

/* ---- the table of pairs ---- */

enum column { BRANCH, BACKPORT, MAINLINE, N_COLUMNS };
static const char *const column_names[N_COLUMNS] = {"branch", "backport",
                                                    "mainline"};

/* Field n of a line; NULL if it has not so many.  It is not ended. */
static char *field(char *line, size_t n)
{
    for (; n; n--) {
        line = strchr(line, '\t');
        if (!line)
            return NULL;
        line++;
    }
    return line;
}

static size_t field_len(const char *f)
{
    return strcspn(f, "\t");
}

static int find_columns(const struct bpq_textfile *f, size_t at[N_COLUMNS],
                        struct bpq_err *e)
{
    for (int c = 0; c < N_COLUMNS; c++) {
        const char *name = column_names[c];
        char *s = NULL;

        for (at[c] = 0; f->n && (s = field(f->v[0], at[c])); at[c]++)
            if (field_len(s) == strlen(name) && !strncmp(s, name, strlen(name)))
                break;
        if (!s)
            return bpq_error(e, BPQ_FAIL,
                             "%s:1: its heading has no column \"%s\": the "
                             "table needs branch, backport and mainline, "
                             "divided by tabs",
                             f->name, name);
    }
    return BPQ_OK;
}

static int parse_pair(const struct bpq_textfile *f, size_t line,
                      const size_t at[N_COLUMNS], struct pair *out,
                      struct bpq_err *e)
{
    char *v[N_COLUMNS] = {0};

    for (int c = 0; c < N_COLUMNS; c++) {
        v[c] = field(f->v[line], at[c]);
        if (!v[c] || !field_len(v[c]))
            return bpq_error(e, BPQ_FAIL,
                             "%s:%zu: has nothing in column \"%s\"", f->name,
                             line + 1, column_names[c]);
    }
    for (int c = 0; c < N_COLUMNS; c++)
        v[c][field_len(v[c])] = 0;
    *out = (struct pair){v[BRANCH], v[BACKPORT], v[MAINLINE]};
    return BPQ_OK;
}

/* ---- one pair ---- */

struct commit {
    git_oid id, parent;
    struct bpq_treechange change;
    git_time_t when;
};

static int read_commit(struct bpq_repo *repo, const char *name,
                       struct commit *out, struct bpq_err *e)
{
    git_commit *c = NULL;
    int rc = bpq_repo_commit(repo, name, &c, e);

    if (rc)
        return rc;
    out->id = *git_commit_id(c);
    out->when = git_commit_time(c);
    rc = bpq_treechange_of(repo, c, &out->change, e);
    if (!rc)
        out->parent = *git_commit_parent_id(c, 0);
    git_commit_free(c);
    return rc;
}

static enum outcome judge(const struct bpq_ported *p, const git_oid *real)
{
    if (p->rule == BPQ_RULE_NONE)
        return CONFLICT;
    return git_oid_equal(&p->tree, real) ? EXACT : DIFFERENT;
}

static void put_row(struct corpus *c, const struct pair *p,
                    enum outcome outcome, const struct bpq_ported *got)
{
    char source[GIT_OID_HEXSZ + 1] = "-";

    if (got && got->rule != BPQ_RULE_NONE)
        git_oid_tostr(source, sizeof(source), &got->source);
    bpq_buf_addf(&c->table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", p->branch,
                 p->backport, p->mainline, outcome_names[outcome],
                 got ? bpq_rule_name(got->rule) : "none", source,
                 got && got->rule != BPQ_RULE_NONE && got->doubt ? "yes"
                                                                 : "no");
    c->count[got ? got->rule : BPQ_RULE_NONE][outcome]++;
}

/* The place of the commit on its branch; 0, with nothing before it, if the
 * branch lacks it. */
static size_t place_of(const struct corpus *c, const char *branch,
                       const git_oid *id)
{
    const struct bpq_stable *s =
        bpq_published_branch(&c->porter.published, branch);

    for (size_t i = 0; s && i < s->n; i++)
        if (git_oid_equal(&s->commits[i], id))
            return i;
    return 0;
}

/* ---- prerequisites ---- */

/*
 * What a patch does, apart from what it is made on top of: the words that it
 * adds, less those that it removes; and the lines that it adds.  White space
 * does not count.
 */
struct effect {
    uint64_t words, lines;
};

static uint64_t hash(uint64_t h, char c)
{
    return (h ^ (unsigned char)c) * 0x100000001b3ull;
}

static bool in_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* A line of a patch, without the sign before it. */
static void add_line(struct effect *f, struct bpq_str line, bool added)
{
    uint64_t sum = 1;

    for (size_t i = 0; i < line.len;) {
        uint64_t word = 1;
        size_t from = i;

        do
            word = hash(word, line.p[i++]);
        while (i < line.len && in_word(line.p[from]) && in_word(line.p[i]));
        if (isspace((unsigned char)line.p[from]))
            continue;
        sum = hash(sum ^ word, ' ');
        f->words += added ? word : 0 - word;
    }
    if (added && sum != 1)
        f->lines += sum;
}

static int find_effect(struct effect *f, struct bpq_repo *repo,
                       const git_oid *from, const git_oid *to,
                       struct bpq_err *e)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_lines l = {NULL, 0};
    bool in_hunk = false;
    int rc = bpq_difftext_trees(&text, repo, from, to, NULL, e);

    *f = (struct effect){0, 0};
    bpq_lines_split(&l, bpq_buf_str(&text));
    for (size_t i = 0; !rc && i < l.n; i++) {
        struct bpq_str s = l.v[i];

        in_hunk = *s.p == '@' || (in_hunk && *s.p != 'd');
        if (in_hunk && (*s.p == '+' || *s.p == '-'))
            add_line(f, (struct bpq_str){s.p + 1, s.len - 1}, *s.p == '+');
    }
    bpq_lines_free(&l);
    bpq_buf_free(&text);
    return rc;
}

/*
 * The maintainer took the prerequisites at another time, in part, or not at
 * all, so that trees cannot be compared.  The patch on top of them is exact if
 * it has the effect of the maintainer's on words, or if it adds the same lines.
 */
static int judge_on_top(struct corpus *c, const struct bpq_prerequisites *r,
                        const struct bpq_treechange *real,
                        enum outcome *outcome, struct bpq_err *e)
{
    struct bpq_repo *repo = c->porter.repo;
    struct effect ours, theirs = {0, 0};
    int rc =
        find_effect(&ours, repo, &r->port[r->n - 1].tree, &r->then.tree, e);

    if (!rc)
        rc = find_effect(&theirs, repo, &real->from, &real->to, e);
    *outcome = ours.words == theirs.words || ours.lines == theirs.lines
                   ? EXACT
                   : DIFFERENT;
    return rc;
}

/* Try commits that the change needs; got gets the rule if that settles it. */
static int need(struct corpus *c, const struct bpq_going *going,
                const struct bpq_treechange *real, struct bpq_ported *got,
                enum outcome *outcome, struct bpq_err *e)
{
    struct bpq_prerequisites r = {0};
    struct bpq_next next;
    int rc = bpq_next_read(&next, &c->porter, &c->histories, going, NULL, e);

    if (!rc)
        rc = bpq_prerequisites_find(&r, &c->porter, &next, &going->what, e);
    if (!rc && r.n) {
        rc = judge_on_top(c, &r, real, outcome, e);
        got->rule = BPQ_RULE_PREREQUISITE;
        got->source = r.v[r.n - 1]->id;
    }
    bpq_prerequisites_free(&r);
    bpq_next_free(&next);
    /* the index must not be of a tree that is forgotten */
    if (!rc)
        rc = bpq_names_move(&c->porter.doubt.ours, &going->what.onto, e);
    return rc;
}

/* A pair that cannot be replayed is a row, too, and its error is said. */
static void replay(struct corpus *c, const struct pair *p)
{
    struct bpq_repo *repo = c->porter.repo;
    struct commit mainline = {0}, backport = {0};
    struct bpq_going going = {.what = {.branch = p->branch}};
    struct bpq_port *what = &going.what;
    enum outcome outcome = ERROR;
    struct bpq_ported got = {0};
    struct bpq_err e = {0};
    int rc;

    rc = read_commit(repo, p->mainline, &mainline, &e);
    if (!rc)
        rc = read_commit(repo, p->backport, &backport, &e);
    if (!rc) {
        what->mainline = mainline.id;
        what->change = mainline.change;
        what->onto = backport.change.from;
        what->before = backport.when;
        what->rules = c->rules;
        what->at = place_of(c, p->branch, &backport.id);
        rc = bpq_port(&c->porter, what, &got, &e);
    }
    if (!rc) {
        outcome = judge(&got, &backport.change.to);
        going.parent = mainline.parent;
        going.base = backport.parent;
    }
    if (!rc && outcome == CONFLICT &&
        (c->rules & BPQ_RULE_BIT(BPQ_RULE_PREREQUISITE)))
        rc = need(c, &going, &backport.change, &got, &outcome, &e);
    if (rc)
        say_error(&e);
    put_row(c, p, rc ? ERROR : outcome, rc ? NULL : &got);
    bpq_ported_free(&got);
    bpq_err_clear(&e);
    bpq_repo_forget(repo);
}

/* ---- what came of all ---- */

/* The bounds of Wilson's interval for k of n, in percent, at 95 %. */
static void wilson(size_t k, size_t n, double *low, double *high)
{
    const double z = 1.96;
    double p = (double)k / (double)n, zz = z * z / (double)n;
    double middle = p + zz / 2;
    double half = z * sqrt((p * (1 - p) + zz / 4) / (double)n);

    *low = 100 * (middle - half) / (1 + zz);
    *high = 100 * (middle + half) / (1 + zz);
}

static void put_line(const char *name, size_t exact, size_t settled)
{
    double low, high;

    if (!settled)
        return;
    wilson(exact, settled, &low, &high);
    say("  %-20s %5zu exact of %5zu settled, %5.1f %% (%.1f to %.1f %%)", name,
        exact, settled, 100 * (double)exact / (double)settled, low, high);
}

static void report(const struct corpus *c, size_t n)
{
    size_t exact = 0, settled = 0, errors = 0;

    for (int r = BPQ_RULE_NONE + 1; r < BPQ_N_RULES; r++) {
        const size_t *k = c->count[r];

        put_line(bpq_rule_name(r), k[EXACT], k[EXACT] + k[DIFFERENT]);
        exact += k[EXACT];
        settled += k[EXACT] + k[DIFFERENT];
    }
    errors = c->count[BPQ_RULE_NONE][ERROR];
    put_line("all rules", exact, settled);
    say("%zu pairs: %zu exact (%.1f %%), %zu different, %zu in conflict, %zu "
        "with an error",
        n, exact, n ? 100 * (double)exact / (double)n : 0.0, settled - exact,
        n - settled - errors, errors);
}

static int run(struct job *job, struct bpq_err *e)
{
    struct corpus c = {.rules = BPQ_RULES_TRUSTED};
    struct bpq_textfile f = {0};
    size_t at[N_COLUMNS];
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < job->accept.n; i++)
        rc = bpq_rule_accept(&c.rules, job->accept.v[i], e);
    if (!rc)
        rc = bpq_textfile_read(&f, job->args[0], job->args[0], e);
    if (!rc)
        rc = find_columns(&f, at, e);
    if (!rc)
        rc = job_open_clone(job, e);
    if (!rc)
        rc = bpq_porter_open(&c.porter, &job->repo, e);
    bpq_histories_open(&c.histories, &job->repo);
    bpq_buf_adds(&c.table, "branch\tbackport\tmainline\toutcome\trule\tsource\t"
                           "doubt\n");
    for (size_t i = 1; !rc && i < f.n; i++) {
        struct pair p = {0};

        progress_show(i, f.n - 1, "pair");
        rc = parse_pair(&f, i, at, &p, e);
        if (!rc)
            replay(&c, &p);
    }
    progress_end();
    if (!rc && job->out)
        rc = bpq_file_write(job->out, bpq_buf_str(&c.table), e);
    if (!rc)
        report(&c, f.n - 1);
    bpq_histories_close(&c.histories);
    bpq_porter_close(&c.porter);
    bpq_buf_free(&c.table);
    bpq_textfile_free(&f);
    return rc;
}

const struct verb verb_corpus = {
    .name = "corpus",
    .args = "PAIRS.tsv",
    .does = "replay backports that maintainers made, and compare",
    .help = "PAIRS.tsv is a table with a heading; its columns branch, backport "
            "and mainline are\nread.  Each mainline commit is ported to the "
            "parent of its backport, by what was\npublished before that; it is "
            "exact if the whole tree is the maintainer's.\n",
    .options = "xRc",
    .min_args = 1,
    .max_args = 1,
    .without_root = true,
    .run = run,
};
