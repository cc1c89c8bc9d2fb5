/* SPDX-License-Identifier: LGPL-2.1-only */
#include <git2/sys/hashsig.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "git/similar.h"
#include "base/buf.h"

struct bpq_known_blob {
    git_oid id;
    size_t size; /* 0: empty, missing or too large */
    git_hashsig *sig;
    bool used, read; /* read: sig is what there is */
};

void bpq_similar_open(struct bpq_similar *s, struct bpq_repo *repo)
{
    *s = (struct bpq_similar){.repo = repo};
}

void bpq_similar_close(struct bpq_similar *s)
{
    for (size_t i = 0; i < s->cap; i++)
        if (s->v[i].sig)
            git_hashsig_free(s->v[i].sig);
    free(s->v);
    memset(s, 0, sizeof(*s));
}

/* Ids are hashes themselves. */
static struct bpq_known_blob *slot(const struct bpq_similar *s,
                                   const git_oid *id)
{
    uint32_t h;
    size_t i;

    memcpy(&h, id->id, sizeof(h));
    for (i = h & (s->cap - 1); s->v[i].used; i = (i + 1) & (s->cap - 1))
        if (git_oid_equal(&s->v[i].id, id))
            break;
    return &s->v[i];
}

static void make_room(struct bpq_similar *s)
{
    struct bpq_similar was = *s;

    if (2 * (s->n + 1) < s->cap)
        return;
    s->cap = s->cap ? 2 * s->cap : 1024;
    s->v = bpq_alloc(s->cap * sizeof(*s->v));
    for (size_t i = 0; i < was.cap; i++)
        if (was.v[i].used)
            *slot(s, &was.v[i].id) = was.v[i];
    free(was.v);
}

static size_t size_of(struct bpq_repo *repo, const git_oid *id)
{
    git_odb *odb = NULL;
    git_object_t type;
    size_t size = 0;

    if (git_repository_odb(&odb, repo->git) ||
        git_odb_read_header(&size, &type, odb, id) || type != GIT_OBJECT_BLOB ||
        size > BPQ_BLOB_MAX)
        size = 0;
    git_odb_free(odb);
    return size;
}

static struct bpq_known_blob *look_up(struct bpq_similar *s, const git_oid *id)
{
    struct bpq_known_blob *b;

    make_room(s);
    b = slot(s, id);
    if (b->used)
        return b;
    b->used = true;
    b->id = *id;
    b->size = size_of(s->repo, id);
    s->n++;
    return b;
}

static const git_hashsig *signature(struct bpq_similar *s,
                                    struct bpq_known_blob *b)
{
    git_blob *blob = NULL;

    if (b->read)
        return b->sig;
    b->read = true;
    if (git_blob_lookup(&blob, s->repo->git, &b->id))
        return NULL;
    if (!memchr(git_blob_rawcontent(blob), 0, b->size) &&
        git_hashsig_create(&b->sig, git_blob_rawcontent(blob), b->size,
                           GIT_HASHSIG_NORMAL | GIT_HASHSIG_ALLOW_SMALL_FILES))
        b->sig = NULL;
    git_blob_free(blob);
    return b->sig;
}

int bpq_similarity(struct bpq_similar *s, const git_oid *a, const git_oid *b)
{
    const git_hashsig *sa, *sb;
    size_t na, nb;

    if (git_oid_equal(a, b))
        return 100;
    na = look_up(s, a)->size;
    nb = look_up(s, b)->size;
    if (!na || !nb || na > 2 * nb || nb > 2 * na)
        return 0;
    /* a look can move the table */
    sa = signature(s, look_up(s, a));
    sb = signature(s, look_up(s, b));
    return sa && sb ? git_hashsig_compare(sa, sb) : 0;
}
