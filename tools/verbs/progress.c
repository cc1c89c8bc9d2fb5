/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "verbs/progress.h"

#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/printable.h"

#define ERASE "\r\033[K"

/* A thread shows it, as a single step may last.  All below is under the lock,
 * but for what is set before the thread begins. */
static struct {
    bool on, rewrites, shown, stop;
    time_t silence; /* seconds until a line is due in a pipe */
    time_t began, changed, written;
    const char *file, *inside; /* of the caller, which shows it; or NULL */
    char text[512];
    pthread_t thread;
    pthread_cond_t wake;
    pthread_mutex_t lock;
} p = {.lock = PTHREAD_MUTEX_INITIALIZER};

static time_t now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec;
}

static int columns(void)
{
    struct winsize w;

    return !ioctl(STDERR_FILENO, TIOCGWINSZ, &w) && w.ws_col ? w.ws_col : 80;
}

static void show(void)
{
    time_t at = now();
    char line[640];
    int n;

    if (!p.rewrites && at - p.written < p.silence)
        return;
    n = snprintf(line, sizeof(line), "bpq: %s, %ld s", p.text,
                 (long)(at - p.began));
    if (at - p.changed >= 20)
        snprintf(line + n, sizeof(line) - (size_t)n, " (this for %ld s)",
                 (long)(at - p.changed));
    if (p.rewrites)
        dprintf(STDERR_FILENO, ERASE "%.*s", columns() - 1, line);
    else
        dprintf(STDERR_FILENO, "%s\n", line);
    p.shown = p.rewrites;
    p.written = at;
}

static void *show_all_the_time(void *unused)
{
    struct timespec until;

    pthread_mutex_lock(&p.lock);
    while (!p.stop) {
        clock_gettime(CLOCK_MONOTONIC, &until);
        if (p.silence)
            until.tv_sec++;
        else if ((until.tv_nsec += 10000000) >= 1000000000) {
            until.tv_nsec -= 1000000000;
            until.tv_sec++;
        }
        pthread_cond_timedwait(&p.wake, &p.lock, &until);
        if (!p.stop)
            show();
    }
    pthread_mutex_unlock(&p.lock);
    return unused;
}

/* Signals are the main thread's. */
static bool start_thread(void)
{
    pthread_condattr_t clock;
    sigset_t all, before;
    bool started;

    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&p.wake, &clock);
    pthread_condattr_destroy(&clock);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    started = !pthread_create(&p.thread, NULL, show_all_the_time, NULL);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static void begin(void)
{
    const char *term = getenv("TERM"), *in = getenv("BPQ_PROGRESS_IN"),
               *seconds = getenv("BPQ_PROGRESS_SECONDS");

    p.file = getenv("BPQ_PROGRESS");
    p.inside = in ? in : "";
    p.rewrites = isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;
    p.silence = seconds ? atol(seconds) : 25;
    p.began = p.changed = p.written = now();
    p.stop = false;
    p.on = p.file || start_thread();
}

/* The caller reads the file, once in a second. */
static void write_file(const char *what, size_t n, size_t m)
{
    FILE *f = fopen(p.file, "we");

    if (!f)
        return; /* this is no reason to stop */
    fprintf(f, "%s\t%s\t%zu\t%zu\n", p.inside, what, n, m);
    fclose(f);
}

void progress_show(size_t n, size_t m, const char *what, ...)
{
    struct bpq_buf line = BPQ_BUF_INIT;
    va_list ap;
    char *text;

    if (!p.on)
        begin();
    va_start(ap, what);
    text = bpq_vfmt(what, ap);
    va_end(ap);
    bpq_message_line(&line, bpq_str(text));
    bpq_buf_adds(&line, "");
    if (p.file) {
        write_file(line.p, n, m);
    } else {
        pthread_mutex_lock(&p.lock);
        snprintf(p.text, sizeof(p.text), "%s %zu of %zu", line.p, n, m);
        p.changed = now();
        pthread_mutex_unlock(&p.lock);
    }
    bpq_buf_free(&line);
    free(text);
}

static void take_off(void)
{
    if (p.shown)
        dprintf(STDERR_FILENO, ERASE);
    p.shown = false;
    p.written = now();
}

void progress_hide(void)
{
    if (!p.on || p.file)
        return;
    pthread_mutex_lock(&p.lock);
    take_off();
    pthread_mutex_unlock(&p.lock);
}

void progress_end(void)
{
    if (!p.on)
        return;
    p.on = false;
    if (p.file)
        return;
    /* at once, or the thread could show it again in between */
    pthread_mutex_lock(&p.lock);
    take_off();
    p.stop = true;
    pthread_cond_signal(&p.wake);
    pthread_mutex_unlock(&p.lock);
    pthread_join(p.thread, NULL);
    pthread_cond_destroy(&p.wake);
}
