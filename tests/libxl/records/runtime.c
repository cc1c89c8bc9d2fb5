/* SPDX-License-Identifier: LGPL-2.1-only */
#include "runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void replica_stop(const char *function)
{
    fprintf(stderr,
            "%s: this is a replica made from records, not libxl; it has no "
            "such function. Use a library built from a clone of Xen\n",
            function);
    abort();
}

static void *need(void *p)
{
    if (!p) {
        fputs("replica: out of memory\n", stderr);
        _Exit(-1);
    }
    return p;
}

static int key_of(const struct replica_type *t, const char *p)
{
    int key;

    memcpy(&key, p + t->key_at, sizeof(key));
    return key;
}

static bool counts(const struct replica_type *t, const struct replica_member *m,
                   const char *p)
{
    return !m->keyed || m->key == key_of(t, p);
}

static void init_member(const struct replica_member *m, char *p)
{
    /* Numbers are little-endian, so the first bytes are enough. */
    if (m->sort == REPLICA_STRUCT)
        replica_init(m->type, p + m->offset);
    else if (m->init)
        memcpy(p + m->offset, &m->init, m->size);
}

void replica_init(const struct replica_type *t, void *p)
{
    if (t->init_clears)
        memset(p, 0, t->size);
    for (const struct replica_member *m = t->members; m < t->end; m++)
        if (!m->keyed)
            init_member(m, p);
}

void replica_init_key(const struct replica_type *t, void *p, int key)
{
    if (t->key_once && key_of(t, p) != t->no_key) {
        fprintf(stderr, "replica: %s: its key was set before\n", t->name);
        abort();
    }
    memcpy((char *)p + t->key_at, &key, sizeof(key));
    for (const struct replica_member *m = t->members; m < t->end; m++)
        if (m->keyed && m->key == key)
            init_member(m, p);
}

static int count_of(const struct replica_member *m, const char *p)
{
    int n;

    memcpy(&n, p + m->count_at, sizeof(n));
    return n;
}

static void free_list(char **list)
{
    for (char **s = list; s && *s; s++)
        free(*s);
    free(list);
}

static void dispose_member(const struct replica_member *m, char *p)
{
    char *at = NULL;

    if (m->sort == REPLICA_STRUCT) {
        replica_dispose(m->type, p + m->offset);
        return;
    }
    if (!m->freed)
        return;
    memcpy(&at, p + m->offset, sizeof(at));
    if (m->sort == REPLICA_LIST) {
        free_list((char **)(void *)at);
        return;
    }
    for (int i = 0; m->sort == REPLICA_COUNTED && m->type && i < count_of(m, p);
         i++)
        replica_dispose(m->type, at + (size_t)i * m->size);
    free(at);
}

void replica_dispose(const struct replica_type *t, void *p)
{
    if (!p)
        return;
    for (const struct replica_member *m = t->members; m < t->end; m++)
        if (counts(t, m, p))
            dispose_member(m, p);
    if (t->dispose_clears)
        memset(p, 0, t->size);
}

static char **copy_list(char **list)
{
    char **copy;
    size_t n = 0;

    if (!list)
        return NULL;
    while (list[n])
        n++;
    copy = need(calloc(n + 1, sizeof(*copy)));
    while (n-- > 0)
        copy[n] = need(strdup(list[n]));
    return copy;
}

/* An empty array is copied to an array of its own, too. */
static char *copy_counted(const struct replica_member *m, const char *from,
                          int n)
{
    char *copy = need(calloc((size_t)n, m->size));

    for (int i = 0; i < n; i++) {
        size_t at = (size_t)i * m->size;

        if (m->type)
            replica_copy(m->type, copy + at, from + at);
        else
            memcpy(copy + at, from + at, m->size);
    }
    return copy;
}

static void copy_member(const struct replica_member *m, char *to,
                        const char *from)
{
    char *at;

    if (m->sort == REPLICA_STRUCT) {
        replica_copy(m->type, to + m->offset, from + m->offset);
        return;
    }
    if (m->sort == REPLICA_PLAIN) {
        memcpy(to + m->offset, from + m->offset, m->size);
        return;
    }
    if (!m->copied)
        return;
    memcpy(&at, from + m->offset, sizeof(at));
    if (m->sort == REPLICA_LIST)
        at = (char *)copy_list((char **)(void *)at);
    else if (m->sort == REPLICA_COUNTED)
        at = copy_counted(m, at, count_of(m, from));
    else
        at = at ? need(strdup(at)) : NULL;
    memcpy(to + m->offset, &at, sizeof(at));
}

void replica_copy(const struct replica_type *t, void *to, const void *from)
{
    for (const struct replica_member *m = t->members; m < t->end; m++)
        if (counts(t, m, from))
            copy_member(m, to, from);
}

const char *replica_to_string(const struct replica_name *names, int value)
{
    for (; names->string; names++)
        if (names->value == value)
            return names->string;
    return NULL;
}

int replica_from_string(const struct replica_name *names, const char *string,
                        int *value)
{
    for (; names->string; names++) {
        if (!strcasecmp(names->string, string)) {
            *value = names->value;
            return 0;
        }
    }
    return -6; /* ERROR_INVAL */
}
