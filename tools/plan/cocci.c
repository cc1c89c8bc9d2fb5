/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/cocci.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cache.h"
#include "base/child.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/textfile.h"
#include "base/tmpdir.h"
#include "plan/smpl.h"

/* Everything that determines spatch's result. */
struct rewrite {
    struct bpq_cocci *c;
    const char *rule; /* its path, for messages */
    const char *name; /* of the text, for messages */
    const char *suffix;
    struct bpq_str text;
    struct bpq_buf smpl, macros;
    bool has_macros;
    struct bpq_err *e;
};

/*
 * No includes, because installed headers must not change the result.  No
 * wrapping or other spacing, so that only what the rule names changes.  The
 * parser reports what it could not read; see check_unparsed().
 */
static char *const options[] = {"--no-includes",
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

/* Report spatch's own error message, with our file names. */
static int rule_error(const struct rewrite *j, const struct bpq_child *ch)
{
    static const char mark[] = "File \"rule.cocci\", line ";
    const char *p = ch->err.len ? ch->err.p : "";
    const char *at = strstr(p, mark);
    unsigned long line = at ? strtoul(at + sizeof(mark) - 1, NULL, 10) : 0;
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
                       j->name, words.len ? words.p : "no reason given");
    bpq_buf_free(&words);
    return rc;
}

/* ---- what spatch could not parse ---- */

static size_t word_len(const char *p, const char *end)
{
    const char *q = p;

    while (q < end && (isalnum((unsigned char)*q) || *q == '_'))
        q++;
    return (size_t)(q - p);
}

/* Does the text have WORD as a whole word? */
static bool has_word(struct bpq_str text, const char *word, size_t len)
{
    const char *p = text.p, *end = text.p + text.len;

    while (p < end) {
        size_t n = word_len(p, end);

        if (n == len && !memcmp(p, word, len))
            return true;
        p += n ? n : 1;
    }
    return false;
}

/*
 * Does the region have all names of one line that the rule removes?
 * Metavariables (declared in head) stand for anything and do not count.
 */
static bool line_named(struct bpq_str line, struct bpq_str head,
                       struct bpq_str region)
{
    const char *p = line.p, *end = line.p + line.len;

    while (p < end) {
        size_t n = word_len(p, end);

        if (p + 1 < end && p[0] == '/' && p[1] == '/')
            break;
        if (n && !has_word(head, p, n) && !has_word(region, p, n))
            return false;
        p += n ? n : 1;
    }
    return true;
}

/* Could the rule change something in the region if it were parsed? */
static bool rule_names(const struct rewrite *j, struct bpq_str region)
{
    const char *p = j->smpl.p, *end = p + j->smpl.len;
    struct bpq_str head = {p, 0};
    bool in_head = false;

    while (p < end) {
        const char *nl = memchr(p, '\n', (size_t)(end - p));
        struct bpq_str line = {p, (size_t)((nl ? nl : end) - p)};

        p = nl ? nl + 1 : end;
        if (line.len > 2 && *line.p == '@' &&
            memmem(line.p + 2, line.len - 2, "@@", 2)) {
            head = line;
            in_head = false;
            continue;
        }
        if (line.len && *line.p == '@') {
            bool ends = in_head && line.len >= 2 && line.p[1] == '@';

            in_head = !ends;
            if (!ends)
                head = line;
        }
        if (in_head)
            head.len = (size_t)(line.p + line.len - head.p);
        else if (line.len && *line.p == '-' &&
                 line_named((struct bpq_str){line.p + 1, line.len - 1}, head,
                            region))
            return true;
    }
    return false;
}

/* Read the parser's report: "= File "x", line N," and then lines "bad: TEXT".
 */
static int check_unparsed(const struct rewrite *j, const struct bpq_child *ch)
{
    const char *p = ch->err.len ? ch->err.p : "";
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
            if (rule_names(j, bpq_buf_str(&region)))
                rc = bpq_error(
                    j->e, BPQ_FAIL,
                    "%s:%lu: spatch cannot parse this, and %s may have to "
                    "change it; define the macros used there in %s.h",
                    j->name, line, j->rule, j->rule);
            bpq_buf_reset(&region);
        }
        if (!strncmp(p, " = File \"", 9)) {
            const char *at = memmem(p, len, ", line ", 7);

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

static int run_in(const struct rewrite *j, const char *dir,
                  const sigset_t *mask, struct bpq_buf *out)
{
    char *vars[] = {bpq_child_path(), bpq_fmt("HOME=%s", dir),
                    bpq_fmt("TMPDIR=%s", dir), NULL};
    char *env[] = {vars[0], vars[1], vars[2], "LC_ALL=C", NULL};
    char *spatch = bpq_strdup(j->c->spatch);
    char *file = bpq_fmt("text%s", j->suffix);
    char *path = bpq_fmt("%s/%s", dir, file);
    char *argv[24] = {spatch};
    struct bpq_child ch = {.argv = argv,
                           .env = env,
                           .mask = mask,
                           .dir = dir,
                           .timeout = timeout(j->c)};
    size_t n = 1;
    int rc;

    for (size_t i = 0; options[i]; i++)
        argv[n++] = options[i];
    if (j->has_macros) {
        argv[n++] = "--macro-file";
        argv[n++] = "macros.h";
    }
    argv[n++] = "--sp-file";
    argv[n++] = "rule.cocci";
    argv[n++] = file;

    rc = put_leaf(dir, "rule.cocci", bpq_buf_str(&j->smpl), j->e);
    if (!rc && j->has_macros)
        rc = put_leaf(dir, "macros.h", bpq_buf_str(&j->macros), j->e);
    if (!rc)
        rc = put_leaf(dir, file, j->text, j->e);
    if (!rc)
        rc = bpq_child_run(&ch, j->e);
    if (rc)
        goto out;
    rc = failed_to_run(j->c, &ch, j->e);
    if (rc)
        bpq_error_at(j->e, "%s on %s", j->rule, j->name);
    else if (ch.status || (ch.err.len && strstr(ch.err.p, "EXN:")))
        rc = rule_error(j, &ch);
    else
        rc = check_unparsed(j, &ch);
    if (!rc)
        rc = bpq_file_read(path, out, j->e);
out:
    bpq_child_free(&ch);
    for (size_t i = 0; vars[i]; i++)
        free(vars[i]);
    free(spatch);
    free(file);
    free(path);
    return rc;
}

static int run(const struct rewrite *j, struct bpq_buf *out)
{
    sigset_t mask;
    char *dir;
    int rc;

    bpq_signals_hold(&mask);
    rc = bpq_tmpdir_make(&dir, j->e);
    if (!rc) {
        rc = run_in(j, dir, &mask, out);
        bpq_tmpdir_remove(dir);
    }
    bpq_signals_release(&mask);
    free(dir);
    j->c->runs++;
    return rc;
}

/* ---- the cache of results ---- */

static void add_keyed(struct bpq_buf *b, struct bpq_str s)
{
    bpq_buf_addf(b, "%zu:", s.len);
    bpq_buf_add(b, s.p, s.len);
}

static void rewrite_key(const struct rewrite *j, char key[65])
{
    struct bpq_buf b = BPQ_BUF_INIT;

    add_keyed(&b, bpq_str("bpq-cocci 1"));
    add_keyed(&b, bpq_str(j->c->version));
    for (size_t i = 0; options[i]; i++)
        add_keyed(&b, bpq_str(options[i]));
    add_keyed(&b, bpq_str(j->suffix));
    add_keyed(&b, bpq_buf_str(&j->smpl));
    add_keyed(&b, bpq_str(j->has_macros ? "macros" : ""));
    add_keyed(&b, bpq_buf_str(&j->macros));
    add_keyed(&b, j->text);
    bpq_sha256(bpq_buf_str(&b), key);
    bpq_buf_free(&b);
}

static int run_cached(const struct rewrite *j, struct bpq_buf *out)
{
    char key[65];
    char *path;
    int rc = BPQ_OK;

    if (!j->c->cache)
        return run(j, out);
    rewrite_key(j, key);
    path = bpq_fmt("%s/%.2s/%s", j->c->cache, key, key + 2);
    if (bpq_cache_get(path, key, out)) {
        j->c->hits++;
    } else {
        rc = run(j, out);
        if (!rc)
            bpq_cache_put(path, key, bpq_buf_str(out));
    }
    free(path);
    return rc;
}

static const char *rule_name(const struct bpq_cocci *c, const char *rule)
{
    size_t len = c->root ? strlen(c->root) : 0;

    if (len && !strncmp(rule, c->root, len) && rule[len] == '/')
        return rule + len + 1;
    return rule;
}

/* Refuse links as the rule and as the file with its macros. */
static int refuse_links(const char *root, const char *rule, struct bpq_err *e)
{
    char *macros = bpq_fmt("%s.h", rule);
    int rc = bpq_refuse_link(root, rule, e);

    if (!rc)
        rc = bpq_refuse_link(root, macros, e);
    free(macros);
    return rc;
}

int bpq_cocci_check(const char *root, const char *rule, struct bpq_err *e)
{
    struct bpq_buf smpl = BPQ_BUF_INIT;
    char *path = bpq_fmt("%s/%s", root, rule);
    int rc = refuse_links(root, rule, e);

    if (!rc)
        rc = bpq_file_read(path, &smpl, e);
    if (!rc)
        rc = bpq_smpl_check(rule, bpq_buf_str(&smpl), e);
    bpq_buf_free(&smpl);
    free(path);
    return rc;
}

int bpq_cocci_run(struct bpq_cocci *c, const char *rule, const char *name,
                  struct bpq_str text, struct bpq_buf *out, struct bpq_err *e)
{
    struct rewrite j = {.c = c, .name = name, .text = text, .e = e};
    char *macros = bpq_fmt("%s.h", rule);
    int rc = BPQ_OK;

    bpq_buf_reset(out);
    j.rule = rule_name(c, rule);
    j.suffix = strrchr(name, '.');
    if (!text.len || !j.suffix ||
        (strcmp(j.suffix, ".c") && strcmp(j.suffix, ".h"))) {
        bpq_buf_add(out, text.p, text.len);
        goto out;
    }
    if (!*c->version)
        rc = bpq_cocci_version(c, e);
    if (!rc && j.rule != rule) /* the rule is below our root */
        rc = refuse_links(c->root, j.rule, e);
    if (!rc)
        rc = bpq_file_read(rule, &j.smpl, e);
    if (!rc)
        rc = bpq_smpl_check(j.rule, bpq_buf_str(&j.smpl), e);
    j.has_macros = !rc && !access(macros, F_OK);
    if (j.has_macros)
        rc = bpq_file_read(macros, &j.macros, e);
    if (!rc)
        rc = run_cached(&j, out);
out:
    if (rc)
        bpq_buf_reset(out);
    bpq_buf_free(&j.smpl);
    bpq_buf_free(&j.macros);
    free(macros);
    return rc;
}
