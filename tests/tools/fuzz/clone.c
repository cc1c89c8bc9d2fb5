/* SPDX-License-Identifier: LGPL-2.1-only */
#include <string.h>

#include "clone.h"
#include "input.h"
#include "base/textfile.h"

static struct bpq_repo clone;

/* ---- making it ---- */

static void add(git_index *index, const char *path, unsigned mode,
                const char *text, size_t len)
{
    git_index_entry entry = {.path = path, .mode = mode};

    FUZZ_HOLDS(!git_index_add_from_buffer(index, &entry, text, len));
}

static void add_text(git_index *index, const char *path, const char *text)
{
    add(index, path, GIT_FILEMODE_BLOB, text, strlen(text));
}

static void add_lines(git_index *index, const char *path, const char *word,
                      int n, const char *twenty)
{
    struct bpq_buf text = BPQ_BUF_INIT;

    for (int i = 1; i <= n; i++)
        bpq_buf_addf(&text, "%s %d%s\n", word, i, i == 20 ? twenty : "");
    add_text(index, path, text.p);
    bpq_buf_free(&text);
}

static void add_module(git_index *index, const git_oid *id)
{
    git_index_entry entry = {
        .path = "module", .mode = GIT_FILEMODE_COMMIT, .id = *id};

    FUZZ_HOLDS(!git_index_add(index, &entry));
}

static void fill(git_index *index, const char *twenty)
{
    static const char bytes[] = "a\0b\n";

    add_text(index, "xen/include/public/xen.h", "/* x */\n");
    add_lines(index, "tools/a.c", "line", 40, twenty);
    add_lines(index, "docs/words", "word", 30, "");
    add(index, "tools/run", GIT_FILEMODE_BLOB_EXECUTABLE, "#!/bin/sh\n", 10);
    add_text(index, "docs/cut", "one\ntwo\nthree");
    add_text(index, "docs/returns", "one\r\ntwo\r\nthree\r\n");
    add_text(index, "docs/empty", "");
    add(index, "docs/bytes", GIT_FILEMODE_BLOB, bytes, sizeof(bytes) - 1);
    add_text(index, "docs/two words", "one\n");
    add(index, "docs/link", GIT_FILEMODE_LINK, "../tools", 8);
}

/* A commit on the one before, which becomes a branch. */
static void commit(git_repository *git, const char *branch, const char *twenty,
                   git_oid *last)
{
    const git_signature who = {
        "Ann", "ann@example.org", {1500000000, 120, '+'}};
    char *ref = bpq_fmt("refs/heads/%s", branch);
    const git_commit *parents[1];
    git_commit *parent = NULL;
    git_reference *made = NULL;
    git_index *index = NULL;
    git_tree *tree = NULL;
    git_oid id;
    size_t n = !git_commit_lookup(&parent, git, last);

    parents[0] = parent;
    FUZZ_HOLDS(!git_repository_index(&index, git) && !git_index_clear(index));
    fill(index, twenty);
    if (n)
        add_module(index, last);
    FUZZ_HOLDS(!git_index_write_tree(&id, index) &&
               !git_tree_lookup(&tree, git, &id));
    FUZZ_HOLDS(!git_commit_create(&id, git, NULL, &who, &who, NULL, branch,
                                  tree, n, parents));
    FUZZ_HOLDS(!git_reference_create(&made, git, ref, &id, 1, NULL));
    git_reference_free(made);
    git_index_free(index);
    git_tree_free(tree);
    git_commit_free(parent);
    free(ref);
    if (!n || !strcmp(branch, "master"))
        *last = id;
}

static void make(const char *path)
{
    git_repository *git = NULL;
    git_oid last = {0};

    git_libgit2_init();
    FUZZ_HOLDS(!git_repository_init(&git, path, 0));
    commit(git, "first", "", &last);
    commit(git, "master", "", &last);
    commit(git, "stable-4.10", ", of 4.10", &last);
    commit(git, "stable-4.9", ", of 4.9", &last);
    FUZZ_HOLDS(!git_repository_set_head(git, "refs/heads/master"));
    git_repository_free(git);
}

struct bpq_repo *fuzz_clone(void)
{
    struct bpq_err e = {0};
    char *path;

    if (clone.git)
        return &clone;
    path = bpq_fmt("%s/xen", fuzz_folder());
    make(path);
    FUZZ_WORKS(bpq_repo_open(&clone, path, &e), &e);
    /* of the objects of former inputs, few are of use */
    git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, (ssize_t)4 << 20);
    free(path);
    return &clone;
}

/* ---- looking at it ---- */

git_oid fuzz_branch(const char *name)
{
    struct bpq_err e = {0};
    git_commit *c = NULL;
    git_oid id;

    FUZZ_WORKS(bpq_repo_commit(fuzz_clone(), name, &c, &e), &e);
    id = *git_commit_id(c);
    git_commit_free(c);
    return id;
}

git_oid fuzz_tree(const char *name)
{
    git_oid id = fuzz_branch(name);
    git_commit *c = NULL;

    FUZZ_HOLDS(!git_commit_lookup(&c, clone.git, &id));
    id = *git_commit_tree_id(c);
    git_commit_free(c);
    return id;
}

static int check_entry(const char *root, const git_tree_entry *entry, void *arg)
{
    char *path = bpq_fmt("%s%s", root, git_tree_entry_name(entry));

    (void)arg;
    FUZZ_HOLDS(!bpq_path_fault(path));
    free(path);
    return 0;
}

void fuzz_tree_holds(const git_oid *tree)
{
    git_tree *t = NULL;

    FUZZ_HOLDS(!git_tree_lookup(&t, fuzz_clone()->git, tree));
    FUZZ_HOLDS(!git_tree_walk(t, GIT_TREEWALK_PRE, check_entry, NULL));
    git_tree_free(t);
}
