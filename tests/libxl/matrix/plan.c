/* SPDX-License-Identifier: LGPL-2.1-only */
/* Makes cells and runs from the table and the options. */
#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool holds(enum where where, const struct scope *s,
                  const struct library *lib)
{
    switch (where) {
    case ANY:
        return true;
    case COPIES:
        return !s->libs[OLD].native;
    case NATIVE:
        return s->libs[OLD].native;
    case HAS_SHIM:
        return lib->shim;
    case NO_SHIM:
        return !lib->shim;
    }
    return false;
}

static bool on(enum libraries libraries, size_t lib)
{
    return libraries == UNPATCHED ? lib != NEW : lib == (size_t)libraries;
}

static bool built(enum builds builds, const struct build *b)
{
    switch (b->form) {
    case PLAINLY:
        return builds == PLAIN;
    case PIE:
    case NOPIE:
        return builds == PROGRAM;
    case DLOPEN_LAZY:
    case DLOPEN_NOW:
        return builds == PLUGIN;
    case ARCHIVE:
        return builds == STATIC;
    }
    return false;
}

/* The sample runs under one tool, plain builds run under all. */
static bool under(const struct scope *s, const struct expect *e, enum tool tool)
{
    if (!s->tools[tool] || (tool == NONE && e->outcome == COMPLAINS))
        return false;
    return e->builds == PLAIN || tool == s->first_tool;
}

static bool needs_real(const struct scope *s, const struct usage *u,
                       const struct library *lib)
{
    return (u->needs & JSON) &&
           (s->libs[OLD].replica || s->libs[NEW].replica || lib->replica);
}

static bool same_run(const struct run *a, const struct run *b)
{
    return a->caller == b->caller && a->usage == b->usage &&
           a->build == b->build && a->lib == b->lib && a->tool == b->tool;
}

/* Cells that need the same run share it. */
static struct run *add_run(struct plan *p, const struct run *r)
{
    for (size_t i = 0; i < p->nr_runs; i++)
        if (same_run(&p->runs[i], r))
            return &p->runs[i];
    p->runs[p->nr_runs] = *r;
    return &p->runs[p->nr_runs++];
}

/* The run that a cell is compared with: a plain build in the same case. */
static struct run *add_than(struct plan *p, const struct cell *c)
{
    const struct scope *s = p->scope;
    struct run than = *c->run;
    const char *at;
    char name[64];

    than.build = &builds[0];
    if (c->expect->outcome == HAZARD) {
        than.lib = &s->libs[NEW];
        return add_run(p, &than);
    }
    if (c->expect->outcome != AS)
        return NULL;
    at = strchr(c->expect->than, '@');
    snprintf(name, sizeof(name), "%.*s", (int)(at - c->expect->than),
             c->expect->than);
    than.caller = find_caller(name);
    than.lib = &s->libs[strcmp(at + 1, "old") ? NEW : OLD];
    return add_run(p, &than);
}

static bool add_cell(struct plan *p, const struct expect *e,
                     const struct run *run)
{
    struct cell *c = &p->cells[p->nr_cells++];
    char id[256];

    snprintf(id, sizeof(id), "%s:%s:%s:%s:%s:%s", e->id, run->usage->name,
             run->caller->name, run->build->name, run->lib->label,
             tool_name[run->tool]);
    c->expect = e;
    c->id = strdup(id);
    if (!needs_real(p->scope, run->usage, run->lib)) {
        c->run = add_run(p, run);
        c->than = add_than(p, c);
    }
    return c->id != NULL;
}

static bool expand(struct plan *p, const struct expect *e,
                   const struct caller *caller)
{
    struct scope *s = p->scope;
    struct run r = {.caller = caller, .usage = find_usage(e->usage)};

    for (size_t b = 0; b < (s->all_builds ? nr_builds : 1); b++) {
        r.build = &builds[b];
        for (size_t l = 0; built(e->builds, r.build) && l < s->nr_libs; l++) {
            r.lib = &s->libs[l];
            if (!on(e->on, l) || !holds(e->where, s, r.lib))
                continue;
            for (int t = NONE; t < NR_TOOLS; t++) {
                r.tool = (enum tool)t;
                if (under(s, e, r.tool) && !add_cell(p, e, &r))
                    return false;
            }
        }
    }
    return true;
}

bool plan_make(struct plan *p, struct scope *s)
{
    size_t most = nr_expects * nr_callers * nr_builds * s->nr_libs * NR_TOOLS;

    memset(p, 0, sizeof(*p));
    p->scope = s;
    p->cells = calloc(most, sizeof(*p->cells));
    p->runs = calloc(2 * most, sizeof(*p->runs));
    if (!p->cells || !p->runs)
        return false;
    for (size_t i = 0; i < nr_expects; i++)
        for (size_t c = 0; c < nr_callers; c++)
            if (has_word(expects[i].callers, callers[c].name) &&
                !expand(p, &expects[i], &callers[c]))
                return false;
    return true;
}

void plan_free(struct plan *p)
{
    for (size_t i = 0; i < p->nr_cells; i++)
        free((char *)p->cells[i].id);
    for (size_t i = 0; i < p->nr_runs; i++) {
        free(p->runs[i].out);
        free(p->runs[i].err);
    }
    free(p->cells);
    free(p->runs);
}
