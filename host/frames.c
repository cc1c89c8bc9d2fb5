// SPDX-License-Identifier: LGPL-2.1-only
#include "frames.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "dir.h"

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
    int fd, e = 0, r = 0;

    if (!host_file(path, sizeof(path), "dom%u.mem", d->domid))
        return -ENOMEM;
    fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        e = errno;
    /* The map gets disk blocks now, frames get them when they are mapped. */
    if (fd >= 0)
        e = posix_fallocate(fd, HOST_MAP_OFFSET, HOST_MAP_SIZE);
    if (e) {
        fprintf(stderr, "xenhost: cannot make %s: %s\n", path, strerror(e));
        r = -ENOMEM;
        unlink(path);
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

int frames_open(const struct host_domain *d, struct frames *p)
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

void frames_close(struct frames *p)
{
    munmap(p->bits, HOST_MAP_SIZE);
    close(p->fd);
}

bool frames_have(const struct frames *p, uint64_t frame)
{
    return frame < HOST_FRAMES && (p->bits[frame / 64] >> frame % 64 & 1);
}

void frames_add(const struct frames *p, struct host_domain *d, uint64_t frame)
{
    if (!frames_have(p, frame)) {
        p->bits[frame / 64] |= 1ull << frame % 64;
        d->tot_pages++;
    }
}

/* Xen clears a page before it gives it to another domain. */
void frames_clear(const struct frames *p, uint64_t frame)
{
    static const char zero[HOST_PAGE];

    if (fallocate(p->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                  frame * HOST_PAGE, HOST_PAGE) &&
        pwrite(p->fd, zero, HOST_PAGE, frame * HOST_PAGE) < 0)
        perror("xenhost: cannot clear a freed page");
}

void frames_remove(const struct frames *p, struct host_domain *d,
                   uint64_t frame)
{
    p->bits[frame / 64] &= ~(1ull << frame % 64);
    if (d->pod_entries > d->pod_cache)
        d->pod_entries--;
    else
        d->tot_pages--;
    frames_clear(p, frame);
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

struct host_special *memory_special_at(struct host_domain *d, uint64_t gfn)
{
    for (size_t i = 0; i < sizeof(d->special) / sizeof(d->special[0]); i++)
        if (d->special[i].used && d->special[i].gfn == gfn)
            return &d->special[i];
    return NULL;
}

/* The frame in the file of what the toolstack calls GFN; it need not be
 * populated. */
uint64_t memory_frame_at(const struct host_domain *d, uint64_t gfn)
{
    const struct host_special *s;

    if (!d->translated)
        return gfn >= d->mfn_base ? gfn - d->mfn_base : ~0ull;
    s = memory_special_at((struct host_domain *)d, gfn);
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
                             const struct frames *p, uint64_t gfn)
{
    uint64_t frame = memory_frame_at(d, gfn);

    return frames_have(p, frame) || heap_frame_exists(d, frame) ? (int64_t)frame
                                                                : -1;
}

int64_t memory_frame(const struct host_domain *d, uint64_t gfn)
{
    struct frames p;
    int64_t frame;

    if (frames_open(d, &p) < 0)
        return -1;
    frame = checked_frame(d, &p, gfn);
    frames_close(&p);
    return frame;
}

void memory_map(const struct host_domain *d, uint64_t address, int protection,
                const xen_pfn_t *gfn, int *err, size_t count)
{
    struct frames p;
    int rc = !d ? -ESRCH : frames_open(d, &p);
    size_t run;

    for (size_t i = 0; i < count; i += run) {
        int64_t frame = rc ? -1 : checked_frame(d, &p, gfn[i]);

        run = 1;
        err[i] = rc ? rc : frame < 0 ? -EINVAL : 0;
        if (frame < 0)
            continue;
        while (i + run < count &&
               checked_frame(d, &p, gfn[i + run]) == frame + (int64_t)run)
            err[i + run++] = 0;
        /* Without disk blocks, a write would crash when the disk is full. */
        if ((protection & PROT_WRITE &&
             fallocate(p.fd, 0, frame * HOST_PAGE, run * HOST_PAGE) &&
             errno == ENOSPC) ||
            mmap((void *)(uintptr_t)(address + i * HOST_PAGE), run * HOST_PAGE,
                 protection, MAP_SHARED | MAP_FIXED, p.fd,
                 frame * HOST_PAGE) == MAP_FAILED)
            for (size_t j = 0; j < run; j++)
                err[i + j] = -ENOMEM;
    }
    if (!rc)
        frames_close(&p);
}
