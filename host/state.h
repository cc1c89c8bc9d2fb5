/* SPDX-License-Identifier: LGPL-2.1-only */
/* The state that the processes of one host share. */
#ifndef HOST_STATE_H
#define HOST_STATE_H

#include "host.h"

struct host_state *host_lock(void); /* NULL with errno if it fails */
void host_unlock(struct host_state *h);

#endif
