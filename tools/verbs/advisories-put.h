/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_ADVISORIES_PUT_H
#define BPQ_ADVISORIES_PUT_H

#include <jansson.h>

#include "port/state.h"

/* What bpq advisories shows of one base, and in which formats. */
struct listing {
    const char *branch, *base;
    const struct bpq_queue *queue;
    const struct bpq_published *published;
    git_time_t since;
    struct bpq_standings standings;
};

/* Of all of a run. */
struct listings {
    json_t *json; /* an array, or NULL */
    bool begun;
};

struct listing_format {
    const char *name;
    void (*put)(struct listings *all, const struct listing *l);
    void (*end)(struct listings *all);
};

#define LISTING_N_FORMATS 3
extern const struct listing_format listing_formats[LISTING_N_FORMATS];

#endif
