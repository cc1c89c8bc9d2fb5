// SPDX-License-Identifier: LGPL-2.1-only
/* The hypercall xen_version. */
#include "version.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <xen/xen.h>
#include <xen/version.h>

#include "arch.h"
#include "copy.h"
#include "fault.h"
#include "host.h"

/* The version of the interface is the release's: 0x00040900 is 4.9. */
#define MAJOR (__XEN_LATEST_INTERFACE_VERSION__ >> 16)
#define MINOR (__XEN_LATEST_INTERFACE_VERSION__ >> 8 & 0xff)

static long give(uint64_t to, const void *from, size_t size, size_t room)
{
    char buf[1024] = "";

    memcpy(buf, from, size);
    return copy_to(to, buf, room);
}

static long get_features(uint64_t arg)
{
    struct xen_feature_info info;

    if (copy_from(&info, arg, sizeof(info)))
        return -EFAULT;
    if (info.submap_idx >= XENFEAT_NR_SUBMAPS)
        return -EINVAL;
    info.submap = info.submap_idx ? 0 : arch_features();
    return copy_to(arg, &info, sizeof(info));
}

static const struct {
    unsigned int nr;
    const char *name;
    bool implemented;
} ops[] = {
    {XENVER_version, "version", true},
    {XENVER_extraversion, "extraversion", true},
    {XENVER_compile_info, "compile_info", true},
    {XENVER_capabilities, "capabilities", true},
    {XENVER_changeset, "changeset", true},
    {XENVER_platform_parameters, "platform_parameters", true},
    {XENVER_get_features, "get_features", true},
    {XENVER_pagesize, "pagesize", true},
    {XENVER_guest_handle, "guest_handle", true},
    {XENVER_commandline, "commandline", true},
    {XENVER_build_id, "build_id", true},
};
#define NR_OPS (sizeof(ops) / sizeof(ops[0]))

static long run(unsigned int nr, uint64_t arg)
{
    static const xen_compile_info_t compiled = {
        "a simulated host",
        "nobody",
        "nowhere",
        "never",
    };
    static const char memory[] = "dom0_mem=4096M";
    xen_platform_parameters_t platform = {arch_virt_start()};
    xen_domain_handle_t handle = {0};

    switch (nr) {
    case XENVER_version:
        return MAJOR << 16 | MINOR;
    case XENVER_extraversion:
        return give(arg, ".0", 2, XEN_EXTRAVERSION_LEN);
    case XENVER_compile_info:
        return copy_to(arg, &compiled, sizeof(compiled));
    case XENVER_capabilities:
        return give(arg, arch_capabilities, arch_capabilities_size,
                    XEN_CAPABILITIES_INFO_LEN);
    case XENVER_changeset:
        return give(arg, "none", 4, XEN_CHANGESET_INFO_LEN);
    case XENVER_platform_parameters:
        return copy_to(arg, &platform, sizeof(platform));
    case XENVER_get_features:
        return get_features(arg);
    case XENVER_pagesize:
        return arg ? -EINVAL : (long)HOST_PAGE;
    case XENVER_guest_handle:
        return copy_to(arg, &handle, sizeof(handle));
    case XENVER_commandline:
        /* So xl does not try to take memory from domain 0. */
        return give(arg, memory, sizeof(memory), sizeof(xen_commandline_t));
    case XENVER_build_id:
        return -ENODATA; /* Xen has no build id */
    default:
        return -ENOSYS;
    }
}

long do_xen_version(struct call *c, const uint64_t *arg)
{
    unsigned int i;

    for (i = 0; i < NR_OPS && ops[i].nr != arg[0]; i++)
        ;
    call_sub(c, i < NR_OPS ? ops[i].name : NULL, arg[0],
             i < NR_OPS && ops[i].implemented);
    return call_fault(c) ? c->result : run(arg[0], arg[1]);
}
