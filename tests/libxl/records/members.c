/* SPDX-License-Identifier: LGPL-2.1-only */
#include "members.h"

#include <stdint.h>
#include <string.h>

#include "blocks.h"

_Noreturn void irregular(struct probing *p, const struct member *m,
                         const char *what)
{
    facts_die("%s: member %s: %s", p->type->name, m->name, what);
}

static long long value_at(const struct member *m, const char *at)
{
    int64_t v8;
    int32_t v4;
    int16_t v2;

    switch (m->size) {
    case 1:
        return *(const signed char *)at;
    case 2:
        memcpy(&v2, at, 2);
        return v2;
    case 4:
        memcpy(&v4, at, 4);
        return v4;
    case 8:
        memcpy(&v8, at, 8);
        return v8;
    }
    for (unsigned i = 0; i < m->size; i++)
        if (at[i])
            return 1;
    return 0;
}

/* The member of a keyed union that is valid for the key's value in AT. */
struct member *chosen(struct probing *p, struct type *t, struct member *u,
                      const char *at)
{
    struct member *key = t->key ? facts_member(t, t->key) : NULL;
    struct type *keys = facts_keys(p->f, t);
    struct enumerator *e = keys ? keys->enumerators : NULL;

    for (; e && e->value != value_at(key, at + key->offset); e = e->next)
        ;
    for (struct member *m = u->inside; e && e->string && m; m = m->next)
        if (!strcmp(m->name, e->string))
            return m;
    return NULL;
}

void each(struct probing *p, struct type *t, struct member *list, bool own,
          char *a, char *b, char *whole, visit *visit)
{
    for (struct member *m = list; m; m = m->next) {
        struct member *in = m->inside;

        if (!in) {
            visit(p, t, m, own, a + m->offset, b ? b + m->offset : NULL);
            continue;
        }
        if (m->is_union) {
            struct member *only = chosen(p, t, m, whole);

            if (!only)
                continue;
            if (only->inside) {
                each(p, t, only->inside, own, a + m->offset + only->offset,
                     b ? b + m->offset + only->offset : NULL, whole, visit);
                continue;
            }
            irregular(p, only, "cannot try a union member of this kind");
        }
        each(p, t, in, own, a + m->offset, b ? b + m->offset : NULL, whole,
             visit);
    }
}

/* Set the key of a nested type so that some member of its union is valid. */
static void choose_any(struct probing *p, struct type *t, char *at)
{
    struct member *key = t->key ? facts_member(t, t->key) : NULL, *u;
    struct type *keys = facts_keys(p->f, t);

    for (u = t->members; u && !u->is_union; u = u->next)
        ;
    for (struct enumerator *e = keys && u ? keys->enumerators : NULL; e;
         e = e->next) {
        int value = (int)e->value;

        memcpy(at + key->offset, &value, sizeof(value));
        if (chosen(p, t, u, at))
            return;
    }
}

static void fill_struct(struct probing *p, struct type *t, char *at)
{
    choose_any(p, t, at);
    each(p, t, t->members, false, at, NULL, at, fill);
}

#define ELEMENTS 2

static void fill_counted(struct probing *p, struct type *t, struct member *m,
                         bool own, char *a)
{
    struct type *e = facts_struct_of(p->f, m);
    struct member *count = facts_member(t, m->count);
    char *things = block(m, own, ELEMENTS * (e ? e->size : 8));

    if (!count)
        irregular(p, m, "its count is not in the same struct");
    if (!e) /* elements of unknown size: at least one byte each */
        memset(things, 1, ELEMENTS);
    for (int i = 0; e && i < ELEMENTS; i++)
        fill_struct(p, e, things + (size_t)i * e->size);
    memcpy(a, &things, sizeof(things));
    memcpy(a - m->offset + count->offset, &(int){ELEMENTS}, sizeof(int));
}

static bool counts(struct type *t, const struct member *count)
{
    for (struct member *m = t->members; m; m = m->next)
        if (m->count && !strcmp(m->count, count->name))
            return true;
    return false;
}

static char *filled_string(struct member *m, bool own)
{
    return strcpy(block(m, own, 8), "string");
}

void fill(struct probing *p, struct type *t, struct member *m, bool own,
          char *a, char *b)
{
    char *string, **list;

    (void)b;
    switch (facts_sort(p->f, m)) {
    case STRING:
        string = filled_string(m, own);
        memcpy(a, &string, sizeof(string));
        break;
    case LIST: /* two strings, since some lists have pairs */
        list = block(m, own, 3 * sizeof(*list));
        list[0] = filled_string(m, own);
        list[1] = filled_string(m, own);
        memcpy(a, &list, sizeof(list));
        break;
    case COUNTED:
        fill_counted(p, t, m, own, a);
        break;
    case STRUCT:
        fill_struct(p, facts_struct_of(p->f, m), a);
        break;
    case OPAQUE:
        break;
    case PLAIN:
        if (!counts(t, m) && (!t->key || strcmp(m->name, t->key)))
            memset(a, 1, m->size);
        break;
    }
}

/* Record values that init sets, and set them to 0; the rest is padding. */
void see_init(struct probing *p, struct type *t, struct member *m, bool own,
              char *a, char *b)
{
    struct type *e = facts_struct_of(p->f, m);
    enum member_sort sort = facts_sort(p->f, m);
    long long value = value_at(m, a);

    (void)b;
    if (sort == STRUCT) {
        each(p, e, e->members, false, a, NULL, a, see_init);
        return;
    }
    if (value &&
        (sort != PLAIN || m->size > 8 ||
         (m->size != 1 && m->size != 2 && m->size != 4 && m->size != 8)))
        irregular(p, m, "init sets it to something that is not a number");
    if (own && t->key && !strcmp(m->name, t->key) && !p->learning)
        value = m->init; /* the probe has set the key */
    else if (own && p->learning)
        m->init = value;
    if (value != m->init && !p->learning)
        irregular(p, m, "init sets another value than in other types");
    memset(a, 0, m->size);
}

static void compare_elements(struct probing *p, struct member *m, char *a,
                             char *b)
{
    struct type *e = facts_struct_of(p->f, m);

    if (!e && memcmp(a, b, ELEMENTS))
        irregular(p, m, "its copy differs");
    for (int i = 0; e && i < ELEMENTS; i++)
        each(p, e, e->members, false, a + (size_t)i * e->size,
             b + (size_t)i * e->size, a + (size_t)i * e->size, compare);
}

static bool same_list(char *const *was, char *const *is)
{
    for (int i = 0; i < 2; i++)
        if (!is[i] || is[i] == was[i] || strcmp(is[i], was[i]))
            return false;
    return !is[2];
}

/* A member that is no pointer of a known sort is copied as it is, or, if its
 * type is opaque, left as it was before. */
static void compare_plain(struct probing *p, struct member *m, bool opaque,
                          bool own, const char *a, const char *b)
{
    bool untouched = opaque;

    for (size_t i = 0; i < m->size; i++)
        untouched &= b[i] == UNTOUCHED_BYTE;
    if (own && p->learning)
        m->uncopied = untouched;
    if (!untouched && memcmp(a, b, m->size))
        irregular(p, m, "is not copied");
    if (untouched != m->uncopied && !p->learning)
        irregular(p, m, "is copied in some types and not in others");
}

/* A is the original, B its copy. */
void compare(struct probing *p, struct type *t, struct member *m, bool own,
             char *a, char *b)
{
    enum member_sort sort = facts_sort(p->f, m);
    struct type *e = facts_struct_of(p->f, m);
    char untouched[sizeof(void *)];
    char *was, *is;
    bool copied;

    (void)t;
    if (sort == STRUCT) {
        each(p, e, e->members, false, a, b, a, compare);
        return;
    }
    if (sort == PLAIN || sort == OPAQUE) {
        compare_plain(p, m, sort == OPAQUE, own, a, b);
        return;
    }
    memcpy(&was, a, sizeof(was));
    memcpy(&is, b, sizeof(is));
    memset(untouched, UNTOUCHED_BYTE, sizeof(untouched));
    copied = memcmp(b, untouched, sizeof(untouched)) != 0;
    if (copied && is == was)
        irregular(p, m, "copy and original share its memory");
    if (own && p->learning)
        m->copied = copied;
    if (copied != m->copied && !p->learning)
        irregular(p, m, "is copied in some types and not in others");
    if (!copied)
        return;
    if (!is || (sort == STRING && strcmp(was, is)) ||
        (sort == LIST && !same_list((char **)was, (char **)is)))
        irregular(p, m, "its copy differs");
    if (sort == COUNTED)
        compare_elements(p, m, was, is);
}
