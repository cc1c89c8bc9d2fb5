/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "base/tmpdir.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"

int bpq_tmpdir_make(char **dir, struct bpq_err *e)
{
    const char *tmp = getenv("TMPDIR");

    *dir = bpq_fmt("%s/bpq-XXXXXX", tmp && *tmp == '/' ? tmp : "/tmp");
    if (mkdtemp(*dir))
        return BPQ_OK;
    bpq_error(e, BPQ_FAIL,
              "%s: cannot be made: %s; set TMPDIR to a writable folder", *dir,
              strerror(errno));
    free(*dir);
    *dir = NULL;
    return e->rc;
}

static int remove_one(const char *path, const struct stat *st, int type,
                      struct FTW *f)
{
    (void)st;
    (void)f;
    if (type == FTW_DNR && !chmod(path, 0700))
        bpq_tmpdir_remove(path);
    remove(path);
    return 0;
}

void bpq_tmpdir_remove(const char *dir)
{
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
