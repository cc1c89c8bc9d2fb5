// SPDX-License-Identifier: LGPL-2.1-only
/* The context of HVM and PVH guests. */
#include "context.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xen/domctl.h>
#include <xen/hvm/save.h>

#include "../arch.h"
#include "../copy.h"
#include "../dir.h"
#include "../frames.h"

/* A context is a list of records {descriptor, content} from HEADER to END. */

#define MAX_CONTEXT (1 << 20)

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

/* The byte of memory that a vCPU without paging would execute, or -1. */
static int next_byte(const struct host_domain *d, const struct hvm_hw_cpu *cpu)
{
    uint64_t address = cpu->cs_base + cpu->rip;
    int64_t frame = memory_frame(d, address / HOST_PAGE);
    int fd = frame < 0 ? -1 : memory_open(d);
    uint8_t byte;
    ssize_t n;

    if (fd < 0)
        return -1;
    n = pread(fd, &byte, 1, frame * HOST_PAGE + address % HOST_PAGE);
    close(fd);
    return n == 1 ? byte : -1;
}

#define HLT 0xf4
#define EFLAGS_IF 0x200

/* A processor that halts with interrupts off never goes on: Xen takes it off.
 */
bool arch_goes_off(const struct host_domain *d, unsigned int vcpu)
{
    struct hvm_save_descriptor *record;
    const struct hvm_hw_cpu *cpu;
    size_t size;
    char *data;
    bool off = false;

    if (!d->hvm || !(data = read_context(d, &size)))
        return false;
    record = find_record(data, size, HVM_SAVE_CODE(CPU), vcpu);
    if (record && record->length >= sizeof(*cpu)) {
        cpu = (const void *)(record + 1);
        off = !(cpu->rflags & EFLAGS_IF) && next_byte(d, cpu) == HLT;
    }
    free(data);
    return off;
}
