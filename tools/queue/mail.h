/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_MAIL_H
#define BPQ_MAIL_H

#include <git2.h>

#include "base/err.h"

/*
 * A commit's author, date and message, in the form from which git am restores
 * them: printable UTF-8 (see printable.h), each on one line except for the
 * text.
 */
struct bpq_mail {
    char *from;    /* "NAME <ADDRESS>" */
    char *author;  /* the true author if git am cannot restore it, or NULL */
    char *date;    /* RFC 2822, or "@SECONDS ZONE" if git cannot read that */
    char *subject; /* never empty */
    char *text;    /* lines, each with its newline; "" for none */
};

/* Refuse a commit that no mail can represent.  The caller frees *m. */
int bpq_mail_read(struct bpq_mail *m, git_commit *c, struct bpq_err *e);
void bpq_mail_free(struct bpq_mail *m);

#endif
