/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "queue/written.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sha256.h"
#include "base/textfile.h"

#define MARK "# Made by bpq "

/* ---- the record ---- */

static void add_sum(struct bpq_written *w, const char *name, const char *sha256)
{
    struct bpq_written_file *f;

    w->v = bpq_grow(w->v, w->n + 1, sizeof(*w->v));
    f = &w->v[w->n++];
    f->name = bpq_strdup(name);
    memcpy(f->sha256, sha256, 64);
    f->sha256[64] = 0;
}

void bpq_written_add(struct bpq_written *w, const char *name,
                     struct bpq_str text)
{
    char sha256[65];

    bpq_sha256(text, sha256);
    add_sum(w, name, sha256);
}

void bpq_written_text(const struct bpq_written *w, struct bpq_buf *out)
{
    bpq_buf_adds(out, "# What bpq wrote here, by which it knows what was "
                      "changed since.\n");
    for (size_t i = 0; i < w->n; i++)
        bpq_buf_addf(out, "%s  %s\n", w->v[i].sha256, w->v[i].name);
}

void bpq_written_free(struct bpq_written *w)
{
    for (size_t i = 0; i < w->n; i++)
        free(w->v[i].name);
    free(w->v);
    *w = (struct bpq_written){0};
}

/* False if there is no complete record. */
static bool read_record(struct bpq_written *w, int fd)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    char *end;
    bool whole = !bpq_file_read_at(fd, BPQ_WRITTEN, &text, &e);

    for (char *line = text.p; whole && line && *line; line = end + 1) {
        end = strchr(line, '\n');
        if (!end) {
            whole = false;
            break;
        }
        *end = 0;
        if (*line == '#')
            continue;
        whole = strspn(line, "0123456789abcdef") == 64 &&
                !strncmp(line + 64, "  ", 2) && line[66];
        if (whole)
            add_sum(w, line + 66, line);
    }
    if (!whole)
        bpq_written_free(w);
    bpq_err_clear(&e);
    bpq_buf_free(&text);
    return whole;
}

static bool same_as(const struct bpq_written *w, const char *name,
                    const char *sha256)
{
    for (size_t i = 0; w && i < w->n; i++)
        if (!strcmp(w->v[i].name, name))
            return !strcmp(w->v[i].sha256, sha256);
    return false;
}

static bool names(const struct bpq_written *w, const char *name)
{
    for (size_t i = 0; w && i < w->n; i++)
        if (!strcmp(w->v[i].name, name))
            return true;
    return false;
}

/* ---- the folder ---- */

static bool ends_in(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);

    return n > m && !strcmp(name + n - m, end);
}

bool bpq_written_name(const char *name)
{
    size_t n = strlen(BPQ_RESOLUTIONS "/");

    if (!strncmp(name, BPQ_RESOLUTIONS "/", n))
        return bpq_is_hex(name + n, 40);
    return !strcmp(name, "series") || !strcmp(name, BPQ_WRITTEN) ||
           ends_in(name, ".patch");
}

/* Is it a backup that quilt or an editor made? */
static bool is_backup(const char *name)
{
    static const char *const ends[] = {"~", ".orig", ".rej"};
    char *of;
    bool is = false;

    for (size_t i = 0; !is && i < sizeof(ends) / sizeof(ends[0]); i++) {
        if (!ends_in(name, ends[i]))
            continue;
        of = bpq_strndup(name, strlen(name) - strlen(ends[i]));
        is = bpq_written_name(of);
        free(of);
    }
    return is;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_folder(int fd, const char *name)
{
    struct stat st;

    return !fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) && S_ISDIR(st.st_mode);
}

/* Read the names in the folder, those of its resolutions with their folder. */
static void add_names(int fd, const char *folder, struct bpq_strs *out)
{
    int again = openat(fd, *folder ? folder : ".",
                       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *d = again < 0 ? NULL : fdopendir(again);
    struct dirent *ent;

    while (d && (ent = readdir(d))) {
        char *name = bpq_fmt("%s%s%s", folder, *folder ? "/" : "", ent->d_name);

        if (!strcmp(name, BPQ_RESOLUTIONS) && is_folder(fd, name))
            add_names(fd, name, out);
        else if (strcmp(ent->d_name, ".") && strcmp(ent->d_name, ".."))
            bpq_strs_add(out, name);
        free(name);
    }
    if (d)
        closedir(d);
}

/* The same, sorted. */
static void read_names(int fd, struct bpq_strs *out)
{
    add_names(fd, "", out);
    if (out->n)
        qsort(out->v, out->n, sizeof(*out->v), by_name);
}

static bool has_mark(int fd)
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_err e = {0};
    bool has = !bpq_file_read_at(fd, "series", &text, &e) && text.p &&
               !strncmp(text.p, MARK, strlen(MARK));

    bpq_err_clear(&e);
    bpq_buf_free(&text);
    return has;
}

/* The checksum of a regular file; "" for anything else. */
static void sum_of(int fd, const char *name, char sha256[65])
{
    struct bpq_buf text = BPQ_BUF_INIT;
    struct bpq_err e = {0};

    *sha256 = 0;
    if (!bpq_file_read_at(fd, name, &text, &e))
        bpq_sha256(bpq_buf_str(&text), sha256);
    bpq_err_clear(&e);
    bpq_buf_free(&text);
}

bool bpq_written_edited(const char *dir, const char *name)
{
    struct bpq_written was = {0};
    bool edited = false;
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0 && read_record(&was, fd)) {
        char sha256[65];

        sum_of(fd, name, sha256);
        edited = !same_as(&was, name, sha256);
    }
    bpq_written_free(&was);
    if (fd >= 0)
        close(fd);
    return edited;
}

static bool has_mode(int fd, const char *name, mode_t mode)
{
    struct stat st;

    return !fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) && st.st_mode == mode;
}

static bool same_record(const struct bpq_written *a,
                        const struct bpq_written *b)
{
    bool same = a->n == b->n;

    for (size_t i = 0; same && i < a->n; i++)
        same = !strcmp(a->v[i].name, b->v[i].name) &&
               !strcmp(a->v[i].sha256, b->v[i].sha256);
    return same;
}

bool bpq_written_is(int fd, const struct bpq_written *now)
{
    struct bpq_written was = {0};
    struct bpq_strs there = {NULL, 0};
    bool is = has_mode(fd, ".", S_IFDIR | 0755) && read_record(&was, fd) &&
              same_record(&was, now);

    if (is)
        read_names(fd, &there);
    /* the record itself is not in it */
    is = is && there.n == now->n + 1;
    for (size_t i = 0; is && i < there.n; i++) {
        const char *name = there.v[i];
        char sha256[65];

        is = has_mode(fd, name, S_IFREG | 0644);
        if (!is || !strcmp(name, BPQ_WRITTEN))
            continue;
        sum_of(fd, name, sha256);
        is = same_as(now, name, sha256);
    }
    bpq_strs_free(&there);
    bpq_written_free(&was);
    return is;
}

/* A folder and what is known of it. */
struct found {
    int fd;
    const char *dir;
    struct bpq_strs names;
    struct bpq_written was;
    bool recorded;
};

/* Refuse folders with foreign files, which even force does not replace. */
static int check_kind(const struct found *f, bool ours, struct bpq_err *e)
{
    for (size_t i = 0; i < f->names.n; i++) {
        const char *name = f->names.v[i];

        if ((bpq_written_name(name) || (ours && is_backup(name))) &&
            !is_folder(f->fd, name))
            continue;
        return bpq_error(e, BPQ_FAIL,
                         "%s: has %s, which bpq did not write there: %sname an "
                         "empty or new folder with --out DIR",
                         f->dir, name, ours ? "move it away, or " : "");
    }
    return BPQ_OK;
}

/* Refuse to lose a file that somebody changed or added. */
static int check_edits(const struct found *f, const struct bpq_written *now,
                       struct bpq_err *e)
{
    const char *first = NULL;
    char sha256[65], more[64] = "";
    size_t n = 0;

    for (size_t i = 0; i < f->names.n; i++) {
        const char *name = f->names.v[i];

        if (!strcmp(name, BPQ_WRITTEN))
            continue;
        sum_of(f->fd, name, sha256);
        if (same_as(&f->was, name, sha256) || same_as(now, name, sha256))
            continue;
        if (!n++)
            first = name;
    }
    if (!n)
        return BPQ_OK;
    if (n > 1)
        snprintf(more, sizeof(more), ", as %zu more file%s there", n - 1,
                 n > 2 ? "s were" : " was");
    return bpq_error(e, BPQ_FAIL,
                     "%s/%s: %s%s: see bpq check, save what you want to keep, "
                     "then replace the folder with --force (make: FORCE=1)",
                     f->dir, first,
                     !f->recorded
                         ? "differs from what bpq writes there now, and the "
                           "folder has no record of what bpq wrote"
                     : names(&f->was, first) ? "was changed after bpq wrote it"
                                             : "was not written by bpq",
                     more);
}

int bpq_written_check(int fd, const char *dir, const struct bpq_written *now,
                      bool force, struct bpq_err *e)
{
    struct found f = {.fd = fd, .dir = dir};
    bool ours;
    int rc = BPQ_OK;

    read_names(fd, &f.names);
    if (!f.names.n)
        goto out;
    f.recorded = read_record(&f.was, fd);
    ours = f.recorded || has_mark(fd);
    rc = check_kind(&f, ours, e);
    if (!rc && !ours)
        rc = bpq_error(e, BPQ_FAIL,
                       "%s: has a queue that bpq did not write: name an empty "
                       "or new folder with --out DIR",
                       dir);
    if (!rc && now && !force)
        rc = check_edits(&f, now, e);
out:
    bpq_written_free(&f.was);
    bpq_strs_free(&f.names);
    return rc;
}
