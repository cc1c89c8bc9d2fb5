/* SPDX-License-Identifier: LGPL-2.1-only */
/* A toy clone of Xen for targets that need one. */
#ifndef FUZZ_CLONE_H
#define FUZZ_CLONE_H

#include "git/repo.h"
#include "git/tree.h"

/*
 * It is made when it is first asked for: master, stable-4.10 and stable-4.9,
 * which differ in two lines of tools/a.c.  Every tree has
 *
 *     tools/a.c      forty lines "line N"    tools/run      a program
 *     docs/words     thirty lines "word N"   docs/cut       no last newline
 *     docs/returns   CRLF                    docs/empty     nothing
 *     docs/bytes     NUL bytes               docs/two words
 *     docs/link      a link to ../tools      module         a submodule
 */
struct bpq_repo *fuzz_clone(void);
/* The commit of one of its branches. */
git_oid fuzz_branch(const char *name);
/* The tree of one of its branches. */
git_oid fuzz_tree(const char *name);
/* All paths of a tree lead nowhere but into it. */
void fuzz_tree_holds(const git_oid *tree);

#endif
