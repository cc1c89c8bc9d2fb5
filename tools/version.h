/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_VERSION_H
#define BPQ_VERSION_H

/* Raised by hand: what is built from the same sources says the same. */
#define BPQ_VERSION "1.0"

#endif
