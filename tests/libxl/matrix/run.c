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
#include "kept.h"
#include "loaded.h"

#define MOST_JOBS 16

static char problem[256];

static const char *failed(const char *what, const char *on)
{
    snprintf(problem, sizeof(problem), "cannot %s %s: %s", what, on,
             strerror(errno));
    return problem;
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

    kept_path(p, r, "out", out, sizeof(out));
    kept_path(p, r, "err", err, sizeof(err));
    run_command(&c, r);
    /* They may stand for another run's, see take(). */
    unlink(out);
    unlink(err);
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

    kept_path(p, r, "out", path, sizeof(path));
    r->out = r->linked ? process_slurp(path, &r->out_len) : strdup("");
    if (!r->out)
        return failed("read", path);
    if (r->linked) {
        kept_path(p, r, "err", path, sizeof(path));
    } else {
        program_path(r, path, sizeof(path) - 8);
        strcat(path, ".link");
    }
    r->err = process_slurp(path, NULL);
    return r->err ? NULL : failed("read", path);
}

/* Cells that need no run count, or not: they are done before any run is. */
static size_t cells_done(const struct plan *p, bool without_run)
{
    size_t n = 0;

    for (size_t i = 0; i < p->nr_cells; i++) {
        const struct cell *c = &p->cells[i];

        n += !c->run ? without_run
                     : c->run->ended && (!c->than || c->than->ended);
    }
    return n;
}

/* Tell mk/progress.sh, which shows it.  That it cannot is no reason to stop. */
static void show_progress(const struct plan *p, const char *went_on)
{
    const char *path = getenv("BPQ_PROGRESS"), *in = getenv("BPQ_PROGRESS_IN");
    FILE *f = path ? fopen(path, "we") : NULL;

    if (!f)
        return;
    fprintf(f, "%s\t%scell\t%zu\t%zu\n", in ? in : "", went_on,
            cells_done(p, true), p->nr_cells);
    fclose(f);
}

/* Wait for one of the current runs, and free its place. */
static const char *reap(const struct plan *p, pid_t *pids, struct run **running)
{
    const char *bad;
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
        running[i]->ended = true;
        bad = collect(p, running[i]);
        return bad || kept_add(p, running[i])
                   ? bad
                   : failed("keep", "what a caller wrote");
    }
    return NULL;
}

/* How many cells an interrupted run has finished: for the line that is shown,
 * and for who asks with a file $WENT_ON. */
static void note_went_on(const struct plan *p, char *text, size_t room)
{
    const char *path = getenv("WENT_ON");
    size_t n = cells_done(p, false);
    FILE *f;

    if (!n)
        return;
    snprintf(text, room, "%zu of the interrupted run; ", n);
    f = path ? fopen(path, "ae") : NULL;
    if (!f)
        return;
    fprintf(f, "%zu of %zu of the interrupted run\n", n, p->nr_cells);
    fclose(f);
}

/* Are these the same words, except for the programs, and the programs the same?
 */
static bool same_commands(const struct run *a, const struct run *b)
{
    char program[256], other[256];
    struct process_command ca, cb;

    run_command(&ca, a);
    run_command(&cb, b);
    program_path(a, program, sizeof(program));
    program_path(b, other, sizeof(other));
    if (ca.n != cb.n)
        return false;
    for (size_t i = 0; i < ca.n; i++)
        if (strcmp(ca.argv[i], cb.argv[i]) &&
            (strcmp(ca.argv[i], program) || strcmp(cb.argv[i], other)))
            return false;
    return loaded_same(program, other);
}

/* Many callers differ only in what they are compiled with, and valgrind takes a
 * hundred times as long as the program alone. */
static const struct run *same_as(const struct plan *p, const struct run *r)
{
    for (const struct run *e = p->runs; r->tool == VALGRIND && e < r; e++)
        if (e->tool == VALGRIND && e->linked && !e->same && same_commands(e, r))
            return e;
    return NULL;
}

/* Give the run the outcome of the one that stands for it.  Its files are links
 * that name the other's, as they are no record of a run. */
static const char *take(const struct plan *p, struct run *r)
{
    static const char *const which[] = {"out", "err"};
    char from[64], to[64];

    for (size_t i = 0; i < 2; i++) {
        kept_path(p, r->same, which[i], from, sizeof(from));
        kept_path(p, r, which[i], to, sizeof(to));
        unlink(to); /* of a run that was interrupted */
        if (symlink(strrchr(from, '/') + 1, to))
            return failed("link", to);
    }
    r->status = r->same->status;
    r->ms = r->same->ms;
    r->ended = true;
    return collect(p, r);
}

const char *run_all(struct plan *p, unsigned jobs)
{
    pid_t pids[MOST_JOBS] = {0};
    struct run *running[MOST_JOBS];
    const char *bad = NULL;
    size_t next = 0;
    unsigned busy = 0;
    char went_on[64] = "";

    if (jobs > MOST_JOBS)
        jobs = MOST_JOBS;
    kept_read(p);
    note_went_on(p, went_on, sizeof(went_on));
    while (!bad && (next < p->nr_runs || busy)) {
        struct run *r = &p->runs[next];
        size_t free_place = 0;

        if (next < p->nr_runs && r->ended) {
            next++;
            continue;
        }
        show_progress(p, went_on);
        if (busy == jobs || next == p->nr_runs) {
            bad = reap(p, pids, running);
            busy--;
            continue;
        }
        next++;
        r->linked = is_linked(r);
        if (!r->linked) {
            bad = collect(p, r);
            r->ended = true;
            continue;
        }
        r->same = same_as(p, r);
        if (r->same)
            continue;
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
    for (size_t i = 0; !bad && i < p->nr_runs; i++)
        if (p->runs[i].same)
            bad = take(p, &p->runs[i]);
    return bad;
}
