/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PUBLICTYPES_H
#define BPQ_PUBLICTYPES_H

#include "git/repo.h"
#include "git/treediff.h"

/*
 * Which public types does a change change: structs, unions and enumerations of
 * the headers that verify-branch compares (verify/steps/abi), and of
 * libxl_types.idl, from which one is made?  Comments and new types do not
 * count.  Whether callers notice is for the comparison to say.
 */
struct bpq_public_type {
    char *name; /* "libxl_device_disk" */
    char *path; /* of the header, in the change */
};

struct bpq_public_types {
    struct bpq_public_type *v; /* by path */
    size_t n;
};

int bpq_public_types_find(struct bpq_public_types *t, struct bpq_repo *repo,
                          const struct bpq_treechange *change,
                          struct bpq_err *e);
void bpq_public_types_free(struct bpq_public_types *t);
/* "libxl_device_disk, libxl_device_nic: tools/libxl/libxl_types.idl", a line
 * for each header; or, for people, "changes the public types ...". */
void bpq_public_types_lines(struct bpq_strs *out,
                            const struct bpq_public_types *t, bool sentence);

#endif
