/* SPDX-License-Identifier: LGPL-2.1-only */
#include "shell.h"

#include <check.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

char work[PATH_MAX];

const char *top(void)
{
    static char here[PATH_MAX];
    const char *env = getenv("TOP");

    /* with-compilers sets TOP to a path without spaces. */
    if (env)
        return env;
    if (!*here && !realpath(".", here))
        ck_abort_msg("cannot find out the current folder");
    return here;
}

const char *foreign(void)
{
    static char script[PATH_MAX + 16];

    if (!getenv("CALLERS_ARCH"))
        return "";
    snprintf(script, sizeof(script), "%s/mk/foreign", top());
    return script;
}

const char *library_path(void)
{
    return getenv("CALLERS_ARCH") ? "FOREIGN_LIBRARY_PATH" : "LD_LIBRARY_PATH";
}

void work_setup(void)
{
    const char *tmp = getenv("TMPDIR");

    snprintf(work, sizeof(work), "%s/callers.XXXXXX", tmp ? tmp : "/tmp");
    if (!mkdtemp(work))
        ck_abort_msg("cannot make %s; set TMPDIR to a writable folder", work);
}

void work_teardown(void)
{
    struct sh s;

    sh(&s, "rm -rf '%s'", work);
}

/* Tests are processes of their own, which share the number of the current one.
 */
static struct {
    unsigned now;
    bool passed[1 << 16];
} * kept;
static char kept_path[PATH_MAX];

/* A number and this, as a line may be cut off or damaged. */
static unsigned check_of(unsigned n)
{
    return n * 2654435761u;
}

static void kept_read(void)
{
    FILE *f = fopen(kept_path, "re");
    char line[64] = "\n";
    unsigned n, check;

    while (f && fgets(line, sizeof(line), f))
        if (strchr(line, '\n') && sscanf(line, "%u %u", &n, &check) == 2 &&
            n < COUNT(kept->passed) && check == check_of(n))
            kept->passed[n] = true;
    if (f)
        fclose(f);
    /* What is added must not continue a line that was cut off. */
    if (!strchr(line, '\n') && (f = fopen(kept_path, "ae"))) {
        fputc('\n', f);
        fclose(f);
    }
}

static void test_begins(void)
{
    kept->now++;
    if (kept->now < COUNT(kept->passed) && kept->passed[kept->now]) {
        mark_point(); /* or the test would have no file */
        exit(0);
    }
}

/* It is called only for a test that passes. */
static void test_ends(void)
{
    FILE *f = fopen(kept_path, "ae");

    if (!f)
        return; /* then the test is run again */
    fprintf(f, "%u %u\n", kept->now, check_of(kept->now));
    fclose(f);
}

void keep_tests(TCase *tc, const char *name)
{
    const char *dir = getenv("CALLERS_KEPT"), *fork = getenv("CK_FORK");

    if (!dir || (fork && !strcmp(fork, "no")))
        return;
    if (!kept) {
        kept = mmap(NULL, sizeof(*kept), PROT_READ | PROT_WRITE,
                    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (kept == MAP_FAILED)
            ck_abort_msg("out of memory");
        snprintf(kept_path, sizeof(kept_path), "%s/%s", dir, name);
        kept_read();
    }
    tcase_add_checked_fixture(tc, test_begins, test_ends);
}

static void run(struct sh *s, const char *fmt, va_list ap)
{
    char line[sizeof(s->cmd) + 16];
    size_t n;
    FILE *f;
    int r;

    vsnprintf(s->cmd, sizeof(s->cmd), fmt, ap);
    snprintf(line, sizeof(line), "{ %s ; } 2>&1", s->cmd);
    fflush(NULL);
    f = popen(line, "r");
    if (!f) /* no ck_assert, which is not allowed outside of tests */
        ck_abort_msg("cannot run: %s", line);
    n = fread(s->out, 1, sizeof(s->out) - 1, f);
    s->out[n] = '\0';
    while (fgetc(f) != EOF)
        ;
    r = pclose(f);
    s->status = WIFEXITED(r) ? WEXITSTATUS(r) : 128 + WTERMSIG(r);
}

void sh(struct sh *s, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    run(s, fmt, ap);
    va_end(ap);
}

void sh_expect(struct sh *s, int status, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    run(s, fmt, ap);
    va_end(ap);
    ck_assert_msg(s->status == status, "status %d, not %d: %.1500s\n%.2000s",
                  s->status, status, s->cmd, s->out);
}

void sh_has(const struct sh *s, const char *text)
{
    ck_assert_msg(strstr(s->out, text) != NULL,
                  "no \"%s\" from: %.1500s\n%.2000s", text, s->cmd, s->out);
}

void sh_lacks(const struct sh *s, const char *text)
{
    ck_assert_msg(strstr(s->out, text) == NULL, "\"%s\" from: %.1500s\n%.2000s",
                  text, s->cmd, s->out);
}

bool is_4_10(const char *prefix)
{
    char path[PATH_MAX];

    snprintf(path, sizeof(path), "%s/lib/libxenlight.so.4.10", prefix);
    return access(path, F_OK) == 0;
}
