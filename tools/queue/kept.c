/* SPDX-License-Identifier: LGPL-2.1-only */
#include "queue/kept.h"

#include "git/lines.h"

struct versions {
    struct bpq_lines before, after, was, now;
};

static size_t count(const struct bpq_lines *l, struct bpq_str line)
{
    size_t n = 0;

    for (size_t i = 0; i < l->n; i++)
        n += bpq_str_eq(bpq_line_trim(l->v[i]), line);
    return n;
}

/* What one line says of the change, to which it was added, or from which it was
 * removed. */
static enum bpq_kept tell(const struct versions *v, struct bpq_str line,
                          bool added)
{
    size_t was, now;

    line = bpq_line_trim(line);
    if (!bpq_line_letters(line))
        return BPQ_KEPT_UNTOLD;
    was = count(&v->was, line);
    now = count(&v->now, line);
    if (added)
        return now < was ? BPQ_KEPT_NOT : was ? BPQ_KEPT : BPQ_KEPT_UNTOLD;
    return now > was ? BPQ_KEPT_NOT : was ? BPQ_KEPT_UNTOLD : BPQ_KEPT;
}

static void tell_all(const struct versions *v, const struct bpq_hunks *h,
                     enum bpq_kept *kept)
{
    enum bpq_kept one;

    *kept = BPQ_KEPT_UNTOLD;
    for (size_t k = 0; *kept != BPQ_KEPT_NOT && k < h->n; k++) {
        size_t removed = h->v[k].chg0;

        for (size_t i = 0; i < removed + h->v[k].chg; i++) {
            one = i < removed
                      ? tell(v, v->before.v[h->v[k].i0 + i], false)
                      : tell(v, v->after.v[h->v[k].i + i - removed], true);
            if (one != BPQ_KEPT_UNTOLD)
                *kept = one;
            if (one == BPQ_KEPT_NOT)
                return;
        }
    }
}

int bpq_kept(const struct bpq_kept_texts *t, enum bpq_kept *kept,
             struct bpq_err *e)
{
    struct bpq_hunks h = {0};
    struct versions v;
    int rc = bpq_diff(&h, t->before, t->after, e);

    bpq_lines_split(&v.before, t->before);
    bpq_lines_split(&v.after, t->after);
    bpq_lines_split(&v.was, t->was);
    bpq_lines_split(&v.now, t->now);
    if (!rc)
        tell_all(&v, &h, kept);
    bpq_lines_free(&v.now);
    bpq_lines_free(&v.was);
    bpq_lines_free(&v.after);
    bpq_lines_free(&v.before);
    bpq_hunks_free(&h);
    return rc;
}
