/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * xenstored writes its trace letter by letter, each by a call of the kernel's,
 * which take more time than all else that it does.  The file gets whole lines.
 */
#ifndef HOST_TRACE_H
#define HOST_TRACE_H

#include <stdbool.h>
#include <stddef.h>

/* Is this a part of xenstored's trace, to be written with its line? */
bool trace_takes(int fd, const void *data, size_t size);

#endif
