/* SPDX-License-Identifier: LGPL-2.1-only */
#include "report.h"

#include <string.h>

#include "build.h"
#include "table.h"

#define REAL_ONLY "real only: the replica has no JSON"

static bool first_of_id(const struct plan *p, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (!strcmp(p->cells[j].expect->id, p->cells[i].expect->id))
            return false;
    return true;
}

struct count count_cells(const struct plan *p, const char *id)
{
    struct count n = {0};

    for (size_t i = 0; i < p->nr_cells; i++) {
        const struct cell *c = &p->cells[i];

        if (id && strcmp(c->expect->id, id))
            continue;
        n.cells++;
        n.real_only += !c->run;
        n.ok += c->run && c->ok;
        n.failed += c->run && !c->ok;
    }
    return n;
}

/* How a person repeats it. */
static void repeat(const struct cell *c, const char *logs, char *text,
                   size_t room)
{
    snprintf(text, room, "sh tests/libxl/matrix/cell %s %s", logs, c->id);
}

void report_tap(const struct plan *p, FILE *f, const char *logs)
{
    char text[2048];

    fprintf(f, "TAP version 13\n1..%zu\n", p->nr_cells);
    for (size_t i = 0; i < p->nr_cells; i++) {
        const struct cell *c = &p->cells[i];

        if (!c->run) {
            fprintf(f,
                    "ok %zu - %s # SKIP %s\n  ---\n  duration_ms: 0\n"
                    "  ...\n",
                    i + 1, c->id, REAL_ONLY);
            continue;
        }
        repeat(c, logs, text, sizeof(text));
        fprintf(f, "%sok %zu - %s = %s\n  ---\n  duration_ms: %ld\n",
                c->ok ? "" : "not ", i + 1, c->id, c->came, c->run->ms);
        if (!c->ok)
            fprintf(f, "  message: '%s'\n", c->why);
        if (c->shows)
            fprintf(f, "  prevents: '%s = %s'\n", c->shows->id, c->shows->came);
        fprintf(f, "  gdb: '%s'\n  ...\n", text);
    }
}

static bool came_first(const struct plan *p, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (!strcmp(p->cells[j].expect->id, p->cells[i].expect->id) &&
            p->cells[j].run && !strcmp(p->cells[j].came, p->cells[i].came))
            return false;
    return true;
}

/* What came of the cells of this one's requirement, each with its number. */
static void outcomes(const struct plan *p, size_t first, FILE *f)
{
    const char *id = p->cells[first].expect->id, *sep = "";

    for (size_t i = first; i < p->nr_cells; i++) {
        size_t n = 0;

        if (strcmp(p->cells[i].expect->id, id) || !p->cells[i].run ||
            !came_first(p, i))
            continue;
        for (size_t j = i; j < p->nr_cells; j++)
            n += !strcmp(p->cells[j].expect->id, id) && p->cells[j].run &&
                 !strcmp(p->cells[j].came, p->cells[i].came);
        fprintf(f, "%s%zu %s", sep, n, p->cells[i].came);
        sep = "; ";
    }
}

void report_table(const struct plan *p, FILE *f, const char *logs)
{
    char text[2048];
    const char *id;
    struct count n;

    fprintf(f, "%-5s %-31s %5s %5s %9s %6s  %s\n", "id", "what it asks for",
            "cells", "ok", "real only", "failed", "what came of them");
    for (size_t i = 0; i < p->nr_cells; i++) {
        if (!first_of_id(p, i))
            continue;
        id = p->cells[i].expect->id;
        n = count_cells(p, id);
        fprintf(f, "%-5s %-31s %5zu %5zu %9zu %6zu  ", id,
                requirement_words(id), n.cells, n.ok, n.real_only, n.failed);
        outcomes(p, i, f);
        fputc('\n', f);
    }
    for (size_t i = 0; i < p->nr_cells; i++) {
        const struct cell *c = &p->cells[i];

        if (!c->run || c->ok)
            continue;
        repeat(c, logs, text, sizeof(text));
        fprintf(f, "FAILED %s (%s): %s; %s; %s\n", c->id,
                requirement_words(c->expect->id), c->came, c->why, text);
    }
    n = count_cells(p, NULL);
    fprintf(f, "%zu cells: %zu ok, %zu real only, %zu failed\n", n.cells, n.ok,
            n.real_only, n.failed);
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
