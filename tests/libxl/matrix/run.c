/* SPDX-License-Identifier: LGPL-2.1-only */
#include "run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../callers/process.h"
#include "build.h"

#define MOST_JOBS 16

static char problem[256];

static const char *failed(const char *what, const char *on)
{
    snprintf(problem, sizeof(problem), "cannot %s %s: %s", what, on,
             strerror(errno));
    return problem;
}

static void child_path(const struct plan *p, const struct run *r,
                       const char *which, char *path, size_t room)
{
    snprintf(path, room, "children/%zu.%s", (size_t)(r - p->runs), which);
}

static bool is_linked(const struct run *r)
{
    char path[256];

    program_path(r, path, sizeof(path));
    return !access(path, X_OK);
}

static pid_t start(const struct plan *p, struct run *r)
{
    char out[64], err[64];
    struct process_command c;

    child_path(p, r, "out", out, sizeof(out));
    child_path(p, r, "err", err, sizeof(err));
    run_command(&c, r);
    clock_gettime(CLOCK_MONOTONIC, &r->began);
    return process_start(&c, out, err);
}

static long ms_since(const struct timespec *began)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - began->tv_sec) * 1000 +
           (now.tv_nsec - began->tv_nsec) / 1000000;
}

/* Read the run's output, or the linker's. */
static const char *collect(const struct plan *p, struct run *r)
{
    char path[300];

    child_path(p, r, "out", path, sizeof(path));
    r->out = r->linked ? process_slurp(path, &r->out_len) : strdup("");
    if (!r->out)
        return failed("read", path);
    if (r->linked) {
        child_path(p, r, "err", path, sizeof(path));
    } else {
        program_path(r, path, sizeof(path) - 8);
        strcat(path, ".link");
    }
    r->err = process_slurp(path, NULL);
    return r->err ? NULL : failed("read", path);
}

/* Wait for one of the current runs, and free its place. */
static const char *reap(const struct plan *p, pid_t *pids, struct run **running)
{
    int status;
    pid_t pid = wait(&status);

    if (pid < 0)
        return failed("wait for", "a caller");
    for (size_t i = 0; i < MOST_JOBS; i++) {
        if (pids[i] != pid)
            continue;
        pids[i] = 0;
        running[i]->status = process_status(status);
        running[i]->ms = ms_since(&running[i]->began);
        return collect(p, running[i]);
    }
    return NULL;
}

const char *run_all(struct plan *p, unsigned jobs)
{
    pid_t pids[MOST_JOBS] = {0};
    struct run *running[MOST_JOBS];
    const char *bad = NULL;
    size_t next = 0;
    unsigned busy = 0;

    if (jobs > MOST_JOBS)
        jobs = MOST_JOBS;
    while (!bad && (next < p->nr_runs || busy)) {
        struct run *r = &p->runs[next];
        size_t free_place = 0;

        if (busy == jobs || next == p->nr_runs) {
            bad = reap(p, pids, running);
            busy--;
            continue;
        }
        next++;
        r->linked = is_linked(r);
        if (!r->linked) {
            bad = collect(p, r);
            continue;
        }
        while (pids[free_place])
            free_place++;
        pids[free_place] = start(p, r);
        running[free_place] = r;
        if (pids[free_place] < 0)
            return failed("start", "a caller");
        busy++;
    }
    while (busy-- && wait(NULL) > 0)
        ;
    return bad;
}
