/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_STOP_H
#define BPQ_STOP_H

#include <signal.h>

/* Set by the signal handler; whatever runs then ends soon with BPQ_FAIL. */
extern volatile sig_atomic_t bpq_stop;

#endif
