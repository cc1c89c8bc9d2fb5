/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef RECORDS_PARSE_H
#define RECORDS_PARSE_H

#include "facts.h"

/* Read a record that facts_write and the script macros wrote. */
struct facts *facts_read(const char *path);

#endif
