/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "base/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CAPTURE_MAX ((size_t)8 << 20)

enum { OUT, ERR, EXEC, N_PIPES };

static long long now_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (long long)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* In the child: run the program, or send errno through the third pipe. */
static void become(const struct bpq_child *c, int p[N_PIPES][2])
{
    int null = open("/dev/null", O_RDONLY);
    int why;

    if (null >= 0 && dup2(null, 0) >= 0 && dup2(p[OUT][1], 1) >= 0 &&
        dup2(p[ERR][1], 2) >= 0 && (!c->dir || !chdir(c->dir))) {
        if (c->mask)
            sigprocmask(SIG_SETMASK, c->mask, NULL);
        execvpe(c->argv[0], c->argv, c->env);
    }
    why = errno;
    if (write(p[EXEC][1], &why, sizeof(why)) < 0)
        _exit(126);
    _exit(127);
}

/* Read what is available; false at the end. */
static bool drain(int fd, struct bpq_buf *to)
{
    char part[16384];
    ssize_t r = read(fd, part, sizeof(part));

    if (r < 0)
        return errno == EINTR;
    if (r > 0 && to->len < CAPTURE_MAX)
        bpq_buf_add(to, part, (size_t)r);
    return r > 0;
}

/* Is one of the signals pending that our caller holds back? */
static bool signal_waits(const struct bpq_child *c)
{
    static const int held[] = {SIGINT, SIGTERM, SIGHUP};
    sigset_t waiting;

    if (!c->mask || sigpending(&waiting) < 0)
        return false;
    for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++)
        if (sigismember(&waiting, held[i]) && !sigismember(c->mask, held[i]))
            return true;
    return false;
}

/* Read until both pipes are closed, the time is up, or a signal is pending. */
static void capture(struct bpq_child *c, int p[N_PIPES][2])
{
    struct bpq_buf *to[] = {&c->out, &c->err};
    struct pollfd fds[] = {{p[OUT][0], POLLIN, 0}, {p[ERR][0], POLLIN, 0}};
    long long end = now_ms() + (long long)c->timeout * 1000;

    while (fds[OUT].fd >= 0 || fds[ERR].fd >= 0) {
        long long left = end - now_ms();

        c->late = left <= 0;
        c->stopped = signal_waits(c);
        if (c->late || c->stopped)
            return;
        if (poll(fds, 2, left < 100 ? (int)left : 100) < 0) {
            if (errno != EINTR)
                return;
            continue;
        }
        for (int i = 0; i < 2; i++)
            if (fds[i].fd >= 0 && fds[i].revents && !drain(fds[i].fd, to[i]))
                fds[i].fd = -1;
    }
}

static void parent(struct bpq_child *c, pid_t pid, int p[N_PIPES][2], int *why)
{
    if (read(p[EXEC][0], why, sizeof(*why)) != sizeof(*why)) {
        *why = 0;
        capture(c, p);
    }
    if (c->late || c->stopped)
        kill(pid, SIGKILL);
    while (waitpid(pid, &c->status, 0) < 0 && errno == EINTR)
        ;
}

static void close_ends(int p[N_PIPES][2], int end)
{
    for (int i = 0; i < N_PIPES; i++) {
        if (p[i][end] >= 0)
            close(p[i][end]);
        p[i][end] = -1;
    }
}

int bpq_child_run(struct bpq_child *c, struct bpq_err *e)
{
    int p[N_PIPES][2] = {{-1, -1}, {-1, -1}, {-1, -1}};
    int why = 0, rc;
    pid_t pid;

    for (int i = 0; i < N_PIPES; i++)
        if (pipe2(p[i], O_CLOEXEC) < 0)
            why = errno;
    pid = why ? -1 : fork();
    if (pid == 0)
        become(c, p);
    if (pid < 0) {
        rc = bpq_error(e, BPQ_FAIL, "%s: cannot be started: %s", c->argv[0],
                       strerror(why ? why : errno));
        goto out;
    }
    close_ends(p, 1);
    parent(c, pid, p, &why);
    c->missing = why == ENOENT;
    rc = BPQ_OK;
    if (why && !c->missing)
        rc = bpq_error(e, BPQ_FAIL, "%s: cannot be started: %s", c->argv[0],
                       strerror(why));
out:
    close_ends(p, 0);
    close_ends(p, 1);
    return rc;
}

void bpq_child_free(struct bpq_child *c)
{
    bpq_buf_free(&c->out);
    bpq_buf_free(&c->err);
}

char *bpq_child_path(void)
{
    const char *path = getenv("PATH");

    return bpq_fmt("PATH=%s", path ? path : "/usr/bin:/bin");
}

char *bpq_child_reason(const struct bpq_child *c)
{
    struct bpq_buf b = BPQ_BUF_INIT;
    const char *p = c->err.p, *end = p + c->err.len;

    if (c->missing)
        return bpq_fmt("there is no %s; make deps installs it", c->argv[0]);
    if (c->late || c->stopped)
        return bpq_fmt("%s was killed", c->argv[0]);
    bpq_buf_adds(&b, "");
    for (; p && p < end; p++)
        if (!strchr("\r\n\t", *p))
            bpq_buf_add(&b, p, 1);
        else if (b.len && b.p[b.len - 1] != ' ')
            bpq_buf_adds(&b, " ");
    while (b.len && b.p[b.len - 1] == ' ')
        b.p[--b.len] = 0;
    if (!b.len)
        bpq_buf_addf(&b, "%s ended with status %d", c->argv[0], c->status);
    return b.p;
}

void bpq_signals_hold(sigset_t *old)
{
    sigset_t hold;

    sigemptyset(&hold);
    sigaddset(&hold, SIGINT);
    sigaddset(&hold, SIGTERM);
    sigaddset(&hold, SIGHUP);
    sigprocmask(SIG_BLOCK, &hold, old);
}

void bpq_signals_release(const sigset_t *old)
{
    sigprocmask(SIG_SETMASK, old, NULL);
}
