/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_REPLAY_H
#define BPQ_REPLAY_H

#include "git/names.h"
#include "git/renames.h"
#include "merge/merge.h"
#include "port/conflicts.h"

/* Where replaying needs a person, or a rule. */
struct bpq_trouble {
    enum bpq_trouble_kind {
        BPQ_TROUBLE_CONTENT, /* lines that conflict */
        BPQ_TROUBLE_GONE,    /* the change needs a file that ours lacks */
        BPQ_TROUBLE_REMOVED, /* it removes a file that ours has otherwise */
        BPQ_TROUBLE_ADDED,   /* it adds a file that ours has otherwise */
        BPQ_TROUBLE_KIND,    /* links, submodules, binary files, modes */
    } kind;
    char *path; /* in the change */
    char *why;
};

struct bpq_replayed {
    git_oid tree;   /* the result; unset if there is trouble */
    size_t moved;   /* files that ours has as part of another one */
    size_t renames; /* files that ours has under another name */
    struct bpq_trouble *v;
    size_t n;
};

/* How far to go where git cannot merge. */
enum bpq_effort {
    BPQ_EFFORT_GIT,
    BPQ_EFFORT_TRANSPLANT,
    BPQ_EFFORT_WORDS,
    BPQ_EFFORT_FIT,
};

/*
 * Replay the change on the tree `ours`, as git's merge does, renames included.
 * effort says what is tried where git cannot merge.  Trouble is a result, with
 * status BPQ_OK.  Without all, replaying ends at the first trouble.  similar,
 * names and conflicts remember what they were asked before.
 */
int bpq_replay(struct bpq_replayed *out, struct bpq_similar *similar,
               struct bpq_name_files *names, struct bpq_conflicts *conflicts,
               const struct bpq_treechange *change, const git_oid *ours,
               enum bpq_effort effort, bool all, struct bpq_err *e);
void bpq_replayed_free(struct bpq_replayed *r);
const char *bpq_trouble_name(enum bpq_trouble_kind kind);
/* What it is, for a person. */
const char *bpq_trouble_sentence(enum bpq_trouble_kind kind);

#endif
