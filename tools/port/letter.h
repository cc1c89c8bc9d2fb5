/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_LETTER_H
#define BPQ_LETTER_H

#include "git/repo.h"
#include "git/udiff.h"

/*
 * A patch as people send it: a mail as git format-patch writes it, a patch
 * with the fields of DEP-3, or a text with a diff below it.  What it says of
 * author, date and subject is read as git am reads it; what it does not say is
 * taken from Signed-off-by:, from the first line of the text, from the file's
 * name.
 */
struct bpq_letter {
    char *from_id; /* 40 hex digits of "From ID Mon Sep 17", or NULL */
    char *name, *email;
    bool dated;
    git_time when;
    char *subject;
    char *body;          /* may be empty */
    char *charset;       /* of the body; NULL: UTF-8 */
    struct bpq_buf diff; /* all below the message */
    size_t line;         /* of the file in which diff begins */
    struct bpq_udiff udiff;
};

struct bpq_letters {
    struct bpq_letter *v;
    size_t n;
    struct bpq_strs passed; /* subjects of letters without a patch */
};

/*
 * text is a file's, whose name is for messages.  A mailbox has several letters.
 * BPQ_FAIL if it has no patch.
 */
int bpq_letters_read(struct bpq_letters *l, struct bpq_str text,
                     const char *name, struct bpq_err *e);
void bpq_letters_free(struct bpq_letters *l);

#endif
