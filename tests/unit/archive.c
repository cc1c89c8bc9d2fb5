/* SPDX-License-Identifier: LGPL-2.1-only */
#include <check.h>
#include <string.h>

#include "archive.h"
#include "suite.h"
#include "tmptree.h"

#define ID "0123456789abcdef0123456789abcdef01234567"
#define DATE "Wed, 6 Nov 2019 12:00:00 +0100"

static const struct {
    const char *text, *undone; /* NULL: nothing is */
} undo[] = {
    {"id " ID "\n", "id $Format:%H$\n"},
    {ID, "$Format:%H$"},
    {"a: " ID "\nb: " DATE "\n", "a: $Format:%H$\nb: $Format:%cD$\n"},
    {"Thu, 14 Nov 2019 12:00:00 -0800", "$Format:%cD$"},
    {"(" ID ")", "($Format:%H$)"},
    {"", NULL},
    {"text\n", NULL},
    {"0" ID, NULL},
    {ID "0", NULL},
    {"v" ID, NULL},
    {"0123456789abcdef", NULL},
    {"Wed, 6 Nov 2019", NULL},
    {"Wed, 6 Nov 2019 12:00:00 +010", NULL},
};

START_TEST(undone)
{
    struct bpq_buf out = BPQ_BUF_INIT;

    ck_assert_int_eq(bpq_archive_undo(bpq_str(undo[_i].text), &out),
                     undo[_i].undone != NULL);
    ck_assert_str_eq(bpq_buf_str(&out).p,
                     undo[_i].undone ? undo[_i].undone : undo[_i].text);
    bpq_buf_free(&out);
}
END_TEST

/* <H>, <h>, <T>, <P>: ids of the commit, <t>: half of its tree's */
static const struct {
    const char *raw, *text;
    bool made, unknown;
} made[] = {
    {"$Format:%H$", "<H>", true, false},
    {"$Format:%H$", "1<H>", false, false},
    {"$Format:%H$", "<T>", false, false},
    {"$Format:%H %T$", "<H> <T>", true, false},
    {"$Format:%P$", "<P>", true, false},
    {"a $Format:%H$ b", "a <H> b", true, false},
    {"a $Format:%H$ b", "a <H> c", false, false},
    {"a $Format:%h$\n", "a <h>\n", true, false},
    {"a $Format:%t$\n", "a <t>\n", true, false},
    {"a $Format:%h$\n", "a <H>\n", true, false},
    {"a $Format:%h$\n", "a <t>\n", false, false},
    {"a $Format:%h$\n", "a \n", false, false},
    {"a $Format:%h$\n", "b <h>\n", false, false},
    {"a $Format:%h$\n", "a <h>\nmore\n", false, false},
    {"$Format:%an$ <$Format:%ae$> $Format:%H$.", "A B <a@b> <H>.", true, false},
    {"$Format:%an <%ae>, %H.$", "A B <a@b>, <H>.", true, false},
    {"$Format:%an <%ae>, %H.$", "A C <a@b>, <H>.", false, false},
    {"$Format:%cn %ce$", "C c@d", true, false},
    {"$Format:%at %ct$", "1573038000 1573041610", true, false},
    {"$Format:%aD$", "Wed, 6 Nov 2019 12:00:00 +0100", true, false},
    {"$Format:%cD$", "Wed, 6 Nov 2019 03:30:10 -0830", true, false},
    {"$Format:%cD$", "Wed, 6 Nov 2019 03:30:11 -0830", false, false},
    {"$Format:%ad$", "Wed Nov 6 12:00:00 2019 +0100", true, false},
    {"$Format:%ai$", "2019-11-06 12:00:00 +0100", true, false},
    {"$Format:%s$", "Subject of it", true, false},
    {"$Format:%s%n100%%$", "Subject of it\n100%", true, false},
    {"$Format:%d$", "", true, true},
    {"a$Format:%d$b", "a (tag: x)b", true, true},
    {"a$Format:%d$b", "a (tag: x)", false, true},
    {"a$Format:%d$b", "a\nb", false, true},
    {"a$Format:%d$b\n$Format:%H$\n", "axbxb\n<H>\n", true, true},
    {"a$Format:%d$b\n$Format:%H$\n", "axb\nb\n<H>\n", false, true},
    {"$Format:%ar, %H$", "3 years ago, <H>", true, true},
    {"$Format:%(describe)$$Format:%H$", "x<H>", true, true},
    {"ab$Format:%D$ba", "aba", false, true},
    {"ab$Format:%D$ba", "abba", true, true},
    {"$Format:%", "$Format:%", true, false},
    {"$Format:%$", "x", true, true},
    {"$Format:$", "", true, false},
    {"$Format:%an", "$Format:%an", true, false},
    {"plain", "plain", true, false},
    {"plain", "plainer", false, false},
    {"", "", true, false},
    {"", "x", false, false},
};

static git_commit *commit;

static git_oid new_commit(git_commit *parent, const char *message)
{
    git_signature author = {"A B", "a@b", {1573038000, 60, '+'}};
    git_signature committer = {"C", "c@d", {1573041610, -510, '-'}};
    const git_commit *parents[] = {parent};
    git_treebuilder *builder = NULL;
    git_tree *empty = NULL;
    git_oid id;

    ck_assert_int_eq(git_treebuilder_new(&builder, tree_repo.git, NULL), 0);
    ck_assert_int_eq(git_treebuilder_write(&id, builder), 0);
    ck_assert_int_eq(git_tree_lookup(&empty, tree_repo.git, &id), 0);
    ck_assert_int_eq(git_commit_create(&id, tree_repo.git, NULL, &author,
                                       &committer, NULL, message, empty,
                                       parent != NULL, parents),
                     0);
    git_tree_free(empty);
    git_treebuilder_free(builder);
    return id;
}

static void make_commit(void)
{
    git_commit *parent = NULL;
    git_oid id;

    tree_make();
    id = new_commit(NULL, "Before\n");
    ck_assert_int_eq(git_commit_lookup(&parent, tree_repo.git, &id), 0);
    id = new_commit(parent, "Subject\nof it\n\nText.\n");
    ck_assert_int_eq(git_commit_lookup(&commit, tree_repo.git, &id), 0);
    git_commit_free(parent);
}

static void remove_commit(void)
{
    git_commit_free(commit);
    tree_remove();
}

/* What stands for <H> and the like. */
static char *with_ids(const char *s)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    char hex[GIT_OID_HEXSZ + 1];

    for (bpq_buf_adds(&b, ""); *s; s++) {
        const git_oid *id = *s != '<'            ? NULL
                            : strchr("Hh", s[1]) ? git_commit_id(commit)
                            : strchr("Tt", s[1]) ? git_commit_tree_id(commit)
                            : s[1] == 'P' ? git_commit_parent_id(commit, 0)
                                          : NULL;

        if (!id || s[2] != '>') {
            bpq_buf_add(&b, s, 1);
            continue;
        }
        git_oid_tostr(hex,
                      s[1] == 'h'   ? 8
                      : s[1] == 't' ? 21
                                    : sizeof(hex),
                      id);
        bpq_buf_adds(&b, hex);
        s += 2;
    }
    return b.p;
}

START_TEST(is_made)
{
    char *text = with_ids(made[_i].text);
    bool known;

    ck_assert_msg(bpq_archive_made(bpq_str(made[_i].raw), commit, bpq_str(text),
                                   &known) == made[_i].made,
                  "%s of %s", text, made[_i].raw);
    ck_assert_int_eq(known, !made[_i].unknown);
    free(text);
}
END_TEST

static const struct {
    const char *text, *ids, *lines;
} plain[] = {
    {"", "", ""},
    {"a\r\nb\rc\r\r\n", "a\r\nb\rc\r\r\n", "a\nb\rc\r\n"},
    {"\r", "\r", "\r"},
    {"$Id: 12 $", "$Id$", "$Id: 12 $"},
    {"$Id: 1\n$Id: 2$ $Id$ $Id:", "$Id: 1\n$Id$ $Id$ $Id:",
     "$Id: 1\n$Id: 2$ $Id$ $Id:"},
};

START_TEST(is_plain)
{
    struct bpq_buf ids = BPQ_BUF_INIT, lines = BPQ_BUF_INIT;

    bpq_buf_adds(&ids, plain[_i].text);
    bpq_buf_adds(&lines, plain[_i].text);
    ck_assert_int_eq(bpq_archive_plain_ids(&ids),
                     strcmp(plain[_i].text, plain[_i].ids) != 0);
    ck_assert_int_eq(bpq_archive_plain_lines(&lines),
                     strcmp(plain[_i].text, plain[_i].lines) != 0);
    ck_assert_str_eq(ids.p, plain[_i].ids);
    ck_assert_str_eq(lines.p, plain[_i].lines);
    bpq_buf_free(&ids);
    bpq_buf_free(&lines);
}
END_TEST

START_TEST(is_raw)
{
    ck_assert(bpq_archive_is_raw(bpq_str("a $Format:%H$\n")));
    ck_assert(!bpq_archive_is_raw(bpq_str("a $Format:%H\n")));
    ck_assert(!bpq_archive_is_raw(bpq_str("a $Id$\n")));
    ck_assert(!bpq_archive_is_raw(bpq_str("")));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("archive");
    TCase *tc = tcase_create("archive"), *commits = tcase_create("commits");

    tcase_add_loop_test(tc, undone, 0, sizeof(undo) / sizeof(*undo));
    tcase_add_loop_test(tc, is_plain, 0, sizeof(plain) / sizeof(*plain));
    tcase_add_checked_fixture(commits, make_commit, remove_commit);
    tcase_add_loop_test(commits, is_made, 0, sizeof(made) / sizeof(*made));
    tcase_add_test(tc, is_raw);
    suite_add_tcase(s, tc);
    suite_add_tcase(s, commits);
    return run_suite(s);
}
