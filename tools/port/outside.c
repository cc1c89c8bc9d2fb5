/* SPDX-License-Identifier: LGPL-2.1-only */
#include <stdlib.h>
#include <string.h>

#include "port/outside.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "git/history.h"
#include "git/patchids.h"
#include "git/repo.h"
#include "port/advisory.h"
#include "port/letter.h"
#include "port/madefor.h"

/* Ten times all that Xen ever changed in one go. */
#define FILE_MAX ((size_t)64 << 20)

struct outside {
    struct bpq_upstreams *s;
    struct bpq_repo *repo;
    struct bpq_letters letters;
    struct bpq_strs names; /* of each letter, for messages */
    char *name;            /* of all of them */
    struct bpq_madefor base;
    struct bpq_err *e;
};

__attribute__((format(printf, 2, 3))) static void note(struct bpq_upstreams *s,
                                                       const char *fmt, ...)
{
    va_list ap;
    char *line;

    va_start(ap, fmt);
    line = bpq_vfmt(fmt, ap);
    va_end(ap);
    bpq_strs_add(&s->notes, line);
    free(line);
}

/* ---- the files ---- */

static void take_letters(struct outside *o, struct bpq_letters *more,
                         const char *file)
{
    struct bpq_letters *l = &o->letters;

    l->v = bpq_grow(l->v, l->n + more->n, sizeof(*l->v));
    for (size_t i = 0; i < more->n; i++) {
        char *name = more->n == 1 ? bpq_strdup(file)
                                  : bpq_fmt("%s:%zu", file, more->v[i].line);

        l->v[l->n++] = more->v[i];
        bpq_strs_add(&o->names, name);
        free(name);
    }
    for (size_t i = 0; i < more->passed.n; i++)
        note(o->s, "%s: the mail \"%s\" has no patch and is skipped", file,
             more->passed.v[i]);
    more->n = 0; /* they are ours now */
    bpq_letters_free(more);
}

static int read_file(struct outside *o, const char *file)
{
    struct bpq_letters letters;
    struct bpq_buf text = BPQ_BUF_INIT;
    int rc = bpq_file_read(file, &text, o->e);

    if (!rc && text.len > FILE_MAX)
        rc = bpq_error(o->e, BPQ_FAIL, "%s: has more than 64 MB", file);
    if (!rc)
        rc = bpq_letters_read(&letters, bpq_buf_str(&text), file, o->e);
    if (!rc)
        take_letters(o, &letters, file);
    bpq_buf_free(&text);
    return rc;
}

static int read_files(struct outside *o, const struct bpq_strs *files)
{
    int rc = BPQ_OK;

    o->name = files->n == 1
                  ? bpq_strdup(files->v[0])
                  : bpq_fmt("%s and %zu more", files->v[0], files->n - 1);
    for (size_t i = 0; !rc && i < files->n; i++)
        rc = read_file(o, files->v[i]);
    return rc;
}

/* ---- commits of them ---- */

static void clean(char *s)
{
    for (; *s; s++)
        if (strchr("<>\n", *s))
            *s = ' ';
}

static int make_author(const struct bpq_letter *l, git_time_t when,
                       git_signature **out)
{
    char *name = bpq_strdup(l->name), *email = bpq_strdup(l->email);
    int r;

    clean(name);
    clean(email);
    r = git_signature_new(out, name, email, l->dated ? l->when.time : when,
                          l->dated ? l->when.offset : 0);
    if (r < 0)
        r = git_signature_new(out, "unknown", "unknown",
                              l->dated ? l->when.time : when, 0);
    free(name);
    free(email);
    return r;
}

/* A patch without a date is not older than what it was made for. */
static int make_text(const struct outside *o, const struct bpq_letter *l,
                     git_commit *parent, const git_oid *tree_id, git_buf *out)
{
    const git_commit *parents[] = {parent};
    git_signature *author = NULL;
    git_tree *tree = NULL;
    char *message = bpq_fmt("%s\n%s%s%s", l->subject, *l->body ? "\n" : "",
                            l->body, *l->body ? "\n" : "");
    int r = make_author(l, git_commit_time(parent), &author);

    if (r >= 0)
        r = git_tree_lookup(&tree, o->repo->git, tree_id);
    if (r >= 0)
        r = git_commit_create_buffer(out, o->repo->git, author, author,
                                     l->charset, message, tree, 1, parents);
    git_tree_free(tree);
    git_signature_free(author);
    free(message);
    return r;
}

static int make_commit(const struct outside *o, const struct bpq_letter *l,
                       git_commit *parent, const git_oid *tree,
                       git_commit **out)
{
    git_buf text = {0};
    git_oid id;
    int r = make_text(o, l, parent, tree, &text), rc;

    if (r < 0) {
        git_buf_dispose(&text);
        return bpq_repo_error(o->repo, r, o->e, "the commit made of %s",
                              o->name);
    }
    rc = bpq_repo_write(o->repo, GIT_OBJECT_COMMIT,
                        (struct bpq_str){text.ptr, text.size}, &id, o->e);
    git_buf_dispose(&text);
    if (rc)
        return rc;
    r = git_commit_lookup(out, o->repo->git, &id);
    return r < 0 ? bpq_repo_error(o->repo, r, o->e, "the commit made of %s",
                                  o->name)
                 : BPQ_OK;
}

/* ---- what is known of them upstream ---- */

static git_commit *look_up(const struct outside *o, const git_oid *id)
{
    git_commit *c = NULL;

    return git_commit_lookup(&c, o->repo->git, id) ? NULL : c;
}

/* What the message says that it is made from, if the clone has it. */
static bool named(const struct outside *o, git_commit *c, git_oid *out)
{
    struct bpq_named *v = NULL;
    git_commit *main = NULL;
    size_t n = 0;

    bpq_message_names(git_commit_message(c), 0, &v, &n);
    for (size_t i = 0; !main && i < n; i++) {
        if (!v[i].reverts)
            main = look_up(o, &v[i].what);
    }
    if (main)
        *out = *git_commit_id(main);
    free(v);
    git_commit_free(main);
    return main != NULL;
}

/*
 * The commit of the line "From ID", which anybody can write: it is that commit
 * if it changes the same lines, and a version of it if it has its subject.
 */
static int identify(const struct outside *o, const struct bpq_letter *l,
                    struct bpq_upstream *u)
{
    git_commit *of = NULL;
    git_oid id, a, b;
    int rc;

    if (l->from_id && !git_oid_fromstr(&id, l->from_id))
        of = look_up(o, &id);
    if (!of)
        return BPQ_OK;
    rc = bpq_patchids_get(o->s->ids, o->repo, of, &a, o->e);
    if (!rc)
        rc = bpq_patchids_get(o->s->ids, o->repo, u->commit, &b, o->e);
    if (!rc && git_commit_parentcount(of) == 1 && !git_oid_is_zero(&a) &&
        git_oid_equal(&a, &b)) {
        git_commit_free(u->commit);
        free(u->file);
        u->file = NULL;
        u->commit = of;
        if (git_oid_is_zero(&u->mainline) && !named(o, of, &u->mainline))
            u->mainline = id;
        return BPQ_OK;
    }
    if (!rc && git_oid_is_zero(&u->mainline) &&
        !strcmp(git_commit_summary(of), git_commit_summary(u->commit)) &&
        !named(o, of, &u->mainline))
        u->mainline = id;
    git_commit_free(of);
    return rc;
}

/* Takes the commit over. */
static int add(const struct outside *o, size_t i, git_commit *c)
{
    struct bpq_upstreams *s = o->s;
    struct bpq_upstream *u;

    s->v = bpq_grow(s->v, s->n + 1, sizeof(*s->v));
    u = &s->v[s->n++];
    *u = (struct bpq_upstream){
        .commit = c,
        .change = {o->base.trees[i], o->base.trees[i + 1]},
        .file = bpq_strdup(o->names.v[i])};
    named(o, c, &u->mainline);
    return identify(o, &o->letters.v[i], u);
}

static int add_all(const struct outside *o, git_commit *parent)
{
    int rc = BPQ_OK;

    for (size_t i = 0; !rc && i < o->letters.n; i++) {
        git_commit *c = NULL;

        rc =
            make_commit(o, &o->letters.v[i], parent, &o->base.trees[i + 1], &c);
        git_commit_free(parent);
        parent = NULL;
        if (rc)
            break;
        git_commit_dup(&parent, c);
        rc = add(o, i, c);
    }
    git_commit_free(parent);
    return rc;
}

/* The patches of earlier sources may be what these are made for. */
static int find_base(struct outside *o, const char *version,
                     const char *stable_ref, git_commit **parent)
{
    struct bpq_upstreams *s = o->s;
    const struct bpq_upstream *last =
        s->outside && s->n ? &s->v[s->n - 1] : NULL;
    int rc;

    o->base = (struct bpq_madefor){.published = s->published,
                                   .letters = &o->letters,
                                   .version = version,
                                   .stable_ref = stable_ref,
                                   .before = last ? &last->change.to : NULL};
    rc = bpq_madefor(&o->base, o->e);
    if (rc)
        return bpq_error_at(o->e, "%s", o->name);
    note(s, "%s: made for %s", o->name, o->base.how);
    if (git_oid_is_zero(&o->base.commit))
        return git_commit_dup(parent, last->commit) < 0 ? BPQ_FAIL : BPQ_OK;
    *parent = look_up(o, &o->base.commit);
    return BPQ_OK;
}

int bpq_outside_add(struct bpq_upstreams *s, const struct bpq_strs *files,
                    const char *version, const char *stable_ref,
                    struct bpq_err *e)
{
    struct outside o = {.s = s, .repo = s->published->repo, .e = e};
    git_commit *parent = NULL;
    int rc = read_files(&o, files);

    if (!rc) {
        rc = find_base(&o, version, stable_ref, &parent);
        if (!rc)
            rc = add_all(&o, parent);
    }
    s->outside = true;
    bpq_madefor_free(&o.base);
    bpq_letters_free(&o.letters);
    bpq_strs_free(&o.names);
    free(o.name);
    return rc;
}

/* ---- an advisory ---- */

static void note_advisory(struct bpq_upstreams *s, const struct bpq_advisory *a)
{
    note(s, "%s: the recipe for %s%s%s", a->name, a->version,
         a->why ? ", as " : "", a->why ? a->why : "");
    for (size_t i = 0; i < a->needs.n; i++)
        if (!bpq_strs_have(&s->given, a->needs.v[i]))
            note(s, "%s: needs %s: if the branch lacks it, give it first",
                 a->name, a->needs.v[i]);
    for (size_t i = 0; i < a->trees.n; i++)
        note(s, "%s: has patches for %s, too, which is another repository",
             a->name, a->trees.v[i]);
}

int bpq_outside_advisory(struct bpq_upstreams *s, const char *path,
                         struct bpq_err *e)
{
    struct bpq_advisory a;
    int rc = bpq_advisory_read(&a, path, s->version, e);

    if (rc)
        return rc;
    note_advisory(s, &a);
    rc = bpq_outside_add(s, &a.files,
                         strcmp(a.version, "master") ? a.version : NULL,
                         a.stable_ref, e);
    bpq_strs_add(&s->given, a.name);
    bpq_advisory_free(&a);
    return rc;
}
