/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * Physical address 1 MB, virtual address VIRTUAL + 1 MB.  FILE_BASE is added to
 * the physical addresses in the file.  NO_SEGMENT leaves the notes out of the
 * program headers.
 */
ENTRY(ENTERED)
PHDRS
{
    text PT_LOAD;
#ifdef DATA
    data PT_LOAD;
#endif
#ifndef NO_SEGMENT
    note PT_NOTE;
#endif
}
SECTIONS
{
    phys_start = 0x100000;
    . = VIRTUAL + 0x100000;
    .text : AT(ADDR(.text) - VIRTUAL + FILE_BASE) { *(.text) } :text
#ifdef NO_SEGMENT
    .notes : AT(ADDR(.notes) - VIRTUAL + FILE_BASE) { *(.note.Xen) } :text
#else
    .notes : AT(ADDR(.notes) - VIRTUAL + FILE_BASE) { *(.note.Xen) } :text :note
#endif
    __xen_guest 0 : { *(__xen_guest) } :NONE
#ifdef DATA
    . = VIRTUAL + 0x200000;
    .data : AT(ADDR(.data) - VIRTUAL + FILE_BASE) { *(.data) } :data
#endif
    /DISCARD/ : { *(.note.*) *(.data) *(.bss) }
}
