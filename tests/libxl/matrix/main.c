/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The script run calls it in the folder of the logs:
 *
 *   matrix rules|judge COLUMNS TOOLS CC JOBS LOGS LIBRARY...
 *
 * rules writes the makefile of all programs; judge runs them and reports.
 * LIBRARY is LABEL[,replica][,native][,shim]; old and new come first.
 * Status 0: every cell is as expected; 1: not; 2: could not run.
 */
#include "build.h"
#include "judge.h"
#include "plan.h"
#include "report.h"
#include "run.h"
#include "table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int cannot(const char *why, const char *on)
{
    fprintf(stderr, "matrix: %s%s\n", why, on);
    return 2;
}

static bool add_library(struct scope *s, const char *text)
{
    struct library *lib = &s->libs[s->nr_libs];
    size_t len = strcspn(text, ",");

    if (s->nr_libs == sizeof(s->libs) / sizeof(s->libs[0]) || !len ||
        len >= sizeof(lib->label))
        return false;
    memcpy(lib->label, text, len);
    lib->replica = strstr(text + len, ",replica") != NULL;
    lib->native = strstr(text + len, ",native") != NULL;
    lib->shim = strstr(text + len, ",shim") != NULL;
    s->nr_libs++;
    return true;
}

/* Names with commas between them. */
static bool add_tools(struct scope *s, const char *text)
{
    const char *at = text;

    do {
        size_t len = strcspn(at, ",");
        int t = 0;

        while (t < NR_TOOLS &&
               (strlen(tool_name[t]) != len || strncmp(at, tool_name[t], len)))
            t++;
        if (t == NR_TOOLS)
            return false;
        s->tools[t] = true;
        if (at == text)
            s->first_tool = (enum tool)t;
        at += len;
    } while (*at++);
    return true;
}

/* Write a report, which is complete or does not exist. */
static bool written(const struct plan *p, const char *name,
                    void (*report)(const struct plan *, FILE *))
{
    FILE *f = fopen("report.new", "we");
    bool whole;

    if (!f)
        return false;
    report(p, f);
    whole = !ferror(f);
    return !fclose(f) && whole && !rename("report.new", name);
}

static int judged(struct plan *p, unsigned jobs, const char *logs)
{
    const char *bad = run_all(p, jobs);

    if (bad)
        return cannot(bad, "");
    judge(p);
    if (!written(p, "cells", report_cells) ||
        !written(p, "commands", report_commands))
        return cannot("cannot write the reports into ", logs);
    for (size_t i = 0; i < p->nr_cells; i++)
        if (p->cells[i].run && !p->cells[i].ok)
            return 1;
    return 0;
}

int main(int argc, char **argv)
{
    struct scope s = {0};
    struct plan p;
    int status;

    if (argc < 9)
        return cannot("start it with ", "tests/libxl/matrix/run");
    if (check_table())
        return cannot("matrix.def: ", check_table());
    s.all_builds = !strcmp(argv[2], "all");
    s.cc = argv[4];
    if (!add_tools(&s, argv[3]))
        return cannot("no such tool: ", argv[3]);
    for (int i = 7; i < argc; i++)
        if (!add_library(&s, argv[i]))
            return cannot("not a library: ", argv[i]);
    if (!plan_make(&p, &s)) {
        status = cannot("out of memory", "");
    } else if (!strcmp(argv[1], "rules")) {
        write_rules(&p, stdout);
        status = fflush(stdout) ? cannot("cannot write", "") : 0;
    } else {
        status = judged(&p, (unsigned)atoi(argv[5]), argv[6]);
    }
    plan_free(&p);
    return status;
}
