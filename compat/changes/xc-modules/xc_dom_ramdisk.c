/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * The ramdisk interface, kept for programs built before a domain could have
 * several modules.
 *
 * The ramdisk is module 0 under its old name: dom->ramdisk_blob, ramdisk_size
 * and ramdisk_seg state the same facts as dom->modules[0].  Programs write and
 * read either of them directly, at any time, so both are compared with what
 * they were when they last agreed, and the one written to since then wins; if
 * both were, the old one, which no new program has a reason to touch.
 */
#include <errno.h>
#include <string.h>

#include "xg_private.h"
#include "xc_dom.h"

static void agree(void *ramdisk, void *module, void *agreed, size_t len)
{
    if ( memcmp(ramdisk, agreed, len) )
        memcpy(module, ramdisk, len);
    else
        memcpy(ramdisk, module, len);
    memcpy(agreed, module, len);
}

void xc_dom_ramdisk_sync(struct xc_dom_image *dom)
{
    struct xc_dom_module *mod = &dom->modules[0], *agreed = &dom->ramdisk_agreed;

    if ( dom->ramdisk_blob != agreed->blob )
    {
        /* Set through the old interface, which knows no command line. */
        mod->cmdline = NULL;
        if ( !dom->num_modules )
            dom->num_modules = 1;
    }

    agree(&dom->ramdisk_blob, &mod->blob, &agreed->blob, sizeof(mod->blob));
    agree(&dom->ramdisk_size, &mod->size, &agreed->size, sizeof(mod->size));
    agree(&dom->ramdisk_seg, &mod->seg, &agreed->seg, sizeof(mod->seg));
}

int xc_dom_module_slot(struct xc_dom_image *dom, const char *cmdline)
{
    xc_dom_ramdisk_sync(dom);

    if ( dom->num_modules >= XG_MAX_MODULES )
    {
        xc_dom_panic(dom->xch, XC_INTERNAL_ERROR,
                     "no room for another module, the limit is %u",
                     XG_MAX_MODULES);
        errno = E2BIG;
        return -1;
    }

#ifdef MAX_GUEST_CMDLINE
    /* x86's start info has room for that much and no more; ARM has none. */
    if ( cmdline && strlen(cmdline) >= MAX_GUEST_CMDLINE )
    {
        xc_dom_panic(dom->xch, XC_INTERNAL_ERROR,
                     "command line of module %u too long, the limit is %u",
                     dom->num_modules, MAX_GUEST_CMDLINE - 1);
        errno = E2BIG;
        return -1;
    }
#endif

    return dom->num_modules;
}

int xc_dom_module_added(struct xc_dom_image *dom)
{
    dom->num_modules++;
    xc_dom_ramdisk_sync(dom);
    return 0;
}

int xc_dom_ramdisk_check_size(struct xc_dom_image *dom, size_t sz)
{
    return xc_dom_module_check_size(dom, sz);
}

int xc_dom_ramdisk_max_size(struct xc_dom_image *dom, size_t sz)
{
    return xc_dom_module_max_size(dom, sz);
}

/* Unlike a module, a second ramdisk takes the place of the first. */
int xc_dom_ramdisk_mem(struct xc_dom_image *dom, const void *blob, size_t size)
{
    dom->ramdisk_blob = (void *)blob;
    dom->ramdisk_size = size;
    xc_dom_ramdisk_sync(dom);
    return 0;
}

int xc_dom_ramdisk_file(struct xc_dom_image *dom, const char *path)
{
    size_t size = 0;
    void *blob = xc_dom_malloc_filemap(dom, path, &size, dom->max_ramdisk_size);

    xc_dom_ramdisk_mem(dom, blob, size);
    return blob ? 0 : -1;
}
