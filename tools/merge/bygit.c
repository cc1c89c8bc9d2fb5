/* SPDX-License-Identifier: LGPL-2.1-only */
#include "merge/bygit.h"

#include <git2.h>

#include "base/buf.h"
#include "git/shorthand.h"

static void git_input(git_merge_file_input *in, struct bpq_str s)
{
    git_merge_file_input_init(in, GIT_MERGE_FILE_INPUT_VERSION);
    in->ptr = s.len ? s.p : "";
    in->size = s.len;
}

/* shorthand: what the sides are written in, or NULL. */
static int merge_sides(const struct bpq_str sides[3],
                       const struct bpq_shorthand *shorthand, bool *clean,
                       struct bpq_buf *out, struct bpq_err *e)
{
    git_merge_file_input in[3];
    git_merge_file_result result = {0};
    struct bpq_str text;

    for (size_t i = 0; i < 3; i++)
        git_input(&in[i], sides[i]);
    if (git_merge_file(&result, &in[0], &in[1], &in[2], NULL))
        return bpq_error(e, BPQ_FAIL,
                         "cannot merge the three sides of a file: %s",
                         git_error_last() ? git_error_last()->message
                                          : "libgit2 does not say why");
    *clean = result.automergeable;
    text = (struct bpq_str){result.ptr, result.len};
    if (*clean && shorthand)
        bpq_shorthand_read(shorthand, text, out);
    else if (*clean)
        bpq_buf_add(out, text.p, text.len);
    git_merge_file_result_free(&result);
    return BPQ_OK;
}

int bpq_merge_by_git(struct bpq_str base, struct bpq_str ours,
                     struct bpq_str theirs, bool *clean, struct bpq_buf *out,
                     struct bpq_err *e)
{
    struct bpq_str sides[3] = {base, ours, theirs};
    struct bpq_shorthand s;
    bool is_short = bpq_shorthand_write(&s, sides, 3);
    int rc;

    for (size_t i = 0; is_short && i < 3; i++)
        sides[i] = bpq_buf_str(&s.text[i]);
    rc = merge_sides(sides, is_short ? &s : NULL, clean, out, e);
    bpq_shorthand_free(&s);
    return rc;
}
