/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "plan/clause.h"
#include "base/buf.h"

static struct bpq_patch *last_patch(struct bpq_parser *ps)
{
    return &ps->p->patches[ps->p->n_patches - 1];
}

static int paths(struct bpq_parser *ps, char *args, struct bpq_strs *to)
{
    char *word;

    while ((word = bpq_word(&args))) {
        const char *fault = bpq_path_fault(word);

        if (fault)
            return BPQ_WRONG(ps, "the path %s %s", word, fault);
        if (to->n == BPQ_PLAN_PATHS)
            return BPQ_WRONG(ps, "more than %d paths; name their folders",
                             BPQ_PLAN_PATHS);
        if (bpq_strs_have(to, word))
            return BPQ_WRONG(ps, "the path %s is named twice", word);
        bpq_strs_add(to, word);
    }
    return BPQ_OK;
}

static int set_only(struct bpq_parser *ps, char *args)
{
    return paths(ps, args, &last_patch(ps)->only);
}

static int set_not(struct bpq_parser *ps, char *args)
{
    return paths(ps, args, &last_patch(ps)->except);
}

/* FROM TO, in a clause or for the whole plan */
int bpq_clause_map(struct bpq_parser *ps, struct bpq_maps *maps, char *args)
{
    char *from = bpq_word(&args), *to = bpq_word(&args);
    struct bpq_map *m;

    if (!to || *args)
        return BPQ_WRONG(ps,
                         "map takes two paths: upstream's and the branch's");
    if (bpq_path_fault(from) || bpq_path_fault(to)) {
        const char *bad = bpq_path_fault(from) ? from : to;

        return BPQ_WRONG(ps, "the path %s %s", bad, bpq_path_fault(bad));
    }
    if (!strcmp(from, to))
        return BPQ_WRONG(ps, "mapping %s to itself has no effect", from);
    for (size_t i = 0; i < maps->n; i++)
        if (!strcmp(maps->v[i].from, from))
            return BPQ_WRONG(ps, "%s is already mapped to %s", from,
                             maps->v[i].to);
    maps->v = bpq_grow(maps->v, maps->n + 1, sizeof(*maps->v));
    m = &maps->v[maps->n++];
    m->from = bpq_strdup(from);
    m->to = bpq_strdup(to);
    return BPQ_OK;
}

static int set_map(struct bpq_parser *ps, char *args)
{
    return bpq_clause_map(ps, &last_patch(ps)->map, args);
}

static int set_keep(struct bpq_parser *ps, char *args)
{
    if (bpq_ere_check(args, ps->e))
        return bpq_error_at(ps->e, "%s:%u", ps->l.name, ps->line);
    bpq_strs_add(&last_patch(ps)->keep, args);
    return BPQ_OK;
}

static int set_before(struct bpq_parser *ps, char *args)
{
    struct bpq_strs *before = &last_patch(ps)->before;
    size_t old = before->n;
    int rc = paths(ps, args, before);

    for (size_t i = old; !rc && i < before->n; i++) {
        const char *dot = strrchr(before->v[i], '.');

        if (!dot || strcmp(dot, ".cocci"))
            rc = BPQ_WRONG(ps,
                           "before takes semantic patches (FILE.cocci), not %s",
                           before->v[i]);
    }
    return rc;
}

static int set_after(struct bpq_parser *ps, char *args)
{
    return paths(ps, args, &last_patch(ps)->after);
}

static int set_resolve(struct bpq_parser *ps, char *args)
{
    struct bpq_strs *keys = &last_patch(ps)->resolve;
    char *word;

    while ((word = bpq_word(&args))) {
        if (!bpq_is_hex(word, 40))
            return BPQ_WRONG(ps,
                             "resolve takes a conflict's key, 40 lower-case "
                             "hex digits, not %s",
                             word);
        if (keys->n == BPQ_PLAN_PATHS)
            return BPQ_WRONG(ps, "more than %d keys", BPQ_PLAN_PATHS);
        if (bpq_strs_have(keys, word))
            return BPQ_WRONG(ps, "the key %s is named twice", word);
        bpq_strs_add(keys, word);
    }
    return BPQ_OK;
}

static int set_of(struct bpq_parser *ps, char *args)
{
    struct bpq_patch *patch = last_patch(ps);

    if (patch->id)
        return BPQ_WRONG(ps, "this patch already has an of");
    if (!bpq_is_hex(args, 40))
        return BPQ_WRONG(ps,
                         "of takes a full commit id, 40 lower-case hex "
                         "digits, not %s",
                         args);
    patch->id = bpq_strdup(args);
    return BPQ_OK;
}

static int limit(struct bpq_parser *ps, const char *word, char *args, char **to)
{
    char *base = bpq_word(&args);
    size_t first, last;

    if (*args)
        return BPQ_WRONG(ps, "%s takes one base; remove \"%s\"", word, args);
    if (*to)
        return BPQ_WRONG(ps, "this patch already has a %s", word);
    if (bpq_plan_base(ps->p, base, ps->e))
        return bpq_error_at(ps->e, "%s:%u", ps->l.name, ps->line);
    *to = bpq_strdup(base);
    bpq_plan_span(ps->p, last_patch(ps), &first, &last);
    if (first > last)
        return BPQ_WRONG(ps, "there is no base from %s until %s",
                         last_patch(ps)->from, last_patch(ps)->until);
    return BPQ_OK;
}

static int set_from(struct bpq_parser *ps, char *args)
{
    return limit(ps, "from", args, &last_patch(ps)->from);
}

static int set_until(struct bpq_parser *ps, char *args)
{
    return limit(ps, "until", args, &last_patch(ps)->until);
}

static int set_why(struct bpq_parser *ps, char *args)
{
    struct bpq_patch *patch = last_patch(ps);
    char *both;

    if (!patch->why) {
        patch->why = bpq_strdup(args);
        return BPQ_OK;
    }
    both = bpq_fmt("%s\n%s", patch->why, args);
    free(patch->why);
    patch->why = both;
    return BPQ_OK;
}

#define OF(source) (1u << (source))

static const struct clause {
    const char *word, *takes;
    unsigned of; /* the sources for which it is allowed */
    int (*set)(struct bpq_parser *ps, char *args);
} clauses[] = {
    {"only", "paths", OF(BPQ_PICK), set_only},
    {"not", "paths", OF(BPQ_PICK), set_not},
    {"map", "two paths", OF(BPQ_PICK), set_map},
    {"keep", "an expression (ERE)", OF(BPQ_PICK), set_keep},
    {"before", "semantic patches", OF(BPQ_PICK), set_before},
    {"after", "folders of changes", OF(BPQ_PICK), set_after},
    {"resolve", "keys of recorded resolutions", OF(BPQ_PICK), set_resolve},
    {"of", "a commit", OF(BPQ_FILE), set_of},
    {"from", "a base", OF(BPQ_PICK) | OF(BPQ_OWN) | OF(BPQ_FILE), set_from},
    {"until", "a base", OF(BPQ_PICK) | OF(BPQ_OWN) | OF(BPQ_FILE), set_until},
    {"why", "a sentence", OF(BPQ_PICK) | OF(BPQ_OWN) | OF(BPQ_FILE), set_why},
};
#define N_CLAUSES (sizeof(clauses) / sizeof(clauses[0]))

static char *clause_words(void)
{
    struct bpq_buf b = BPQ_BUF_INIT;

    for (size_t i = 0; i < N_CLAUSES; i++)
        bpq_buf_addf(&b, "%s%s", i ? ", " : "", clauses[i].word);
    return b.p;
}

static int not_for(struct bpq_parser *ps, const char *word)
{
    const struct bpq_patch *patch = last_patch(ps);

    if (patch->source == BPQ_PICK)
        return BPQ_WRONG(ps,
                         "\"#+ %s\" is for patch files; a pick is of the "
                         "commit that its line names",
                         word);
    if (patch->source == BPQ_FILE)
        return BPQ_WRONG(ps,
                         "\"#+ %s\" is for picks; %s/%s is applied as it is",
                         word, ps->p->local, patch->name);
    return BPQ_WRONG(ps,
                     "\"#+ %s\" is for picks; a change of our own has its "
                     "steps in %s/change",
                     word, patch->own);
}

int bpq_clause_read(struct bpq_parser *ps, char *args)
{
    const struct clause *c = clauses;
    char *word;

    if (*args && *args != ' ' && *args != '\t')
        return BPQ_WRONG(ps, "write a blank after \"#+\"");
    word = bpq_word(&args);
    while (word && c < clauses + N_CLAUSES && strcmp(c->word, word))
        c++;
    if (!word || c == clauses + N_CLAUSES) {
        char *known = clause_words();
        int rc = BPQ_WRONG(ps, "unknown clause \"%s\"; known are %s",
                           word ? word : "", known);

        free(known);
        return rc;
    }
    if (!ps->open)
        return BPQ_WRONG(ps, "\"#+ %s\" has no patch line above it", word);
    if (!(c->of & OF(last_patch(ps)->source)))
        return not_for(ps, word);
    if (!*args)
        return BPQ_WRONG(ps, "\"#+ %s\" takes %s", word, c->takes);
    return c->set(ps, args);
}
