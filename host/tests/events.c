// SPDX-License-Identifier: LGPL-2.1-only
/* Event channels and grants, with domain 0's devices for them. */
#include "host_test.h"

#include <poll.h>

static int evtchn = -1;

static void open_evtchn(void)
{
    host_setup();
    evtchn = host_open_device("/dev/xen/evtchn", O_RDWR | O_CLOEXEC);
    ck_assert_int_ge(evtchn, 0);
}

static long request(int fd, unsigned long nr, unsigned int a, unsigned int b)
{
    unsigned int arg[2] = {a, b};
    int r = ioctl(fd, nr, arg);

    return r < 0 ? -errno : r;
}

/* Allocate a port of a domain for domain 0. */
static evtchn_port_t unbound(unsigned int domid)
{
    evtchn_alloc_unbound_t a = {.dom = domid};

    ck_assert_int_eq(hypercall(__HYPERVISOR_event_channel_op,
                               EVTCHNOP_alloc_unbound, ADDRESS(&a), 0, 0),
                     0);
    return a.port;
}

/* Read an event: its port, or 0 if there is none. */
static uint32_t event(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};
    uint32_t port;

    if (poll(&p, 1, 0) != 1)
        return 0;
    ck_assert_int_eq(read(fd, &port, sizeof(port)), sizeof(port));
    return port;
}

static void unmask(int fd, uint32_t port)
{
    ck_assert_int_eq(write(fd, &port, sizeof(port)), sizeof(port));
}

START_TEST(ports_are_allocated_from_one)
{
    evtchn_alloc_unbound_t a = {.dom = 9};

    ck_assert_int_eq(create(0), 1);
    ck_assert_uint_eq(unbound(1), 1);
    ck_assert_uint_eq(unbound(1), 2);
    ck_assert_int_eq(hypercall(__HYPERVISOR_event_channel_op,
                               EVTCHNOP_alloc_unbound, ADDRESS(&a), 0, 0),
                     -ESRCH);
    ck_assert_int_eq(hypercall(__HYPERVISOR_event_channel_op,
                               EVTCHNOP_alloc_unbound, 8, 0, 0),
                     -EFAULT);
}
END_TEST

START_TEST(binding_brings_a_first_event)
{
    evtchn_status_t s = {.dom = 1, .port = 1};
    long port;

    ck_assert_int_eq(create(0), 1);
    ck_assert_uint_eq(unbound(1), 1);
    port = request(evtchn, IOCTL_EVTCHN_BIND_INTERDOMAIN, 1, 1);
    ck_assert_int_gt(port, 0);
    ck_assert_uint_eq(event(evtchn), port);
    ck_assert_int_eq(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_status,
                               ADDRESS(&s), 0, 0),
                     0);
    ck_assert_uint_eq(s.status, EVTCHNSTAT_interdomain);
    ck_assert_uint_eq(s.u.interdomain.port, port);
    ck_assert_int_eq(request(evtchn, IOCTL_EVTCHN_BIND_INTERDOMAIN, 1, 1),
                     -EINVAL);
    ck_assert_int_eq(request(evtchn, IOCTL_EVTCHN_BIND_INTERDOMAIN, 9, 1),
                     -ESRCH);
    ck_assert_int_eq(request(evtchn, IOCTL_EVTCHN_UNBIND, port, 0), 0);
    ck_assert_int_eq(request(evtchn, IOCTL_EVTCHN_UNBIND, port, 0), -ENOTCONN);
    ck_assert_int_eq(hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_status,
                               ADDRESS(&s), 0, 0),
                     0);
    ck_assert_uint_eq(s.status, EVTCHNSTAT_unbound);
}
END_TEST

/* Between domain 0 and itself, so that both ends can be checked. */
START_TEST(a_port_gives_one_event_until_unmasked)
{
    long a = request(evtchn, IOCTL_EVTCHN_BIND_UNBOUND_PORT, 0, 0);
    long b = request(evtchn, IOCTL_EVTCHN_BIND_INTERDOMAIN, 0, a);

    ck_assert_int_gt(b, 0);
    ck_assert_uint_eq(event(evtchn), b);
    unmask(evtchn, b);
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(request(evtchn, IOCTL_EVTCHN_NOTIFY, a, 0), 0);
    ck_assert_uint_eq(event(evtchn), b);
    ck_assert_uint_eq(event(evtchn), 0);
    unmask(evtchn, b);
    ck_assert_uint_eq(event(evtchn), b);
    unmask(evtchn, b);
    ck_assert_uint_eq(event(evtchn), 0);
}
END_TEST

START_TEST(ports_belong_to_their_handle)
{
    int other = host_open_device("/dev/xen/evtchn", O_RDWR);
    long port = request(evtchn, IOCTL_EVTCHN_BIND_UNBOUND_PORT, 0, 0);

    ck_assert_int_ge(other, 0);
    ck_assert_int_eq(request(other, IOCTL_EVTCHN_NOTIFY, port, 0), -ENOTCONN);
    ck_assert_int_eq(request(other, IOCTL_EVTCHN_UNBIND, port, 0), -ENOTCONN);
    ck_assert_int_eq(request(evtchn, IOCTL_EVTCHN_NOTIFY, port, 0), 0);
}
END_TEST

START_TEST(the_end_of_a_domain_is_an_event)
{
    long port = request(evtchn, IOCTL_EVTCHN_BIND_VIRQ, VIRQ_DOM_EXC, 0);
    pid_t child;

    ck_assert_int_gt(port, 0);
    ck_assert_int_eq(request(evtchn, IOCTL_EVTCHN_BIND_VIRQ, VIRQ_DOM_EXC, 0),
                     -EEXIST);
    ck_assert_int_eq(request(evtchn, IOCTL_EVTCHN_BIND_VIRQ, 99, 0), -EINVAL);
    ck_assert_int_eq(create(0), 1);
    ck_assert_uint_eq(event(evtchn), 0);
    child = fork();
    if (!child)
        _exit(destroy(1) ? 1 : 0);
    waitpid(child, NULL, 0);
    ck_assert_uint_eq(event(evtchn), port);
}
END_TEST

/* Like the kernel when a file is closed, also by the end of its process. */
START_TEST(ports_are_closed_with_their_process)
{
    pid_t child = fork();
    int fd, status;

    if (!child) {
        fd = host_open_device("/dev/xen/evtchn", O_RDWR);
        if (request(fd, IOCTL_EVTCHN_BIND_VIRQ, VIRQ_DOM_EXC, 0) <= 0)
            _exit(1);
        kill(getpid(), SIGKILL);
    }
    waitpid(child, &status, 0);
    ck_assert(WIFSIGNALED(status));
    fd = host_open_device("/dev/xen/evtchn", O_RDWR);
    ck_assert_int_gt(request(fd, IOCTL_EVTCHN_BIND_VIRQ, VIRQ_DOM_EXC, 0), 0);
}
END_TEST

START_TEST(a_copy_keeps_the_device_open)
{
    long port = request(evtchn, IOCTL_EVTCHN_BIND_VIRQ, VIRQ_DOM_EXC, 0);
    int copy = dup(evtchn), other;

    close(evtchn);
    other = host_open_device("/dev/xen/evtchn", O_RDWR);
    ck_assert_int_eq(request(other, IOCTL_EVTCHN_BIND_VIRQ, VIRQ_DOM_EXC, 0),
                     -EEXIST);
    ck_assert_int_eq(request(copy, IOCTL_EVTCHN_UNBIND, port, 0), 0);
}
END_TEST

START_TEST(unknown_requests_fail)
{
    ck_assert_int_eq(request(evtchn, IOCTL_EVTCHN_RESET, 0, 0), -ENOSYS);
    ck_assert(logged("evtchn reset - = -ENOSYS unimplemented"));
    ck_assert_int_eq(ioctl(evtchn, IOCTL_EVTCHN_BIND_VIRQ, 8), -1);
    ck_assert_int_eq(errno, EFAULT);
    ck_assert_int_eq(request(1, IOCTL_EVTCHN_NOTIFY, 0, 0), -ENOTTY);
}
END_TEST

START_TEST(four_bytes_to_another_pipe_are_written)
{
    int fd[2];
    char buf[8];

    ck_assert_int_eq(pipe(fd), 0);
    ck_assert_int_eq(write(fd[1], "four", 4), 4);
    ck_assert_int_eq(read(fd[0], buf, 8), 4);
}
END_TEST

/* Set entry REF of domain 1's grant table: DOMID may map GFN. */
static void grant(unsigned int ref, unsigned int domid, unsigned int gfn)
{
    char path[128];
    grant_entry_v1_t e = {GTF_permit_access, domid, gfn};
    off_t at = (HOST_FRAMES + HEAP_GRANT) * HOST_PAGE + ref * sizeof(e);
    int fd;

    snprintf(path, sizeof(path), "%s/dom1.mem", host_dir);
    fd = open(path, O_RDWR);
    ck_assert_int_eq(pwrite(fd, &e, sizeof(e), at), sizeof(e));
    close(fd);
}

static void setup_grants(void)
{
    xen_pfn_t frame;
    struct gnttab_setup_table s = {.dom = 1, .nr_frames = 1};

    ck_assert_int_eq(create_with(CDF_HVM, 4), 1);
    set_xen_guest_handle(s.frame_list, &frame);
    ck_assert_int_eq(hypercall(__HYPERVISOR_grant_table_op,
                               GNTTABOP_setup_table, ADDRESS(&s), 1, 0),
                     0);
    ck_assert_int_eq(s.status, GNTST_okay);
    s.dom = 9;
    ck_assert_int_eq(hypercall(__HYPERVISOR_grant_table_op,
                               GNTTABOP_setup_table, ADDRESS(&s), 1, 0),
                     0);
    ck_assert_int_eq(s.status, GNTST_bad_domain);
    s.dom = 1;
    s.nr_frames = HOST_GRANT_FRAMES + 1;
    ck_assert_int_eq(hypercall(__HYPERVISOR_grant_table_op,
                               GNTTABOP_setup_table, ADDRESS(&s), 1, 0),
                     0);
    ck_assert_int_eq(s.status, GNTST_general_error);
}

static char *map_grant(int gntdev, unsigned int ref, uint64_t *index)
{
    struct ioctl_gntdev_map_grant_ref m = {.count = 1};

    m.refs[0].domid = 1;
    m.refs[0].ref = ref;
    ck_assert_int_eq(ioctl(gntdev, IOCTL_GNTDEV_MAP_GRANT_REF, &m), 0);
    *index = m.index;
    return mmap(NULL, HOST_PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, gntdev,
                m.index);
}

START_TEST(grants_can_be_mapped)
{
    int gntdev = host_open_device("/dev/xen/gntdev", O_RDWR);
    struct ioctl_gntdev_get_offset_for_vaddr get = {0};
    struct ioctl_gntdev_unmap_grant_ref unmap = {.count = 1};
    uint64_t first, index;
    char path[128], byte, *p;
    int fd;

    ck_assert_int_ge(gntdev, 0);
    setup_grants();
    grant(1, 0, 2);
    grant(2, 7, 3); /* to another domain */
    p = map_grant(gntdev, 1, &first);
    ck_assert_ptr_ne(p, MAP_FAILED);
    *p = 'x';
    snprintf(path, sizeof(path), "%s/dom1.mem", host_dir);
    fd = open(path, O_RDONLY);
    ck_assert_int_eq(pread(fd, &byte, 1, 2 * HOST_PAGE), 1);
    ck_assert_int_eq(byte, 'x');
    ck_assert_ptr_eq(map_grant(gntdev, 2, &index), MAP_FAILED);
    ck_assert_int_eq(errno, EINVAL);
    ck_assert_ptr_eq(map_grant(gntdev, 100000, &index), MAP_FAILED);
    get.vaddr = ADDRESS(p);
    ck_assert_int_eq(ioctl(gntdev, IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR, &get), 0);
    ck_assert_uint_eq(get.offset, first);
    ck_assert_uint_eq(get.count, 1);
    unmap.index = first;
    ck_assert_int_eq(ioctl(gntdev, IOCTL_GNTDEV_UNMAP_GRANT_REF, &unmap), 0);
    ck_assert_int_eq(ioctl(gntdev, IOCTL_GNTDEV_UNMAP_GRANT_REF, &unmap), -1);
    ck_assert_int_eq(errno, ENOENT);
}
END_TEST

START_TEST(other_devices_do_not_exist)
{
    ck_assert_int_eq(host_open_device("/dev/xen/gntalloc", O_RDWR),
                     HOST_NO_DEVICE);
    unsetenv("XENHOST_DIR");
    ck_assert_int_eq(host_open_device("/dev/xen/privcmd", O_RDWR),
                     HOST_NO_DEVICE);
    setenv("XENHOST_DIR", host_dir, 1);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("events and grants of the simulated host");
    TCase *tc = add_case(s, "events", open_evtchn);

    tcase_add_test(tc, ports_are_allocated_from_one);
    tcase_add_test(tc, binding_brings_a_first_event);
    tcase_add_test(tc, a_port_gives_one_event_until_unmasked);
    tcase_add_test(tc, ports_belong_to_their_handle);
    tcase_add_test(tc, the_end_of_a_domain_is_an_event);
    tcase_add_test(tc, ports_are_closed_with_their_process);
    tcase_add_test(tc, a_copy_keeps_the_device_open);
    tcase_add_test(tc, unknown_requests_fail);
    tcase_add_test(tc, four_bytes_to_another_pipe_are_written);
    tcase_add_test(tc, grants_can_be_mapped);
    tcase_add_test(tc, other_devices_do_not_exist);
    return run_in_hosts(s);
}
