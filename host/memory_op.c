// SPDX-License-Identifier: LGPL-2.1-only
/* The hypercall memory_op: populating, mapping and claiming memory. */
#include "memory_op.h"

#include <errno.h>
#include <string.h>

#include <xen/xen.h>
#include <xen/memory.h>

#include "arch.h"
#include "copy.h"
#include "domain.h"
#include "fault.h"
#include "frames.h"
#include "host.h"
#include "operation.h"

/* Find contiguous machine frames for a PV guest; -1 if there are none. */
static int64_t free_frames(const struct frames *p, struct host_domain *d,
                           uint64_t count)
{
    for (unsigned int pass = 0; pass < 2; pass++) {
        uint64_t run = 0;

        for (uint64_t f = d->next_frame; f < HOST_FRAMES; f++) {
            run = frames_have(p, f) ? 0 : run + 1;
            if (run == count) {
                d->next_frame = f + 1;
                return f + 1 - count;
            }
        }
        d->next_frame = 0;
    }
    return -1;
}

static bool may_allocate(struct host_state *h, struct host_domain *d,
                         uint64_t count)
{
    return d->tot_pages + count <= d->max_pages &&
           count <= host_free_pages(h) + d->claim;
}

static void arrived(struct host_domain *d, uint64_t frame)
{
    if (d->translated && frame > d->highest)
        d->highest = frame;
}

static void populate(const struct frames *p, struct host_domain *d,
                     uint64_t frame, uint64_t count, bool on_demand)
{
    uint64_t before = d->tot_pages;

    for (uint64_t i = 0; i < count; i++) {
        struct host_special *s =
            d->translated ? memory_special_at(d, frame + i) : NULL;

        if (s)
            s->used = false;
        /* The old page stays the guest's, but nothing leads to it. */
        if (d->translated && frames_have(p, frame + i) && !on_demand) {
            frames_clear(p, frame + i);
            d->tot_pages++;
        }
        frames_add(p, d, frame + i);
    }
    arrived(d, frame + count - 1);
    before = d->tot_pages - before;
    if (on_demand) {
        d->tot_pages -= before;
        d->pod_entries += before;
        return;
    }
    d->claim -= before < d->claim ? before : d->claim;
}

/* A reservation whose extents are processed one by one. */
struct extents {
    struct host_state *h;
    struct host_domain *d;
    struct frames p;
    uint64_t count; /* frames in each */
    bool on_demand;
    bool placeless; /* counted, but nobody says where they are */
};

/* Does Xen have a table that leads to frames as near as this one? */
static bool has_table(const struct frames *p, uint64_t gfn)
{
    uint64_t first = gfn & ~511ull;

    for (uint64_t i = 0; i < 512; i++)
        if (frames_have(p, first + i))
            return true;
    return false;
}

/*
 * For a guest without translation, *GFN becomes the machine frame.  Xen does
 * not say that it has no page for a table: the memory is the guest's, but not
 * there.
 */
static bool populate_extent(struct extents *e, xen_pfn_t *gfn)
{
    struct host_domain *d = e->d;
    int64_t frame;

    if (!e->on_demand && !may_allocate(e->h, d, e->count))
        return false;
    if (e->placeless || (d->translated && !e->on_demand &&
                         arch_lacks_tables(d) && !has_table(&e->p, *gfn))) {
        d->tot_pages += e->count;
        return true;
    }
    if (!d->translated)
        frame = free_frames(&e->p, d, e->count);
    else if (*gfn < HOST_FRAMES && *gfn + e->count <= HOST_FRAMES)
        frame = (int64_t)*gfn;
    else
        frame = -1;
    if (frame < 0)
        return false;
    populate(&e->p, d, frame, e->count, e->on_demand);
    *gfn = d->mfn_base + frame;
    return true;
}

static bool remove_extent(struct extents *e, const xen_pfn_t *gfn)
{
    uint64_t frame = memory_frame_at(e->d, *gfn), j;

    for (j = 0; j < e->count && frames_have(&e->p, frame + j); j++)
        frames_remove(&e->p, e->d, frame + j);
    return j == e->count;
}

/* Returns how many extents were processed, even after an error, as Xen does. */
static long each_extent(struct host_state *h, struct host_domain *d,
                        const struct xen_memory_reservation *r, unsigned int op)
{
    bool remove = op == XENMEM_decrease_reservation;
    uint64_t list = handle_address(r->extent_start);
    struct extents e = {.h = h, .d = d};
    xen_pfn_t gfn;
    long i;

    if (r->extent_order > 18 || frames_open(d, &e.p))
        return 0;
    e.count = 1ull << r->extent_order;
    e.placeless = d->translated && op == XENMEM_increase_reservation;
    e.on_demand = d->translated && r->mem_flags & XENMEMF_populate_on_demand;
    for (i = 0; i < (long)r->nr_extents; i++) {
        uint64_t at = list + i * sizeof(gfn);

        if (copy_from(&gfn, at, sizeof(gfn)) ||
            !(remove ? remove_extent(&e, &gfn) : populate_extent(&e, &gfn)))
            break;
        if (!remove && !d->translated && copy_to(at, &gfn, sizeof(gfn)))
            break;
    }
    frames_close(&e.p);
    return i;
}

static long op_reservation(struct host_state *h, unsigned int op, void *arg)
{
    const struct xen_memory_reservation *r = arg;
    struct host_domain *d = domain_find_any(h, r->domid);

    if (!d || r->nr_extents > (UINT32_MAX >> 6))
        return 0;
    return each_extent(h, d, r, op);
}

static long op_claim(struct host_state *h, unsigned int op, void *arg)
{
    const struct xen_memory_reservation *r = arg;
    struct host_domain *d = domain_find(h, r->domid);

    (void)op;
    if (!d || handle_address(r->extent_start) || r->extent_order ||
        r->mem_flags)
        return -EINVAL;
    if (!r->nr_extents) {
        d->claim = 0;
        return 0;
    }
    /* Only one claim at a time, and only for more than the domain has. */
    if (d->claim || r->nr_extents <= d->tot_pages ||
        r->nr_extents > d->max_pages)
        return -EINVAL;
    if (r->nr_extents - d->tot_pages > host_free_pages(h))
        return -ENOMEM;
    d->claim = r->nr_extents - d->tot_pages;
    return 0;
}

static long op_domain(struct host_state *h, unsigned int op, void *arg)
{
    const domid_t *domid = arg;
    struct host_domain *d = domain_find_any(h, *domid);

    if (!d)
        return -ESRCH;
    if (op == XENMEM_current_reservation)
        return d->tot_pages;
    if (op == XENMEM_maximum_reservation)
        return d->max_pages;
    if (!d->translated)
        return arch_highest_frame(d);
    return (long)d->highest;
}

static long add_special(struct host_domain *d, unsigned int heap, uint64_t gfn)
{
    struct host_special *s = NULL;
    struct frames p;

    if (gfn >= HOST_FRAMES)
        return -EINVAL;
    /* A page is mapped at only one frame, and a frame has only one page. */
    for (size_t i = 0; i < sizeof(d->special) / sizeof(d->special[0]); i++)
        if (!d->special[i].used || d->special[i].heap == heap ||
            d->special[i].gfn == gfn) {
            d->special[i].used = false;
            s = &d->special[i];
        }
    if (!s)
        return -ENOMEM;
    if (frames_open(d, &p))
        return -ENOMEM;
    if (frames_have(&p, gfn))
        frames_remove(&p, d, gfn);
    frames_close(&p);
    *s = (struct host_special){.used = true, .heap = heap, .gfn = gfn};
    arrived(d, gfn);
    return 0;
}

static long op_add(struct host_state *h, unsigned int op, void *arg)
{
    const struct xen_add_to_physmap *a = arg;
    struct host_domain *d = domain_find_any(h, a->domid);

    (void)op;
    if (a->space == XENMAPSPACE_gmfn_foreign)
        return -ENOSYS;
    if (!d)
        return -ESRCH;
    if (!d->translated)
        return -EACCES;
    switch (a->space) {
    case XENMAPSPACE_shared_info:
        return a->idx ? -EINVAL : add_special(d, HEAP_SHARED_INFO, a->gpfn);
    case XENMAPSPACE_grant_table:
        if (a->idx >= d->max_grant_frames)
            return -EINVAL;
        if (a->idx >= d->grant_frames)
            d->grant_frames = a->idx + 1;
        return add_special(d, HEAP_GRANT + a->idx, a->gpfn);
    default:
        return -EINVAL;
    }
}

static long op_remove(struct host_state *h, unsigned int op, void *arg)
{
    const struct xen_remove_from_physmap *r = arg;
    struct host_domain *d = domain_find_any(h, r->domid);
    struct host_special *s;
    struct frames p;
    long rc = -ENOENT;

    (void)op;
    if (!d)
        return -ESRCH;
    s = d->translated ? memory_special_at(d, r->gpfn) : NULL;
    if (s) {
        s->used = false;
        return 0;
    }
    if (frames_open(d, &p))
        return -ENOMEM;
    if (frames_have(&p, memory_frame_at(d, r->gpfn))) {
        frames_remove(&p, d, memory_frame_at(d, r->gpfn));
        rc = 0;
    }
    frames_close(&p);
    return rc;
}

static long op_set_map(struct host_state *h, unsigned int op, void *arg)
{
    const struct xen_foreign_memory_map *m = arg;
    struct host_domain *d = domain_find_any(h, m->domid);
    struct host_region region[HOST_REGIONS];
    struct {
        uint64_t address, size;
        uint32_t type;
    } __attribute__((packed)) entry;

    (void)op;
    if (m->map.nr_entries > HOST_REGIONS)
        return -EINVAL;
    if (!d)
        return -ESRCH;
    for (unsigned int i = 0; i < m->map.nr_entries; i++) {
        if (copy_from(&entry, handle_address(m->map.buffer) + i * sizeof(entry),
                      sizeof(entry)))
            return -EFAULT;
        region[i] = (struct host_region){entry.address, entry.size, entry.type};
    }
    d->nr_regions = m->map.nr_entries;
    memcpy(d->region, region, d->nr_regions * sizeof(region[0]));
    return 0;
}

/*
 * Populate on demand: the entries are ordinary frames here, but only the cache
 * counts as the domain's memory.
 */
static long set_pod_target(struct host_state *h, struct host_domain *d,
                           uint64_t target)
{
    uint64_t populated = d->tot_pages - d->pod_cache, cache = 0;

    if (target > d->max_pages)
        return -EINVAL;
    /* Without entries, only a new guest can get some. */
    if (!d->translated || (populated && !d->pod_entries))
        return 0;
    if (target > populated)
        cache = target - populated;
    if (populated && cache > d->pod_entries)
        cache = d->pod_entries;
    if (cache > d->pod_cache && cache - d->pod_cache > host_free_pages(h))
        return -ENOMEM;
    d->tot_pages = populated + cache;
    d->pod_cache = cache;
    return 0;
}

static long op_pod(struct host_state *h, unsigned int op, void *arg)
{
    struct xen_pod_target *t = arg;
    struct host_domain *d = domain_find_any(h, t->domid);
    long rc = 0;

    if (!d)
        return -ESRCH;
    if (op == XENMEM_set_pod_target)
        rc = set_pod_target(h, d, t->target_pages);
    t->tot_pages = d->tot_pages;
    t->pod_cache_pages = d->pod_cache;
    t->pod_entries = d->pod_entries;
    return rc;
}

/* No guest has a virtual NUMA topology. */
static long op_vnuma(struct host_state *h, unsigned int op, void *arg)
{
    const struct xen_vnuma_topology_info *t = arg;

    (void)op;
    if (t->pad)
        return -EINVAL;
    return domain_find_any(h, t->domid) ? -EOPNOTSUPP : -ESRCH;
}

/* Guests do not share pages with each other. */
static long op_sharing(struct host_state *h, unsigned int op, void *arg)
{
    (void)h, (void)op, (void)arg;
    return 0;
}

static long op_ram(struct host_state *h, unsigned int op, void *arg)
{
    (void)h, (void)op, (void)arg;
    return HOST_DOMAINS * HOST_FRAMES * 2;
}

#define ON(name, function, type, copyback)                                     \
    {                                                                          \
        XENMEM_##name, #name, function, sizeof(struct type),                   \
            offsetof(struct type, domid), copyback                             \
    }
#define ON_DOMAIN(name)                                                        \
    {                                                                          \
        XENMEM_##name, #name, op_domain, sizeof(domid_t), 0, false             \
    }
#define WITHOUT(name, function)                                                \
    {                                                                          \
        XENMEM_##name, #name, function, 0, NO_DOMID, false                     \
    }

/* Without an IOMMU there is no such memory. */
static long op_rdm(struct host_state *h, unsigned int nr, void *arg)
{
    struct xen_reserved_device_memory_map *a = arg;

    (void)h, (void)nr;
    if (a->flags & ~XENMEM_RDM_ALL)
        return -EINVAL;
    a->nr_entries = 0;
    return 0;
}

static const struct operation ops[] = {
    ON(populate_physmap, op_reservation, xen_memory_reservation, false),
    ON(increase_reservation, op_reservation, xen_memory_reservation, false),
    ON(decrease_reservation, op_reservation, xen_memory_reservation, false),
    ON(claim_pages, op_claim, xen_memory_reservation, false),
    ON(add_to_physmap, op_add, xen_add_to_physmap, false),
    ON(remove_from_physmap, op_remove, xen_remove_from_physmap, false),
    ON(set_memory_map, op_set_map, xen_foreign_memory_map, false),
    ON(set_pod_target, op_pod, xen_pod_target, true),
    ON(get_pod_target, op_pod, xen_pod_target, true),
    ON(get_vnumainfo, op_vnuma, xen_vnuma_topology_info, false),
    ON_DOMAIN(current_reservation),
    ON_DOMAIN(maximum_reservation),
    ON_DOMAIN(maximum_gpfn),
    WITHOUT(maximum_ram_page, op_ram),
    WITHOUT(get_sharing_freed_pages, op_sharing),
    WITHOUT(get_sharing_shared_pages, op_sharing),
    WITHOUT(exchange, NULL),
    WITHOUT(add_to_physmap_batch, NULL),
    WITHOUT(machphys_mfn_list, NULL),
    WITHOUT(machphys_mapping, NULL),
    WITHOUT(memory_map, NULL),
    WITHOUT(machine_memory_map, NULL),
    {XENMEM_reserved_device_memory_map, "reserved_device_memory_map", op_rdm,
     sizeof(struct xen_reserved_device_memory_map), NO_DOMID, true},
};

/* The bits above hold the progress of a call that is continued. */
#define OPERATION_MASK 0x3f

long do_memory_op(struct call *c, const uint64_t *arg)
{
    unsigned int nr = arg[0] & OPERATION_MASK;
    long rc;

    if (arch_lacks_memory_op(nr)) {
        call_sub(c, NULL, nr, true);
        return call_fault(c) ? c->result : -ENOSYS;
    }
    rc = call_operation(c, ops, sizeof(ops) / sizeof(ops[0]), nr, arg[1]);
    /* These return how many extents they have processed, even after an error.
     */
    if (rc == -EFAULT && !c->injected &&
        (nr == XENMEM_populate_physmap || nr == XENMEM_increase_reservation ||
         nr == XENMEM_decrease_reservation))
        return 0;
    return rc;
}
