/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_PROBE_H
#define RECORDS_PROBE_H

#include "facts.h"

/*
 * Load the library and try its functions on the types and enums in the facts:
 * record what init sets, copy duplicates and dispose frees, the strings of
 * enumerators, and the contents of tables.  The program ends if a nested struct
 * is treated otherwise than on its own, or a plain value is not copied, because
 * a record cannot express that.
 */
void probe(struct facts *f, const char *library);

#endif
