/* SPDX-License-Identifier: LGPL-2.1-only */
/* Making the queue of a plan: classes, trees, and errors that stop it. */
#include "base/stop.h"
#include "git/difftext.h"
#include "git/folder.h"
#include "git/tree.h"
#include "tmpxen.h"
#include "suite.h"

static struct bpq_queue queue;
static struct bpq_err e;
static struct bpq_buf plan_text;

static void setup(void)
{
    xen_make();
    memset(&e, 0, sizeof(e));
    memset(&queue, 0, sizeof(queue));
    memset(&plan_text, 0, sizeof(plan_text));
    bpq_stop = 0;
}

static void teardown(void)
{
    bpq_buf_free(&plan_text);
    bpq_err_clear(&e);
    xen_remove();
}

/* Change a file upstream and add the pick to the plan. */
static void pick(const char *name, const char *command)
{
    char id[64];

    xen_do(command, NULL);
    xen_commit(name, id);
    bpq_buf_addf(&plan_text, "%s.patch # pick %s\n", name, id);
}

static void make_ok(void)
{
    int rc = xen_queue(&queue, plan_text.p, &xen_opts, &e);

    ck_assert_msg(rc == 0, "%s", e.line);
}

/* Fails if the file in the queue's tree does not have this text. */
static void text_is(const char *path, const char *want)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    struct bpq_tree t;
    unsigned mode;

    bpq_tree_open(&t, &xen, &queue.tree);
    ck_assert_int_eq(bpq_tree_get(&t, path, &b, &mode, &e), 0);
    ck_assert_str_eq(b.p ? b.p : "", want);
    bpq_buf_free(&b);
    bpq_tree_close(&t);
}

START_TEST(clean_picks_reach_upstreams_tree)
{
    char tree[64];

    pick("one", "sed -i 's/^line 5$/line five/' a.c");
    pick("two", "sed -i 's/^line 6$/line six/' a.c");
    pick("three", "mkdir d && echo new >d/new && git rm -q b.c");
    pick("four", "chmod +x d/new && ln -s new d/link");
    xen_do("git rev-parse 'HEAD^{tree}'", tree);
    make_ok();
    ck_assert_uint_eq(queue.n, 4);
    for (size_t i = 0; i < queue.n; i++) {
        ck_assert_int_eq(queue.made[i].class, BPQ_CLEAN);
        ck_assert_uint_eq(queue.made[i].rules.n, 0);
        ck_assert_ptr_null(queue.made[i].left_out);
        if (i)
            ck_assert(
                git_oid_equal(&queue.made[i].before, &queue.made[i - 1].after));
    }
    ck_assert_str_eq(git_oid_tostr_s(&queue.tree), tree);
    xen_queue_end(&queue);
}
END_TEST

START_TEST(order_of_the_plan_counts)
{
    pick("one", "sed -i 's/^line 5$/line five/' a.c");
    bpq_buf_reset(&plan_text);
    pick("two", "sed -i 's/^line 5.*/& and more/; s/^line five$/line V/' a.c");
    /* the pick two needs one, which is not in the plan */
    ck_assert_int_eq(xen_queue(&queue, plan_text.p, &xen_opts, &e), BPQ_NO);
    ck_assert_ptr_nonnull(strstr(e.line, "two.patch"));
    ck_assert_ptr_nonnull(strstr(e.line, "conflicts in a.c"));
    ck_assert_ptr_nonnull(e.more);
    ck_assert_ptr_nonnull(strstr(e.more, "#+ resolve "));
    xen_queue_end(&queue);
}
END_TEST

START_TEST(classes)
{
    xen_do("sed -i '8a\\\nonly upstream' a.c && git commit -q -a -m unwanted",
           NULL);
    pick("context", "sed -i 's/^line 7$/line seven/' a.c");
    pick("far", "sed -i 's/^line 30$/line thirty/' a.c");
    pick("limited", "echo x >new; sed -i 's/^word 5$/word five/' b.c");
    bpq_buf_adds(&plan_text, "#+ not new\n#+ why a test\n");
    pick("again", "sed -i 's/^word 9$/word nine/' b.c");
    bpq_buf_adds(&plan_text, "#+ from R1\n");
    make_ok();
    ck_assert_int_eq(queue.made[0].class, BPQ_CONTEXT);
    ck_assert_uint_eq(queue.made[0].rules.n, 1);
    ck_assert_int_eq(queue.made[1].class, BPQ_CLEAN);
    ck_assert_int_eq(queue.made[2].class, BPQ_ADAPTED);
    ck_assert_str_eq(queue.made[2].rules.v[0], "limit: new is left out");
    ck_assert_str_eq(queue.made[3].left_out, "not for this base");
    text_is("new", "");
    xen_queue_end(&queue);
}
END_TEST

START_TEST(groups)
{
    struct bpq_strs without = {NULL, 0};
    struct bpq_queue_opts opts = {.cocci = &xen_cocci, .without = &without};

    pick("one", "sed -i 's/^line 5$/line five/' a.c");
    bpq_strs_add(&without, "g");
    tmp_wrong(xen_queue(&queue, plan_text.p, &opts, &e), &e, BPQ_FAIL, "\"g\"",
              "not optional");
    xen_queue_end(&queue);
    bpq_strs_free(&without);
    bpq_strs_add(&without, "h");
    ck_assert_int_eq(xen_queue(&queue, plan_text.p, &opts, &e), 0);
    ck_assert_str_eq(queue.made[0].left_out, "its group was not wanted");
    ck_assert(git_oid_equal(&queue.tree, &queue.base_tree));
    xen_queue_end(&queue);
    bpq_strs_free(&without);
}
END_TEST

START_TEST(stops_after_a_patch)
{
    struct bpq_queue_opts opts = {.cocci = &xen_cocci, .only = "one.patch"};

    pick("one", "sed -i 's/^line 5$/line five/' a.c");
    pick("two", "sed -i 's/^line 6$/line six/' a.c");
    ck_assert_int_eq(xen_queue(&queue, plan_text.p, &opts, &e), 0);
    ck_assert_uint_eq(queue.n, 1);
    xen_queue_end(&queue);
}
END_TEST

START_TEST(stops_on_a_signal)
{
    pick("one", "sed -i 's/^line 5$/line five/' a.c");
    bpq_stop = 2;
    tmp_wrong(xen_queue(&queue, plan_text.p, &xen_opts, &e), &e, BPQ_FAIL,
              "interrupted", "nothing was written");
    bpq_stop = 0;
    xen_queue_end(&queue);
}
END_TEST

/* The file's end without newline, on either side and on both. */
START_TEST(ends_without_newline)
{
    char *dir = bpq_fmt("%s/xen", tmp_dir), line[64];
    git_oid id;

    pick("off", "printf 'last' >>a.c");
    pick("change", "sed -i '$ s/last/end/' a.c");
    pick("on", "echo >>a.c");
    pick("new", "printf 'x' >n");
    make_ok();
    for (size_t i = 0; i < queue.n; i++) {
        char *command;

        ck_assert_int_eq(queue.made[i].class, BPQ_CLEAN);
        tmp_put_bytes("p", queue.made[i].text.p, queue.made[i].text.len);
        command = bpq_fmt("git checkout -q --detach R0 -- && git read-tree "
                          "--reset -u %s && git apply --index ../p && git "
                          "write-tree",
                          git_oid_tostr_s(&queue.made[i].before));
        /* intermediate trees are in memory only, but upstream has them, too */
        xen_do(command, line);
        ck_assert_str_eq(line, git_oid_tostr_s(&queue.made[i].after));
        free(command);
    }
    xen_do("git checkout -q -f master", NULL);
    ck_assert_int_eq(bpq_folder_tree(dir, &id, &e), 0);
    ck_assert(git_oid_equal(&id, &queue.tree));
    free(dir);
    xen_queue_end(&queue);
}
END_TEST

START_TEST(patchid_is_gits)
{
    char id[64], want[64], *command;
    git_oid got;

    pick("one", "sed -i -e 's/^line 5$/line  five/' -e '20d' a.c && echo n "
                ">new && git rm -q b.c");
    make_ok();
    memcpy(id, queue.made[0].patch->id, 41);
    command = bpq_fmt("git show %s | git patch-id --stable | cut -c1-40", id);
    xen_do(command, want);
    free(command);
    ck_assert_int_eq(
        bpq_difftext_patchid(bpq_header_skip(bpq_buf_str(&queue.made[0].text)),
                             &got, &e),
        0);
    ck_assert_str_eq(git_oid_tostr_s(&got), want);
    xen_queue_end(&queue);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("queue");
    TCase *t = tcase_create("queue");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, clean_picks_reach_upstreams_tree);
    tcase_add_test(t, order_of_the_plan_counts);
    tcase_add_test(t, classes);
    tcase_add_test(t, groups);
    tcase_add_test(t, stops_after_a_patch);
    tcase_add_test(t, stops_on_a_signal);
    tcase_add_test(t, ends_without_newline);
    tcase_add_test(t, patchid_is_gits);
    suite_add_tcase(s, t);
    return run_suite(s);
}
