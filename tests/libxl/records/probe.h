/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_PROBE_H
#define RECORDS_PROBE_H

#include "facts.h"

/*
 * Loads the library and finds out what its functions do to the types and
 * enumerations in the facts: what init leaves, what copy duplicates, what
 * dispose frees, the strings of enumerators, what tables hold.  The facts'
 * notes are filled in.  A nested struct that is treated in another way than on
 * its own, or a plain value that is not copied, ends the program: neither the
 * record nor the replica could say so.
 */
void probe(struct facts *f, const char *library);

#endif
