/* SPDX-License-Identifier: LGPL-2.1-only */
#include "facts.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void facts_die(const char *format, ...)
{
    va_list ap;

    fputs("record: ", stderr);
    va_start(ap, format);
    vfprintf(stderr, format, ap);
    va_end(ap);
    fputc('\n', stderr);
    exit(2);
}

struct facts *facts_new(void)
{
    struct facts *f = calloc(1, sizeof(*f));

    if (!f)
        facts_die("out of memory");
    return f;
}

void facts_free(struct facts *f)
{
    pool_free(&f->pool);
    free(f);
}

void *facts_alloc(struct facts *f, size_t size)
{
    return pool_alloc(&f->pool, size);
}

char *facts_text(struct facts *f, const char *format, ...)
{
    va_list ap;
    char *text;

    va_start(ap, format);
    text = pool_vtext(&f->pool, format, ap);
    va_end(ap);
    return text;
}

struct type *facts_type(const struct facts *f, const char *name)
{
    for (struct type *t = f->types; t; t = t->next)
        if (!strcmp(t->name, name))
            return t;
    return NULL;
}

struct symbol *facts_symbol(const struct facts *f, const char *name)
{
    for (struct symbol *s = f->symbols; s; s = s->next)
        if (!strcmp(s->name, name))
            return s;
    return NULL;
}

static bool word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

char *facts_type_name(struct facts *f, const char *decl)
{
    size_t n = 0;

    if (!strncmp(decl, "const ", 6))
        decl += 6;
    while (word(decl[n]))
        n++;
    return facts_text(f, "%.*s", (int)n, decl);
}

char *facts_declared(struct facts *f, const char *decl)
{
    size_t end = strcspn(decl, "([:"), start;

    while (end && !word(decl[end - 1]))
        end--;
    for (start = end; start && word(decl[start - 1]); start--)
        ;
    return facts_text(f, "%.*s", (int)(end - start), decl + start);
}

bool facts_is_struct(const struct type *t)
{
    return t && (t->kind == TYPE_STRUCT || t->kind == TYPE_UNION);
}

struct type *facts_struct_of(struct facts *f, const struct member *m)
{
    struct type *t = facts_type(f, facts_type_name(f, m->decl));

    return facts_is_struct(t) ? t : NULL;
}

struct member *facts_member(const struct type *t, const char *name)
{
    struct member *m = t->members;

    while (m && strcmp(m->name, name))
        m = m->next;
    return m;
}

struct type *facts_keys(struct facts *f, const struct type *t)
{
    struct member *m = t->key ? facts_member(t, t->key) : NULL;

    return m ? facts_type(f, facts_type_name(f, m->decl)) : NULL;
}

enum member_sort facts_sort(struct facts *f, const struct member *m)
{
    char *name = facts_type_name(f, m->decl);

    if (m->count)
        return COUNTED;
    if (strstr(m->decl, "char *") && !strstr(m->decl, "**"))
        return STRING;
    if (!strcmp(name, "libxl_string_list") ||
        !strcmp(name, "libxl_key_value_list"))
        return LIST;
    if (strchr(m->decl, '*') || !strcmp(name, "libxl_cpuid_policy_list"))
        return OPAQUE;
    return facts_struct_of(f, m) ? STRUCT : PLAIN;
}

static void write_members(const struct member *m, int depth, FILE *to)
{
    for (; m; m = m->next) {
        fprintf(to, "%*s%u %u ", depth, "", m->offset, m->size);
        if (m->inside)
            fprintf(to, "%s%s%s", m->is_union ? "union" : "struct",
                    *m->decl ? " " : "", m->decl);
        else
            fputs(m->decl, to);
        if (m->count || m->freed || m->copied || m->uncopied || m->init)
            fputs(" :", to);
        if (m->count)
            fprintf(to, " count=%s", m->count);
        if (m->freed)
            fputs(" freed", to);
        if (m->copied)
            fputs(" copied", to);
        if (m->uncopied)
            fputs(" uncopied", to);
        if (m->init)
            fprintf(to, " init=%lld", m->init);
        fputc('\n', to);
        write_members(m->inside, depth + 1, to);
    }
}

static void write_type(const struct type *t, FILE *to)
{
    static const char *const words[] = {"struct", "union", "enum", "typedef",
                                        "opaque"};

    fprintf(to, "%s ", words[t->kind]);
    if (t->kind == TYPE_NAME || t->kind == TYPE_OPAQUE) {
        fprintf(to, "%s\n", t->decl);
        return;
    }
    fprintf(to, "%s %u %u", t->name, t->size, t->align);
    if (t->key || t->init_clears || t->dispose_clears || t->key_once)
        fputs(" :", to);
    if (t->key)
        fprintf(to, " key=%s", t->key);
    if (t->init_clears)
        fputs(" init-clears", to);
    if (t->dispose_clears)
        fputs(" dispose-clears", to);
    if (t->key_once)
        fputs(" key-once", to);
    fputc('\n', to);
    write_members(t->members, 1, to);
    for (const struct enumerator *e = t->enumerators; e; e = e->next)
        fprintf(to, " %s %lld%s%s\n", e->name, e->value, e->string ? " " : "",
                e->string ? e->string : "");
}

static void write_symbol(const struct symbol *s, FILE *to)
{
    if (!s->is_data) {
        fprintf(to, "function %s\n", s->decl ? s->decl : s->name);
        return;
    }
    fprintf(to, "%s %s %u", s->is_table ? "table" : "data", s->name, s->size);
    if (s->node)
        fprintf(to, " %s %lld", s->node, s->value);
    fputc('\n', to);
    for (const struct row *e = s->rows; e; e = e->next)
        fprintf(to, " %lld%s%s\n", e->value, e->string ? " " : "",
                e->string ? e->string : "");
}

void facts_write(const struct facts *f, FILE *to)
{
    fprintf(to, "soname %s\n", f->soname);
    fprintf(to, "other-version %lld\n", f->other_version);
    for (const struct type *t = f->types; t; t = t->next)
        write_type(t, to);
    for (const struct symbol *s = f->symbols; s; s = s->next)
        write_symbol(s, to);
}
