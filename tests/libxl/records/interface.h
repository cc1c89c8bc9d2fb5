/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_LAYOUT_H
#define RECORDS_LAYOUT_H

#include "facts.h"

/*
 * soname, symbols with their kind, size and version node.  From the debug
 * information: how public functions are declared, the types that
 * libxl_domain_config is made of, all enumerations, and by name only what else
 * the declarations speak of.
 */
void layout_read(struct facts *f, const char *path);

#endif
