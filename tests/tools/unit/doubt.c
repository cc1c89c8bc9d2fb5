/* SPDX-License-Identifier: LGPL-2.1-only */
/* What makes a result doubtful: names, and numbers in tables. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

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
    struct bpq_err e = {0};
    char *line;

    git_libgit2_init();
    ck_assert_int_eq(bpq_table_repeats(bpq_str(tables[_i].old),
                                       bpq_str(tables[_i].new), &line, &e),
                     0);
    if (tables[_i].line)
        ck_assert_str_eq(line, tables[_i].line);
    else
        ck_assert_ptr_null(line);
    free(line);
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

START_TEST(doubt)
{
    struct bpq_name_files files;
    struct bpq_doubt d;
    struct bpq_err e = {0};
    git_oid empty = tree.oid, source, ours, result, brings;
    char *name;

    source = with("xen/a.c", "void known(void); int used(void);\n");
    tree.oid = empty;
    ours = with("xen/a.c", "void known(void);\n");
    result = with("xen/b.c", "x = used();\n");
    tree.oid = ours;
    brings = with("xen/b.c", "void brought(void); x = brought();\n");

    bpq_name_files_open(&files, &tree_repo);
    bpq_doubt_open(&d, &files);
    ck_assert_int_eq(bpq_doubt(&d, &ours, &result, &source, &source, &name, &e),
                     0);
    ck_assert_str_eq(name, "used");
    free(name);
    /* what the change brings itself */
    ck_assert_int_eq(bpq_doubt(&d, &ours, &brings, &source, &source, &name, &e),
                     0);
    ck_assert_ptr_null(name);
    /* what a branch's own version of the change brings */
    ck_assert_int_eq(bpq_doubt(&d, &ours, &result, &source, &ours, &name, &e),
                     0);
    ck_assert_ptr_null(name);
    /* the other way round, which the index has to follow */
    ck_assert_int_eq(
        bpq_doubt(&d, &source, &result, &source, &source, &name, &e), 0);
    ck_assert_ptr_null(name);
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
    tcase_add_test(u, component);
    suite_add_tcase(s, u);
    return run_suite(s);
}
