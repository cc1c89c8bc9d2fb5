/* SPDX-License-Identifier: LGPL-2.1-only */
/* What makes a result doubtful: names that the branch lacks, or loses, and
 * numbers in tables. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "git/lines.h"
#include "port/doubt.h"
#include "port/tables.h"
#include "suite.h"
#include "tmptree.h"

static const struct {
    const char *text, *names; /* in their order, divided by blanks */
} texts[] = {
    {"int a = b + 0x12;", "int a b"},
    {"/* no */ yes \"no\" // no\nyes2", "yes yes2"},
    {"p->member.of[1]", "p p.member member member.of of"},
    {"a . b", "a a.b b"},
    {"\"a \\\" b\" c 'd'", "c d"},
    {"_x9 9x", "_x9"},
    {"/* never ends", ""},
    {"\"never ends", ""},
    {"", ""},
};

static bool add(void *arg, bpq_name name, struct bpq_str text)
{
    struct bpq_buf *out = arg;

    ck_assert_uint_ne(name, 0);
    if (out->len)
        bpq_buf_adds(out, " ");
    for (size_t i = 0; i < text.len; i++)
        if (text.p[i] == '-' || text.p[i] == '>' || text.p[i] == '.')
            bpq_buf_adds(out, text.p[i] == '>' || text.p[i] == '.' ? "." : "");
        else if (text.p[i] != ' ')
            bpq_buf_add(out, text.p + i, 1);
    return true;
}

START_TEST(names)
{
    struct bpq_buf out = BPQ_BUF_INIT;

    bpq_buf_adds(&out, "");
    bpq_names_each("xen/a.c", bpq_str(texts[_i].text), add, &out);
    ck_assert_str_eq(out.p, texts[_i].names);
    bpq_buf_free(&out);
}
END_TEST

#define TABLE "A(x, 1)\nA(y, 2)\nA(z, 3)\n"

static const struct {
    const char *old, *new, *line; /* NULL: no repeat */
} tables[] = {
    {TABLE, TABLE "A(new, 3)\n", "A(new, 3)"},
    {TABLE, TABLE "A(new, 4)\n", NULL},
    {TABLE, "A(new, 2) /* says why */\n" TABLE, "A(new, 2) /* says why */"},
    /* a table that repeats numbers anyway */
    {"A(x, 1)\nA(y, 1)\nA(z, 3)\n", "A(x, 1)\nA(y, 1)\nA(z, 3)\nA(n, 3)\n",
     NULL},
    /* too short to be one */
    {"A(x, 1)\n", "A(x, 1)\nA(y, 1)\n", NULL},
    /* built otherwise */
    {TABLE, TABLE "B[new] = 3\n", NULL},
    {TABLE, TABLE "A(new)\n", NULL},
    /* all is new: it is the change's own business */
    {"", "A(x, 1)\nA(y, 1)\nA(z, 1)\n", NULL},
};

START_TEST(table)
{
    struct bpq_str new = bpq_str(tables[_i].new);
    struct bpq_hunks h;
    struct bpq_lines l;
    struct bpq_err e = {0};
    char *line;

    git_libgit2_init();
    ck_assert_int_eq(bpq_diff(&h, bpq_str(tables[_i].old), new, &e), 0);
    bpq_lines_split(&l, new);
    bpq_table_repeats(&h, &l, &line);
    if (tables[_i].line)
        ck_assert_str_eq(line, tables[_i].line);
    else
        ck_assert_ptr_null(line);
    free(line);
    bpq_lines_free(&l);
    bpq_hunks_free(&h);
    git_libgit2_shutdown();
}
END_TEST

/* The tree with one more file. */
static git_oid with(const char *path, const char *text)
{
    struct bpq_err e = {0};

    tree_put(path, text);
    ck_assert_int_eq(bpq_tree_write(&tree, &e), 0);
    return tree.oid;
}

/* What is doubtful about this result; NULL: nothing. */
static void doubt_is(struct bpq_doubt *d, const git_oid *ours,
                     const git_oid *result,
                     const struct bpq_treechange *mainline,
                     const struct bpq_treechange *source, const char *want)
{
    struct bpq_err e = {0};
    char *why;

    ck_assert_int_eq(bpq_doubt(d, ours, result, mainline, source, &why, &e), 0);
    if (want)
        ck_assert_str_eq(why, want);
    else
        ck_assert_ptr_null(why);
    free(why);
}

START_TEST(doubt)
{
    struct bpq_name_files files;
    struct bpq_doubt d;
    struct bpq_treechange source, other;
    git_oid empty = tree.oid, ours, result, brings;

    source.from = source.to =
        with("xen/a.c", "void known(void); int used(void);\n");
    tree.oid = empty;
    ours = with("xen/a.c", "void known(void);\n");
    other.from = other.to = ours;
    result = with("xen/b.c", "x = used();\n");
    tree.oid = ours;
    brings = with("xen/b.c", "void brought(void); x = brought();\n");

    bpq_name_files_open(&files, &tree_repo);
    bpq_doubt_open(&d, &files);
    doubt_is(&d, &ours, &result, &source, &source,
             "the branch may lack \"used\"");
    /* what the change brings itself */
    doubt_is(&d, &ours, &brings, &source, &source, NULL);
    /* what a branch's own version of the change brings */
    doubt_is(&d, &ours, &result, &source, &other, NULL);
    /* the other way round, which the index has to follow */
    doubt_is(&d, &source.from, &result, &source, &source, NULL);
    bpq_doubt_close(&d);
    bpq_name_files_close(&files);
}
END_TEST

#define KEPT "int kept;\n"
#define STILL "gone is removed, and xen/use.c still uses it, in line 2"

/* A change removes what has the name gone from xen/a.c.  use: what xen/use.c
 * has below its first line on the branch, which is empty upstream. */
static const struct {
    const char *definition, *use, *why;
} removals[] = {
    {"static int gone(int a)\n{\n}\n", "    if ( gone(1) )\n", STILL},
    {"gone(int a)\n{\n}\n", "    return gone(1);\n", STILL},
    {"extern struct x *gone(int a);\n", "    x = f(gone, 1);\n", STILL},
    {"#define gone 1\n", "    a = gone * 2;\n", STILL},
    {"# define gone(x) x\n", "#define other(x) gone(x)\n", STILL},
    {"    int gone;\n", "    x->gone = 1;\n", STILL},
    {"    int a, *gone;\n", "    *gone = 1;\n", STILL},
    {"static int gone[] = {\n};\n", "    return gone[1];\n", STILL},
    {"static int gone = 1;\n", "    else gone++;\n", STILL},
    /* what is no use, or none that breaks */
    {"int gone(void);\n", "    /* gone() */ f(\"gone\");\n", NULL},
    {"#define gone 1\n", "#ifdef gone\n#endif\n", NULL},
    {"#define gone 1\n", "#if defined(gone)\n#endif\n", NULL},
    {"struct gone {\n};\n", "    struct gone *p;\n", NULL},
    /* where it is defined, too, or may be */
    {"int gone(void);\n", "static int gone(void)\n{\n}\n    gone();\n", NULL},
    {"int gone(void);\n", "gone(void)\n{\n}\n", NULL},
    {"    int gone;\n", "    gone = 1;\n    int a, gone;\n", NULL},
    {"    int gone;\n", "    f(gone);\n    int a = f(1), *gone;\n", NULL},
    {"    int gone;\n", "void f(int a,\n       int *gone)\n    f(gone);\n",
     NULL},
    {"    int gone;\n", "    f(gone);\nDEFINE_LOCK(gone);\n", NULL},
    {"    int gone;\n", "    f(gone);\n    gone,\n", NULL},
    {"    int gone;\n", "    f(gone);\n    enum { A, gone };\n", NULL},
    {"    int gone;\n", "#define f(a, gone) (gone)\n", NULL},
    {"#define gone 1\n", "    f(gone);\n#define gone 2\n", NULL},
    /* what is removed is no definition */
    {"    f(gone);\n", "    f(gone);\n", NULL},
    {"    return gone;\n", "    f(gone);\n", NULL},
    {"    x = 2 * gone;\n", "    f(gone);\n", NULL},
    {"/* int gone; */\n", "    f(gone);\n", NULL},
};

START_TEST(removal)
{
    struct bpq_name_files files;
    struct bpq_doubt d;
    struct bpq_treechange change;
    git_oid empty = tree.oid, ours, result;
    char *before = bpq_fmt("%s%s", KEPT, removals[_i].definition);
    char *use = bpq_fmt("\n%s", removals[_i].use);

    change.from = with("xen/a.c", before);
    tree.oid = empty;
    change.to = with("xen/a.c", KEPT);
    tree.oid = change.from;
    ours = with("xen/use.c", use);
    tree.oid = change.to;
    result = with("xen/use.c", use);

    bpq_name_files_open(&files, &tree_repo);
    bpq_doubt_open(&d, &files);
    doubt_is(&d, &ours, &result, &change, &change, removals[_i].why);
    /* the same from a branch's tree */
    doubt_is(&d, &ours, &result, &(struct bpq_treechange){empty, empty},
             &change, removals[_i].why);
    /* what the change itself leaves is its own business */
    change.to = result;
    doubt_is(&d, &ours, &result, &change, &change, NULL);
    bpq_doubt_close(&d);
    bpq_name_files_close(&files);
    free(before);
    free(use);
}
END_TEST

/* With the file goes what it defines; assembler may define it. */
START_TEST(removed_file)
{
    struct bpq_name_files files;
    struct bpq_doubt d;
    struct bpq_treechange change = {.to = tree.oid};
    git_oid ours, result;
    struct bpq_err e = {0};

    change.from = with("xen/a.c", "int gone(void)\n{\n}\n");
    ours = with("xen/use.c", "\n    gone();\n");
    ck_assert_int_eq(bpq_tree_remove(&tree, "xen/a.c", &e), 0);
    ck_assert_int_eq(bpq_tree_write(&tree, &e), 0);
    result = tree.oid;
    bpq_name_files_open(&files, &tree_repo);
    bpq_doubt_open(&d, &files);
    doubt_is(&d, &ours, &result, &change, &change, STILL);
    tree.oid = ours;
    ours = with("xen/entry.S", "ENTRY(gone)\n");
    tree.oid = result;
    result = with("xen/entry.S", "ENTRY(gone)\n");
    doubt_is(&d, &ours, &result, &change, &change, NULL);
    bpq_doubt_close(&d);
    bpq_name_files_close(&files);
}
END_TEST

static bool have;

static bool look(void *arg, bpq_name name, struct bpq_str text)
{
    (void)text;
    have = bpq_names_have(arg, name);
    return true;
}

/* What tools/ has is nothing to xen/. */
START_TEST(component)
{
    struct bpq_name_files files;
    struct bpq_names n;
    struct bpq_err e = {0};
    git_oid id = with("tools/a.c", "int here;\n");

    bpq_name_files_open(&files, &tree_repo);
    bpq_names_open(&n, &files);
    ck_assert_int_eq(bpq_names_move(&n, &id, &e), 0);
    bpq_names_each("tools/b.c", bpq_str("here"), look, &n);
    ck_assert(have);
    bpq_names_each("xen/b.c", bpq_str("here"), look, &n);
    ck_assert(!have);
    bpq_names_close(&n);
    bpq_name_files_close(&files);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("doubt");
    TCase *t = tcase_create("texts"), *u = tcase_create("trees");

    tcase_add_loop_test(t, names, 0, sizeof(texts) / sizeof(texts[0]));
    tcase_add_loop_test(t, table, 0, sizeof(tables) / sizeof(tables[0]));
    suite_add_tcase(s, t);
    tcase_add_checked_fixture(u, tree_make, tree_remove);
    tcase_add_test(u, doubt);
    tcase_add_loop_test(u, removal, 0, sizeof(removals) / sizeof(removals[0]));
    tcase_add_test(u, removed_file);
    tcase_add_test(u, component);
    suite_add_tcase(s, u);
    return run_suite(s);
}
