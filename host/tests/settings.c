// SPDX-License-Identifier: LGPL-2.1-only
/* Settings of domains, and questions about the host. */
#include "host_test.h"

#include <xen/features.h>
#include <xen/version.h>

START_TEST(a_handle_is_kept)
{
    struct xen_domctl op = {0};

    ck_assert_int_eq(create(0), 1);
    memset(op.u.setdomainhandle.handle, 7, 16);
    ck_assert_int_eq(domctl(XEN_DOMCTL_setdomainhandle, 1, &op), 0);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
    ck_assert_uint_eq(op.u.getdomaininfo.handle[15], 7);
}
END_TEST

static long address_size(unsigned int domid, unsigned int size)
{
    struct xen_domctl op = {0};

    op.u.address_size.size = size;
    return domctl(XEN_DOMCTL_set_address_size, domid, &op);
}

START_TEST(the_width_of_a_pv_guest_is_kept)
{
    struct xen_domctl op = {0};

    ck_assert_int_eq(create(0), 1);
    ck_assert_int_eq(address_size(1, 16), -EINVAL);
    ck_assert_int_eq(address_size(1, 64), 0);
    ck_assert_int_eq(address_size(1, 32), 0);
    ck_assert_int_eq(domctl(XEN_DOMCTL_get_address_size, 1, &op), 0);
    ck_assert_uint_eq(op.u.address_size.size, 32);
    ck_assert_int_eq(create_with(0, 1), 2);
    ck_assert_int_eq(address_size(2, 32), -EACCES);
    ck_assert_int_eq(create(CDF_HVM), 3);
    ck_assert_int_eq(address_size(3, 32), -EACCES);
}
END_TEST

START_TEST(scheduler_settings_are_kept)
{
    struct xen_domctl op = {0};
    struct xen_domctl_scheduler_op *s = &op.u.scheduler_op;

    ck_assert_int_eq(create(0), 1);
    s->sched_id = XEN_SCHEDULER_CREDIT;
    s->cmd = XEN_DOMCTL_SCHEDOP_putinfo;
    s->u.credit.weight = 512;
    s->u.credit.cap = (uint16_t)~0U; /* unchanged */
    ck_assert_int_eq(domctl(XEN_DOMCTL_scheduler_op, 1, &op), 0);
    s->cmd = XEN_DOMCTL_SCHEDOP_getinfo;
    ck_assert_int_eq(domctl(XEN_DOMCTL_scheduler_op, 1, &op), 0);
    ck_assert_uint_eq(s->u.credit.weight, 512);
    ck_assert_uint_eq(s->u.credit.cap, 0);
    s->cmd = 77;
    ck_assert_int_eq(domctl(XEN_DOMCTL_scheduler_op, 1, &op), -EINVAL);
    s->sched_id = XEN_SCHEDULER_CREDIT2;
    ck_assert_int_eq(domctl(XEN_DOMCTL_scheduler_op, 1, &op), -EINVAL);
}
END_TEST

START_TEST(node_affinity_is_kept)
{
    struct xen_domctl op = {0};
    uint8_t map[2] = {3, 0};

    ck_assert_int_eq(create(0), 1);
    set_xen_guest_handle(op.u.nodeaffinity.nodemap.bitmap, map);
    op.u.nodeaffinity.nodemap.nr_bits = 16;
    ck_assert_int_eq(domctl(XEN_DOMCTL_setnodeaffinity, 1, &op), 0);
    map[0] = map[1] = 0xff;
    ck_assert_int_eq(domctl(XEN_DOMCTL_getnodeaffinity, 1, &op), 0);
    ck_assert_uint_eq(map[0], 3); /* also a node that is not there */
    ck_assert_uint_eq(map[1], 0);
    map[0] = 0;
    ck_assert_int_eq(domctl(XEN_DOMCTL_setnodeaffinity, 1, &op), -EINVAL);
    op.u.nodeaffinity.nodemap.bitmap.p = (void *)8;
    ck_assert_int_eq(domctl(XEN_DOMCTL_setnodeaffinity, 1, &op), -EFAULT);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getnodeaffinity, 1, &op), -EFAULT);
}
END_TEST

START_TEST(the_shadow_allocation_is_kept)
{
    struct xen_domctl op = {0};
    struct xen_domctl_shadow_op *s = &op.u.shadow_op;

    ck_assert_int_eq(create(CDF_HVM), 1);
    op.u.max_vcpus.max = 1;
    ck_assert_int_eq(domctl(XEN_DOMCTL_max_vcpus, 1, &op), 0);
    s->op = XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION;
    s->mb = 5;
    ck_assert_int_eq(domctl(XEN_DOMCTL_shadow_op, 1, &op), 0);
    s->op = XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION;
    s->mb = 0;
    ck_assert_int_eq(domctl(XEN_DOMCTL_shadow_op, 1, &op), 0);
    ck_assert_uint_eq(s->mb, 5);
    ck_assert_int_eq(domctl(XEN_DOMCTL_shadow_op, 0, &op), -EINVAL);
    s->op = 99;
    ck_assert_int_eq(domctl(XEN_DOMCTL_shadow_op, 1, &op), -EINVAL);
}
END_TEST

START_TEST(ranges_are_checked)
{
    struct xen_domctl op = {0};

    ck_assert_int_eq(create(0), 1);
    op.u.ioport_permission.first_port = 65535;
    op.u.ioport_permission.nr_ports = 1;
    ck_assert_int_eq(domctl(XEN_DOMCTL_ioport_permission, 1, &op), 0);
    op.u.ioport_permission.nr_ports = 2;
    ck_assert_int_eq(domctl(XEN_DOMCTL_ioport_permission, 1, &op), -EINVAL);
    op.u.ioport_permission.nr_ports = 0;
    ck_assert_int_eq(domctl(XEN_DOMCTL_ioport_permission, 1, &op), -EINVAL);
    memset(&op, 0, sizeof(op));
    op.u.iomem_permission.first_mfn = ~0ull;
    op.u.iomem_permission.nr_mfns = 2;
    ck_assert_int_eq(domctl(XEN_DOMCTL_iomem_permission, 1, &op), -EINVAL);
    memset(&op, 0, sizeof(op));
    op.u.irq_permission.pirq = HOST_PIRQS;
    ck_assert_int_eq(domctl(XEN_DOMCTL_irq_permission, 1, &op), -EINVAL);
    memset(&op, 0, sizeof(op));
    op.u.tsc_info.tsc_mode = 4; /* which there is not, but Xen does not look */
    ck_assert_int_eq(domctl(XEN_DOMCTL_settscinfo, 1, &op), 0);
}
END_TEST

START_TEST(a_hypercall_page)
{
    struct xen_domctl op = {0};
    char path[128];
    uint8_t code[8];
    int fd;

    ck_assert_int_eq(create_with(CDF_HVM, 2), 1);
    op.u.hypercall_init.gmfn = 2;
    ck_assert_int_eq(domctl(XEN_DOMCTL_hypercall_init, 1, &op), -EINVAL);
    op.u.hypercall_init.gmfn = 1;
    ck_assert_int_eq(domctl(XEN_DOMCTL_hypercall_init, 1, &op), 0);
    snprintf(path, sizeof(path), "%s/dom1.mem", host_dir);
    fd = open(path, O_RDONLY);
    ck_assert_int_eq(pread(fd, code, 8, HOST_PAGE + 12 * 32), 8);
    ck_assert_int_eq(memcmp(code, "\xb8\x0c\0\0\0\xc3\xcc\xcc", 8), 0);
}
END_TEST

START_TEST(triggers_reach_existing_vcpus)
{
    struct xen_domctl op = {0};

    ck_assert_int_eq(create(0), 1);
    op.u.sendtrigger.trigger = XEN_DOMCTL_SENDTRIGGER_POWER;
    ck_assert_int_eq(domctl(XEN_DOMCTL_sendtrigger, 1, &op), -ESRCH);
    op.u.max_vcpus.max = 1;
    ck_assert_int_eq(domctl(XEN_DOMCTL_max_vcpus, 1, &op), 0);
    memset(&op, 0, sizeof(op));
    op.u.sendtrigger.trigger = XEN_DOMCTL_SENDTRIGGER_POWER;
    ck_assert_int_eq(domctl(XEN_DOMCTL_sendtrigger, 1, &op), -EINVAL);
    op.u.sendtrigger.trigger = XEN_DOMCTL_SENDTRIGGER_NMI;
    ck_assert_int_eq(domctl(XEN_DOMCTL_sendtrigger, 1, &op), 0);
}
END_TEST

START_TEST(the_machine_is_described)
{
    struct xen_sysctl op = {0};
    struct xen_sysctl_cputopo cpu[2];
    struct xen_sysctl_meminfo mem;
    uint32_t distance;

    ck_assert_int_eq(sysctl(XEN_SYSCTL_cputopoinfo, &op), 0);
    ck_assert_uint_eq(op.u.cputopoinfo.num_cpus, HOST_CPUS);
    op.u.cputopoinfo.num_cpus = 2;
    set_xen_guest_handle(op.u.cputopoinfo.cputopo, cpu);
    ck_assert_int_eq(sysctl(XEN_SYSCTL_cputopoinfo, &op), 0);
    ck_assert_uint_eq(op.u.cputopoinfo.num_cpus, 2);
    ck_assert_uint_eq(cpu[1].core, 1);
    memset(&op, 0, sizeof(op));
    ck_assert_int_eq(sysctl(XEN_SYSCTL_numainfo, &op), 0);
    ck_assert_uint_eq(op.u.numainfo.num_nodes, 1);
    set_xen_guest_handle(op.u.numainfo.meminfo, &mem);
    set_xen_guest_handle(op.u.numainfo.distance, &distance);
    ck_assert_int_eq(sysctl(XEN_SYSCTL_numainfo, &op), 0);
    ck_assert_uint_eq(mem.memsize, HOST_MEMORY_MB * 1048576ull);
    ck_assert_uint_eq(distance, 10);
    op.u.numainfo.meminfo.p = (void *)8;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_numainfo, &op), -EFAULT);
}
END_TEST

START_TEST(there_is_one_cpu_pool)
{
    struct xen_sysctl op = {0};
    struct xen_sysctl_cpupool_op *p = &op.u.cpupool_op;
    uint8_t cpus = 0;

    ck_assert_int_eq(create(0), 1);
    p->op = XEN_SYSCTL_CPUPOOL_OP_INFO;
    set_xen_guest_handle(p->cpumap.bitmap, &cpus);
    p->cpumap.nr_bits = 8;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_cpupool_op, &op), 0);
    ck_assert_uint_eq(cpus, (1 << HOST_CPUS) - 1);
    ck_assert_uint_eq(p->n_dom, 2);
    p->cpupool_id = 1;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_cpupool_op, &op), -ENOENT);
    p->op = XEN_SYSCTL_CPUPOOL_OP_MOVEDOMAIN;
    p->domid = 1;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_cpupool_op, &op), -ENOENT);
    p->cpupool_id = 0;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_cpupool_op, &op), 0);
    p->domid = 9;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_cpupool_op, &op), -ESRCH);
}
END_TEST

START_TEST(cpu_features_are_told)
{
    struct xen_sysctl op = {0};
    struct xen_sysctl_cpu_featureset *f = &op.u.cpu_featureset;
    uint32_t words[32] = {0};

    ck_assert_int_eq(sysctl(XEN_SYSCTL_get_cpu_featureset, &op), 0);
    ck_assert_uint_le(f->nr_features, 32);
    set_xen_guest_handle(f->features, words);
    ck_assert_int_eq(sysctl(XEN_SYSCTL_get_cpu_featureset, &op), 0);
    ck_assert_uint_ne(words[0], 0);
    f->nr_features = 1;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_get_cpu_featureset, &op), -ENOBUFS);
    f->index = XEN_SYSCTL_cpu_featureset_hvm + 1;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_get_cpu_featureset, &op), -EINVAL);
    op.interface_version++;
    ck_assert_int_eq(hypercall(__HYPERVISOR_sysctl, ADDRESS(&op), 0, 0, 0),
                     -EACCES);
}
END_TEST

START_TEST(xen_tells_its_version_and_features)
{
    struct xen_feature_info info = {.submap_idx = 0};
    xen_extraversion_t extra = "";

    ck_assert_int_eq(
        hypercall(__HYPERVISOR_xen_version, XENVER_pagesize, 0, 0, 0), 4096);
    ck_assert_int_eq(hypercall(__HYPERVISOR_xen_version, XENVER_extraversion,
                               ADDRESS(extra), 0, 0),
                     0);
    ck_assert_str_eq(extra, ".0");
    ck_assert_int_eq(hypercall(__HYPERVISOR_xen_version, XENVER_get_features,
                               ADDRESS(&info), 0, 0),
                     0);
    ck_assert(info.submap & 1u << XENFEAT_mmu_pt_update_preserve_ad);
    info.submap_idx = XENFEAT_NR_SUBMAPS;
    ck_assert_int_eq(hypercall(__HYPERVISOR_xen_version, XENVER_get_features,
                               ADDRESS(&info), 0, 0),
                     -EINVAL);
    ck_assert_int_eq(
        hypercall(__HYPERVISOR_xen_version, XENVER_build_id, 0, 0, 0),
        -ENODATA);
}
END_TEST

START_TEST(machine_to_physical_updates_succeed)
{
    xen_pfn_t mfn = 0;
    struct mmu_update u = {0};
    unsigned int done = 9;

    ck_assert_int_eq(create(0), 1);
    set_max_pages(1, 1);
    ck_assert_int_eq(populate(1, &mfn, 1), 1);
    u.ptr = mfn << 12 | MMU_MACHPHYS_UPDATE;
    ck_assert_int_eq(
        hypercall(__HYPERVISOR_mmu_update, ADDRESS(&u), 1, ADDRESS(&done), 1),
        0);
    ck_assert_uint_eq(done, 1);
    u.ptr = (mfn + 1) << 12 | MMU_MACHPHYS_UPDATE;
    ck_assert_int_eq(hypercall(__HYPERVISOR_mmu_update, ADDRESS(&u), 1, 0, 1),
                     -EINVAL);
    ck_assert_int_eq(hypercall(__HYPERVISOR_mmu_update, ADDRESS(&u), 1, 0, 9),
                     -ESRCH);
    ck_assert_int_eq(hypercall(__HYPERVISOR_mmu_update, 8, 1, 0, 1), -EFAULT);
    ck_assert_int_eq(hypercall(__HYPERVISOR_mmuext_op, 8, 1, 0, 1), -EFAULT);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("settings of the simulated host");
    TCase *tc = add_case(s, "settings", host_setup);

    tcase_add_test(tc, a_handle_is_kept);
    tcase_add_test(tc, the_width_of_a_pv_guest_is_kept);
    tcase_add_test(tc, scheduler_settings_are_kept);
    tcase_add_test(tc, node_affinity_is_kept);
    tcase_add_test(tc, the_shadow_allocation_is_kept);
    tcase_add_test(tc, ranges_are_checked);
    tcase_add_test(tc, a_hypercall_page);
    tcase_add_test(tc, triggers_reach_existing_vcpus);
    tcase_add_test(tc, the_machine_is_described);
    tcase_add_test(tc, there_is_one_cpu_pool);
    tcase_add_test(tc, cpu_features_are_told);
    tcase_add_test(tc, xen_tells_its_version_and_features);
    tcase_add_test(tc, machine_to_physical_updates_succeed);
    return run_in_hosts(s);
}
