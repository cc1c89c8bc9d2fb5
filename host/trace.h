/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * xenstored writes its trace byte by byte, and these system calls take more
 * time than the rest of its work.  So the bytes are collected into lines.
 */
#ifndef HOST_TRACE_H
#define HOST_TRACE_H

#include <stdbool.h>
#include <stddef.h>

/* True if this is a part of xenstored's trace; it is written with its line. */
bool trace_takes(int fd, const void *data, size_t size);

#endif
