/* SPDX-License-Identifier: LGPL-2.1-only */
#include "child.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

const char *const side_name[] = {"old", "new"};

static const char *need_env(const char *name)
{
    const char *v = getenv(name);

    if (!v) {
        fprintf(stderr,
                "callers: %s is not set; start it with "
                "tests/callers/run\n",
                name);
        exit(2);
    }
    return v;
}

static const char *prefix(enum side side)
{
    return need_env(side == OLD ? "CALLERS_OLD" : "CALLERS_NEW");
}

/* A few paths live at the same time in one test. */
static char *path_buffer(void)
{
    static char ring[16][1024];
    static unsigned next;

    return ring[next++ % 16];
}

#define PATH_FORMAT(...) snprintf(p, 1024, __VA_ARGS__)

const char *caller_path(enum side headers, const char *name)
{
    char *p = path_buffer();

    PATH_FORMAT("%s/%s/%s", need_env("CALLERS_BIN"), side_name[headers], name);
    return p;
}

const char *prefix_path(enum side side, const char *rest)
{
    char *p = path_buffer();

    PATH_FORMAT("%s/%s", prefix(side), rest);
    return p;
}

const char *sample_path(const char *name)
{
    char *p = path_buffer();

    PATH_FORMAT("%s/samples/%s", need_env("CALLERS_SRC"), name);
    return p;
}

const char *scratch_path(const char *name)
{
    char *p = path_buffer();

    PATH_FORMAT("%s/%s", need_env("CALLERS_LOG"), name);
    return p;
}

static char *slurp(const char *path, size_t *len)
{
    FILE *f = fopen(path, "re");
    size_t room = 1 << 16, n = 0, r;
    char *buf = malloc(room);

    if (!f) {
        free(buf);
        return NULL;
    }
    while ((r = fread(buf + n, 1, room - n - 1, f)) > 0) {
        n += r;
        if (n + 1 == room)
            buf = realloc(buf, room *= 2);
    }
    fclose(f);
    buf[n] = '\0';
    if (len)
        *len = n;
    return buf;
}

char *read_file(const char *path, size_t *len)
{
    char *text = slurp(path, len);

    ck_assert_msg(text != NULL, "cannot read %s", path);
    return text;
}

bool file_says(const char *path, const char *what)
{
    char *text = slurp(path, NULL);
    bool found = text && strstr(text, what);

    free(text);
    return found;
}

bool announces(enum side side, const char *macro)
{
    char define[96];

    snprintf(define, sizeof(define), "#define %s ", macro);
    return file_says(prefix_path(side, "include/libxl.h"), define);
}

bool has_native_pvh(void)
{
    return announces(OLD, "LIBXL_HAVE_BUILDINFO_TIMER_MODE");
}

void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");

    ck_assert_msg(f != NULL, "cannot write %s", path);
    fputs(text, f);
    ck_assert_int_eq(fclose(f), 0);
}

static void redirect(int fd, const char *path)
{
    int to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

    if (to < 0 || dup2(to, fd) < 0)
        _exit(126);
}

/*
 * env(1) sets the libraries for the program only, so that this process and
 * valgrind go on with their own; it also makes a command a person can paste.
 */
static void build_argv(const char **full, size_t room, enum side lib,
                       unsigned flags, const char *const *argv)
{
    static char libs[1100], preload[1100], store[] = "XENSTORED_PATH=/dev/null";
    static char known[1100];
    size_t n = 0;

    snprintf(libs, sizeof(libs), "LD_LIBRARY_PATH=%s/lib", prefix(lib));
    snprintf(preload, sizeof(preload), "LD_PRELOAD=%s/nohost.so",
             need_env("CALLERS_BIN"));
    full[n++] = "env";
    full[n++] = libs;
    if (flags & CHILD_NOHOST) {
        full[n++] = preload;
        full[n++] = store;
    }
    if (flags & CHILD_VALGRIND) {
        full[n++] = "valgrind";
        full[n++] = "-q";
        full[n++] = "--leak-check=full";
        full[n++] = "--show-leak-kinds=definite,indirect";
        full[n++] = "--errors-for-leak-kinds=definite,indirect";
        full[n++] = "--error-exitcode=99";
        snprintf(known, sizeof(known), "--suppressions=%s",
                 sample_path("valgrind.supp"));
        full[n++] = known;
    }
    while (*argv && n + 1 < room)
        full[n++] = *argv++;
    full[n] = NULL;
}

static int wait_status(pid_t pid)
{
    int status;

    if (waitpid(pid, &status, 0) < 0)
        return -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void child_run(struct child *c, enum side lib, unsigned flags,
               const char *const *argv)
{
    static unsigned serial;
    const char *full[64], *base = strrchr(argv[0], '/');
    char name[128], out[1200], err[1200];
    size_t n = 0;
    pid_t pid;

    build_argv(full, 64, lib, flags, argv);
    c->cmd[0] = '\0';
    for (size_t i = 0; full[i] && n < sizeof(c->cmd); i++)
        n += snprintf(c->cmd + n, sizeof(c->cmd) - n, "%s%s", i ? " " : "",
                      full[i]);

    snprintf(name, sizeof(name), "%d-%u-%.60s-on-%s", (int)getpid(), serial++,
             base ? base + 1 : argv[0], side_name[lib]);
    snprintf(out, sizeof(out), "%s/children/%s.out", need_env("CALLERS_LOG"),
             name);
    snprintf(err, sizeof(err), "%s/children/%s.err", need_env("CALLERS_LOG"),
             name);

    pid = fork();
    ck_assert_msg(pid >= 0, "cannot fork");
    if (pid == 0) {
        redirect(STDOUT_FILENO, out);
        redirect(STDERR_FILENO, err);
        execvp(full[0], (char *const *)full);
        _exit(126);
    }
    c->status = wait_status(pid);
    c->out = read_file(out, &c->out_len);
    c->err = read_file(err, NULL);
}

void child_free(struct child *c)
{
    free(c->out);
    free(c->err);
    c->out = c->err = NULL;
}

void child_expect(const struct child *c, int status)
{
    ck_assert_msg(c->status == status,
                  "status %d, expected %d\n%s\nstderr:\n%.3000s\n"
                  "stdout:\n%.1000s",
                  c->status, status, c->cmd, c->err, c->out);
}

void child_same_output(const struct child *a, const struct child *b)
{
    size_t i = 0, from;

    while (i < a->out_len && i < b->out_len && a->out[i] == b->out[i])
        i++;
    if (a->out_len == b->out_len && i == a->out_len)
        return;
    from = i > 80 ? i - 80 : 0;
    ck_abort_msg("outputs differ at byte %zu\n%s\n...%.160s\n%s\n...%.160s", i,
                 a->cmd, a->out + from, b->cmd, b->out + from);
}

void run_caller(struct child *c, enum side headers, const char *name,
                enum side lib, unsigned flags)
{
    const char *argv[] = {caller_path(headers, name), NULL};

    child_run(c, lib, flags, argv);
}
