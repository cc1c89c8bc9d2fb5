/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * How good is the backport merge?  Replays backports that maintainers made,
 * each onto the parent of the real one, and compares the result with theirs:
 *
 *     corpus CLONE PAIRS [DIR]
 *
 * PAIRS is a table with tabs and a heading: branch, backport, mainline, and
 * more columns, which are ignored.  With DIR, the five texts of each file that
 * was settled but differs from the maintainer's are written there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <git2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "merge/merge.h"

/* One path of a pair in its five trees; sides that lack the file are absent. */
enum side { BASE, THEIRS, OURS, REAL, N_SIDES };
static const char *const side_names[] = {"base", "theirs", "ours", "real"};

struct pair {
    char branch[16], backport[64], mainline[64];
    git_tree *tree[N_SIDES];
};

/* The outcome for a file; for a pair it is the worst of its files. */
enum outcome { CLEAN, SETTLED, CONFLICT, OTHER, N_OUTCOMES };
static const char *const outcome_names[] = {
    "git's merge is clean", "settled by transplant", "conflict",
    "not a merge of text (file or folder absent, mode, binary)"};

struct tally {
    size_t all[N_OUTCOMES], exact[N_OUTCOMES];
};

static struct tally pairs, files;
static struct {
    size_t transplants, right, conflicts;
} regions;
/* Settled pairs in which a transplanted region is not the maintainer's. */
static size_t n_wrong_pairs;
static const char *out_dir;
static git_repository *repo;

static _Noreturn void stop(const char *what, const char *name)
{
    const git_error *e = git_error_last();

    fprintf(stderr, "corpus: %s %s: %s\n", what, name,
            e ? e->message : strerror(errno));
    exit(2);
}

static bool same_entry(const git_tree_entry *a, const git_tree_entry *b)
{
    if (!a || !b)
        return a == b;
    return git_oid_equal(git_tree_entry_id(a), git_tree_entry_id(b)) &&
           git_tree_entry_filemode(a) == git_tree_entry_filemode(b);
}

static void write_text(const char *name, const char *side, struct bpq_str s)
{
    struct bpq_err e = {0};
    char *path = bpq_fmt("%s/%s.%s", out_dir, name, side);

    if (bpq_file_write(path, s, &e)) {
        fprintf(stderr, "corpus: %s\n", e.line);
        exit(2);
    }
    free(path);
}

static void write_wrong(const struct pair *p, const char *path,
                        const struct bpq_str side[N_SIDES], struct bpq_str text)
{
    char *name = bpq_fmt("%s-%.12s-%s", p->branch, p->backport, path);

    for (char *c = name; *c; c++)
        if (*c == '/')
            *c = '_';
    for (int i = 0; i < N_SIDES; i++)
        write_text(name, side_names[i], side[i]);
    write_text(name, "result", text);
    free(name);
}

/* Does the maintainer's text contain this region and the lines around it? */
static bool is_right(const struct bpq_region *r, const struct bpq_buf *text,
                     struct bpq_str real)
{
    size_t from = r->at, to = r->at + r->len;

    while (from && text->p[from - 1] == '\n')
        from--;
    while (from && text->p[from - 1] != '\n')
        from--;
    while (to < text->len && text->p[to] == '\n')
        to++;
    while (to < text->len && text->p[to] != '\n')
        to++;
    return memmem(real.p, real.len, text->p + from, to - from) != NULL;
}

static void count_regions(const struct bpq_merge *m, struct bpq_str real)
{
    for (size_t i = 0; i < m->n_regions; i++) {
        const struct bpq_region *r = &m->regions[i];

        if (r->how != BPQ_HOW_TRANSPLANT) {
            regions.conflicts++;
        } else if (!m->conflict) {
            regions.transplants++;
            regions.right += is_right(r, &m->text, real);
        }
    }
}

static enum outcome merge_texts(const struct pair *p, const char *path,
                                const struct bpq_str side[N_SIDES], bool *exact)
{
    enum outcome outcome = CLEAN;
    struct bpq_merge m;
    struct bpq_err e = {0};

    if (bpq_merge_file(side[BASE], side[OURS], side[THEIRS], NULL, &m, &e)) {
        bpq_err_clear(&e);
        return OTHER;
    }
    count_regions(&m, side[REAL]);
    if (m.conflict)
        outcome = CONFLICT;
    else if (!m.clean)
        outcome = SETTLED;
    *exact = !m.conflict && bpq_str_eq(bpq_buf_str(&m.text), side[REAL]);
    if (out_dir && outcome == SETTLED && !*exact)
        write_wrong(p, path, side, bpq_buf_str(&m.text));
    bpq_merge_free(&m);
    return outcome;
}

static enum outcome merge_blobs(const struct pair *p, const char *path,
                                git_tree_entry *const entry[N_SIDES],
                                bool *exact)
{
    git_blob *blob[N_SIDES] = {0};
    struct bpq_str side[N_SIDES];
    enum outcome outcome = OTHER;

    for (int i = 0; i < N_SIDES; i++) {
        if (!entry[i] || git_tree_entry_type(entry[i]) != GIT_OBJECT_BLOB)
            goto out;
        if (git_blob_lookup(&blob[i], repo, git_tree_entry_id(entry[i])))
            stop("cannot read", path);
        side[i] = (struct bpq_str){git_blob_rawcontent(blob[i]),
                                   (size_t)git_blob_rawsize(blob[i])};
    }
    outcome = merge_texts(p, path, side, exact);

out:
    for (int i = 0; i < N_SIDES; i++)
        git_blob_free(blob[i]);
    return outcome;
}

/* Replay a path that the mainline commit or the backport changes. */
static enum outcome replay_file(const struct pair *p, const char *path,
                                bool *exact)
{
    git_tree_entry *entry[N_SIDES] = {0};
    enum outcome outcome = CLEAN;

    for (int i = 0; i < N_SIDES; i++)
        git_tree_entry_bypath(&entry[i], p->tree[i], path);
    if (same_entry(entry[BASE], entry[THEIRS])) /* only the backport's */
        *exact = same_entry(entry[OURS], entry[REAL]);
    else if (same_entry(entry[BASE], entry[OURS]))
        *exact = same_entry(entry[THEIRS], entry[REAL]);
    else
        outcome = merge_blobs(p, path, entry, exact);
    if (!same_entry(entry[BASE], entry[THEIRS])) {
        files.all[outcome]++;
        files.exact[outcome] += *exact;
    }
    for (int i = 0; i < N_SIDES; i++)
        git_tree_entry_free(entry[i]);
    return outcome;
}

static git_diff *diff(git_tree *a, git_tree *b, const char *name)
{
    git_diff *d;

    if (git_diff_tree_to_tree(&d, repo, a, b, NULL))
        stop("cannot compare the trees of", name);
    return d;
}

static size_t wrong_regions(void)
{
    return regions.transplants - regions.right;
}

/* Replay a path of one of the two diffs; worst and *exact are the pair's. */
static enum outcome replay_delta(const struct pair *p,
                                 const git_diff_delta *delta, bool is_mainline,
                                 enum outcome worst, bool *exact)
{
    struct tally before = files;
    const size_t r[] = {regions.transplants, regions.right, regions.conflicts};
    bool same = false;
    enum outcome o = replay_file(p, delta->new_file.path, &same);

    if (!is_mainline) { /* paths in both diffs are counted with the mainline's
                         */
        files = before;
        regions.transplants = r[0];
        regions.right = r[1];
        regions.conflicts = r[2];
    }
    *exact = *exact && same;
    return o > worst ? o : worst;
}

static void replay(const struct pair *p)
{
    git_diff *d[2] = {diff(p->tree[BASE], p->tree[THEIRS], p->mainline),
                      diff(p->tree[OURS], p->tree[REAL], p->backport)};
    enum outcome worst = CLEAN;
    bool exact = true;
    size_t wrong = wrong_regions();

    for (int k = 0; k < 2; k++) {
        for (size_t i = 0; i < git_diff_num_deltas(d[k]); i++)
            worst =
                replay_delta(p, git_diff_get_delta(d[k], i), !k, worst, &exact);
        git_diff_free(d[k]);
    }
    pairs.all[worst]++;
    pairs.exact[worst] += exact;
    if (worst == SETTLED && wrong_regions() > wrong)
        n_wrong_pairs++;
}

static void read_trees(const char *id, git_tree **parent, git_tree **own)
{
    git_commit *c, *c0;
    git_oid oid;

    if (git_oid_fromstr(&oid, id) || git_commit_lookup(&c, repo, &oid) ||
        git_commit_parent(&c0, c, 0) || git_commit_tree(own, c) ||
        git_commit_tree(parent, c0))
        stop("cannot read commit", id);
    git_commit_free(c);
    git_commit_free(c0);
}

static void report(const char *what, const struct tally *t)
{
    printf("%s\n", what);
    for (int i = 0; i < N_OUTCOMES; i++)
        printf("  %6zu %-55s %6zu as the maintainer's (%.1f %%)\n", t->all[i],
               outcome_names[i], t->exact[i],
               t->all[i] ? 100.0 * (double)t->exact[i] / (double)t->all[i]
                         : 0.0);
}

static void read_pairs(FILE *f)
{
    char line[4096];
    struct pair p;

    if (!fgets(line, sizeof(line), f))
        return;
    while (fgets(line, sizeof(line), f)) {
        if (sscanf(line, "%15s %63s %63s", p.branch, p.backport, p.mainline) !=
            3)
            continue;
        read_trees(p.mainline, &p.tree[BASE], &p.tree[THEIRS]);
        read_trees(p.backport, &p.tree[OURS], &p.tree[REAL]);
        replay(&p);
        for (int i = 0; i < N_SIDES; i++)
            git_tree_free(p.tree[i]);
    }
}

int main(int argc, char **argv)
{
    FILE *f;

    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: corpus CLONE PAIRS [DIR]\n");
        return 2;
    }
    git_libgit2_init();
    if (git_repository_open(&repo, argv[1]))
        stop("cannot open", argv[1]);
    f = fopen(argv[2], "r");
    if (!f)
        stop("cannot open", argv[2]);
    out_dir = argv[3];
    if (out_dir && mkdir(out_dir, 0777) && errno != EEXIST)
        stop("cannot make", out_dir);
    read_pairs(f);
    fclose(f);
    report("pairs", &pairs);
    printf("  %6zu of the settled ones have a transplant that differs from the "
           "maintainer's\n         text there; the others that differ do so "
           "where git's merge was clean\n",
           n_wrong_pairs);
    report("files that the mainline commits change", &files);
    printf("regions\n  %6zu %-55s %6zu as the maintainer's (%.1f %%)\n"
           "  %6zu conflict\n",
           regions.transplants, "transplanted, in files without conflict",
           regions.right,
           regions.transplants
               ? 100.0 * (double)regions.right / (double)regions.transplants
               : 0.0,
           regions.conflicts);
    git_repository_free(repo);
    git_libgit2_shutdown();
    return 0;
}
