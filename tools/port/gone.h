/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_GONE_H
#define BPQ_GONE_H

#include "git/lines.h"
#include "git/names.h"
#include "git/treediff.h"

/*
 * Names that a change defines no more, and that are still used: the branch
 * calls a function once more than the tree for which the change was made, which
 * lost that call before.  Only C counts, and only what is surely a definition
 * where it is removed, and surely none where it stays.
 */
struct bpq_gone { /* a zeroed struct is empty */
    struct bpq_gone_name {
        bpq_name name;
        char *text, *path;
    } * v;
    size_t n;
};

/* Note what n lines define, from line i on, which are removed from a file. */
void bpq_gone_look(struct bpq_gone *g, const char *path,
                   const struct bpq_lines *lines, size_t i, size_t n);
/*
 * Of what was noted, the first that the result uses and defines nowhere, and
 * that the change's own result does not have in its component.  *said tells
 * where it is used, and the caller frees it; NULL if there is none.  ours is at
 * the tree that the lines were removed from, and so it is afterwards; source
 * may move.
 */
int bpq_gone_find(struct bpq_gone *g, struct bpq_names *ours,
                  struct bpq_names *source, const git_oid *result,
                  const struct bpq_treechange *change, char **said,
                  struct bpq_err *e);
void bpq_gone_free(struct bpq_gone *g);

#endif
