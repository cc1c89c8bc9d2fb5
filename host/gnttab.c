// SPDX-License-Identifier: LGPL-2.1-only
/* Grant tables, and the device /dev/xen/gntdev. */
#include "gnttab.h"

#include <errno.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/grant_table.h>
#include <xen/sys/gntdev.h>

#include "copy.h"
#include "domain.h"
#include "fault.h"
#include "frames.h"
#include "host.h"
#include "operation.h"
#include "state.h"

static long setup_table(struct host_state *h, unsigned int nr, void *arg)
{
    struct gnttab_setup_table *s = arg;
    struct host_domain *d = domain_find_any(h, s->dom);

    (void)nr;
    s->status = GNTST_okay;
    if (!d)
        s->status = GNTST_bad_domain;
    else if (s->nr_frames > d->max_grant_frames)
        s->status = GNTST_general_error;
    if (s->status)
        return 0;
    if (d->grant_frames < s->nr_frames)
        d->grant_frames = s->nr_frames;
    for (unsigned int i = 0; i < s->nr_frames; i++) {
        xen_pfn_t gfn = d->translated ? memory_special_gfn(d, HEAP_GRANT + i)
                                      : memory_heap_mfn(d, HEAP_GRANT + i);

        if (copy_to(handle_address(s->frame_list) + i * sizeof(gfn), &gfn,
                    sizeof(gfn)))
            s->status = GNTST_bad_virt_addr;
    }
    return 0;
}

static long query_size(struct host_state *h, unsigned int nr, void *arg)
{
    struct gnttab_query_size *q = arg;
    struct host_domain *d = domain_find_any(h, q->dom);

    (void)nr;
    q->status = d ? GNTST_okay : GNTST_bad_domain;
    if (d) {
        q->nr_frames = d->grant_frames;
        q->max_nr_frames = d->max_grant_frames;
    }
    return 0;
}

static long get_version(struct host_state *h, unsigned int nr, void *arg)
{
    struct gnttab_get_version *v = arg;
    struct host_domain *d = domain_find_any(h, v->dom);

    (void)nr;
    if (!d)
        return -ESRCH;
    v->version = d->grant_version;
    return 0;
}

#define ON(name)                                                               \
    {                                                                          \
        GNTTABOP_##name, #name, name, sizeof(struct gnttab_##name),            \
            offsetof(struct gnttab_##name, dom), true                          \
    }
/* Operations that running domains make on their own tables. */
#define GUESTS(name)                                                           \
    {                                                                          \
        GNTTABOP_##name, #name, NULL, 0, NO_DOMID, false                       \
    }

static const struct operation ops[] = {
    ON(setup_table),       ON(query_size),          ON(get_version),
    GUESTS(map_grant_ref), GUESTS(unmap_grant_ref), GUESTS(set_version),
};
#define NR_OPS (sizeof(ops) / sizeof(ops[0]))

/* One call may hold several operations of a kind. */
long do_grant_table_op(struct call *c, const uint64_t *arg)
{
    unsigned int size = 0;
    long rc = 0;

    if ((int)arg[2] < 0)
        return -EINVAL;
    for (size_t i = 0; i < NR_OPS; i++)
        if (ops[i].nr == arg[0])
            size = ops[i].size;
    for (uint64_t n = 0; !rc && n < arg[2]; n++)
        rc = call_operation(c, ops, NR_OPS, arg[0], arg[1] + n * size);
    return rc;
}

/* The frame that D granted to DOMID; only version 1, only whole pages. */
static uint64_t gnttab_gfn(const struct host_domain *d, uint16_t domid,
                           uint32_t ref, int *rc)
{
    grant_entry_v1_t entry;
    unsigned int page = ref * sizeof(entry) / HOST_PAGE;
    off_t at = (HOST_FRAMES + HEAP_GRANT) * HOST_PAGE + ref * sizeof(entry);
    int fd = page < d->grant_frames ? memory_open(d) : -1;

    *rc = GNTST_bad_gntref;
    if (fd < 0)
        return 0;
    if (pread(fd, &entry, sizeof(entry), at) == sizeof(entry) &&
        (entry.flags & GTF_type_mask) == GTF_permit_access &&
        entry.domid == domid)
        *rc = GNTST_okay;
    close(fd);
    return entry.frame;
}

/* The device. */

static void closed(struct host_state *h, unsigned int handle, ino_t ino)
{
    (void)handle;
    for (unsigned int m = 0; m < HOST_GRANT_MAPS; m++)
        if (h->grant_map[m].ino == ino)
            h->grant_map[m].used = false;
}

const struct device gntdev_device = {
    .name = "gntdev",
    .type = S_IFREG,
    .handles = offsetof(struct host_state, gntdev),
    .closed = closed,
};

static struct host_grant_map *map_at(struct host_state *h, ino_t ino,
                                     uint64_t index)
{
    struct host_grant_map *m = &h->grant_map[index / HOST_PAGE];

    if (index / HOST_PAGE >= HOST_GRANT_MAPS || index % HOST_PAGE)
        return NULL;
    return m->used && m->ino == ino ? m : NULL;
}

static long map_grants(struct host_state *h, ino_t ino, uint64_t arg,
                       struct call *c)
{
    struct ioctl_gntdev_map_grant_ref op;
    size_t head = offsetof(struct ioctl_gntdev_map_grant_ref, refs);
    struct ioctl_gntdev_grant_ref ref;
    unsigned int first = 0, i;

    if (copy_from(&op, arg, head))
        return -EFAULT;
    if (!op.count || op.count > HOST_GRANT_MAPS)
        return -EINVAL;
    for (i = 0; i < HOST_GRANT_MAPS && i - first < op.count; i++)
        if (h->grant_map[i].used)
            first = i + 1;
    if (i - first < op.count)
        return -ENOMEM;
    for (i = 0; i < op.count; i++) {
        if (copy_from(&ref, arg + head + i * sizeof(ref), sizeof(ref)))
            return -EFAULT;
        c->domid = ref.domid;
        h->grant_map[first + i] = (struct host_grant_map){
            .ino = ino,
            .domid = ref.domid,
            .ref = ref.ref,
            .count = i ? 0 : op.count,
        };
    }
    for (i = 0; i < op.count; i++)
        h->grant_map[first + i].used = true;
    op.index = first * HOST_PAGE;
    return copy_to(arg, &op, head);
}

static long unmap_grants(struct host_state *h, ino_t ino, uint64_t arg)
{
    struct ioctl_gntdev_unmap_grant_ref op;
    struct host_grant_map *m;

    if (copy_from(&op, arg, sizeof(op)))
        return -EFAULT;
    m = map_at(h, ino, op.index);
    if (!m || m->count != op.count)
        return -ENOENT;
    for (unsigned int i = 0; i < op.count; i++)
        m[i].used = false;
    return 0;
}

static long find_map(struct host_state *h, ino_t ino, uint64_t arg)
{
    struct ioctl_gntdev_get_offset_for_vaddr op;

    if (copy_from(&op, arg, sizeof(op)))
        return -EFAULT;
    for (unsigned int i = 0; i < HOST_GRANT_MAPS; i++)
        if (h->grant_map[i].used && h->grant_map[i].count &&
            h->grant_map[i].ino == ino && h->grant_map[i].vaddr == op.vaddr) {
            op.offset = i * HOST_PAGE;
            op.count = h->grant_map[i].count;
            return copy_to(arg, &op, sizeof(op));
        }
    return -EINVAL;
}

static const struct {
    unsigned long request;
    const char *name;
    bool implemented;
} ioctls[] = {
    {IOCTL_GNTDEV_MAP_GRANT_REF, "map_grant_ref", true},
    {IOCTL_GNTDEV_UNMAP_GRANT_REF, "unmap_grant_ref", true},
    {IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, "get_offset_for_vaddr", true},
    {IOCTL_GNTDEV_SET_MAX_GRANTS, "set_max_grants", false},
    {IOCTL_GNTDEV_SET_UNMAP_NOTIFY, "set_unmap_notify", false},
#ifdef IOCTL_GNTDEV_GRANT_COPY
    {IOCTL_GNTDEV_GRANT_COPY, "grant_copy", false},
#endif
};
#define NR_IOCTLS (sizeof(ioctls) / sizeof(ioctls[0]))

long gntdev_ioctl(ino_t ino, unsigned long request, uint64_t arg)
{
    struct call c = {.kind = "gntdev", .domid = -1};
    struct host_state *h;
    unsigned int i;

    for (i = 0; i < NR_IOCTLS && ioctls[i].request != request; i++)
        ;
    call_sub(&c, i < NR_IOCTLS ? ioctls[i].name : NULL, _IOC_NR(request),
             i < NR_IOCTLS && ioctls[i].implemented);
    if (call_fault(&c))
        return call_end(&c);
    h = c.unimplemented ? NULL : host_lock();
    if (!h)
        c.result = c.unimplemented ? -ENOTTY : -EIO;
    else if (request == IOCTL_GNTDEV_MAP_GRANT_REF)
        c.result = map_grants(h, ino, arg, &c);
    else if (request == IOCTL_GNTDEV_UNMAP_GRANT_REF)
        c.result = unmap_grants(h, ino, arg);
    else
        c.result = find_map(h, ino, arg);
    if (h)
        host_unlock(h);
    return call_end(&c);
}

static int map_page(struct host_state *h, const struct host_grant_map *m,
                    uint64_t address, int protection)
{
    const struct host_domain *d = domain_find(h, m->domid);
    xen_pfn_t gfn;
    int rc = GNTST_bad_domain, err;

    if (!d)
        return -EINVAL;
    gfn = gnttab_gfn(d, 0, m->ref, &rc);
    if (rc)
        return -EINVAL;
    memory_map(d, address, protection, &gfn, &err, 1);
    return err;
}

int gntdev_map(ino_t ino, uint64_t address, size_t size, int protection,
               uint64_t index)
{
    struct host_state *h = host_lock();
    struct host_grant_map *m;
    int rc = 0;

    if (!h)
        return -EIO;
    m = map_at(h, ino, index);
    if (!m || m->count * HOST_PAGE != size)
        rc = -EINVAL;
    for (unsigned int i = 0; !rc && i < m->count; i++)
        rc = map_page(h, &m[i], address + i * HOST_PAGE, protection);
    if (!rc)
        m->vaddr = address;
    host_unlock(h);
    return rc;
}
