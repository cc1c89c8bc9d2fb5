/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_PORT_H
#define BPQ_PORT_H

#include "port/conflicts.h"
#include "port/dialect.h"
#include "port/doubt.h"
#include "port/published.h"
#include "port/replay.h"

/*
 * A change of upstream's is carried over to a branch by the first rule that
 * settles it.  Each rule is a class of its own, which is shown with the result.
 * How often each is right was measured on backports that maintainers made, see
 * bench/corpus.md.
 *
 * Every result but git's own merge is refused if there is doubt about it, see
 * doubt.h; the next rule is tried then.
 */
enum bpq_rule {
    BPQ_RULE_NONE,             /* a conflict */
    BPQ_RULE_OWN,              /* the branch's own later backport */
    BPQ_RULE_NEWER,            /* a newer branch's backport, merged by git */
    BPQ_RULE_MERGE,            /* the mainline commit, merged by git */
    BPQ_RULE_OLDER,            /* an older branch's backport, merged by git */
    BPQ_RULE_TRANSPLANT,       /* the mainline commit, transplanted */
    BPQ_RULE_NEWER_TRANSPLANT, /* a newer branch's backport, transplanted */
    BPQ_RULE_AGREED_WORDS,     /* both, word by word, with the same result */
    /* only if they are accepted */
    BPQ_RULE_NEWER_WORDS, /* a newer branch's backport, word by word */
    BPQ_RULE_WORDS,       /* the mainline commit, word by word */
    BPQ_RULE_NEWER_FIT,   /* a newer branch's backport, where it looks alike */
    BPQ_RULE_FIT,         /* the mainline commit, where it looks alike */
    /* no rule for one change: commits that it needs are taken before it, see
     * prerequisites.h */
    BPQ_RULE_PREREQUISITE,
    BPQ_N_RULES,
};

/* A set of rules; a bit for each. */
#define BPQ_RULE_BIT(rule) (1u << (rule))
#define BPQ_RULES_TRUSTED (BPQ_RULE_BIT(BPQ_RULE_NEWER_WORDS) - 2)
#define BPQ_RULES_ALL (BPQ_RULE_BIT(BPQ_RULE_PREREQUISITE) - 2)

/* What many changes need is opened once. */
struct bpq_porter {
    struct bpq_repo *repo;
    struct bpq_similar similar;
    struct bpq_name_files names;
    struct bpq_conflicts conflicts;
    struct bpq_published published;
    struct bpq_doubt doubt;
    struct bpq_dialect *dialects; /* one for each stable branch, or NULL */
};

/* One change, and where it goes. */
struct bpq_port {
    git_oid mainline; /* zero if the change is no commit of mainline */
    struct bpq_treechange change;
    git_oid onto;       /* tree */
    const char *branch; /* "4.8"; NULL if it is none of upstream's */
    size_t at;          /* commits of the branch below this place count */
    git_time_t before;  /* nothing published later is used; 0: all is */
    unsigned rules;     /* those that may be used */
    bool own;           /* the branch's own backport may be used: the base
                         * lacks it, and results are not compared with it */
};

struct bpq_ported {
    enum bpq_rule rule;
    git_oid tree;   /* the result, unless rule is BPQ_RULE_NONE */
    git_oid source; /* the commit that was replayed */
    char *doubt;    /* what is doubtful about it, or NULL; of a conflict: about
                     * source, a backport that would fit, and is refused */
    size_t spelled; /* words that were put in the branch's dialect */
    struct bpq_replayed merge; /* git's merge of the change itself, for its
                                * trouble; only if no rule before the merge
                                * settled it */
};

int bpq_porter_open(struct bpq_porter *p, struct bpq_repo *repo,
                    struct bpq_err *e);
void bpq_porter_close(struct bpq_porter *p);
int bpq_port(struct bpq_porter *p, const struct bpq_port *what,
             struct bpq_ported *out, struct bpq_err *e);
void bpq_ported_free(struct bpq_ported *p);

const char *bpq_rule_name(enum bpq_rule rule);
/* Add the rule of this name, or "all", to the set; BPQ_FAIL if there is none */
int bpq_rule_accept(unsigned *rules, const char *name, struct bpq_err *e);

#endif
