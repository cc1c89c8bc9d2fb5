/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * For tests that need files: a folder that is removed afterwards, and a check
 * of the form of errors.
 */
#ifndef TEST_TMP_H
#define TEST_TMP_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"

static char tmp_dir[256];

static __attribute__((unused)) void tmp_make(void)
{
    const char *in = getenv("TMPDIR");

    snprintf(tmp_dir, sizeof(tmp_dir), "%s/bpq-test-XXXXXX", in ? in : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(tmp_dir));
}

static __attribute__((unused)) void tmp_remove(void)
{
    char *command =
        bpq_fmt("chmod -R u+w '%s' && rm -rf '%s'", tmp_dir, tmp_dir);

    ck_assert_int_eq(system(command), 0);
    free(command);
}

/* Write the file NAME in the folder, and make its parent folders. */
static __attribute__((unused)) void tmp_put_bytes(const char *name,
                                                  const char *text, size_t len)
{
    char *file = bpq_fmt("%s/%s", tmp_dir, name);
    struct bpq_err err = {0};

    for (char *p = file + strlen(tmp_dir) + 1; (p = strchr(p, '/')); p++) {
        *p = '\0';
        mkdir(file, 0777);
        *p = '/';
    }
    ck_assert_int_eq(bpq_file_write(file, (struct bpq_str){text, len}, &err),
                     0);
    free(file);
}

static __attribute__((unused)) void tmp_put(const char *name, const char *text)
{
    tmp_put_bytes(name, text, strlen(text));
}

/* Fails if rc and e are not an error of one line that has both texts. */
static __attribute__((unused)) void tmp_wrong(int rc, struct bpq_err *e,
                                              int want_rc, const char *one,
                                              const char *other)
{
    ck_assert_msg(rc == want_rc && e->rc == want_rc,
                  "status %d and %d, not %d: %s", rc, e->rc, want_rc,
                  e->line ? e->line : "no error");
    ck_assert_ptr_nonnull(e->line);
    ck_assert_msg(!strchr(e->line, '\n'), "more than one line: %s", e->line);
    ck_assert_msg(strstr(e->line, one) != NULL, "\"%s\" lacks \"%s\"", e->line,
                  one);
    ck_assert_msg(strstr(e->line, other) != NULL, "\"%s\" lacks \"%s\"",
                  e->line, other);
    bpq_err_clear(e);
}

#endif
