// SPDX-License-Identifier: LGPL-2.1-only
/* Guests' memory, and the state that builders set for HVM and PV guests. */
#include "host_test.h"
#include "../domain.h"
#include "../state.h"

#include <xen/hvm/hvm_op.h>
#include <xen/hvm/save.h>

#define NOBODY 99

/* Map frames as libxenforeignmemory does. */
static char *map(unsigned int domid, int protection, xen_pfn_t *gfn, int *err,
                 unsigned int n)
{
    privcmd_mmapbatch_v2_t batch = {
        .num = n, .dom = domid, .arr = gfn, .err = err};
    char *p = mmap(NULL, n * HOST_PAGE, protection, MAP_SHARED, privcmd, 0);

    ck_assert_ptr_ne(p, MAP_FAILED);
    batch.addr = ADDRESS(p);
    ck_assert_int_eq(ioctl(privcmd, IOCTL_PRIVCMD_MMAPBATCH_V2, &batch), 0);
    return p;
}

START_TEST(mappings_share_the_guests_memory)
{
    xen_pfn_t there[] = {5, 6, 2}, back[] = {2, 5};
    int err[3];
    char *p, *q;

    ck_assert_int_eq(create_with(CDF_HVM, 8), 1);
    p = map(1, PROT_READ | PROT_WRITE, there, err, 3);
    ck_assert(!err[0] && !err[1] && !err[2]);
    strcpy(p, "five");
    strcpy(p + 2 * HOST_PAGE, "two");
    q = map(1, PROT_READ, back, err, 2);
    ck_assert_str_eq(q, "two");
    ck_assert_str_eq(q + HOST_PAGE, "five");
}
END_TEST

START_TEST(missing_frames_cannot_be_mapped)
{
    xen_pfn_t gfn[] = {7, 8, 1ull << 60};
    int err[3];

    ck_assert_int_eq(create_with(CDF_HVM, 8), 1);
    map(1, PROT_READ, gfn, err, 3);
    ck_assert_int_eq(err[0], 0);
    ck_assert_int_eq(err[1], -EINVAL);
    ck_assert_int_eq(err[2], -EINVAL);
    map(NOBODY, PROT_READ, gfn, err, 1);
    ck_assert_int_eq(err[0], -ESRCH);
}
END_TEST

START_TEST(bad_batches_are_refused)
{
    xen_pfn_t gfn = 0;
    int err;
    privcmd_mmapbatch_v2_t batch = {
        .num = 1, .addr = 1, .arr = &gfn, .err = &err};

    ck_assert_int_eq(ioctl(privcmd, IOCTL_PRIVCMD_MMAPBATCH_V2, &batch), -1);
    ck_assert_int_eq(errno, EINVAL);
    batch.addr = 0;
    batch.arr = (void *)8;
    ck_assert_int_eq(ioctl(privcmd, IOCTL_PRIVCMD_MMAPBATCH_V2, &batch), -1);
    ck_assert_int_eq(errno, EFAULT);
    ck_assert_int_eq(ioctl(privcmd, IOCTL_PRIVCMD_MMAPBATCH_V2, 8), -1);
    ck_assert_int_eq(errno, EFAULT);
    ck_assert_int_eq(ioctl(privcmd, IOCTL_PRIVCMD_MMAP, &batch), -1);
    ck_assert_int_eq(errno, ENOTTY);
}
END_TEST

/* The signal that kills a process which writes to P. */
static int signal_at(volatile char *p)
{
    pid_t child = fork();
    int status;

    if (!child) {
        signal(SIGSEGV, SIG_DFL);
        signal(SIGBUS, SIG_DFL);
        *p = 1;
        _exit(0);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

START_TEST(read_only_mappings_cannot_be_written)
{
    xen_pfn_t gfn = 1;
    int err;

    ck_assert_int_eq(create_with(CDF_HVM, 2), 1);
    ck_assert_int_eq(signal_at(map(1, PROT_READ, &gfn, &err, 1)), SIGSEGV);
}
END_TEST

START_TEST(a_missing_frame_cannot_be_touched)
{
    xen_pfn_t gfn = 9;
    int err;

    ck_assert_int_eq(create_with(CDF_HVM, 2), 1);
    ck_assert_int_eq(signal_at(map(1, PROT_READ | PROT_WRITE, &gfn, &err, 1)),
                     SIGBUS);
}
END_TEST

START_TEST(the_maximum_of_memory_holds)
{
    xen_pfn_t list[] = {0, 1, 2, 3};

    ck_assert_int_eq(create(CDF_HVM), 1);
    ck_assert_int_eq(populate(1, list, 4), 0);
    set_max_pages(1, 3);
    ck_assert_int_eq(populate(1, list, 4), 3);
    ck_assert_int_eq(populate(NOBODY, list, 4), 0);
    ck_assert_int_eq(populate(1, (xen_pfn_t *)8, 1), 0);
}
END_TEST

START_TEST(large_extents_are_populated)
{
    xen_pfn_t gfn = 512;
    struct xen_memory_reservation r = {
        .nr_extents = 1, .extent_order = 9, .domid = 1};
    domid_t domid = 1;

    set_xen_guest_handle(r.extent_start, &gfn);
    ck_assert_int_eq(create(CDF_HVM), 1);
    set_max_pages(1, 600);
    ck_assert_int_eq(memory(XENMEM_populate_physmap, &r), 1);
    ck_assert_int_eq(memory(XENMEM_current_reservation, &domid), 512);
    ck_assert_int_eq(memory(XENMEM_maximum_reservation, &domid), 600);
    ck_assert_int_eq(memory(XENMEM_maximum_gpfn, &domid), 1023);
    ck_assert_int_eq(memory(XENMEM_populate_physmap, &r), 0);
    domid = NOBODY;
    ck_assert_int_eq(memory(XENMEM_maximum_gpfn, &domid), -ESRCH);
    ck_assert_int_eq(memory(XENMEM_maximum_gpfn, NULL), -EFAULT);
}
END_TEST

START_TEST(pv_guests_get_machine_frames)
{
    xen_pfn_t list[] = {0, 1, 2}, other[] = {0};
    int err[3];

    ck_assert_int_eq(create(0), 1);
    ck_assert_int_eq(create(0), 2);
    set_max_pages(1, 3);
    set_max_pages(2, 3);
    ck_assert_int_eq(populate(1, list, 3), 3);
    ck_assert_int_eq(populate(2, other, 1), 1);
    ck_assert_uint_ne(list[0], list[1]);
    ck_assert_uint_ne(list[0], other[0]);
    map(1, PROT_READ, list, err, 3);
    ck_assert(!err[0] && !err[1] && !err[2]);
    map(1, PROT_READ, other, err, 1);
    ck_assert_int_eq(err[0], -EINVAL);
}
END_TEST

START_TEST(freed_pages_come_back_clean)
{
    xen_pfn_t gfn = 3;
    struct xen_memory_reservation r = {.nr_extents = 1, .domid = 1};
    int err;

    set_xen_guest_handle(r.extent_start, &gfn);
    ck_assert_int_eq(create_with(CDF_HVM, 4), 1);
    strcpy(map(1, PROT_READ | PROT_WRITE, &gfn, &err, 1), "secret");
    ck_assert_int_eq(memory(XENMEM_decrease_reservation, &r), 1);
    ck_assert_int_eq(memory(XENMEM_decrease_reservation, &r), 0);
    map(1, PROT_READ, &gfn, &err, 1);
    ck_assert_int_eq(err, -EINVAL);
    ck_assert_int_eq(memory(XENMEM_populate_physmap, &r), 1);
    ck_assert_int_eq(*map(1, PROT_READ, &gfn, &err, 1), 0);
}
END_TEST

START_TEST(claims_are_kept_free)
{
    struct xen_memory_reservation r = {.domid = 1};
    uint64_t all = HOST_MEMORY_MB * 256ull;

    ck_assert_int_eq(create(CDF_HVM), 1);
    set_max_pages(1, all);
    r.nr_extents = all;
    ck_assert_int_eq(memory(XENMEM_claim_pages, &r), -ENOMEM);
    r.nr_extents = 1000;
    ck_assert_int_eq(memory(XENMEM_claim_pages, &r), 0);
    ck_assert_int_eq(memory(XENMEM_claim_pages, &r), -EINVAL);
    r.nr_extents = 0;
    ck_assert_int_eq(memory(XENMEM_claim_pages, &r), 0);
    r.domid = NOBODY;
    ck_assert_int_eq(memory(XENMEM_claim_pages, &r), -EINVAL);
}
END_TEST

START_TEST(memory_is_populated_on_demand)
{
    xen_pfn_t gfn = 0;
    struct xen_memory_reservation r = {
        .nr_extents = 1,
        .extent_order = 4,
        .domid = 1,
        .mem_flags = XENMEMF_populate_on_demand,
    };
    struct xen_pod_target t = {.domid = 1, .target_pages = 10};
    int err;

    set_xen_guest_handle(r.extent_start, &gfn);
    ck_assert_int_eq(create(CDF_HVM), 1);
    set_max_pages(1, 10);
    ck_assert_int_eq(memory(XENMEM_set_pod_target, &t), 0);
    ck_assert_int_eq(memory(XENMEM_populate_physmap, &r), 1);
    ck_assert_int_eq(memory(XENMEM_get_pod_target, &t), 0);
    ck_assert_uint_eq(t.tot_pages, 10);
    ck_assert_uint_eq(t.pod_cache_pages, 10);
    ck_assert_uint_eq(t.pod_entries, 16);
    gfn = 15;
    map(1, PROT_READ, &gfn, &err, 1);
    ck_assert_int_eq(err, 0);
    t.target_pages = 11;
    ck_assert_int_eq(memory(XENMEM_set_pod_target, &t), -EINVAL);
    t.domid = NOBODY;
    ck_assert_int_eq(memory(XENMEM_set_pod_target, &t), -ESRCH);
}
END_TEST

START_TEST(a_pv_guest_has_no_memory_on_demand)
{
    struct xen_pod_target t = {.domid = 1, .target_pages = 2};

    ck_assert_int_eq(create_with(0, 2), 1);
    ck_assert_int_eq(memory(XENMEM_set_pod_target, &t), 0);
    ck_assert_uint_eq(t.tot_pages, 2);
    ck_assert_uint_eq(t.pod_entries, 0);
}
END_TEST

START_TEST(a_memory_map_is_kept)
{
    struct {
        uint64_t address, size;
        uint32_t type;
    } __attribute__((packed))
    map[HOST_REGIONS + 1] = {{0, 4096, 1}, {4096, 8192, 2}};
    struct xen_foreign_memory_map m = {.domid = 1, .map.nr_entries = 2};
    const struct host_domain *d;
    struct host_state *h;

    ck_assert_int_eq(create(CDF_HVM), 1);
    m.map.buffer.p = (void *)map;
    ck_assert_int_eq(memory(XENMEM_set_memory_map, &m), 0);
    h = host_lock();
    d = domain_find(h, 1);
    ck_assert_uint_eq(d->nr_regions, 2);
    ck_assert_uint_eq(d->region[1].address, 4096);
    ck_assert_uint_eq(d->region[1].size, 8192);
    ck_assert_uint_eq(d->region[1].type, 2);
    host_unlock(h);
    m.map.nr_entries = HOST_REGIONS + 1;
    ck_assert_int_eq(memory(XENMEM_set_memory_map, &m), -EINVAL);
    m.map.nr_entries = 1;
    m.map.buffer.p = (void *)8;
    ck_assert_int_eq(memory(XENMEM_set_memory_map, &m), -EFAULT);
    m.domid = NOBODY;
    ck_assert_int_eq(memory(XENMEM_set_memory_map, &m), -ESRCH);
}
END_TEST

START_TEST(pages_of_xen_can_be_mapped)
{
    struct xen_add_to_physmap add = {
        .domid = 1, .space = XENMAPSPACE_shared_info, .gpfn = 100};
    struct xen_remove_from_physmap rem = {.domid = 1, .gpfn = 100};
    xen_pfn_t gfn = 100;
    int err;

    ck_assert_int_eq(create_with(CDF_HVM, 2), 1);
    ck_assert_int_eq(memory(XENMEM_add_to_physmap, &add), 0);
    strcpy(map(1, PROT_READ | PROT_WRITE, &gfn, &err, 1), "info");
    ck_assert_int_eq(memory(XENMEM_remove_from_physmap, &rem), 0);
    ck_assert_int_eq(memory(XENMEM_remove_from_physmap, &rem), -ENOENT);
    add.gpfn = gfn = 101;
    ck_assert_int_eq(memory(XENMEM_add_to_physmap, &add), 0);
    ck_assert_str_eq(map(1, PROT_READ, &gfn, &err, 1), "info");
    add.space = XENMAPSPACE_grant_table;
    add.idx = HOST_GRANT_FRAMES;
    ck_assert_int_eq(memory(XENMEM_add_to_physmap, &add), -EINVAL);
    add.domid = NOBODY;
    ck_assert_int_eq(memory(XENMEM_add_to_physmap, &add), -ESRCH);
    ck_assert_int_eq(create(0), 2);
    add.domid = 2;
    ck_assert_int_eq(memory(XENMEM_add_to_physmap, &add), -EACCES);
}
END_TEST

START_TEST(guests_reduce_the_free_memory)
{
    struct xen_sysctl op = {0};
    uint64_t before;

    ck_assert_int_eq(sysctl(XEN_SYSCTL_physinfo, &op), 0);
    before = op.u.physinfo.free_pages;
    ck_assert_int_eq(create_with(CDF_HVM, 10), 1);
    ck_assert_int_eq(sysctl(XEN_SYSCTL_physinfo, &op), 0);
    ck_assert_uint_eq(op.u.physinfo.free_pages, before - 10);
    ck_assert_int_eq(destroy(1), 0);
    ck_assert_int_eq(sysctl(XEN_SYSCTL_physinfo, &op), 0);
    ck_assert_uint_eq(op.u.physinfo.free_pages, before);
}
END_TEST

START_TEST(a_mapped_page_outlives_its_domain)
{
    xen_pfn_t gfn = 1;
    char path[128], *p;
    int err;

    ck_assert_int_eq(create_with(CDF_HVM, 2), 1);
    p = map(1, PROT_READ | PROT_WRITE, &gfn, &err, 1);
    strcpy(p, "still");
    ck_assert_int_eq(destroy(1), 0);
    ck_assert_str_eq(p, "still");
    snprintf(path, sizeof(path), "%s/dom1.mem", host_dir);
    ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

static long param(unsigned int domid, unsigned int op, unsigned int index,
                  uint64_t *value)
{
    struct xen_hvm_param p = {.domid = domid, .index = index, .value = *value};
    long rc = hypercall(__HYPERVISOR_hvm_op, op, ADDRESS(&p), 0, 0);

    *value = p.value;
    return rc;
}

static long set(unsigned int index, uint64_t value)
{
    return param(1, HVMOP_set_param, index, &value);
}

START_TEST(hvm_parameters_are_kept_and_checked)
{
    uint64_t v = 0;

    ck_assert_int_eq(create(CDF_HVM), 1);
    ck_assert_int_eq(set(HVM_PARAM_STORE_PFN, 42), 0);
    ck_assert_int_eq(param(1, HVMOP_get_param, HVM_PARAM_STORE_PFN, &v), 0);
    ck_assert_uint_eq(v, 42);
    ck_assert_int_eq(set(HVM_NR_PARAMS, 0), -EINVAL);
    ck_assert_int_eq(set(HVM_PARAM_TIMER_MODE, 4), -EINVAL);
    ck_assert_int_eq(set(HVM_PARAM_NESTEDHVM, 1), -EINVAL); /* no HAP */
    ck_assert_int_eq(set(HVM_PARAM_VIRIDIAN, HVMPV_base_freq), 0);
    ck_assert_int_eq(set(HVM_PARAM_VIRIDIAN, HVMPV_base_freq), 0);
    ck_assert_int_eq(set(HVM_PARAM_VIRIDIAN, HVMPV_base_freq | HVMPV_no_freq),
                     -EEXIST);
    ck_assert_int_eq(param(NOBODY, HVMOP_get_param, 1, &v), -ESRCH);
    ck_assert_int_eq(create(0), 2);
    ck_assert_int_eq(param(2, HVMOP_get_param, 1, &v), -EINVAL);
    ck_assert_int_eq(hypercall(__HYPERVISOR_hvm_op, HVMOP_get_param, 8, 0, 0),
                     -EFAULT);
}
END_TEST

static long context(unsigned int cmd, void *data, uint32_t *size)
{
    struct xen_domctl op = {0};
    long rc;

    op.u.hvmcontext.buffer.p = data;
    op.u.hvmcontext.size = *size;
    rc = domctl(cmd, 1, &op);
    *size = op.u.hvmcontext.size;
    return rc;
}

START_TEST(an_hvm_context_is_kept_and_checked)
{
    struct {
        struct hvm_save_descriptor first;
        struct hvm_save_header header;
        struct hvm_save_descriptor second;
        struct hvm_hw_cpu cpu;
        struct hvm_save_descriptor last;
    } __attribute__((packed)) in;
    struct hvm_hw_cpu cpu;
    struct xen_domctl op = {0};
    uint32_t size = 0;

    ck_assert_int_eq(create(CDF_HVM), 1);
    op.u.max_vcpus.max = 2;
    ck_assert_int_eq(domctl(XEN_DOMCTL_max_vcpus, 1, &op), 0);
    ck_assert_int_eq(context(XEN_DOMCTL_gethvmcontext, NULL, &size), 0);
    ck_assert_uint_eq(size, sizeof(in));
    size--;
    ck_assert_int_eq(context(XEN_DOMCTL_gethvmcontext, &in, &size), -ENOSPC);
    ck_assert_int_eq(context(XEN_DOMCTL_gethvmcontext, &in, &size), 0);
    in.cpu.rip = 0x1234;
    ck_assert_int_eq(context(XEN_DOMCTL_sethvmcontext, &in, &size), 0);
    memset(&op, 0, sizeof(op));
    op.u.hvmcontext_partial.type = HVM_SAVE_CODE(CPU);
    op.u.hvmcontext_partial.buffer.p = (void *)&cpu;
#if XEN_DOMCTL_INTERFACE_VERSION >= 0xe
    op.u.hvmcontext_partial.bufsz = sizeof(cpu);
#endif
    ck_assert_int_eq(domctl(XEN_DOMCTL_gethvmcontext_partial, 1, &op), 0);
    ck_assert_uint_eq(cpu.rip, 0x1234);
    op.u.hvmcontext_partial.instance = 1;
    ck_assert_int_eq(domctl(XEN_DOMCTL_gethvmcontext_partial, 1, &op), -ENOENT);
    op.u.getvcpuinfo.vcpu = 0;
    ck_assert_int_eq(domctl(XEN_DOMCTL_getvcpuinfo, 1, &op), 0);
    ck_assert(op.u.getvcpuinfo.online);
    in.header.magic++;
    ck_assert_int_eq(context(XEN_DOMCTL_sethvmcontext, &in, &size), -1);
    in.header.magic--;
    in.second.length = 1 << 30; /* beyond the end */
    ck_assert_int_eq(context(XEN_DOMCTL_sethvmcontext, &in, &size), -1);
    size = 1 << 30;
    ck_assert_int_eq(context(XEN_DOMCTL_sethvmcontext, &in, &size), -ENOMEM);
    size = sizeof(in);
    ck_assert_int_eq(context(XEN_DOMCTL_sethvmcontext, NULL, &size), -EFAULT);
}
END_TEST

static long set_vcpu(uint64_t cr3, unsigned int vcpu)
{
    struct xen_domctl op = {0};
    static vcpu_guest_context_t c;

    c.ctrlreg[3] = cr3;
    c.flags = VGCF_online;
    op.u.vcpucontext.vcpu = vcpu;
    set_xen_guest_handle(op.u.vcpucontext.ctxt, &c);
    return domctl(XEN_DOMCTL_setvcpucontext, 1, &op);
}

static long pin(uint64_t mfn)
{
    struct mmuext_op m = {.cmd = MMUEXT_PIN_L4_TABLE, .arg1.mfn = mfn};

    return hypercall(__HYPERVISOR_mmuext_op, ADDRESS(&m), 1, 0, 1);
}

START_TEST(a_pv_guest_starts_on_its_own_page_tables)
{
    xen_pfn_t own = 0, other = 0;
    struct xen_domctl op = {0};

    ck_assert_int_eq(create(0), 1);
    ck_assert_int_eq(create(0), 2);
    set_max_pages(1, 1);
    set_max_pages(2, 1);
    ck_assert_int_eq(populate(1, &own, 1), 1);
    ck_assert_int_eq(populate(2, &other, 1), 1);
    op.u.max_vcpus.max = 1;
    ck_assert_int_eq(domctl(XEN_DOMCTL_max_vcpus, 1, &op), 0);
    ck_assert_int_eq(pin(other), -EINVAL);
    ck_assert_int_eq(pin(own), 0);
    ck_assert_int_eq(set_vcpu(xen_pfn_to_cr3(other), 0), -EINVAL);
    ck_assert_int_eq(set_vcpu(xen_pfn_to_cr3(own), 1), -EINVAL);
    ck_assert_int_eq(set_vcpu(xen_pfn_to_cr3(own), 0), 0);
    op.u.getvcpuinfo.vcpu = 0;
    ck_assert_int_eq(domctl(XEN_DOMCTL_getvcpuinfo, 1, &op), 0);
    ck_assert(op.u.getvcpuinfo.online);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("memory of simulated guests");
    TCase *tc = add_case(s, "memory", host_setup);

    tcase_add_test(tc, mappings_share_the_guests_memory);
    tcase_add_test(tc, missing_frames_cannot_be_mapped);
    tcase_add_test(tc, bad_batches_are_refused);
    tcase_add_test(tc, read_only_mappings_cannot_be_written);
    tcase_add_test(tc, a_missing_frame_cannot_be_touched);
    tcase_add_test(tc, the_maximum_of_memory_holds);
    tcase_add_test(tc, large_extents_are_populated);
    tcase_add_test(tc, pv_guests_get_machine_frames);
    tcase_add_test(tc, freed_pages_come_back_clean);
    tcase_add_test(tc, claims_are_kept_free);
    tcase_add_test(tc, memory_is_populated_on_demand);
    tcase_add_test(tc, a_pv_guest_has_no_memory_on_demand);
    tcase_add_test(tc, a_memory_map_is_kept);
    tcase_add_test(tc, pages_of_xen_can_be_mapped);
    tcase_add_test(tc, guests_reduce_the_free_memory);
    tcase_add_test(tc, a_mapped_page_outlives_its_domain);
    tcase_add_test(tc, hvm_parameters_are_kept_and_checked);
    tcase_add_test(tc, an_hvm_context_is_kept_and_checked);
    tcase_add_test(tc, a_pv_guest_starts_on_its_own_page_tables);
    return run_in_hosts(s);
}
