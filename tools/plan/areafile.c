/* SPDX-License-Identifier: LGPL-2.1-only */
#include "plan/areafile.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/textfile.h"
#include "plan/branches.h"

struct reader {
    struct bpq_plan *p;
    const char *file;
    unsigned line;
    struct bpq_err *e;
};

/* Report an error that begins with file and line. */
#define WRONG(rd, ...)                                                         \
    (bpq_error((rd)->e, BPQ_FAIL, __VA_ARGS__),                                \
     bpq_error_at((rd)->e, "%s:%u", (rd)->file, (rd)->line))

int bpq_ignore_add(struct bpq_plan *p, char *args, const char *file,
                   unsigned line, struct bpq_err *e)
{
    char *id = bpq_word(&args);
    struct bpq_ignore *g;

    if (!id || !bpq_is_hex(id, 40) || !*args)
        return bpq_error(e, BPQ_FAIL,
                         "\"ignore\" takes a full commit id and a reason");
    for (size_t i = 0; i < p->n_ignores; i++)
        if (!strcmp(p->ignores[i].id, id))
            return bpq_error(e, BPQ_FAIL, "%s is already ignored by %s:%u", id,
                             p->ignores[i].file, p->ignores[i].line);
    p->ignores = bpq_grow(p->ignores, p->n_ignores + 1, sizeof(*p->ignores));
    g = &p->ignores[p->n_ignores++];
    g->id = bpq_strdup(id);
    g->why = bpq_strdup(args);
    g->file = bpq_strdup(file);
    g->line = line;
    return BPQ_OK;
}

static int add_paths(struct reader *rd, char *args, struct bpq_strs *to)
{
    char *word;

    while ((word = bpq_word(&args))) {
        const char *fault = bpq_path_fault(word);

        if (fault)
            return WRONG(rd, "the path %s %s", word, fault);
        if (to->n == BPQ_PLAN_PATHS)
            return WRONG(rd, "more than %d paths; name their folders",
                         BPQ_PLAN_PATHS);
        if (bpq_strs_have(&rd->p->area.paths, word) ||
            bpq_strs_have(&rd->p->area.whole, word))
            return WRONG(rd, "the path %s is named twice", word);
        bpq_strs_add(to, word);
    }
    return BPQ_OK;
}

static int read_ignore(struct reader *rd, const struct bpq_strs *on, char *args)
{
    if (!bpq_branches_have(on, rd->p))
        return BPQ_OK;
    if (bpq_ignore_add(rd->p, args, rd->file, rd->line, rd->e))
        return bpq_error_at(rd->e, "%s:%u", rd->file, rd->line);
    return BPQ_OK;
}

/* on BRANCH,BRANCH ignore ID REASON */
static int read_on(struct reader *rd, char *args)
{
    struct bpq_strs on = {NULL, 0};
    char *branches = bpq_word(&args), *word = bpq_word(&args);
    int rc = BPQ_OK;

    if (bpq_branches_read(rd->p->root, branches, &on, rd->e))
        rc = bpq_error_at(rd->e, "%s:%u", rd->file, rd->line);
    else if (!word || strcmp(word, "ignore"))
        rc = WRONG(rd, "\"on\" is only allowed before \"ignore\"");
    if (!rc)
        rc = read_ignore(rd, &on, args);
    bpq_strs_free(&on);
    return rc;
}

static int read_line(struct reader *rd, char *line)
{
    static const struct bpq_strs all = {NULL, 0};
    struct bpq_area *area = &rd->p->area;
    char *word;

    line += strspn(line, " \t");
    if (!*line || *line == '#')
        return BPQ_OK;
    word = bpq_word(&line);
    if (!*line)
        return WRONG(rd, "\"%s\" has no value in its line", word);
    if (!strcmp(word, "path"))
        return add_paths(rd, line, &area->paths);
    if (!strcmp(word, "whole"))
        return add_paths(rd, line, &area->whole);
    if (!strcmp(word, "ignore"))
        return read_ignore(rd, &all, line);
    if (!strcmp(word, "on"))
        return read_on(rd, line);
    if (strcmp(word, "words"))
        return WRONG(rd,
                     "unknown word \"%s\"; known are path, whole, words, "
                     "ignore and on",
                     word);
    if (bpq_ere_check(line, rd->e))
        return bpq_error_at(rd->e, "%s:%u", rd->file, rd->line);
    bpq_strs_add(&area->words, line);
    return BPQ_OK;
}

int bpq_area_parse(struct bpq_plan *p, const char *file, struct bpq_err *e)
{
    struct reader rd = {.p = p, .file = file, .e = e};
    char *path = bpq_fmt("%s/%s", p->root, file);
    struct bpq_textfile f = {0};
    int rc;

    rc = bpq_refuse_link(p->root, file, e);
    if (!rc)
        rc = bpq_textfile_read(&f, path, file, e);
    if (!rc && f.n > BPQ_PLAN_LINES)
        rc =
            bpq_error(e, BPQ_FAIL, "%s: has more than %d lines: is it an area?",
                      file, BPQ_PLAN_LINES);
    for (size_t i = 0; !rc && i < f.n; i++) {
        rd.line = (unsigned)i + 1;
        rc = read_line(&rd, f.v[i]);
    }
    if (!rc && p->area.paths.n && !p->area.words.n)
        rc = bpq_error(
            e, BPQ_FAIL,
            "%s: \"path\" needs \"words\" to search for; \"whole\" does not",
            file);
    bpq_textfile_free(&f);
    free(path);
    return rc;
}
