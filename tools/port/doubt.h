/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_DOUBT_H
#define BPQ_DOUBT_H

#include "git/names.h"

/*
 * Doubt about a result, however cleanly it was merged:
 *
 *   - its added lines use a name that the source's tree had before the change,
 *     and that the branch has nowhere in the component (a member of something
 *     counts as a name, too): such a line does not compile;
 *   - an added line repeats the number of another line of its table.
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
 * result was made from ours by a change that was made to source; that is
 * mainline, or a branch's tree to which a change of mainline's was carried
 * before.  *name is the first such name or line, NULL if there is none; the
 * caller frees.
 */
int bpq_doubt(struct bpq_doubt *d, const git_oid *ours, const git_oid *result,
              const git_oid *mainline, const git_oid *source, char **name,
              struct bpq_err *e);

#endif
