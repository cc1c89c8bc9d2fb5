/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A guest that waits for an interrupt, for ever.  By default it is a PVH kernel,
 * entered in 32-bit mode at the address in its note.  -DPLAIN leaves the note out,
 * which makes a firmware for HVM guests.  -DOFF halts with interrupts off, which
 * ends it.  NAME tells one image from another.
 */
#define PHYS32_ENTRY 18

        .text
        .code32
        .globl start
start:
#ifndef OFF
        sti
#endif
0:      hlt
        jmp 0b /* a short jump with any assembler */
        .asciz NAME

#ifndef PLAIN
        .section .note.Xen, "a", @note
        .balign 4
        .long 4, 4, PHYS32_ENTRY
        .asciz "Xen"
        .long start
#endif
        .section .note.GNU-stack, "", @progbits
