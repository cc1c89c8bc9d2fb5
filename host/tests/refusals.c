// SPDX-License-Identifier: LGPL-2.1-only
/* What the simulated host refuses, as Xen and the kernel's drivers do. */
#include "host_test.h"

#include <xen/hvm/hvm_op.h>
#include <xen/hvm/save.h>
#include <xen/version.h>

#define NOBODY 9
#define BAD ((void *)8)

static struct xen_domctl fresh(void)
{
    return (struct xen_domctl){0};
}

static void add_vcpus(unsigned int domid, unsigned int n)
{
    struct xen_domctl op = fresh();

    op.u.max_vcpus.max = n;
    ck_assert_int_eq(domctl(XEN_DOMCTL_max_vcpus, domid, &op), 0);
}

static void unpause(unsigned int domid)
{
    struct xen_domctl op = fresh();

    ck_assert_int_eq(domctl(XEN_DOMCTL_unpausedomain, domid, &op), 0);
}

START_TEST(too_many_pauses_are_refused)
{
    struct xen_domctl op = fresh();

    ck_assert_int_eq(create(0), 1);
    for (int i = 1; i < 255; i++)
        ck_assert_int_eq(domctl(XEN_DOMCTL_pausedomain, 1, &op), 0);
    ck_assert_int_eq(domctl(XEN_DOMCTL_pausedomain, 1, &op), -EOVERFLOW);
}
END_TEST

/* Operations that a domain cannot make on itself. */
static const unsigned int not_for_domain_0[] = {
    XEN_DOMCTL_resumedomain,
    XEN_DOMCTL_settscinfo,
#ifdef XEN_DOMCTL_set_cpuid
    XEN_DOMCTL_set_cpuid,
#endif
};

START_TEST(domain_0_cannot_change_itself)
{
    struct xen_domctl op = fresh();

    ck_assert_int_eq(create(0), 1);
    ck_assert_int_eq(domctl(not_for_domain_0[_i], 1, &op), 0);
    ck_assert_int_eq(domctl(not_for_domain_0[_i], 0, &op), -EINVAL);
}
END_TEST

START_TEST(settings_that_come_too_late_are_refused)
{
    struct xen_domctl op = fresh();

    (void)op;
    ck_assert_int_eq(create(CDF_HVM), 1);
#ifdef XEN_DOMCTL_set_gnttab_limits
    op.u.set_gnttab_limits.grant_frames = HOST_GRANT_FRAMES + 1;
    ck_assert_int_eq(domctl(XEN_DOMCTL_set_gnttab_limits, 1, &op), -EINVAL);
    op.u.set_gnttab_limits.grant_frames = 0;
    ck_assert_int_eq(domctl(XEN_DOMCTL_set_gnttab_limits, 1, &op), -EINVAL);
    op.u.set_gnttab_limits.grant_frames = 32;
    ck_assert_int_eq(domctl(XEN_DOMCTL_set_gnttab_limits, 1, &op), 0);
#endif
    unpause(1);
#ifdef XEN_DOMCTL_set_gnttab_limits
    ck_assert_int_eq(domctl(XEN_DOMCTL_set_gnttab_limits, 1, &op), -EBUSY);
#endif
#ifdef XEN_DOMCTL_set_cpuid
    op = fresh();
    ck_assert_int_eq(domctl(XEN_DOMCTL_set_cpuid, 1, &op), -EEXIST);
#endif
}
END_TEST

START_TEST(missing_devices_and_modes_are_refused)
{
    struct xen_domctl op = fresh();

    ck_assert_int_eq(create(CDF_HVM), 1);
    add_vcpus(1, 1);
    ck_assert_int_eq(domctl(XEN_DOMCTL_assign_device, 1, &op), -ENOSYS);
    op = fresh();
    op.u.sendtrigger.trigger = 99;
    ck_assert_int_eq(domctl(XEN_DOMCTL_sendtrigger, 1, &op), -ENOSYS);
    op = fresh();
    op.u.shadow_op.op = XEN_DOMCTL_SHADOW_OP_ENABLE;
    ck_assert_int_eq(domctl(XEN_DOMCTL_shadow_op, 1, &op), -EINVAL);
    op.u.shadow_op.mode = XEN_DOMCTL_SHADOW_ENABLE_TRANSLATE;
    ck_assert_int_eq(domctl(XEN_DOMCTL_shadow_op, 1, &op), -EINVAL);
}
END_TEST

START_TEST(missing_vcpus_are_refused)
{
    static const unsigned int cmd[] = {
        XEN_DOMCTL_get_ext_vcpucontext, XEN_DOMCTL_set_ext_vcpucontext,
        XEN_DOMCTL_getvcpuextstate, XEN_DOMCTL_setvcpuextstate};
    struct xen_domctl op;

    ck_assert_int_eq(create(0), 1);
    add_vcpus(1, 1);
    for (unsigned int i = 0; i < 4; i++) {
        op = fresh();
        op.u.ext_vcpucontext.vcpu = 1; /* the first member of each operation */
        ck_assert_int_eq(domctl(cmd[i], 1, &op), -ESRCH);
    }
    op = fresh();
    op.u.vcpucontext.vcpu = 1;
    ck_assert_int_eq(domctl(XEN_DOMCTL_getvcpucontext, 1, &op), -EINVAL);
    ck_assert_int_eq(domctl(XEN_DOMCTL_setvcpucontext, 1, &op), -EINVAL);
}
END_TEST

START_TEST(bad_vcpu_contexts_are_refused)
{
    struct xen_domctl op = fresh();
    uint8_t map = 0xff;

    ck_assert_int_eq(create(0), 1);
    add_vcpus(1, 1);
    op.u.vcpucontext.ctxt.p = BAD;
    ck_assert_int_eq(domctl(XEN_DOMCTL_setvcpucontext, 1, &op), -EFAULT);
    op = fresh();
    op.u.ext_vcpucontext.size = 4;
    ck_assert_int_eq(domctl(XEN_DOMCTL_set_ext_vcpucontext, 1, &op), -EINVAL);
    op = fresh();
    op.u.vcpuextstate.size = 1;
    ck_assert_int_eq(domctl(XEN_DOMCTL_setvcpuextstate, 1, &op), -EINVAL);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getvcpuextstate, 1, &op), -EINVAL);
    op = fresh();
    op.u.vcpuaffinity.flags = XEN_VCPUAFFINITY_HARD;
    op.u.vcpuaffinity.cpumap_hard.nr_bits = 8;
    ck_assert_int_eq(domctl(XEN_DOMCTL_setvcpuaffinity, 1, &op), -EINVAL);
    op.u.vcpuaffinity.cpumap_hard.bitmap.p = BAD;
    ck_assert_int_eq(domctl(XEN_DOMCTL_setvcpuaffinity, 1, &op), -EFAULT);
    /* Room for the existing CPUs, and none for the rest. */
    op.u.vcpuaffinity.cpumap_hard.bitmap.p = &map;
    op.u.vcpuaffinity.cpumap_hard.nr_bits = 8;
    ck_assert_int_eq(domctl(XEN_DOMCTL_setvcpuaffinity, 1, &op), 0);
}
END_TEST

static const struct {
    uint32_t parameter;
    uint64_t value;
    long rc;
} params[] = {
    {HVM_PARAM_TIMER_MODE, 3, 0},
    {HVM_PARAM_TIMER_MODE, 4, -EINVAL},
    {HVM_PARAM_VIRIDIAN, HVMPV_no_freq, -EINVAL}, /* without base_freq */
    {HVM_PARAM_VIRIDIAN, 1ull << 40 | HVMPV_base_freq, -EINVAL},
    {HVM_PARAM_ACPI_S_STATE, 3, 0},
    {HVM_PARAM_ACPI_S_STATE, 1, -EINVAL},
    {HVM_PARAM_NESTEDHVM, 1, 0},
    {HVM_PARAM_NESTEDHVM, 2, -EINVAL},
    {HVM_PARAM_ALTP2M, 99, -EINVAL},
    {HVM_PARAM_BUFIOREQ_EVTCHN, 1, -EINVAL},
    {HVM_PARAM_TRIPLE_FAULT_REASON, SHUTDOWN_MAX, 0},
    {HVM_PARAM_TRIPLE_FAULT_REASON, SHUTDOWN_MAX + 1, -EINVAL},
#ifdef HVM_PARAM_NR_IOREQ_SERVER_PAGES
    {HVM_PARAM_NR_IOREQ_SERVER_PAGES, 0, -EINVAL},
    {HVM_PARAM_NR_IOREQ_SERVER_PAGES, 65, -EINVAL},
#endif
    {HVM_PARAM_X87_FIP_WIDTH, 8, 0},
    {HVM_PARAM_X87_FIP_WIDTH, 3, -EINVAL},
    {HVM_PARAM_VM86_TSS, 1ull << 32, -EINVAL},
};

static long set_param(uint32_t index, uint64_t value)
{
    struct xen_hvm_param p = {.domid = 1, .index = index, .value = value};

    return hypercall(__HYPERVISOR_hvm_op, HVMOP_set_param, ADDRESS(&p), 0, 0);
}

START_TEST(bad_values_of_hvm_parameters_are_refused)
{
    ck_assert_int_eq(create(CDF_HVM | XEN_DOMCTL_CDF_hap), 1);
    ck_assert_int_eq(set_param(params[_i].parameter, params[_i].value),
                     params[_i].rc);
}
END_TEST

START_TEST(nested_hvm_and_altp2m_exclude_each_other)
{
    ck_assert_int_eq(create(CDF_HVM | XEN_DOMCTL_CDF_hap), 1);
    ck_assert_int_eq(set_param(HVM_PARAM_NESTEDHVM, 1), 0);
    ck_assert_int_eq(set_param(HVM_PARAM_ALTP2M, 1), -EINVAL);
    ck_assert_int_eq(set_param(HVM_PARAM_NESTEDHVM, 0), 0);
    ck_assert_int_eq(set_param(HVM_PARAM_ALTP2M, 1), 0);
    ck_assert_int_eq(set_param(HVM_PARAM_NESTEDHVM, 1), -EINVAL);
}
END_TEST

START_TEST(pv_guests_have_no_hvm_context)
{
    struct xen_domctl op = fresh();

    ck_assert_int_eq(create(0), 1);
    ck_assert_int_eq(domctl(XEN_DOMCTL_gethvmcontext, 1, &op), -EINVAL);
    ck_assert_int_eq(domctl(XEN_DOMCTL_sethvmcontext, 1, &op), -EINVAL);
    op.u.hvmcontext_partial.type = HVM_SAVE_CODE(CPU);
    ck_assert_int_eq(domctl(XEN_DOMCTL_gethvmcontext_partial, 1, &op), -EINVAL);
    ck_assert_int_eq(create(CDF_HVM), 2);
    op.u.hvmcontext_partial.type = 0;
    ck_assert_int_eq(domctl(XEN_DOMCTL_gethvmcontext_partial, 2, &op), -EINVAL);
    op = fresh();
    op.u.hvmcontext.size = 1u << 30;
    ck_assert_int_eq(domctl(XEN_DOMCTL_sethvmcontext, 2, &op), -ENOMEM);
}
END_TEST

START_TEST(bad_questions_about_the_machine_are_refused)
{
    struct xen_sysctl op = {0};

    op.u.cputopoinfo.num_cpus = HOST_CPUS;
    op.u.cputopoinfo.cputopo.p = BAD;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_cputopoinfo, &op), -EFAULT);
    memset(&op, 0, sizeof(op));
    op.u.numainfo.num_nodes = 1;
    op.u.numainfo.distance.p = BAD;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_numainfo, &op), -EFAULT);
    memset(&op, 0, sizeof(op));
    op.u.cpu_featureset.nr_features = 32;
    op.u.cpu_featureset.features.p = BAD;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_get_cpu_featureset, &op), -EFAULT);
    memset(&op, 0, sizeof(op));
    op.u.scheduler_op.sched_id = XEN_SCHEDULER_CREDIT;
    op.u.scheduler_op.cmd = XEN_SYSCTL_SCHEDOP_getinfo;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_scheduler_op, &op), 0);
    op.u.scheduler_op.cpupool_id = 1;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_scheduler_op, &op), -ESRCH);
    op.u.scheduler_op.cpupool_id = 0;
    op.u.scheduler_op.sched_id = XEN_SCHEDULER_CREDIT2;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_scheduler_op, &op), -EINVAL);
    memset(&op, 0, sizeof(op));
    op.u.cpupool_op.op = XEN_SYSCTL_CPUPOOL_OP_CREATE;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_cpupool_op, &op), -EEXIST);
    op.u.cpupool_op.op = 99;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_cpupool_op, &op), -ENOSYS);
    ck_assert_int_eq(sysctl(12345, &op), -ENOSYS);
    ck_assert(logged("sysctl 12345 - = -ENOSYS unimplemented"));
    ck_assert_int_eq(hypercall(__HYPERVISOR_sysctl, 8, 0, 0, 0), -EFAULT);
}
END_TEST

static long page_tables(unsigned int op, void *list, uint64_t n,
                        unsigned int *done, unsigned int domid)
{
    return hypercall(op, ADDRESS(list), n, ADDRESS(done), domid);
}

START_TEST(bad_requests_about_page_tables_are_refused)
{
    struct mmu_update u = {.ptr = MMU_NORMAL_PT_UPDATE};
    struct mmuext_op e[2] = {{.cmd = MMUEXT_UNPIN_TABLE}, {.cmd = 99}};
    xen_pfn_t mfn = 0;
    unsigned int n;

    ck_assert_int_eq(create(0), 1);
    set_max_pages(1, 1);
    ck_assert_int_eq(populate(1, &mfn, 1), 1);
    ck_assert_int_eq(page_tables(__HYPERVISOR_mmu_update, &u, 1, &n, 1),
                     -ENOSYS);
    ck_assert_int_eq(page_tables(__HYPERVISOR_mmu_update, &u, 65537, &n, 1),
                     -EINVAL);
    ck_assert_int_eq(page_tables(__HYPERVISOR_mmu_update, &u, 0, BAD, 1),
                     -EFAULT);
    e[0].arg1.mfn = mfn;
    ck_assert_int_eq(page_tables(__HYPERVISOR_mmuext_op, e, 1, &n, 1), 0);
    ck_assert_int_eq(page_tables(__HYPERVISOR_mmuext_op, e, 2, &n, 1), -ENOSYS);
    ck_assert_uint_eq(n, 1);
    ck_assert_int_eq(page_tables(__HYPERVISOR_mmuext_op, e + 1, 1, &n, 1),
                     -ENOSYS);
    ck_assert(logged("mmuext_op 99 d1 = -ENOSYS unimplemented"));
    ck_assert_int_eq(page_tables(__HYPERVISOR_mmuext_op, e, 1, &n, NOBODY),
                     -ESRCH);
    ck_assert_int_eq(page_tables(__HYPERVISOR_mmuext_op, e, 1, BAD, 1),
                     -EFAULT);
}
END_TEST

START_TEST(bad_questions_about_xen_are_refused)
{
    ck_assert_int_eq(
        hypercall(__HYPERVISOR_xen_version, XENVER_pagesize, 1, 0, 0), -EINVAL);
    ck_assert_int_eq(
        hypercall(__HYPERVISOR_xen_version, XENVER_get_features, 8, 0, 0),
        -EFAULT);
    ck_assert_int_eq(
        hypercall(__HYPERVISOR_memory_op, XENMEM_exchange, 0, 0, 0), -ENOSYS);
    ck_assert(logged("memory_op exchange - = -ENOSYS unimplemented"));
}
END_TEST

START_TEST(the_host_cannot_be_shut_down)
{
    struct sched_remote_shutdown s = {.domain_id = 0};

    ck_assert_int_eq(hypercall(__HYPERVISOR_sched_op, SCHEDOP_remote_shutdown,
                               ADDRESS(&s), 0, 0),
                     -EPERM);
}
END_TEST

START_TEST(an_answer_to_bad_memory_is_an_error)
{
    void *page = mmap(NULL, HOST_PAGE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct xen_domctl *d = page;
    struct xen_sysctl *s = page;

    ck_assert_ptr_ne(page, MAP_FAILED);
    d->cmd = XEN_DOMCTL_getdomaininfo;
    d->interface_version = XEN_DOMCTL_INTERFACE_VERSION;
    ck_assert_int_eq(mprotect(page, HOST_PAGE, PROT_READ), 0);
    ck_assert_int_eq(hypercall(__HYPERVISOR_domctl, ADDRESS(d), 0, 0, 0),
                     -EFAULT);
    ck_assert_int_eq(mprotect(page, HOST_PAGE, PROT_READ | PROT_WRITE), 0);
    s->cmd = XEN_SYSCTL_physinfo;
    s->interface_version = XEN_SYSCTL_INTERFACE_VERSION;
    ck_assert_int_eq(mprotect(page, HOST_PAGE, PROT_READ), 0);
    ck_assert_int_eq(hypercall(__HYPERVISOR_sysctl, ADDRESS(s), 0, 0, 0),
                     -EFAULT);
}
END_TEST

static long add(unsigned int domid, unsigned int space, uint64_t idx,
                uint64_t gfn)
{
    struct xen_add_to_physmap a = {
        .domid = domid, .space = space, .idx = idx, .gpfn = gfn};

    return memory(XENMEM_add_to_physmap, &a);
}

START_TEST(missing_pages_of_xen_cannot_be_mapped)
{
    struct xen_domctl op = fresh();

    ck_assert_int_eq(create_with(CDF_HVM, 4), 1);
    ck_assert_int_eq(add(1, XENMAPSPACE_shared_info, 1, 2), -EINVAL);
    ck_assert_int_eq(add(1, XENMAPSPACE_shared_info, 0, HOST_FRAMES), -EINVAL);
    ck_assert_int_eq(add(1, XENMAPSPACE_grant_table, 1000, 2), -EINVAL);
    ck_assert_int_eq(add(1, 99, 0, 2), -EINVAL);
    ck_assert_int_eq(add(1, XENMAPSPACE_gmfn_foreign, 0, 2), -ENOSYS);
    ck_assert_int_eq(add(NOBODY, XENMAPSPACE_shared_info, 0, 2), -ESRCH);
    ck_assert_int_eq(add(1, XENMAPSPACE_shared_info, 0, 2), 0);
    op.u.hypercall_init.gmfn = 2;
    ck_assert_int_eq(domctl(XEN_DOMCTL_hypercall_init, 1, &op), -EPERM);
}
END_TEST

START_TEST(memory_of_missing_domains_is_refused)
{
    struct xen_remove_from_physmap remove = {.domid = NOBODY};
    struct xen_memory_reservation r = {.domid = NOBODY, .nr_extents = 1};
    struct xen_vnuma_topology_info v = {.domid = 1, .pad = 1};
    domid_t domid = NOBODY;

    ck_assert_int_eq(create(CDF_HVM), 1);
    ck_assert_int_eq(memory(XENMEM_remove_from_physmap, &remove), -ESRCH);
    ck_assert_int_eq(memory(XENMEM_maximum_gpfn, &domid), -ESRCH);
    ck_assert_int_eq(memory(XENMEM_claim_pages, &r), -EINVAL); /* as Xen */
    ck_assert_int_eq(memory(XENMEM_get_vnumainfo, &v), -EINVAL);
    v.pad = 0;
    ck_assert_int_eq(memory(XENMEM_get_vnumainfo, &v), -EOPNOTSUPP);
    v.domid = NOBODY;
    ck_assert_int_eq(memory(XENMEM_get_vnumainfo, &v), -ESRCH);
    /* These return how many extents they have processed. */
    ck_assert_int_eq(memory(XENMEM_populate_physmap, BAD), 0);
    ck_assert_int_eq(memory(XENMEM_maximum_gpfn, BAD), -EFAULT);
}
END_TEST

static long event_channel(unsigned int op, void *arg)
{
    return hypercall(__HYPERVISOR_event_channel_op, op, ADDRESS(arg), 0, 0);
}

START_TEST(missing_event_channels_are_refused)
{
    evtchn_status_t status = {.dom = NOBODY, .port = 1};
    evtchn_reset_t reset = {.dom = NOBODY};
    evtchn_close_t close = {.port = 5};
    evtchn_send_t send = {.port = 5};

    ck_assert_int_eq(event_channel(EVTCHNOP_status, &status), -ESRCH);
    status.dom = 0;
    status.port = HOST_PORTS;
    ck_assert_int_eq(event_channel(EVTCHNOP_status, &status), -EINVAL);
    ck_assert_int_eq(event_channel(EVTCHNOP_reset, &reset), -ESRCH);
    ck_assert_int_eq(event_channel(EVTCHNOP_close, &close), -EINVAL);
    ck_assert_int_eq(event_channel(EVTCHNOP_send, &send), -EINVAL);
    send.port = HOST_PORTS;
    ck_assert_int_eq(event_channel(EVTCHNOP_send, &send), -EINVAL);
}
END_TEST

START_TEST(the_number_of_event_channels_is_limited)
{
    evtchn_alloc_unbound_t a = {.dom = 1};

    ck_assert_int_eq(create(0), 1);
    for (int i = 1; i < HOST_PORTS; i++)
        ck_assert_int_eq(event_channel(EVTCHNOP_alloc_unbound, &a), 0);
    ck_assert_int_eq(event_channel(EVTCHNOP_alloc_unbound, &a), -ENOSPC);
}
END_TEST

static long grant_table(unsigned int op, void *arg, uint64_t count)
{
    return hypercall(__HYPERVISOR_grant_table_op, op, ADDRESS(arg), count, 0);
}

START_TEST(bad_grant_tables_are_refused)
{
    struct gnttab_setup_table setup = {.dom = 1, .nr_frames = 1};
    struct gnttab_get_version version = {.dom = NOBODY};

    ck_assert_int_eq(create(CDF_HVM), 1);
    setup.frame_list.p = BAD;
    ck_assert_int_eq(grant_table(GNTTABOP_setup_table, &setup, 1), 0);
    ck_assert_int_eq(setup.status, GNTST_bad_virt_addr);
    ck_assert_int_eq(grant_table(GNTTABOP_setup_table, &setup, ~0ull), -EINVAL);
    ck_assert_int_eq(grant_table(GNTTABOP_get_version, &version, 1), -ESRCH);
}
END_TEST

static long gntdev(unsigned long request, void *arg)
{
    static int fd = -1;

    if (fd < 0)
        fd = host_open_device("/dev/xen/gntdev", O_RDWR);
    ck_assert_int_ge(fd, 0);
    if (!request)
        return fd;
    return ioctl(fd, request, arg) < 0 ? -errno : 0;
}

START_TEST(bad_grants_are_refused)
{
    struct ioctl_gntdev_map_grant_ref m = {.count = 0};
    struct ioctl_gntdev_get_offset_for_vaddr get = {.vaddr = 4096};
    char *p;

    ck_assert_int_eq(gntdev(IOCTL_GNTDEV_MAP_GRANT_REF, BAD), -EFAULT);
    ck_assert_int_eq(gntdev(IOCTL_GNTDEV_UNMAP_GRANT_REF, BAD), -EFAULT);
    ck_assert_int_eq(gntdev(IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, BAD), -EFAULT);
    ck_assert_int_eq(gntdev(IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, &get), -EINVAL);
    ck_assert_int_eq(gntdev(IOCTL_GNTDEV_SET_MAX_GRANTS, &get), -ENOTTY);
    ck_assert_int_eq(gntdev(IOCTL_GNTDEV_MAP_GRANT_REF, &m), -EINVAL);
    m.count = HOST_GRANT_MAPS + 1;
    ck_assert_int_eq(gntdev(IOCTL_GNTDEV_MAP_GRANT_REF, &m), -EINVAL);
    /* More grants than there are pages at the address. */
    p = mmap(NULL, 2 * HOST_PAGE, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    ck_assert_ptr_ne(p, MAP_FAILED);
    ck_assert_int_eq(mprotect(p + HOST_PAGE, HOST_PAGE, PROT_NONE), 0);
    m.count = HOST_GRANT_MAPS;
    memcpy(p, &m, sizeof(m));
    ck_assert_int_eq(gntdev(IOCTL_GNTDEV_MAP_GRANT_REF, p), -EFAULT);
    /* The domain is checked only when the grants are mapped. */
    m = (struct ioctl_gntdev_map_grant_ref){.count = 1};
    m.refs[0].domid = NOBODY;
    ck_assert_int_eq(gntdev(IOCTL_GNTDEV_MAP_GRANT_REF, &m), 0);
    errno = 0;
    ck_assert_ptr_eq(mmap(NULL, HOST_PAGE, PROT_READ, MAP_SHARED,
                          (int)gntdev(0, NULL), (off_t)m.index),
                     MAP_FAILED);
    ck_assert_int_eq(errno, EINVAL);
    errno = 0;
    ck_assert_ptr_eq(mmap(NULL, 2 * HOST_PAGE, PROT_READ, MAP_SHARED,
                          (int)gntdev(0, NULL), (off_t)m.index),
                     MAP_FAILED);
    ck_assert_int_eq(errno, EINVAL);
    m.count = HOST_GRANT_MAPS; /* one of them is in use */
    ck_assert_int_eq(gntdev(IOCTL_GNTDEV_MAP_GRANT_REF, &m), -ENOMEM);
}
END_TEST

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

int main(void)
{
    Suite *s = suite_create("refusals of the simulated host");
    TCase *tc = add_case(s, "refusals", host_setup);

    tcase_add_test(tc, too_many_pauses_are_refused);
    tcase_add_loop_test(tc, domain_0_cannot_change_itself, 0,
                        COUNT(not_for_domain_0));
    tcase_add_test(tc, settings_that_come_too_late_are_refused);
    tcase_add_test(tc, missing_devices_and_modes_are_refused);
    tcase_add_test(tc, an_answer_to_bad_memory_is_an_error);
    tcase_add_test(tc, missing_vcpus_are_refused);
    tcase_add_test(tc, bad_vcpu_contexts_are_refused);
    tcase_add_loop_test(tc, bad_values_of_hvm_parameters_are_refused, 0,
                        COUNT(params));
    tcase_add_test(tc, nested_hvm_and_altp2m_exclude_each_other);
    tcase_add_test(tc, pv_guests_have_no_hvm_context);
    tcase_add_test(tc, bad_questions_about_the_machine_are_refused);
    tcase_add_test(tc, bad_requests_about_page_tables_are_refused);
    tcase_add_test(tc, bad_questions_about_xen_are_refused);
    tcase_add_test(tc, the_host_cannot_be_shut_down);
    tcase_add_test(tc, missing_pages_of_xen_cannot_be_mapped);
    tcase_add_test(tc, memory_of_missing_domains_is_refused);
    tcase_add_test(tc, missing_event_channels_are_refused);
    tcase_add_test(tc, the_number_of_event_channels_is_limited);
    tcase_add_test(tc, bad_grant_tables_are_refused);
    tcase_add_test(tc, bad_grants_are_refused);
    return run_in_hosts(s);
}
