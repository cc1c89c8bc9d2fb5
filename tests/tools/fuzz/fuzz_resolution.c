/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A recorded resolution, which the part "" has, and the conflict that it is
 * for, if parts "base", "ours" and "theirs" have one.
 */
#include <git2.h>
#include <string.h>

#include "input.h"
#include "merge/merge.h"

struct sides {
    struct bpq_str base, ours, theirs;
};

/* The key of the first conflict that no resolution settles. */
static bool find_key(const struct sides *s, struct bpq_resolutions *res,
                     char key[41])
{
    struct bpq_merge m;
    struct bpq_err e = {0};
    int rc = bpq_merge_file(s->base, s->ours, s->theirs, res, &m, &e);
    bool is = false;

    fuzz_said(rc, &e);
    for (size_t i = 0; !rc && !is && i < m.n_regions; i++) {
        is = m.regions[i].how == BPQ_HOW_CONFLICT;
        if (is)
            strcpy(key, m.regions[i].key);
    }
    FUZZ_HOLDS(rc || is == m.conflict);
    bpq_merge_free(&m);
    return is;
}

static void settle(const struct fuzz_input *in, const char *key,
                   const struct sides *s)
{
    struct bpq_resolutions res = {0};
    struct bpq_err e = {0};
    char *name = bpq_fmt("resolutions/%s", key);
    char *path = bpq_fmt("%s/%s", fuzz_folder(), name);
    char other[41];
    int rc;

    fuzz_put(name, fuzz_part(in, ""));
    rc = bpq_resolution_read(path, &res, &e);
    fuzz_said(rc, &e);
    FUZZ_HOLDS(rc || res.n == 1);
    if (!rc && find_key(s, &res, other))
        FUZZ_HOLDS(strcmp(key, other) != 0);
    bpq_resolutions_free(&res);
    remove(path);
    free(path);
    free(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bpq_resolutions none = {0};
    struct fuzz_input in;
    struct sides s;
    char key[41];

    git_libgit2_init(); /* only counts after the first time */
    fuzz_input_read(&in, data, size);
    s = (struct sides){fuzz_part(&in, "base"), fuzz_part(&in, "ours"),
                       fuzz_part(&in, "theirs")};
    memset(key, '0', 40);
    key[40] = 0;
    find_key(&s, &none, key);
    settle(&in, key, &s);
    fuzz_input_free(&in);
    return 0;
}
