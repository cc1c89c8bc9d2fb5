/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * replica types|header|tables RECORD: print the replica's _libxl_types.h, its
 * libxl.h, or the C source of its functions, made from a record.
 */
#include "facts.h"
#include "parse.h"

#include <stdio.h>
#include <string.h>

static const char heading[] =
    "/* Made from a record of libxl's interface: facts, no code of Xen's. */\n";

static bool has(struct facts *f, const struct type *t, const char *what)
{
    return facts_symbol(f, facts_text(f, "%s_%s", t->name, what)) != NULL;
}

/* The header; each type comes after the types that it consists of. */

struct ordered {
    const struct type *type;
    struct ordered *next;
};

static void put_type(struct facts *f, struct ordered **done,
                     const struct type *t);

/* Print the types that the text names. */
static void put_types_in(struct facts *f, struct ordered **done,
                         const char *text)
{
    while (*text) {
        size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
        struct type *t =
            n ? facts_type(f, facts_text(f, "%.*s", (int)n, text)) : NULL;

        if (t)
            put_type(f, done, t);
        text += n ? n : 1;
    }
}

static void put_types_of(struct facts *f, struct ordered **done,
                         const struct member *m)
{
    for (; m; m = m->next) {
        put_types_in(f, done, m->decl);
        put_types_of(f, done, m->inside);
    }
}

static void put_members(const struct member *m, int depth)
{
    for (; m; m = m->next) {
        printf("%*s", 4 * depth, "");
        if (m->inside) {
            puts(m->is_union ? "union {" : "struct {");
            put_members(m->inside, depth + 1);
            printf("%*s}%s%s;\n", 4 * depth, "", *m->decl ? " " : "", m->decl);
        } else {
            printf("%s;\n", m->decl);
        }
    }
}

static void put_enum(const struct type *t)
{
    printf("typedef enum %s {\n", t->name);
    for (const struct enumerator *e = t->enumerators; e; e = e->next)
        printf("    %s = %lld%s\n", e->name, e->value, e->next ? "," : "");
    printf("} %s;\n", t->name);
}

static void put_type(struct facts *f, struct ordered **done,
                     const struct type *t)
{
    struct ordered *o;

    for (o = *done; o; o = o->next)
        if (o->type == t)
            return;
    o = facts_alloc(f, sizeof(*o));
    o->type = t;
    o->next = *done;
    *done = o;
    if (t->kind == TYPE_NAME || t->kind == TYPE_OPAQUE) {
        put_types_in(f, done, t->decl);
        printf("typedef %s;\n", t->decl);
    } else if (t->kind == TYPE_ENUM) {
        put_enum(t);
    } else {
        const char *word = t->kind == TYPE_UNION ? "union" : "struct";

        put_types_of(f, done, t->members);
        printf("typedef %s %s {\n", word, t->name);
        put_members(t->members, 1);
        printf("} %s;\n", t->name);
    }
}

static void put_macros(const struct macro *m)
{
    for (; m; m = m->next) {
        if (m->value)
            printf("#define %s %s\n", m->name, m->value);
        else
            printf("#undef %s\n", m->name);
    }
}

static void put_levels(const struct facts *f)
{
    puts("#ifdef LIBXL_API_VERSION");
    for (const struct level *l = f->levels; l; l = l->next) {
        printf("#%s LIBXL_API_VERSION == %s\n", l == f->levels ? "if" : "elif",
               l->value);
        put_macros(l->macros);
    }
    puts("#else\n#error Unknown LIBXL_API_VERSION\n#endif\n#endif");
}

static bool defines(const struct facts *f, const char *name)
{
    for (const struct macro *m = f->macros; m; m = m->next)
        if (!strcmp(m->name, name))
            return true;
    return false;
}

/* _libxl_types.h: types and functions. */
static void put_types(struct facts *f)
{
    struct ordered *done = NULL;

    fputs(heading, stdout);
    puts("#ifndef LIBXL_TYPES_H\n#define LIBXL_TYPES_H\n");
    for (const struct type *t = f->types; t; t = t->next)
        put_type(f, &done, t);
    for (const struct symbol *s = f->symbols; s; s = s->next) {
        if (s->is_table)
            printf("extern libxl_enum_string_table %s[];\n", s->name);
        else if (s->decl)
            printf("%s;\n", s->decl);
    }
    puts("\n#endif");
}

static void put_header(struct facts *f)
{
    fputs(heading, stdout);
    puts("#ifndef LIBXL_H\n#define LIBXL_H\n\n#include <errno.h>\n"
         "#include <netinet/in.h>\n#include <poll.h>\n#include <stdarg.h>\n"
         "#include <stdbool.h>\n#include <stdint.h>\n#include <string.h>\n"
         "#include <sys/time.h>\n#include <sys/wait.h>\n\n"
         "#ifdef __cplusplus\nextern \"C\" {\n#endif\n"
         "#include <_libxl_types.h>\n");
    put_macros(f->macros);
    put_levels(f);
    puts("\n#ifdef __cplusplus\n}\n#endif\n");
    if (defines(f, "LIBXL_HAVE_GUARD_PVSHIM"))
        puts("#include <libxl_pvh.h>\n");
    puts("#endif");
}

/* The functions. */

/* For printing the rows of one type's table. */
struct rows {
    struct facts *f;
    const struct type *type;
    const struct enumerator
        *key; /* of the union member that contains the row */
};

static const struct enumerator *key_named(struct rows *r, const char *name)
{
    const struct type *t = facts_keys(r->f, r->type);
    const struct enumerator *e = t ? t->enumerators : NULL;

    while (e && (!e->string || strcmp(e->string, name)))
        e = e->next;
    if (!e)
        facts_die("%s: no value of its key selects %s", r->type->name, name);
    return e;
}

static const char *const sorts[] = {
    [PLAIN] = "PLAIN",     [STRING] = "STRING", [LIST] = "LIST",
    [COUNTED] = "COUNTED", [OPAQUE] = "PLAIN",  [STRUCT] = "STRUCT"};

static void put_row(struct rows *r, const struct member *m, const char *path)
{
    enum member_sort sort = facts_sort(r->f, m);
    const struct type *of = facts_struct_of(r->f, m);
    const char *type = r->type->name;

    printf("    {REPLICA_%s, offsetof(%s, %s), sizeof(%s((%s *)0)->%s), ",
           sorts[sort], type, path, m->count ? "*" : "", type, path);
    if (m->count)
        printf("offsetof(%s, %s), ", type, m->count);
    else
        printf("0, ");
    if (of && (sort == COUNTED || sort == STRUCT))
        printf("&type_%s, ", of->name);
    else
        printf("NULL, ");
    printf("%lldLL, %d, %d, %d, %lld},\n", m->init, m->freed, m->copied,
           r->key != NULL, r->key ? r->key->value : 0);
}

static void put_rows(struct rows *r, const struct member *list,
                     const char *path, bool keyed)
{
    for (const struct member *m = list; m; m = m->next) {
        char *below = facts_text(r->f, "%s%s", path, m->name);

        if (keyed)
            r->key = key_named(r, m->name);
        if (m->inside)
            put_rows(r, m->inside,
                     *m->name ? facts_text(r->f, "%s.", below) : path,
                     m->is_union && r->type->key);
        else
            put_row(r, m, below);
        if (keyed)
            r->key = NULL;
    }
}

static void put_assertions(struct facts *f, const struct type *t,
                           const struct member *list, unsigned base,
                           const char *path)
{
    for (const struct member *m = list; m; m = m->next) {
        char *below = facts_text(f, "%s%s", path, m->name);
        unsigned offset = base + m->offset;

        if (*m->name)
            printf("_Static_assert(offsetof(%s, %s) == %u && "
                   "sizeof(((%s *)0)->%s) == %u, \"%s.%s\");\n",
                   t->name, below, offset, t->name, below, m->size, t->name,
                   below);
        put_assertions(f, t, m->inside, offset,
                       *m->name ? facts_text(f, "%s.", below) : path);
    }
}

static void put_table(struct facts *f, const struct type *t)
{
    const struct member *key = t->key ? facts_member(t, t->key) : NULL;

    printf("_Static_assert(sizeof(%s) == %u && _Alignof(%s) == %u, \"%s\");\n",
           t->name, t->size, t->name, t->align, t->name);
    put_assertions(f, t, t->members, 0, "");
    printf("static const struct replica_member members_%s[] = {\n", t->name);
    put_rows(&(struct rows){f, t, NULL}, t->members, "", false);
    printf(
        "};\nconst struct replica_type type_%s = {\"%s\", %u, %u, members_%s,\n"
        "    members_%s + sizeof(members_%s) / sizeof(*members_%s), %lld, "
        "%d, %d, %d};\n",
        t->name, t->name, t->size, key ? key->offset : 0, t->name, t->name,
        t->name, t->name, key ? key->init : 0, t->init_clears,
        t->dispose_clears, t->key_once);
}

static void put_struct_functions(struct facts *f, const struct type *t)
{
    const char *n = t->name;

    if (has(f, t, "init"))
        printf("void %s_init(%s *p) { replica_init(&type_%s, p); }\n", n, n, n);
    if (has(f, t, "dispose"))
        printf("void %s_dispose(%s *p) { replica_dispose(&type_%s, p); }\n", n,
               n, n);
    if (t->key) {
        const char *k = t->key;

        printf("void %s_init_%s(%s *p, %s key)\n"
               "{ replica_init_key(&type_%s, p, (int)key); }\n",
               n, k, n, facts_type_name(f, facts_member(t, k)->decl), n);
    }
    for (const char *const *copy =
             (const char *const[]){"copy", "copy_alloc", NULL};
         *copy; copy++) {
        struct symbol *s = facts_symbol(f, facts_text(f, "%s_%s", n, *copy));

        /* A function with another signature does not copy this type. */
        if (s && s->decl && !strncmp(s->decl, "void ", 5) &&
            strcmp(s->name, "libxl_bitmap_copy"))
            printf("void %s(libxl_ctx *ctx, %s *to, const %s *from)\n"
                   "{ (void)ctx; replica_copy(&type_%s, to, from); }\n",
                   s->name, n, n, n);
    }
}

static void put_enum_functions(struct facts *f, const struct type *t)
{
    const char *n = t->name;

    if (!has(f, t, "to_string"))
        return;
    printf("static const struct replica_name names_%s[] = {\n", n);
    for (const struct enumerator *e = t->enumerators; e; e = e->next)
        if (e->string)
            printf("    {\"%s\", %lld},\n", e->string, e->value);
    printf("    {NULL, 0}};\n"
           "const char *%s_to_string(%s e)\n"
           "{ return replica_to_string(names_%s, (int)e); }\n",
           n, n, n);
    if (!has(f, t, "from_string"))
        return;
    printf("int %s_from_string(const char *s, %s *e)\n"
           "{\n    int value, rc = replica_from_string(names_%s, s, &value);\n"
           "    if (!rc)\n        *e = (%s)value;\n    return rc;\n}\n",
           n, n, n, n);
}

static void put_data(const struct symbol *s)
{
    if (s->node) {
        printf("extern const int %s;\nconst int %s = %lld;\n", s->name, s->name,
               s->value);
    } else if (s->is_table) {
        printf("libxl_enum_string_table %s[] = {\n", s->name);
        for (const struct row *row = s->rows; row; row = row->next) {
            if (row->string)
                printf("    {\"%s\", %lld},\n", row->string, row->value);
            else
                printf("    {NULL, %lld}\n", row->value);
        }
        printf("};\n_Static_assert(sizeof(%s) == %u, \"%s\");\n", s->name,
               s->size, s->name);
    }
}

static void put_tables(struct facts *f)
{
    fputs(heading, stdout);
    puts("#define LIBXL_PVH_INTERNAL\n#include <stddef.h>\n#include <libxl.h>\n"
         "#include \"runtime.h\"\n");
    printf("const int replica_other_version = %lld;\n", f->other_version);
    for (const struct type *t = f->types; t; t = t->next)
        if (facts_is_struct(t))
            printf("extern const struct replica_type type_%s;\n", t->name);
    for (const struct type *t = f->types; t; t = t->next) {
        if (facts_is_struct(t)) {
            put_table(f, t);
            put_struct_functions(f, t);
        } else if (t->kind == TYPE_ENUM) {
            put_enum_functions(f, t);
        }
    }
    for (const struct symbol *s = f->symbols; s; s = s->next)
        if (s->is_data)
            put_data(s);
}

static const struct {
    const char *name;
    void (*put)(struct facts *f);
} outputs[] = {
    {"types", put_types}, {"header", put_header}, {"tables", put_tables}};

#define N_OUTPUTS (sizeof(outputs) / sizeof(*outputs))

int main(int argc, char **argv)
{
    struct facts *f;
    size_t i = 0;

    while (argc == 3 && i < N_OUTPUTS && strcmp(argv[1], outputs[i].name))
        i++;
    if (argc != 3 || i == N_OUTPUTS)
        facts_die("usage: replica types|header|tables RECORD");
    f = facts_read(argv[2]);
    outputs[i].put(f);
    facts_free(f);
    if (fflush(stdout) || ferror(stdout))
        facts_die("cannot write the output made from %s", argv[2]);
    return 0;
}
