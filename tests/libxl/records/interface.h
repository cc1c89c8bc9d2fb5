/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_INTERFACE_H
#define RECORDS_INTERFACE_H

#include "facts.h"

/*
 * soname, symbols with their kind, size and version node.  From the debug
 * information: how public functions are declared, the types that
 * libxl_domain_config is made of, all enumerations, and by name only what else
 * the declarations speak of.
 */
void interface_read(struct facts *f, const char *path);

#endif
