/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_DOUBT_H
#define BPQ_DOUBT_H

#include "git/names.h"
#include "git/treediff.h"

/*
 * Doubt about a result, however cleanly it was merged:
 *
 *   - its added lines use a name that the source's tree had before the change,
 *     and that the branch has nowhere in the component (a member of something
 *     counts as a name, too): such a line does not compile;
 *   - an added line repeats the number of another line of its table;
 *   - it defines a name no more that it still uses, and the source's own result
 *     has that name nowhere, see gone.h.
 */
struct bpq_doubt {
    struct bpq_name_files *files;
    struct bpq_names ours;     /* of the branch */
    struct bpq_names mainline; /* where the change was made first */
    struct bpq_names source;   /* where it was replayed from */
};

void bpq_doubt_open(struct bpq_doubt *d, struct bpq_name_files *files);
void bpq_doubt_close(struct bpq_doubt *d);
/*
 * result was made from ours by a change of source, which is mainline's own, or
 * that of a branch to which mainline's was carried before.  *why says what is
 * doubtful, NULL if nothing is; the caller frees.
 */
int bpq_doubt(struct bpq_doubt *d, const git_oid *ours, const git_oid *result,
              const struct bpq_treechange *mainline,
              const struct bpq_treechange *source, char **why,
              struct bpq_err *e);

#endif
