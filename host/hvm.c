// SPDX-License-Identifier: LGPL-2.1-only
/* Parameters and context of HVM and PVH guests. */
#include "hvm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xen/domctl.h>
#include <xen/sched.h>
#include <xen/hvm/params.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/save.h>

#include "copy.h"
#include "dir.h"
#include "domain.h"
#include "operation.h"

_Static_assert(HVM_NR_PARAMS <= HOST_PARAMS,
               "HOST_PARAMS in host.h is too small");

#ifdef XEN_ALTP2M_limited
#define ALTP2M_MAX XEN_ALTP2M_limited
#else
#define ALTP2M_MAX 1 /* off or on */
#endif

/* Parameters that can be set only once. */
static bool set_once(uint32_t index)
{
    return index == HVM_PARAM_VIRIDIAN ||
#ifdef HVM_PARAM_IOREQ_SERVER_PFN
           index == HVM_PARAM_IOREQ_SERVER_PFN ||
           index == HVM_PARAM_NR_IOREQ_SERVER_PAGES ||
#endif
           index == HVM_PARAM_ALTP2M;
}

static long check_param(const struct host_domain *d, uint32_t index,
                        uint64_t value)
{
    if (set_once(index) && d->param[index] && d->param[index] != value)
        return -EEXIST;
    switch (index) {
    case HVM_PARAM_TIMER_MODE:
        return value > HVMPTM_one_missed_tick_pending ? -EINVAL : 0;
    case HVM_PARAM_VIRIDIAN:
        return value & ~HVMPV_feature_mask || !(value & HVMPV_base_freq)
                   ? -EINVAL
                   : 0;
    case HVM_PARAM_ACPI_S_STATE:
        return value != 0 && value != 3 ? -EINVAL : 0;
    case HVM_PARAM_NESTEDHVM:
        if (value > 1 || (value && !d->hap) ||
            (value && d->param[HVM_PARAM_ALTP2M]))
            return -EINVAL;
        return 0;
    case HVM_PARAM_ALTP2M:
        return value > ALTP2M_MAX || (value && d->param[HVM_PARAM_NESTEDHVM])
                   ? -EINVAL
                   : 0;
    case HVM_PARAM_BUFIOREQ_EVTCHN:
        return -EINVAL;
    case HVM_PARAM_TRIPLE_FAULT_REASON:
        return value > SHUTDOWN_MAX ? -EINVAL : 0;
#ifdef HVM_PARAM_NR_IOREQ_SERVER_PAGES
    case HVM_PARAM_NR_IOREQ_SERVER_PAGES:
        return value == 0 || value > 64 ? -EINVAL : 0;
#endif
    case HVM_PARAM_X87_FIP_WIDTH:
        return value != 0 && value != 4 && value != 8 ? -EINVAL : 0;
    case HVM_PARAM_VM86_TSS:
        return value != (uint32_t)value ? -EINVAL : 0;
    default:
        return 0;
    }
}

static long op_param(struct host_state *h, unsigned int nr, void *arg)
{
    struct xen_hvm_param *p = arg;
    struct host_domain *d = domain_find_any(h, p->domid);
    long rc;

    if (p->index >= HVM_NR_PARAMS)
        return -EINVAL;
    if (!d)
        return -ESRCH;
    if (!d->hvm)
        return -EINVAL;
    if (nr == HVMOP_get_param) {
        p->value = d->param[p->index];
        return 0;
    }
    rc = check_param(d, p->index, p->value);
    if (!rc)
        d->param[p->index] = p->value;
    return rc;
}

static const struct operation ops[] = {
    {HVMOP_set_param, "set_param", op_param, sizeof(struct xen_hvm_param),
     offsetof(struct xen_hvm_param, domid), true},
    {HVMOP_get_param, "get_param", op_param, sizeof(struct xen_hvm_param),
     offsetof(struct xen_hvm_param, domid), true},
    {HVMOP_altp2m, "altp2m", NULL, 0, NO_DOMID, false},
    {HVMOP_pagetable_dying, "pagetable_dying", NULL, 0, NO_DOMID, false},
    {HVMOP_get_mem_type, "get_mem_type", NULL, 0, NO_DOMID, false},
};

long do_hvm_op(struct call *c, const uint64_t *arg)
{
    return call_operation(c, ops, sizeof(ops) / sizeof(ops[0]), arg[0], arg[1]);
}

/* A context is a list of records {descriptor, content} from HEADER to END. */

#define MAX_CONTEXT (1 << 20)

struct context {
    struct hvm_save_descriptor first;
    struct hvm_save_header header;
    struct hvm_save_descriptor second;
    struct hvm_hw_cpu cpu;
    struct hvm_save_descriptor last;
} __attribute__((packed));

/* A vCPU in the state after a hardware reset. */
static void reset_context(struct context *c)
{
    memset(c, 0, sizeof(*c));
    c->first.typecode = HVM_SAVE_CODE(HEADER);
    c->first.length = HVM_SAVE_LENGTH(HEADER);
    c->header.magic = HVM_FILE_MAGIC;
    c->header.version = HVM_FILE_VERSION;
    c->header.cpuid = 0x000306a9;
    c->header.gtsc_khz = 2000000;
    c->second.typecode = HVM_SAVE_CODE(CPU);
    c->second.length = HVM_SAVE_LENGTH(CPU);
    c->cpu.rip = 0xfff0;
    c->cpu.cs_base = 0xffff0000;
    c->cpu.cr0 = 0x60000010;
}

static char *context_file(const struct host_domain *d, char *path, size_t size)
{
    return (char *)host_file(path, size, "dom%u.hvm", d->domid);
}

/* The context last set, or the reset state; the caller frees it. */
static void *read_context(const struct host_domain *d, size_t *size)
{
    char path[4096], *data = malloc(MAX_CONTEXT);
    int fd = -1;
    ssize_t n = -1;

    if (!data)
        return NULL;
    if (context_file(d, path, sizeof(path)))
        fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        n = read(fd, data, MAX_CONTEXT);
        close(fd);
    }
    if (n < (ssize_t)sizeof(struct hvm_save_descriptor)) {
        reset_context((struct context *)data);
        n = sizeof(struct context);
    }
    *size = n;
    return data;
}

long hvm_getcontext(struct host_state *h, struct host_domain *d,
                    struct xen_domctl *op)
{
    size_t size;
    void *data;
    long rc = 0;

    (void)h;
    if (!d->hvm)
        return -EINVAL;
    data = read_context(d, &size);
    if (!data)
        return -ENOMEM;
    if (handle_address(op->u.hvmcontext.buffer)) {
        if (op->u.hvmcontext.size < size)
            rc = -ENOSPC;
        else
            rc = copy_to(handle_address(op->u.hvmcontext.buffer), data, size);
    }
    op->u.hvmcontext.size = size;
    free(data);
    return rc;
}

/* The record of this type and instance in a checked context, or NULL. */
static struct hvm_save_descriptor *
find_record(char *data, size_t size, unsigned int type, unsigned int instance)
{
    size_t at = 0;

    while (at + sizeof(struct hvm_save_descriptor) <= size) {
        struct hvm_save_descriptor *r = (void *)(data + at);

        if (r->length > size - at - sizeof(*r))
            return NULL;
        if (r->typecode == type && r->instance == instance)
            return r;
        if (!r->typecode)
            return NULL;
        at += sizeof(*r) + r->length;
    }
    return NULL;
}

long hvm_getcontext_partial(struct host_state *h, struct host_domain *d,
                            struct xen_domctl *op)
{
    struct xen_domctl_hvmcontext_partial *p = &op->u.hvmcontext_partial;
    struct hvm_save_descriptor *record;
    size_t size;
    char *data;
    long rc = -ENOENT;

    (void)h;
    if (!d->hvm || !p->type)
        return -EINVAL;
    data = read_context(d, &size);
    if (!data)
        return -ENOMEM;
    record = find_record(data, size, p->type, p->instance);
    if (record) {
        size = record->length;
#if XEN_DOMCTL_INTERFACE_VERSION >= 0xe
        if (handle_address(p->buffer) && p->bufsz < size)
            size = p->bufsz;
        p->bufsz = record->length;
#endif
        rc = handle_address(p->buffer)
                 ? copy_to(handle_address(p->buffer), record + 1, size)
                 : 0;
    }
    free(data);
    return rc;
}

/* Xen returns -1 for any context that it cannot load. */
static long check_context(struct host_domain *d, char *data, size_t size)
{
    struct hvm_save_descriptor *first = (void *)data;
    struct hvm_save_header *header = (void *)(first + 1);

    if (size < sizeof(*first) + sizeof(*header) ||
        first->typecode != HVM_SAVE_CODE(HEADER) ||
        first->length != sizeof(*header) || header->magic != HVM_FILE_MAGIC ||
        header->version != HVM_FILE_VERSION)
        return -1;
    if (!find_record(data, size, HVM_SAVE_CODE(END), 0))
        return -1;
    for (unsigned int i = 0; i < d->max_vcpus; i++)
        if (find_record(data, size, HVM_SAVE_CODE(CPU), i))
            d->vcpu[i].initialised = d->vcpu[i].online = true;
        else
            d->vcpu[i].online = false;
    return 0;
}

static long write_context(const struct host_domain *d, const char *data,
                          size_t size)
{
    char path[4096];
    int fd = -1;
    bool ok;

    if (context_file(d, path, sizeof(path)))
        fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return -ENOMEM;
    ok = write(fd, data, size) == (ssize_t)size;
    close(fd);
    return ok ? 0 : -ENOMEM;
}

long hvm_setcontext(struct host_state *h, struct host_domain *d,
                    struct xen_domctl *op)
{
    size_t size = op->u.hvmcontext.size;
    char *data;
    long rc;

    (void)h;
    if (!d->hvm)
        return -EINVAL;
    if (size > MAX_CONTEXT)
        return -ENOMEM;
    data = malloc(size + 1);
    if (!data)
        return -ENOMEM;
    rc = copy_from(data, handle_address(op->u.hvmcontext.buffer), size);
    if (!rc)
        rc = check_context(d, data, size);
    if (!rc)
        rc = write_context(d, data, size);
    free(data);
    return rc;
}
