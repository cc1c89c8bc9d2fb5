/* SPDX-License-Identifier: LGPL-2.1-only */
/* The state that the processes of one host share: made, found, locked. */
#ifndef HOST_STATE_H
#define HOST_STATE_H

#include "host.h"

struct host_state *host_lock(void); /* NULL and errno: no state to be had */
void host_unlock(struct host_state *h);

#endif
