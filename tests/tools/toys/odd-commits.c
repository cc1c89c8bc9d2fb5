/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * odd-commits REPOSITORY BASE SEED N: write N commits whose parent is BASE, and
 * print a line "SEED ID WHAT" for each.  Git can store these commits, though
 * nobody would make them: their names, dates, messages and changes come from
 * tables and random bytes.  The same seed gives the same commit.
 */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "odd-words.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define PICK(a) ((a)[rnd(N(a))])

static uint64_t state;
static char what[4096]; /* the changes made, in words */

static unsigned rnd(unsigned n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)((state * 0x2545f4914f6cdd1dULL) >> 33) % n;
}

static bool one_in(unsigned n)
{
    return !rnd(n);
}

static void __attribute__((format(printf, 1, 2))) did(const char *fmt, ...)
{
    size_t len = strlen(what);
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(what + len, sizeof(what) - len, fmt, ap);
    va_end(ap);
}

static void must(int r, const char *doing)
{
    if (r >= 0)
        return;
    fprintf(stderr, "%s: %s\n", doing,
            git_error_last() ? git_error_last()->message : "?");
    exit(2);
}

/* ---- text ---- */

struct text {
    char *p;
    size_t len;
};

static void add(struct text *t, const char *p, size_t len)
{
    t->p = realloc(t->p, t->len + len + 1);
    memcpy(t->p + t->len, p, len);
    t->len += len;
    t->p[t->len] = '\0';
}

static void adds(struct text *t, const char *s)
{
    add(t, s, strlen(s));
}

static void add_bytes(struct text *t, unsigned n, bool any)
{
    while (n--) {
        char c = (char)(any ? 1 + rnd(255) : 32 + rnd(95));

        if (c != '\n')
            add(t, &c, 1);
    }
}

static void add_line(struct text *t)
{
    if (one_in(10))
        add_bytes(t, rnd(80), true);
    else if (one_in(60))
        add_bytes(t, 3000 + rnd(60000), false);
    else
        adds(t, PICK(lines));
    /* otherwise nearly every file would have one */
    while (!one_in(8) && t->len && t->p[t->len - 1] == '\r')
        t->len--;
}

/* ---- files ---- */

struct file {
    char *path;
    unsigned mode; /* 0: gone */
    struct text text;
};

static struct file files[200];
static unsigned n_files;

static int on_entry(const char *root, const git_tree_entry *entry, void *arg)
{
    git_blob *blob = NULL;
    struct file *f = &files[n_files];

    if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
        return 0;
    memset(f, 0, sizeof(*f));
    if (asprintf(&f->path, "%s%s", root, git_tree_entry_name(entry)) < 0)
        exit(2);
    f->mode = git_tree_entry_filemode(entry);
    must(git_blob_lookup(&blob, arg, git_tree_entry_id(entry)), "blob");
    add(&f->text, git_blob_rawcontent(blob), git_blob_rawsize(blob));
    git_blob_free(blob);
    n_files++;
    return 0;
}

static struct file *a_file(void)
{
    struct file *f;

    for (unsigned i = 0; i < 50; i++) {
        f = &files[rnd(n_files)];
        if (f->mode && f->mode != GIT_FILEMODE_COMMIT &&
            strcmp(f->path, "xen/include/public/xen.h"))
            return f;
    }
    return f;
}

static bool is_there(const char *path)
{
    size_t len = strlen(path);

    for (unsigned i = 0; i < n_files; i++) {
        size_t n = strlen(files[i].path);

        if (!files[i].mode)
            continue;
        if (!strcmp(files[i].path, path) ||
            (n > len && !memcmp(files[i].path, path, len) &&
             files[i].path[len] == '/') ||
            (len > n && !memcmp(files[i].path, path, n) && path[n] == '/'))
            return true;
    }
    return false;
}

static struct file *new_file(const char *path, unsigned mode)
{
    struct file *f = &files[n_files];

    if (is_there(path) || n_files == N(files))
        return NULL;
    memset(f, 0, sizeof(*f));
    f->path = strdup(path);
    f->mode = mode;
    add(&f->text, "", 0);
    n_files++;
    return f;
}

static char *a_name(void)
{
    if (one_in(40)) {
        char *name = calloc(1, 400);

        memset(name, 'n', 200 + rnd(150));
        return name;
    }
    return strdup(PICK(names));
}

static void fill(struct file *f)
{
    unsigned n = one_in(6) ? 0 : 1 + rnd(12);

    if (!strcmp(f->path, ".gitattributes")) {
        adds(&f->text, "* text eol=crlf ident\n");
        return;
    }
    if (one_in(25)) {
        add(&f->text, "bin\0ary", 7);
        return;
    }
    while (n--) {
        add_line(&f->text);
        if (n || !one_in(4))
            adds(&f->text, "\n");
    }
    if (one_in(40)) {
        for (unsigned i = 0; i < 900; i++)
            adds(&f->text, "0123456789\n");
        add(&f->text, "\0\n", 2);
    }
}

static void do_add(void)
{
    static const unsigned modes[] = {GIT_FILEMODE_BLOB, GIT_FILEMODE_BLOB,
                                     GIT_FILEMODE_BLOB,
                                     GIT_FILEMODE_BLOB_EXECUTABLE};
    char *name = a_name();
    struct file *f = new_file(name, PICK(modes));

    if (f) {
        fill(f);
        did(" add");
    }
    free(name);
}

/* Change a line here and there. */
static void do_edit(void)
{
    struct file *f = a_file();
    struct text new = {NULL, 0};
    const char *p = f->text.p, *end = p + f->text.len, *nl;
    unsigned every = 1 + rnd(20);

    add(&new, "", 0);
    for (; p < end; p = nl) {
        nl = memchr(p, '\n', end - p);
        nl = nl ? nl + 1 : end;
        if (!one_in(every)) {
            add(&new, p, nl - p);
            continue;
        }
        if (one_in(3))
            continue; /* gone */
        add_line(&new);
        adds(&new, "\n");
        if (one_in(3))
            add(&new, p, nl - p);
    }
    if (one_in(5))
        add_line(&new);
    if (one_in(6) && new.len &&new.p[new.len - 1] == '\n')
        new.len--;
    free(f->text.p);
    f->text = new;
    did(" edit %s", f->path);
}

static void do_remove(void)
{
    struct file *f = a_file();

    f->mode = 0;
    did(" remove %s", f->path);
}

static void do_empty(void)
{
    struct file *f = a_file();

    f->text.len = 0;
    if (f->mode == GIT_FILEMODE_LINK)
        f->mode = 0;
    did(" empty %s", f->path);
}

static void do_mode(void)
{
    struct file *f = a_file();

    if (f->mode == GIT_FILEMODE_LINK)
        return;
    f->mode ^= GIT_FILEMODE_BLOB ^ GIT_FILEMODE_BLOB_EXECUTABLE;
    did(" mode %s", f->path);
}

static void do_returns(void)
{
    struct file *f = a_file();
    struct text new = {NULL, 0};

    add(&new, "", 0);
    for (size_t i = 0; i < f->text.len; i++)
        if (f->text.p[i] == '\n')
            adds(&new, "\r\n");
        else if (f->text.p[i] != '\r')
            add(&new, f->text.p + i, 1);
    f->text = new;
    did(" returns %s", f->path);
}

static void do_link(void)
{
    char *name = a_name();
    struct file *f;

    if (one_in(2))
        f = new_file(name, GIT_FILEMODE_LINK);
    else
        f = a_file();
    if (f) {
        f->mode = GIT_FILEMODE_LINK;
        f->text.len = 0;
        adds(&f->text, PICK(targets));
        did(" link %s", f->path);
    }
    free(name);
}

static void do_unlink(void)
{
    struct file *f = a_file();

    if (f->mode != GIT_FILEMODE_LINK)
        return;
    f->mode = GIT_FILEMODE_BLOB;
    fill(f);
    did(" unlink %s", f->path);
}

static void do_module(void)
{
    char *name = a_name();

    if (one_in(4) && new_file(name, GIT_FILEMODE_COMMIT))
        did(" module");
    free(name);
}

/* A file becomes a folder, or a folder a file. */
static void do_folder(void)
{
    struct file *f = a_file(), *new;
    char *path, *slash;

    if (!one_in(3))
        return;
    slash = strrchr(f->path, '/');
    if (slash && strncmp(f->path, "xen/", 4)) {
        size_t len = slash - f->path;

        path = strndup(f->path, len);
        for (unsigned i = 0; i < n_files; i++)
            if (!strncmp(files[i].path, path, len) && files[i].path[len] == '/')
                files[i].mode = 0;
        new = new_file(path, one_in(3) ? GIT_FILEMODE_LINK : GIT_FILEMODE_BLOB);
    } else {
        f->mode = 0;
        if (asprintf(&path, "%s/inside", f->path) < 0)
            exit(2);
        new = new_file(path, GIT_FILEMODE_BLOB);
    }
    if (new)
        adds(&new->text, "text");
    did(" folder %s", path);
    free(path);
}

static void do_rename(void)
{
    struct file *f = a_file(), *to;
    char *name = a_name();

    to = new_file(name, f->mode);
    if (to) {
        add(&to->text, f->text.p, f->text.len);
        f->mode = 0;
        did(" rename %s", f->path);
    }
    free(name);
}

static void (*const changes[])(void) = {
    do_add,  do_add,  do_edit,   do_edit,   do_edit,   do_remove, do_empty,
    do_mode, do_link, do_unlink, do_module, do_folder, do_rename, do_returns};

/* ---- trees ---- */

struct entry {
    char name[400];
    unsigned mode;
    git_oid id;
};

static int by_name(const void *pa, const void *pb)
{
    const struct entry *a = pa, *b = pb;
    char x[402], y[402];

    snprintf(x, sizeof(x), "%s%s", a->name,
             a->mode == GIT_FILEMODE_TREE ? "/" : "");
    snprintf(y, sizeof(y), "%s%s", b->name,
             b->mode == GIT_FILEMODE_TREE ? "/" : "");
    return strcmp(x, y);
}

static void put(git_odb *odb, const struct text *t, git_object_t type,
                git_oid *id)
{
    must(git_odb_write(id, odb, t->len ? t->p : "", t->len, type), "write");
}

/* Write the tree of the files below PREFIX, and return how many entries it has.
 */
static size_t put_tree(git_odb *odb, const char *prefix, git_oid *id)
{
    struct entry *v = calloc(N(files), sizeof(*v));
    struct text t = {NULL, 0};
    size_t n = 0, len = strlen(prefix), k;

    for (size_t i = 0; i < n_files; i++) {
        const char *rest = files[i].path + len, *slash;

        if (!files[i].mode || strncmp(files[i].path, prefix, len))
            continue;
        slash = strchr(rest, '/');
        snprintf(v[n].name, sizeof(v[n].name), "%.*s",
                 (int)(slash ? slash - rest : (long)strlen(rest)), rest);
        for (k = 0; k < n && strcmp(v[k].name, v[n].name); k++)
            ;
        if (k < n)
            continue;
        v[n].mode = slash ? GIT_FILEMODE_TREE : files[i].mode;
        if (slash) {
            char *below;

            if (asprintf(&below, "%s%s/", prefix, v[n].name) < 0)
                exit(2);
            put_tree(odb, below, &v[n].id);
            free(below);
        } else if (files[i].mode == GIT_FILEMODE_COMMIT) {
            memset(&v[n].id, 0x11, sizeof(v[n].id));
        } else {
            put(odb, &files[i].text, GIT_OBJECT_BLOB, &v[n].id);
        }
        n++;
    }
    qsort(v, n, sizeof(*v), by_name);
    for (size_t i = 0; i < n; i++) {
        char head[512];

        snprintf(head, sizeof(head), "%o %s", v[i].mode, v[i].name);
        add(&t, head, strlen(head) + 1);
        add(&t, (const char *)v[i].id.id, sizeof(v[i].id.id));
    }
    put(odb, &t, GIT_OBJECT_TREE, id);
    free(t.p);
    free(v);
    return n;
}

/* ---- the commit ---- */

static void add_message(struct text *t)
{
    if (one_in(25))
        return;
    for (unsigned blank = one_in(12) ? rnd(4) : 0; blank; blank--)
        adds(t, one_in(2) ? "\n" : " \n");
    if (one_in(25))
        return;
    if (one_in(15))
        add_bytes(t, rnd(60), true);
    else if (one_in(40))
        add_bytes(t, rnd(20000), false);
    else
        adds(t, PICK(subjects));
    adds(t, one_in(12) ? "\r\n" : one_in(12) ? "" : "\n");
    if (one_in(5))
        return;
    adds(t, one_in(10) ? "" : one_in(10) ? " \t\n" : "\n");
    for (unsigned n = rnd(10); n; n--) {
        add_line(t);
        adds(t, one_in(15) ? "\r\n" : "\n");
    }
    if (one_in(60))
        add(t, "a\0b\n", 4);
}

static void add_person(struct text *t, const char *role, bool odd)
{
    adds(t, role);
    adds(t, " ");
    if (odd && one_in(12))
        add_bytes(t, rnd(30), true);
    else
        adds(t, odd ? PICK(people) : "Carl");
    adds(t, odd && one_in(30) ? "" : " <");
    adds(t, odd ? PICK(mails) : "carl@example.org");
    adds(t, odd && one_in(30) ? "" : "> ");
    adds(t, odd && one_in(2) ? PICK(times) : "1500000001");
    adds(t, " ");
    adds(t, odd ? PICK(zones) : "+0000");
    adds(t, "\n");
}

static void put_commit(git_odb *odb, const char *base, const git_oid *tree,
                       git_oid *id)
{
    struct text t = {NULL, 0};

    adds(&t, "tree ");
    adds(&t, git_oid_tostr_s(tree));
    adds(&t, "\nparent ");
    adds(&t, base);
    adds(&t, "\n");
    if (!one_in(80))
        add_person(&t, "author", one_in(2));
    add_person(&t, "committer", false);
    if (one_in(8)) {
        adds(&t, "encoding ");
        adds(&t, PICK(encodings));
        adds(&t, "\n");
    }
    if (one_in(20))
        adds(&t, "x-odd header\n with a line\n");
    adds(&t, "\n");
    add_message(&t);
    put(odb, &t, GIT_OBJECT_COMMIT, id);
    free(t.p);
}

static void one(git_repository *git, const char *base, unsigned long seed)
{
    git_odb *odb = NULL;
    git_object *tree = NULL;
    git_oid id, new;

    state = seed * 0x9e3779b97f4a7c15ULL + 1;
    for (unsigned n = 0; n < 10; n++)
        rnd(2);
    what[0] = '\0';
    n_files = 0;
    must(git_revparse_single(&tree, git, "RELEASE-4.9.4^{tree}"), "base");
    must(git_tree_walk((git_tree *)tree, GIT_TREEWALK_PRE, on_entry, git),
         "tree");
    for (unsigned n = 1 + (one_in(2) ? rnd(4) : 0); n; n--)
        PICK(changes)();
    must(git_repository_odb(&odb, git), "odb");
    for (;;) {
        put_tree(odb, "", &new);
        if (!git_oid_equal(&new, git_object_id(tree)) || one_in(50))
            break;
        PICK(changes)();
    }
    put_commit(odb, base, &new, &id);
    for (char *p = what; *p; p++)
        if (*p < ' ' || *p > '~' || *p == '\\')
            *p = '?';
    printf("%lu %s%s\n", seed, git_oid_tostr_s(&id), what);
    git_odb_free(odb);
    git_object_free(tree);
}

int main(int argc, char **argv)
{
    git_repository *git = NULL;
    unsigned long seed;

    if (argc != 5)
        return 2;
    git_libgit2_init();
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 0);
    must(git_repository_open(&git, argv[1]), "open");
    seed = strtoul(argv[3], NULL, 10);
    for (unsigned long n = strtoul(argv[4], NULL, 10); n; n--)
        one(git, argv[2], seed++);
    git_repository_free(git);
    git_libgit2_shutdown();
    return 0;
}
