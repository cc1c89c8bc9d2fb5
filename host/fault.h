/* SPDX-License-Identifier: LGPL-2.1-only */
/* Faults that the environment asks for: XENHOST_FAULT, see host.h. */
#ifndef HOST_FAULT_H
#define HOST_FAULT_H

#include <stdbool.h>

struct call;

/*
 * For programs in the host: the faults from now on, as XENHOST_FAULT has them;
 * counts begin anew.  Not while another thread makes a call.
 */
void host_faults(const char *text);

/*
 * When kind, sub and domid are known, and before anything is done: true if
 * a fault was injected, which is then its result.  The state is not locked.
 */
bool call_fault(struct call *c);

#endif
