/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "attrs.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

void bpq_attrs_push(struct bpq_attrs *a, const char *folder,
                    struct bpq_str text)
{
    a->v = bpq_grow(a->v, a->n + 1, sizeof(*a->v));
    a->v[a->n].folder = bpq_strdup(folder);
    a->v[a->n++].text = bpq_strndup(text.p, text.len);
}

void bpq_attrs_pop(struct bpq_attrs *a)
{
    a->n--;
    free(a->v[a->n].folder);
    free(a->v[a->n].text);
}

void bpq_attrs_free(struct bpq_attrs *a)
{
    while (a->n)
        bpq_attrs_pop(a);
    free(a->v);
    *a = (struct bpq_attrs){0};
}

/* ---- patterns ---- */

/* [...] and what is behind it; NULL if it is not closed. */
static const char *behind_class(const char *p)
{
    const char *q = p + 1;

    if (*q == '!' || *q == '^')
        q++;
    if (*q == ']')
        q++;
    q += strcspn(q, "]");
    return *q ? q + 1 : NULL;
}

static bool in_class(const char *p, const char *end, char c)
{
    char *class = bpq_strndup(p, end - p), one[2] = {c, 0};
    bool in = c != '/' && !fnmatch(class, one, 0);

    free(class);
    return in;
}

/* A pattern with a slash, where only "**" goes from folder to folder. */
static bool match(const char *p, const char *s, bool at_slash)
{
    const char *end;

    for (; *p; at_slash = *p == '/', p++, s++) {
        if (*p == '*' && p[1] == '*' && at_slash && !p[2])
            return *s;
        if (*p == '*' && p[1] == '*' && at_slash && p[2] == '/') {
            for (; s; s = strchr(s, '/') ? strchr(s, '/') + 1 : NULL)
                if (match(p + 3, s, true))
                    return true;
            return false;
        }
        if (*p == '*') {
            while (p[1] == '*')
                p++;
            for (;; s++) {
                if (match(p + 1, s, false))
                    return true;
                if (!*s || *s == '/')
                    return false;
            }
        }
        if (!*s)
            return false;
        if (*p == '[') {
            end = behind_class(p);
            if (!end || !in_class(p, end, *s))
                return false;
            p = end - 1;
            continue;
        }
        if (*p == '?' ? *s == '/' : *(*p == '\\' && p[1] ? ++p : p) != *s)
            return false;
    }
    return !*s;
}

/*
 * path is relative to the folder of the pattern's file.  As with .gitignore, a
 * slash at the end is for folders alone and makes no path of a name.
 */
static bool is_meant(const char *pattern, const char *path)
{
    size_t n = strlen(pattern), len = strlen(path);
    bool folder = len && path[len - 1] == '/';
    char *name = bpq_strndup(pattern, n && pattern[n - 1] == '/' ? n - 1 : n);
    char *it = bpq_strndup(path, folder ? len - 1 : len);
    const char *slash = strrchr(it, '/');
    bool meant = n && (folder || pattern[n - 1] != '/');

    if (meant && strchr(name, '/'))
        meant = match(name + (*name == '/'), it, true);
    else if (meant)
        meant = match(name, slash ? slash + 1 : it, true);
    free(it);
    free(name);
    return meant;
}

/* ---- lines ---- */

/* The byte behind a backslash in quotes, as git quotes names; -1: none. */
static int unquoted(const char **s)
{
    static const char names[] = "abfnrtv\\\"", bytes[] = "\a\b\f\n\r\t\v\\\"";
    const char *p = *s, *name = *p ? strchr(names, *p) : NULL;

    *s += 1;
    if (name)
        return bytes[name - names];
    if (*p < '0' || *p > '3' || p[1] < '0' || p[1] > '7' || p[2] < '0' ||
        p[2] > '7')
        return -1;
    *s += 2;
    return (p[0] - '0') << 6 | (p[1] - '0') << 3 | (p[2] - '0');
}

/* What is in quotes at *p, which goes behind them; NULL if they are no quotes.
 */
static char *take_quoted(const char **p)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    const char *s = *p + 1;
    int byte = **p == '"' ? 0 : -1;

    bpq_buf_adds(&b, "");
    while (byte >= 0 && *s && *s != '"') {
        byte = (unsigned char)*s++;
        if (byte == '\\')
            byte = unquoted(&s);
        bpq_buf_add(&b, &(char){(char)byte}, 1);
    }
    if (byte >= 0 && *s) {
        *p = s + 1;
        return b.p;
    }
    bpq_buf_free(&b);
    return NULL;
}

/* What follows *p up to a blank, or in quotes; *p goes behind it. */
static char *take_pattern(const char **p)
{
    char *pattern = take_quoted(p);
    size_t n = strcspn(*p, " \t\r");

    if (pattern)
        return pattern;
    *p += n;
    return bpq_strndup(*p - n, n);
}

/* What is asked for, and which file is the top folder's. */
struct question {
    const char *attr, *value, *top;
    unsigned left; /* macros that may be looked for, were they in a circle */
};

enum said { NOTHING, NO, YES };

static enum said words_say(const char *p, struct question *q);

/* The next line of the text at *p, which goes behind it; NULL: there is none */
static char *next_line(const char **p)
{
    size_t len = strcspn(*p, "\n");
    char *line = **p ? bpq_strndup(*p, len) : NULL;

    *p += len + ((*p)[len] == '\n');
    return line;
}

/* The name of the macro that a line defines, or NULL. */
static const char *macro_of(const char *line)
{
    static const char is[] = "[attr]";
    const char *p = line + strspn(line, " \t\r");

    if (strncmp(p, is, strlen(is)) || strspn(p + strlen(is), " \t\r") ||
        !p[strlen(is)])
        return NULL;
    return p + strlen(is);
}

/* A macro stands for what its last definition says, in the top folder's file.
 */
static enum said macro_says(const char *name, size_t n, struct question *q)
{
    enum said said = NOTHING;
    const char *text = q->top, *p;
    char *line;

    if (!q->left)
        return NOTHING;
    q->left--;
    while (text && (line = next_line(&text))) {
        p = macro_of(line);
        if (p && strcspn(p, " \t\r") == n && !strncmp(p, name, n))
            said = words_say(p + n, q);
        free(line);
    }
    return said;
}

static enum said value_says(const char *value, struct question *q)
{
    if (!q->value)
        return NO;
    return !strcmp(q->value, "*") || !strcmp(q->value, value) ? YES : NO;
}

/* What the words of a line say; the last one counts. */
static enum said words_say(const char *p, struct question *q)
{
    enum said said = NOTHING, macro;
    size_t n, len;

    for (p += strspn(p, " \t\r"); *p; p += n + strspn(p + n, " \t\r")) {
        bool set = *p != '-' && *p != '!';
        char *word, *value;

        n = strcspn(p, " \t\r");
        word = bpq_strndup(p + !set, n - !set);
        len = strlen(word);
        value = strchr(word, '=');
        if (value)
            *value++ = 0;
        if (!strcmp(word, q->attr))
            said = value ? value_says(value, q) : set && !q->value ? YES : NO;
        macro = set && !value ? macro_says(word, len, q) : NOTHING;
        said = macro == NOTHING ? said : macro;
        free(word);
    }
    return said;
}

static enum said line_says(const char *line, const char *path,
                           struct question *q)
{
    enum said said = NOTHING;
    char *pattern;

    line += strspn(line, " \t\r");
    if (!*line || *line == '#' || *line == '!' || macro_of(line))
        return NOTHING;
    pattern = take_pattern(&line);
    q->left = 1000;
    if (is_meant(pattern, path))
        said = words_say(line, q);
    free(pattern);
    return said;
}

bool bpq_attrs_is(const struct bpq_attrs *a, const char *path, const char *attr,
                  const char *value)
{
    struct question q = {attr, value, a->n ? a->v[0].text : NULL, 0};
    enum said said = NOTHING, now;
    size_t i;

    /* The file nearest to the path counts, and in it the last line. */
    for (i = a->n; i-- && said == NOTHING;) {
        const struct bpq_attrs_file *f = &a->v[i];
        const char *text = f->text;
        size_t n = strlen(f->folder);
        char *line;

        while (!strncmp(path, f->folder, n) && (line = next_line(&text))) {
            now = line_says(line, path + n, &q);
            said = now == NOTHING ? said : now;
            free(line);
        }
    }
    return said == YES;
}
