/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "base/nearest.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Longer words are not compared. */
#define LONGEST 100

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* The edit distance: letters to add, drop, replace or swap to get b from a. */
static size_t distance(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b);
    size_t d[LONGEST + 1][LONGEST + 1];

    for (size_t i = 0; i <= na; i++)
        d[i][0] = i;
    for (size_t j = 0; j <= nb; j++)
        d[0][j] = j;
    for (size_t i = 1; i <= na; i++)
        for (size_t j = 1; j <= nb; j++) {
            d[i][j] = least(least(d[i - 1][j], d[i][j - 1]) + 1,
                            d[i - 1][j - 1] + !same(a[i - 1], b[j - 1]));
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) &&
                same(a[i - 2], b[j - 1]))
                d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[na][nb];
}

/* The length of the longest common substring. */
static size_t in_common(const char *a, const char *b)
{
    size_t best = 0, n;

    for (const char *p = a; *p; p++)
        for (const char *q = b; *q; q++) {
            for (n = 0; p[n] && same(p[n], q[n]); n++)
                ;
            if (n > best)
                best = n;
        }
    return best;
}

/* The distance of two words: 0 if they are equal, FAR if not related. */
#define FAR 1000

static size_t how_far(const char *word, const char *known)
{
    size_t n = strlen(word), m = strlen(known), d, c;

    if (!strcasecmp(word, known))
        return 0;
    if (n > 1 && n < m && !strncasecmp(word, known, n))
        return 10;
    if (n > 1 && n < m && !strcasecmp(word, known + m - n))
        return 20;
    d = distance(word, known);
    if (d == 1 && n + m > 3)
        return 30;
    c = in_common(word, known);
    if (n > 1 && c == n)
        return 40;
    if (m > 1 && c == m)
        return 50;
    if (d * 3 <= least(n, m))
        return 50 + d;
    if (c > 2 && c * 2 > least(n, m))
        return 300 - c;
    return FAR;
}

const char *bpq_nearest(const char *word, const struct bpq_strs *known)
{
    size_t best = FAR - 1, n = strlen(word);
    const char *nearest = NULL;

    for (size_t i = 0; n <= LONGEST && i < known->n; i++) {
        size_t far;

        if (strlen(known->v[i]) > LONGEST)
            continue;
        far = how_far(word, known->v[i]);
        if (far <= best) {
            best = far;
            nearest = known->v[i];
        }
    }
    return nearest;
}

char *bpq_meant(const char *word, const struct bpq_strs *known)
{
    const char *nearest = bpq_nearest(word, known);

    return nearest ? bpq_fmt(" (did you mean %s?)", nearest) : bpq_strdup("");
}

char *bpq_meant_of(const char *word, const char *what,
                   const struct bpq_strs *known)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    char *meant = bpq_meant(word, known);

    bpq_buf_addf(&b, "; %s ", what);
    for (size_t i = 0; i < known->n; i++)
        bpq_buf_addf(&b, "%s%s", i ? ", " : "", known->v[i]);
    if (!known->n)
        bpq_buf_adds(&b, "none");
    bpq_buf_adds(&b, meant);
    free(meant);
    return b.p;
}
