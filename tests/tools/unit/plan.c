/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/plan.h"
#include "plan/planfile.h"
#include "tmp.h"
#include "suite.h"

#define ID1 "1111111111111111111111111111111111111111"
#define ID2 "2222222222222222222222222222222222222222"
#define HEAD "# base R0 R1 R2 tip\n# group g\n"

static int read_plan(struct bpq_plan *p, const char *text, struct bpq_err *e)
{
    tmp_put("series-4.9/series", text);
    return bpq_plan_read(p, tmp_dir, "4.9", e);
}

START_TEST(whole_plan)
{
    static const char text[] =
        "# What this is, in plain words.\n"
        "# base R0 R1 R2 tip\n"
        "\n"
        "# group toolchain optional\n"
        "a-1.patch # pick " ID1 "\n"
        "# a comment between\n"
        "#+ from R1\n"
        "#+ until R2\n"
        "#+ why one reason\n"
        "#+ why and another\n"
        "# group pvh\n"
        "b.patch -p1\t# own  compat/changes/b\n"
        "#+ from tip\n"
        "c.patch # pick " ID2 "\n"
        "#+ only tools/x tools/y.c\n"
        "#+ only docs\n"
        "#+ not tools/x/z.c\n"
        "#+ keep ^ +void \\*p;  # not a comment\n"
        "#+ before compat/changes/r/one.cocci compat/changes/r/two.cocci\n"
        "#+ after compat/changes/c\n"
        "#+ resolve " ID1 " " ID2 "\n"
        "#+ why that";
    struct bpq_plan p;
    struct bpq_err e = {0};
    const struct bpq_patch *c;

    ck_assert_int_eq(read_plan(&p, text, &e), BPQ_OK);
    ck_assert_ptr_null(e.line);
    ck_assert_str_eq(p.branch, "4.9");
    ck_assert_str_eq(p.root, tmp_dir);
    ck_assert_str_eq(p.dir, "series-4.9");
    ck_assert_uint_eq(p.bases.n, 4);
    ck_assert_str_eq(p.bases.v[3], "tip");
    ck_assert_uint_eq(p.n_groups, 2);
    ck_assert(p.groups[0].optional && !p.groups[1].optional);
    ck_assert_uint_eq(p.groups[1].line, 11);
    ck_assert_uint_eq(p.n_patches, 3);
    ck_assert_str_eq(p.patches[0].name, "a-1.patch");
    ck_assert_uint_eq(p.patches[0].line, 5);
    ck_assert_int_eq(p.patches[0].source, BPQ_PICK);
    ck_assert_str_eq(p.patches[0].id, ID1);
    ck_assert_str_eq(p.patches[0].from, "R1");
    ck_assert_str_eq(p.patches[0].until, "R2");
    ck_assert_str_eq(p.patches[0].why, "one reason\nand another");
    ck_assert_int_eq(p.patches[1].source, BPQ_OWN);
    ck_assert_str_eq(p.patches[1].own, "compat/changes/b");
    ck_assert_uint_eq(p.patches[1].group, 1);
    c = &p.patches[2];
    ck_assert_uint_eq(c->only.n, 3);
    ck_assert_str_eq(c->only.v[2], "docs");
    ck_assert_uint_eq(c->except.n, 1);
    ck_assert_uint_eq(c->keep.n, 1);
    ck_assert_str_eq(c->keep.v[0], "^ +void \\*p;  # not a comment");
    ck_assert_uint_eq(c->before.n, 2);
    ck_assert_uint_eq(c->after.n, 1);
    ck_assert_uint_eq(c->resolve.n, 2);
    ck_assert_str_eq(c->why, "that");
    bpq_plan_free(&p);
}
END_TEST

START_TEST(which_bases_want_it)
{
    struct bpq_plan p;
    struct bpq_err e = {0};

    ck_assert_int_eq(read_plan(&p,
                               HEAD "all.patch # pick " ID1 "\n"
                                    "mid.patch # own compat/m\n"
                                    "#+ from R1\n#+ until R2\n"
                                    "one.patch # own compat/o\n"
                                    "#+ from tip\n",
                               &e),
                     BPQ_OK);
    ck_assert(bpq_plan_wants(&p, &p.patches[0], "R0"));
    ck_assert(bpq_plan_wants(&p, &p.patches[0], "tip"));
    ck_assert(!bpq_plan_wants(&p, &p.patches[0], "R9"));
    ck_assert(!bpq_plan_wants(&p, &p.patches[1], "R0"));
    ck_assert(bpq_plan_wants(&p, &p.patches[1], "R1"));
    ck_assert(bpq_plan_wants(&p, &p.patches[1], "R2"));
    ck_assert(!bpq_plan_wants(&p, &p.patches[1], "tip"));
    ck_assert(!bpq_plan_wants(&p, &p.patches[2], "R2"));
    ck_assert(bpq_plan_wants(&p, &p.patches[2], "tip"));
    ck_assert_int_eq(bpq_plan_base(&p, "R2", &e), BPQ_OK);
    tmp_wrong(bpq_plan_base(&p, "RELEASE-4.8.0", &e), &e, BPQ_FAIL,
              "RELEASE-4.8.0 is not a base of branch 4.9", "R0, R1, R2, tip");
    bpq_plan_free(&p);
}
END_TEST

/* An id may occur twice if the pick is divided by bases or by paths. */
START_TEST(divided_source)
{
    struct bpq_plan p;
    struct bpq_err e = {0};

    ck_assert_int_eq(read_plan(&p,
                               HEAD
                               "a.patch # pick " ID1 "\n#+ until R0\n"
                               "b.patch # pick " ID1 "\n#+ from R1\n"
                               "c.patch # pick " ID2 "\n#+ only x\n#+ why w\n"
                               "d.patch # pick " ID2 "\n#+ not x\n#+ why w\n",
                               &e),
                     BPQ_OK);
    bpq_plan_free(&p);
}
END_TEST

/* A pick's own maps come first, then the plan's; the longest of each counts. */
START_TEST(maps)
{
    static const struct {
        size_t patch;
        const char *path, *to; /* NULL: the same path */
        size_t clause;
    } v[] = {
        {0, "a/b.c", "x.c", 0},     {0, "a/d/e", "y/d/e", 0},
        {0, "a", "y", 0},           {0, "ab/c", NULL, 0},
        {0, "a/b.c/d", "x.c/d", 0}, {0, "b", NULL, 0},
        {1, "a/b.c", "z/b.c", 0},   {1, "a/q.c", "q", 1},
        {1, "b/c", "x.c/c", 2},
    };
    struct bpq_plan p;
    struct bpq_err e = {0};

    ck_assert_int_eq(read_plan(&p,
                               "# base R0\n"
                               "# map a y\n# map a/b.c x.c\n# map b/ x.c\n"
                               "# group g\n",
                               &e),
                     BPQ_FAIL);
    bpq_err_clear(&e);
    ck_assert_int_eq(read_plan(&p,
                               "# base R0\n# map a y\n# map a/b.c x.c\n"
                               "# map b/c x.c/c\n# group g\n"
                               "a.patch # pick " ID1 "\n"
                               "b.patch # pick " ID2 "\n"
                               "#+ map a z\n#+ map a/q.c q\n",
                               &e),
                     BPQ_OK);
    for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
        const struct bpq_patch *patch = &p.patches[v[i].patch];
        size_t clause;
        char *to = bpq_plan_map(&p, patch, v[i].path, &clause), *same;

        if (v[i].to)
            ck_assert_str_eq(to, v[i].to);
        else
            ck_assert_ptr_null(to);
        ck_assert_uint_eq(clause, v[i].clause);
        same = bpq_plan_path(&p, patch, v[i].path);
        ck_assert_str_eq(same, v[i].to ? v[i].to : v[i].path);
        free(same);
        free(to);
    }
    bpq_plan_free(&p);
}
END_TEST

START_TEST(no_final_newline)
{
    struct bpq_plan p;
    struct bpq_err e = {0};

    ck_assert_int_eq(read_plan(&p, HEAD "a.patch # pick " ID1 "\n#+ why x", &e),
                     BPQ_OK);
    ck_assert_str_eq(p.patches[0].why, "x");
    bpq_plan_free(&p);
}
END_TEST

/* A plan, the line that is wrong, and the message. */
static const struct {
    const char *text;
    unsigned line;
    const char *says;
} wrong[] = {
    {"", 1, "has no line \"# base"},
    {"\n\n", 2, "has no line \"# base"},
    {"# group g\n", 1, "# base ...\" has to come first"},
    {"# base R0\n", 1, "names no patch"},
    {HEAD, 2, "names no patch"},
    {"# base\n", 1, "takes the bases"},
    {"# base R0 R0\n", 1, "named twice"},
    {"# base R0 ../x\n", 1, "not a name of a base"},
    {"# base R0\n# base R1\n", 2, "already a \"# base\""},
    {"# bases R0\n", 1, "write \"# base ...\""},
    {"#base R0\n", 1, "write \"# base ...\""},
    {"# Base R0\n", 1, "write \"# base ...\""},
    {"# base: R0\n", 1, "write \"# base ...\""},
    {"#  base R0\n", 1, "write \"# base ...\""},
    {HEAD "# groups h\n", 3, "write \"# group ...\""},
    {HEAD "## group h\n", 3, "write \"# group ...\""},
    {HEAD "# group\n", 3, "takes a name"},
    {HEAD "# group g\n", 3, "declared twice"},
    {HEAD "# group h options\n", 3, "only \"optional\""},
    {HEAD "# group h optional x\n", 3, "only \"optional\""},
    {"# base R0\na.patch # pick " ID1 "\n", 2, "before the first \"# group\""},
    {HEAD "a.patch\n", 3, "\"# pick ID\" or \"# own FOLDER\""},
    {HEAD "a.patch #\n", 3, "\"# pick ID\" or \"# own FOLDER\""},
    {HEAD "a.patch # take " ID1 "\n", 3, "\"# pick ID\" or"},
    {HEAD "a.patch # pick " ID1 " or so\n", 3, "and nothing more"},
    {HEAD "a.patch # pick 16cc3362ae\n", 3, "full commit id"},
    {HEAD "a.patch # pick AAAAAAAAAAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n", 3,
     "full commit id"},
    {HEAD "a.patch # pick 111111111111111111111111111111111111111g\n", 3,
     "full commit id"},
    {HEAD "a.patch # own /etc\n", 3, "is absolute"},
    {HEAD "a.patch # own compat/../../x\n", 3, "component \"..\""},
    {HEAD "x/a.patch # pick " ID1 "\n", 3, "has a \"/\""},
    {HEAD "a.diff # pick " ID1 "\n", 3, "does not end in .patch"},
    {HEAD ".patch # pick " ID1 "\n", 3, "does not end in .patch"},
    {HEAD "-a.patch # pick " ID1 "\n", 3,
     "has to begin with a letter or digit"},
    {HEAD "a\x1b.patch # pick " ID1 "\n", 3, "may only have letters"},
    {HEAD " a.patch # pick " ID1 "\n", 3, "begins with a blank"},
    {HEAD "a.patch -p0 # pick " ID1 "\n", 3,
     "only quilt option allowed is -p1"},
    {HEAD "a.patch -p1 -R # pick " ID1 "\n", 3, "\"-R\" after a.patch"},
    {HEAD "a.patch # pick " ID1 "\na.patch # pick " ID2 "\n", 4,
     "a.patch is already in line 3"},
    {HEAD "a.patch # pick " ID1 "\nb.patch # pick " ID1 "\n", 4,
     "is already used in line 3"},
    {HEAD "a.patch # own c/x\nb.patch # own c/x\n#+ from R2\n", 4,
     "is already used in line 3"},
    {"# base R0\n# map a\n", 2, "map takes two paths"},
    {"# base R0\n# map a b c\n", 2, "map takes two paths"},
    {"# base R0\n# map a ../b\n", 2, "../b has a component"},
    {"# base R0\n# map /a b\n", 2, "/a is absolute"},
    {"# base R0\n# map a a\n", 2, "to itself"},
    {"# base R0\n# map a b\n# map a c\n", 3, "a is already mapped to b"},
    {HEAD "# map a b\n", 3, "before the first group"},
    {HEAD "a.patch # pick " ID1 "\n#+ map a b\n#+ map a c\n", 5,
     "a is already mapped to b"},
    {HEAD "a.patch # own c/x\n#+ map a b\n", 4, "is for picks"},
    {HEAD "#+ why x\n", 3, "no patch line above"},
    {HEAD "a.patch # pick " ID1 "\n\n#+ why x\n", 5, "no patch line above"},
    {HEAD "a.patch # pick " ID1 "\n# group h\n#+ why x\n", 5,
     "no patch line above"},
    {HEAD "a.patch # pick " ID1 "\n#+ upto R0\n", 4,
     "unknown clause \"upto\"; known are only, not, map, keep"},
    {HEAD "a.patch # pick " ID1 "\n#+\n", 4, "unknown clause \"\""},
    {HEAD "a.patch # pick " ID1 "\n#+why x\n", 4, "blank after \"#+\""},
    {HEAD "a.patch # pick " ID1 "\n# + why x\n", 4, "begins with \"#+ \""},
    {HEAD "a.patch # pick " ID1 "\n#+ only\n", 4, "takes paths"},
    {HEAD "a.patch # pick " ID1 "\n#+ why \n", 4, "takes a sentence"},
    {HEAD "a.patch # pick " ID1 "\n#+ only a ../b\n", 4, "component \"..\""},
    {HEAD "a.patch # pick " ID1 "\n#+ not /a\n", 4, "is absolute"},
    {HEAD "a.patch # pick " ID1 "\n#+ not a/\n", 4, "empty component"},
    {HEAD "a.patch # pick " ID1 "\n#+ not a/.git/b\n", 4, "into .git"},
    {HEAD "a.patch # pick " ID1 "\n#+ only a\n#+ only b a\n", 5, "named twice"},
    {HEAD "a.patch # pick " ID1 "\n#+ keep (a\n", 4,
     "is not a regular expression"},
    {HEAD "a.patch # pick " ID1 "\n#+ keep a \n", 4, "an invisible blank"},
    {HEAD "a.patch # pick " ID1 "\n#+ before a/b.h\n", 4, "FILE.cocci"},
    {HEAD "a.patch # pick " ID1 "\n#+ before ../b.cocci\n", 4, "\"..\""},
    {HEAD "a.patch # pick " ID1 "\n#+ after ./x\n", 4, "component \".\""},
    {HEAD "a.patch # pick " ID1 "\n#+ resolve 123\n", 4, "40 lower-case hex"},
    {HEAD "a.patch # pick " ID1 "\n#+ resolve " ID1 "\n#+ resolve " ID1 "\n", 5,
     "named twice"},
    {HEAD "a.patch # pick " ID1 "\n#+ from R9\n", 4,
     "R9 is not a base of branch 4.9; its bases are R0, R1, R2, tip"},
    {HEAD "a.patch # pick " ID1 "\n#+ until R0 R1\n", 4, "takes one base"},
    {HEAD "a.patch # pick " ID1 "\n#+ from R0\n#+ from R1\n", 5,
     "already has a from"},
    {HEAD "a.patch # pick " ID1 "\n#+ from R2\n#+ until R1\n", 5,
     "there is no base from R2 until R1"},
    {HEAD "a.patch # own c/x\n#+ keep x\n", 4, "is for picks"},
    {HEAD "a.patch # own c/x\n#+ after c/y\n", 4, "c/x/change"},
    {HEAD "a.patch # pick " ID1 "\nb.patch # pick " ID2 "\n#+ only a\n", 4,
     "b.patch is adapted; give the reason"},
    {"# base R0\r\n", 1, "carriage return"},
};

START_TEST(wrong_plan)
{
    struct bpq_plan p;
    struct bpq_err e = {0};
    char *at = bpq_fmt("series-4.9/series:%u: ", wrong[_i].line);

    tmp_wrong(read_plan(&p, wrong[_i].text, &e), &e, BPQ_FAIL, at,
              wrong[_i].says);
    ck_assert_uint_eq(p.n_patches, 0);
    free(at);
}
END_TEST

START_TEST(nul_byte)
{
    static const char text[] = HEAD "a.patch\0# pick " ID1 "\n";
    struct bpq_plan p;
    struct bpq_err e = {0};

    tmp_put_bytes("series-4.9/series", text, sizeof(text) - 1);
    tmp_wrong(bpq_plan_read(&p, tmp_dir, "4.9", &e), &e, BPQ_FAIL,
              "series-4.9/series:3: ", "NUL byte");
}
END_TEST

/* A plan that is cut off anywhere is read, or refused with a message. */
START_TEST(cut_off)
{
    static const char text[] =
        HEAD "a.patch # pick " ID1 "\n#+ only a b\n#+ keep (x|y)\n"
             "#+ before c/d.cocci\n#+ from R1\n#+ why because\n"
             "b.patch # own c/x\n";

    for (size_t n = 0; n < sizeof(text); n++) {
        struct bpq_plan p;
        struct bpq_err e = {0};
        int rc;

        tmp_put_bytes("series-4.9/series", text, n);
        rc = bpq_plan_read(&p, tmp_dir, "4.9", &e);
        if (rc)
            tmp_wrong(rc, &e, BPQ_FAIL, "series-4.9/series:", " ");
        bpq_plan_free(&p);
    }
}
END_TEST

/* A plan with one byte replaced is read, or refused with a message. */
START_TEST(changed_bytes)
{
    static const char bytes[] = "\0\r\n\t #+/.-\x80(";
    static const char text[] =
        HEAD "a.patch # pick " ID1 "\n#+ only a b\n#+ keep (x|y)\n"
             "#+ from R1\n#+ why because\nb.patch # own c/x\n";
    char part[sizeof(text)];

    for (size_t at = 0; at < sizeof(text) - 1; at++)
        for (size_t b = 0; b < sizeof(bytes) - 1; b++) {
            struct bpq_plan p;
            struct bpq_err e = {0};
            int rc;

            memcpy(part, text, sizeof(text));
            part[at] = bytes[b];
            tmp_put_bytes("series-4.9/series", part, sizeof(text) - 1);
            rc = bpq_plan_read(&p, tmp_dir, "4.9", &e);
            if (rc)
                tmp_wrong(rc, &e, BPQ_FAIL, "series-4.9/series:", " ");
            bpq_plan_free(&p);
        }
}
END_TEST

START_TEST(branches)
{
    struct bpq_plan p;
    struct bpq_err e = {0};

    tmp_wrong(bpq_plan_read(&p, tmp_dir, "4.9", &e), &e, BPQ_FAIL,
              "BRANCH=4.9: no such branch", "known are: none");
    tmp_put("series-4.10/series", HEAD);
    tmp_put("series-4.9/series", HEAD);
    tmp_put("series-4.8/lock", "");
    tmp_put("series-4.7/series", HEAD "a.patch # pick " ID1 "\n");
    tmp_wrong(bpq_plan_read(&p, tmp_dir, "4.8", &e), &e, BPQ_FAIL, "4.8",
              "known are: 4.7, 4.9, 4.10");
    tmp_wrong(bpq_plan_read(&p, tmp_dir, "4.7", &e), &e, BPQ_FAIL,
              "hypervisor lacks PVHv2",
              "no backport of the toolstack can help");
    tmp_wrong(bpq_plan_read(&p, tmp_dir, "3.4", &e), &e, BPQ_FAIL,
              "hypervisor lacks PVHv2",
              "no backport of the toolstack can help");
    tmp_wrong(bpq_plan_read(&p, tmp_dir, "4.17", &e), &e, BPQ_FAIL, "already",
              "compat/libxl_pvh.h");
    tmp_wrong(bpq_plan_read(&p, tmp_dir, "4.9.4", &e), &e, BPQ_FAIL,
              "BRANCH=4.9.4: no such branch", "(did you mean 4.9?)");
    tmp_wrong(bpq_plan_read(&p, tmp_dir, "4.99", &e), &e, BPQ_FAIL,
              "BRANCH=4.99: no such branch", "(did you mean 4.9?)");
    tmp_wrong(bpq_plan_read(&p, tmp_dir, "5.1", &e), &e, BPQ_FAIL,
              "BRANCH=5.1: no such branch here; known are", "4.9");
    tmp_wrong(bpq_plan_read(&p, tmp_dir, "3.9", &e), &e, BPQ_FAIL,
              "BRANCH=3.9: no such branch", "known are");
    tmp_wrong(bpq_plan_read(&p, tmp_dir, "", &e), &e, BPQ_FAIL,
              "BRANCH=:", "no such branch");
    tmp_wrong(bpq_plan_read(&p, tmp_dir, "4.9/../series-4.9", &e), &e, BPQ_FAIL,
              "no such branch", "known are");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("plan");
    TCase *tc = tcase_create("plan");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, tmp_make, tmp_remove);
    tcase_add_test(tc, whole_plan);
    tcase_add_test(tc, which_bases_want_it);
    tcase_add_test(tc, divided_source);
    tcase_add_test(tc, maps);
    tcase_add_test(tc, no_final_newline);
    tcase_add_loop_test(tc, wrong_plan, 0, sizeof(wrong) / sizeof(wrong[0]));
    tcase_add_test(tc, nul_byte);
    tcase_add_test(tc, cut_off);
    tcase_add_test(tc, changed_bytes);
    tcase_add_test(tc, branches);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
