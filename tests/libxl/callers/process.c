/* SPDX-License-Identifier: LGPL-2.1-only */
#include "process.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* In seconds; a caller takes a few in valgrind on a busy machine. */
#define TIME_LIMIT 120

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

__attribute__((format(printf, 2, 3))) static void add(struct process_command *c,
                                                      const char *fmt, ...)
{
    size_t room = sizeof(c->words) - c->used;
    char *word = c->words + c->used;
    va_list ap;
    int len;

    va_start(ap, fmt);
    len = vsnprintf(word, room, fmt, ap);
    va_end(ap);
    if (len < 0 || (size_t)len >= room || c->n + 1 >= COUNT(c->argv))
        return;
    c->used += (size_t)len + 1;
    c->argv[c->n++] = word;
    c->argv[c->n] = NULL;
}

void process_command(struct process_command *c, const struct process_setting *s,
                     const char *const *argv)
{
    c->n = c->used = 0;
    c->argv[0] = NULL;
    add(c, "env");
    add(c, "%s=%s", s->foreign ? "FOREIGN_LIBRARY_PATH" : "LD_LIBRARY_PATH",
        s->lib);
    if (s->flags & CHILD_NOHOST) {
        add(c, "%s=%s", s->foreign ? "FOREIGN_PRELOAD" : "LD_PRELOAD",
            s->nohost);
        add(c, "XENSTORED_PATH=/dev/null");
    }
    /* ASan demands to be first; nohost.so before it replaces none of its calls.
     */
    if (s->flags & CHILD_ASAN)
        add(c,
            "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=1:"
            "exitcode=%d",
            TOOL_COMPLAINS);
    if ((s->flags & CHILD_VALGRIND) && !s->foreign) {
        add(c, "valgrind");
        add(c, "-q");
        /* Reading which functions were inlined takes a fifth of a run. */
        add(c, "--read-inline-info=no");
        /* When the loader refuses a program, it is too early for this call. */
        add(c, "--run-libc-freeres=no");
        add(c, "--leak-check=full");
        add(c, "--show-leak-kinds=definite,indirect");
        add(c, "--errors-for-leak-kinds=definite,indirect");
        add(c, "--error-exitcode=%d", TOOL_COMPLAINS);
        add(c, "--suppressions=%s", s->known);
    }
    if (s->foreign)
        add(c, "%s", s->foreign);
    while (*argv)
        add(c, "%s", *argv++);
}

void process_text(const struct process_command *c, char *text, size_t room)
{
    size_t n = 0;

    text[0] = '\0';
    for (size_t i = 0; i < c->n && n < room; i++)
        n += (size_t)snprintf(text + n, room - n, "%s%s", i ? " " : "",
                              c->argv[i]);
}

static void redirect(int fd, const char *path)
{
    int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (to < 0 || dup2(to, fd) < 0)
        _exit(PROCESS_NOT_STARTED);
}

pid_t process_start(const struct process_command *c, const char *out,
                    const char *err)
{
    pid_t pid = fork();

    if (pid)
        return pid;
    redirect(STDOUT_FILENO, out);
    redirect(STDERR_FILENO, err);
    alarm(TIME_LIMIT); /* goes on over exec */
    execvp(c->argv[0], (char *const *)c->argv);
    _exit(PROCESS_NOT_STARTED);
}

int process_status(int wait_status)
{
    return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status)
                                  : 128 + WTERMSIG(wait_status);
}

char *process_slurp(const char *path, size_t *len)
{
    FILE *f = fopen(path, "re");
    size_t room = 1 << 16, n = 0, r;
    char *buf;

    if (!f)
        return NULL;
    buf = malloc(room);
    while (buf && (r = fread(buf + n, 1, room - n - 1, f)) > 0) {
        n += r;
        if (n + 1 == room) {
            char *more = realloc(buf, room *= 2);

            if (!more)
                free(buf);
            buf = more;
        }
    }
    fclose(f);
    if (!buf)
        return NULL;
    buf[n] = '\0';
    if (len)
        *len = n;
    return buf;
}
