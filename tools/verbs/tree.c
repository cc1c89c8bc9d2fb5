/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdio.h>

#include "../lib/folder.h"
#include "job.h"

static int run(struct job *job, struct bpq_err *e)
{
    git_oid id;
    int rc = bpq_folder_tree(job->args[0], &id, e);

    if (!rc)
        printf("%s\n", git_oid_tostr_s(&id));
    return rc;
}

const struct verb verb_tree = {
    .name = "tree",
    .args = "DIR",
    .does = "print the id of the git tree that holds what is in a folder",
    .help = "quilt's .pc and a .git at the top are left out, and nothing else "
            "is: compare it\nwith the tree that `bpq series` prints.\n",
    .options = "",
    .min_args = 1,
    .max_args = 1,
    .without_root = true,
    .run = run,
};
