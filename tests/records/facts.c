/* SPDX-License-Identifier: LGPL-2.1-only */
#include "facts.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

struct allocated {
    struct allocated *next;
    long long space[];
};

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
    while (f->all) {
        struct allocated *a = f->all;

        f->all = a->next;
        free(a);
    }
    free(f);
}

void *facts_alloc(struct facts *f, size_t size)
{
    struct allocated *a = calloc(1, sizeof(*a) + size);

    if (!a)
        facts_die("out of memory");
    a->next = f->all;
    f->all = a;
    return a->space;
}

char *facts_text(struct facts *f, const char *format, ...)
{
    va_list ap, again;
    char *text;
    int n;

    va_start(ap, format);
    va_copy(again, ap);
    n = vsnprintf(NULL, 0, format, ap);
    text = facts_alloc(f, (size_t)n + 1);
    vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
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

/* Writing. */

static void write_members(const struct member *m, int depth, FILE *to)
{
    for (; m; m = m->next) {
        fprintf(to, "%*s%u %u ", depth, "", m->offset, m->size);
        if (m->inside)
            fprintf(to, "%s%s%s", m->is_union ? "union" : "struct",
                    *m->decl ? " " : "", m->decl);
        else
            fputs(m->decl, to);
        if (m->count || m->freed || m->copied || m->init)
            fputs(" :", to);
        if (m->count)
            fprintf(to, " count=%s", m->count);
        if (m->freed)
            fputs(" freed", to);
        if (m->copied)
            fputs(" copied", to);
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

static void write_macros(const struct macro *m, const char *indent, FILE *to)
{
    for (; m; m = m->next) {
        if (m->value)
            fprintf(to, "%smacro %s%s%s\n", indent, m->name,
                    *m->value ? " " : "", m->value);
        else
            fprintf(to, "%sno-macro %s\n", indent, m->name);
    }
}

void facts_write(const struct facts *f, FILE *to)
{
    fprintf(to, "soname %s\n", f->soname);
    fprintf(to, "other-version %lld\n", f->other_version);
    for (const struct type *t = f->types; t; t = t->next)
        write_type(t, to);
    for (const struct symbol *s = f->symbols; s; s = s->next)
        write_symbol(s, to);
    write_macros(f->macros, "", to);
    for (const struct level *l = f->levels; l; l = l->next) {
        fprintf(to, "level %s\n", l->value);
        write_macros(l->macros, " ", to);
    }
}

/* Reading: one line after the other, each appended to what it belongs to. */

#define DEPTH 8

struct reader {
    struct facts *f;
    const char *path;
    unsigned line;
    struct type *type, **next_type;
    struct symbol **next_symbol;
    struct macro **next_macro;
    struct level *level, **next_level;
    struct member **next_member[DEPTH];
    struct member *member[DEPTH];
    struct enumerator **next_enumerator;
    struct row **next_row;
    struct macro **next_change;
};

static _Noreturn void bad(const struct reader *r)
{
    facts_die("%s:%u: not a line of a record; make record writes it anew",
              r->path, r->line);
}

/* Cuts TEXT at " : " and returns what follows, or "". */
static char *cut_notes(char *text)
{
    char *at = strstr(text, " : ");

    if (!at)
        return text + strlen(text);
    *at = '\0';
    return at + 3;
}

/* Takes the next word off *TEXT; NULL at the end. */
static char *take(char **text)
{
    char *word;

    while (**text == ' ')
        ++*text;
    if (!**text)
        return NULL;
    word = *text;
    *text += strcspn(*text, " ");
    if (**text)
        *(*text)++ = '\0';
    return word;
}

static char *must_take(struct reader *r, char **text)
{
    char *word = take(text);

    if (!word)
        bad(r);
    return word;
}

static long long number(struct reader *r, char **text)
{
    char *word = must_take(r, text), *end;
    long long n = strtoll(word, &end, 10);

    if (*end)
        bad(r);
    return n;
}

static void member_notes(struct reader *r, struct member *m, char *notes)
{
    char *note;

    while ((note = take(&notes))) {
        if (!strncmp(note, "count=", 6))
            m->count = facts_text(r->f, "%s", note + 6);
        else if (!strcmp(note, "freed"))
            m->freed = true;
        else if (!strcmp(note, "copied"))
            m->copied = true;
        else if (!strncmp(note, "init=", 5))
            m->init = strtoll(note + 5, NULL, 10);
        else
            bad(r);
    }
}

static void read_member(struct reader *r, char *text, unsigned depth)
{
    struct member *m = facts_alloc(r->f, sizeof(*m));
    char *notes = cut_notes(text);
    size_t n;

    if (depth >= DEPTH || !r->next_member[depth])
        bad(r);
    m->offset = (unsigned)number(r, &text);
    m->size = (unsigned)number(r, &text);
    n = !strncmp(text, "union", 5) && !word(text[5])    ? 5
        : !strncmp(text, "struct", 6) && !word(text[6]) ? 6
                                                        : 0;
    memset(r->next_member + depth + 1, 0,
           sizeof(r->next_member) - (depth + 1) * sizeof(*r->next_member));
    if (n && depth + 1 < DEPTH && !strchr(text, '*')) {
        m->is_union = n == 5;
        text += n + (text[n] == ' ');
        r->next_member[depth + 1] = &m->inside;
    }
    m->decl = facts_text(r->f, "%s", text);
    m->name = facts_declared(r->f, text);
    member_notes(r, m, notes);
    *r->next_member[depth] = m;
    r->next_member[depth] = &m->next;
}

static void read_enumerator(struct reader *r, char *text)
{
    struct enumerator *e = facts_alloc(r->f, sizeof(*e));

    e->name = facts_text(r->f, "%s", must_take(r, &text));
    e->value = number(r, &text);
    if (*text)
        e->string = facts_text(r->f, "%s", text);
    *r->next_enumerator = e;
    r->next_enumerator = &e->next;
}

static void read_row(struct reader *r, char *text)
{
    struct row *e = facts_alloc(r->f, sizeof(*e));

    e->value = number(r, &text);
    if (*text)
        e->string = facts_text(r->f, "%s", text);
    *r->next_row = e;
    r->next_row = &e->next;
}

static void type_notes(struct reader *r, struct type *t, char *notes)
{
    char *note;

    while ((note = take(&notes))) {
        if (!strncmp(note, "key=", 4))
            t->key = facts_text(r->f, "%s", note + 4);
        else if (!strcmp(note, "init-clears"))
            t->init_clears = true;
        else if (!strcmp(note, "dispose-clears"))
            t->dispose_clears = true;
        else if (!strcmp(note, "key-once"))
            t->key_once = true;
        else
            bad(r);
    }
}

static void read_type(struct reader *r, enum type_kind kind, char *text)
{
    struct type *t = facts_alloc(r->f, sizeof(*t));
    char *notes;

    t->kind = kind;
    if (kind == TYPE_NAME || kind == TYPE_OPAQUE) {
        t->decl = facts_text(r->f, "%s", text);
        t->name = facts_declared(r->f, text);
    } else {
        notes = cut_notes(text);
        t->name = facts_text(r->f, "%s", must_take(r, &text));
        t->size = (unsigned)number(r, &text);
        t->align = (unsigned)number(r, &text);
        type_notes(r, t, notes);
        if (kind == TYPE_ENUM)
            r->next_enumerator = &t->enumerators;
        else
            r->next_member[1] = &t->members;
    }
    *r->next_type = t;
    r->next_type = &t->next;
}

static void read_symbol(struct reader *r, const char *kind, char *text)
{
    struct symbol *s = facts_alloc(r->f, sizeof(*s));

    if (!strcmp(kind, "function")) {
        s->name = facts_declared(r->f, text);
        if (strchr(text, '('))
            s->decl = facts_text(r->f, "%s", text);
    } else {
        s->is_data = true;
        s->is_table = !strcmp(kind, "table");
        s->name = facts_text(r->f, "%s", must_take(r, &text));
        s->size = (unsigned)number(r, &text);
        if (*text) {
            s->node = facts_text(r->f, "%s", must_take(r, &text));
            s->value = number(r, &text);
        }
        if (s->is_table)
            r->next_row = &s->rows;
    }
    *r->next_symbol = s;
    r->next_symbol = &s->next;
}

static void read_macro(struct reader *r, const char *kind, char *text,
                       struct macro ***at)
{
    struct macro *m = facts_alloc(r->f, sizeof(*m));

    m->name = facts_text(r->f, "%s", must_take(r, &text));
    if (!strcmp(kind, "macro"))
        m->value = facts_text(r->f, "%s", text);
    **at = m;
    *at = &m->next;
}

static void read_level(struct reader *r, char *text)
{
    struct level *l = facts_alloc(r->f, sizeof(*l));

    l->value = facts_text(r->f, "%s", must_take(r, &text));
    r->next_change = &l->macros;
    *r->next_level = l;
    r->next_level = &l->next;
}

static void read_indented(struct reader *r, char *text, unsigned depth)
{
    char *word;

    if (r->next_member[1]) {
        read_member(r, text, depth);
    } else if (r->next_enumerator) {
        read_enumerator(r, text);
    } else if (r->next_row) {
        read_row(r, text);
    } else if (r->next_change) {
        word = must_take(r, &text);
        read_macro(r, word, text, &r->next_change);
    } else {
        bad(r);
    }
}

static void read_line(struct reader *r, char *text)
{
    static const char *const types[] = {"struct", "union", "enum", "typedef",
                                        "opaque"};
    unsigned depth = (unsigned)strspn(text, " ");
    char *word;

    if (depth) {
        read_indented(r, text + depth, depth);
        return;
    }
    r->next_member[1] = NULL;
    r->next_enumerator = NULL;
    r->next_row = NULL;
    r->next_change = NULL;
    word = must_take(r, &text);
    for (int k = 0; k < 5; k++) {
        if (!strcmp(word, types[k])) {
            read_type(r, (enum type_kind)k, text);
            return;
        }
    }
    if (!strcmp(word, "function") || !strcmp(word, "data") ||
        !strcmp(word, "table"))
        read_symbol(r, word, text);
    else if (!strcmp(word, "macro"))
        read_macro(r, word, text, &r->next_macro);
    else if (!strcmp(word, "level"))
        read_level(r, text);
    else if (!strcmp(word, "other-version"))
        r->f->other_version = number(r, &text);
    else if (!strcmp(word, "soname"))
        r->f->soname = facts_text(r->f, "%s", must_take(r, &text));
    else
        bad(r);
}

struct facts *facts_read(const char *path)
{
    struct reader r = {.f = facts_new(), .path = path};
    FILE *from = fopen(path, "r");
    char *line = NULL;
    size_t size = 0;
    ssize_t n;

    if (!from)
        facts_die("%s: cannot be read", path);
    r.next_type = &r.f->types;
    r.next_symbol = &r.f->symbols;
    r.next_macro = &r.f->macros;
    r.next_level = &r.f->levels;
    while ((n = getline(&line, &size, from)) > 0) {
        r.line++;
        if (line[n - 1] == '\n')
            line[n - 1] = '\0';
        if (*line && *line != '#')
            read_line(&r, line);
    }
    free(line);
    fclose(from);
    if (!r.f->soname)
        facts_die("%s: no record: it names no soname", path);
    return r.f;
}
