/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_PARSE_H
#define RECORDS_PARSE_H

#include "facts.h"

/* A record as facts_write writes it, with the lines of the script macros. */
struct facts *facts_read(const char *path);

#endif
