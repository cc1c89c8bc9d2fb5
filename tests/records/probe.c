/* SPDX-License-Identifier: LGPL-2.1-only */
#include "probe.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Memory that is handed to the library.  A block that the library frees is
 * marked and kept, so that it can still be looked at and no later block gets
 * its address.
 */
struct block {
    void *at;
    struct member *of;
    bool own; /* of the type that is looked at, and not of one inside it */
    bool freed;
};

#define BLOCKS 4096
static struct block blocks[BLOCKS];
static size_t n_blocks;

extern void __libc_free(void *);

void free(void *at)
{
    for (size_t i = n_blocks; at && i-- > 0;) {
        if (blocks[i].at == at) {
            if (blocks[i].freed)
                facts_die("%s is freed twice", blocks[i].of->name);
            blocks[i].freed = true;
            return;
        }
    }
    __libc_free(at);
}

static void *block(struct member *of, bool own, size_t size)
{
    void *at = calloc(1, size);

    if (!at || n_blocks == BLOCKS)
        facts_die("out of memory");
    blocks[n_blocks++] = (struct block){at, of, own, false};
    return at;
}

static void forget_blocks(void)
{
    while (n_blocks)
        __libc_free(blocks[--n_blocks].at);
}

/* What a member is, to those who fill it, copy it and free it. */
enum sort { PLAIN, STRING, LIST, COUNTED, OPAQUE, STRUCT };

struct probing {
    struct facts *f;
    void *library, *ctx;
    struct type *type;
    bool learning; /* notes of the type's own members are taken, else checked */
};

/* Of a member's type, in one way; calls itself for what is inside. */
typedef void visit(struct probing *p, struct type *t, struct member *m,
                   bool own, char *a, char *b);

static bool is_struct(const struct type *t)
{
    return t && (t->kind == TYPE_STRUCT || t->kind == TYPE_UNION);
}

static struct type *element(struct probing *p, const struct member *m)
{
    struct type *t = facts_type(p->f, facts_type_name(p->f, m->decl));

    return is_struct(t) ? t : NULL;
}

static enum sort sort_of(struct probing *p, const struct member *m)
{
    char *name = facts_type_name(p->f, m->decl);

    if (m->count)
        return COUNTED;
    if (strstr(m->decl, "char *") && !strstr(m->decl, "**"))
        return STRING;
    if (!strcmp(name, "libxl_string_list") ||
        !strcmp(name, "libxl_key_value_list"))
        return LIST;
    if (strchr(m->decl, '*') || !strcmp(name, "libxl_cpuid_policy_list"))
        return OPAQUE;
    return is_struct(facts_type(p->f, name)) ? STRUCT : PLAIN;
}

static void *function(struct probing *p, const char *type, const char *what)
{
    return dlsym(p->library, facts_text(p->f, "%s_%s", type, what));
}

/* Functions of the library, called by shape. */
static void call1(void *f, void *a)
{
    ((void (*)(void *))(uintptr_t)f)(a);
}
static void call3(void *f, void *a, void *b, void *c)
{
    ((void (*)(void *, void *, void *))(uintptr_t)f)(a, b, c);
}
static void call_key(void *f, void *a, int key)
{
    ((void (*)(void *, int))(uintptr_t)f)(a, key);
}

static _Noreturn void irregular(struct probing *p, const struct member *m,
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

/* The enumeration of the type's key. */
static struct type *key_type(struct probing *p, const struct type *t,
                             struct member **key)
{
    for (struct member *m = t->members; m; m = m->next) {
        if (!strcmp(m->name, t->key)) {
            *key = m;
            return facts_type(p->f, facts_type_name(p->f, m->decl));
        }
    }
    return NULL;
}

/* The member of a keyed union that counts for what the key is set to in AT. */
static struct member *chosen(struct probing *p, struct type *t,
                             struct member *u, const char *at)
{
    struct member *key = NULL;
    struct type *keys = t->key ? key_type(p, t, &key) : NULL;
    struct enumerator *e = keys ? keys->enumerators : NULL;

    for (; e && e->value != value_at(key, at + key->offset); e = e->next)
        ;
    for (struct member *m = u->inside; e && e->string && m; m = m->next)
        if (!strcmp(m->name, e->string))
            return m;
    return NULL;
}

static void each(struct probing *p, struct type *t, struct member *list,
                 bool own, char *a, char *b, char *whole, visit *visit)
{
    for (struct member *m = list; m; m = m->next) {
        struct member *in = m->inside, *only, alone;

        if (!in) {
            visit(p, t, m, own, a + m->offset, b ? b + m->offset : NULL);
            continue;
        }
        if (m->is_union) {
            if (!(only = chosen(p, t, m, whole)))
                continue;
            if (only->inside) {
                each(p, t, only->inside, own, a + m->offset + only->offset,
                     b ? b + m->offset + only->offset : NULL, whole, visit);
                continue;
            }
            alone = *only;
            irregular(p, &alone, "a union member of a kind not known here");
        }
        each(p, t, in, own, a + m->offset, b ? b + m->offset : NULL, whole,
             visit);
    }
}

/* Sets the key of a type inside another so that some union member counts. */
static void choose_any(struct probing *p, struct type *t, char *at)
{
    struct member *key = NULL, *u;
    struct type *keys = t->key ? key_type(p, t, &key) : NULL;

    for (u = t->members; u && !u->is_union; u = u->next)
        ;
    for (struct enumerator *e = keys && u ? keys->enumerators : NULL; e;
         e = e->next) {
        memcpy(at + key->offset, &(int){(int)e->value}, sizeof(int));
        if (chosen(p, t, u, at))
            return;
    }
}

static struct member *sibling(struct type *t, const char *name)
{
    struct member *m = t->members;

    while (m && strcmp(m->name, name))
        m = m->next;
    return m;
}

static void fill(struct probing *p, struct type *t, struct member *m, bool own,
                 char *a, char *b);

static void fill_struct(struct probing *p, struct type *t, char *at)
{
    choose_any(p, t, at);
    each(p, t, t->members, false, at, NULL, at, fill);
}

#define ELEMENTS 2

static void fill_counted(struct probing *p, struct type *t, struct member *m,
                         bool own, char *a)
{
    struct type *e = element(p, m);
    struct member *count = sibling(t, m->count);
    char *things = block(m, own, ELEMENTS * (e ? e->size : 8));

    if (!count)
        irregular(p, m, "its count is not beside it");
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

static void fill(struct probing *p, struct type *t, struct member *m, bool own,
                 char *a, char *b)
{
    char *string, **list;

    (void)b;
    switch (sort_of(p, m)) {
    case STRING:
        string = filled_string(m, own);
        memcpy(a, &string, sizeof(string));
        break;
    case LIST: /* a key and its value, for those that want pairs */
        list = block(m, own, 3 * sizeof(*list));
        list[0] = filled_string(m, own);
        list[1] = filled_string(m, own);
        memcpy(a, &list, sizeof(list));
        break;
    case COUNTED:
        fill_counted(p, t, m, own, a);
        break;
    case STRUCT:
        fill_struct(p, element(p, m), a);
        break;
    case OPAQUE:
        break;
    case PLAIN:
        if (!counts(t, m) && (!t->key || strcmp(m->name, t->key)))
            memset(a, 1, m->size);
        break;
    }
}

/* init: what is not zero; all seen is set to zero, what is left is padding. */
static void see_init(struct probing *p, struct type *t, struct member *m,
                     bool own, char *a, char *b)
{
    struct type *e = element(p, m);
    enum sort sort = sort_of(p, m);
    long long value = value_at(m, a);

    (void)b;
    if (sort == STRUCT) {
        each(p, e, e->members, false, a, NULL, a, see_init);
        return;
    }
    if (value &&
        (sort != PLAIN || m->size > 8 ||
         (m->size != 1 && m->size != 2 && m->size != 4 && m->size != 8)))
        irregular(p, m, "init leaves something in it that is no number");
    if (own && t->key && !strcmp(m->name, t->key) && !p->learning)
        value = m->init; /* it was chosen by us */
    else if (own && p->learning)
        m->init = value;
    if (value != m->init && !p->learning)
        irregular(p, m, "init leaves another value than elsewhere");
    memset(a, 0, m->size);
}

static void compare(struct probing *p, struct type *t, struct member *m,
                    bool own, char *a, char *b);

static void compare_elements(struct probing *p, struct member *m, char *a,
                             char *b)
{
    struct type *e = element(p, m);

    for (int i = 0; e && i < ELEMENTS; i++)
        each(p, e, e->members, false, a + (size_t)i * e->size,
             b + (size_t)i * e->size, a + (size_t)i * e->size, compare);
}

/* What the memory is full of that copy writes to. */
#define UNTOUCHED_BYTE 0x5a
#define UNTOUCHED 0x5a5a5a5a5a5a5a5aLL

/* copy: A is what was copied, B the copy. */
static void compare(struct probing *p, struct type *t, struct member *m,
                    bool own, char *a, char *b)
{
    enum sort sort = sort_of(p, m);
    struct type *e = element(p, m);
    const long long untouched = UNTOUCHED;
    char *was, *is;
    bool copied;

    (void)t;
    if (sort == STRUCT) {
        each(p, e, e->members, false, a, b, a, compare);
        return;
    }
    if (sort == PLAIN || sort == OPAQUE) {
        if (memcmp(a, b, m->size))
            irregular(p, m, "is not copied");
        return;
    }
    memcpy(&was, a, sizeof(was));
    memcpy(&is, b, sizeof(is));
    copied = memcmp(b, &untouched, m->size) != 0;
    if (copied && is == was)
        irregular(p, m, "copy and original share it");
    if (own && p->learning)
        m->copied = copied;
    if (copied != m->copied && !p->learning)
        irregular(p, m, "is copied here and not there");
    if (!copied)
        return;
    if (!is || (sort == STRING && strcmp(was, is)))
        irregular(p, m, "its copy differs");
    if (sort == COUNTED)
        compare_elements(p, m, was, is);
}

static void see_freed(struct probing *p)
{
    for (size_t i = 0; i < n_blocks; i++) {
        struct block *b = &blocks[i];

        if (b->own && p->learning)
            b->of->freed = b->freed;
    }
    for (size_t i = 0; i < n_blocks; i++)
        if ((blocks[i].own || !p->learning) &&
            blocks[i].freed != blocks[i].of->freed)
            irregular(p, blocks[i].of, "is freed here and kept there");
}

static bool all_zero(const char *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (at[i])
            return false;
    return true;
}

/* Does the second call of init_KEY end the program? */
static bool stops(void *f, char *a, int key)
{
    int status;
    pid_t pid = fork();

    if (pid < 0)
        facts_die("cannot fork");
    if (!pid) {
        if (!freopen("/dev/null", "w", stderr))
            _exit(2);
        call_key(f, a, key);
        _exit(0);
    }
    waitpid(pid, &status, 0);
    return WIFSIGNALED(status);
}

static void *init_key(struct probing *p, struct type *t)
{
    return t->key ? function(p, t->name, facts_text(p->f, "init_%s", t->key))
                  : NULL;
}

static void see_type_init(struct probing *p, struct enumerator *key)
{
    struct type *t = p->type;
    char *a = malloc(t->size);
    void *init = function(p, t->name, "init");

    if (!a)
        facts_die("out of memory");
    memset(a, 0xa5, t->size);
    call1(init, a);
    if (key) {
        call_key(init_key(p, t), a, (int)key->value);
        t->key_once = stops(init_key(p, t), a, (int)key->value);
    }
    each(p, t, t->members, true, a, NULL, a, see_init);
    if (!key)
        t->init_clears = all_zero(a, t->size);
    free(a);
}

/* What init_KEY leaves in the union is that member's init. */
static void learn_chosen(struct probing *p, struct type *t,
                         struct enumerator *key)
{
    char *a = calloc(1, t->size);

    if (!a)
        facts_die("out of memory");
    call1(function(p, t->name, "init"), a);
    call_key(init_key(p, t), a, (int)key->value);
    for (struct member *u = t->members; u; u = u->next) {
        struct member *m = u->is_union ? chosen(p, t, u, a) : NULL;

        if (m && m->inside)
            each(p, t, m->inside, true, a + u->offset + m->offset, NULL, a,
                 see_init);
    }
    free(a);
}

static void see_copy_and_dispose(struct probing *p, struct enumerator *key)
{
    struct type *t = p->type;
    char *a = malloc(t->size), *b = malloc(t->size);
    void *dispose = function(p, t->name, "dispose");
    void *copy = function(
        p, t->name, strcmp(t->name, "libxl_bitmap") ? "copy" : "copy_alloc");

    if (!a || !b)
        facts_die("out of memory");
    call1(function(p, t->name, "init"), a);
    if (key)
        call_key(init_key(p, t), a, (int)key->value);
    each(p, t, t->members, true, a, NULL, a, fill);
    if (copy) {
        memset(b, UNTOUCHED_BYTE, t->size);
        call3(copy, p->ctx, b, a);
        each(p, t, t->members, true, a, b, a, compare);
    }
    call1(dispose, a);
    see_freed(p);
    t->dispose_clears = all_zero(a, t->size);
    if (copy)
        call1(dispose, b);
    forget_blocks();
    free(a);
    free(b);
}

static void find_key(struct probing *p, struct type *t)
{
    for (struct member *m = t->members; m; m = m->next)
        if (function(p, t->name, facts_text(p->f, "init_%s", m->name)))
            t->key = m->name;
}

static void see_type(struct probing *p, struct type *t)
{
    struct member *key = NULL;
    struct enumerator *e;

    if (!is_struct(t) || !function(p, t->name, "init") ||
        !function(p, t->name, "dispose"))
        return;
    p->type = t;
    see_type_init(p, NULL);
    e = t->key ? key_type(p, t, &key)->enumerators : NULL;
    if (!e)
        see_copy_and_dispose(p, NULL);
    for (; e; e = e->next) {
        if (p->learning)
            learn_chosen(p, t, e);
        else
            see_type_init(p, e);
        see_copy_and_dispose(p, e);
    }
}

static void see_enumeration(struct probing *p, struct type *t)
{
    void *to = function(p, t->name, "to_string");
    void *from = function(p, t->name, "from_string");

    for (struct enumerator *e = t->enumerators; to && e; e = e->next) {
        const char *s = ((const char *(*)(int))(uintptr_t)to)((int)e->value);
        int back = ~(int)e->value;

        if (!s)
            continue;
        e->string = facts_text(p->f, "%s", s);
        if (from &&
            (((int (*)(const char *, int *))(uintptr_t)from)(s, &back) ||
             back != (int)e->value))
            facts_die("%s: \"%s\" is not read as it is written", t->name, s);
    }
}

static void see_data(struct probing *p, struct symbol *s)
{
    struct {
        const char *s;
        int v;
    } const *row = dlsym(p->library, s->name);
    struct row **next = &s->rows;

    if (s->node)
        s->value = *(const int *)dlsym(p->library, s->name);
    for (size_t n = s->size / sizeof(*row); s->is_table && n-- > 0; row++) {
        *next = facts_alloc(p->f, sizeof(**next));
        (*next)->value = row->v;
        (*next)->string = row->s ? facts_text(p->f, "%s", row->s) : NULL;
        next = &(*next)->next;
    }
}

static void no_log(void)
{
}

/* copy wants a context; and one for another version is refused. */
static void open_context(struct probing *p)
{
    /* A logger is a struct of functions. */
    static void (*logger[4])(void) = {no_log, no_log, no_log, no_log};
    int (*alloc)(void **, int, unsigned, void *);
    void *symbol = dlsym(p->library, "libxl_ctx_alloc"), *none;

    if (!symbol)
        facts_die("the library has no libxl_ctx_alloc");
    memcpy(&alloc, &symbol, sizeof(alloc));
    p->f->other_version = alloc(&none, 1, 0, logger);
    if (alloc(&p->ctx, 0, 0, logger))
        facts_die("libxl_ctx_alloc fails; is nohost.so preloaded?");
}

void probe(struct facts *f, const char *library)
{
    struct probing p = {.f = f};

    p.library = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!p.library)
        facts_die("%s", dlerror());
    open_context(&p);
    for (struct type *t = f->types; t; t = t->next)
        if (t->kind == TYPE_ENUM)
            see_enumeration(&p, t);
    for (struct symbol *s = f->symbols; s; s = s->next)
        if (s->is_data)
            see_data(&p, s);
    for (struct type *t = f->types; t; t = t->next)
        if (is_struct(t))
            find_key(&p, t);
    /* First what each type does with its own members, then that it does the
     * same wherever it is inside another. */
    for (int pass = 0; pass < 2; pass++) {
        p.learning = pass == 0;
        for (struct type *t = f->types; t; t = t->next)
            see_type(&p, t);
    }
}
