/* SPDX-License-Identifier: LGPL-2.1-only */
/* For tests of the queue: a clone that looks like Xen, and a plan for it. */
#ifndef TEST_TMPXEN_H
#define TEST_TMPXEN_H

#include <git2.h>

#include "plan/cocci.h"
#include "plan/planfile.h"
#include "queue/assemble.h"
#include "queue/queue.h"
#include "tmp.h"

static struct bpq_repo xen;
static struct bpq_plan plan;
static struct bpq_cocci xen_cocci;
static const struct bpq_queue_opts xen_opts = {.cocci = &xen_cocci};

/* Run a shell command in the clone; out, if not NULL, gets the first line. */
static __attribute__((unused)) void xen_do(const char *command, char out[64])
{
    char *script, line[64] = "";
    FILE *f;

    script =
        bpq_fmt("export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 "
                "GIT_AUTHOR_NAME=Ann GIT_AUTHOR_EMAIL=ann@example.org "
                "GIT_COMMITTER_NAME=Carl GIT_COMMITTER_EMAIL=carl@example.org "
                "GIT_AUTHOR_DATE='1500000000 +0200' "
                "GIT_COMMITTER_DATE='1500000000 +0000'; "
                "set -e; cd '%s/xen'; %s",
                tmp_dir, command);
    f = popen(script, "r");
    ck_assert_ptr_nonnull(f);
    if (fgets(line, sizeof(line), f))
        line[strcspn(line, "\n")] = '\0';
    ck_assert_int_eq(pclose(f), 0);
    if (out)
        memcpy(out, line, sizeof(line));
    free(script);
}

/* Commit the work tree and return the commit's id. */
static __attribute__((unused)) void xen_commit(const char *message, char id[64])
{
    char *command = bpq_fmt("git add -A -f . && git commit -q --allow-empty -m "
                            "'%s' && git rev-parse HEAD",
                            message);

    xen_do(command, id);
    free(command);
}

static __attribute__((unused)) void xen_make(void)
{
    tmp_make();
    git_libgit2_init();
    tmp_put("xen/xen/include/public/xen.h", "/* x */\n");
    xen_do("git init -q -b master . && seq -f 'line %g' 1 40 >a.c && seq -f "
           "'word %g' 1 30 >b.c && git add . && git commit -q -m base && git "
           "tag R0",
           NULL);
}

/* A test that fails may leave something behind. */
static __attribute__((unused)) void xen_remove(void)
{
    tmp_remove();
    git_libgit2_shutdown();
}

/* Make the queue for R0 of a plan with these lines. */
static __attribute__((unused)) int xen_queue(struct bpq_queue *q,
                                             const char *lines,
                                             const struct bpq_queue_opts *opts,
                                             struct bpq_err *e)
{
    char *text =
        bpq_fmt("# base R0 R1\n# group g\n# group h optional\n%s", lines);
    char *clone = bpq_fmt("%s/xen", tmp_dir);

    tmp_put("series-4.9/series", text);
    ck_assert_msg(!bpq_plan_read(&plan, tmp_dir, "4.9", e), "%s", e->line);
    ck_assert_int_eq(bpq_repo_open(&xen, clone, e), 0);
    free(clone);
    free(text);
    return bpq_queue_make(q, &xen, &plan, "R0", NULL, opts, e);
}

static __attribute__((unused)) void xen_queue_end(struct bpq_queue *q)
{
    bpq_queue_free(q);
    bpq_repo_close(&xen);
    bpq_plan_free(&plan);
}

#endif
