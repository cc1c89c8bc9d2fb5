/* SPDX-License-Identifier: LGPL-2.1-only */
/* Injects the faults in XENHOST_FAULT; see host.h. */
#ifndef HOST_FAULT_H
#define HOST_FAULT_H

#include <stdbool.h>

struct call;

/*
 * For programs in the host: replace the faults, in XENHOST_FAULT's format, and
 * restart counting.  Do not call it while another thread makes a hypercall.
 */
void host_faults(const char *text);

/*
 * True if a fault was injected, which is then the call's result.  To be called
 * when kind, sub and domid are known, before anything is done, unlocked.
 */
bool call_fault(struct call *c);

#endif
