/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Shared by the tests of the hypercall layer: a host in a folder of its own,
 * and hypercalls made in libxencall's way.
 */
#ifndef HOST_TEST_H
#define HOST_TEST_H

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/event_channel.h>
#include <xen/grant_table.h>
#include <xen/hvm/params.h>
#include <xen/memory.h>
#include <xen/sched.h>
#include <xen/sysctl.h>
#include <xen/sys/evtchn.h>
#include <xen/sys/gntdev.h>
#include <xen/sys/privcmd.h>

#include "../dev.h"
#include "../domctl.h"
#include "../host.h"
#include "../../tests/suite.h"
#ifdef TELL
#include "tell.h"
#else
static inline bool is_real(void)
{
    return false;
}
#endif

static char *all_hosts, *host_dir;
static int privcmd = -1;

static inline int remove_one(const char *path, const struct stat *st, int type,
                             struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static inline void host_folder(void)
{
    free(host_dir);
    if (asprintf(&host_dir, "%s/XXXXXX", all_hosts) < 0 || !mkdtemp(host_dir))
        ck_abort_msg("no folder for a host");
    setenv("XENHOST_DIR", host_dir, 1);
}

static inline void host_setup(void)
{
#ifndef TELL
    host_folder();
    privcmd = host_open_device("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
    ck_assert_int_ge(privcmd, 0);
#endif
}

static inline TCase *add_case(Suite *s, const char *name, SFun setup)
{
    TCase *tc = tcase_create(name);

    if (setup)
        tcase_add_checked_fixture(tc, setup, NULL);
    suite_add_tcase(s, tc);
    return tc;
}

/* Cleans up for tests that fail or are killed, too. */
static inline int run_in_hosts(Suite *s)
{
    const char *tmp = getenv("TMPDIR");
    int status;

#ifdef TELL
    setenv("CK_VERBOSITY", "silent", 1);
#endif
    if (asprintf(&all_hosts, "%s/xenhost-unit.XXXXXX",
                 tmp && *tmp ? tmp : "/tmp") < 0 ||
        !mkdtemp(all_hosts)) {
        perror(all_hosts);
        return 2;
    }
    status = run_suite(s);
    nftw(all_hosts, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(host_dir);
    free(all_hosts);
    return status;
}

/* Returns the answer, or -errno. */
static inline long hypercall(unsigned int op, uint64_t a, uint64_t b,
                             uint64_t c, uint64_t d)
{
    privcmd_hypercall_t call = {.op = op, .arg = {a, b, c, d}};
    int r = ioctl(privcmd, IOCTL_PRIVCMD_HYPERCALL, &call);

    return r < 0 ? -errno : r;
}

#define ADDRESS(p) ((uint64_t)(uintptr_t)(p))

static inline long domctl(unsigned int cmd, unsigned int domid,
                          struct xen_domctl *op)
{
    op->cmd = cmd;
    op->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
    op->domain = domid;
    return hypercall(__HYPERVISOR_domctl, ADDRESS(op), 0, 0, 0);
}

static inline long sysctl(unsigned int cmd, struct xen_sysctl *op)
{
    op->cmd = cmd;
    op->interface_version = XEN_SYSCTL_INTERFACE_VERSION;
    return hypercall(__HYPERVISOR_sysctl, ADDRESS(op), 0, 0, 0);
}

static inline long memory(unsigned int op, void *arg)
{
    return hypercall(__HYPERVISOR_memory_op, op, ADDRESS(arg), 0, 0);
}

/* In a real host a test asks for the ids that it would get in a new one. */
static unsigned int next_id = 1;

#ifdef TELL
/* The next domain from the first on, or -errno. */
static inline long first_guest(void)
{
    struct xen_domctl op = {0};
    long rc = domctl(XEN_DOMCTL_getdomaininfo, 1, &op);

    return rc ? rc : op.domain;
}

static inline long destroy(unsigned int domid);

/* An open privcmd, and no guests. */
static inline void host_setup_to_tell(void)
{
    if (!is_real()) {
        host_folder();
        privcmd = host_open_device("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
        return;
    }
    privcmd = open("/dev/xen/privcmd", O_RDWR | O_CLOEXEC);
    for (long id; (id = first_guest()) > 0;) {
        destroy((unsigned int)id);
        for (int tries = 0; tries < 1000 && first_guest() == id; tries++)
            usleep(10000); /* until its last page is free */
    }
}
#endif

/* Create a PVH guest, or with FLAGS 0 a PV guest: its id or -errno. */
static inline long create(unsigned int flags)
{
    struct xen_domctl op = {0};
    long rc;

    op.u.createdomain.flags = flags;
    if (flags & CDF_HVM)
        op.u.createdomain.create_config.emulation_flags = XEN_X86_EMU_LAPIC;
#if XEN_DOMCTL_INTERFACE_VERSION >= 0x11
    op.u.createdomain.max_grant_frames = 32;
#endif
    rc = domctl(XEN_DOMCTL_createdomain, is_real() ? next_id : 0, &op);
    if (!rc)
        next_id++;
    return rc ? rc : op.domain;
}

static inline long destroy(unsigned int domid)
{
    struct xen_domctl op = {0};

    return domctl(XEN_DOMCTL_destroydomain, domid, &op);
}

static inline void set_max_pages(unsigned int domid, uint64_t pages)
{
    struct xen_domctl op = {0};

    op.u.max_mem.max_memkb = pages * 4;
    ck_assert_int_eq(domctl(XEN_DOMCTL_max_mem, domid, &op), 0);
}

/* Populate single pages at the frames in LIST; returns how many. */
static inline long populate(unsigned int domid, xen_pfn_t *list, unsigned int n)
{
    struct xen_memory_reservation r = {.nr_extents = n, .domid = domid};

    set_xen_guest_handle(r.extent_start, list);
    return memory(XENMEM_populate_physmap, &r);
}

/* Create a guest with frames 0 to N - 1. */
static inline long create_with(unsigned int flags, unsigned int n)
{
    long domid = create(flags);
    xen_pfn_t list[64];

    ck_assert_int_gt(domid, 0);
    ck_assert_uint_le(n, 64);
    for (unsigned int i = 0; i < n; i++)
        list[i] = i;
    set_max_pages(domid, n);
    ck_assert_int_eq(populate(domid, list, n), n);
    return domid;
}

/* Does a line of the log end with this text? */
static inline bool logged(const char *end)
{
    char path[128], line[256];
    size_t len = strlen(end);
    bool found = false;
    FILE *f;

    if (is_real())
        return true;
    snprintf(path, sizeof(path), "%s/log", host_dir);
    f = fopen(path, "r");
    while (f && fgets(line, sizeof(line), f)) {
        size_t n = strcspn(line, "\n");

        line[n] = '\0';
        found |= n >= len && !strcmp(line + n - len, end);
    }
    if (f)
        fclose(f);
    return found;
}

#endif
