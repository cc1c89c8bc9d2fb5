/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A file with a patch, or a mailbox, carried over to the toy clone's
 * stable-4.9, as bpq port does.
 */
#include <string.h>

#include "clone.h"
#include "input.h"
#include "port/carry.h"
#include "port/letter.h"
#include "port/outside.h"

/* What is written can be read again. */
static void holds(const struct bpq_carry *c)
{
    for (size_t i = 0; i < c->n; i++) {
        struct bpq_letters l;
        struct bpq_err e = {0};

        if (!c->v[i].name)
            continue;
        FUZZ_WORKS(
            bpq_letters_read(&l, bpq_buf_str(&c->v[i].text), c->v[i].name, &e),
            &e);
        FUZZ_HOLDS(l.n == 1 && !l.passed.n);
        bpq_letters_free(&l);
    }
}

static int carry(struct bpq_porter *porter, const struct bpq_upstreams *s,
                 struct bpq_patchids *ids, struct bpq_err *e)
{
    git_oid commit = fuzz_branch("stable-4.9"), tree = fuzz_tree("stable-4.9");
    const struct bpq_onto onto = {.commit = &commit,
                                  .tree = &tree,
                                  .branch = "4.9",
                                  .rules = BPQ_RULES_ALL};
    struct bpq_carry c;
    int rc = bpq_carry(&c, porter, s, &onto, ids, e);

    fuzz_tree_holds(&c.tree);
    if (rc != BPQ_FAIL)
        holds(&c);
    bpq_carry_free(&c);
    return rc;
}

static int port(const char *file, struct bpq_err *e)
{
    struct bpq_upstreams sources = {0};
    struct bpq_strs files = {NULL, 0};
    struct bpq_porter porter;
    struct bpq_patchids ids;
    int rc;

    bpq_strs_add(&files, file);
    bpq_patchids_open(&ids, NULL);
    FUZZ_WORKS(bpq_porter_open(&porter, fuzz_clone(), e), e);
    sources.published = &porter.published;
    sources.ids = &ids;
    rc = bpq_outside_add(&sources, &files, "4.9", NULL, e);
    if (!rc)
        rc = carry(&porter, &sources, &ids, e);
    bpq_upstreams_free(&sources);
    bpq_porter_close(&porter);
    bpq_patchids_close(&ids);
    bpq_strs_free(&files);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *file = bpq_fmt("%s/xsa1-4.9.patch", fuzz_folder());
    struct bpq_err e = {0};

    fuzz_put("xsa1-4.9.patch", (struct bpq_str){(const char *)data, size});
    fuzz_said(port(file, &e), &e);
    bpq_repo_forget(fuzz_clone());
    free(file);
    return 0;
}
