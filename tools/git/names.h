/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_NAMES_H
#define BPQ_NAMES_H

#include <stdint.h>

#include "git/repo.h"

/*
 * Which names a tree's files use: all words of code that begin with a letter
 * or an underscore, comments and texts in quotes left out.  Code in xen/ cannot
 * use what tools/ has, so that a name belongs to a component, the first folder
 * of a path.
 *
 * An index can move from tree to tree; what the two have in common costs
 * nothing.  A file's names are remembered by its blob, for all indices.
 */
typedef uint64_t bpq_name; /* a hash of component and name */

struct bpq_name_files { /* shared between indices */
    struct bpq_repo *repo;
    struct bpq_file_names *v;
    size_t n, cap;
};

struct bpq_names {
    struct bpq_name_files *files;
    struct bpq_name_count *v;
    size_t n, cap;
    git_oid tree;
    bool filled;
};

void bpq_name_files_open(struct bpq_name_files *f, struct bpq_repo *repo);
void bpq_name_files_close(struct bpq_name_files *f);
/* files must outlive it. */
void bpq_names_open(struct bpq_names *n, struct bpq_name_files *files);
void bpq_names_close(struct bpq_names *n);
int bpq_names_move(struct bpq_names *n, const git_oid *tree, struct bpq_err *e);
bool bpq_names_have(const struct bpq_names *n, bpq_name name);

/* The name of a word in a component, whatever the path's file. */
bpq_name bpq_name_of(const char *path, struct bpq_str word);
/* Names in one text of a component; f may end the walk by answering false. */
typedef bool bpq_name_fn(void *arg, bpq_name name, struct bpq_str text);
void bpq_names_each(const char *path, struct bpq_str text, bpq_name_fn *f,
                    void *arg);
/* has[i]: does this file have the i-th of n names? */
int bpq_names_in_file(struct bpq_name_files *f, const char *path,
                      const git_oid *id, const bpq_name *names, size_t n,
                      bool *has, struct bpq_err *e);
/* Is this a file with code, as its name tells? */
bool bpq_is_code(const char *path);
/* Is it a C file or a header? */
bool bpq_is_c(const char *path);

#endif
