/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * facts DOMID: print what Xen knows of a domain, asked with libxenctrl, so that
 * it can be compared between a real and a simulated host.  Status 1: there is
 * no such domain.
 */
#include <stdio.h>
#include <stdlib.h>
#include <xenctrl.h>
#include <xen/hvm/params.h>

static void print_info(const xc_dominfo_t *i)
{
    printf("dying %d, crashed %d, shutdown %d (%u), paused %d, blocked %d\n",
           i->dying, i->crashed, i->shutdown, i->shutdown_reason, i->paused,
           i->blocked);
    printf("hvm %d, hap %d, vcpus %u of %u, pages %lu, maximum %lu kB\n",
           i->hvm, i->hap, i->nr_online_vcpus, i->max_vcpu_id + 1, i->nr_pages,
           i->max_memkb);
    printf("ssid %u, pool %u\n", i->ssidref, i->cpupool);
}

static void print_vcpus(xc_interface *xch, const xc_dominfo_t *i)
{
    xc_vcpuinfo_t v;

    for (uint32_t n = 0; n <= i->max_vcpu_id; n++) {
        int rc = xc_vcpu_getinfo(xch, i->domid, n, &v);

        printf("vcpu %u: %d", n, rc);
        if (!rc)
            printf(", online %d, blocked %d, running %d", v.online, v.blocked,
                   v.running);
        putchar('\n');
    }
}

static void print_memory(xc_interface *xch, uint32_t domid)
{
    unsigned int width = 0;
    xen_pfn_t top = 0;
    uint64_t pages = 0, cache = 0, entries = 0;
    uint32_t mode = 0, khz, incarnation;
    uint64_t ns;
    unsigned long pool = 0;
    int rc;

    rc = xc_domain_get_guest_width(xch, domid, &width);
    printf("width %d: %u\n", rc, width);
    rc = xc_domain_maximum_gpfn(xch, domid, &top);
    printf("highest frame %d: %#lx\n", rc, (unsigned long)top);
    rc = xc_domain_get_pod_target(xch, domid, &pages, &cache, &entries);
    printf("on demand %d: %llu of %llu\n", rc, (unsigned long long)cache,
           (unsigned long long)entries);
    rc = xc_shadow_control(xch, domid, XEN_DOMCTL_SHADOW_OP_GET_ALLOCATION,
                           NULL, 0, &pool, 0, NULL);
    printf("pool %d: %lu MB\n", rc, pool);
    rc = xc_domain_get_tsc_info(xch, domid, &mode, &ns, &khz, &incarnation);
    printf("tsc %d: mode %u, incarnation %u\n", rc, mode, rc ? 0 : incarnation);
}

/* To ask for one of these makes Xen set up what an emulator needs. */
static bool for_an_emulator(uint32_t parameter)
{
    return parameter == HVM_PARAM_IOREQ_PFN ||
           parameter == HVM_PARAM_BUFIOREQ_PFN ||
           parameter == HVM_PARAM_BUFIOREQ_EVTCHN;
}

static void print_params(xc_interface *xch, uint32_t domid)
{
    for (uint32_t n = 0; n < HVM_NR_PARAMS; n++) {
        uint64_t value = 0;
        int rc =
            for_an_emulator(n) ? 0 : xc_hvm_param_get(xch, domid, n, &value);

        if (rc || value)
            printf("parameter %u %d: %#llx\n", n, rc,
                   (unsigned long long)value);
    }
}

int main(int argc, char **argv)
{
    xc_interface *xch = argc == 2 ? xc_interface_open(NULL, NULL, 0) : NULL;
    xc_dominfo_t info;
    uint32_t domid = argc == 2 ? (uint32_t)strtoul(argv[1], NULL, 0) : 0;
    bool there;

    if (!xch) {
        fprintf(stderr, "usage: facts DOMID, in a host\n");
        return 2;
    }
    there = xc_domain_getinfo(xch, domid, 1, &info) == 1 && info.domid == domid;
    if (there) {
        print_info(&info);
        print_vcpus(xch, &info);
        print_memory(xch, domid);
        print_params(xch, domid);
    }
    xc_interface_close(xch);
    return there ? 0 : 1;
}
