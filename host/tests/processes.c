// SPDX-License-Identifier: LGPL-2.1-only
/* Several processes, several hosts, and injected faults. */
#include "host_test.h"
#include "../fault.h"
#include "../state.h"

#include <sys/resource.h>

static int status_of(pid_t child)
{
    int status;

    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

START_TEST(a_child_shares_the_host)
{
    pid_t child = fork();
    struct xen_domctl op = {0};

    if (!child)
        _exit(create(CDF_HVM) == 1 ? 0 : 1);
    ck_assert_int_eq(status_of(child), 0);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
    ck_assert_int_eq(op.domain, 1);
}
END_TEST

START_TEST(processes_do_not_disturb_each_other)
{
    struct xen_domctl_getdomaininfo info[HOST_DOMAINS];
    struct xen_sysctl op = {0};
    pid_t child[4];

    for (int i = 0; i < 4; i++) {
        child[i] = fork();
        if (child[i])
            continue;
        for (int n = 0; n < 10; n++) {
            long domid = create(CDF_HVM);

            if (domid < 1 || (n % 2 && destroy(domid)))
                _exit(1);
        }
        _exit(0);
    }
    for (int i = 0; i < 4; i++)
        ck_assert_int_eq(status_of(child[i]), 0);
    op.u.getdomaininfolist.max_domains = HOST_DOMAINS;
    set_xen_guest_handle(op.u.getdomaininfolist.buffer, info);
    ck_assert_int_eq(sysctl(XEN_SYSCTL_getdomaininfolist, &op), 0);
    ck_assert_uint_eq(op.u.getdomaininfolist.num_domains, 1 + 4 * 5);
}
END_TEST

START_TEST(hosts_are_independent)
{
    char other[80];
    pid_t child;

    snprintf(other, sizeof(other), "%s.other", host_dir);
    ck_assert_int_eq(mkdir(other, 0700), 0);
    ck_assert_int_eq(create(0), 1);
    /* Start another program: this one has found its host already. */
    child = fork();
    if (!child) {
        setenv("XENHOST_DIR", other, 1);
        execl("/proc/self/exe", "processes", "create", NULL);
        _exit(126);
    }
    ck_assert_int_eq(status_of(child), 1);
    ck_assert_int_eq(create(0), 2);
}
END_TEST

START_TEST(a_device_is_inherited_through_exec)
{
    char number[16];
    pid_t child = fork();

    ck_assert_int_eq(fcntl(privcmd, F_SETFD, 0), 0);
    snprintf(number, sizeof(number), "%d", privcmd);
    if (!child) {
        execl("/proc/self/exe", "processes", "create", number, NULL);
        _exit(126);
    }
    ck_assert_int_eq(status_of(child), 1);
    ck_assert_int_eq(create(0), 2);
}
END_TEST

START_TEST(a_killed_process_does_not_stop_others)
{
    pid_t child = fork();

    if (!child) {
        host_lock();
        kill(getpid(), SIGKILL);
    }
    ck_assert_int_eq(status_of(child), 128 + SIGKILL);
    ck_assert_int_eq(create(0), 1);
}
END_TEST

START_TEST(state_of_another_build_is_refused)
{
    char path[128];
    FILE *f;

    snprintf(path, sizeof(path), "%s/state", host_dir);
    f = fopen(path, "w");
    fputs("something else", f);
    fclose(f);
    ck_assert_int_eq(create(0), -EIO);
}
END_TEST

START_TEST(a_full_disk_is_an_error)
{
    struct rlimit limit = {1 << 20, 1 << 20};

    ck_assert_int_eq(create(0), 1);
    signal(SIGXFSZ, SIG_IGN);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    ck_assert_int_eq(create(0), -ENOMEM);
}
END_TEST

/* Faults are read when the first device is opened. */
static void start_with(const char *faults)
{
    setenv("XENHOST_FAULT", faults, 1);
    host_setup();
}

START_TEST(the_nth_call_fails)
{
    start_with("domctl:createdomain:2=ENOMEM");
    ck_assert_int_eq(create(0), 1);
    ck_assert_int_eq(create(0), -ENOMEM);
    ck_assert(logged("domctl createdomain d0 = -ENOMEM injected"));
    ck_assert_int_eq(create(0), 2);
}
END_TEST

START_TEST(every_call_fails)
{
    struct xen_sysctl op = {0};

    start_with("sysctl:*:*=EPERM, xen_version:version:1=EINVAL");
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(sysctl(XEN_SYSCTL_physinfo, &op), -EPERM);
    ck_assert_int_eq(hypercall(__HYPERVISOR_xen_version, 0, 0, 0, 0), -EINVAL);
    ck_assert_int_gt(hypercall(__HYPERVISOR_xen_version, 0, 0, 0, 0), 0);
}
END_TEST

START_TEST(calls_of_children_are_counted)
{
    pid_t child;

    start_with("domctl:createdomain:2=ENOMEM");
    ck_assert_int_eq(create(0), 1);
    child = fork();
    if (!child)
        _exit(create(0) == -ENOMEM ? 0 : 1);
    ck_assert_int_eq(status_of(child), 0);
    ck_assert_int_eq(create(0), 2);
}
END_TEST

START_TEST(a_call_destroys_its_domain)
{
    struct xen_domctl op = {0};

    start_with("domctl:pausedomain:1=die");
    ck_assert_int_eq(create(0), 1);
    ck_assert_int_eq(domctl(XEN_DOMCTL_pausedomain, 1, &op), -ESRCH);
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), -ESRCH);
}
END_TEST

START_TEST(a_call_crashes_its_domain)
{
    struct xen_domctl op = {0};

    start_with("domctl:pausedomain:1=crash");
    ck_assert_int_eq(create(0), 1);
    ck_assert_int_eq(domctl(XEN_DOMCTL_pausedomain, 1, &op), 0);
    ck_assert(logged("domctl pausedomain d1 = 0 injected"));
    ck_assert_int_eq(domctl(XEN_DOMCTL_getdomaininfo, 1, &op), 0);
    ck_assert(op.u.getdomaininfo.flags & XEN_DOMINF_shutdown);
    ck_assert_uint_eq(op.u.getdomaininfo.flags >> XEN_DOMINF_shutdownshift,
                      SHUTDOWN_crash);
}
END_TEST

START_TEST(opening_a_device_fails)
{
    start_with("open:evtchn:1=EACCES");
    ck_assert_int_eq(host_open_device("/dev/xen/evtchn", O_RDWR), -1);
    ck_assert_int_eq(errno, EACCES);
    ck_assert(logged("open evtchn - = -EACCES injected"));
}
END_TEST

START_TEST(an_unknown_ioctl_fails_as_injected)
{
    start_with("privcmd:200:2=ENOMEM");
    ck_assert_int_eq(ioctl(privcmd, _IO('P', 200)), -1);
    ck_assert_int_eq(errno, ENOTTY);
    ck_assert_int_eq(ioctl(privcmd, _IO('P', 200)), -1);
    ck_assert_int_eq(errno, ENOMEM);
}
END_TEST

START_TEST(a_program_replaces_its_faults)
{
    start_with("domctl:createdomain:2=ENOMEM");
    ck_assert_int_eq(create(0), 1);
    host_faults("domctl:createdomain:2=EINVAL");
    ck_assert_int_eq(create(0), 2);
    ck_assert_int_eq(create(0), -EINVAL);
    host_faults("");
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(create(0), 3 + i);
    host_faults("domctl:*:1=EPERM domctl:createdomain:3=EBUSY");
    ck_assert_int_eq(create(0), -EPERM);
    ck_assert_int_eq(create(0), 6);
    ck_assert_int_eq(create(0), -EBUSY);
}
END_TEST

/* The site of the last line in the log, if there is one. */
static const char *last_site(char line[static 4096])
{
    char path[128], *site;
    FILE *f;

    snprintf(path, sizeof(path), "%s/log", host_dir);
    f = fopen(path, "r");
    ck_assert_ptr_nonnull(f);
    while (fgets(line, 4096, f))
        ;
    fclose(f);
    line[strcspn(line, "\n")] = '\0';
    site = strstr(line, " @");
    return site ? site + 1 : NULL;
}

START_TEST(the_log_has_sites)
{
    char line[3][4096];
    const char *site[3];
    volatile int two =
        2; /* or the loop may be unrolled, with a site for each call */

    host_setup();
    create(0);
    ck_assert_ptr_null(last_site(line[0]));
    setenv("XENHOST_SITES", "1", 1);
    for (int i = 0; i < two; i++) {
        create(0);
        site[i] = last_site(line[i]);
    }
    create(CDF_HVM);
    site[2] = last_site(line[2]);
    ck_assert_str_eq(site[0], site[1]);
    ck_assert_str_ne(site[0], site[2]);
    /* The first site is in this program, not in host.so. */
    ck_assert_int_eq(strncmp(site[0], "@processes+", 11), 0);
    ck_assert_ptr_nonnull(strchr(site[0], ','));
    host_faults("domctl:createdomain:1=ENOMEM");
    ck_assert_int_eq(create(0), -ENOMEM);
    ck_assert(logged("domctl createdomain d0 = -ENOMEM injected") == false);
    ck_assert_ptr_nonnull(last_site(line[0]));
    ck_assert_ptr_nonnull(strstr(line[0], "-ENOMEM injected @processes+"));
}
END_TEST

static const char *const bad_faults[] = {
    "x",
    "domctl:max_vcpus=ENOMEM",
    "domctl:max_vcpus:0=ENOMEM",
    "domctl:max_vcpus:1=ESOMETHING",
    "domctl:max_vcpus:one=ENOMEM",
    "domctl:max_vcpus:1=",
};

START_TEST(a_wrong_fault_ends_the_program)
{
    pid_t child = fork();

    if (!child) {
        close(STDERR_FILENO);
        start_with(bad_faults[_i]);
        _exit(0);
    }
    ck_assert_int_eq(status_of(child), 2);
}
END_TEST

/* Run in the programs that tests start; the new domain's id is the status. */
static int create_one(const char *fd)
{
    privcmd = fd ? atoi(fd) : host_open_device("/dev/xen/privcmd", O_RDWR);
    return create(0);
}

int main(int argc, char **argv)
{
    Suite *s;
    TCase *tc;

    if (argc > 1 && !strcmp(argv[1], "create"))
        return create_one(argv[2]);
    s = suite_create("processes of the simulated host");
    tc = add_case(s, "processes", host_setup);
    tcase_add_test(tc, a_child_shares_the_host);
    tcase_add_test(tc, processes_do_not_disturb_each_other);
    tcase_add_test(tc, hosts_are_independent);
    tcase_add_test(tc, a_device_is_inherited_through_exec);
    tcase_add_test(tc, a_killed_process_does_not_stop_others);
    tcase_add_test(tc, state_of_another_build_is_refused);
    tcase_add_test(tc, a_full_disk_is_an_error);
    tc = add_case(s, "faults", NULL);
    tcase_add_test(tc, the_nth_call_fails);
    tcase_add_test(tc, every_call_fails);
    tcase_add_test(tc, calls_of_children_are_counted);
    tcase_add_test(tc, a_call_destroys_its_domain);
    tcase_add_test(tc, a_call_crashes_its_domain);
    tcase_add_test(tc, opening_a_device_fails);
    tcase_add_test(tc, an_unknown_ioctl_fails_as_injected);
    tcase_add_test(tc, a_program_replaces_its_faults);
    tcase_add_test(tc, the_log_has_sites);
    tcase_add_loop_test(tc, a_wrong_fault_ends_the_program, 0,
                        sizeof(bad_faults) / sizeof(bad_faults[0]));
    return run_in_hosts(s);
}
