/* SPDX-License-Identifier: LGPL-2.1-only */
/* note TYPE, DIRECTIVE: a Xen ELF note; types are numbered in xen/elfnote.h. */
        .macro note type, text:vararg
        .balign 4
        .long 4, 2f - 1f, \type
        .asciz "Xen"
1:      \text
2:      .balign 4
        .endm
