/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/nextlines.h"
#include "base/buf.h"
#include "port/port.h"
#include "port/published.h"
#include "port/where.h"

/* Takes the line over. */
static void add(struct bpq_strs *out, char *line)
{
    bpq_strs_add(out, line);
    free(line);
}

static const char *s_of(size_t n)
{
    return n == 1 ? "" : "s";
}

static void put_names(struct bpq_buf *out, const struct bpq_strs *names)
{
    bpq_buf_addf(out, "name%s ", s_of(names->n));
    for (size_t i = 0; i < names->n; i++)
        bpq_buf_addf(out, "%s%s", i ? ", " : "", names->v[i]);
}

/* ---- files ---- */

static void put_where(struct bpq_strs *out, const char *path,
                      const struct bpq_where *w)
{
    add(out,
        bpq_fmt("    here it is %s, %s%s", w->path, bpq_where_phrase(w->how),
                w->how == BPQ_WHERE_PLAN ? "" : "; in a plan:"));
    if (w->how == BPQ_WHERE_PLAN)
        return;
    add(out, bpq_fmt("    #+ map %s %s", path, w->path));
    add(out,
        bpq_strdup(w->settles ? "    (with this line, its change is settled)"
                              : "    (with this line, lines conflict there)"));
}

/* Of a pick, the reason was said before. */
static void put_file(struct bpq_strs *out, const struct bpq_next_file *f)
{
    const struct bpq_where *w = &f->where;

    if (!f->why && w->how == BPQ_WHERE_SAME)
        return;
    if (f->why)
        add(out, bpq_fmt("%s: %s", f->path, f->why));
    else
        add(out, bpq_fmt("%s:%s", f->path,
                         w->path ? "" : " no file here has its content"));
    if (w->how > BPQ_WHERE_SAME)
        put_where(out, f->path, w);
}

/* ---- candidates ---- */

static void put_made(struct bpq_buf *out, const struct bpq_candidate *c)
{
    bpq_buf_adds(out, "made ");
    if (c->lines)
        bpq_buf_addf(out, "%zu of the lines", c->lines);
    if (c->lines && c->names.n)
        bpq_buf_adds(out, " and the ");
    else if (c->names.n)
        bpq_buf_adds(out, "the ");
    if (c->names.n)
        put_names(out, &c->names);
}

static void put_port(struct bpq_buf *out, const struct bpq_candidate *c)
{
    if (!c->may_take) {
        bpq_buf_adds(out, "a merge, reverted later, or on the branch in "
                          "another form");
        return;
    }
    if (c->port.rule == BPQ_RULE_NONE) {
        bpq_buf_adds(out, "conflicts itself");
        return;
    }
    bpq_buf_addf(out, "ports itself (%s%s)", bpq_rule_name(c->port.rule),
                 c->port.doubt ? ", in doubt" : "");
    if (c->then != BPQ_RULE_NONE)
        bpq_buf_addf(out, ", and then this change does, too (%s)",
                     bpq_rule_name(c->then));
}

char *bpq_candidate_phrase(const struct bpq_candidate *c)
{
    struct bpq_buf b = BPQ_BUF_INIT;

    put_made(&b, c);
    bpq_buf_addf(&b, "; %zu file%s, +%zu -%zu; ", c->files, s_of(c->files),
                 c->added, c->removed);
    put_port(&b, c);
    return b.p;
}

static void put_lacking(struct bpq_strs *out, const struct bpq_next *n)
{
    const struct bpq_lacking *l = &n->lacking;
    struct bpq_buf b = BPQ_BUF_INIT;

    if (!l->lines && !l->names.n)
        return;
    bpq_buf_adds(&b, "missing here: ");
    if (l->lines)
        bpq_buf_addf(&b, "%zu line%s that the change is among", l->lines,
                     s_of(l->lines));
    if (l->lines && l->names.n)
        bpq_buf_adds(&b, ", and the ");
    if (l->names.n)
        put_names(&b, &l->names);
    bpq_buf_adds(&b, n->candidates.n ? "; made by"
                                     : "; no commit between made them");
    bpq_strs_add(out, b.p);
    bpq_buf_free(&b);
}

static void put_candidates(struct bpq_strs *out, const struct bpq_candidates *c)
{
    for (size_t i = 0; i < c->n; i++) {
        char *phrase = bpq_candidate_phrase(&c->v[i]);

        add(out, bpq_fmt("    %s %s", git_oid_tostr_s(&c->v[i].id),
                         c->v[i].subject));
        add(out, bpq_fmt("        %s", phrase));
        free(phrase);
    }
    if (c->more)
        add(out, bpq_fmt("    and %zu more commits, which made less", c->more));
}

void bpq_next_lines(struct bpq_strs *out, const struct bpq_next *n)
{
    for (size_t i = 0; i < n->n; i++)
        put_file(out, &n->v[i]);
    if (!n->n)
        bpq_strs_add(out, "it can be transplanted, but the result is in doubt");
    if (n->doubt)
        add(out, bpq_fmt("    %s", n->doubt));
    if (n->unknown)
        add(out, bpq_fmt("more is not known: %s", n->unknown));
    put_lacking(out, n);
    put_candidates(out, &n->candidates);
}

void bpq_doubt_line(struct bpq_strs *out, const struct bpq_published *p,
                    const git_oid *mainline, const struct bpq_ported *port)
{
    const char *branch;

    if (!port->doubt)
        return;
    branch = bpq_published_where(p, mainline, &port->source);
    if (port->rule != BPQ_RULE_NONE)
        add(out, bpq_fmt("doubt: %s", port->doubt));
    else
        add(out, bpq_fmt("doubt: stable-%s's backport %s is refused: %s",
                         branch ? branch : "?", git_oid_tostr_s(&port->source),
                         port->doubt));
}

void bpq_backport_lines(struct bpq_strs *out, const struct bpq_published *p,
                        const git_oid *mainline)
{
    size_t n;
    const struct bpq_backport *b = bpq_published_of(p, mainline, &n);

    for (size_t i = 0; i < n; i++)
        add(out,
            bpq_fmt("stable-%s has it as %s", p->branches[b[i].branch].name,
                    git_oid_tostr_s(&b[i].id)));
}
