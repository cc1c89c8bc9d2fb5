/* SPDX-License-Identifier: LGPL-2.1-only */
#include "report.h"

#include "build.h"
#include "table.h"

#define REAL_ONLY "real only: the replica has no JSON"

static const char *result(const struct cell *c)
{
    return !c->run ? "skipped" : c->ok ? "passed" : "failed";
}

void report_cells(const struct plan *p, FILE *f)
{
    for (size_t i = 0; i < p->nr_cells; i++) {
        const struct cell *c = &p->cells[i];
        const char *id = c->expect->id;

        fprintf(f, "%s\t%s %s\t%s\t%ld\t%s\t%s\t", c->id, id,
                requirement_words(id), result(c), c->run ? c->run->ms : 0,
                c->came,
                !c->run ? REAL_ONLY
                : c->ok ? ""
                        : c->why);
        if (c->shows)
            fprintf(f, "%s = %s", c->shows->id, c->shows->came);
        fputc('\n', f);
    }
}

void report_commands(const struct plan *p, FILE *f)
{
    char text[8192];

    for (size_t i = 0; i < p->nr_cells; i++) {
        if (!p->cells[i].run)
            continue;
        debug_command(p->cells[i].run, text, sizeof(text));
        fprintf(f, "%s\t%s\n", p->cells[i].id, text);
    }
}
