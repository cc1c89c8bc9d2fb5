/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/spatch.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/child.h"
#include "base/file.h"
#include "base/stop.h"
#include "base/tmpdir.h"
#include "plan/smplnames.h"

/*
 * No includes, because installed headers must not change the result.  No
 * wrapping or other spacing, so that only what the rule names changes.  The
 * parser reports what it could not read; see check_unparsed().
 */
char *const bpq_spatch_options[] = {"--no-includes",
                                    "--no-show-diff",
                                    "--verbose-parsing",
                                    "--in-place",
                                    "--smpl-spacing",
                                    "--max-width",
                                    "1000",
                                    "--indent",
                                    "4",
                                    NULL};

static unsigned timeout(const struct bpq_cocci *c)
{
    return c->timeout ? c->timeout : 60;
}

/* ---- running spatch ---- */

static int failed_to_run(struct bpq_cocci *c, const struct bpq_child *ch,
                         struct bpq_err *e)
{
    if (ch->missing)
        return bpq_error(e, BPQ_FAIL,
                         "%s: not found; it is in package coccinelle, which "
                         "\"make deps\" installs",
                         c->spatch);
    if (ch->late)
        return bpq_error(e, BPQ_FAIL,
                         "%s: killed, since it took more than %u seconds",
                         c->spatch, timeout(c));
    if (WIFSIGNALED(ch->status))
        return bpq_error(e, BPQ_FAIL, "%s: killed by signal %d (%s)", c->spatch,
                         WTERMSIG(ch->status), strsignal(WTERMSIG(ch->status)));
    return BPQ_OK;
}

int bpq_cocci_version(struct bpq_cocci *c, struct bpq_err *e)
{
    char *path = bpq_child_path();
    char *spatch = bpq_strdup(c->spatch);
    char *argv[] = {spatch, "--version", NULL};
    /* spatch crashes without HOME. */
    char *env[] = {path, "HOME=/", "LC_ALL=C", NULL};
    struct bpq_child ch = {.argv = argv, .env = env, .timeout = timeout(c)};
    size_t len;
    int rc;

    rc = bpq_child_run(&ch, e);
    if (!rc)
        rc = failed_to_run(c, &ch, e);
    if (rc)
        goto out;
    len = ch.out.len ? strcspn(ch.out.p, "\n") : 0;
    c->version[0] = '\0';
    if (len && len < sizeof(c->version)) {
        memcpy(c->version, ch.out.p, len);
        c->version[len] = '\0';
    }
    if (ch.status || !strstr(c->version, "spatch version")) {
        c->version[0] = '\0';
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: does not answer --version as Coccinelle's spatch "
                       "does; \"make deps\" installs that",
                       c->spatch);
    }
out:
    bpq_child_free(&ch);
    free(spatch);
    free(path);
    return rc;
}

/* Is it a line that spatch prints in every run? */
static bool noise(const char *line, size_t len)
{
    static const char *const words[] = {
        "init_defs_builtins:", "HANDLING:", "Warning: PARSING:", "(ONCE)",
        "Skipping:",           "diff =",    "init_defs:"};

    if (!len)
        return true;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (len >= strlen(words[i]) &&
            !strncmp(line, words[i], strlen(words[i])))
            return true;
    return false;
}

/* The text whose leaf begins here, NULL if it cannot be told; see leaf_of(). */
static const struct bpq_cocci_text *text_of(const struct bpq_spatch *j,
                                            const char *leaf)
{
    char *end;
    unsigned long i;

    if (j->n == 1)
        return j->texts[0];
    i = strtoul(leaf, &end, 10);
    return end > leaf && !strncmp(end, "/text.", 6) && i < j->n ? j->texts[i]
                                                                : NULL;
}

/* The text that spatch was at when it failed, or NULL. */
static const struct bpq_cocci_text *text_at(const struct bpq_spatch *j,
                                            const char *said)
{
    static const char mark[] = "HANDLING: ";
    const char *exn = strstr(said, "EXN:"), *last = NULL;

    for (const char *p = said; (p = strstr(p, mark)) && (!exn || p < exn);)
        last = p += sizeof(mark) - 1;
    return j->n == 1 ? j->texts[0] : last ? text_of(j, last) : NULL;
}

/* Report spatch's own error message, with our file names. */
static int rule_error(struct bpq_spatch *j, const struct bpq_child *ch)
{
    static const char mark[] = "File \"rule.cocci\", line ";
    const char *p = ch->err.len ? ch->err.p : "";
    const char *at = strstr(p, mark);
    unsigned long line = at ? strtoul(at + sizeof(mark) - 1, NULL, 10) : 0;
    const struct bpq_cocci_text *text = text_at(j, p);
    struct bpq_buf words = BPQ_BUF_INIT;
    int rc;

    for (size_t len; *p && words.len < 200; p += len + (p[len] == '\n')) {
        len = strcspn(p, "\n");
        if (noise(p, len) || (at && !strncmp(p, "File \"", 6)))
            continue;
        bpq_buf_adds(&words, words.len ? "; " : "");
        while (len && isspace((unsigned char)*p)) {
            p++;
            len--;
        }
        bpq_buf_add(&words, p, len);
    }
    if (at)
        rc = bpq_error(j->e, BPQ_FAIL, "%s:%lu: spatch cannot read it: %s",
                       j->rule, line, words.len ? words.p : "no reason given");
    else
        rc = bpq_error(j->e, BPQ_FAIL, "%s: spatch failed on %s: %s", j->rule,
                       (text ? text : j->texts[0])->name,
                       words.len ? words.p : "no reason given");
    j->vague = !at && !text;
    bpq_buf_free(&words);
    return rc;
}

/* Read the parser's report: "= File "x", line N," and then lines "bad: TEXT".
 */
static int check_unparsed(const struct bpq_spatch *j,
                          const struct bpq_child *ch)
{
    static const char mark[] = " = File \"";
    const char *p = ch->err.len ? ch->err.p : "";
    const struct bpq_cocci_text *text = NULL;
    struct bpq_buf region = BPQ_BUF_INIT;
    unsigned long line = 0;
    int rc = BPQ_OK;

    while (!rc) {
        size_t len = strcspn(p, "\n");
        bool bad = !strncmp(p, "bad:", 4);

        if (bad || !strncmp(p, "BAD:", 4)) {
            /* The first line is that before the fault. */
            bpq_buf_add(&region, p + 4, len - 4);
            bpq_buf_adds(&region, "\n");
        } else if (region.len) {
            if (bpq_smpl_names(j->smpl, bpq_buf_str(&region)))
                rc = bpq_error(
                    j->e, BPQ_FAIL,
                    "%s:%lu: spatch cannot parse this, and %s may have to "
                    "change it; define the macros used there in %s.h",
                    (text ? text : j->texts[0])->name, line, j->rule, j->rule);
            bpq_buf_reset(&region);
        }
        if (!strncmp(p, mark, sizeof(mark) - 1)) {
            const char *at = memmem(p, len, ", line ", 7);

            text = text_of(j, p + sizeof(mark) - 1);
            line = at ? strtoul(at + 7, NULL, 10) : 0;
        }
        if (!p[len])
            break;
        p += len + 1;
    }
    bpq_buf_free(&region);
    return rc;
}

/* ---- one run, in a private folder ---- */

static int put_leaf(const char *dir, const char *leaf, struct bpq_str text,
                    struct bpq_err *e)
{
    char *path = bpq_fmt("%s/%s", dir, leaf);
    int rc = bpq_file_write(path, text, e);

    free(path);
    return rc;
}

/* Where a text is in the folder; a lone one needs no folder of its own.  The
 * caller frees it. */
static char *leaf_of(const struct bpq_spatch *j, size_t i)
{
    const char *suffix = strrchr(j->texts[i]->name, '.');

    return j->n == 1 ? bpq_fmt("text%s", suffix)
                     : bpq_fmt("%zu/text%s", i, suffix);
}

static int put_text(const struct bpq_spatch *j, const char *dir, size_t i)
{
    char *leaf = leaf_of(j, i), *folder = bpq_fmt("%s/%zu", dir, i);
    int rc = BPQ_OK;

    if (j->n > 1 && mkdir(folder, 0700))
        rc = bpq_error(j->e, BPQ_FAIL, "%s: cannot be made: %m", folder);
    if (!rc)
        rc = put_leaf(dir, leaf, j->texts[i]->text, j->e);
    free(folder);
    free(leaf);
    return rc;
}

/* Texts in groups of one: spatch looks at each of them alone. */
static int put_groups(const struct bpq_spatch *j, const char *dir)
{
    struct bpq_buf groups = BPQ_BUF_INIT;
    int rc;

    for (size_t i = 0; i < j->n; i++) {
        char *leaf = leaf_of(j, i);

        bpq_buf_addf(&groups, "%s%s\n", i ? "\n" : "", leaf);
        free(leaf);
    }
    rc = put_leaf(dir, "groups", bpq_buf_str(&groups), j->e);
    bpq_buf_free(&groups);
    return rc;
}

static int put_all(const struct bpq_spatch *j, const char *dir)
{
    int rc = put_leaf(dir, "rule.cocci", j->smpl, j->e);

    if (!rc && j->has_macros)
        rc = put_leaf(dir, "macros.h", j->macros, j->e);
    for (size_t i = 0; !rc && i < j->n; i++)
        rc = put_text(j, dir, i);
    if (!rc && j->n > 1)
        rc = put_groups(j, dir);
    return rc;
}

static int get_all(const struct bpq_spatch *j, const char *dir)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < j->n; i++) {
        char *leaf = leaf_of(j, i), *path = bpq_fmt("%s/%s", dir, leaf);

        rc = bpq_file_read(path, &j->texts[i]->out, j->e);
        free(path);
        free(leaf);
    }
    return rc;
}

static int run_in(struct bpq_spatch *j, const char *dir, const sigset_t *mask)
{
    char *vars[] = {bpq_child_path(), bpq_fmt("HOME=%s", dir),
                    bpq_fmt("TMPDIR=%s", dir), NULL};
    /* let garbage be: a run is short, and collecting takes a quarter of it */
    char *env[] = {
        vars[0], vars[1], vars[2], "LC_ALL=C", "OCAMLRUNPARAM=o=1000", NULL};
    char *spatch = bpq_strdup(j->c->spatch);
    char *leaf = leaf_of(j, 0);
    char *argv[24] = {spatch};
    struct bpq_child ch = {.argv = argv,
                           .env = env,
                           .mask = mask,
                           .dir = dir,
                           .timeout = timeout(j->c)};
    size_t n = 1;
    int rc;

    for (size_t i = 0; bpq_spatch_options[i]; i++)
        argv[n++] = bpq_spatch_options[i];
    if (j->has_macros) {
        argv[n++] = "--macro-file";
        argv[n++] = "macros.h";
    }
    argv[n++] = "--sp-file";
    argv[n++] = "rule.cocci";
    if (j->n > 1)
        argv[n++] = "--file-groups";
    argv[n++] = j->n > 1 ? "groups" : leaf;

    rc = put_all(j, dir);
    if (!rc)
        rc = bpq_child_run(&ch, j->e);
    if (rc)
        goto out;
    rc = failed_to_run(j->c, &ch, j->e);
    if (rc) {
        j->vague = j->n > 1 && !ch.missing;
        bpq_error_at(j->e, "%s on %s", j->rule, j->texts[0]->name);
    } else if (ch.status || (ch.err.len && strstr(ch.err.p, "EXN:")))
        rc = rule_error(j, &ch);
    else
        rc = check_unparsed(j, &ch);
    if (!rc)
        rc = get_all(j, dir);
out:
    bpq_child_free(&ch);
    for (size_t i = 0; vars[i]; i++)
        free(vars[i]);
    free(spatch);
    free(leaf);
    return rc;
}

int bpq_spatch_run(struct bpq_spatch *j)
{
    sigset_t mask;
    char *dir;
    int rc;

    /* Who ran it for several texts may try again for each. */
    if (bpq_stop)
        return bpq_error(j->e, BPQ_FAIL, "interrupted");
    bpq_signals_hold(&mask);
    rc = bpq_tmpdir_make(&dir, j->e);
    if (!rc) {
        rc = run_in(j, dir, &mask);
        bpq_tmpdir_remove(dir);
    }
    bpq_signals_release(&mask);
    free(dir);
    j->c->runs++;
    return rc;
}
