// SPDX-License-Identifier: LGPL-2.1-only
/* Creating domains, and what toolstacks ask about them. */
#include "host_test.h"

START_TEST(ids_go_up_and_are_not_reused)
{
    ck_assert_int_eq(create(CDF_HVM), 1);
    ck_assert_int_eq(create(0), 2);
    ck_assert_int_eq(destroy(1), 0);
    ck_assert_int_eq(create(CDF_HVM), 3);
}
END_TEST

START_TEST(a_given_id_is_used_once)
{
    struct xen_domctl op = {0};

    ck_assert_int_eq(domctl(XEN_DOMCTL_createdomain, 77, &op), 0);
    ck_assert_int_eq(op.domain, 77);
    ck_assert_int_eq(domctl(XEN_DOMCTL_createdomain, 77, &op), -EINVAL);
}
END_TEST

START_TEST(the_number_of_domains_is_limited)
{
    for (int i = 1; i < HOST_DOMAINS; i++)
        ck_assert_int_eq(create(0), i);
    ck_assert_int_eq(create(0), -ENOMEM);
    ck_assert_int_eq(destroy(5), 0);
    ck_assert_int_eq(create(0), HOST_DOMAINS);
}
END_TEST

START_TEST(unknown_flags_and_devices_are_refused)
{
    struct xen_domctl op = {0};

    op.u.createdomain.flags = 1u << 30;
    ck_assert_int_eq(domctl(XEN_DOMCTL_createdomain, 0, &op), -EINVAL);
    op.u.createdomain.flags = CDF_HVM;
    op.u.createdomain.create_config.emulation_flags = XEN_X86_EMU_RTC;
    ck_assert_int_eq(domctl(XEN_DOMCTL_createdomain, 0, &op), -EOPNOTSUPP);
    op.u.createdomain.create_config.emulation_flags = 1u << 31;
    ck_assert_int_eq(domctl(XEN_DOMCTL_createdomain, 0, &op), -EINVAL);
}
END_TEST

START_TEST(errors_come_in_xens_order)
{
    struct xen_domctl op = {0};

    op.interface_version = XEN_DOMCTL_INTERFACE_VERSION + 1;
    op.cmd = XEN_DOMCTL_pausedomain;
    ck_assert_int_eq(hypercall(__HYPERVISOR_domctl, ADDRESS(&op), 0, 0, 0),
                     -EACCES);
    ck_assert_int_eq(hypercall(__HYPERVISOR_domctl, 0, 0, 0, 0), -EFAULT);
    ck_assert_int_eq(hypercall(__HYPERVISOR_domctl, 4096, 0, 0, 0), -EFAULT);
    ck_assert_int_eq(domctl(XEN_DOMCTL_pausedomain, 9, &op), -ESRCH);
    ck_assert_int_eq(domctl(12345, 9, &op), -ESRCH);
    ck_assert_int_eq(domctl(12345, 0, &op), -ENOSYS);
    ck_assert(logged("domctl 12345 d0 = -ENOSYS unimplemented"));
    ck_assert_int_eq(hypercall(__HYPERVISOR_xsm_op, 0, 0, 0, 0), -ENOSYS);
    ck_assert(logged("xsm_op - - = -ENOSYS"));
    ck_assert_int_eq(hypercall(__HYPERVISOR_physdev_op, 0, 0, 0, 0), -ENOSYS);
    ck_assert(logged("physdev_op - - = -ENOSYS unimplemented"));
    ck_assert_int_eq(hypercall(63, 0, 0, 0, 0), -ENOSYS);
    ck_assert(logged("hypercall 63 - = -ENOSYS unimplemented"));
}
END_TEST

START_TEST(information_is_about_the_next_existing_domain)
{
    struct xen_domctl op = {0};

    ck_assert_int_eq(create(CDF_HVM | XEN_DOMCTL_CDF_hap), 1);
    ck_assert_int_eq(create(0), 2);
    ck_assert_int_eq(destroy(1), 0);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
    ck_assert_int_eq(op.domain, 2);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 3, &op), -ESRCH);
    ck_assert_int_eq(
        domctl(XEN_DOMCTL_getdomaininfo, DOMID_FIRST_RESERVED, &op), -EINVAL);
}
END_TEST

START_TEST(flags_say_what_kind_it_is)
{
    struct xen_domctl op = {0};
    uint32_t *flags = &op.u.getdomaininfo.flags;

    ck_assert_int_eq(create(CDF_HVM | XEN_DOMCTL_CDF_hap), 1);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
    ck_assert(*flags & XEN_DOMINF_hvm_guest && *flags & XEN_DOMINF_hap);
    ck_assert(*flags & XEN_DOMINF_paused);
    ck_assert_uint_eq(op.u.getdomaininfo.max_vcpu_id, XEN_INVALID_MAX_VCPU_ID);
    ck_assert_int_eq(create(0), 2);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 2, &op), 0);
    ck_assert(!(*flags & XEN_DOMINF_hvm_guest));
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 0, &op), 0);
    ck_assert(*flags & XEN_DOMINF_running);
}
END_TEST

START_TEST(domains_are_listed)
{
    struct xen_domctl_getdomaininfo info[4];
    struct xen_sysctl op = {0};

    for (int i = 1; i < 4; i++)
        ck_assert_int_eq(create(0), i);
    ck_assert_int_eq(destroy(2), 0);
    op.u.getdomaininfolist.max_domains = 4;
    set_xen_guest_handle(op.u.getdomaininfolist.buffer, info);
    ck_assert_int_eq(sysctl(XEN_SYSCTL_getdomaininfolist, &op), 0);
    ck_assert_uint_eq(op.u.getdomaininfolist.num_domains, 3);
    ck_assert_uint_eq(info[0].domain, 0);
    ck_assert_uint_eq(info[1].domain, 1);
    ck_assert_uint_eq(info[2].domain, 3);
    op.u.getdomaininfolist.first_domain = 1;
    op.u.getdomaininfolist.max_domains = 1;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_getdomaininfolist, &op), 0);
    ck_assert_uint_eq(op.u.getdomaininfolist.num_domains, 1);
    ck_assert_uint_eq(info[0].domain, 1);
    op.u.getdomaininfolist.buffer.p = (void *)4096;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_getdomaininfolist, &op), -EFAULT);
}
END_TEST

START_TEST(pausing_is_counted)
{
    struct xen_domctl op = {0};

    ck_assert_int_eq(create(0), 1);
    ck_assert_int_eq(domctl(XEN_DOMCTL_pausedomain, 1, &op), 0);
    ck_assert_int_eq(domctl(XEN_DOMCTL_unpausedomain, 1, &op), 0);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
    ck_assert(op.u.getdomaininfo.flags & XEN_DOMINF_paused);
    ck_assert_int_eq(domctl(XEN_DOMCTL_unpausedomain, 1, &op), 0);
    ck_assert_int_eq(domctl(XEN_DOMCTL_unpausedomain, 1, &op), -EINVAL);
    ck_assert_int_eq(domctl(XEN_DOMCTL_pausedomain, 0, &op), -EINVAL);
}
END_TEST

START_TEST(domain_0_stays)
{
    ck_assert_int_eq(destroy(0), -EINVAL);
}
END_TEST

START_TEST(a_shutdown_shows_its_reason)
{
    struct sched_remote_shutdown s = {.domain_id = 1, .reason = 3};
    struct xen_domctl op = {0};
    uint32_t flags;

    ck_assert_int_eq(create(0), 1);
    ck_assert_int_eq(hypercall(__HYPERVISOR_sched_op, SCHEDOP_remote_shutdown,
                               ADDRESS(&s), 0, 0),
                     0);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
    flags = op.u.getdomaininfo.flags;
    ck_assert(flags & XEN_DOMINF_shutdown);
    ck_assert_uint_eq(flags >> XEN_DOMINF_shutdownshift, 3);
    s.domain_id = 2;
    ck_assert_int_eq(hypercall(__HYPERVISOR_sched_op, SCHEDOP_remote_shutdown,
                               ADDRESS(&s), 0, 0),
                     -ESRCH);
    ck_assert_int_eq(domctl(XEN_DOMCTL_resumedomain, 1, &op), 0);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
    ck_assert(!(op.u.getdomaininfo.flags & XEN_DOMINF_shutdown));
}
END_TEST

START_TEST(only_hvm_guests_that_asked_are_soft_reset)
{
    struct sched_remote_shutdown s = {.reason = SHUTDOWN_soft_reset};
    struct xen_domctl op = {0};

    ck_assert_int_eq(create(0), 1);
    ck_assert_int_eq(create(CDF_HVM | XEN_DOMCTL_CDF_hap), 2);
    ck_assert_int_eq(domctl(XEN_DOMCTL_soft_reset, 2, &op), 0);
    op.u.max_vcpus.max = 1; /* which is not shut down */
    ck_assert_int_eq(domctl(XEN_DOMCTL_max_vcpus, 2, &op), 0);
    ck_assert_int_eq(domctl(XEN_DOMCTL_soft_reset, 2, &op), -EINVAL);
    for (s.domain_id = 1; s.domain_id <= 2; s.domain_id++)
        ck_assert_int_eq(hypercall(__HYPERVISOR_sched_op,
                                   SCHEDOP_remote_shutdown, ADDRESS(&s), 0, 0),
                         0);
    ck_assert_int_eq(domctl(XEN_DOMCTL_soft_reset, 0, &op), -EINVAL);
    ck_assert_int_eq(domctl(XEN_DOMCTL_soft_reset, 1, &op), -EINVAL);
    ck_assert_int_eq(domctl(XEN_DOMCTL_soft_reset, 2, &op), 0);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
    ck_assert(op.u.getdomaininfo.flags & XEN_DOMINF_shutdown);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 2, &op), 0);
    ck_assert(!(op.u.getdomaininfo.flags & XEN_DOMINF_shutdown));
}
END_TEST

static long max_vcpus(unsigned int domid, unsigned int n)
{
    struct xen_domctl op = {0};

    op.u.max_vcpus.max = n;
    return domctl(XEN_DOMCTL_max_vcpus, domid, &op);
}

START_TEST(vcpus_are_made_only_once)
{
    struct xen_domctl op = {0};

    ck_assert_int_eq(create(CDF_HVM), 1);
    ck_assert_int_eq(max_vcpus(1, HOST_VCPUS + 1), -EINVAL);
    ck_assert_int_eq(max_vcpus(1, 4), 0);
    ck_assert_int_eq(max_vcpus(1, 4), 0);
    ck_assert_int_eq(max_vcpus(1, 5), -EBUSY);
    ck_assert_int_eq(max_vcpus(1, 3), -EINVAL);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
    ck_assert_uint_eq(op.u.getdomaininfo.max_vcpu_id, 3);
    ck_assert_uint_eq(op.u.getdomaininfo.nr_online_vcpus, 0);
    op.u.getvcpuinfo.vcpu = 4;
    ck_assert_int_eq(domctl(XEN_DOMCTL_getvcpuinfo, 1, &op), -EINVAL);
    op.u.vcpucontext.vcpu = 3;
    ck_assert_int_eq(domctl(XEN_DOMCTL_getvcpucontext, 1, &op), -ENODATA);
}
END_TEST

START_TEST(affinity_is_limited_to_existing_cpus)
{
    struct xen_domctl op = {0};
    struct xen_domctl_vcpuaffinity *a = &op.u.vcpuaffinity;
    uint8_t hard[2] = {0xf6, 0xff}, soft[2] = {0x03, 0};

    ck_assert_int_eq(create(0), 1);
    ck_assert_int_eq(max_vcpus(1, 1), 0);
    a->flags = XEN_VCPUAFFINITY_HARD | XEN_VCPUAFFINITY_SOFT;
    set_xen_guest_handle(a->cpumap_hard.bitmap, hard);
    set_xen_guest_handle(a->cpumap_soft.bitmap, soft);
    a->cpumap_hard.nr_bits = a->cpumap_soft.nr_bits = 16;
    ck_assert_int_eq(domctl(XEN_DOMCTL_setvcpuaffinity, 1, &op), 0);
    ck_assert_uint_eq(hard[0], 0x06);
    ck_assert_uint_eq(hard[1], 0);
    ck_assert_uint_eq(soft[0], 0x02);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getvcpuaffinity, 1, &op), 0);
    ck_assert_uint_eq(soft[0], 0x03);
    memset(hard, 0, sizeof(hard));
    ck_assert_int_eq(domctl(XEN_DOMCTL_setvcpuaffinity, 1, &op), -EINVAL);
    a->vcpu = 1;
    ck_assert_int_eq(domctl(XEN_DOMCTL_getvcpuaffinity, 1, &op), -EINVAL);
    a->vcpu = a->flags = 0;
    ck_assert_int_eq(domctl(XEN_DOMCTL_getvcpuaffinity, 1, &op), -EINVAL);
}
END_TEST

START_TEST(xen_has_the_release_of_the_headers)
{
    long version = __XEN_LATEST_INTERFACE_VERSION__ >> 8;
    char text[1024];

    ck_assert_int_eq(hypercall(__HYPERVISOR_xen_version, 0, 0, 0, 0),
                     version >> 8 << 16 | (version & 0xff));
    ck_assert_int_eq(
        hypercall(__HYPERVISOR_xen_version, 3, ADDRESS(text), 0, 0), 0);
    ck_assert_ptr_nonnull(strstr(text, "hvm-3.0-x86_64 "));
    ck_assert_int_eq(hypercall(__HYPERVISOR_xen_version, 3, 8, 0, 0), -EFAULT);
    ck_assert_int_eq(hypercall(__HYPERVISOR_xen_version, 99, 0, 0, 0), -ENOSYS);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("domains of the simulated host");
    TCase *tc = add_case(s, "domains", host_setup);

    tcase_add_test(tc, ids_go_up_and_are_not_reused);
    tcase_add_test(tc, a_given_id_is_used_once);
    tcase_add_test(tc, the_number_of_domains_is_limited);
    tcase_add_test(tc, unknown_flags_and_devices_are_refused);
    tcase_add_test(tc, errors_come_in_xens_order);
    tcase_add_test(tc, information_is_about_the_next_existing_domain);
    tcase_add_test(tc, flags_say_what_kind_it_is);
    tcase_add_test(tc, domains_are_listed);
    tcase_add_test(tc, pausing_is_counted);
    tcase_add_test(tc, domain_0_stays);
    tcase_add_test(tc, a_shutdown_shows_its_reason);
    tcase_add_test(tc, only_hvm_guests_that_asked_are_soft_reset);
    tcase_add_test(tc, vcpus_are_made_only_once);
    tcase_add_test(tc, affinity_is_limited_to_existing_cpus);
    tcase_add_test(tc, xen_has_the_release_of_the_headers);
    return run_in_hosts(s);
}
