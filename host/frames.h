/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Guests' memory: a sparse file for each domain.  Behind the last frame it has
 * a map with one bit for each populated frame.
 */
#ifndef HOST_FRAMES_H
#define HOST_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <xen/xen.h>

#include "host.h"

/* The mapped map of populated frames. */
struct frames {
    int fd; /* of domN.mem */
    uint64_t *bits;
};
int frames_open(const struct host_domain *d, struct frames *f);
void frames_close(struct frames *f);
bool frames_have(const struct frames *f, uint64_t frame);
void frames_add(const struct frames *f, struct host_domain *d, uint64_t frame);
void frames_remove(const struct frames *f, struct host_domain *d,
                   uint64_t frame);
void frames_clear(const struct frames *f, uint64_t frame);
/* The frame in domN.mem of what the toolstack calls GFN, populated or not. */
uint64_t memory_frame_at(const struct host_domain *d, uint64_t gfn);
/* The same if it is populated, else -1. */
int64_t memory_frame(const struct host_domain *d, uint64_t gfn);
struct host_special *memory_special_at(struct host_domain *d, uint64_t gfn);
int memory_create(const struct host_domain *d);
void memory_destroy(const struct host_domain *d);
int memory_open(const struct host_domain *d);
/* Map COUNT frames of D, or of no domain if D is NULL, to consecutive pages
 * from ADDRESS on; ERR gets the error of each. */
void memory_map(const struct host_domain *d, uint64_t address, int protection,
                const xen_pfn_t *gfn, int *err, size_t count);
uint64_t memory_heap_mfn(const struct host_domain *d, unsigned int heap);
uint64_t memory_special_gfn(const struct host_domain *d, unsigned int heap);

#endif
