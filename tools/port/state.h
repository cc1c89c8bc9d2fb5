/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_STATE_H
#define BPQ_STATE_H

#include "port/advisories.h"
#include "port/carry.h"
#include "port/next.h"
#include "port/port.h"
#include "port/publictypes.h"
#include "queue/queue.h"

/*
 * Which advisories a branch with its queue has the fixes of.  The missing fixes
 * of an advisory are carried over in their order onto the queue, each onto the
 * result of those before it, and without other advisories: as bpq port does it.
 * One that conflicts is left out, and the next one is tried without it.
 *
 * The states, from the one that needs the least work to the one that needs the
 * most.
 */
enum bpq_state {
    BPQ_STATE_BASE,     /* its history has it */
    BPQ_STATE_QUEUE,    /* a patch of the queue is it */
    BPQ_STATE_SAME,     /* replayed, it changes nothing */
    BPQ_STATE_ABSENT,   /* no file that it changes is there */
    BPQ_STATE_CLEAN,    /* git merges it, and no rule knows better */
    BPQ_STATE_PORTED,   /* a rule settles it in another way */
    BPQ_STATE_CONFLICT, /* none does */
    BPQ_N_STATES,
};

struct bpq_standing {
    const struct bpq_fix *fix;
    enum bpq_state state;
    char *how; /* how that is known, or NULL if port tells it all */
    struct bpq_ported port;
    const struct bpq_fix *after;   /* of a conflict: an earlier fix of the same
                                    * advisory that conflicts in one of the same
                                    * files, or adds one; or NULL */
    struct bpq_public_types types; /* that it changes, if the base and the queue
                                    * lack it */
    struct bpq_next *next; /* of a conflict, if that is wanted; or NULL */
};

struct bpq_xsa {
    unsigned number;
    enum bpq_state state;   /* the worst of its fixes */
    struct bpq_standing *v; /* one for each fix, in their order */
    size_t n;
    git_oid tree;    /* of the queue with those that are settled */
    unsigned *needs; /* of a conflict: advisories; on top of these, in this
                      * order, it is settled; see needs.h */
    size_t n_needs;
};

struct bpq_standings {
    struct bpq_xsa *v; /* in the order of their first fixes */
    size_t n;
};

struct bpq_standing_on {
    const struct bpq_queue *queue;
    const char *branch; /* "4.9" */
    unsigned xsa;       /* this advisory alone, as only its fixes are known; and
                         * say of conflicts what a person needs next, which takes
                         * time; 0: all */
    /* Called before the i-th of n advisories, if it is not NULL. */
    void (*progress)(void *arg, size_t i, size_t n);
    void *arg;
};

/* All arguments must outlive the result.  Free it in any case. */
int bpq_standings(struct bpq_standings *out, struct bpq_porter *porter,
                  const struct bpq_fixes *fixes,
                  const struct bpq_standing_on *on, struct bpq_patchids *ids,
                  struct bpq_err *e);
void bpq_standings_free(struct bpq_standings *s);
/* How a fix is carried over; its change is the caller's to set. */
struct bpq_port bpq_port_of_fix(const struct bpq_fix *fix, const char *branch,
                                const git_oid *onto);
const char *bpq_state_name(enum bpq_state state);

#endif
