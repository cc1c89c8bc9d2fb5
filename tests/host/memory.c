// SPDX-License-Identifier: LGPL-2.1-only
/*
 * Guests' memory: a sparse file a domain, and behind the last frame a map that
 * says which frames are populated (one bit each).
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal.h"

int memory_open(const struct host_domain *d)
{
    char path[4096];

    if (!host_file(path, sizeof(path), "dom%u.mem", d->domid))
        return -1;
    return open(path, O_RDWR | O_CLOEXEC);
}

int memory_create(const struct host_domain *d)
{
    char path[4096];
    int fd = -1, r = 0;

    if (!host_file(path, sizeof(path), "dom%u.mem", d->domid))
        return -ENOMEM;
    fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || ftruncate(fd, HOST_MAP_OFFSET + HOST_MAP_SIZE)) {
        fprintf(stderr, "xenhost: %s: not made: %s\n", path, strerror(errno));
        r = -ENOMEM;
    }
    if (fd >= 0)
        close(fd);
    return r;
}

void memory_destroy(const struct host_domain *d)
{
    char path[4096];

    if (host_file(path, sizeof(path), "dom%u.mem", d->domid))
        unlink(path);
}

/* The map of populated frames, while something is done with it. */
struct populated {
    int fd;
    uint64_t *bits;
};

static int populated_open(const struct host_domain *d, struct populated *p)
{
    p->fd = memory_open(d);
    if (p->fd < 0)
        return -ENOMEM;
    p->bits = mmap(NULL, HOST_MAP_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
                   p->fd, HOST_MAP_OFFSET);
    if (p->bits != MAP_FAILED)
        return 0;
    close(p->fd);
    return -ENOMEM;
}

static void populated_close(struct populated *p)
{
    munmap(p->bits, HOST_MAP_SIZE);
    close(p->fd);
}

static bool is_populated(const struct populated *p, uint64_t frame)
{
    return frame < HOST_FRAMES && (p->bits[frame / 64] >> frame % 64 & 1);
}

static void add_frame(const struct populated *p, struct host_domain *d,
                      uint64_t frame)
{
    if (!is_populated(p, frame)) {
        p->bits[frame / 64] |= 1ull << frame % 64;
        d->tot_pages++;
    }
}

/* Xen cleans a page before anybody gets it again. */
static void remove_frame(const struct populated *p, struct host_domain *d,
                         uint64_t frame)
{
    p->bits[frame / 64] &= ~(1ull << frame % 64);
    if (d->pod_entries > d->pod_cache)
        d->pod_entries--;
    else
        d->tot_pages--;
    if (fallocate(p->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                  frame * HOST_PAGE, HOST_PAGE)) {
        static const char zero[HOST_PAGE];

        if (pwrite(p->fd, zero, HOST_PAGE, frame * HOST_PAGE) < 0)
            perror("xenhost: a freed page was not cleaned");
    }
}

uint64_t memory_heap_mfn(const struct host_domain *d, unsigned int heap)
{
    return d->mfn_base + HOST_FRAMES + heap;
}

uint64_t memory_special_gfn(const struct host_domain *d, unsigned int heap)
{
    for (size_t i = 0; i < sizeof(d->special) / sizeof(d->special[0]); i++)
        if (d->special[i].used && d->special[i].heap == heap)
            return d->special[i].gfn;
    return ~0ull;
}

static struct host_special *special_at(struct host_domain *d, uint64_t gfn)
{
    for (size_t i = 0; i < sizeof(d->special) / sizeof(d->special[0]); i++)
        if (d->special[i].used && d->special[i].gfn == gfn)
            return &d->special[i];
    return NULL;
}

/* Where in the file what the toolstack calls GFN is; it may not be populated.
 */
static uint64_t frame_of(const struct host_domain *d, uint64_t gfn)
{
    const struct host_special *s;

    if (!d->translated)
        return gfn >= d->mfn_base ? gfn - d->mfn_base : ~0ull;
    s = special_at((struct host_domain *)d, gfn);
    if (s)
        return HOST_FRAMES + s->heap;
    return gfn < HOST_FRAMES ? gfn : ~0ull;
}

static bool heap_frame_exists(const struct host_domain *d, uint64_t frame)
{
    return frame == HOST_FRAMES + HEAP_SHARED_INFO ||
           (frame >= HOST_FRAMES + HEAP_GRANT &&
            frame < HOST_FRAMES + HEAP_GRANT + d->grant_frames);
}

static int64_t checked_frame(const struct host_domain *d,
                             const struct populated *p, uint64_t gfn)
{
    uint64_t frame = frame_of(d, gfn);

    return is_populated(p, frame) || heap_frame_exists(d, frame)
               ? (int64_t)frame
               : -1;
}

int64_t memory_frame(const struct host_domain *d, uint64_t gfn)
{
    struct populated p;
    int64_t frame;

    if (populated_open(d, &p) < 0)
        return -1;
    frame = checked_frame(d, &p, gfn);
    populated_close(&p);
    return frame;
}

void memory_map(struct host_state *h, unsigned int domid, uint64_t address,
                int protection, const xen_pfn_t *gfn, int *err, size_t count)
{
    const struct host_domain *d = domain_find_any(h, domid);
    struct populated p;
    int rc = !d ? -ESRCH : populated_open(d, &p);
    size_t i, run;

    for (i = 0; i < count; i += run) {
        int64_t frame = rc ? -1 : checked_frame(d, &p, gfn[i]);

        run = 1;
        err[i] = rc ? rc : frame < 0 ? -EINVAL : 0;
        if (frame < 0)
            continue;
        while (i + run < count &&
               checked_frame(d, &p, gfn[i + run]) == frame + (int64_t)run)
            err[i + run++] = 0;
        if (mmap((void *)(uintptr_t)(address + i * HOST_PAGE), run * HOST_PAGE,
                 protection, MAP_SHARED | MAP_FIXED, p.fd,
                 frame * HOST_PAGE) == MAP_FAILED)
            for (size_t j = 0; j < run; j++)
                err[i + j] = -ENOMEM;
    }
    if (!rc)
        populated_close(&p);
}

/* Contiguous machine frames for a PV guest, or -1. */
static int64_t free_frames(const struct populated *p, struct host_domain *d,
                           uint64_t count)
{
    for (unsigned int pass = 0; pass < 2; pass++) {
        uint64_t run = 0;

        for (uint64_t f = d->next_frame; f < HOST_FRAMES; f++) {
            run = is_populated(p, f) ? 0 : run + 1;
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

static void populate(const struct populated *p, struct host_domain *d,
                     uint64_t frame, uint64_t count, bool on_demand)
{
    uint64_t before = d->tot_pages;

    for (uint64_t i = 0; i < count; i++) {
        struct host_special *s =
            d->translated ? special_at(d, frame + i) : NULL;

        if (s)
            s->used = false;
        add_frame(p, d, frame + i);
    }
    before = d->tot_pages - before;
    if (on_demand) {
        d->tot_pages -= before;
        d->pod_entries += before;
        return;
    }
    d->claim -= before < d->claim ? before : d->claim;
}

/* Xen's answer is how many extents were done, whatever was wrong. */
static long populate_physmap(struct host_state *h, struct host_domain *d,
                             const struct xen_memory_reservation *r)
{
    uint64_t list = handle_address(r->extent_start), count;
    bool on_demand = d->translated && r->mem_flags & XENMEMF_populate_on_demand;
    struct populated p;
    xen_pfn_t gfn;
    long i;

    if (r->extent_order > 18 || populated_open(d, &p))
        return 0;
    count = 1ull << r->extent_order;
    for (i = 0; i < (long)r->nr_extents; i++) {
        int64_t frame;

        if (copy_from(&gfn, list + i * sizeof(gfn), sizeof(gfn)) ||
            !(on_demand || may_allocate(h, d, count)))
            break;
        if (d->translated)
            frame = gfn < HOST_FRAMES && gfn + count <= HOST_FRAMES
                        ? (int64_t)gfn
                        : -1;
        else
            frame = free_frames(&p, d, count);
        if (frame < 0)
            break;
        populate(&p, d, frame, count, on_demand);
        gfn = d->mfn_base + frame;
        if (!d->translated &&
            copy_to(list + i * sizeof(gfn), &gfn, sizeof(gfn)))
            break;
    }
    populated_close(&p);
    return i;
}

static long decrease_reservation(struct host_domain *d,
                                 const struct xen_memory_reservation *r)
{
    uint64_t list = handle_address(r->extent_start), count;
    struct populated p;
    xen_pfn_t gfn;
    long i;

    if (r->extent_order > 18 || populated_open(d, &p))
        return 0;
    count = 1ull << r->extent_order;
    for (i = 0; i < (long)r->nr_extents; i++) {
        uint64_t frame, j;

        if (copy_from(&gfn, list + i * sizeof(gfn), sizeof(gfn)))
            break;
        frame = frame_of(d, gfn);
        for (j = 0; j < count && is_populated(&p, frame + j); j++)
            remove_frame(&p, d, frame + j);
        if (j < count)
            break;
    }
    populated_close(&p);
    return i;
}

static long op_reservation(struct host_state *h, unsigned int op, void *arg)
{
    const struct xen_memory_reservation *r = arg;
    struct host_domain *d = domain_find_any(h, r->domid);

    if (!d || r->nr_extents > (UINT32_MAX >> 6))
        return 0;
    /* An increase without a place is for PV guests only. */
    if (op == XENMEM_increase_reservation && d->translated)
        return 0;
    return op == XENMEM_decrease_reservation ? decrease_reservation(d, r)
                                             : populate_physmap(h, d, r);
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
    /* Only one claim at a time, and for more than there is already. */
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
    struct populated p;
    long top;

    if (!d)
        return -ESRCH;
    if (op == XENMEM_current_reservation)
        return d->tot_pages;
    if (op == XENMEM_maximum_reservation)
        return d->max_pages;
    if (!d->translated)
        return d->tot_pages ? (long)d->tot_pages - 1 : 0;
    if (populated_open(d, &p))
        return -ENOMEM;
    for (top = HOST_FRAMES / 64 - 1; top > 0 && !p.bits[top]; top--)
        ;
    if (p.bits[top])
        top = top * 64 + 63 - __builtin_clzll(p.bits[top]);
    populated_close(&p);
    for (size_t i = 0; i < sizeof(d->special) / sizeof(d->special[0]); i++)
        if (d->special[i].used && (long)d->special[i].gfn > top)
            top = d->special[i].gfn;
    return top;
}

static long add_special(struct host_domain *d, unsigned int heap, uint64_t gfn)
{
    struct host_special *s = NULL;
    struct populated p;

    if (gfn >= HOST_FRAMES)
        return -EINVAL;
    /* A page is at one place only, and a place has one page. */
    for (size_t i = 0; i < sizeof(d->special) / sizeof(d->special[0]); i++)
        if (!d->special[i].used || d->special[i].heap == heap ||
            d->special[i].gfn == gfn) {
            d->special[i].used = false;
            s = &d->special[i];
        }
    if (!s)
        return -ENOMEM;
    if (populated_open(d, &p))
        return -ENOMEM;
    if (is_populated(&p, gfn))
        remove_frame(&p, d, gfn);
    populated_close(&p);
    *s = (struct host_special){.used = true, .heap = heap, .gfn = gfn};
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
    struct populated p;
    long rc = -ENOENT;

    (void)op;
    if (!d)
        return -ESRCH;
    s = d->translated ? special_at(d, r->gpfn) : NULL;
    if (s) {
        s->used = false;
        return 0;
    }
    if (populated_open(d, &p))
        return -ENOMEM;
    if (is_populated(&p, frame_of(d, r->gpfn))) {
        remove_frame(&p, d, frame_of(d, r->gpfn));
        rc = 0;
    }
    populated_close(&p);
    return rc;
}

/* The guest asks for it, here nobody does: it is only checked. */
static long op_set_map(struct host_state *h, unsigned int op, void *arg)
{
    const struct xen_foreign_memory_map *m = arg;
    struct host_domain *d = domain_find_any(h, m->domid);
    struct {
        uint64_t address, size;
        uint32_t type;
    } __attribute__((packed)) entry;

    (void)op;
    if (m->map.nr_entries > 1024)
        return -EINVAL;
    if (!d)
        return -ESRCH;
    if (!d->translated && d->domid == 0)
        return -EPERM;
    for (unsigned int i = 0; i < m->map.nr_entries; i++)
        if (copy_from(&entry, handle_address(m->map.buffer) + i * sizeof(entry),
                      sizeof(entry)))
            return -EFAULT;
    return 0;
}

/*
 * Populate on demand: entries are frames like all others here, but only the
 * cache that stands for them counts as the domain's.
 */
static long set_pod_target(struct host_state *h, struct host_domain *d,
                           uint64_t target)
{
    uint64_t populated = d->tot_pages - d->pod_cache, cache = 0;

    if (target > d->max_pages)
        return -EINVAL;
    /* Without entries there is something to do for a new guest only. */
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

typedef long memory_function(struct host_state *h, unsigned int op, void *arg);

/* Every operation has its domain at another place. */
static const struct {
    unsigned int nr;
    const char *name;
    memory_function *function;
    size_t size, domid;
    bool copyback;
} ops[] = {
#define ON(name, f, type, member, back)                                        \
    {                                                                          \
        XENMEM_##name, #name, f, sizeof(struct type),                          \
            offsetof(struct type, member), back                                \
    }
    ON(populate_physmap, op_reservation, xen_memory_reservation, domid, false),
    ON(increase_reservation, op_reservation, xen_memory_reservation, domid,
       false),
    ON(decrease_reservation, op_reservation, xen_memory_reservation, domid,
       false),
    ON(claim_pages, op_claim, xen_memory_reservation, domid, false),
    ON(add_to_physmap, op_add, xen_add_to_physmap, domid, false),
    ON(remove_from_physmap, op_remove, xen_remove_from_physmap, domid, false),
    ON(set_memory_map, op_set_map, xen_foreign_memory_map, domid, false),
    ON(set_pod_target, op_pod, xen_pod_target, domid, true),
    ON(get_pod_target, op_pod, xen_pod_target, domid, true),
#undef ON
    {XENMEM_current_reservation, "current_reservation", op_domain,
     sizeof(domid_t), 0, false},
    {XENMEM_maximum_reservation, "maximum_reservation", op_domain,
     sizeof(domid_t), 0, false},
    {XENMEM_maximum_gpfn, "maximum_gpfn", op_domain, sizeof(domid_t), 0, false},
    {XENMEM_maximum_ram_page, "maximum_ram_page", op_ram, 0, 0, false},
    {XENMEM_exchange, "exchange", NULL, 0, 0, false},
    {XENMEM_add_to_physmap_batch, "add_to_physmap_batch", NULL, 0, 0, false},
    {XENMEM_machphys_mfn_list, "machphys_mfn_list", NULL, 0, 0, false},
    {XENMEM_machphys_mapping, "machphys_mapping", NULL, 0, 0, false},
    {XENMEM_memory_map, "memory_map", NULL, 0, 0, false},
    {XENMEM_machine_memory_map, "machine_memory_map", NULL, 0, 0, false},
    {XENMEM_reserved_device_memory_map, "reserved_device_memory_map", NULL, 0,
     0, false},
    {XENMEM_get_sharing_freed_pages, "get_sharing_freed_pages", op_sharing, 0,
     0, false},
    {XENMEM_get_sharing_shared_pages, "get_sharing_shared_pages", op_sharing, 0,
     0, false},
};
#define NR_OPS (sizeof(ops) / sizeof(ops[0]))

long do_memory_op(struct call *c, const uint64_t *arg)
{
    unsigned int nr = arg[0] & 0x3f, i;
    union {
        struct xen_memory_reservation reservation;
        struct xen_foreign_memory_map map;
        struct xen_pod_target pod;
        char bytes[256];
    } buf;
    struct host_state *h;
    domid_t domid;
    long rc;

    for (i = 0; i < NR_OPS && ops[i].nr != nr; i++)
        ;
    call_sub(c, i < NR_OPS ? ops[i].name : NULL, nr,
             i < NR_OPS && ops[i].function);
    if (i < NR_OPS && ops[i].size) {
        if (copy_from(&buf, arg[1], ops[i].size))
            /* These three say how much they have done, always. */
            return ops[i].function == op_reservation ? 0 : -EFAULT;
        memcpy(&domid, buf.bytes + ops[i].domid, sizeof(domid));
        c->domid = domid == DOMID_SELF ? 0 : domid;
    }
    if (call_fault(c))
        return c->result;
    if (c->unimplemented)
        return -ENOSYS;
    h = host_lock();
    if (!h)
        return -EIO;
    rc = ops[i].function(h, nr, &buf);
    host_unlock(h);
    if (!rc && ops[i].copyback && copy_to(arg[1], &buf, ops[i].size))
        rc = -EFAULT;
    return rc;
}
