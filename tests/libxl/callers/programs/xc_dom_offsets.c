/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Prints the offsets and sizes of the members of struct xc_dom_image that the
 * old headers have.  Compiled against the new headers it must print the same.
 */
#include <stddef.h>
#include <stdio.h>

#include <xenctrl.h>

#include <xc_dom.h>

static const struct {
    const char *name;
    size_t offset, size;
} members[] = {
#define MEMBER(m)                                                              \
    {                                                                          \
#m, offsetof(struct xc_dom_image, m),                                  \
            sizeof(((struct xc_dom_image *)0)->m)                              \
    }
    MEMBER(kernel_blob),
    MEMBER(kernel_size),
    MEMBER(ramdisk_blob),
    MEMBER(ramdisk_size),
    MEMBER(devicetree_blob),
    MEMBER(devicetree_size),
    MEMBER(max_kernel_size),
    MEMBER(max_ramdisk_size),
    MEMBER(max_devicetree_size),
    MEMBER(cmdline),
    MEMBER(cmdline_size),
    MEMBER(f_requested),
    MEMBER(parms),
    MEMBER(guest_type),
    MEMBER(kernel_seg),
    MEMBER(ramdisk_seg),
    MEMBER(p2m_seg),
    MEMBER(pgtables_seg),
    MEMBER(devicetree_seg),
    MEMBER(start_info_seg),
    MEMBER(start_info_pfn),
    MEMBER(console_pfn),
    MEMBER(xenstore_pfn),
    MEMBER(shared_info_pfn),
    MEMBER(bootstack_pfn),
    MEMBER(pfn_alloc_end),
    MEMBER(virt_alloc_end),
    MEMBER(bsd_symtab_start),
    MEMBER(initrd_start),
    MEMBER(initrd_len),
    MEMBER(alloc_bootstack),
    MEMBER(virt_pgtab_end),
    MEMBER(f_active),
    MEMBER(p2m_host),
    MEMBER(p2m_guest),
    MEMBER(rambase_pfn),
    MEMBER(total_pages),
    MEMBER(p2m_size),
    MEMBER(phys_pages),
    MEMBER(memblocks),
    MEMBER(alloc_malloc),
    MEMBER(alloc_mem_map),
    MEMBER(alloc_file_map),
    MEMBER(alloc_domU_map),
    MEMBER(flags),
    MEMBER(console_evtchn),
    MEMBER(xenstore_evtchn),
    MEMBER(console_domid),
    MEMBER(xenstore_domid),
    MEMBER(shared_info_mfn),
    MEMBER(xch),
    MEMBER(guest_domid),
    MEMBER(claim_enabled),
    MEMBER(xen_version),
    MEMBER(xen_caps),
    MEMBER(kernel_loader),
    MEMBER(private_loader),
    MEMBER(vmemranges),
    MEMBER(nr_vmemranges),
    MEMBER(vnode_to_pnode),
    MEMBER(nr_vnodes),
    MEMBER(arch_private),
    MEMBER(arch_hooks),
    MEMBER(allocate),
    MEMBER(container_type),
    MEMBER(target_pages),
    MEMBER(mmio_start),
    MEMBER(mmio_size),
    MEMBER(lowmem_end),
    MEMBER(highmem_end),
    MEMBER(vga_hole_size),
    MEMBER(device_model),
    MEMBER(system_firmware_module),
    MEMBER(acpi_modules),
    MEMBER(smbios_module),
#ifdef HAVE_VUART_GFN
    MEMBER(vuart_gfn),
#endif
};

int main(void)
{
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        printf("%-24s %5zu %5zu\n", members[i].name, members[i].offset,
               members[i].size);
    return 0;
}
