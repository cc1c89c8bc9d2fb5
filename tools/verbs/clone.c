/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/printable.h"
#include "git/repo.h"
#include "verbs/findclone.h"
#include "verbs/job.h"
#include "verbs/say.h"

/* Print the exact path for programs, so it must be one plain line. */
static int put_path(const char *path, struct bpq_err *e)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    bool plain;

    bpq_message_line(&b, bpq_str(path));
    plain = bpq_str_eq(bpq_buf_str(&b), bpq_str(path));
    bpq_buf_free(&b);
    if (!plain)
        return bpq_error(e, BPQ_FAIL,
                         "%s: this path has control characters; name the clone "
                         "by a link whose path has none",
                         path);
    say("%s", path);
    return BPQ_OK;
}

/* Is there no clone for the reason that `make xen` has not finished its own? */
static int unfinished(const struct job *job, struct bpq_err *e)
{
    char *path = NULL;
    bool half;
    int rc = find_clone(job->root, job->xen, &path, &half, e);

    if (half) {
        bpq_err_clear(e);
        rc = BPQ_OK;
    } else if (!rc) {
        rc = bpq_error(e, BPQ_NO, "%s: can be used", path);
    }
    free(path);
    return rc;
}

static int run(struct job *job, struct bpq_err *e)
{
    char *path = NULL, *objects = NULL;
    bool half;
    int rc;

    if (job->unfinished)
        return unfinished(job, e);
    rc = find_clone(job->root, job->xen, &path, &half, e);
    if (!rc)
        rc = bpq_repo_open(&job->repo, path, e);
    if (!rc && job->objects)
        rc = bpq_repo_objects(&job->repo, &objects, e);
    if (!rc)
        rc = put_path(job->objects ? objects : path, e);
    free(objects);
    free(path);
    return rc;
}

const struct verb verb_clone = {
    .name = "clone",
    .args = "",
    .does = "print which clone of Xen is used",
    .help =
        "That is the one that --xen names, else the one that `git config "
        "xen.clone` names,\nelse that of `make xen`.  The status is 1 if there "
        "is none.  With --objects, print the\nfolder of its objects, for "
        "objects/info/alternates of another repository.  With\n--unfinished, "
        "print nothing: the status is 0 if there is none because `make xen` "
        "has\nnot finished its own.\n",
    .options = "xOU",
    .run = run,
};
