/* SPDX-License-Identifier: LGPL-2.1-only */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "merge/block.h"
#include "git/lines.h"
#include "merge/words.h"

#define NONE ((size_t)-1)
/* So many letters and digits, and a line is known again. */
#define TELLS 6

static size_t indent(struct bpq_str line)
{
    size_t n = 0, column = 0;

    for (; n < line.len && (line.p[n] == ' ' || line.p[n] == '\t'); n++)
        column = line.p[n] == '\t' ? (column | 7) + 1 : column + 1;
    return column;
}

/* A brace, a label or a preprocessor line opens nothing by itself. */
static bool opens(struct bpq_str line)
{
    struct bpq_str t = bpq_str_strip(line);

    return t.len > 1 && *t.p != '#' && *t.p != '{' && *t.p != '}' &&
           !(t.p[t.len - 1] == ':' && strncmp(t.p, "case", 4) &&
             strncmp(t.p, "default", 7));
}

/* The line that opens the block of line k. */
static size_t block_of(const struct bpq_lines *l, size_t k)
{
    size_t mine = indent(l->v[k]);

    if (!mine)
        return NONE;
    while (k--)
        if (bpq_str_strip(l->v[k]).len && opens(l->v[k]) &&
            indent(l->v[k]) < mine)
            return k;
    return NONE;
}

struct texts {
    const struct bpq_block_range *range;
    struct bpq_lines theirs, result;
    struct bpq_hunks h_theirs, h_result;
};

/* How many braces are open above line k, in its function. */
static int depth_of(const struct bpq_lines *l, size_t k)
{
    struct bpq_open o = {0};
    size_t from = k;

    while (from && *l->v[from - 1].p != '}')
        from--;
    for (; from < k; from++)
        bpq_open_add(&o, l->v[from]);
    return o.braces;
}

bool bpq_same_block(const struct bpq_lines *theirs, size_t k,
                    const struct bpq_lines *result, size_t j)
{
    size_t a = block_of(theirs, k), b = block_of(result, j);

    if ((a == NONE) != (b == NONE) ||
        depth_of(theirs, k) != depth_of(result, j))
        return false;
    if (a == NONE)
        return true;
    if (!indent(theirs->v[a]))
        return bpq_str_eq(bpq_line_called(theirs->v[a]),
                          bpq_line_called(result->v[b]));
    return bpq_lines_alike(theirs->v[a], result->v[b]);
}

/* Added line k of theirs stands in the result in a block that is alike, if it
 * was added there at all. */
static bool in_its_block(const struct texts *t, size_t k)
{
    bool found = false;

    for (size_t i = 0; i < t->h_result.n; i++) {
        const struct bpq_hunk *h = &t->h_result.v[i];

        for (size_t j = h->i; j < h->i + h->chg; j++) {
            if (!bpq_str_eq(bpq_str_strip(t->result.v[j]),
                            bpq_str_strip(t->theirs.v[k])))
                continue;
            if (bpq_same_block(&t->theirs, k, &t->result, j))
                return true;
            found |= !t->range || (j >= t->range->from && j < t->range->to);
        }
    }
    return !found;
}

static char *find(const struct texts *t)
{
    for (size_t i = 0; i < t->h_theirs.n; i++) {
        const struct bpq_hunk *h = &t->h_theirs.v[i];

        for (size_t k = h->i; k < h->i + h->chg; k++)
            if (bpq_line_letters(t->theirs.v[k]) >= TELLS &&
                !bpq_is_comment(t->theirs.v[k]) && !in_its_block(t, k)) {
                struct bpq_str s = bpq_str_strip(t->theirs.v[k]);

                return bpq_strndup(s.p, s.len);
            }
    }
    return NULL;
}

int bpq_block_moved(struct bpq_str base, struct bpq_str theirs,
                    struct bpq_str ours, struct bpq_str result,
                    const struct bpq_block_range *range, char **line,
                    struct bpq_err *e)
{
    struct texts t = {.range = range};
    int rc;

    *line = NULL;
    bpq_lines_split(&t.theirs, theirs);
    bpq_lines_split(&t.result, result);
    rc = bpq_diff(&t.h_theirs, base, theirs, e);
    if (!rc)
        rc = bpq_diff(&t.h_result, ours, result, e);
    if (!rc)
        *line = find(&t);
    bpq_hunks_free(&t.h_theirs);
    bpq_hunks_free(&t.h_result);
    bpq_lines_free(&t.theirs);
    bpq_lines_free(&t.result);
    return rc;
}
