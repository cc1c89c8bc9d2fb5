/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include <git2.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "queue/lock.h"
#include "base/file.h"
#include "base/sha256.h"
#include "plan/plan.h"
#include "queue/outdir.h"

/* ---- reading ---- */

/* Ten times what a lock needs; its parts are compared with each other. */
#define LOCK_MAX ((size_t)4 << 20)

struct reader {
    struct bpq_lock *l;
    struct bpq_locked *part; /* the current one; NULL between parts */
    const char *name;
    const char *begin; /* of the part's text */
    unsigned line;
    struct bpq_err *e;
};

static int broken(struct reader *rd, const char *what)
{
    return bpq_error(rd->e, BPQ_FAIL,
                     "%s:%u: %s: restore the file from git, or remove it and "
                     "record each base again with --update-lock",
                     rd->name, rd->line, what);
}

static bool is_hex(const char *s, size_t n)
{
    return strspn(s, "0123456789abcdef") == n && !s[n];
}

static int read_base(struct reader *rd, const char *arg)
{
    if (rd->part)
        return broken(rd,
                      "a part begins before the end line of the one before");
    if (!*arg)
        return broken(rd, "a base without a name");
    if (bpq_lock_find(rd->l, arg))
        return broken(rd, "a second part for the same base");
    rd->l->v = bpq_grow(rd->l->v, rd->l->n + 1, sizeof(*rd->l->v));
    rd->part = &rd->l->v[rd->l->n++];
    memset(rd->part, 0, sizeof(*rd->part));
    rd->part->base = bpq_strdup(arg);
    return BPQ_OK;
}

static int read_commit(struct reader *rd, const char *arg)
{
    if (!is_hex(arg, 40))
        return broken(rd, "not a full commit id");
    memcpy(rd->part->commit, arg, 41);
    return BPQ_OK;
}

static int read_tree(struct reader *rd, const char *arg)
{
    if (!is_hex(arg, 40))
        return broken(rd, "not a full tree id");
    memcpy(rd->part->tree, arg, 41);
    return BPQ_OK;
}

static int read_spatch(struct reader *rd, const char *arg)
{
    free(rd->part->spatch);
    rd->part->spatch = bpq_strdup(arg);
    return BPQ_OK;
}

static int read_patch(struct reader *rd, const char *arg)
{
    struct bpq_locked *part = rd->part;
    struct bpq_locked_patch *p;

    if (strspn(arg, "0123456789abcdef") != 64 || arg[64] != ' ' || !arg[65])
        return broken(rd, "not a SHA-256 and a patch name");
    part->patches =
        bpq_grow(part->patches, part->n_patches + 1, sizeof(*part->patches));
    p = &part->patches[part->n_patches++];
    memcpy(p->sha256, arg, 64);
    p->sha256[64] = 0;
    p->name = bpq_strdup(arg + 65);
    return BPQ_OK;
}

static const struct {
    const char *word;
    int (*read)(struct reader *rd, const char *arg);
} words[] = {
    {"commit ", read_commit},
    {"tree ", read_tree},
    {"spatch ", read_spatch},
    {"patch ", read_patch},
};

static int read_end(struct reader *rd, const char *line, const char *arg)
{
    char sha256[65];

    bpq_sha256((struct bpq_str){rd->begin, line - rd->begin}, sha256);
    if (strcmp(sha256, arg))
        return broken(
            rd, "this base's part was edited: its checksum does not match");
    if (!*rd->part->commit || !*rd->part->tree)
        return broken(rd, "a part without a commit or tree");
    rd->part = NULL;
    return BPQ_OK;
}

/* text is the line's place in the file, for the part's checksum. */
static int read_line(struct reader *rd, const char *text, const char *line)
{
    if (!strncmp(line, "base ", 5)) {
        rd->begin = text;
        return read_base(rd, line + 5);
    }
    if (!rd->part)
        return !*line || *line == '#'
                   ? BPQ_OK
                   : broken(rd, "this line is not in the part of a base");
    if (!*line)
        return broken(rd, "the file is cut off: this base's end line is "
                          "missing");
    if (!strncmp(line, "end ", 4))
        return read_end(rd, text, line + 4);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (!strncmp(line, words[i].word, strlen(words[i].word)))
            return words[i].read(rd, line + strlen(words[i].word));
    return broken(rd, "this is not a line of a lock");
}

static int read_lines(struct reader *rd, const char *text)
{
    const char *p = text, *end;
    int rc = BPQ_OK;

    while (!rc && *p) {
        char *line;

        rd->line++;
        end = strchr(p, '\n');
        if (!end)
            return broken(rd, "the file is cut off within this line");
        line = bpq_strndup(p, end - p);
        rc = read_line(rd, p, line);
        free(line);
        p = end + 1;
    }
    if (!rc && rd->part)
        rc = broken(rd, "the file is cut off: this base's end line is missing");
    return rc;
}

int bpq_lock_read(struct bpq_lock *l, const char *path, const char *name,
                  struct bpq_err *e)
{
    struct reader rd = {.l = l, .name = name, .e = e};
    struct bpq_buf text = BPQ_BUF_INIT;
    int rc;

    memset(l, 0, sizeof(*l));
    if (access(path, F_OK) < 0)
        return bpq_error(e, BPQ_FAIL,
                         "%s: is missing: restore it from git, or make it with "
                         "`bpq series BRANCH --update-lock`",
                         name);
    rc = bpq_file_read(path, &text, e);
    if (!rc && text.len > LOCK_MAX)
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: has more than 4 MB: restore it from git", name);
    if (!rc)
        rc = read_lines(&rd, text.p ? text.p : "");
    bpq_buf_free(&text);
    if (rc)
        bpq_lock_free(l);
    return rc;
}

void bpq_lock_free(struct bpq_lock *l)
{
    for (size_t i = 0; i < l->n; i++) {
        for (size_t j = 0; j < l->v[i].n_patches; j++)
            free(l->v[i].patches[j].name);
        free(l->v[i].patches);
        free(l->v[i].base);
        free(l->v[i].spatch);
    }
    free(l->v);
    memset(l, 0, sizeof(*l));
}

const struct bpq_locked *bpq_lock_find(const struct bpq_lock *l,
                                       const char *base)
{
    for (size_t i = 0; i < l->n; i++)
        if (!strcmp(l->v[i].base, base))
            return &l->v[i];
    return NULL;
}

/* ---- writing ---- */

static void end_part(struct bpq_buf *part, struct bpq_buf *out)
{
    char sha256[65];

    bpq_sha256(bpq_buf_str(part), sha256);
    bpq_buf_addf(part, "end %s\n", sha256);
    bpq_buf_addf(out, "\n%s", part->p);
    bpq_buf_reset(part);
}

static void put_head(struct bpq_buf *out, const char *base, const char *commit,
                     const char *tree, const char *spatch)
{
    bpq_buf_addf(out, "base %s\ncommit %s\ntree %s\n", base, commit, tree);
    if (spatch)
        bpq_buf_addf(out, "spatch %s\n", spatch);
}

static void put_old(struct bpq_buf *part, const struct bpq_locked *l)
{
    put_head(part, l->base, l->commit, l->tree, l->spatch);
    for (size_t i = 0; i < l->n_patches; i++)
        bpq_buf_addf(part, "patch %s %s\n", l->patches[i].sha256,
                     l->patches[i].name);
}

/* A user's own patches are not. */
static bool is_locked(const struct bpq_made *m)
{
    return !m->left_out && !m->patch->local;
}

static void put_new(struct bpq_buf *part, const struct bpq_queue *q,
                    const char *spatch)
{
    char commit[41], tree[41];

    git_oid_tostr(commit, sizeof(commit), &q->base_commit);
    git_oid_tostr(tree, sizeof(tree), &q->plan_tree);
    put_head(part, q->base, commit, tree, spatch);
    for (size_t i = 0; i < q->n; i++)
        if (is_locked(&q->made[i]))
            bpq_buf_addf(part, "patch %s %s\n", q->made[i].sha256,
                         q->made[i].patch->name);
}

int bpq_lock_update(const char *path, const char *name,
                    const struct bpq_queue *q, const char *spatch,
                    struct bpq_err *e)
{
    struct bpq_lock l = {NULL, 0};
    struct bpq_buf out = BPQ_BUF_INIT, part = BPQ_BUF_INIT;
    const struct bpq_strs *bases = &q->plan->bases;
    int rc = BPQ_OK;

    if (access(path, F_OK) == 0)
        rc = bpq_lock_read(&l, path, name, e);
    if (rc)
        return rc;
    bpq_buf_adds(&out, "# What the plan gives for each base.  Written by `bpq "
                       "series --update-lock`,\n"
                       "# read by `bpq check`.\n");
    for (size_t i = 0; i < bases->n; i++) {
        const struct bpq_locked *old = bpq_lock_find(&l, bases->v[i]);

        if (!strcmp(bases->v[i], q->base))
            put_new(&part, q, spatch);
        else if (old)
            put_old(&part, old);
        else
            continue;
        end_part(&part, &out);
    }
    rc = bpq_outfile(path, bpq_buf_str(&out), e);
    bpq_buf_free(&part);
    bpq_buf_free(&out);
    bpq_lock_free(&l);
    return rc;
}

/* ---- comparing ---- */

static void compare_id(const char *what, const char *locked, const git_oid *now,
                       struct bpq_buf *out, size_t *n)
{
    char id[41];

    git_oid_tostr(id, sizeof(id), now);
    if (!strcmp(id, locked))
        return;
    bpq_buf_addf(out, "%s: %s now, %s in the lock\n", what, id, locked);
    ++*n;
}

static const struct bpq_locked_patch *find_locked(const struct bpq_locked *l,
                                                  const char *name)
{
    for (size_t i = 0; i < l->n_patches; i++)
        if (!strcmp(l->patches[i].name, name))
            return &l->patches[i];
    return NULL;
}

/* Are the patches that both have in the same order? */
static bool same_order(const struct bpq_locked *l, const struct bpq_queue *q)
{
    const struct bpq_locked_patch *p, *last = NULL;

    for (size_t i = 0; i < q->n; i++) {
        if (!is_locked(&q->made[i]))
            continue;
        p = find_locked(l, q->made[i].patch->name);
        if (p && last && p < last)
            return false;
        last = p ? p : last;
    }
    return true;
}

void bpq_lock_compare(const struct bpq_locked *l, const struct bpq_queue *q,
                      const char *spatch, struct bpq_buf *out, size_t *n)
{
    const struct bpq_locked_patch *p;

    *n = 0;
    compare_id("the base's commit", l->commit, &q->base_commit, out, n);
    for (size_t i = 0; i < l->n_patches; i++) {
        const struct bpq_made *m = bpq_queue_find(q, l->patches[i].name);

        if (m && !strcmp(m->sha256, l->patches[i].sha256))
            continue;
        bpq_buf_addf(out, "%s: %s\n", l->patches[i].name,
                     m ? "its content differs from the lock"
                       : "in the lock, but not made now");
        ++*n;
    }
    for (size_t i = 0; i < q->n; i++) {
        if (!is_locked(&q->made[i]))
            continue;
        p = find_locked(l, q->made[i].patch->name);
        if (p)
            continue;
        bpq_buf_addf(out, "%s: made now, but not in the lock\n",
                     q->made[i].patch->name);
        ++*n;
    }
    if (!same_order(l, q)) {
        bpq_buf_adds(out, "the order of the patches differs from the lock\n");
        ++*n;
    }
    compare_id("the tree with the queue applied", l->tree, &q->plan_tree, out,
               n);
    if (*n && l->spatch && spatch && strcmp(l->spatch, spatch))
        bpq_buf_addf(out,
                     "(spatch is %s here and was %s then, which may be the "
                     "reason)\n",
                     spatch, l->spatch);
}
