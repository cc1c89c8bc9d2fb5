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

/* path is relative to the folder of the pattern's file. */
static bool is_meant(const char *pattern, const char *path)
{
    const char *slash = strrchr(path, '/');

    if (strchr(pattern, '/'))
        return match(pattern + (*pattern == '/'), path, true);
    return match(pattern, slash ? slash + 1 : path, true);
}

/* ---- lines ---- */

/* What follows *p up to a blank, or in quotes; *p goes behind it. */
static char *take_pattern(const char **p)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    const char *s = *p;

    bpq_buf_adds(&b, "");
    if (*s == '"') {
        for (s++; *s && *s != '"'; s++)
            bpq_buf_add(&b, *s == '\\' && s[1] ? ++s : s, 1);
        s += *s == '"';
    } else {
        bpq_buf_add(&b, s, strcspn(s, " \t\r"));
        s += b.len;
    }
    *p = s;
    return b.p;
}

enum said { NOTHING, NO, YES };

/* What the words of a line say about the attribute; the last one counts. */
static enum said words_say(const char *p, const char *attr)
{
    enum said said = NOTHING;
    size_t n;

    for (p += strspn(p, " \t\r"); *p; p += n + strspn(p + n, " \t\r")) {
        const char *word = p + (*p == '-' || *p == '!');
        size_t len;

        n = strcspn(p, " \t\r");
        len = n - (word - p);
        if (len < strlen(attr) || strncmp(word, attr, strlen(attr)))
            continue;
        if (len == strlen(attr))
            said = word == p ? YES : NO;
        else if (word == p && word[strlen(attr)] == '=')
            said = NO;
    }
    return said;
}

static enum said line_says(const char *line, const char *path, const char *attr)
{
    enum said said = NOTHING;
    char *pattern;

    line += strspn(line, " \t");
    if (!*line || *line == '#' || *line == '!' || !strncmp(line, "[attr]", 6))
        return NOTHING;
    pattern = take_pattern(&line);
    if (is_meant(pattern, path))
        said = words_say(line, attr);
    free(pattern);
    return said;
}

bool bpq_attrs_set(const struct bpq_attrs *a, const char *path,
                   const char *attr)
{
    enum said said = NOTHING;
    size_t i;

    /* The file nearest to the path counts, and in it the last line. */
    for (i = a->n; i-- && said == NOTHING;) {
        const struct bpq_attrs_file *f = &a->v[i];
        const char *p = f->text;
        size_t n = strlen(f->folder), len;

        if (strncmp(path, f->folder, n))
            continue;
        for (; *p; p += len + (p[len] == '\n')) {
            enum said now;
            char *line;

            len = strcspn(p, "\n");
            line = bpq_strndup(p, len);
            now = line_says(line, path + n, attr);
            said = now == NOTHING ? said : now;
            free(line);
        }
    }
    return said == YES;
}
