/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A kernel that waits for an interrupt, with the notes that -D options name (see table).  Numbers
 * in notes are as wide as addresses.
 */
#include "../guests/note.h"

        .text
        .globl start
start:
        sti
0:      hlt
        jmp 0b
        .asciz "a kernel"

#ifdef __x86_64__
#define NUMBER .quad
#else
#define NUMBER .long
#endif

        .section .note.Xen, "a", @note
#ifdef GUEST_OS
        note 6, .asciz GUEST_OS
#endif
#ifdef LOADER
        note 8, .asciz LOADER
#endif
#ifdef XEN_VERSION
        note 5, .asciz XEN_VERSION
#endif
#ifdef VIRT_BASE
        note 3, NUMBER VIRT_BASE
#endif
#ifdef PADDR_OFFSET
        note 4, NUMBER PADDR_OFFSET
#endif
#ifdef XEN_ENTRY
        note 1, NUMBER XEN_ENTRY
#endif
#ifdef PHYS32
        note 18, NUMBER PHYS32
#endif
#ifdef FEATURES
        note 10, .asciz FEATURES
#endif

#ifdef OLD_SECTION
        .section __xen_guest, "", @progbits
        .asciz OLD_SECTION
#endif
#ifdef DATA
        .data
        .balign 4096
        .asciz DATA
#endif
        .section .note.GNU-stack, "", @progbits
