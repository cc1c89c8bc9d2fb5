/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "difftext.h"

#define CONTEXT 3

struct writer {
    struct bpq_buf *out;
    const char *path;
    uint64_t *lines;
    /* what is written above the first hunk, once there is one */
    const char *name_old, *name_new;
    bool begun;
};

static bool is_binary(struct bpq_str s)
{
    /* git looks at as many bytes */
    return s.len && memchr(s.p, 0, s.len < 8000 ? s.len : 8000);
}

/* git would put other names in quotes, which not every patch program reads. */
static bool is_plain(const char *path)
{
    const unsigned char *p = (const unsigned char *)path;

    for (; *p; p++)
        if (*p < ' ' || *p >= 0x7f || *p == '"' || *p == '\\')
            return false;
    return true;
}

static uint64_t fnv(uint64_t h, const void *p, size_t len)
{
    const unsigned char *s = p;
    size_t i;

    for (i = 0; i < len; i++)
        h = (h ^ s[i]) * 0x100000001b3u;
    return h;
}

static uint64_t line_hash(const struct writer *w, const git_diff_line *l)
{
    uint64_t h = fnv(0xcbf29ce484222325u, w->path, strlen(w->path) + 1);

    h = fnv(h, l->content, l->content_len);
    return h ^ h >> 29;
}

static void begin(struct writer *w)
{
    if (w->begun)
        return;
    w->begun = true;
    bpq_buf_addf(w->out, "--- %s\n+++ %s\n", w->name_old, w->name_new);
}

static void put_range(struct bpq_buf *out, char sign, int start, int n)
{
    bpq_buf_addf(out, "%c%d", sign, start);
    if (n != 1)
        bpq_buf_addf(out, ",%d", n);
}

static int on_hunk(const git_diff_delta *delta, const git_diff_hunk *h,
                   void *payload)
{
    struct writer *w = payload;

    (void)delta;
    begin(w);
    bpq_buf_adds(w->out, "@@ ");
    put_range(w->out, '-', h->old_start, h->old_lines);
    bpq_buf_adds(w->out, " ");
    put_range(w->out, '+', h->new_start, h->new_lines);
    bpq_buf_adds(w->out, " @@\n");
    return 0;
}

static int on_line(const git_diff_delta *delta, const git_diff_hunk *h,
                   const git_diff_line *l, void *payload)
{
    struct writer *w = payload;
    char sign = l->origin;

    (void)delta;
    (void)h;
    switch (sign) {
    case GIT_DIFF_LINE_CONTEXT_EOFNL:
    case GIT_DIFF_LINE_ADD_EOFNL:
    case GIT_DIFF_LINE_DEL_EOFNL:
        bpq_buf_adds(w->out, "\n\\ No newline at end of file\n");
        return 0;
    case GIT_DIFF_LINE_ADDITION:
        if (w->lines)
            *w->lines += line_hash(w, l);
        break;
    case GIT_DIFF_LINE_DELETION:
        if (w->lines)
            *w->lines -= line_hash(w, l);
        break;
    }
    bpq_buf_add(w->out, &sign, 1);
    bpq_buf_add(w->out, l->content, l->content_len);
    return 0;
}

static int put_hunks(struct writer *w, struct bpq_str a, struct bpq_str b,
                     struct bpq_err *e)
{
    git_diff_options opts;
    int r;

    git_diff_options_init(&opts, GIT_DIFF_OPTIONS_VERSION);
    opts.context_lines = CONTEXT;
    opts.flags = GIT_DIFF_INDENT_HEURISTIC | GIT_DIFF_FORCE_TEXT;
    r = git_diff_buffers(a.len ? a.p : "", a.len, NULL, b.len ? b.p : "", b.len,
                         NULL, &opts, NULL, NULL, on_hunk, on_line, w);
    if (r < 0)
        return bpq_error(e, BPQ_FAIL, "%s: cannot compare: %s", w->path,
                         git_error_last() ? git_error_last()->message : "");
    return BPQ_OK;
}

static void put_head(struct bpq_buf *out, const char *path,
                     const struct bpq_side *old, const struct bpq_side *new)
{
    char a[GIT_OID_HEXSZ + 1], b[GIT_OID_HEXSZ + 1];

    bpq_buf_addf(out, "diff --git a/%s b/%s\n", path, path);
    if (!old->mode)
        bpq_buf_addf(out, "new file mode %06o\n", new->mode);
    else if (!new->mode)
        bpq_buf_addf(out, "deleted file mode %06o\n", old->mode);
    else if (old->mode != new->mode)
        bpq_buf_addf(out, "old mode %06o\nnew mode %06o\n", old->mode,
                     new->mode);
    if (old->mode && new->mode && git_oid_equal(&old->id, &new->id))
        return;
    git_oid_tostr(a, sizeof(a), &old->id);
    git_oid_tostr(b, sizeof(b), &new->id);
    bpq_buf_addf(out, "index %s..%s", a, b);
    if (old->mode == new->mode)
        bpq_buf_addf(out, " %06o", new->mode);
    bpq_buf_adds(out, "\n");
}

/* A file that becomes a link, or the other way, is removed and made anew. */
static int type_change(struct bpq_buf *out, const char *path,
                       const struct bpq_side *old, const struct bpq_side *new,
                       uint64_t *lines, struct bpq_err *e)
{
    static const struct bpq_side none;
    int rc;

    rc = bpq_difftext_file(out, path, old, &none, lines, e);
    if (!rc)
        rc = bpq_difftext_file(out, path, &none, new, lines, e);
    return rc;
}

static char *label(const char *side, const char *path, unsigned mode)
{
    if (!mode)
        return bpq_strdup("/dev/null");
    /* as git does, so that the name's end is seen */
    return bpq_fmt("%s/%s%s", side, path, strchr(path, ' ') ? "\t" : "");
}

int bpq_difftext_file(struct bpq_buf *out, const char *path,
                      const struct bpq_side *old, const struct bpq_side *new,
                      uint64_t *lines, struct bpq_err *e)
{
    struct writer w = {.out = out, .path = path, .lines = lines};
    char *a, *b;
    int rc;

    if (old->mode == new->mode && git_oid_equal(&old->id, &new->id))
        return BPQ_OK;
    if (!is_plain(path))
        return bpq_error(e, BPQ_FAIL,
                         "\"%s\": a patch cannot name this file plainly; leave "
                         "it out with `#+ not`",
                         path);
    if (old->mode == GIT_FILEMODE_COMMIT || new->mode == GIT_FILEMODE_COMMIT)
        return bpq_error(e, BPQ_FAIL,
                         "%s: a submodule, which a patch cannot change; leave "
                         "it out with `#+ not %s`",
                         path, path);
    if (is_binary(old->text) || is_binary(new->text))
        return bpq_error(e, BPQ_FAIL,
                         "%s: a binary file, which a quilt patch cannot "
                         "change; leave it out with `#+ not %s`",
                         path, path);
    if (old->mode && new->mode && (old->mode ^ new->mode) & 0170000)
        return type_change(out, path, old, new, lines, e);
    put_head(out, path, old, new);
    w.name_old = a = label("a", path, old->mode);
    w.name_new = b = label("b", path, new->mode);
    rc = put_hunks(&w, old->text, new->text, e);
    free(a);
    free(b);
    return rc;
}

static int load(struct bpq_repo *repo, const git_diff_file *f, bool exists,
                struct bpq_side *side, struct bpq_buf *text, struct bpq_err *e)
{
    int rc = BPQ_OK;

    memset(side, 0, sizeof(*side));
    bpq_buf_reset(text);
    if (!exists)
        return BPQ_OK;
    side->id = f->id;
    side->mode = f->mode;
    if (f->mode != GIT_FILEMODE_COMMIT)
        rc = bpq_repo_blob(repo, &f->id, text, e);
    side->text = bpq_buf_str(text);
    return rc;
}

static int put_delta(struct bpq_buf *out, struct bpq_repo *repo,
                     const git_diff_delta *d, uint64_t *lines,
                     struct bpq_err *e)
{
    struct bpq_buf a = BPQ_BUF_INIT, b = BPQ_BUF_INIT;
    struct bpq_side old, new;
    int rc;

    rc = load(repo, &d->old_file, d->status != GIT_DELTA_ADDED, &old, &a, e);
    if (!rc)
        rc = load(repo, &d->new_file, d->status != GIT_DELTA_DELETED, &new, &b,
                  e);
    if (!rc)
        rc = bpq_difftext_file(out, d->new_file.path, &old, &new, lines, e);
    bpq_buf_free(&a);
    bpq_buf_free(&b);
    return rc;
}

int bpq_difftext_trees(struct bpq_buf *out, struct bpq_repo *repo,
                       const git_oid *a, const git_oid *b, uint64_t *lines,
                       struct bpq_err *e)
{
    git_diff_options opts;
    git_tree *ta = NULL, *tb = NULL;
    git_diff *diff = NULL;
    size_t i;
    int rc, r;

    git_diff_options_init(&opts, GIT_DIFF_OPTIONS_VERSION);
    opts.flags = GIT_DIFF_INCLUDE_TYPECHANGE;
    r = git_tree_lookup(&ta, repo->git, a);
    if (r >= 0)
        r = git_tree_lookup(&tb, repo->git, b);
    if (r >= 0)
        r = git_diff_tree_to_tree(&diff, repo->git, ta, tb, &opts);
    rc = r < 0 ? bpq_repo_error(repo, r, e, "a folder to compare") : BPQ_OK;
    for (i = 0; !rc && i < git_diff_num_deltas(diff); i++)
        rc = put_delta(out, repo, git_diff_get_delta(diff, i), lines, e);
    git_diff_free(diff);
    git_tree_free(tb);
    git_tree_free(ta);
    return rc;
}

int bpq_difftext_commit(struct bpq_buf *out, struct bpq_repo *repo,
                        git_commit *c, uint64_t *lines, struct bpq_err *e)
{
    git_commit *parent = NULL;
    int rc, r;

    r = git_commit_parent(&parent, c, 0);
    if (r < 0)
        return bpq_repo_error(repo, r, e, "the parent of %s",
                              git_oid_tostr_s(git_commit_id(c)));
    rc = bpq_difftext_trees(out, repo, git_commit_tree_id(parent),
                            git_commit_tree_id(c), lines, e);
    git_commit_free(parent);
    return rc;
}

int bpq_difftext_texts(struct bpq_buf *out, const char *name_a,
                       struct bpq_str a, const char *name_b, struct bpq_str b,
                       struct bpq_err *e)
{
    struct writer w = {.out = out, .path = name_a};

    w.name_old = name_a;
    w.name_new = name_b;
    return put_hunks(&w, a, b, e);
}

int bpq_difftext_patchid(struct bpq_str patch, git_oid *out, struct bpq_err *e)
{
    git_diff *diff = NULL;
    int r;

    r = git_diff_from_buffer(&diff, patch.p, patch.len);
    if (r >= 0)
        r = git_diff_patchid(out, diff, NULL);
    git_diff_free(diff);
    if (r < 0)
        return bpq_error(e, BPQ_FAIL, "cannot take the patch-id: %s",
                         git_error_last() ? git_error_last()->message : "");
    return BPQ_OK;
}
