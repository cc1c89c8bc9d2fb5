/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * settings HOST DOMID: print a domain's settings in the hypervisor, from the
 * state of the host in the folder HOST.  Status 0, or 2 if it cannot.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xen/xen.h>
#include <xen/hvm/params.h>

#include "../host.h"

static void die(const char *what, const char *path)
{
    fprintf(stderr, "settings: %s %s\n", what, path);
    exit(2);
}

static const struct host_state *map_state(const char *path)
{
    int fd = open(path, O_RDONLY);
    const struct host_state *h;
    struct stat st;

    if (fd < 0 || fstat(fd, &st) || (size_t)st.st_size != sizeof(*h))
        die("not the state of a host of this build:", path);
    h = mmap(NULL, sizeof(*h), PROT_READ, MAP_SHARED, fd, 0);
    if (h == MAP_FAILED || h->magic != HOST_MAGIC)
        die("cannot read", path);
    close(fd);
    return h;
}

static void print_settings(const struct host_domain *d)
{
    unsigned int online = 0;

    for (uint32_t i = 0; i < d->max_vcpus; i++)
        online += d->vcpu[i].online;
    printf("container %d, hap %d, emulated devices %#x\n", d->hvm, d->hap,
           d->emulation_flags);
    printf("vcpus %u of %u, memory %llu of %llu kB\n", online, d->max_vcpus,
           (unsigned long long)d->tot_pages * 4,
           (unsigned long long)d->max_pages * 4);
    printf("timer mode %llu, nested %llu, tsc mode %u\n",
           (unsigned long long)d->param[HVM_PARAM_TIMER_MODE],
           (unsigned long long)d->param[HVM_PARAM_NESTEDHVM], d->tsc_mode);
}

int main(int argc, char **argv)
{
    const struct host_state *h;
    char path[4096];

    if (argc != 3)
        die("usage:", "settings HOST DOMID");
    snprintf(path, sizeof(path), "%s/state", argv[1]);
    h = map_state(path);
    for (int i = 0; i < HOST_DOMAINS; i++)
        if (h->domain[i].used && h->domain[i].domid == atoi(argv[2])) {
            print_settings(&h->domain[i]);
            return 0;
        }
    die("no such domain:", argv[2]);
}
