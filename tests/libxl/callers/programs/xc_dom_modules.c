/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Tests libxenguest's modules in a program compiled against the new headers,
 * and their combination with the ramdisk interface.
 */
#include <errno.h>

#include "xc_dom.h"

static xc_interface *xch;
static char one[] = "module one", two[] = "module two", disk[] = "a ramdisk";

/* The start info limits a command line; Arm's guests have none. */
#ifdef MAX_GUEST_CMDLINE
#define FITS (MAX_GUEST_CMDLINE - 1)
#define LIMITED 1
#else
#define FITS 5000
#define LIMITED 0
#endif

static void limits(void)
{
    struct xc_dom_image *dom = dom_new(xch);
    char cmdline[FITS + 2];

    ok(xc_dom_module_file(dom, "/nonexistent/module", NULL) == -1 &&
           dom->num_modules == 0,
       "a missing file is refused as module");

    memset(cmdline, 'x', sizeof(cmdline));
    cmdline[FITS + 1] = '\0';
    errno = 0;
    ok(!LIMITED || (xc_dom_module_mem(dom, one, sizeof(one), cmdline) == -1 &&
                    errno == E2BIG && dom->num_modules == 0),
       "a command line too long for the start info is refused");
    cmdline[FITS] = '\0';
    ok(!xc_dom_module_mem(dom, one, sizeof(one), cmdline) &&
           dom->num_modules == 1 && dom->modules[0].cmdline != cmdline &&
           !strcmp(dom->modules[0].cmdline, cmdline),
       "a command line that fits is copied");

    while (dom->num_modules < XG_MAX_MODULES &&
           !xc_dom_module_mem(dom, two, sizeof(two), NULL))
        ;
    ok(dom->num_modules == XG_MAX_MODULES, "%u modules are accepted",
       XG_MAX_MODULES);
    errno = 0;
    ok(xc_dom_module_mem(dom, two, sizeof(two), NULL) == -1 && errno == E2BIG &&
           dom->num_modules == XG_MAX_MODULES,
       "one module too many is refused");
    errno = 0;
    ok(xc_dom_module_file(dom, "/dev/null", NULL) == -1 && errno == E2BIG &&
           dom->num_modules == XG_MAX_MODULES,
       "one module too many from a file is refused");

    ok(!xc_dom_module_max_size(dom, 7) && dom->max_module_size == 7 &&
           xc_dom_module_check_size(dom, 8) == 1 &&
           xc_dom_ramdisk_check_size(dom, 8) == 1,
       "modules and ramdisk share one size limit");
    xc_dom_release(dom);
}

static void with_ramdisk(void)
{
    struct xc_dom_image *dom = dom_new(xch);

    xc_dom_module_mem(dom, one, sizeof(one), "args of one");
    ok(dom->ramdisk_blob == one && dom->ramdisk_size == sizeof(one),
       "module 0 is seen as the ramdisk");
    xc_dom_ramdisk_mem(dom, disk, sizeof(disk));
    ok(dom->num_modules == 1 && dom->modules[0].blob == disk &&
           dom->modules[0].size == sizeof(disk) && !dom->modules[0].cmdline,
       "a ramdisk replaces module 0, and has no command line");
    xc_dom_module_mem(dom, two, sizeof(two), NULL);
    ok(dom->num_modules == 2 && dom->modules[0].blob == disk &&
           dom->modules[1].blob == two && dom->ramdisk_blob == disk,
       "a module is added after the ramdisk");
    xc_dom_release(dom);

    dom = dom_new(xch);
    dom->ramdisk_blob = disk;
    dom->ramdisk_size = sizeof(disk);
    xc_dom_module_mem(dom, two, sizeof(two), NULL);
    ok(dom->num_modules == 2 && dom->modules[0].blob == disk &&
           dom->modules[1].blob == two,
       "a module is added after a ramdisk that was set in the members");
    xc_dom_release(dom);
}

static bool apart(const struct xc_dom_seg *a, const struct xc_dom_seg *b)
{
    return a->vend <= b->vstart || b->vend <= a->vstart;
}

static void build(void)
{
    struct xc_dom_image *dom = dom_new(xch);
    struct kernel k;

    xc_dom_module_mem(dom, one, sizeof(one), "args of one");
    xc_dom_module_mem(dom, two, sizeof(two), NULL);
    if (!ok(dom_build(dom, &k), "two modules: built"))
        return;
    ok(seg_has(dom, &dom->modules[0].seg, one) &&
           seg_has(dom, &dom->modules[1].seg, two),
       "two modules: both are in the guest's memory");
    ok(apart(&dom->modules[0].seg, &dom->modules[1].seg) &&
           apart(&dom->modules[0].seg, &dom->kernel_seg),
       "two modules: they overlap neither each other nor the kernel");
    ok(dom->initrd_start == dom->modules[0].seg.vstart &&
           !memcmp(&dom->ramdisk_seg, &dom->modules[0].seg,
                   sizeof(dom->ramdisk_seg)),
       "two modules: module 0 is the ramdisk");
    xc_dom_release(dom);

    dom = dom_new(xch);
    xc_dom_module_mem(dom, one, sizeof(one), NULL);
    dom->modules[0].blob = two;
    dom->modules[0].size = sizeof(two);
    dom->modules[0].seg.vstart = KERNEL_BASE + 0x800000;
    ok(dom_build(dom, &k) && seg_has(dom, &dom->ramdisk_seg, two) &&
           dom->ramdisk_seg.vstart == KERNEL_BASE + 0x800000 &&
           dom->ramdisk_blob == two,
       "module 0 changed by its members");
    xc_dom_release(dom);
}

int main(void)
{
    xch = xch_open();
    limits();
    with_ramdisk();
    if (CAN_BUILD)
        build();
    xc_interface_close(xch);
    return tap_end();
}
