/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Anchored edits, which the part "" has, of the files of the toy clone; a part
 * "FILE" is put in the place of such a file.
 */
#include "clone.h"
#include "input.h"
#include "plan/edit.h"
#include "plan/planfile.h"

static void put_files(const struct fuzz_input *in, struct bpq_tree *t)
{
    for (size_t i = 1; i < in->n; i++) {
        struct bpq_err e = {0};

        fuzz_said(bpq_tree_put(t, in->v[i].title, in->v[i].text,
                               GIT_FILEMODE_BLOB, &e),
                  &e);
    }
}

static int apply(const struct bpq_edits *edits, const struct bpq_plan *plan,
                 struct bpq_tree *t, struct bpq_err *e)
{
    struct bpq_strs did = {NULL, 0};
    int rc = bpq_edits_apply(edits, plan, &plan->patches[0], t, &did, e);

    FUZZ_HOLDS(rc || did.n == 1);
    if (!rc)
        rc = bpq_tree_write(t, e);
    if (!rc)
        fuzz_tree_holds(&t->oid);
    bpq_strs_free(&did);
    return rc;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct bpq_edits *edits;
    struct bpq_plan plan;
    struct bpq_tree t;
    struct fuzz_input in;
    struct bpq_err e = {0};
    git_oid tree = fuzz_tree("stable-4.9");
    int rc;

    fuzz_input_read(&in, data, size);
    fuzz_put("series-4.9/series",
             bpq_str("# base RELEASE-4.9.4\n# map tools/b.c docs/words\n"
                     "# group g\na.patch # own x\n"));
    fuzz_put("edits", fuzz_part(&in, ""));
    FUZZ_WORKS(bpq_plan_read(&plan, fuzz_folder(), "4.9", &e), &e);
    bpq_tree_open(&t, fuzz_clone(), &tree);
    put_files(&in, &t);
    rc = bpq_edits_read(fuzz_folder(), "edits", &edits, &e);
    if (!rc)
        rc = apply(edits, &plan, &t, &e);
    fuzz_said(rc, &e);
    bpq_edits_free(edits);
    bpq_tree_close(&t);
    bpq_plan_free(&plan);
    bpq_repo_forget(fuzz_clone());
    fuzz_input_free(&in);
    return 0;
}
