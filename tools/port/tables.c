/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "port/tables.h"
#include "base/buf.h"
#include "git/lines.h"
#include "merge/words.h"

/* Of a table, in lines. */
#define SHORTEST 3
#define LONGEST 200

/* A line's build, and its numbers; comments do not count. */
struct row {
    struct bpq_buf shape, numbers;
};

static void read_row(struct row *r, struct bpq_str line)
{
    const char *p = line.p, *end = line.p + line.len;

    bpq_buf_reset(&r->shape);
    bpq_buf_reset(&r->numbers);
    bpq_buf_adds(&r->shape, "");
    bpq_buf_adds(&r->numbers, "");
    while (p < end) {
        const char *from = p++;

        if (*from == '/' && p < end && (*p == '*' || *p == '/'))
            return;
        if (isspace((unsigned char)*from))
            continue;
        while (bpq_is_word_char(*from) && p < end && bpq_is_word_char(*p))
            p++;
        if (isdigit((unsigned char)*from)) {
            bpq_buf_add(&r->shape, "0", 1);
            bpq_buf_add(&r->numbers, from, (size_t)(p - from));
            bpq_buf_add(&r->numbers, " ", 1);
        } else {
            bpq_buf_add(&r->shape, bpq_is_word_char(*from) ? "a" : from, 1);
        }
    }
}

static void free_row(struct row *r)
{
    bpq_buf_free(&r->shape);
    bpq_buf_free(&r->numbers);
}

static bool same_shape(const struct row *a, const struct row *b)
{
    return bpq_str_eq(bpq_buf_str(&a->shape), bpq_buf_str(&b->shape));
}

/*
 * The lines around line k that are built as it is: from *from up to *to, or the
 * first LONGEST of them on each side.
 */
static void find_table(const struct bpq_lines *l, size_t k, size_t *from,
                       size_t *to)
{
    struct row mine = {BPQ_BUF_INIT, BPQ_BUF_INIT};
    struct row other = {BPQ_BUF_INIT, BPQ_BUF_INIT};

    read_row(&mine, l->v[k]);
    for (*from = k; *from && k - *from < LONGEST; (*from)--) {
        read_row(&other, l->v[*from - 1]);
        if (!same_shape(&mine, &other))
            break;
    }
    for (*to = k + 1; *to < l->n && *to - k < LONGEST; (*to)++) {
        read_row(&other, l->v[*to]);
        if (!same_shape(&mine, &other))
            break;
    }
    free_row(&mine);
    free_row(&other);
}

/* Does a line of the table but k itself have k's numbers?  All others have to
 * differ from each other. */
static bool repeats(const struct bpq_lines *l, size_t from, size_t to, size_t k,
                    const bool *added)
{
    struct row *rows = bpq_alloc((to - from) * sizeof(*rows));
    bool mine = false, others = false;

    for (size_t i = from; i < to; i++)
        read_row(&rows[i - from], l->v[i]);
    for (size_t i = from; i < to; i++)
        for (size_t j = i + 1; j < to; j++) {
            if (!bpq_str_eq(bpq_buf_str(&rows[i - from].numbers),
                            bpq_buf_str(&rows[j - from].numbers)))
                continue;
            if (!added[i] && !added[j])
                others = true;
            else if ((i == k && !added[j]) || (j == k && !added[i]))
                mine = true;
        }
    for (size_t i = from; i < to; i++)
        free_row(&rows[i - from]);
    free(rows);
    return mine && !others;
}

static bool has_numbers(struct bpq_str line)
{
    struct row r = {BPQ_BUF_INIT, BPQ_BUF_INIT};
    bool has;

    read_row(&r, line);
    has = r.numbers.len != 0;
    free_row(&r);
    return has;
}

void bpq_table_repeats(const struct bpq_hunks *h, const struct bpq_lines *new,
                       char **line)
{
    bool *added = bpq_alloc((new->n + 1) * sizeof(*added));

    *line = NULL;
    for (size_t i = 0; i < h->n; i++)
        memset(added + h->v[i].i, true, h->v[i].chg);
    for (size_t k = 0; k < new->n && !*line; k++) {
        size_t from, to;

        if (!added[k] || !has_numbers(new->v[k]))
            continue;
        find_table(new, k, &from, &to);
        if (to - from >= SHORTEST && to - from < LONGEST &&
            repeats(new, from, to, k, added)) {
            struct bpq_str t = bpq_line_trim(new->v[k]);

            *line = bpq_strndup(t.p, t.len);
        }
    }
    free(added);
}
