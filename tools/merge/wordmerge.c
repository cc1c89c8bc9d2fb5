/* SPDX-License-Identifier: LGPL-2.1-only */
#include <git2.h>

#include "merge/wordmerge.h"
#include "merge/words.h"

/* What stands for a newline of the text, and in front of itself. */
#define ESCAPE '\001'

static void add_token(struct bpq_buf *out, const char *p, size_t n)
{
    if (*p == '\n')
        bpq_buf_adds(out, "\001n");
    else if (*p == ESCAPE)
        bpq_buf_adds(out, "\001\001");
    else
        bpq_buf_add(out, p, n);
    bpq_buf_add(out, "\n", 1);
}

/* One token a line. */
static void spread(struct bpq_buf *out, struct bpq_str s)
{
    const char *p = s.p, *end = s.p + s.len;

    bpq_buf_adds(out, "");
    while (p < end) {
        const char *from = p++;

        if (bpq_is_word_char(*from))
            while (p < end && bpq_is_word_char(*p))
                p++;
        else if (*from == ' ' || *from == '\t')
            while (p < end && (*p == ' ' || *p == '\t'))
                p++;
        add_token(out, from, (size_t)(p - from));
    }
}

static void join(struct bpq_buf *out, const char *p, size_t len)
{
    for (const char *end = p + len; p < end; p++) {
        if (*p == '\n')
            continue;
        if (*p == ESCAPE && p + 1 < end)
            bpq_buf_add(out, *++p == 'n' ? "\n" : p, 1);
        else
            bpq_buf_add(out, p, 1);
    }
}

int bpq_word_merge(struct bpq_str base, struct bpq_str ours,
                   struct bpq_str theirs, struct bpq_buf *out, bool *clean,
                   struct bpq_err *e)
{
    const struct bpq_str side[3] = {base, ours, theirs};
    struct bpq_buf text[3] = {BPQ_BUF_INIT, BPQ_BUF_INIT, BPQ_BUF_INIT};
    git_merge_file_input in[3];
    git_merge_file_result result = {0};
    int rc = BPQ_OK;

    for (int i = 0; i < 3; i++) {
        spread(&text[i], side[i]);
        git_merge_file_input_init(&in[i], GIT_MERGE_FILE_INPUT_VERSION);
        in[i].ptr = text[i].p;
        in[i].size = text[i].len;
    }
    *clean = false;
    if (git_merge_file(&result, &in[0], &in[1], &in[2], NULL))
        rc = bpq_error(e, BPQ_FAIL, "cannot merge the words of a file");
    else if (result.automergeable) {
        *clean = true;
        join(out, result.ptr, result.len);
    }
    git_merge_file_result_free(&result);
    for (int i = 0; i < 3; i++)
        bpq_buf_free(&text[i]);
    return rc;
}
