/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A change of several files carried over to another tree.  A part "SIDES PATH",
 * or "SIDES PATH MODE", is a file of the trees base (b), ours (o) and theirs
 * (t) that SIDES names.
 */
#include <string.h>

#include "clone.h"
#include "input.h"
#include "base/textfile.h"
#include "port/absent.h"
#include "port/port.h"
#include "port/replay.h"

struct trees {
    git_oid base, ours, theirs;
};

/* ---- making them ---- */

/* A submodule is a commit, of which there need not be any. */
static int put(struct bpq_tree *t, const char *path, struct bpq_str text,
               unsigned mode, struct bpq_err *e)
{
    git_oid id = fuzz_branch("master");

    return mode == GIT_FILEMODE_COMMIT ? bpq_tree_put_id(t, path, &id, mode, e)
                                       : bpq_tree_put(t, path, text, mode, e);
}

static unsigned mode_of(const char *word)
{
    static const unsigned modes[] = {GIT_FILEMODE_BLOB_EXECUTABLE,
                                     GIT_FILEMODE_LINK, GIT_FILEMODE_COMMIT};
    unsigned mode = word ? (unsigned)strtoul(word, NULL, 8) : 0;

    for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
        if (mode == modes[i])
            return mode;
    return GIT_FILEMODE_BLOB;
}

static void add_part(const struct fuzz_part *part, char side,
                     struct bpq_tree *t)
{
    char *title = bpq_strdup(part->title), *args = title;
    const char *sides = bpq_word(&args), *path = bpq_word(&args);
    struct bpq_err e = {0};

    if (path && strchr(sides, side))
        fuzz_said(put(t, path, part->text, mode_of(bpq_word(&args)), &e), &e);
    free(title);
}

static git_oid make_tree(const struct fuzz_input *in, char side)
{
    git_oid from = fuzz_tree("stable-4.9");
    struct bpq_err e = {0};
    struct bpq_tree t;

    bpq_tree_open(&t, fuzz_clone(), &from);
    for (size_t i = 1; i < in->n; i++)
        add_part(&in->v[i], side, &t);
    /* paths may be in each other's way, as a file and a folder */
    fuzz_said(bpq_tree_write(&t, &e), &e);
    from = t.oid;
    bpq_tree_close(&t);
    return from;
}

/* ---- carrying over ---- */

static void replay(struct bpq_porter *p, const struct trees *t,
                   enum bpq_effort effort)
{
    const struct bpq_treechange change = {t->base, t->theirs};
    struct bpq_replayed r;
    struct bpq_err e = {0};
    bool absent;
    char *how = NULL;
    int rc = bpq_replay(&r, &p->similar, &p->names, &p->conflicts, &change,
                        &t->ours, effort, true, &e);

    if (!rc && r.n)
        rc = bpq_absent(p, &change, &t->ours, &r, &absent, &how, &e);
    else if (!rc)
        fuzz_tree_holds(&r.tree);
    fuzz_said(rc, &e);
    if (!rc && git_oid_equal(&t->base, &t->ours))
        FUZZ_HOLDS(!r.n && git_oid_equal(&r.tree, &t->theirs));
    if (!rc && git_oid_equal(&t->base, &t->theirs))
        FUZZ_HOLDS(!r.n && git_oid_equal(&r.tree, &t->ours));
    free(how);
    bpq_replayed_free(&r);
}

static void port(struct bpq_porter *p, const struct trees *t)
{
    const struct bpq_port what = {.change = {t->base, t->theirs},
                                  .onto = t->ours,
                                  .branch = "4.9",
                                  .at = (size_t)-1,
                                  .own = true,
                                  .rules = BPQ_RULES_ALL};
    struct bpq_ported out;
    struct bpq_err e = {0};
    int rc = bpq_port(p, &what, &out, &e);

    fuzz_said(rc, &e);
    if (!rc && out.rule != BPQ_RULE_NONE)
        fuzz_tree_holds(&out.tree);
    bpq_ported_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in;
    struct bpq_porter porter;
    struct bpq_err e = {0};
    struct trees t;

    fuzz_input_read(&in, data, size);
    t = (struct trees){make_tree(&in, 'b'), make_tree(&in, 'o'),
                       make_tree(&in, 't')};
    FUZZ_WORKS(bpq_porter_open(&porter, fuzz_clone(), &e), &e);
    replay(&porter, &t, BPQ_EFFORT_GIT);
    replay(&porter, &t, BPQ_EFFORT_TRANSPLANT);
    replay(&porter, &t, BPQ_EFFORT_WORDS);
    port(&porter, &t);
    bpq_porter_close(&porter);
    bpq_repo_forget(fuzz_clone());
    fuzz_input_free(&in);
    return 0;
}
