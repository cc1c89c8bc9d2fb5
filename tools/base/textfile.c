/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "base/textfile.h"

#include <limits.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/file.h"

static int split(struct bpq_textfile *f, struct bpq_err *e)
{
    char *p = f->text.p, *end = p + f->text.len;

    while (p < end) {
        char *nl = memchr(p, '\n', (size_t)(end - p));
        char *stop = nl ? nl : end;
        size_t len = (size_t)(stop - p);

        f->v = bpq_grow(f->v, f->n + 1, sizeof(*f->v));
        f->v[f->n++] = p;
        if (memchr(p, '\0', len))
            return bpq_error(
                e, BPQ_FAIL,
                "%s:%zu: has a NUL byte; this has to be a text file", f->name,
                f->n);
        if (memchr(p, '\r', len))
            return bpq_error(e, BPQ_FAIL,
                             "%s:%zu: has a carriage return; save the file "
                             "with plain newlines",
                             f->name, f->n);
        *stop = '\0';
        p = stop + 1;
    }
    return BPQ_OK;
}

int bpq_textfile_read(struct bpq_textfile *f, const char *path,
                      const char *name, struct bpq_err *e)
{
    int rc;

    memset(f, 0, sizeof(*f));
    f->name = bpq_strdup(name);
    rc = bpq_file_read(path, &f->text, e);
    if (!rc)
        rc = split(f, e);
    if (rc)
        bpq_textfile_free(f);
    return rc;
}

void bpq_textfile_free(struct bpq_textfile *f)
{
    bpq_buf_free(&f->text);
    free(f->name);
    free(f->v);
    memset(f, 0, sizeof(*f));
}

char *bpq_word(char **p)
{
    char *word = *p + strspn(*p, " \t");
    char *end = word + strcspn(word, " \t");

    *p = end + strspn(end, " \t");
    if (end == word)
        return NULL;
    *end = '\0';
    return word;
}

static const char *component_fault(const char *c, size_t len)
{
    if (!len)
        return "has an empty component";
    if (len == 1 && c[0] == '.')
        return "has a component \".\"";
    if (len == 2 && c[0] == '.' && c[1] == '.')
        return "has a component \"..\"";
    if (len == 4 && !strncasecmp(c, ".git", 4))
        return "leads into .git";
    return NULL;
}

const char *bpq_path_fault(const char *path)
{
    const char *c = path;

    if (!*path)
        return "is empty";
    if (strlen(path) >= PATH_MAX) /* folders are read one in the other */
        return "is too long";
    if (*path == '/')
        return "is absolute, but has to be relative";
    for (;;) {
        size_t len = strcspn(c, "/");
        const char *fault = component_fault(c, len);

        if (fault)
            return fault;
        if (!c[len])
            return NULL;
        c += len + 1;
    }
}

bool bpq_is_hex(const char *s, size_t n)
{
    return strlen(s) == n && strspn(s, "0123456789abcdef") == n;
}

/*
 * The C library copies what a {N} or + repeats, tries each way in which a
 * repeated part may match nothing, with each set of assertions that holds
 * there, and looks for all ways in which a \1 may match: a short expression
 * could need all memory, or years.
 */
#define ERE_MAX 1000
#define ERE_WAYS 32
#define ERE_ASSERTIONS 2

struct ere {
    size_t parts; /* when all is copied */
    size_t empty; /* in how many ways it matches nothing */
    size_t ways;  /* the most of what is repeated in it */
    size_t assertions;
};

static size_t at_most(size_t n)
{
    return n <= ERE_MAX ? n : ERE_MAX + 1;
}

/* The numbers of "{N,M}"; *p moves behind it.  Of "{N,}" the second is 0. */
static void ere_times(const char **p, size_t *least, size_t *most)
{
    char *end;

    *least = at_most(strtoul(*p + 1, &end, 10));
    *most = *least;
    if (*end == ',')
        *most = at_most(strtoul(end + 1, NULL, 10));
    *p += strcspn(*p, "}");
    *p += **p == '}';
}

/* "[...]", in which "[:", "[." and "[=" begin a name; *p moves behind it. */
static void ere_skip_set(const char **p)
{
    const char *s = *p + 1;

    s += *s == '^';
    s += *s == ']';
    while (*s && *s != ']') {
        char name[3] = {s[1], ']', 0};
        const char *end =
            *s == '[' && strspn(name, ":.=") ? strstr(s + 2, name) : NULL;

        s = end ? end + 2 : s + 1;
    }
    *p = s + (*s == ']');
}

/* x, or nothing, once or as often as there is more. */
static struct ere ere_optional(struct ere x)
{
    size_t ways = x.ways > x.empty ? x.ways : x.empty;

    if (x.empty && x.assertions > ERE_ASSERTIONS)
        ways = ERE_MAX;
    return (struct ere){at_most(x.parts + 1), at_most(x.empty + 1),
                        at_most(ways * (x.empty ? 2 : 1)), x.assertions};
}

/* Two parts that are both empty are so in each way of one with each of the
 * other. */
static struct ere ere_both(struct ere x, struct ere y)
{
    size_t ways = x.ways > y.ways ? x.ways : y.ways;

    if (x.empty && y.empty)
        ways = at_most(x.ways * y.ways);
    return (struct ere){at_most(x.parts + y.parts), at_most(x.empty * y.empty),
                        ways, at_most(x.assertions + y.assertions)};
}

static struct ere ere_copies(struct ere x, size_t n)
{
    struct ere all = {0, 1, 1, 0};

    if (x.ways < x.empty)
        x.ways = x.empty;
    while (n--)
        all = ere_both(all, x);
    return all;
}

/* The "*", "?", "+" or "{N,M}" at *p, which moves behind it, repeats a part. */
static struct ere ere_repeat(const char **p, struct ere x)
{
    size_t least, most;

    if (**p != '{') /* x+ is copied as xx* */
        return *(*p)++ == '+' ? ere_both(x, ere_optional(x)) : ere_optional(x);
    ere_times(p, &least, &most);
    if (most > least)
        return ere_both(ere_copies(x, least),
                        ere_copies(ere_optional(x), most - least));
    if (most < least || !least) /* {N,}, or what regcomp refuses */
        return ere_both(ere_copies(x, least), ere_optional(x));
    return ere_copies(x, least);
}

static struct ere ere_size(const char **p, bool in_group, bool *refers);

/* What one repeat would repeat; *p moves behind it. */
static struct ere ere_part(const char **p, bool *refers)
{
    static const struct ere one = {1, 0, 1, 0};
    /* it holds, or it does not */
    static const struct ere assertion = {1, 2, 1, 1};
    struct ere group;

    if (**p == '[') {
        ere_skip_set(p);
        return one;
    }
    if (**p == '\\' && (*p)[1]) {
        *refers |= (*p)[1] >= '1' && (*p)[1] <= '9';
        *p += 2;
        return strchr("bB<>`'", (*p)[-1]) ? assertion : one;
    }
    if (*(*p)++ != '(')
        return strchr("^$", (*p)[-1]) ? assertion : one;
    group = ere_size(p, true, refers);
    group.parts = at_most(group.parts + 1);
    *p += **p == ')';
    return group;
}

/* An expression, or one within a group up to its ')', to which *p moves.  A ')'
 * of no group stands for itself. */
static struct ere ere_size(const char **p, bool in_group, bool *refers)
{
    struct ere all = {0, 0, 1, 0};
    size_t empty = 1; /* of this branch */

    while (**p && !(in_group && **p == ')')) {
        struct ere part;

        if (**p == '|') {
            ++*p;
            all.parts = at_most(all.parts + 1);
            all.empty = at_most(all.empty + empty);
            empty = 1;
            continue;
        }
        part = ere_part(p, refers);
        while (**p && strchr("*+?{", **p))
            part = ere_repeat(p, part);
        all.parts = at_most(all.parts + part.parts);
        all.ways = all.ways > part.ways ? all.ways : part.ways;
        all.assertions = at_most(all.assertions + part.assertions);
        empty = at_most(empty * part.empty);
    }
    all.empty = at_most(all.empty + empty);
    return all;
}

static int ere_refuse_huge(const char *ere, struct bpq_err *e)
{
    const char *p = ere;
    bool refers = false;
    struct ere size = {0};

    if (strlen(ere) <= ERE_MAX)
        size = ere_size(&p, false, &refers);
    if (size.ways > ERE_WAYS)
        return bpq_error(e, BPQ_FAIL,
                         "the expression repeats what may match nothing in "
                         "too many ways; take repeats of repeats, and ^ $ and "
                         "\\b, out of what it repeats");
    if (*p || size.parts > ERE_MAX)
        return bpq_error(e, BPQ_FAIL,
                         "the expression has more than %d parts, those that "
                         "{ } and + repeat counted each time; make it shorter",
                         ERE_MAX);
    if (refers)
        return bpq_error(e, BPQ_FAIL,
                         "the expression refers to a group (\\1), which is no "
                         "POSIX extended regular expression; write out what "
                         "it may be");
    return BPQ_OK;
}

int bpq_ere_check(const char *ere, struct bpq_err *e)
{
    size_t len = strlen(ere);
    regex_t re;
    int r;

    if (!len)
        return bpq_error(e, BPQ_FAIL, "an expression (ERE) is missing");
    if (ere[len - 1] == ' ' || ere[len - 1] == '\t')
        return bpq_error(e, BPQ_FAIL,
                         "the expression ends with an invisible blank; remove "
                         "it or write [ ]");
    if (ere_refuse_huge(ere, e))
        return e->rc;
    r = regcomp(&re, ere, REG_EXTENDED | REG_NOSUB);
    if (r) {
        char why[128];

        regerror(r, &re, why, sizeof(why));
        return bpq_error(e, BPQ_FAIL, "\"%s\" is not a regular expression: %s",
                         ere, why);
    }
    regfree(&re);
    return BPQ_OK;
}

int bpq_refuse_link(const char *root, const char *file, struct bpq_err *e)
{
    char *full = bpq_fmt("%s/%s", root, file);
    char *p = full + strlen(root);
    struct stat st;
    bool is = false;

    while (!is && p) {
        p = strchr(p + 1, '/');
        if (p)
            *p = '\0';
        is = !lstat(full, &st) && S_ISLNK(st.st_mode);
        if (p)
            *p = '/';
    }
    free(full);
    return is ? bpq_error(e, BPQ_FAIL,
                          "%s is a symbolic link or reached through one: "
                          "replace it with the file itself",
                          file)
              : BPQ_OK;
}
