/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <sys/stat.h>

#include "plan/cocci.h"
#include "plan/smplnames.h"
#include "tmp.h"
#include "suite.h"

static void setup(void)
{
    tmp_make();
}

/*
 * Rules and texts; whether the rule changes the text, and whether the text
 * counts as having the rule's names.  What is changed has to count.
 */
static const struct {
    const char *rule, *text;
    bool changes, names;
} cases[] = {
    /* names and metavariables */
    {"@@\nexpression E;\n@@\n- old(E)\n+ new(E)\n",
     "int f(void) { return old(1); }\n", true, true},
    {"@@\nexpression E;\n@@\n- old(E)\n+ new(E)\n",
     "int f(void) { return older(bold(1)); }\n", false, false},
    {"@@\nexpression old;\n@@\n- f(old)\n+ g(old)\n",
     "int h(void) { return f(1); }\n", true, true},
    {"@@\nidentifier F;\n@@\n- F(1)\n+ F(2)\n",
     "int h(void) { return f(1); }\n", true, true},
    {"@@\nexpression E;\n@@\n- E->a->b\n+ B(E)\n",
     "int f(struct s *p) { return p->b; }\n", false, false},
    {"@@\nexpression E;\n@@\n- E->a->b // c\n+ B(E)\n",
     "int f(struct s *p) { return p->a->b; }\n", true, true},
    {"// @@ is no rule\n@r@\n@@\n- a\n+ b\n", "int f(void) { return a; }\n",
     true, true},
    {"@@\n@@\n- a\n+ b\n", "", false, false},
    /* a list of names */
    {"@@\nexpression E;\nidentifier f = {a, b};\n@@\n- E->f\n+ F(E, f)\n",
     "int f(struct s *p) { return p->b; }\n", true, true},
    {"@@\nexpression E;\nidentifier f = { a,b };\n@@\n- E->f\n+ F(E, f)\n",
     "int f(struct s *p) { return p->c; }\n", false, false},
    {"@@\nexpression E;\nidentifier f =~ \"^c\";\n@@\n- E->f\n+ F(E, f)\n",
     "int f(struct s *p) { return p->c; }\n", true, true},
    {"@@\nexpression E;\nidentifier f != {a, b};\n@@\n- E->f\n+ F(E, f)\n",
     "int f(struct s *p) { return p->c; }\n", true, true},
    {"@@\nexpression E;\nidentifier f = a;\n@@\n- E->f\n+ F(E)\n",
     "int f(struct s *p) { return p->c; }\n", false, true},
    {"@q@\nidentifier g;\n@@\nlet_it_be(g);\n\n"
     "@@\nexpression E;\nidentifier q.g;\n@@\n- E->g\n+ F(E)\n",
     "int f(struct s *p) { let_it_be(c); return p->c; }\n", true, true},
    /* one of several lines */
    {"@@\nexpression E;\n@@\n(\n- a(E)\n+ c(E)\n|\n- b(E)\n+ c(E)\n)\n",
     "int f(void) { return b(1); }\n", true, true},
    {"@@\nexpression E;\n@@\n(\n- a(E)\n+ c(E)\n|\n- b(E)\n+ c(E)\n)\n",
     "int f(void) { return d(1); }\n", false, false},
    {"@@\nexpression E;\n@@\n(\na(E)\n|\n- b(E)\n+ c(E)\n)\n",
     "int f(void) { return a(1); }\n", false, false},
    {"@@\n@@\n- f(\\(a\\|b\\))\n+ c()\n", "void g(void) { f(b); }\n", true,
     true},
    {"@@\nexpression E;\n@@\n- a(E);\n- b(E);\n+ c(E);\n",
     "void f(void) { a(1); b(1); }\n", true, true},
    {"@@\n@@\n- a();\n... when != b()\n- c();\n",
     "void f(void) { a(); c(); }\n", true, true},
    {"@@\n@@\n- a(<+...b...+>)\n+ c()\n", "int f(void) { return a(1 + b); }\n",
     true, true},
    {"@@\n@@\n- a(\n-   ...\n- )\n+ c()\n", "int f(void) { return a(1); }\n",
     true, true},
    /* several rules */
    {"@@\n@@\n- a\n+ b\n\n@@\n@@\n- c\n+ d\n", "int f(void) { return c; }\n",
     true, true},
    {"@@\n@@\n- a\n+ b\n\n@@\n@@\n- b\n+ d\n", "int f(void) { return a; }\n",
     true, true},
    {"@@\n@@\n- a\n+ b\n\n@@\n@@\n- c\n+ d\n", "int f(void) { return b; }\n",
     false, false},
    /* what isomorphisms replace */
    {"@@\nexpression E;\n@@\n- if (E == NULL) drop();\n",
     "void f(int *p) { if (!p) drop(); }\n", true, true},
    {"@@\nexpression E;\n@@\n- if (unlikely(E)) drop();\n",
     "void f(int *p) { if (p) drop(); }\n", true, true},
    {"@@\nexpression E;\n@@\n- E != 0\n+ set(E)\n",
     "int f(int *p) { return p != NULL; }\n", false, true},
    {"@@\nidentifier f;\n@@\n- const int f;\n+ long f;\n", "static int x;\n",
     false, true},
    /* lines that are only added */
    {"@@\n@@\na();\n+ b();\n", "void f(void) { a(); }\n", true, true},
    {"@@\n@@\na();\n+ b();\n\n@@\n@@\n- c\n+ d\n", "void f(void) { a(); }\n",
     true, true},
    {"@@\n@@\n- c\n+ d\n\n@@\n@@\na();\n+ b();\n", "void f(void) { a(); }\n",
     true, true},
    {"@@\n@@\n(\na();\n+ b();\n|\n- c();\n)\n", "void f(void) { a(); }\n", true,
     true},
    {"@@\n@@\n#include <a.h>\n+ #include <b.h>\n", "#include <a.h>\n", true,
     true},
    /* what is not read here */
    {"@@ @@\n- a\n+ b\n", "int f(void) { return a; }\n", true, true},
    {"@@ identifier f = {a}; @@\n- f\n+ b\n", "int f(void) { return a; }\n",
     true, true},
    {"@@\n@@\n/*\n*/\n- a\n+ b\n", "int f(void) { return a; }\n", true, true},
    {"@@\n@@\n- a(\"b\")\n+ c()\n", "int f(void) { return a(\"b\"); }\n", true,
     true},
    {"@@\n@@\n  x =\n- a\n+ b\n  ;\n", "void f(void) { x = a; }\n", true, true},
};

START_TEST(names)
{
    struct bpq_str text = bpq_str(cases[_i].text);

    ck_assert_int_eq(bpq_smpl_names(bpq_str(cases[_i].rule), text),
                     cases[_i].names);
}
END_TEST

/* With macros, even with none, spatch is run in any case. */
START_TEST(as_spatch_has_it)
{
    struct bpq_cocci c = {.spatch = "spatch"};
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    char *path = bpq_fmt("%s/r.cocci", tmp_dir);
    bool changed;

    tmp_put("r.cocci", cases[_i].rule);
    tmp_put("r.cocci.h", "");
    ck_assert_msg(
        !bpq_cocci_run(&c, path, "a.c", bpq_str(cases[_i].text), &out, &e),
        "%s", e.line);
    ck_assert_uint_eq(c.runs, *cases[_i].text != 0);
    changed = !bpq_str_eq(bpq_buf_str(&out), bpq_str(cases[_i].text));
    ck_assert_int_eq(changed, cases[_i].changes);
    ck_assert(cases[_i].names || !changed);
    bpq_buf_free(&out);
    free(path);
}
END_TEST

/* Without the names, spatch is not run. */
START_TEST(no_run)
{
    struct bpq_cocci c = {.spatch = "spatch"};
    struct bpq_buf out = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    char *path = bpq_fmt("%s/r.cocci", tmp_dir);

    tmp_put("r.cocci", cases[_i].rule);
    ck_assert_msg(
        !bpq_cocci_run(&c, path, "a.c", bpq_str(cases[_i].text), &out, &e),
        "%s", e.line);
    ck_assert_uint_eq(c.runs, cases[_i].names && *cases[_i].text);
    ck_assert_int_eq(!bpq_str_eq(bpq_buf_str(&out), bpq_str(cases[_i].text)),
                     cases[_i].changes);
    bpq_buf_free(&out);
    free(path);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("smplnames");
    TCase *tc = tcase_create("smplnames");
    int n = sizeof(cases) / sizeof(cases[0]);

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, setup, tmp_remove);
    tcase_add_loop_test(tc, names, 0, n);
    tcase_add_loop_test(tc, as_spatch_has_it, 0, n);
    tcase_add_loop_test(tc, no_run, 0, n);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
