/* SPDX-License-Identifier: LGPL-2.1-only */
/* Reads a record line by line. */
#include "parse.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

#define DEPTH 8

struct reader {
    struct facts *f;
    const char *path;
    unsigned line;
    struct type **next_type;
    struct symbol **next_symbol;
    struct macro **next_macro;
    struct level **next_level;
    struct member **next_member[DEPTH];
    struct enumerator **next_enumerator;
    struct row **next_row;
    struct macro **next_change;
};

static _Noreturn void bad(const struct reader *r)
{
    facts_die("%s:%u: not a line of a record; make record renews it", r->path,
              r->line);
}

/* Cut TEXT at " : " and return what follows, or "". */
static char *cut_notes(char *text)
{
    char *at = strstr(text, " : ");

    if (!at)
        return text + strlen(text);
    *at = '\0';
    return at + 3;
}

/* Take the next word off *TEXT; NULL at the end. */
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

    if (end == word || *end)
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
        else if (!strcmp(note, "uncopied"))
            m->uncopied = true;
        else if (!strncmp(note, "init=", 5))
            m->init = number(r, &(char *){note + 5});
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
    n = !strncmp(text, "union", 5) && !is_word(text[5])    ? 5
        : !strncmp(text, "struct", 6) && !is_word(text[6]) ? 6
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

    t->kind = kind;
    if (kind == TYPE_NAME || kind == TYPE_OPAQUE) {
        t->decl = facts_text(r->f, "%s", text);
        t->name = facts_declared(r->f, text);
    } else {
        char *notes = cut_notes(text);

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
        facts_die("cannot read %s", path);
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
        facts_die("%s: not a record: it has no soname", path);
    return r.f;
}
