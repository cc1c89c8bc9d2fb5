/* SPDX-License-Identifier: LGPL-2.1-only */
#include "queue/seriesfile.h"

#include <stdlib.h>
#include <string.h>

#include "base/textfile.h"
#include "plan/plan.h"

/* Read "base NAME COMMIT", "as NAME" or "tree TREE"; the first of each counts.
 */
static void read_head(struct bpq_seriesfile *s, char *args)
{
    char *word = bpq_word(&args), *name = bpq_word(&args);
    char *id = bpq_word(&args);

    if (!word || !name)
        return;
    if (!strcmp(word, "base") && !s->base && id && bpq_is_hex(id, 40)) {
        s->base = bpq_strdup(name);
        memcpy(s->commit, id, 41);
    } else if (!strcmp(word, "as") && !s->as && !id) {
        s->as = bpq_strdup(name);
    } else if (!strcmp(word, "tree") && !*s->tree && bpq_is_hex(name, 40)) {
        memcpy(s->tree, name, 41);
    }
}

/* The name in "group NAME", or NULL for another comment. */
static char *group_of(char *args)
{
    char *word = bpq_word(&args);

    return word && !strcmp(word, "group") ? bpq_word(&args) : NULL;
}

static int read_lines(struct bpq_seriesfile *s, struct bpq_textfile *f,
                      struct bpq_err *e)
{
    const char *group = "";
    bool local = false;

    for (size_t i = 0; i < f->n; i++) {
        char *line = f->v[i], *word, *name;

        if (!strncmp(line, "# group ", 8)) {
            name = group_of(line + 2);
            group = name ? name : "";
        } else if (!strncmp(line, "# local ", 8)) {
            local = true;
        } else if (!strncmp(line, "# ", 2)) {
            read_head(s, line + 2);
        } else if (*line != '#' && (word = bpq_word(&line))) {
            if (bpq_patch_name_fault(word))
                return bpq_error(e, BPQ_FAIL,
                                 "%s:%zu: %s is no patch that bpq made: was "
                                 "the queue changed?  make it anew: bpq series",
                                 f->name, i + 1, word);
            bpq_strs_add(&s->patches, word);
            bpq_strs_add(&s->groups, group);
            s->n_plan += !local;
        }
    }
    if (!s->base || !*s->tree)
        return bpq_error(e, BPQ_FAIL,
                         "%s: does not name base and tree: was it written by "
                         "bpq series?",
                         f->name);
    return BPQ_OK;
}

int bpq_seriesfile_read(struct bpq_seriesfile *s, const char *dir,
                        struct bpq_err *e)
{
    char *path = bpq_fmt("%s/series", dir);
    struct bpq_textfile f;
    int rc;

    memset(s, 0, sizeof(*s));
    rc = bpq_textfile_read(&f, path, path, e);
    if (!rc) {
        rc = read_lines(s, &f, e);
        bpq_textfile_free(&f);
    }
    if (rc)
        bpq_seriesfile_free(s);
    free(path);
    return rc;
}

void bpq_seriesfile_free(struct bpq_seriesfile *s)
{
    free(s->base);
    free(s->as);
    bpq_strs_free(&s->patches);
    bpq_strs_free(&s->groups);
    memset(s, 0, sizeof(*s));
}
