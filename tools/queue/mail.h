/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_MAIL_H
#define BPQ_MAIL_H

#include <git2.h>

#include "base/err.h"

/*
 * A commit's author, date and message, each as it has to stand in a mail for
 * git am to give it back: UTF-8, printable (see printable.h), of one line but
 * for the text.
 */
struct bpq_mail {
    char *from;   /* "NAME <ADDRESS>" */
    char *author; /* the true one if git am would not give that back, or NULL */
    char *date;   /* RFC 2822, or "@SECONDS ZONE" beyond what git reads so */
    char *subject; /* never empty */
    char *text;    /* lines, each with its newline; "" for none */
};

/* Refuses, with the commit's id, what no mail can say.  The caller frees. */
int bpq_mail_read(struct bpq_mail *m, git_commit *c, struct bpq_err *e);
void bpq_mail_free(struct bpq_mail *m);

#endif
