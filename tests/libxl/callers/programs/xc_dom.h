/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef CALLERS_XC_DOM_H
#define CALLERS_XC_DOM_H

/*
 * For programs that use libxenguest's domain builder without a hypervisor.  As
 * long as dom->guest_domid is 0, it builds into ordinary memory.
 */
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <xenctrl.h>

#include <xc_dom.h>
#include <xen/elfnote.h>
#include <xen/libelf/elfstructs.h>

static unsigned tap_n, tap_failed;

__attribute__((format(printf, 2, 3))) static inline bool
ok(bool good, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    printf("%sok %u - ", good ? "" : "not ", ++tap_n);
    vprintf(fmt, ap);
    printf("\n");
    va_end(ap);
    tap_failed += !good;
    return good;
}

static inline int tap_end(void)
{
    printf("1..%u\n", tap_n);
    return tap_failed ? 1 : 0;
}

static inline void *must(void *p, const char *what)
{
    if (!p) {
        printf("Bail out! %s failed\n", what);
        exit(1);
    }
    return p;
}

/* Needs nohost.so.  XC_OPENFLAG_DUMMY would do without, but 4.8.0's libxenctrl
 * crashes when it closes such an interface. */
static inline xc_interface *xch_open(void)
{
    return must(xc_interface_open(NULL, NULL, 0), "xc_interface_open");
}

/* The smallest PV kernel that the ELF loader accepts.  It is x86's: Arm's
 * builder does not read ELF files. */
#if defined(__arm__) || defined(__aarch64__)
#define CAN_BUILD 0
#else
#define CAN_BUILD 1
#endif
#define KERNEL_BASE 0xffffffff80000000ULL
#define KERNEL_AT 0x100000ULL

struct kernel {
    Elf64_Ehdr ehdr;
    Elf64_Phdr phdr[2];
    Elf64_Shdr shdr[2];
    char shstrtab[16];
    struct kernel_note {
        uint32_t namesz, descsz, type;
        char name[4];
        union {
            char text[8];
            uint64_t number;
        } desc;
    } __attribute__((packed)) note[6];
    char text[64];
};

static inline void kernel_number(struct kernel_note *n, uint32_t type,
                                 uint64_t number)
{
    *n = (struct kernel_note){4, 8, type, "Xen", {.number = number}};
}

static inline void kernel_text(struct kernel_note *n, uint32_t type,
                               const char *text)
{
    *n = (struct kernel_note){4, 8, type, "Xen", {""}};
    strncpy(n->desc.text, text, sizeof(n->desc.text) - 1);
}

static inline void kernel_make(struct kernel *k)
{
    const uint64_t entry = KERNEL_BASE + KERNEL_AT;

    memset(k, 0, sizeof(*k));
    memcpy(k->ehdr.e_ident, "\177ELF\2\1\1", 7);
    k->ehdr.e_type = 2;     /* executable */
    k->ehdr.e_machine = 62; /* x86-64 */
    k->ehdr.e_version = 1;
    k->ehdr.e_entry = entry;
    k->ehdr.e_ehsize = sizeof(k->ehdr);
    k->ehdr.e_phoff = offsetof(struct kernel, phdr);
    k->ehdr.e_phentsize = sizeof(k->phdr[0]);
    k->ehdr.e_phnum = 2;
    k->ehdr.e_shoff = offsetof(struct kernel, shdr);
    k->ehdr.e_shentsize = sizeof(k->shdr[0]);
    k->ehdr.e_shnum = 2;
    k->ehdr.e_shstrndx = 1;

    k->phdr[0].p_type = 1; /* load */
    k->phdr[0].p_flags = 5;
    k->phdr[0].p_offset = offsetof(struct kernel, text);
    k->phdr[0].p_vaddr = entry;
    k->phdr[0].p_paddr = KERNEL_AT;
    k->phdr[0].p_filesz = k->phdr[0].p_memsz = sizeof(k->text);
    k->phdr[1].p_type = 4; /* note */
    k->phdr[1].p_offset = offsetof(struct kernel, note);
    k->phdr[1].p_filesz = k->phdr[1].p_memsz = sizeof(k->note);

    k->shdr[1].sh_type = 3; /* string table */
    k->shdr[1].sh_offset = offsetof(struct kernel, shstrtab);
    k->shdr[1].sh_size = sizeof(k->shstrtab);

    kernel_text(&k->note[0], XEN_ELFNOTE_XEN_VERSION, "xen-3.0");
    kernel_text(&k->note[1], XEN_ELFNOTE_GUEST_OS, "linux");
    kernel_text(&k->note[2], XEN_ELFNOTE_LOADER, "generic");
    kernel_text(&k->note[3], XEN_ELFNOTE_PAE_MODE, "yes");
    kernel_number(&k->note[4], XEN_ELFNOTE_VIRT_BASE, KERNEL_BASE);
    kernel_number(&k->note[5], XEN_ELFNOTE_ENTRY, entry);
    strcpy(k->text, "kernel text");
}

static inline struct xc_dom_image *dom_new(xc_interface *xch)
{
    return must(xc_dom_allocate(xch, NULL, NULL), "xc_dom_allocate");
}

/* 4.10 clears pages by a hypercall; these are clear already. */
int xc_clear_domain_pages(xc_interface *x, uint32_t domid, unsigned long pfn,
                          int n)
{
    return !x || domid || !pfn || n < 1;
}

/* Build a guest with kernel k, as far as no hypervisor is needed. */
static inline bool dom_build(struct xc_dom_image *dom, struct kernel *k)
{
    kernel_make(k);
    if (xc_dom_kernel_mem(dom, k, sizeof(*k)) || xc_dom_parse_image(dom) ||
        xc_dom_mem_init(dom, 32))
        return false;
    /* As xc_dom_boot_mem_init sets them. */
    dom->p2m_size = dom->total_pages;
    dom->p2m_host = must(
        xc_dom_malloc(dom, sizeof(*dom->p2m_host) * dom->p2m_size), "memory");
    for (xen_pfn_t pfn = 0; pfn < dom->p2m_size; pfn++)
        dom->p2m_host[pfn] = pfn;
    return !xc_dom_build_image(dom);
}

/* Does the segment of the guest begin with text? */
static inline bool seg_has(struct xc_dom_image *dom, struct xc_dom_seg *seg,
                           const char *text)
{
    const char *at = seg->vstart ? xc_dom_seg_to_ptr(dom, seg) : NULL;

    return at && !strncmp(at, text, strlen(text));
}

#endif
