/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "git/unpacked.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "git/archive.h"

int bpq_unpacked_hash(const void *p, size_t len, git_object_t type,
                      git_oid *out, struct bpq_err *e)
{
    if (git_odb_hash(out, p ? p : "", len, type) < 0)
        return bpq_error(e, BPQ_FAIL, "cannot take a git id: %s",
                         git_error_last()->message);
    return BPQ_OK;
}

void bpq_unpacked_note(const struct bpq_unpacked *u, const char *shown,
                       const char *what)
{
    char *text = bpq_fmt("%s: %s", shown, what);

    if (u->notes)
        bpq_strs_add(u->notes, text);
    free(text);
}

/* ---- files ---- */

static char *exported_path(const struct bpq_unpacked *u, const char *path)
{
    return bpq_fmt("%s/%s", u->export.tree, path);
}

/* Read the commit's file as git archive wrote it; false if it did not. */
static bool read_exported(const struct bpq_unpacked *u, const char *path,
                          struct bpq_buf *out)
{
    char *full = exported_path(u, path);
    struct bpq_err none = {0};
    struct stat st;
    bool is = !lstat(full, &st) && S_ISREG(st.st_mode) &&
              !bpq_file_read(full, out, &none);

    bpq_err_clear(&none);
    free(full);
    return is;
}

/* With the commit: set *out if the file is as git archive wrote it. */
static int as_exported(const struct bpq_unpacked *u,
                       const git_tree_entry *entry, const char *path,
                       const char *shown, struct bpq_str text, git_oid *out,
                       struct bpq_err *e)
{
    struct bpq_buf exported = BPQ_BUF_INIT;
    git_oid id;
    int rc = BPQ_OK;

    if (!entry || git_tree_entry_type(entry) != GIT_OBJECT_BLOB ||
        !read_exported(u, path, &exported))
        goto out;
    if (bpq_str_eq(text, bpq_buf_str(&exported))) {
        *out = *git_tree_entry_id(entry);
        goto out;
    }
    rc = bpq_unpacked_hash(exported.p, exported.len, GIT_OBJECT_BLOB, &id, e);
    if (!rc && !git_oid_equal(&id, git_tree_entry_id(entry)) &&
        !git_oid_equal(out, git_tree_entry_id(entry)))
        bpq_unpacked_note(
            u, shown,
            "counts as it is: git archive would have changed it, but it "
            "differs from what git archive makes of --like");
out:
    bpq_buf_free(&exported);
    return rc;
}

/* Does a line of .gitattributes make git change files or leave them out? */
static bool is_special(const char *line)
{
    static const char *const words[] = {
        "export-subst", "export-ignore", "ident",
        "eol=crlf",     "filter",        "working-tree-encoding"};

    if (*line == '#' || !strcmp(line, ".gitarchive-info export-subst"))
        return false;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strstr(line, words[i]))
            return true;
    return false;
}

static void look_at_attributes(const struct bpq_unpacked *u, const char *shown,
                               const char *text)
{
    bool special = false;
    size_t n;

    for (const char *p = text; p && *p && !special; p += n + (p[n] == '\n')) {
        char *line = bpq_strndup(p, n = strcspn(p, "\n"));

        special = is_special(line);
        free(line);
    }
    if (special)
        bpq_unpacked_note(
            u, shown,
            "makes git write files differently than it stores them; all files "
            "count as they are: use --like REF to be sure");
}

/* Without the commit: undo only what git archive does to a Xen tree. */
static void undo(const struct bpq_unpacked *u, const char *path,
                 const char *shown, struct bpq_buf *text)
{
    const char *slash = strrchr(path, '/');
    struct bpq_buf raw = BPQ_BUF_INIT;

    if (!strcmp(slash ? slash + 1 : path, ".gitattributes"))
        look_at_attributes(u, shown, text->p);
    if (strcmp(path, ".gitarchive-info") ||
        bpq_archive_is_raw(bpq_buf_str(text)))
        return;
    if (bpq_archive_undo(bpq_buf_str(text), &raw)) {
        bpq_buf_reset(text);
        bpq_buf_add(text, raw.p, raw.len);
    }
    bpq_buf_free(&raw);
}

int bpq_unpacked_file(const struct bpq_unpacked *u, const git_tree_entry *entry,
                      const char *path, const char *shown, struct bpq_buf *text,
                      git_oid *out, struct bpq_err *e)
{
    int rc;

    if (!u->like)
        undo(u, path, shown, text);
    rc = bpq_unpacked_hash(text->p, text->len, GIT_OBJECT_BLOB, out, e);
    if (!rc && u->like)
        rc = as_exported(u, entry, path, shown, bpq_buf_str(text), out, e);
    return rc;
}

/* ---- files that are left out ---- */

/* Does dpkg-source leave a file of this name out of a native package? */
static bool is_unpackaged(const char *name)
{
    /* dpkg-source(1), --tar-ignore */
    static const char *const patterns[] = {"*.a",         "*.la",
                                           "*.o",         "*.so",
                                           ".*.sw?",      "*~",
                                           ",,*",         ".[#~]*",
                                           ".arch-ids",   ".arch-inventory",
                                           ".be",         ".bzr*",
                                           ".cvsignore",  ".deps",
                                           ".git",        ".gitattributes",
                                           ".gitignore",  ".gitmodules",
                                           ".gitreview",  ".hg",
                                           ".hgignore",   ".hgsigs",
                                           ".hgtags",     ".mailmap",
                                           ".mtn-ignore", ".shelf",
                                           ".svn",        "CVS",
                                           "DEADJOE",     "RCS",
                                           "_MTN",        "_darcs",
                                           "{arch}"};

    for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
        if (!fnmatch(patterns[i], name, 0))
            return true;
    return false;
}

bool bpq_unpacked_lacks(const struct bpq_unpacked *u,
                        const git_tree_entry *entry, const char *path,
                        const char *shown)
{
    char *full = exported_path(u, path);
    struct stat st;
    /* git archive writes a submodule as an empty folder */
    bool ignored =
        git_tree_entry_type(entry) == GIT_OBJECT_COMMIT || lstat(full, &st) < 0;
    bool unpackaged = !ignored && is_unpackaged(git_tree_entry_name(entry));

    if (unpackaged)
        bpq_unpacked_note(u, shown,
                          "is missing and counts as in --like: dpkg-source "
                          "leaves it out of a native package");
    free(full);
    return ignored || unpackaged;
}

/* Note that, without the commit, a native package may lack files. */
void bpq_unpacked_look(const struct bpq_unpacked *u, const char *dir)
{
    char *path = bpq_fmt("%s/debian/source/format", dir);
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_err none = {0};
    struct stat st;

    if (!u->like && !stat(path, &st) && S_ISREG(st.st_mode) &&
        !bpq_file_read(path, &text, &none) && text.p &&
        strstr(text.p, "(native)"))
        bpq_unpacked_note(
            u, path,
            "a native package, from which dpkg-source leaves out .gitignore "
            "and the like: put them back with --like REF");
    bpq_err_clear(&none);
    bpq_buf_free(&text);
    free(path);
}
