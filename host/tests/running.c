// SPDX-License-Identifier: LGPL-2.1-only
/*
 * Guests that are let run, and what memory they own: as a real Xen was seen to
 * do by make boot-branch.
 */
#include "host_test.h"

#include "../x86/context.h"

#define CODE 0x10
#define INTERRUPTS 0x200

static void add_vcpus(unsigned int domid, unsigned int n)
{
    struct xen_domctl op = {0};

    op.u.max_vcpus.max = n;
    ck_assert_int_eq(domctl(XEN_DOMCTL_max_vcpus, domid, &op), 0);
}

static void unpause(unsigned int domid)
{
    struct xen_domctl op = {0};

    ck_assert_int_eq(domctl(XEN_DOMCTL_unpausedomain, domid, &op), 0);
}

static uint32_t flags_of(unsigned int domid)
{
    struct xen_domctl op = {0};

    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, domid, &op), 0);
    ck_assert_int_eq(op.domain, domid);
    return op.u.getdomaininfo.flags;
}

static long pages_of(domid_t domid)
{
    return memory(XENMEM_current_reservation, &domid);
}

/* Domain 1: a PVH guest whose first vCPU executes this byte. */
static void guest_with(uint8_t code, uint64_t rflags, unsigned int vcpus)
{
    struct xen_domctl op = {0};
    struct context c;
    char path[128];
    int fd;

    ck_assert_int_eq(create_with(CDF_HVM | XEN_DOMCTL_CDF_hap, 2), 1);
    add_vcpus(1, vcpus);
    snprintf(path, sizeof(path), "%s/dom1.mem", host_dir);
    fd = open(path, O_WRONLY);
    ck_assert_int_eq(pwrite(fd, &code, 1, HOST_PAGE + CODE), 1);
    close(fd);
    op.u.hvmcontext.size = sizeof(c);
    set_xen_guest_handle(op.u.hvmcontext.buffer, (uint8_t *)&c);
    ck_assert_int_eq(domctl(XEN_DOMCTL_gethvmcontext, 1, &op), 0);
    c.cpu.cs_base = 0;
    c.cpu.rip = HOST_PAGE + CODE;
    c.cpu.rflags = rflags;
    ck_assert_int_eq(domctl(XEN_DOMCTL_sethvmcontext, 1, &op), 0);
}

START_TEST(a_guest_that_runs_waits)
{
    guest_with(0x90, 0, 2);
    ck_assert(!(flags_of(1) & XEN_DOMINF_blocked));
    unpause(1);
    ck_assert_uint_eq(flags_of(1) >> XEN_DOMINF_shutdownshift, 255);
    ck_assert(flags_of(1) & XEN_DOMINF_blocked);
    ck_assert(!(flags_of(1) & XEN_DOMINF_shutdown));
}
END_TEST

START_TEST(a_guest_that_waits_does_so_when_paused)
{
    struct xen_domctl op = {0};

    guest_with(0x90, 0, 1);
    unpause(1);
    ck_assert_int_eq(domctl(XEN_DOMCTL_pausedomain, 1, &op), 0);
    ck_assert(flags_of(1) & XEN_DOMINF_blocked);
    ck_assert(flags_of(1) & XEN_DOMINF_paused);
    op.u.getvcpuinfo.vcpu = 0;
    ck_assert_int_eq(domctl(XEN_DOMCTL_getvcpuinfo, 1, &op), 0);
    ck_assert(op.u.getvcpuinfo.blocked);
}
END_TEST

START_TEST(a_guest_that_halts_without_interrupts_is_off)
{
    struct xen_domctl op = {0};

    guest_with(0xf4, 0, 2);
    ck_assert(!(flags_of(1) & XEN_DOMINF_shutdown));
    unpause(1);
    ck_assert(flags_of(1) & XEN_DOMINF_shutdown);
    ck_assert_uint_eq(flags_of(1) >> XEN_DOMINF_shutdownshift,
                      SHUTDOWN_poweroff);
    ck_assert(!(flags_of(1) & XEN_DOMINF_blocked));
    op.u.getvcpuinfo.vcpu = 0;
    ck_assert_int_eq(domctl(XEN_DOMCTL_getvcpuinfo, 1, &op), 0);
    ck_assert(!op.u.getvcpuinfo.online);
}
END_TEST

START_TEST(a_guest_that_halts_with_interrupts_waits)
{
    guest_with(0xf4, INTERRUPTS, 1);
    unpause(1);
    ck_assert(!(flags_of(1) & XEN_DOMINF_shutdown));
    ck_assert(flags_of(1) & XEN_DOMINF_blocked);
}
END_TEST

static long pool(unsigned int domid, unsigned int set, uint32_t *mb)
{
    struct xen_domctl op = {0};
    long rc;

    op.u.shadow_op.op = set;
    op.u.shadow_op.mb = *mb;
    rc = domctl(XEN_DOMCTL_shadow_op, domid, &op);
    *mb = op.u.shadow_op.mb;
    return rc;
}

#define SET XEN_DOMCTL_SHADOW_OP_SET_ALLOCATION
#define GET XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION

START_TEST(without_a_pool_there_is_no_memory)
{
    xen_pfn_t list[] = {0, 1, 1u << 19};
    struct xen_remove_from_physmap r = {.domid = 1, .gpfn = list[2]};
    uint32_t mb = 0;

    ck_assert_int_eq(create(CDF_HVM | XEN_DOMCTL_CDF_hap), 1);
    ck_assert_int_eq(pool(1, GET, &mb), -EINVAL); /* it has no vCPU */
    add_vcpus(1, 1);
    set_max_pages(1, 3);
    ck_assert_int_eq(pool(1, GET, &mb), 0);
    ck_assert_uint_eq(mb, 1);
    ck_assert_int_eq(populate(1, list, 1), 1);
    mb = 0;
    ck_assert_int_eq(pool(1, SET, &mb), -ENOMEM); /* some is in use */
    /* To a frame near another one leads a table that is there. */
    ck_assert_int_eq(populate(1, list + 1, 1), 1);
    /* Another one is lost, though Xen does not say so. */
    ck_assert_int_eq(populate(1, list + 2, 1), 1);
    ck_assert_int_eq(pages_of(1), 3);
    ck_assert_int_eq(memory(XENMEM_remove_from_physmap, &r), -ENOENT);
    mb = 2;
    ck_assert_int_eq(pool(1, SET, &mb), 0);
    set_max_pages(1, 4);
    ck_assert_int_eq(populate(1, list + 2, 1), 1);
    ck_assert_int_eq(memory(XENMEM_remove_from_physmap, &r), 0);
}
END_TEST

START_TEST(only_a_guest_without_shadows_has_no_pool)
{
    uint32_t mb = 0;

    ck_assert_int_eq(create(CDF_HVM), 1);
    ck_assert_int_eq(create(0), 2);
    add_vcpus(1, 1);
    add_vcpus(2, 1);
    ck_assert_int_eq(pool(1, GET, &mb), 0);
    ck_assert_uint_eq(mb, 4);
    mb = 0;
    ck_assert_int_eq(pool(1, SET, &mb), -EINVAL);
    ck_assert_int_eq(pool(2, SET, &mb), 0);
    ck_assert_int_eq(pool(2, GET, &mb), 0);
    ck_assert_uint_eq(mb, 0);
}
END_TEST

START_TEST(a_page_that_another_takes_the_place_of_stays_the_guests)
{
    xen_pfn_t list[] = {0, 1};

    ck_assert_int_eq(create_with(CDF_HVM, 2), 1);
    set_max_pages(1, 3);
    ck_assert_int_eq(populate(1, list, 2), 1);
    ck_assert_int_eq(pages_of(1), 3);
}
END_TEST

START_TEST(the_highest_frame_never_sinks)
{
    struct xen_remove_from_physmap r = {.domid = 1, .gpfn = 3};
    domid_t domid = 1;

    ck_assert_int_eq(create_with(CDF_HVM, 4), 1);
    ck_assert_int_eq(memory(XENMEM_remove_from_physmap, &r), 0);
    ck_assert_int_eq(memory(XENMEM_maximum_gpfn, &domid), 3);
    ck_assert_int_eq(create_with(0, 4), 2);
    domid = 2;
    ck_assert_int_eq(memory(XENMEM_maximum_gpfn, &domid), 0);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("guests of the simulated host that run");
    TCase *tc = add_case(s, "running", host_setup);

    tcase_add_test(tc, a_guest_that_runs_waits);
    tcase_add_test(tc, a_guest_that_waits_does_so_when_paused);
    tcase_add_test(tc, a_guest_that_halts_without_interrupts_is_off);
    tcase_add_test(tc, a_guest_that_halts_with_interrupts_waits);
    tcase_add_test(tc, without_a_pool_there_is_no_memory);
    tcase_add_test(tc, only_a_guest_without_shadows_has_no_pool);
    tcase_add_test(tc, a_page_that_another_takes_the_place_of_stays_the_guests);
    tcase_add_test(tc, the_highest_frame_never_sinks);
    return run_in_hosts(s);
}
