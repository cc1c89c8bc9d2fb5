/* SPDX-License-Identifier: LGPL-2.1-only */
#include <string.h>

#include "merge/align.h"
#include "base/buf.h"

#define NO_COLUMN ((size_t)-1)
#define MAX_DEPTH 32

/* Behind the last parenthesis that the line opens and does not close. */
static size_t open_column(struct bpq_str line)
{
    size_t at[MAX_DEPTH], depth = 0;

    for (size_t i = 0; i < line.len; i++) {
        if (line.p[i] == '\t')
            return NO_COLUMN;
        if (line.p[i] == '(' && depth < MAX_DEPTH)
            at[depth++] = i + 1;
        else if (line.p[i] == ')' && depth)
            depth--;
    }
    return depth ? at[depth - 1] : NO_COLUMN;
}

static size_t indent(struct bpq_str line)
{
    size_t n = 0;

    while (n < line.len && line.p[n] == ' ')
        n++;
    return n;
}

static struct bpq_str without_indent(struct bpq_str line)
{
    size_t n = indent(line);

    return (struct bpq_str){line.p + n, line.len - n};
}

/* Is the line below an open parenthesis in theirs? */
static bool is_aligned(const struct bpq_lines *theirs, size_t from, size_t n,
                       struct bpq_str line)
{
    for (size_t i = from; i < from + n; i++)
        if (i &&
            bpq_str_eq(without_indent(theirs->v[i]), without_indent(line)) &&
            indent(theirs->v[i]) == open_column(theirs->v[i - 1]))
            return true;
    return false;
}

void bpq_align_lines(struct bpq_buf *out, const struct bpq_lines *result,
                     const struct bpq_lines *theirs, size_t from, size_t n)
{
    for (size_t i = 0; i < result->n; i++) {
        struct bpq_str line = result->v[i];
        size_t column = i ? open_column(result->v[i - 1]) : NO_COLUMN;

        if (column == NO_COLUMN || indent(line) == column ||
            !is_aligned(theirs, from, n, line)) {
            bpq_lines_add(out, line);
            continue;
        }
        for (size_t k = 0; k < column; k++)
            bpq_buf_add(out, " ", 1);
        line = without_indent(line);
        bpq_buf_add(out, line.p, line.len);
    }
}
