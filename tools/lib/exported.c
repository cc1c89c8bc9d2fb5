/* SPDX-License-Identifier: LGPL-2.1-only */
#define _GNU_SOURCE
#include "exported.h"

#include <stdlib.h>
#include <string.h>

#include "archive.h"

/* The one that Xen has: an id and a date. */
#define XENS ".gitarchive-info"

void bpq_exported_note(struct bpq_strs *notes, const char *shown,
                       const char *what)
{
    char *note = bpq_fmt("%s: %s", shown, what);

    if (notes)
        bpq_strs_add(notes, note);
    free(note);
}

/* The upstream part of dpkg-source's default of --tar-ignore. */
bool bpq_exported_unpackaged(const char *name)
{
    static const char *const names[] = {
        ".bzrignore",  ".cvsignore", ".gitattributes", ".gitignore",
        ".gitmodules", ".gitreview", ".hgignore",      ".hgsigs",
        ".hgtags",     ".mailmap",   ".mtn-ignore"};
    size_t i;

    for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (!strcmp(names[i], name))
            return true;
    return false;
}

static void note(const struct bpq_exported *f, const char *what)
{
    bpq_exported_note(f->notes, f->shown, what);
}

static void become(struct bpq_buf *text, struct bpq_str to)
{
    bpq_buf_reset(text);
    bpq_buf_add(text, to.p, to.len);
}

/* What git archive filled in, with the commit: the file is certain. */
static void empty_like(const struct bpq_exported *f, struct bpq_buf *text)
{
    bool known;

    if (!bpq_archive_made(f->raw, f->like, bpq_buf_str(text), &known)) {
        note(f, "counts as it is, though git archive fills it in: it is not "
                "what --like gives");
        return;
    }
    become(text, f->raw);
    if (!known)
        note(f, "what git archive filled in that is not of the commit alone "
                "(tags, say) may be anything: see what it says");
}

static void empty(const struct bpq_exported *f, struct bpq_buf *text)
{
    struct bpq_buf out = BPQ_BUF_INIT;

    if (!bpq_archive_undo(bpq_buf_str(text), &out)) {
        note(f, "counts as it is, though git archive fills it in: say of which "
                "commit with --like REF");
    } else {
        become(text, bpq_buf_str(&out));
        if (strcmp(f->path, XENS))
            note(f, "its ids and dates count as what git archive filled in: "
                    "make sure with --like REF");
    }
    bpq_buf_free(&out);
}

void bpq_exported_undo(const struct bpq_exported *f, struct bpq_buf *text)
{
    if (f->raw.len && bpq_str_eq(f->raw, bpq_buf_str(text)))
        return;
    if (bpq_attrs_is(f->attrs, f->path, "ident", NULL))
        bpq_archive_plain_ids(text);
    if (bpq_attrs_is(f->attrs, f->path, "eol", "crlf"))
        bpq_archive_plain_lines(text);
    if (bpq_attrs_is(f->attrs, f->path, "filter", "*") ||
        bpq_attrs_is(f->attrs, f->path, "working-tree-encoding", "*"))
        note(f, "counts as it is, though .gitattributes has git write it "
                "otherwise than it has it: put git's in its place");
    if (!bpq_attrs_is(f->attrs, f->path, "export-subst", NULL))
        return;
    if (f->raw.len && f->like)
        empty_like(f, text);
    else if (!bpq_archive_is_raw(bpq_buf_str(text)))
        empty(f, text);
}
