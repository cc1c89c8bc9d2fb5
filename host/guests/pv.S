/* SPDX-License-Identifier: LGPL-2.1-only */
/* A 64-bit PV guest that blocks for ever; -DPVHV1 adds what 4.8's PVHv1 needs. */
#define ENTRY 1
#define VIRT_BASE 3
#define PADDR_OFFSET 4
#define XEN_VERSION 5
#define GUEST_OS 6
#define LOADER 8
#define FEATURES 10
#define BASE 0xffffffff80000000

#include "note.h"

        .text
        .globl start
start:  mov $29, %eax /* sched_op */
        mov $1, %edi  /* block */
        xor %esi, %esi
        syscall
        jmp start
        .asciz NAME

        .section .note.Xen, "a", @note
        note GUEST_OS, .asciz "host test"
        note XEN_VERSION, .asciz "xen-3.0"
        note LOADER, .asciz "generic"
        note VIRT_BASE, .quad BASE
        note PADDR_OFFSET, .quad 0
        note ENTRY, .quad start
#ifdef PVHV1 /* features that PVHv1 requires */
        note FEATURES, .asciz "auto_translated_physmap|writable_descriptor_tables|supervisor_mode_kernel|hvm_callback_vector"
#endif
        .section .note.GNU-stack, "", @progbits
