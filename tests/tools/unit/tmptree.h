/* SPDX-License-Identifier: LGPL-2.1-only */
/* For tests that change a tree: an empty one, in a repository in tmp_dir. */
#ifndef TEST_TMPTREE_H
#define TEST_TMPTREE_H

#include "git/repo.h"
#include "git/tree.h"
#include "tmp.h"

static struct bpq_repo tree_repo;
static struct bpq_tree tree;

static __attribute__((unused)) void tree_make(void)
{
    git_treebuilder *builder = NULL;
    git_oid empty;

    tmp_make();
    git_libgit2_init();
    tree_repo.path = tmp_dir;
    ck_assert_int_eq(git_repository_init(&tree_repo.git, tmp_dir, 1), 0);
    ck_assert_int_eq(git_treebuilder_new(&builder, tree_repo.git, NULL), 0);
    ck_assert_int_eq(git_treebuilder_write(&empty, builder), 0);
    git_treebuilder_free(builder);
    ck_assert_int_eq(bpq_tree_open(&tree, &tree_repo, &empty), 0);
}

static __attribute__((unused)) void tree_remove(void)
{
    bpq_tree_close(&tree);
    git_repository_free(tree_repo.git);
    git_libgit2_shutdown();
    tmp_remove();
}

static __attribute__((unused)) void tree_put(const char *path, const char *text)
{
    struct bpq_err e = {0};

    ck_assert_int_eq(
        bpq_tree_put(&tree, path, bpq_str(text), GIT_FILEMODE_BLOB, &e), 0);
}

static __attribute__((unused)) void tree_is(const char *path, const char *text,
                                            unsigned want_mode)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    unsigned mode;

    ck_assert_int_eq(bpq_tree_get(&tree, path, &b, &mode, &e), 0);
    ck_assert_uint_eq(mode, want_mode);
    ck_assert_str_eq(b.p ? b.p : "", text);
    bpq_buf_free(&b);
}

#endif
