/* SPDX-License-Identifier: LGPL-2.1-only */
#include "base/stop.h"

volatile sig_atomic_t bpq_stop;
