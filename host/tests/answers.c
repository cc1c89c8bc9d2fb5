// SPDX-License-Identifier: LGPL-2.1-only
/*
 * Calls with a constant answer here, because there is no such device or memory,
 * or because their effect is not visible.
 */
#include "host_test.h"

START_TEST(operations_without_effect_succeed)
{
    static const struct {
        unsigned int cmd;
        long on_domain_0;
    } calls[] = {
#ifdef XEN_DOMCTL_disable_migrate
        {XEN_DOMCTL_disable_migrate, 0},
#endif
#ifdef XEN_DOMCTL_suppress_spurious_page_faults
        {XEN_DOMCTL_suppress_spurious_page_faults, 0},
#endif
        {XEN_DOMCTL_settimeoffset, 0},
        {XEN_DOMCTL_set_access_required, -EPERM},
        {XEN_DOMCTL_setdebugging, -EINVAL},
    };
    struct xen_domctl op = {0};

    ck_assert_int_eq(create(CDF_HVM), 1);
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
        ck_assert_int_eq(domctl(calls[i].cmd, 1, &op), 0);
        ck_assert_int_eq(domctl(calls[i].cmd, 0, &op), calls[i].on_domain_0);
        ck_assert_int_eq(domctl(calls[i].cmd, 2, &op), -ESRCH);
    }
}
END_TEST

START_TEST(only_events_of_the_host_are_handled)
{
    struct xen_domctl op = {0};

    ck_assert_int_eq(create(CDF_HVM), 1);
    op.u.set_virq_handler.virq = VIRQ_TIMER;
    ck_assert_int_eq(domctl(XEN_DOMCTL_set_virq_handler, 1, &op), -EINVAL);
    op.u.set_virq_handler.virq = NR_VIRQS;
    ck_assert_int_eq(domctl(XEN_DOMCTL_set_virq_handler, 1, &op), -EINVAL);
    op.u.set_virq_handler.virq = VIRQ_CON_RING;
    ck_assert_int_eq(domctl(XEN_DOMCTL_set_virq_handler, 1, &op), 0);
}
END_TEST

START_TEST(no_device_can_be_assigned)
{
    static const unsigned int calls[] = {
        XEN_DOMCTL_assign_device, XEN_DOMCTL_deassign_device,
        XEN_DOMCTL_test_assign_device, XEN_DOMCTL_get_device_group};
    struct xen_domctl op = {0};

    ck_assert_int_eq(create(CDF_HVM), 1);
    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        ck_assert_int_eq(domctl(calls[i], 1, &op), -ENOSYS);
}
END_TEST

START_TEST(the_tsc_mode_is_kept)
{
    struct xen_domctl op = {0};

    ck_assert_int_eq(create(CDF_HVM), 1);
    op.u.tsc_info.tsc_mode = 2;
    ck_assert_int_eq(domctl(XEN_DOMCTL_settscinfo, 1, &op), 0);
    memset(&op, 0xff, sizeof(op));
    ck_assert_int_eq(domctl(XEN_DOMCTL_gettscinfo, 1, &op), 0);
    ck_assert_uint_eq(op.u.tsc_info.tsc_mode, 2);
    ck_assert_uint_eq(op.u.tsc_info.incarnation, 1);
    ck_assert_uint_eq(op.u.tsc_info.gtsc_khz, 0); /* natural */
}
END_TEST

#ifdef XEN_DOMCTL_set_max_evtchn
START_TEST(the_limit_of_ports_holds)
{
    evtchn_alloc_unbound_t a = {.dom = 1};
    struct xen_domctl op = {0};
    long rc;

    ck_assert_int_eq(create(CDF_HVM), 1);
    op.u.set_max_evtchn.max_port = 4;
    ck_assert_int_eq(domctl(XEN_DOMCTL_set_max_evtchn, 1, &op), 0);
    do {
        rc = hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_alloc_unbound,
                       ADDRESS(&a), 0, 0);
        ck_assert_uint_le(a.port, 4);
    } while (!rc);
    ck_assert_int_eq(rc, -ENOSPC);
}
END_TEST
#endif

START_TEST(questions_about_the_host_have_constant_answers)
{
    struct xen_sysctl op = {0};
    uint64_t before;

    ck_assert_int_eq(sysctl(XEN_SYSCTL_sched_id, &op), 0);
    ck_assert_uint_eq(op.u.sched_id.sched_id, XEN_SCHEDULER_CREDIT);
    op.u.cpu_levelling_caps.caps = 1;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_get_cpu_levelling_caps, &op), 0);
    ck_assert_uint_eq(op.u.cpu_levelling_caps.caps, 0);
    op.u.readconsole.count = 1;
    ck_assert_int_eq(sysctl(XEN_SYSCTL_readconsole, &op), 0);
    ck_assert_uint_eq(op.u.readconsole.count, 0);
    ck_assert_int_eq(sysctl(XEN_SYSCTL_debug_keys, &op), 0);

    ck_assert_int_eq(sysctl(XEN_SYSCTL_availheap, &op), 0);
    before = op.u.availheap.avail_bytes;
    ck_assert_int_eq(create_with(CDF_HVM, 3), 1);
    ck_assert_int_eq(sysctl(XEN_SYSCTL_availheap, &op), 0);
    ck_assert_uint_eq(op.u.availheap.avail_bytes, before - 3 * HOST_PAGE);
}
END_TEST

START_TEST(there_is_no_reserved_or_shared_memory)
{
    struct xen_reserved_device_memory_map map = {.nr_entries = 5};

    ck_assert_int_eq(memory(XENMEM_reserved_device_memory_map, &map), 0);
    ck_assert_uint_eq(map.nr_entries, 0);
    map.flags = ~0u;
    ck_assert_int_eq(memory(XENMEM_reserved_device_memory_map, &map), -EINVAL);
    ck_assert_int_eq(memory(XENMEM_get_sharing_freed_pages, NULL), 0);
    ck_assert_int_eq(memory(XENMEM_get_sharing_shared_pages, NULL), 0);
    ck_assert_int_gt(memory(XENMEM_maximum_ram_page, NULL), 0);
}
END_TEST

START_TEST(only_pv_guests_get_memory_without_a_place)
{
    xen_pfn_t frame = 0;

    ck_assert_int_eq(create(CDF_HVM), 1);
    ck_assert_int_eq(create(0), 2);
    for (domid_t domid = 1; domid <= 2; domid++) {
        struct xen_memory_reservation r = {.nr_extents = 1, .domid = domid};

        set_max_pages(domid, 1);
        set_xen_guest_handle(r.extent_start, &frame);
        ck_assert_int_eq(memory(XENMEM_increase_reservation, &r), 1);
    }
}
END_TEST

START_TEST(the_size_of_a_grant_table_is_told)
{
    struct gnttab_query_size q = {.dom = 1};

    ck_assert_int_eq(create(CDF_HVM), 1);
    ck_assert_int_eq(hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_query_size,
                               ADDRESS(&q), 1, 0),
                     0);
    ck_assert_int_eq(q.status, GNTST_okay);
    ck_assert_uint_gt(q.max_nr_frames, 0);
    ck_assert_uint_le(q.nr_frames, q.max_nr_frames);
    q.dom = 2;
    ck_assert_int_eq(hypercall(__HYPERVISOR_grant_table_op, GNTTABOP_query_size,
                               ADDRESS(&q), 1, 0),
                     0);
    ck_assert_int_eq(q.status, GNTST_bad_domain);
}
END_TEST

START_TEST(xen_is_built_without_xsm_kexec_and_tmem)
{
    ck_assert_int_eq(hypercall(__HYPERVISOR_xsm_op, 0, 0, 0, 0), -ENOSYS);
    ck_assert_int_eq(hypercall(__HYPERVISOR_kexec_op, 0, 0, 0, 0), -ENOSYS);
#ifdef __HYPERVISOR_tmem_op
    ck_assert_int_eq(hypercall(__HYPERVISOR_tmem_op, 0, 0, 0, 0), -ENODEV);
#endif
}
END_TEST

int main(void)
{
    Suite *s = suite_create("answers of the simulated host");
    TCase *tc = add_case(s, "answers", host_setup);

    tcase_add_test(tc, operations_without_effect_succeed);
    tcase_add_test(tc, only_events_of_the_host_are_handled);
    tcase_add_test(tc, no_device_can_be_assigned);
    tcase_add_test(tc, the_tsc_mode_is_kept);
#ifdef XEN_DOMCTL_set_max_evtchn
    tcase_add_test(tc, the_limit_of_ports_holds);
#endif
    tcase_add_test(tc, questions_about_the_host_have_constant_answers);
    tcase_add_test(tc, there_is_no_reserved_or_shared_memory);
    tcase_add_test(tc, only_pv_guests_get_memory_without_a_place);
    tcase_add_test(tc, the_size_of_a_grant_table_is_told);
    tcase_add_test(tc, xen_is_built_without_xsm_kexec_and_tmem);
    return run_in_hosts(s);
}
