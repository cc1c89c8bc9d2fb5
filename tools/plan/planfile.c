/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "plan/planfile.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/textfile.h"
#include "plan/areafile.h"
#include "plan/branches.h"
#include "plan/clause.h"

/* ---- directives and patch lines ---- */

static int directive_base(struct bpq_parser *ps, char *args)
{
    struct bpq_plan *p = ps->p;
    char *word;

    if (ps->local)
        return BPQ_WRONG(ps, "\"# base\" is a line of the plan, %s/series",
                         p->dir);
    if (p->bases.n)
        return BPQ_WRONG(ps,
                         "there is already a \"# base\"; name all bases in one "
                         "line, oldest first");
    while ((word = bpq_word(&args))) {
        if (!bpq_plan_name(word))
            return BPQ_WRONG(
                ps, "\"%s\" is not a name of a base (a tag or a branch)", word);
        if (p->bases.n == BPQ_PLAN_BASES)
            return BPQ_WRONG(ps, "more than %d bases; leave out old ones",
                             BPQ_PLAN_BASES);
        if (bpq_strs_have(&p->bases, word))
            return BPQ_WRONG(ps, "base %s is named twice", word);
        bpq_strs_add(&p->bases, word);
    }
    if (!p->bases.n)
        return BPQ_WRONG(ps, "\"# base\" takes the bases, oldest first");
    return BPQ_OK;
}

static struct bpq_group *add_group(struct bpq_parser *ps, const char *name,
                                   bool named)
{
    struct bpq_plan *p = ps->p;
    struct bpq_group *group;

    p->groups = bpq_grow(p->groups, p->n_groups + 1, sizeof(*p->groups));
    group = &p->groups[p->n_groups++];
    *group = (struct bpq_group){.name = bpq_strdup(name),
                                .optional = true,
                                .local = ps->local,
                                .named = named,
                                .line = ps->line};
    return group;
}

/* Only local/series may go on with a group: its patches come last. */
static int check_group(struct bpq_parser *ps, const char *name, bool optional)
{
    const struct bpq_plan *p = ps->p;

    for (size_t i = 0; i < p->n_groups; i++) {
        if (strcmp(p->groups[i].name, name))
            continue;
        if (!ps->local)
            return BPQ_WRONG(ps, "group %s is declared twice", name);
        if (p->groups[i].optional != optional)
            return BPQ_WRONG(ps,
                             "group %s is %soptional above: write \"# group "
                             "%s%s\" to go on with it",
                             name, optional ? "not " : "", name,
                             optional ? "" : " optional");
    }
    return BPQ_OK;
}

static int directive_group(struct bpq_parser *ps, char *args)
{
    char *name = bpq_word(&args);
    char *flag = bpq_word(&args);

    ps->open = false;
    if (!ps->p->bases.n)
        return BPQ_WRONG(ps, "the line \"# base ...\" has to come first");
    if (!name || !bpq_plan_name(name))
        return BPQ_WRONG(ps,
                         "\"# group\" takes a name of letters, digits and "
                         "._+-, and \"optional\" if the group may be left out");
    if ((flag && strcmp(flag, "optional")) || *args)
        return BPQ_WRONG(ps,
                         "only \"optional\" is allowed after the group's name");
    if (check_group(ps, name, flag != NULL))
        return BPQ_FAIL;
    add_group(ps, name, true)->optional = flag != NULL;
    return BPQ_OK;
}

static int directive_map(struct bpq_parser *ps, char *args)
{
    ps->open = false;
    if (ps->p->n_groups)
        return BPQ_WRONG(ps,
                         "\"# map\" is for the whole plan and has to come "
                         "before the first group; \"#+ map\" is for one pick");
    return bpq_clause_map(ps, &ps->p->map, args);
}

static int directive_ignore(struct bpq_parser *ps, char *args)
{
    if (bpq_ignore_add(ps->p, args, ps->l.name, ps->line, ps->e))
        return bpq_error_at(ps->e, "%s:%u", ps->l.name, ps->line);
    return BPQ_OK;
}

static int directive_area(struct bpq_parser *ps, char *args)
{
    char *file = bpq_word(&args);
    const char *fault = file ? bpq_path_fault(file) : NULL;

    if (!file || *args)
        return BPQ_WRONG(ps, "\"# area\" takes one FILE");
    if (fault)
        return BPQ_WRONG(ps, "the path %s %s", file, fault);
    if (ps->p->area.file)
        return BPQ_WRONG(
            ps, "there is already a \"# area\"; put everything into one file");
    ps->p->area.file = bpq_strdup(file);
    if (bpq_area_parse(ps->p, file, ps->e))
        return bpq_error_at(ps->e, "%s:%u", ps->l.name, ps->line);
    return BPQ_OK;
}

static const struct directive {
    const char *word;
    int (*set)(struct bpq_parser *ps, char *args);
} directives[] = {
    {"base", directive_base}, {"group", directive_group},
    {"map", directive_map},   {"ignore", directive_ignore},
    {"area", directive_area},
};
#define N_DIRECTIVES (sizeof(directives) / sizeof(directives[0]))

/*
 * Read a comment: a directive such as "# base", or free text.  Text that looks
 * like a misspelt directive is refused.
 */
static int comment(struct bpq_parser *ps, char *line)
{
    char *args = line + 1;
    char *slip = args + strspn(args, "# \t");
    size_t len = strspn(slip, "abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

    if (*args == '+')
        return bpq_clause_read(ps, args + 1);
    if (*slip == '+' && slip[1] == ' ')
        return BPQ_WRONG(ps, "a clause begins with \"#+ \"");
    for (size_t i = 0; i < N_DIRECTIVES; i++) {
        const char *word = directives[i].word;
        size_t n = strlen(word);
        bool plural = len == n + 1 && tolower((unsigned char)slip[n]) == 's';

        if (strncasecmp(slip, word, n) || (len != n && !plural))
            continue;
        if (strncmp(args, " ", 1) || strncmp(args + 1, word, n) || plural ||
            (args[n + 1] && args[n + 1] != ' ' && args[n + 1] != '\t'))
            return BPQ_WRONG(ps,
                             "\"%.*s\": write \"# %s ...\", or begin the "
                             "comment with another word",
                             (int)(slip - line + (ptrdiff_t)len), line, word);
        return directives[i].set(ps, args + 1 + n);
    }
    return BPQ_OK;
}

/* Where a patch's line is, said in the file that is the plan or local/series */
static char *line_of(const struct bpq_plan *p, const struct bpq_patch *patch,
                     bool local)
{
    return patch->local == local
               ? bpq_fmt("line %u", patch->line)
               : bpq_fmt("%s/series:%u", bpq_patch_dir(p, patch), patch->line);
}

static int patch_name(struct bpq_parser *ps, const char *name)
{
    const char *fault = bpq_patch_name_fault(name);

    if (fault)
        return BPQ_WRONG(ps, "the patch name %s %s", name, fault);
    for (size_t i = 0; i < ps->p->n_patches; i++) {
        const struct bpq_patch *patch = &ps->p->patches[i];
        char *where;
        int rc;

        if (strcmp(patch->name, name))
            continue;
        where = line_of(ps->p, patch, ps->local);
        rc = BPQ_WRONG(ps, "patch %s is already in %s", name, where);
        free(where);
        return rc;
    }
    return BPQ_OK;
}

/* Read the comment after a patch's name, which is its source; a patch of
 * local/series without one is a file there. */
static int patch_source(struct bpq_parser *ps, struct bpq_patch *patch,
                        char *args)
{
    char *word = bpq_word(&args);
    char *what = bpq_word(&args);

    if (ps->local && !word) {
        patch->source = BPQ_FILE;
        return BPQ_OK;
    }
    if (!word || !what || *args ||
        (strcmp(word, "pick") && strcmp(word, "own")))
        return BPQ_WRONG(ps,
                         "after %s there has to be \"# pick ID\" or \"# own "
                         "FOLDER\" and nothing more",
                         patch->name);
    if (!strcmp(word, "own")) {
        const char *fault;

        patch->source = BPQ_OWN;
        patch->own = bpq_strdup(what);
        fault = bpq_path_fault(what);
        if (fault)
            return BPQ_WRONG(ps, "the path %s %s", what, fault);
        return BPQ_OK;
    }
    patch->source = BPQ_PICK;
    patch->id = bpq_strdup(what);
    if (!bpq_is_hex(what, 40))
        return BPQ_WRONG(ps,
                         "pick takes a full commit id, 40 lower-case hex "
                         "digits, not %s",
                         what);
    return BPQ_OK;
}

/* The first lines of local/series may be in no group that is named. */
static int in_group(struct bpq_parser *ps, const char *patch)
{
    const struct bpq_plan *p = ps->p;

    if (ps->local && !p->groups[p->n_groups - 1].local)
        add_group(ps, BPQ_LOCAL_GROUP, false);
    if (!p->n_groups)
        return BPQ_WRONG(ps, "patch %s comes before the first \"# group\"",
                         patch);
    return BPQ_OK;
}

static int patch_line(struct bpq_parser *ps, char *line)
{
    struct bpq_plan *p = ps->p;
    char *hash = strchr(line, '#');
    char *args = line, *name, *option;
    struct bpq_patch *patch;
    int rc;

    if (hash)
        *hash++ = '\0';
    name = bpq_word(&args);
    option = bpq_word(&args);
    if (option && !strcmp(option, "-p1"))
        option = bpq_word(&args);
    rc = in_group(ps, name);
    if (!rc)
        rc = patch_name(ps, name);
    if (rc)
        return rc;
    if (option)
        return BPQ_WRONG(
            ps,
            "\"%s\" after %s: the only quilt option allowed is -p1, "
            "with which patches are made",
            option, name);
    p->patches = bpq_grow(p->patches, p->n_patches + 1, sizeof(*p->patches));
    patch = &p->patches[p->n_patches++];
    memset(patch, 0, sizeof(*patch));
    patch->name = bpq_strdup(name);
    patch->line = ps->line;
    patch->local = ps->local;
    patch->group = p->n_groups - 1;
    ps->open = true;
    return patch_source(ps, patch, hash ? hash : name + strlen(name));
}

/* ---- checks of the whole plan ---- */

static int wrong_patch(const struct bpq_plan *p, const struct bpq_patch *patch,
                       struct bpq_err *e)
{
    return bpq_error_at(e, "%s/series:%u", bpq_patch_dir(p, patch),
                        patch->line);
}

static bool same_source(const struct bpq_patch *a, const struct bpq_patch *b)
{
    if (a->source != b->source || a->source == BPQ_FILE)
        return false;
    return !strcmp(a->id ? a->id : a->own, b->id ? b->id : b->own);
}

/* Refuse a source that is used twice for one base, unless split by paths. */
static int check_pair(const struct bpq_plan *p, const struct bpq_patch *a,
                      const struct bpq_patch *b, struct bpq_err *e)
{
    size_t a_first, a_last, b_first, b_last;
    char *where;

    if (!same_source(a, b) ||
        ((a->only.n || a->except.n) && (b->only.n || b->except.n)))
        return BPQ_OK;
    bpq_plan_span(p, a, &a_first, &a_last);
    bpq_plan_span(p, b, &b_first, &b_last);
    if (a_last < b_first || b_last < a_first)
        return BPQ_OK;
    where = line_of(p, a, b->local);
    bpq_error(e, BPQ_FAIL,
              "%s is already used in %s; divide it with from and until, or "
              "only and not",
              b->id ? b->id : b->own, where);
    free(where);
    return wrong_patch(p, b, e);
}

static int check_twice(const struct bpq_plan *p, struct bpq_err *e)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < p->n_patches; i++)
        for (size_t j = 0; !rc && j < i; j++)
            rc = check_pair(p, &p->patches[j], &p->patches[i], e);
    return rc;
}

/* An adapted patch must have a reason (Q3). */
static int check_why(const struct bpq_plan *p, struct bpq_err *e)
{
    for (size_t i = 0; i < p->n_patches; i++) {
        const struct bpq_patch *patch = &p->patches[i];

        if (patch->why ||
            !(patch->only.n || patch->except.n || patch->keep.n ||
              patch->before.n || patch->after.n || patch->resolve.n))
            continue;
        bpq_error(e, BPQ_FAIL, "%s is adapted; give the reason: \"#+ why ...\"",
                  patch->name);
        return wrong_patch(p, patch, e);
    }
    return BPQ_OK;
}

/* A commit that is picked must not be ignored, too, unless the user adds it to
 * the plan. */
static int check_ignores(const struct bpq_plan *p, struct bpq_err *e)
{
    for (size_t i = 0; i < p->n_ignores; i++)
        for (size_t k = 0; k < p->n_patches; k++) {
            const struct bpq_ignore *g = &p->ignores[i];
            const struct bpq_patch *patch = &p->patches[k];
            bool in_area = p->area.file && !strcmp(g->file, p->area.file);

            if (patch->local || !patch->id || strcmp(patch->id, g->id))
                continue;
            return bpq_error(e, BPQ_FAIL,
                             "%s:%u: %s is picked by %s/series:%u: remove one "
                             "of them%s",
                             g->file, g->line, g->id, bpq_patch_dir(p, patch),
                             patch->line,
                             in_area ? ", or say for which branches it is "
                                       "ignored"
                                     : "");
        }
    return BPQ_OK;
}

/* ---- the files ---- */

static int parse_lines(struct bpq_parser *ps)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < ps->l.n; i++) {
        char *line = ps->l.v[i];
        size_t blanks = strspn(line, " \t");

        ps->line = (unsigned)i + 1;
        if (!line[blanks])
            ps->open = false;
        else if (blanks)
            rc = BPQ_WRONG(ps, "the line begins with a blank");
        else if (*line == '#')
            rc = comment(ps, line);
        else
            rc = patch_line(ps, line);
    }
    return rc;
}

static int parse(struct bpq_parser *ps)
{
    int rc = parse_lines(ps);

    if (rc || ps->local)
        return rc;
    if (!ps->p->bases.n)
        return BPQ_WRONG(ps, "the plan has no line \"# base ...\"");
    if (!ps->p->n_patches)
        return BPQ_WRONG(ps, "the plan names no patch");
    return BPQ_OK;
}

static int parse_file(struct bpq_plan *p, bool local, struct bpq_err *e)
{
    struct bpq_parser ps = {.p = p, .local = local, .e = e, .line = 1};
    char *name = bpq_fmt("%s/series", local ? p->local : p->dir);
    char *path = bpq_fmt("%s/%s", p->root, name);
    struct stat st;
    int rc = BPQ_OK;

    if (!local || !lstat(path, &st) || errno != ENOENT) {
        rc = local ? bpq_refuse_link(p->root, name, e) : BPQ_OK;
        if (!rc)
            rc = bpq_textfile_read(&ps.l, path, name, e);
        if (!rc && ps.l.n > BPQ_PLAN_LINES)
            rc = bpq_error(e, BPQ_FAIL,
                           "%s: has more than %d lines: is it a plan?", name,
                           BPQ_PLAN_LINES);
        if (!rc)
            rc = parse(&ps);
        bpq_textfile_free(&ps.l);
    }
    free(path);
    free(name);
    return rc;
}

int bpq_plan_read(struct bpq_plan *p, const char *root, const char *branch,
                  struct bpq_err *e)
{
    int rc;

    memset(p, 0, sizeof(*p));
    p->branch = bpq_strdup(branch);
    p->root = bpq_strdup(root);
    p->dir = bpq_fmt("series-%s", branch);
    p->local = bpq_fmt("%s/local", p->dir);
    rc = bpq_branch_check(root, branch, e);
    if (!rc)
        rc = parse_file(p, false, e);
    if (!rc)
        rc = parse_file(p, true, e);
    if (!rc)
        rc = check_twice(p, e);
    if (!rc)
        rc = check_ignores(p, e);
    if (!rc)
        rc = check_why(p, e);
    if (rc)
        bpq_plan_free(p);
    return rc;
}
