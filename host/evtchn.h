/* SPDX-License-Identifier: LGPL-2.1-only */
/* The hypercall event_channel_op, and the device /dev/xen/evtchn. */
#ifndef HOST_EVTCHN_H
#define HOST_EVTCHN_H

#include <stdint.h>

#include "handles.h"
#include "log.h"

long do_event_channel_op(struct call *c, const uint64_t *arg);

extern const struct device evtchn_device;
long evtchn_ioctl(unsigned int handle, unsigned long request, uint64_t arg);
void evtchn_unmask(unsigned int handle, unsigned int port);

#endif
