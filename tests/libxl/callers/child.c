/* SPDX-License-Identifier: LGPL-2.1-only */
#include "child.h"

#include <check.h>
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
                "tests/libxl/callers/run\n",
                name);
        exit(2);
    }
    return v;
}

static const char *prefix(enum side side)
{
    return need_env(side == OLD ? "CALLERS_OLD" : "CALLERS_NEW");
}

/* A test can use a few paths at the same time. */
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

char *read_file(const char *path, size_t *len)
{
    char *text = process_slurp(path, len);

    ck_assert_msg(text != NULL, "cannot read %s", path);
    return text;
}

bool file_says(const char *path, const char *what)
{
    char *text = process_slurp(path, NULL);
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

bool on_arm(void)
{
    const char *arch = getenv("CALLERS_ARCH");

    return arch && !strncmp(arch, "arm", 3);
}

void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "we");

    ck_assert_msg(f != NULL, "cannot write %s", path);
    fputs(text, f);
    ck_assert_int_eq(fclose(f), 0);
}

void child_run(struct child *c, enum side lib, unsigned flags,
               const char *const *argv)
{
    static unsigned serial;
    const char *base = strrchr(argv[0], '/');
    char name[128], out[1200], err[1200];
    struct process_command command;
    struct process_setting setting = {
        .lib = prefix_path(lib, "lib"),
        .nohost = caller_path(OLD, "../nohost.so"),
        .known = sample_path("valgrind.supp"),
        .flags = flags,
        .foreign = getenv("CALLERS_ARCH") ? need_env("CALLERS_FOREIGN") : NULL,
    };
    int status;
    pid_t pid;

    process_command(&command, &setting, argv);
    process_text(&command, c->cmd, sizeof(c->cmd));

    snprintf(name, sizeof(name), "%d-%u-%.60s-on-%s", (int)getpid(), serial++,
             base ? base + 1 : argv[0], side_name[lib]);
    snprintf(out, sizeof(out), "%s/children/%s.out", need_env("CALLERS_LOG"),
             name);
    snprintf(err, sizeof(err), "%s/children/%s.err", need_env("CALLERS_LOG"),
             name);

    pid = process_start(&command, out, err);
    ck_assert_msg(pid >= 0, "cannot fork");
    ck_assert_int_eq(waitpid(pid, &status, 0), pid);
    c->status = process_status(status);
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
