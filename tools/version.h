/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_VERSION_H
#define BPQ_VERSION_H

/* Set by hand, so that the same sources always give the same version. */
#define BPQ_VERSION "1.0"

#endif
