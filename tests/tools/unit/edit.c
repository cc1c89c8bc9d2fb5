/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/edit.h"
#include "tmptree.h"
#include "suite.h"

/* The file that the edits are about. */
static const char target[] = "start one\n"       /* 1 */
                             "    alpha = 1;\n"  /* 2 */
                             "    beta = 2;\n"   /* 3 */
                             "end\n"             /* 4 */
                             "start two\n"       /* 5 */
                             "    alpha = 1;\n"  /* 6 */
                             "    gamma(a, b)\n" /* 7 */
                             "end\n";            /* 8 */

static int apply(const char *edits, struct bpq_strs *did, struct bpq_err *e)
{
    struct bpq_edits *d;
    int rc;

    tmp_put("compat/x/edits", edits);
    rc = bpq_edits_read(tmp_dir, "compat/x/edits", &d, e);
    if (!rc)
        rc = bpq_edits_apply(d, NULL, NULL, &tree, did, e);
    bpq_edits_free(d);
    return rc;
}

/* Edits of target, and the result. */
static const struct {
    const char *edits, *result;
} good[] = {
    {"edit f\n  find beta\n  do before\n  | new\n",
     "start one\n    alpha = 1;\nnew\n    beta = 2;\nend\nstart two\n"
     "    alpha = 1;\n    gamma(a, b)\nend\n"},
    {"# why\nedit f\n  find beta\n  do after\n  |\n  |  x \n",
     "start one\n    alpha = 1;\n    beta = 2;\n\n x \nend\nstart two\n"
     "    alpha = 1;\n    gamma(a, b)\nend\n"},
    {"edit f\nfind beta\ndo replace\n| one\n| two\n",
     "start one\n    alpha = 1;\none\ntwo\nend\nstart two\n"
     "    alpha = 1;\n    gamma(a, b)\nend\n"},
    {"edit f\n  find beta\n  do delete\n",
     "start one\n    alpha = 1;\nend\nstart two\n    alpha = 1;\n"
     "    gamma(a, b)\nend\n"},
    /* The first and the last line of the file. */
    {"edit f\n  find ^start one$\n  do before\n  | top\n",
     "top\nstart one\n    alpha = 1;\n    beta = 2;\nend\nstart two\n"
     "    alpha = 1;\n    gamma(a, b)\nend\n"},
    {"edit f\n  within two\n  find ^end\n  do after\n  | bottom\n",
     "start one\n    alpha = 1;\n    beta = 2;\nend\nstart two\n"
     "    alpha = 1;\n    gamma(a, b)\nend\nbottom\n"},
    /* A scope to the file's end, and one to the line that until matches. */
    {"edit f\n  within ^start two\n  find alpha\n  do delete\n",
     "start one\n    alpha = 1;\n    beta = 2;\nend\nstart two\n"
     "    gamma(a, b)\nend\n"},
    {"edit f\n  find alpha\n  within ^start one\n  until ^end\n  do delete\n",
     "start one\n    beta = 2;\nend\nstart two\n    alpha = 1;\n"
     "    gamma(a, b)\nend\n"},
    {"edit f\n  within ^start one\n  until ^end\n  find ^end\n  do before\n"
     "  | last\n",
     "start one\n    alpha = 1;\n    beta = 2;\nlast\nend\nstart two\n"
     "    alpha = 1;\n    gamma(a, b)\nend\n"},
    /* A range of several lines, and of only the found line. */
    {"edit f\n  within ^start two\n  find alpha\n  through gamma\n"
     "  do replace\n  | x\n",
     "start one\n    alpha = 1;\n    beta = 2;\nend\nstart two\nx\nend\n"},
    {"edit f\n  find beta\n  through ;$\n  do delete\n",
     "start one\n    alpha = 1;\nend\nstart two\n    alpha = 1;\n"
     "    gamma(a, b)\nend\n"},
    {"edit f\n  within ^start two\n  find alpha\n  through end\n  do before\n"
     "  | x\n",
     "start one\n    alpha = 1;\n    beta = 2;\nend\nstart two\nx\n"
     "    alpha = 1;\n    gamma(a, b)\nend\n"},
    {"edit f\n  find ^start one\n  through beta\n  do after\n  | x\n",
     "start one\n    alpha = 1;\n    beta = 2;\nx\nend\nstart two\n"
     "    alpha = 1;\n    gamma(a, b)\nend\n"},
    {"edit f\n  find ^start one\n  within one\n  through two$\n  do delete\n",
     "    alpha = 1;\n    gamma(a, b)\nend\n"},
    /* A part of a line, groups, and backslashes. */
    {"edit f\n  find gamma\n  do swap gamma\\(([a-z]), ([a-z])\\)\n"
     "  | delta(\\2, \\1, \"\\n\\\\\");\n",
     "start one\n    alpha = 1;\n    beta = 2;\nend\nstart two\n"
     "    alpha = 1;\n    delta(b, a, \"\\n\\\");\nend\n"},
    {"edit f\n  find gamma\n  do swap (x)?b\n  | [\\1]\n",
     "start one\n    alpha = 1;\n    beta = 2;\nend\nstart two\n"
     "    alpha = 1;\n    gamma(a, [])\nend\n"},
    {"edit f\n  find beta\n  do swap ^ +\n  |\n",
     "start one\n    alpha = 1;\nbeta = 2;\nend\nstart two\n"
     "    alpha = 1;\n    gamma(a, b)\nend\n"},
    /* Later edits see what earlier ones did. */
    {"edit f\n  find beta\n  do after\n  | delta\n"
     "edit f\n  find delta\n  do after\n  | epsilon\n"
     "edit f\n  find beta\n  do delete\n",
     "start one\n    alpha = 1;\ndelta\nepsilon\nend\nstart two\n"
     "    alpha = 1;\n    gamma(a, b)\nend\n"},
};

START_TEST(good_edits)
{
    struct bpq_strs did = {0};
    struct bpq_err e = {0};
    int rc;

    tree_put("f", target);
    rc = apply(good[_i].edits, &did, &e);
    ck_assert_msg(!rc, "%s", e.line ? e.line : "");
    tree_is("f", good[_i].result, GIT_FILEMODE_BLOB);
    ck_assert_uint_eq(did.n, 1);
    bpq_strs_free(&did);
}
END_TEST

/* A file without a final newline never gets one. */
START_TEST(no_final_newline)
{
    static const struct {
        const char *text, *edits, *result;
    } v[] = {
        {"a\nb", "edit f\nfind a\ndo before\n| x\n", "x\na\nb"},
        {"a\nb", "edit f\nfind b\ndo before\n| x\n", "a\nx\nb"},
        {"a\nb", "edit f\nfind b\ndo after\n| x\n", "a\nb\nx"},
        {"a\nb", "edit f\nfind b\ndo replace\n| x\n| y\n", "a\nx\ny"},
        {"a\nb", "edit f\nfind b\ndo delete\n", "a"},
        {"a\nb", "edit f\nfind b\ndo swap b\n| c\n", "a\nc"},
        {"b", "edit f\nfind b\ndo delete\n", ""},
        {"b\n", "edit f\nfind b\ndo delete\n", ""},
        {"\n\n", "edit f\nwithin ^$\nfind ^$\ndo delete\n", NULL},
    };

    for (size_t i = 0; i < sizeof(v) / sizeof(v[0]); i++) {
        struct bpq_strs did = {0};
        struct bpq_err e = {0};
        int rc;

        tree_put("f", v[i].text);
        rc = apply(v[i].edits, &did, &e);
        if (v[i].result) {
            ck_assert_msg(!rc, "%s", e.line ? e.line : "");
            tree_is("f", v[i].result, GIT_FILEMODE_BLOB);
        } else {
            tmp_wrong(rc, &e, BPQ_NO, "matches 2 lines (1, 2)", "within");
        }
        bpq_strs_free(&did);
    }
}
END_TEST

START_TEST(several_files)
{
    struct bpq_strs did = {0};
    struct bpq_err e = {0};

    ck_assert_int_eq(bpq_tree_put(&tree, "d/x.sh", bpq_str("one\n"),
                                  GIT_FILEMODE_BLOB_EXECUTABLE, &e),
                     0);
    tree_put("f", target);
    ck_assert_int_eq(apply("edit d/x.sh\nfind one\ndo after\n| two\n"
                           "edit f\nfind beta\ndo delete\n"
                           "edit d/x.sh\nfind two\ndo swap w\n| W\n",
                           &did, &e),
                     0);
    tree_is("d/x.sh", "one\ntWo\n", GIT_FILEMODE_BLOB_EXECUTABLE);
    ck_assert_uint_eq(did.n, 1);
    ck_assert_str_eq(did.v[0], "edits compat/x/edits: d/x.sh (2), f (1)");
    bpq_strs_free(&did);
}
END_TEST

/* Files that cannot be read as edits, with the line and the message. */
static const struct {
    const char *edits;
    unsigned line;
    const char *says;
} unreadable[] = {
    {"find x\n", 1, "first line has to be \"edit PATH\""},
    {"  | x\n", 1, "is only allowed after a \"do\""},
    {"edit\n", 1, "\"edit\" takes one path"},
    {"edit a b\n", 1, "\"edit\" takes one path"},
    {"edit ../a\n", 1, "component \"..\""},
    {"edit /a\n", 1, "is absolute"},
    {"edit f\nfind x\n", 1, "has no \"do\""},
    {"edit f\ndo delete\n", 1, "has no \"find\""},
    {"edit f\nfind x\nedit f\nfind x\ndo delete\n", 1, "has no \"do\""},
    {"edit f\nfind\n", 2, "expression (ERE) is missing"},
    {"edit f\nfind (\n", 2, "find: \"(\" is not a regular expression"},
    {"edit f\nfind x \n", 2, "an invisible blank"},
    {"edit f\nfind x\nfind y\n", 3, "already has a \"find\", in line 2"},
    {"edit f\nfind x\ndo insert\n", 3, "do takes before, after"},
    {"edit f\nfind x\ndo\n", 3, "do takes before, after"},
    {"edit f\nfind x\ndo before y\n", 3,
     "\"do before\" takes nothing more in its line"},
    {"edit f\nfind x\ndo before\ndo after\n", 4, "already has a \"do\""},
    {"edit f\nfind x\ndo before\n|x\n", 4, "a blank after \"|\""},
    {"edit f\nfind x\n| x\n", 3, "is only allowed after a \"do\""},
    {"edit f\nfind x\ndo before\n", 1, "has no text"},
    {"edit f\nfind x\ndo replace\n", 1, "has no text"},
    {"edit f\nfind x\ndo delete\n| y\n", 1, "takes no text"},
    {"edit f\nfind x\ndo swap y\n", 1, "takes one text line, not 0"},
    {"edit f\nfind x\ndo swap y\n| a\n| b\n", 1, "takes one text line, not 2"},
    {"edit f\nfind x\ndo swap\n| a\n", 3, "expression (ERE) is missing"},
    {"edit f\nfind x\nuntil y\ndo delete\n", 3, "\"until\" needs a \"within\""},
    {"edit f\nfind x\nthrough y\ndo swap z\n| a\n", 3, "no meaning"},
    {"edit f\nfind x\nupto y\n", 3, "unknown word \"upto\"; known are edit"},
    {"edit f\nfind x\r\n", 2, "carriage return"},
    {"on\nedit f\nfind x\ndo delete\n", 1, "takes branches, for example"},
    {"on all x\nedit f\nfind x\ndo delete\n", 1,
     "separated by commas, or \"all\""},
    {"on 4.6\nedit f\nfind x\ndo delete\n", 1, "no branch 4.6"},
    {"on all\nfind x\n", 2, "first line has to be \"edit PATH\""},
    {"edit f\nfind x\non all\nedit f\nfind y\ndo delete\n", 1, "has no \"do\""},
};

START_TEST(unreadable_edits)
{
    struct bpq_strs did = {0};
    struct bpq_err e = {0};
    char *at = bpq_fmt("compat/x/edits:%u: ", unreadable[_i].line);

    tmp_wrong(apply(unreadable[_i].edits, &did, &e), &e, BPQ_FAIL, at,
              unreadable[_i].says);
    free(at);
}
END_TEST

/* Edits that do not fit target, with the line and the message. */
static const struct {
    const char *edits;
    unsigned line;
    const char *says;
} unfit[] = {
    {"edit f\nfind nothing\ndo delete\n", 2,
     "f: find \"nothing\": matches no line from 1 to 8"},
    {"edit f\nfind alpha\ndo delete\n", 2,
     "f: find \"alpha\": matches 2 lines (2, 6), but has to match one"},
    {"edit f\nfind .\ndo delete\n", 2, "matches 8 lines (1, 2, 3, 4, 5, 6, 7"},
    {"edit f\nwithin start\nfind x\ndo delete\n", 2,
     "within \"start\": matches 2 lines (1, 5)"},
    {"edit f\nwithin two\nfind beta\ndo delete\n", 3,
     "matches no line from 5 to 8"},
    {"edit f\nwithin one\nuntil end\nfind gamma\ndo delete\n", 4,
     "matches no line from 1 to 4"},
    {"edit f\nwithin two\nuntil one\nfind end\ndo delete\n", 3,
     "until \"one\": matches no line from 6 on"},
    {"edit f\nfind gamma\nthrough beta\ndo delete\n", 3,
     "through \"beta\": matches no line from 7 on"},
    {"edit f\nwithin one\nuntil end\nfind beta\nthrough two\ndo delete\n", 5,
     "matches no line from 3 on in the scope"},
    {"edit f\nfind beta\ndo swap gamma\n| x\n", 3,
     "swap \"gamma\": matches nothing in line 3"},
    {"edit f\nfind gamma\ndo swap a\n| x\n", 3, "matches twice in line 7"},
    {"edit f\nfind gamma\ndo swap x*\n| x\n", 3, "matches an empty string"},
    {"edit f\nfind gamma\ndo swap (b)\n| \\2\n", 3,
     "has 1 groups, but the text uses \\2"},
    {"edit f\nfind beta\ndo replace\n|     beta = 2;\n", 2,
     "is found in line 3, but the edit changes nothing"},
    {"edit g\nfind x\ndo delete\n", 1, "there is no file g in the tree"},
    {"edit bin\nfind x\ndo delete\n", 1, "it has NUL bytes"},
    {"edit link\nfind x\ndo delete\n", 1, "is not a regular file"},
    {"edit empty\nfind x\ndo delete\n", 2, "the file is empty"},
};

START_TEST(unfit_edits)
{
    struct bpq_strs did = {0};
    struct bpq_err e = {0};
    char *at = bpq_fmt("compat/x/edits:%u: ", unfit[_i].line);

    tree_put("f", target);
    tree_put("empty", "");
    ck_assert_int_eq(bpq_tree_put(&tree, "bin", (struct bpq_str){"x\0y\n", 4},
                                  GIT_FILEMODE_BLOB, &e),
                     0);
    ck_assert_int_eq(
        bpq_tree_put(&tree, "link", bpq_str("f"), GIT_FILEMODE_LINK, &e), 0);
    tmp_wrong(apply(unfit[_i].edits, &did, &e), &e, BPQ_NO, at, unfit[_i].says);
    ck_assert_uint_eq(did.n, 0);
    free(at);
}
END_TEST

START_TEST(no_edit_at_all)
{
    struct bpq_strs did = {0};
    struct bpq_err e = {0};

    tmp_wrong(apply("# nothing\n", &did, &e), &e, BPQ_FAIL, "compat/x/edits",
              "has no edit");
    tmp_wrong(apply("", &did, &e), &e, BPQ_FAIL, "compat/x/edits",
              "has no edit");
    tmp_wrong(apply("on all\n", &did, &e), &e, BPQ_FAIL, "compat/x/edits",
              "has no edit");
    tree_put("f", target);
    tmp_wrong(apply("edit f\nfind beta\ndo delete\non all\n", &did, &e), &e,
              BPQ_FAIL, "compat/x/edits", "no edit follows the last \"on\"");
}
END_TEST

/* Edits that are cut off anywhere are applied, or refused with a message. */
START_TEST(cut_off)
{
    static const char text[] =
        "edit f\n  within ^start one\n  until ^end\n  find beta\n"
        "  through end\n  do after\n  | x\nedit f\n  find gamma\n"
        "  do swap (b)\n  | \\1c\n";
    struct bpq_err e = {0};

    for (size_t n = 0; n < sizeof(text); n++) {
        char *part = bpq_strndup(text, n);
        struct bpq_strs did = {0};
        int rc;

        tree_put("f", target);
        rc = apply(part, &did, &e);
        if (rc)
            tmp_wrong(rc, &e, rc, "compat/x/edits", ": ");
        bpq_strs_free(&did);
        free(part);
    }
}
END_TEST

/* Edits with one byte replaced are applied, or refused with a message. */
START_TEST(changed_bytes)
{
    static const char bytes[] = "\r\n\t |#\\*([\x80"
                                "9";
    static const char text[] =
        "edit f\n  within ^start one\n  until ^end\n  find beta\n"
        "  do after\n  | x\nedit f\n  find gamma\n  do swap (b)\n  | \\1c\n";
    char part[sizeof(text)];
    struct bpq_err e = {0};

    for (size_t at = 0; at < sizeof(text) - 1; at++)
        for (size_t b = 0; b < sizeof(bytes) - 1; b++) {
            struct bpq_strs did = {0};
            int rc;

            memcpy(part, text, sizeof(text));
            part[at] = bytes[b];
            tree_put("f", target);
            rc = apply(part, &did, &e);
            if (rc)
                tmp_wrong(rc, &e, rc, "compat/x/edits", ": ");
            bpq_strs_free(&did);
        }
}
END_TEST

#define COUNT(v) ((int)(sizeof(v) / sizeof((v)[0])))

int main(void)
{
    Suite *s = suite_create("edit");
    TCase *tc = tcase_create("edit");

    tcase_set_timeout(tc, 60);
    tcase_add_checked_fixture(tc, tree_make, tree_remove);
    tcase_add_loop_test(tc, good_edits, 0, COUNT(good));
    tcase_add_test(tc, no_final_newline);
    tcase_add_test(tc, several_files);
    tcase_add_loop_test(tc, unreadable_edits, 0, COUNT(unreadable));
    tcase_add_loop_test(tc, unfit_edits, 0, COUNT(unfit));
    tcase_add_test(tc, no_edit_at_all);
    tcase_add_test(tc, cut_off);
    tcase_add_test(tc, changed_bytes);
    suite_add_tcase(s, tc);
    return run_suite(s);
}
