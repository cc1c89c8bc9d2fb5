/* SPDX-License-Identifier: LGPL-2.1-only */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "git/difftext.h"
#include "git/shorthand.h"
#include "git/treediff.h"

#define CONTEXT 3
/* patch makes temporary files whose names are 8 bytes longer */
#define NAME_LIMIT (NAME_MAX - 8)

struct writer {
    struct bpq_buf *out;
    const char *path;
    struct bpq_linesum *lines;
    const char *place; /* of the file, for lines */
    /* names to write above the first hunk */
    const char *name_old, *name_new;
    /* what the two sides are in, or NULL: libgit2 sees them as they are */
    const struct bpq_shorthand *shorthand;
    bool begun;
    bool returns; /* a line ends in a carriage return */
};

static bool is_binary(const git_blob *blob)
{
    size_t len = blob ? git_blob_rawsize(blob) : 0;

    /* git looks at the first 8000 bytes only, but no mail may have a NUL */
    return len && memchr(git_blob_rawcontent(blob), 0, len);
}

static bool same(const struct bpq_side *a, const struct bpq_side *b)
{
    return a->blob && b->blob &&
           git_oid_equal(git_blob_id(a->blob), git_blob_id(b->blob));
}

/* git quotes other names, and not every patch program reads quotes. */
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

    for (size_t i = 0; i < len; i++)
        h = (h ^ s[i]) * 0x100000001b3u;
    return h;
}

static uint64_t line_hash(const struct writer *w, struct bpq_str line)
{
    uint64_t h = fnv(0xcbf29ce484222325u, w->place, strlen(w->place) + 1);

    h = fnv(h, line.p, line.len);
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

static bool ends_in_return(struct bpq_str line)
{
    size_t n = line.len;

    n -= n && line.p[n - 1] == '\n';
    return n && line.p[n - 1] == '\r';
}

static int on_line(const git_diff_delta *delta, const git_diff_hunk *h,
                   const git_diff_line *l, void *payload)
{
    struct writer *w = payload;
    char sign = l->origin;
    struct bpq_str line = {l->content, l->content_len};

    (void)delta;
    (void)h;
    if (sign == GIT_DIFF_LINE_CONTEXT_EOFNL ||
        sign == GIT_DIFF_LINE_ADD_EOFNL || sign == GIT_DIFF_LINE_DEL_EOFNL) {
        bpq_buf_adds(w->out, "\n\\ No newline at end of file\n");
        return 0;
    }
    if (w->shorthand)
        line = bpq_shorthand_line(w->shorthand, line);
    if (w->lines && sign == GIT_DIFF_LINE_ADDITION)
        w->lines->sum += line_hash(w, line);
    else if (w->lines && sign == GIT_DIFF_LINE_DELETION)
        w->lines->sum -= line_hash(w, line);
    w->returns = w->returns || ends_in_return(line);
    bpq_buf_add(w->out, &sign, 1);
    bpq_buf_add(w->out, line.p, line.len);
    return 0;
}

static void set_diff_options(git_diff_options *opts)
{
    git_diff_options_init(opts, GIT_DIFF_OPTIONS_VERSION);
    opts->context_lines = CONTEXT;
    opts->flags = GIT_DIFF_INDENT_HEURISTIC | GIT_DIFF_FORCE_TEXT;
}

static int failed(const struct writer *w, struct bpq_err *e)
{
    return bpq_error(e, BPQ_FAIL, "%s: cannot compare: %s", w->path,
                     git_error_last() ? git_error_last()->message : "");
}

static int put_texts(struct writer *w, struct bpq_str a, struct bpq_str b,
                     struct bpq_err *e)
{
    struct bpq_str sides[] = {a, b};
    struct bpq_shorthand s;
    git_diff_options opts;
    int r;

    set_diff_options(&opts);
    if (bpq_shorthand_write(&s, sides, 2)) {
        w->shorthand = &s;
        a = bpq_buf_str(&s.text[0]);
        b = bpq_buf_str(&s.text[1]);
    }
    r = git_diff_buffers(a.len ? a.p : "", a.len, NULL, b.len ? b.p : "", b.len,
                         NULL, &opts, NULL, NULL, on_hunk, on_line, w);
    w->shorthand = NULL;
    bpq_shorthand_free(&s);
    return r < 0 ? failed(w, e) : BPQ_OK;
}

static void put_id(struct bpq_buf *out, const struct bpq_side *s)
{
    static const git_oid none;

    bpq_buf_adds(out, git_oid_tostr_s(s->blob ? git_blob_id(s->blob) : &none));
}

static void put_head(struct bpq_buf *out, const char *path,
                     const struct bpq_side *old, const struct bpq_side *new)
{
    bpq_buf_addf(out, "diff --git a/%s b/%s\n", path, path);
    if (!old->mode)
        bpq_buf_addf(out, "new file mode %06o\n", new->mode);
    else if (!new->mode)
        bpq_buf_addf(out, "deleted file mode %06o\n", old->mode);
    else if (old->mode != new->mode)
        bpq_buf_addf(out, "old mode %06o\nnew mode %06o\n", old->mode,
                     new->mode);
    if (same(old, new))
        return;
    bpq_buf_adds(out, "index ");
    put_id(out, old);
    bpq_buf_adds(out, "..");
    put_id(out, new);
    if (old->mode == new->mode)
        bpq_buf_addf(out, " %06o", new->mode);
    bpq_buf_adds(out, "\n");
}

/* If a file becomes a link, or a link a file, the old one is removed first. */
static int type_change(struct bpq_buf *out, const char *path,
                       const struct bpq_side *old, const struct bpq_side *new,
                       struct bpq_linesum *lines, struct bpq_err *e)
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
    /* git adds a tab, so that the end of the name is clear */
    return bpq_fmt("%s/%s%s", side, path, strchr(path, ' ') ? "\t" : "");
}

static size_t longest_component(const char *path)
{
    size_t n, longest = 0;

    for (; *path; path += n + (path[n] == '/')) {
        n = strcspn(path, "/");
        longest = n > longest ? n : longest;
    }
    return longest;
}

/*
 * The reason why git am, patch or quilt cannot make a change that git can hold,
 * or would make another one; NULL if they can.
 */
static const char *odd_change(const char *path, const struct bpq_side *old,
                              const struct bpq_side *new)
{
    if (!is_plain(path))
        return "a patch cannot name this file without quotes";
    if (strpbrk(path, "*?["))
        return "quilt takes its name for a pattern";
    if (path[strlen(path) - 1] == ' ')
        return "its name ends in a blank, which patch ignores";
    if (longest_component(path) > NAME_LIMIT)
        return "its name is too long";
    if (!strcmp(path, ".timestamp") ||
        (!strncmp(path, ".pc", 3) && (!path[3] || path[3] == '/')))
        return "quilt keeps its own files under this name";
    if (is_binary(old->blob) || is_binary(new->blob))
        return "a binary file, which a quilt patch cannot change";
    if (old->mode == GIT_FILEMODE_LINK)
        return "a change of a symbolic link, which quilt cannot revert";
    if (old->blob && !git_blob_rawsize(old->blob))
        return "an empty file, which quilt takes for a missing one";
    return NULL;
}

static int refuse(const char *path, const char *why, struct bpq_err *e)
{
    /* cut off a very long path, which would displace the reason */
    return bpq_error(e, BPQ_FAIL, "%s: %s; leave it out with `#+ not %.300s`",
                     path, why, path);
}

int bpq_difftext_file(struct bpq_buf *out, const char *path,
                      const struct bpq_side *old, const struct bpq_side *new,
                      struct bpq_linesum *lines, struct bpq_err *e)
{
    struct writer w = {.out = out, .path = path, .lines = lines};
    const char *why;
    char *a, *b, *to = NULL;
    int rc;

    if (old->mode == new->mode && same(old, new))
        return BPQ_OK;
    why = odd_change(path, old, new);
    if (why)
        return refuse(path, why, e);
    if (old->mode && new->mode && (old->mode ^ new->mode) & 0170000)
        return type_change(out, path, old, new, lines, e);
    put_head(out, path, old, new);
    w.name_old = a = label("a", path, old->mode);
    w.name_new = b = label("b", path, new->mode);
    if (lines && lines->place)
        to = lines->place(lines->arg, path);
    w.place = to ? to : path;
    rc = put_texts(&w, bpq_blob_str(old->blob), bpq_blob_str(new->blob), e);
    if (!rc && w.returns)
        rc = refuse(path,
                    "lines that end in a carriage return, which git am removes",
                    e);
    if (!rc && !w.begun && strchr(path, ' '))
        rc = refuse(path,
                    "if a name has a blank, a patch can only change lines", e);
    free(a);
    free(b);
    free(to);
    return rc;
}

static int load(struct bpq_repo *repo, const char *path, const git_oid *id,
                unsigned mode, struct bpq_side *side, git_blob **blob,
                struct bpq_err *e)
{
    int rc;

    if (!mode)
        return BPQ_OK;
    if (mode == GIT_FILEMODE_COMMIT)
        return bpq_error(e, BPQ_FAIL,
                         "%s: a submodule, which a patch cannot change; leave "
                         "it out with `#+ not %s`",
                         path, path);
    rc = bpq_repo_blob_open(repo, id, path, blob, e);
    if (rc)
        return rc;
    side->blob = *blob;
    side->mode = mode;
    return BPQ_OK;
}

static int put_delta(struct bpq_buf *out, struct bpq_repo *repo,
                     const struct bpq_delta *d, struct bpq_linesum *lines,
                     struct bpq_err *e)
{
    git_blob *a = NULL, *b = NULL;
    struct bpq_side old = {NULL, 0}, new = {NULL, 0};
    int rc;

    rc = load(repo, d->path, &d->old_id, d->old_mode, &old, &a, e);
    if (!rc)
        rc = load(repo, d->path, &d->new_id, d->new_mode, &new, &b, e);
    if (!rc)
        rc = bpq_difftext_file(out, d->path, &old, &new, lines, e);
    git_blob_free(a);
    git_blob_free(b);
    return rc;
}

int bpq_difftext_trees(struct bpq_buf *out, struct bpq_repo *repo,
                       const git_oid *a, const git_oid *b,
                       struct bpq_linesum *lines, struct bpq_err *e)
{
    struct bpq_deltas deltas;
    int rc;

    rc = bpq_treediff(&deltas, repo, a, b, e);
    if (rc)
        return rc;
    for (size_t i = 0; !rc && i < deltas.n; i++)
        rc = put_delta(out, repo, &deltas.v[i], lines, e);
    bpq_deltas_free(&deltas);
    return rc;
}

int bpq_difftext_commit(struct bpq_buf *out, struct bpq_repo *repo,
                        git_commit *c, struct bpq_linesum *lines,
                        struct bpq_err *e)
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
    struct writer w = {
        .out = out, .path = name_a, .name_old = name_a, .name_new = name_b};

    return put_texts(&w, a, b, e);
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
