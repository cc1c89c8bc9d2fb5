/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_INTERFACE_H
#define RECORDS_INTERFACE_H

#include "facts.h"

/*
 * Read a library's soname, and its symbols with kind, size and version node.
 * From its debug information read the declarations of public functions, the
 * types that libxl_domain_config consists of, and all enums.  Other types in
 * the declarations are recorded only by name.
 */
void interface_read(struct facts *f, const char *path);

#endif
