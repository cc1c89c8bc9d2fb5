/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Tests libxenguest's ramdisk interface in a program that does not know
 * modules, by the functions and by the members of struct xc_dom_image.
 */
#include <unistd.h>

#include "xc_dom.h"

#define RAMDISK "this is the ramdisk"

/* RAMDISK, compressed by gzip. */
static const unsigned char gzipped[] = {
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
    0x2b, 0xc9, 0xc8, 0x2c, 0x56, 0x00, 0xa2, 0x92, 0x8c, 0x54,
    0x85, 0xa2, 0xc4, 0xdc, 0x94, 0xcc, 0xe2, 0x6c, 0x00, 0xcd,
    0x3d, 0x0c, 0x7d, 0x13, 0x00, 0x00, 0x00,
};

static xc_interface *xch;

static void by_memory(void)
{
    struct xc_dom_image *dom = dom_new(xch);
    static char first[] = RAMDISK, second[] = "another";

    ok(!dom->ramdisk_blob && !dom->ramdisk_size, "no ramdisk at first");
    ok(!xc_dom_ramdisk_mem(dom, first, sizeof(first)) &&
           dom->ramdisk_blob == first && dom->ramdisk_size == sizeof(first),
       "xc_dom_ramdisk_mem sets the members");
    ok(!xc_dom_ramdisk_mem(dom, second, sizeof(second)) &&
           dom->ramdisk_blob == second && dom->ramdisk_size == sizeof(second),
       "a second ramdisk replaces the first");
    ok(!xc_dom_ramdisk_mem(dom, first, 1) && dom->ramdisk_size == 1,
       "a third ramdisk replaces the second");
    xc_dom_release(dom);
}

static void by_file(const char *path)
{
    struct xc_dom_image *dom = dom_new(xch);

    ok(!xc_dom_ramdisk_file(dom, path) && dom->ramdisk_blob &&
           dom->ramdisk_size == strlen(RAMDISK) &&
           !memcmp(dom->ramdisk_blob, RAMDISK, strlen(RAMDISK)),
       "xc_dom_ramdisk_file maps the file");
    ok(xc_dom_ramdisk_file(dom, "/nonexistent/ramdisk") == -1 &&
           !dom->ramdisk_blob,
       "a missing file is an error and leaves no ramdisk");
    xc_dom_release(dom);
}

static void by_limit(const char *path)
{
    struct xc_dom_image *dom = dom_new(xch);

    ok(dom->max_ramdisk_size == XC_DOM_DECOMPRESS_MAX,
       "there is a default limit");
    dom->max_ramdisk_size = 4;
    ok(xc_dom_ramdisk_check_size(dom, 4) == 0 &&
           xc_dom_ramdisk_check_size(dom, 5) == 1,
       "a limit set in the member is checked");
    ok(xc_dom_ramdisk_file(dom, path) == -1, "the limit holds for a file");
    ok(!xc_dom_ramdisk_max_size(dom, 100) && dom->max_ramdisk_size == 100,
       "xc_dom_ramdisk_max_size sets the member");
    ok(!xc_dom_ramdisk_file(dom, path), "a file within the limit is accepted");
    ok(!xc_dom_ramdisk_max_size(dom, 0) &&
           xc_dom_ramdisk_check_size(dom, ~(size_t)0) == 0,
       "0 means no limit");
    xc_dom_release(dom);
}

/* Build the guest and check its ramdisk; how says how it was set. */
static void built(struct xc_dom_image *dom, const char *how)
{
    struct kernel k;

    if (!ok(dom_build(dom, &k), "%s: built", how))
        return;
    ok(seg_has(dom, &dom->ramdisk_seg, RAMDISK),
       "%s: the ramdisk is in the guest's memory", how);
    ok(dom->initrd_start && dom->initrd_start == dom->ramdisk_seg.vstart &&
           dom->initrd_len >= strlen(RAMDISK),
       "%s: the guest is told the ramdisk's address", how);
    printf("# %s: %#llx + %#llx, %llu pages\n", how,
           (unsigned long long)(dom->ramdisk_seg.vstart - KERNEL_BASE),
           (unsigned long long)dom->initrd_len,
           (unsigned long long)dom->ramdisk_seg.pages);
}

static void build(const char *path)
{
    static char text[] = RAMDISK, junk[] = "junk";
    struct xc_dom_image *dom;
    struct kernel k;

    dom = dom_new(xch);
    xc_dom_ramdisk_file(dom, path);
    built(dom, "xc_dom_ramdisk_file");
    xc_dom_release(dom);

    dom = dom_new(xch);
    xc_dom_ramdisk_mem(dom, text, sizeof(text));
    built(dom, "xc_dom_ramdisk_mem");
    xc_dom_release(dom);

    dom = dom_new(xch);
    dom->ramdisk_blob = text;
    dom->ramdisk_size = sizeof(text);
    built(dom, "members");
    xc_dom_release(dom);

    dom = dom_new(xch);
    xc_dom_ramdisk_mem(dom, junk, sizeof(junk));
    dom->ramdisk_blob = text;
    dom->ramdisk_size = sizeof(text);
    built(dom, "members after a call");
    xc_dom_release(dom);

    dom = dom_new(xch);
    dom->ramdisk_blob = junk;
    dom->ramdisk_size = sizeof(junk);
    xc_dom_ramdisk_mem(dom, text, sizeof(text));
    built(dom, "a call after members");
    xc_dom_release(dom);

    dom = dom_new(xch);
    xc_dom_ramdisk_mem(dom, text, sizeof(text));
    dom->ramdisk_seg.vstart = KERNEL_BASE + 0x800000;
    built(dom, "placed");
    ok(dom->ramdisk_seg.vstart == KERNEL_BASE + 0x800000,
       "placed: at the given address");
    xc_dom_release(dom);

    dom = dom_new(xch);
    xc_dom_ramdisk_mem(dom, gzipped, sizeof(gzipped));
    built(dom, "compressed");
    xc_dom_release(dom);

    dom = dom_new(xch);
    xc_dom_ramdisk_mem(dom, text, sizeof(text));
    dom->ramdisk_blob = NULL;
    dom->ramdisk_size = 0;
    ok(dom_build(dom, &k) && !dom->initrd_start && !dom->ramdisk_seg.vstart,
       "unset in the members: no ramdisk");
    xc_dom_release(dom);

    dom = dom_new(xch);
    ok(dom_build(dom, &k) && !dom->initrd_start, "none: no ramdisk");
    xc_dom_release(dom);
}

int main(void)
{
    char path[] = "/tmp/ramdisk.XXXXXX";
    int fd = mkstemp(path);

    if (fd < 0 || write(fd, RAMDISK, strlen(RAMDISK)) < 0 || close(fd)) {
        printf("Bail out! cannot write %s\n", path);
        return 1;
    }
    xch = xch_open();
    by_memory();
    by_file(path);
    by_limit(path);
    if (CAN_BUILD)
        build(path);
    xc_interface_close(xch);
    unlink(path);
    return tap_end();
}
