/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_XSAS_H
#define BPQ_XSAS_H

#include <stddef.h>

/* Where texts name Xen's security advisories (XSAs). */

/*
 * The advisories that a commit with this message fixes, each once.  v is
 * grown.
 */
void bpq_message_advisories(const char *message, unsigned **v, size_t *n);

/* The number in "XSA-327" or "xsa327"; 0 if it is none. */
unsigned bpq_advisory_number(const char *name);

#endif
