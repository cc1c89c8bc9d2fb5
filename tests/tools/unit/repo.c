/* SPDX-License-Identifier: LGPL-2.1-only */
/* The tree that is being changed, and paths that are refused. */
#include "tmptree.h"
#include "git/tree.h"
#include "git/treediff.h"
#include "suite.h"

static void put_ok(const char *path, const char *text, unsigned mode)
{
    struct bpq_err e = {0};

    ck_assert_int_eq(bpq_tree_put(&tree, path, bpq_str(text), mode, &e), 0);
}

static void write_ok(void)
{
    struct bpq_err e = {0};

    ck_assert_int_eq(bpq_tree_write(&tree, &e), 0);
}

static void remove_ok(const char *path)
{
    struct bpq_err e = {0};

    ck_assert_int_eq(bpq_tree_remove(&tree, path, &e), 0);
}

/* The id that git gives the same content. */
static void tree_id_is(const char *commands)
{
    char *script, line[64];
    FILE *f;

    script = bpq_fmt("cd '%s' && export GIT_DIR=$PWD/g GIT_WORK_TREE=$PWD/w && "
                     "rm -rf g w && mkdir w && git init -q && cd w && %s && "
                     "git add -A -f . && git write-tree",
                     tmp_dir, commands);
    f = popen(script, "r");
    ck_assert_ptr_nonnull(fgets(line, sizeof(line), f));
    ck_assert_int_eq(pclose(f), 0);
    line[40] = '\0';
    ck_assert_str_eq(git_oid_tostr_s(&tree.oid), line);
    free(script);
}

START_TEST(put_and_get)
{
    put_ok("a/b/c", "one\n", GIT_FILEMODE_BLOB);
    tree_is("a/b/c", "one\n", GIT_FILEMODE_BLOB); /* pending */
    write_ok();
    tree_is("a/b/c", "one\n", GIT_FILEMODE_BLOB);
    put_ok("a/b/c", "two\n", GIT_FILEMODE_BLOB_EXECUTABLE);
    tree_is("a/b/c", "two\n", GIT_FILEMODE_BLOB_EXECUTABLE);
    tree_is("a/b/d", "", 0);
    tree_is("a/x/y", "", 0);
    write_ok();
    tree_id_is("mkdir -p a/b && echo two >a/b/c && chmod +x a/b/c");
}
END_TEST

START_TEST(order_and_siblings)
{
    put_ok("a/z", "z\n", GIT_FILEMODE_BLOB);
    put_ok("a.c", "c\n", GIT_FILEMODE_BLOB);
    put_ok("a-b", "b\n", GIT_FILEMODE_BLOB);
    put_ok("a/y/1", "1\n", GIT_FILEMODE_BLOB);
    put_ok("a/y.c", "y\n", GIT_FILEMODE_BLOB);
    put_ok("a0/x", "x\n", GIT_FILEMODE_BLOB);
    write_ok();
    tree_id_is(
        "mkdir -p a/y a0 && echo z >a/z && echo c >a.c && echo b >a-b && "
        "echo 1 >a/y/1 && echo y >a/y.c && echo x >a0/x");
}
END_TEST

/* A folder's entries among those that it has. */
START_TEST(written_among_others)
{
    put_ok("a", "a\n", GIT_FILEMODE_BLOB);
    put_ok("a-b", "b\n", GIT_FILEMODE_BLOB);
    put_ok("c/d", "d\n", GIT_FILEMODE_BLOB_EXECUTABLE);
    put_ok("c/f", "f\n", GIT_FILEMODE_BLOB);
    put_ok("z", "z\n", GIT_FILEMODE_BLOB);
    write_ok();
    remove_ok("a");
    put_ok("c/e", "e\n", GIT_FILEMODE_BLOB);
    put_ok("c/d", "D\n", GIT_FILEMODE_BLOB);
    put_ok("zz", "z\n", GIT_FILEMODE_BLOB);
    write_ok();
    put_ok("a/x", "x\n", GIT_FILEMODE_BLOB);
    put_ok("a.c", "c\n", GIT_FILEMODE_BLOB);
    remove_ok("z");
    write_ok();
    tree_id_is("mkdir a c && echo x >a/x && echo b >a-b && echo c >a.c && "
               "echo D >c/d && echo e >c/e && echo f >c/f && echo z >zz");
}
END_TEST

START_TEST(empty_folders_go)
{
    put_ok("keep", "k\n", GIT_FILEMODE_BLOB);
    put_ok("a/b/c", "c\n", GIT_FILEMODE_BLOB);
    put_ok("a/d", "d\n", GIT_FILEMODE_BLOB);
    write_ok();
    remove_ok("a/b/c");
    tree_is("a/b/c", "", 0);
    write_ok();
    tree_id_is("mkdir a && echo k >keep && echo d >a/d");
    remove_ok("a/d");
    write_ok();
    tree_id_is("echo k >keep");
}
END_TEST

START_TEST(added_and_removed_was_never_there)
{
    put_ok("keep", "k\n", GIT_FILEMODE_BLOB);
    write_ok();
    put_ok("a/b", "b\n", GIT_FILEMODE_BLOB);
    remove_ok("a/b");
    write_ok();
    tree_id_is("echo k >keep");
}
END_TEST

START_TEST(missing_files)
{
    struct bpq_err e = {0};
    struct bpq_buf b = BPQ_BUF_INIT;

    tmp_wrong(bpq_tree_get(&tree, "no/such", &b, NULL, &e), &e, BPQ_NO,
              "no/such", "no file");
    tmp_wrong(bpq_tree_remove(&tree, "no/such", &e), &e, BPQ_NO, "no/such",
              "no file");
    put_ok("a/b", "b\n", GIT_FILEMODE_BLOB);
    write_ok();
    tmp_wrong(bpq_tree_get(&tree, "a", &b, NULL, &e), &e, BPQ_FAIL, "\"a\"",
              "folder");
    tmp_wrong(bpq_tree_put(&tree, "a", bpq_str("x"), GIT_FILEMODE_BLOB, &e), &e,
              BPQ_FAIL, "\"a\"", "folder");
    put_ok("n/m", "m\n", GIT_FILEMODE_BLOB);
    tmp_wrong(bpq_tree_put(&tree, "n", bpq_str("x"), GIT_FILEMODE_BLOB, &e), &e,
              BPQ_FAIL, "\"n\"", "folder");
    bpq_buf_free(&b);
}
END_TEST

static const char *const bad_paths[] = {
    "",       "/",        "/etc/passwd", "a//b",   "a/",     "./a",
    "a/./b",  "..",       "../a",        "a/../b", "a/..",   ".git",
    ".git/x", "a/.git/x", ".GIT/config", ".gIt",   "a/.Git", "git~1/x",
};

START_TEST(bad_path)
{
    const char *path = bad_paths[_i];
    struct bpq_err e = {0};
    struct bpq_buf b = BPQ_BUF_INIT;
    unsigned mode;

    tmp_wrong(bpq_tree_put(&tree, path, bpq_str("x"), GIT_FILEMODE_BLOB, &e),
              &e, BPQ_FAIL, path, "refused");
    tmp_wrong(bpq_tree_get(&tree, path, &b, &mode, &e), &e, BPQ_FAIL, path,
              "refused");
    tmp_wrong(bpq_tree_remove(&tree, path, &e), &e, BPQ_FAIL, path, "refused");
    bpq_buf_free(&b);
}
END_TEST

START_TEST(good_paths)
{
    put_ok("..a", "1\n", GIT_FILEMODE_BLOB);
    put_ok("a..", "2\n", GIT_FILEMODE_BLOB);
    put_ok(".gitignore", "3\n", GIT_FILEMODE_BLOB);
    put_ok(".github/x", "4\n", GIT_FILEMODE_BLOB);
    put_ok("a b", "5\n", GIT_FILEMODE_BLOB);
    write_ok();
    tree_id_is("echo 1 >..a && echo 2 >a.. && echo 3 >.gitignore && mkdir "
               ".github && echo 4 >.github/x && echo 5 >'a b'");
}
END_TEST

/* Through a link or a file, written or pending. */
START_TEST(through)
{
    struct bpq_err e = {0};
    struct bpq_buf b = BPQ_BUF_INIT;
    unsigned mode;

    put_ok("link", "/etc", GIT_FILEMODE_LINK);
    put_ok("file", "f\n", GIT_FILEMODE_BLOB);
    if (_i)
        write_ok();
    tmp_wrong(
        bpq_tree_put(&tree, "link/passwd", bpq_str("x"), GIT_FILEMODE_BLOB, &e),
        &e, BPQ_FAIL, "link/passwd", "refused");
    tmp_wrong(bpq_tree_get(&tree, "link/passwd", &b, &mode, &e), &e, BPQ_FAIL,
              "link/passwd", "refused");
    tmp_wrong(
        bpq_tree_put(&tree, "file/x", bpq_str("x"), GIT_FILEMODE_BLOB, &e), &e,
        BPQ_FAIL, "file/x", "refused");
    bpq_buf_free(&b);
}
END_TEST

START_TEST(nothing_is_written_to_disk)
{
    struct bpq_err e = {0};
    struct bpq_repo repo;
    git_commit *c = NULL;
    struct bpq_tree t;
    char *cmd, *path = bpq_fmt("%s/xen", tmp_dir);

    cmd = bpq_fmt(
        "cd '%s' && export GIT_CONFIG_GLOBAL=/dev/null && git init -q -b "
        "master "
        "xen && cd xen && mkdir -p xen/include/public && echo x "
        ">xen/include/public/xen.h && git add . && git -c user.name=a -c "
        "user.email=a@b commit -q -m x && git tag v && find . -printf '%%p "
        "%%T@ "
        "%%s\\n' | sort >../before",
        tmp_dir);
    ck_assert_int_eq(system(cmd), 0);
    free(cmd);
    ck_assert_int_eq(bpq_repo_open(&repo, path, &e), 0);
    ck_assert_int_eq(bpq_repo_commit(&repo, "v", &c, &e), 0);
    ck_assert_int_eq(bpq_tree_open(&t, &repo, git_commit_tree_id(c)), 0);
    /* a new one and an existing one */
    ck_assert_int_eq(
        bpq_tree_put(&t, "new", bpq_str("new\n"), GIT_FILEMODE_BLOB, &e), 0);
    ck_assert_int_eq(
        bpq_tree_put(&t, "old", bpq_str("x\n"), GIT_FILEMODE_BLOB, &e), 0);
    ck_assert_int_eq(bpq_tree_write(&t, &e), 0);
    bpq_tree_close(&t);
    git_commit_free(c);
    bpq_repo_close(&repo);
    cmd =
        bpq_fmt("cd '%s/xen' && find . -printf '%%p %%T@ %%s\\n' | sort | cmp "
                "- ../before",
                tmp_dir);
    ck_assert_int_eq(system(cmd), 0);
    free(cmd);
    free(path);
}
END_TEST

/* Fails if the deltas are not those in want: "A path", "M path", "D path". */
static void deltas_are(const git_oid *a, const git_oid *b, const char *want)
{
    struct bpq_buf got = BPQ_BUF_INIT;
    struct bpq_deltas d;
    struct bpq_err e = {0};

    ck_assert_int_eq(bpq_treediff(&d, &tree_repo, a, b, &e), 0);
    bpq_buf_adds(&got, "");
    for (size_t i = 0; i < d.n; i++)
        bpq_buf_addf(&got, "%c %s\n",
                     !d.v[i].old_mode   ? 'A'
                     : !d.v[i].new_mode ? 'D'
                                        : 'M',
                     d.v[i].path);
    ck_assert_str_eq(got.p, want);
    bpq_buf_free(&got);
    bpq_deltas_free(&d);
}

START_TEST(tree_differences)
{
    git_oid a, b;

    put_ok("a/x", "1\n", GIT_FILEMODE_BLOB);
    put_ok("a.c", "1\n", GIT_FILEMODE_BLOB);
    put_ok("same/y", "1\n", GIT_FILEMODE_BLOB);
    put_ok("gone/deep/z", "1\n", GIT_FILEMODE_BLOB);
    put_ok("mode", "1\n", GIT_FILEMODE_BLOB);
    put_ok("file", "1\n", GIT_FILEMODE_BLOB);
    write_ok();
    a = tree.oid;
    put_ok("a/x", "2\n", GIT_FILEMODE_BLOB);
    put_ok("a.c", "2\n", GIT_FILEMODE_BLOB);
    put_ok("new/1", "1\n", GIT_FILEMODE_BLOB);
    put_ok("mode", "1\n", GIT_FILEMODE_BLOB_EXECUTABLE);
    remove_ok("gone/deep/z");
    remove_ok("file");
    write_ok();
    put_ok("file/now-a-folder", "1\n", GIT_FILEMODE_BLOB);
    write_ok();
    b = tree.oid;
    deltas_are(&a, &a, "");
    deltas_are(&a, &b,
               "M a.c\nM a/x\nD file\nA file/now-a-folder\nD gone/deep/z\n"
               "M mode\nA new/1\n");
    deltas_are(&b, &a,
               "M a.c\nM a/x\nA file\nD file/now-a-folder\nA gone/deep/z\n"
               "M mode\nD new/1\n");
}
END_TEST

int main(void)
{
    Suite *s = suite_create("repo");
    TCase *t = tcase_create("tree");

    tcase_add_checked_fixture(t, tree_make, tree_remove);
    tcase_add_test(t, put_and_get);
    tcase_add_test(t, order_and_siblings);
    tcase_add_test(t, written_among_others);
    tcase_add_test(t, empty_folders_go);
    tcase_add_test(t, added_and_removed_was_never_there);
    tcase_add_test(t, missing_files);
    tcase_add_loop_test(t, bad_path, 0,
                        sizeof(bad_paths) / sizeof(bad_paths[0]));
    tcase_add_test(t, good_paths);
    tcase_add_loop_test(t, through, 0, 2);
    tcase_add_test(t, nothing_is_written_to_disk);
    tcase_add_test(t, tree_differences);
    suite_add_tcase(s, t);
    return run_suite(s);
}
