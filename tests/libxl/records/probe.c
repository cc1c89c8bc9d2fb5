/* SPDX-License-Identifier: LGPL-2.1-only */
#include "probe.h"

#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "blocks.h"
#include "members.h"

static void *function(struct probing *p, const char *type, const char *what)
{
    return dlsym(p->library, facts_text(p->f, "%s_%s", type, what));
}

/* Call functions of the library, which have few different signatures. */
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
            irregular(p, blocks[i].of,
                      "is freed in some types and not in others");
}

static bool all_zero(const char *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (at[i])
            return false;
    return true;
}

/* Does calling init_KEY a second time end the program? */
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

/* The values that init_KEY sets in the union are those of the member. */
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
    struct type *keys;
    struct enumerator *e;

    if (!facts_is_struct(t) || !function(p, t->name, "init") ||
        !function(p, t->name, "dispose"))
        return;
    p->type = t;
    see_type_init(p, NULL);
    keys = facts_keys(p->f, t);
    e = keys ? keys->enumerators : NULL;
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

/* Make the context that copy needs, and try another version. */
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
        if (facts_is_struct(t))
            find_key(&p, t);
    /* First record what each type does with its own members, then check that it
     * does the same when it is inside another type. */
    for (int pass = 0; pass < 2; pass++) {
        p.learning = pass == 0;
        for (struct type *t = f->types; t; t = t->next)
            see_type(&p, t);
    }
}
