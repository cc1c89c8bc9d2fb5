/* SPDX-License-Identifier: LGPL-2.1-only */
/* A branch's plan, and the area that it names: parts "" and "area". */
#include <string.h>

#include "input.h"
#include "plan/planfile.h"

static void ask(const struct bpq_plan *plan)
{
    struct bpq_err e = {0};
    size_t first, last, clause;

    FUZZ_WORKS(bpq_plan_base(plan, bpq_plan_newest(plan), &e), &e);
    for (size_t i = 0; i < plan->n_patches; i++) {
        const struct bpq_patch *p = &plan->patches[i];
        char *path = bpq_plan_map(plan, p, "tools/libxl/a.c", &clause);

        free(path);
        FUZZ_HOLDS(!bpq_patch_name_fault(p->name));
        FUZZ_HOLDS(p->group < plan->n_groups);
        bpq_plan_span(plan, p, &first, &last);
        FUZZ_HOLDS(first <= last && last < plan->bases.n);
        FUZZ_HOLDS(bpq_plan_wants(plan, p, plan->bases.v[first]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_input in;
    struct bpq_err e = {0};
    struct bpq_plan plan;
    int rc;

    fuzz_input_read(&in, data, size);
    fuzz_put("series-4.9/series", fuzz_part(&in, ""));
    fuzz_put("area", fuzz_part(&in, "area"));
    rc = bpq_plan_read(&plan, fuzz_folder(), "4.9", &e);
    fuzz_said(rc, &e);
    if (!rc)
        ask(&plan);
    bpq_plan_free(&plan);
    fuzz_input_free(&in);
    return 0;
}
