/* SPDX-License-Identifier: LGPL-2.1-only */
/* The lock: what is written can be read, and each changed byte is found. */
#include "base/file.h"
#include "queue/lock.h"
#include "tmpxen.h"
#include "suite.h"

static struct bpq_queue queue;
static char *path;
static struct bpq_err e;

static void setup(void)
{
    char id[64], *lines;

    xen_make();
    memset(&e, 0, sizeof(e));
    xen_do("sed -i 's/^line 5$/line five/' a.c", NULL);
    xen_commit("five", id);
    lines = bpq_fmt("five.patch # pick %s\n", id);
    ck_assert_int_eq(xen_queue(&queue, lines, &xen_opts, &e), 0);
    free(lines);
    path = bpq_fmt("%s/lock", tmp_dir);
}

static void teardown(void)
{
    xen_queue_end(&queue);
    free(path);
    bpq_err_clear(&e);
    xen_remove();
}

static void update(const char *spatch)
{
    ck_assert_int_eq(bpq_lock_update(path, "lock", &queue, spatch, &e), 0);
}

START_TEST(round_trip)
{
    const struct bpq_locked *l;
    struct bpq_buf diffs = BPQ_BUF_INIT;
    struct bpq_lock lock;
    size_t n;

    update("spatch version 1.1.1");
    ck_assert_int_eq(bpq_lock_read(&lock, path, "lock", &e), 0);
    ck_assert_uint_eq(lock.n, 1);
    ck_assert_ptr_null(bpq_lock_find(&lock, "R1"));
    l = bpq_lock_find(&lock, "R0");
    ck_assert_ptr_nonnull(l);
    ck_assert_str_eq(l->spatch, "spatch version 1.1.1");
    ck_assert_str_eq(l->commit, git_oid_tostr_s(&queue.base_commit));
    ck_assert_str_eq(l->tree, git_oid_tostr_s(&queue.tree));
    ck_assert_uint_eq(l->n_patches, 1);
    ck_assert_str_eq(l->patches[0].name, "five.patch");
    ck_assert_str_eq(l->patches[0].sha256, queue.made[0].sha256);
    bpq_lock_compare(l, &queue, "spatch version 1.1.1", &diffs, &n);
    ck_assert_uint_eq(n, 0);
    bpq_lock_free(&lock);
    bpq_buf_free(&diffs);
}
END_TEST

START_TEST(same_bytes_again)
{
    struct bpq_buf one = BPQ_BUF_INIT, two = BPQ_BUF_INIT;

    update(NULL);
    ck_assert_int_eq(bpq_file_read(path, &one, &e), 0);
    update(NULL);
    ck_assert_int_eq(bpq_file_read(path, &two, &e), 0);
    ck_assert_str_eq(one.p, two.p);
    bpq_buf_free(&one);
    bpq_buf_free(&two);
}
END_TEST

START_TEST(another_spatch_is_hinted_at)
{
    struct bpq_buf diffs = BPQ_BUF_INIT;
    struct bpq_lock lock;
    size_t n;

    update("1.1.1");
    ck_assert_int_eq(bpq_lock_read(&lock, path, "lock", &e), 0);
    bpq_lock_compare(&lock.v[0], &queue, "1.2", &diffs, &n);
    ck_assert_uint_eq(n, 0); /* the version alone is not a difference */
    lock.v[0].tree[0] ^= 1;
    bpq_lock_compare(&lock.v[0], &queue, "1.2", &diffs, &n);
    ck_assert_uint_eq(n, 1);
    ck_assert_ptr_nonnull(strstr(diffs.p, "spatch is 1.2 here"));
    bpq_lock_free(&lock);
    bpq_buf_free(&diffs);
}
END_TEST

START_TEST(missing)
{
    struct bpq_lock lock;

    tmp_wrong(bpq_lock_read(&lock, path, "series-4.9/lock", &e), &e, BPQ_FAIL,
              "series-4.9/lock: is missing", "--update-lock");
}
END_TEST

/* Each byte of a part that is changed or cut off is an error. */
START_TEST(every_byte_counts)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_lock lock;
    size_t begin;

    update("1.1.1");
    ck_assert_int_eq(bpq_file_read(path, &text, &e), 0);
    begin = strstr(text.p, "\nbase ") + 1 - text.p;
    for (size_t i = begin; i < text.len; i++) {
        char was = text.p[i];
        struct bpq_str cut = {text.p, i};

        text.p[i] = was == 'x' ? 'y' : 'x';
        ck_assert_int_eq(bpq_file_write(path, bpq_buf_str(&text), &e), 0);
        tmp_wrong(bpq_lock_read(&lock, path, "lock", &e), &e, BPQ_FAIL,
                  "lock:", "--update-lock");
        text.p[i] = was;
        if (i == begin)
            continue; /* a lock without parts is valid */
        ck_assert_int_eq(bpq_file_write(path, cut, &e), 0);
        tmp_wrong(bpq_lock_read(&lock, path, "lock", &e), &e, BPQ_FAIL,
                  "lock:", "cut off");
    }
    bpq_buf_free(&text);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("lock");
    TCase *t = tcase_create("lock");

    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, round_trip);
    tcase_add_test(t, same_bytes_again);
    tcase_add_test(t, another_spatch_is_hinted_at);
    tcase_add_test(t, missing);
    tcase_add_test(t, every_byte_counts);
    suite_add_tcase(s, t);
    return run_suite(s);
}
