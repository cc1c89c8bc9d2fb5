/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/change.h"
#include "plan/cocci.h"
#include "tmptree.h"
#include "suite.h"

#define MESSAGE "From: A <a@example.org>\nDate: d\nSubject: s\n\nWhy.\n"

/* The plan that the change is applied for. */
static struct bpq_map maps[] = {{"up", "down"}, {"up/b.c", "down/a.c"}};
static char branch[] = "4.9";
static const struct bpq_plan plan = {.branch = branch, .map = {maps, 2}};

/* Apply the change in compat/changes/x, whose file `change` has this text. */
static int apply(const char *steps, struct bpq_strs *did, struct bpq_err *e)
{
    struct bpq_cocci cocci = {.spatch = "/nowhere/spatch"};
    struct bpq_change *c;
    int rc;

    tmp_put("compat/changes/x/change", steps);
    rc = bpq_change_read(tmp_dir, "compat/changes/x", &c, e);
    if (!rc)
        rc = bpq_change_apply(c, &plan, NULL, &tree, &cocci, did, e);
    bpq_change_free(c);
    return rc;
}

START_TEST(all_steps)
{
    struct bpq_strs did = {0};
    struct bpq_err e = {0};
    int rc;

    tmp_put("compat/changes/x/new.h", "int a;\n");
    tmp_put("compat/changes/x/run.sh", "#!/bin/sh\n");
    tmp_put("compat/libxl_pvh.h", "int b;\n");
    tmp_put("compat/changes/x/edits", "edit Makefile\nfind all\ndo after\n"
                                      "| \tinstall new.h\n");
    tree_put("Makefile", "all:\n");
    rc = apply("# Steps are done in order.\n\n"
               "add t/new.h new.h\n"
               "add t/pvh.h 644 compat/libxl_pvh.h\n"
               "  add t/run.sh 755 run.sh\n"
               "edits edits\n",
               &did, &e);
    ck_assert_msg(!rc, "%s", e.line ? e.line : "");
    tree_is("t/new.h", "int a;\n", GIT_FILEMODE_BLOB);
    tree_is("t/pvh.h", "int b;\n", GIT_FILEMODE_BLOB);
    tree_is("t/run.sh", "#!/bin/sh\n", GIT_FILEMODE_BLOB_EXECUTABLE);
    tree_is("Makefile", "all:\n\tinstall new.h\n", GIT_FILEMODE_BLOB);
    ck_assert_uint_eq(did.n, 4);
    ck_assert_str_eq(did.v[0], "add compat/changes/x/new.h: t/new.h");
    ck_assert_str_eq(did.v[1], "add compat/libxl_pvh.h: t/pvh.h");
    ck_assert_str_eq(did.v[3], "edits compat/changes/x/edits: Makefile (1)");
    bpq_strs_free(&did);
}
END_TEST

/* A change for all branches, with steps for some of them only. */
START_TEST(limited_steps)
{
    struct bpq_strs did = {0};
    struct bpq_err e = {0};
    int rc;

    tmp_put("compat/changes/x/f", "f\n");
    tmp_put("series-4.8/series", "");
    tmp_put("series-4.9/series", "");
    tmp_put("series-4.10/series", "");
    rc = apply("add all f\non 4.8 add old f\non 4.9 add this f\n"
               "on\t4.8,4.9  add both f\non 4.10 add new f\n",
               &did, &e);
    ck_assert_msg(!rc, "%s", e.line ? e.line : "");
    ck_assert_uint_eq(did.n, 3);
    tree_is("all", "f\n", GIT_FILEMODE_BLOB);
    tree_is("this", "f\n", GIT_FILEMODE_BLOB);
    tree_is("both", "f\n", GIT_FILEMODE_BLOB);
    tree_is("old", "", 0);
    tree_is("new", "", 0);
    bpq_strs_free(&did);
    tmp_wrong(apply("on 4.8 add a f\non 4.10 add b f\n", &did, &e), &e,
              BPQ_FAIL,
              "compat/changes/x/change: ", "has no step for branch 4.9");
}
END_TEST

/* A file of edits, with edits for some branches only. */
START_TEST(limited_edits)
{
    struct bpq_strs did = {0};
    struct bpq_err e = {0};
    int rc;

    tmp_put("series-4.8/series", "");
    tmp_put("series-4.9/series", "");
    tmp_put("series-4.10/series", "");
    tmp_put("compat/changes/x/edits",
            "edit f\nfind ^a$\ndo after\n| all\n"
            "on 4.8,4.10\nedit f\nfind ^b$\ndo delete\n"
            "edit g\nfind x\ndo delete\n"
            "on 4.10,4.9\nedit f\nfind ^c$\ndo delete\n"
            "on all\nedit f\nfind ^d$\ndo delete\n");
    tree_put("f", "a\nb\nc\nd\ne\n");
    rc = apply("edits edits\n", &did, &e);
    ck_assert_msg(!rc, "%s", e.line ? e.line : "");
    tree_is("f", "a\nall\nb\ne\n", GIT_FILEMODE_BLOB);
    ck_assert_uint_eq(did.n, 1);
    ck_assert_str_eq(did.v[0], "edits compat/changes/x/edits: f (3)");
    tmp_put("compat/changes/x/edits",
            "on 4.8,4.10\nedit f\nfind ^b$\ndo delete\n");
    tmp_wrong(apply("edits edits\n", &did, &e), &e, BPQ_FAIL,
              "compat/changes/x/edits: ", "has no edit for branch 4.9");
    bpq_strs_free(&did);
}
END_TEST

/* Paths are upstream's; the plan maps them to the branch's. */
START_TEST(mapped_paths)
{
    struct bpq_strs did = {0};
    struct bpq_err e = {0};
    int rc;

    tmp_put("compat/changes/x/f", "f\n");
    tmp_put("compat/changes/x/edits", "edit up/b.c\nfind ^a$\ndo replace\n| b\n"
                                      "edit up/c/d\nfind x\ndo delete\n");
    tree_put("down/a.c", "a\n");
    tree_put("down/c/d", "x\ny\n");
    rc = apply("add up/new f\nadd upper/new f\nedits edits\n", &did, &e);
    ck_assert_msg(!rc, "%s", e.line ? e.line : "");
    tree_is("down/new", "f\n", GIT_FILEMODE_BLOB);
    tree_is("upper/new", "f\n", GIT_FILEMODE_BLOB);
    tree_is("down/a.c", "b\n", GIT_FILEMODE_BLOB);
    tree_is("down/c/d", "y\n", GIT_FILEMODE_BLOB);
    ck_assert_str_eq(did.v[0], "add compat/changes/x/f: down/new");
    ck_assert_str_eq(
        did.v[2], "edits compat/changes/x/edits: down/a.c (1), down/c/d (1)");
    bpq_strs_free(&did);
    tmp_wrong(apply("add up/new f\n", &did, &e), &e, BPQ_NO,
              "change:1: ", "down/new is already in the tree");
}
END_TEST

START_TEST(message)
{
    static const struct {
        const char *text, *says; /* NULL: good */
    } v[] = {
        {MESSAGE, NULL},
        {"From: A <a@example.org>\nDate: d\nSubject: s\n\nNo newline", NULL},
        {"", "message:1: this line has to be \"From: ...\""},
        {"Date: d\n", "message:1: this line has to be \"From: ...\""},
        {"From: \n", "message:1: this line has to be \"From: ...\""},
        {"From: a\nSubject: s\n",
         "message:2: this line has to be \"Date: ...\""},
        {"From: a\nDate: d\n\nWhy\n",
         "message:3: this line has to be \"Subject: ...\""},
        {"From: a\nDate: d\nSubject: s\n", "message:4: after the Subject"},
        {"From: a\nDate: d\nSubject: s\nWhy\nWhy\n", "message:4: after"},
        {"From: a\nDate: d\nSubject: s\n\n\n", "message:4: after"},
        {"From: a\r\n", "message:1: has a carriage return"},
    };

    tmp_put("compat/changes/x/change", "add f f\n");
    tmp_put("compat/changes/x/f", "f\n");
    for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
        struct bpq_err e = {0};
        struct bpq_change *c;
        int rc;

        tmp_put("compat/changes/x/message", v[i].text);
        rc = bpq_change_read(tmp_dir, "compat/changes/x", &c, &e);
        if (v[i].says) {
            tmp_wrong(rc, &e, BPQ_FAIL, "compat/changes/x/", v[i].says);
            ck_assert_ptr_null(c);
            continue;
        }
        ck_assert_int_eq(rc, BPQ_OK);
        ck_assert_int_eq(
            strncmp(bpq_change_message(c), v[i].text, strlen(v[i].text)), 0);
        ck_assert(bpq_change_message(c)[strlen(bpq_change_message(c)) - 1] ==
                  '\n');
        bpq_change_free(c);
    }
}
END_TEST

START_TEST(no_message)
{
    struct bpq_err e = {0};
    struct bpq_change *c;

    tmp_put("compat/changes/x/change", "add f f\n");
    tmp_put("compat/changes/x/f", "f\n");
    ck_assert_int_eq(bpq_change_read(tmp_dir, "compat/changes/x", &c, &e), 0);
    ck_assert_ptr_null(bpq_change_message(c));
    bpq_change_free(c);
    tmp_wrong(bpq_change_read(tmp_dir, "compat/changes/y", &c, &e), &e,
              BPQ_FAIL, "compat/changes/y/change", "cannot be opened");
}
END_TEST

static const struct {
    const char *steps;
    int rc;
    unsigned line;
    const char *says;
} wrong[] = {
    {"move a b\n", BPQ_FAIL, 1, "unknown step \"move\"; known are add, cocci"},
    {"add\n", BPQ_FAIL, 1, "add takes PATH [MODE] FROM"},
    {"add a link\n", BPQ_FAIL, 1, "x/link is a symbolic link"},
    {"add a 755 linked/x\n", BPQ_FAIL, 1, "x/linked/x is a symbolic link or"},
    {"add a compat/changes/x/link\n", BPQ_FAIL, 1, "is a symbolic link"},
    {"cocci link.cocci old\n", BPQ_FAIL, 1, "is a symbolic link"},
    {"edits link\n", BPQ_FAIL, 1, "is a symbolic link"},
    {"cocci script.cocci old\n", BPQ_FAIL, 1, "script.cocci:1: \"script:\""},
    {"add a\n", BPQ_FAIL, 1, "add takes PATH [MODE] FROM"},
    {"add a 644 f x\n", BPQ_FAIL, 1, "add takes PATH [MODE] FROM"},
    {"add a 777 f\n", BPQ_FAIL, 1, "the mode of a is 644 or 755, not 777"},
    {"add a g\n", BPQ_FAIL, 1, "there is no file compat/changes/x/g"},
    {"add a ../f\n", BPQ_FAIL, 1, "component \"..\""},
    {"add ../a f\n", BPQ_FAIL, 1, "component \"..\""},
    {"add /a f\n", BPQ_FAIL, 1, "is absolute"},
    {"add a/.git/hooks/x f\n", BPQ_FAIL, 1, "leads into .git"},
    {"add a /etc/passwd\n", BPQ_FAIL, 1, "is absolute"},
    {"add a none\n", BPQ_FAIL, 1, "a patch cannot add an empty file"},
    {"add a folder\n", BPQ_FAIL, 1, "is not a regular file"},
    {"# one\nadd old f\n", BPQ_NO, 2, "old is already in the tree"},
    {"cocci\n", BPQ_FAIL, 1, "cocci takes RULE.cocci PATH..."},
    {"cocci r.cocci\n", BPQ_FAIL, 1, "cocci takes RULE.cocci PATH..."},
    {"cocci f old\n", BPQ_FAIL, 1, "a semantic patch's name ends in .cocci"},
    {"cocci no.cocci old\n", BPQ_FAIL, 1, "there is no file compat/changes/x/"},
    {"cocci r.cocci a a\n", BPQ_FAIL, 1, "named twice"},
    {"cocci r.cocci ../a\n", BPQ_FAIL, 1, "component \"..\""},
    {"cocci r.cocci missing.c\n", BPQ_NO, 1, "there is no file missing.c"},
    {"cocci r.cocci old\n", BPQ_NO, 1,
     "r.cocci changes nothing in old; take the path out"},
    {"cocci r.cocci a.c\n", BPQ_FAIL, 1, "package coccinelle"},
    {"on\n", BPQ_FAIL, 1, "\"on\" takes branches"},
    {"on 4.9, add a f\n", BPQ_FAIL, 1, "\"on\" takes branches"},
    {"on 4.9\n", BPQ_FAIL, 1, "unknown step \"\""},
    {"on 4.9 on 4.9 add a f\n", BPQ_FAIL, 1, "unknown step \"on\""},
    {"on 4.9,4.9 add a f\n", BPQ_FAIL, 1, "4.9 is named twice"},
    {"on 4.6 add a f\n", BPQ_FAIL, 1, "no branch 4.6 (no folder series-4.6)"},
    {"on 4.9/ add a f\n", BPQ_FAIL, 1, "there is no branch 4.9/"},
    {"edits\n", BPQ_FAIL, 1, "edits takes one FILE"},
    {"edits f f\n", BPQ_FAIL, 1, "edits takes one FILE"},
    {"edits none\n", BPQ_FAIL, 0, "compat/changes/x/none: has no edit"},
    {"edits f\n", BPQ_FAIL, 0, "compat/changes/x/f:1: the first line"},
    {"", BPQ_FAIL, 0, "compat/changes/x/change: has no step"},
    {"# only a comment\n", BPQ_FAIL, 0, "has no step"},
    {"add a f\r\n", BPQ_FAIL, 1, "carriage return"},
};

static void put_link(const char *name, const char *target)
{
    char *path = bpq_fmt("%s/compat/changes/x/%s", tmp_dir, name);

    ck_assert_int_eq(symlink(target, path), 0);
    free(path);
}

START_TEST(wrong_steps)
{
    struct bpq_strs did = {0};
    struct bpq_err e = {0};
    char *at = wrong[_i].line
                   ? bpq_fmt("compat/changes/x/change:%u: ", wrong[_i].line)
                   : bpq_strdup("");

    tmp_put("compat/changes/x/f", "text\n");
    tmp_put("compat/changes/x/none", "");
    tmp_put("series-4.9/series", "");
    tmp_put("compat/changes/x/folder/x", "");
    tmp_put("compat/changes/x/r.cocci", "@@ @@\n- a\n+ b\n");
    tmp_put("compat/changes/x/script.cocci", "@script:python@\n@@\nx\n");
    put_link("link", "f");
    put_link("link.cocci", "r.cocci");
    put_link("linked", "folder");
    tree_put("old", "old\n");
    tree_put("a.c", "int a;\n");
    tmp_wrong(apply(wrong[_i].steps, &did, &e), &e, wrong[_i].rc, at,
              wrong[_i].says);
    ck_assert_uint_eq(did.n, 0);
    free(at);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("change");
    TCase *tc = tcase_create("change");

    tcase_add_checked_fixture(tc, tree_make, tree_remove);
    tcase_add_test(tc, all_steps);
    tcase_add_test(tc, limited_steps);
    tcase_add_test(tc, limited_edits);
    tcase_add_test(tc, mapped_paths);
    tcase_add_test(tc, message);
    tcase_add_test(tc, no_message);
    tcase_add_loop_test(tc, wrong_steps, 0, sizeof(wrong) / sizeof(wrong[0]));
    suite_add_tcase(s, tc);
    return run_suite(s);
}
