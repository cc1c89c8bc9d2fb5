/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * What the files of the hypercall layer know of each other; see host.h.  Every
 * function that takes a struct host_state is called with it locked and answers
 * as Xen does: >= 0 or -errno.
 */
#ifndef HOST_INTERNAL_H
#define HOST_INTERNAL_H

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>

#include <xen/xen.h>
#include <xen/domctl.h>
#include <xen/event_channel.h>
#include <xen/grant_table.h>
#include <xen/hvm/params.h>
#include <xen/memory.h>
#include <xen/sched.h>
#include <xen/sysctl.h>
#include <xen/sys/evtchn.h>
#include <xen/sys/gntdev.h>
#include <xen/sys/privcmd.h>

#include "host.h"

/* Releases differ in names; the content is the same. */
#ifdef XEN_DOMCTL_CDF_hvm_guest
#define CDF_HVM XEN_DOMCTL_CDF_hvm_guest
#define create_config config
#else
#define CDF_HVM XEN_DOMCTL_CDF_hvm
#define create_config arch
#endif

/* One call, as the log shows it. */
struct call {
    const char *kind, *sub; /* "domctl", "max_vcpus" */
    int domid;              /* that it is about, or -1 */
    long result;
    bool unimplemented, injected;
    char number[24]; /* the sub-operation, if it has no name here */
};

/*
 * Give the call its sub-operation: by name, or by number where NAME is NULL.
 * A call that is known by name only answers ENOSYS.
 */
void call_sub(struct call *c, const char *name, unsigned int nr,
              bool implemented);

/*
 * A sub-operation that has one structure, copied in and, if asked for, back.
 * The domain's id stands in it at DOMID, unless that is NO_DOMID.
 */
typedef long op_function(struct host_state *h, unsigned int nr, void *arg);
struct operation {
    unsigned int nr;
    const char *name;
    op_function *function; /* NULL: known by name only */
    size_t size;
    int domid;
    bool copyback;
};
#define NO_DOMID (-1)

/* Do the one of OPS that is NR, on the structure at ARG. */
long call_operation(struct call *c, const struct operation *ops, size_t n,
                    unsigned int nr, uint64_t arg);

/*
 * When kind, sub and domid are known, and before anything is done: true if
 * a fault was injected, which is then its result.
 */
bool call_fault(struct call *c);
/* Where the program has entered us, which its call's site begins with. */
extern __thread const void *call_from;
/* Write the call's line into the log, and give its result. */
long call_end(struct call *c);
int errno_value(const char *name, size_t len); /* 0: no such name */

/* Memory of the calling program: 0 or -EFAULT. */
int copy_from(void *to, uint64_t from, size_t size);
int copy_to(uint64_t to, const void *from, size_t size);
#define handle_address(handle) ((uint64_t)(uintptr_t)(handle).p)

/* hypercall.c */
long host_hypercall(const privcmd_hypercall_t *hypercall);

/* domain.c */
struct host_domain *domain_find(struct host_state *h, unsigned int domid);
/* The same, DOMID_SELF being domain 0. */
struct host_domain *domain_find_any(struct host_state *h, unsigned int domid);
struct host_domain *domain_from(struct host_state *h, unsigned int domid);
int domain_create(struct host_state *h, unsigned int domid,
                  struct host_domain **d);
void domain_destroy(struct host_state *h, struct host_domain *d);
void domain_shutdown(struct host_state *h, struct host_domain *d, int code);
void domain_info(const struct host_domain *d,
                 struct xen_domctl_getdomaininfo *info);
uint64_t host_free_pages(const struct host_state *h);
bool domain_vcpu(const struct host_domain *d, unsigned int vcpu);

/* frames.c */
/* The map of populated frames, while something is done with it. */
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
/* What the toolstack calls GFN, in domN.mem; it may not be populated. */
uint64_t memory_frame_at(const struct host_domain *d, uint64_t gfn);
/* The same if there is a page, else -1. */
int64_t memory_frame(const struct host_domain *d, uint64_t gfn);
struct host_special *memory_special_at(struct host_domain *d, uint64_t gfn);
int memory_create(const struct host_domain *d);
void memory_destroy(const struct host_domain *d);
int memory_open(const struct host_domain *d);
/* Map COUNT guest frames to consecutive pages from ADDRESS on; ERR says which
 * could not be. */
void memory_map(struct host_state *h, unsigned int domid, uint64_t address,
                int protection, const xen_pfn_t *gfn, int *err, size_t count);
uint64_t memory_heap_mfn(const struct host_domain *d, unsigned int heap);
uint64_t memory_special_gfn(const struct host_domain *d, unsigned int heap);

/* evtchn.c */
int evtchn_alloc_unbound(struct host_domain *d, unsigned int remote);
void evtchn_virq(struct host_state *h, unsigned int virq);
void evtchn_close_all(struct host_state *h, struct host_domain *d);

/* The hypercalls, each in the file of its noun; do_mmu_update and do_mmuext_op
 * in mmu.c, do_event_channel_op in evtchn.c, do_grant_table_op in gnttab.c. */
long do_domctl(struct call *c, const uint64_t *arg);
long do_sysctl(struct call *c, const uint64_t *arg);
long do_memory_op(struct call *c, const uint64_t *arg);
long do_mmu_update(struct call *c, const uint64_t *arg);
long do_mmuext_op(struct call *c, const uint64_t *arg);
long do_hvm_op(struct call *c, const uint64_t *arg);
long do_event_channel_op(struct call *c, const uint64_t *arg);
long do_grant_table_op(struct call *c, const uint64_t *arg);
long do_sched_op(struct call *c, const uint64_t *arg);
long do_xen_version(struct call *c, const uint64_t *arg);

/* A domctl of a file of its own: domain and operation, in and out. */
typedef long domctl_function(struct host_state *h, struct host_domain *d,
                             struct xen_domctl *op);
domctl_function hvm_getcontext, hvm_getcontext_partial, hvm_setcontext;
domctl_function vcpu_max, vcpu_getinfo, vcpu_getcontext, vcpu_setcontext,
    vcpu_getaffinity, vcpu_setaffinity, vcpu_get_ext, vcpu_set_ext,
    vcpu_getextstate, vcpu_setextstate;

/* vcpu.c */
int bitmap_get(uint64_t *bits, const struct xenctl_bitmap *map);
int bitmap_put(const struct xenctl_bitmap *map, uint64_t bits,
               unsigned int nbits);

/* trace.c: is this a part of xenstored's trace, to be written with its line? */
bool trace_takes(int fd, const void *data, size_t size);

/*
 * handles.c: a device of which each open file is a handle of its own, 1 to
 * HOST_HANDLES, behind which is a file dev/NAME.N; it is told by its inode.
 */
struct device {
    const char *name;
    mode_t type;    /* of the files: S_IFIFO or S_IFREG */
    size_t handles; /* where they are in struct host_state */
    void (*closed)(struct host_state *h, unsigned int handle, ino_t ino);
};
int handle_open(const struct device *device); /* a descriptor, or -errno */
unsigned int handle_find(const struct device *device, ino_t ino); /* 0: none */
bool handle_file(char *path, size_t room, const struct device *device,
                 unsigned int handle);

/* evtchn.c and gnttab.c: their devices */
extern const struct device evtchn_device, gntdev_device;
long evtchn_ioctl(unsigned int handle, unsigned long request, uint64_t arg);
void evtchn_unmask(unsigned int handle, unsigned int port);
long gntdev_ioctl(ino_t ino, unsigned long request, uint64_t arg);
int gntdev_map(ino_t ino, uint64_t address, size_t size, int protection,
               uint64_t index);

#endif
