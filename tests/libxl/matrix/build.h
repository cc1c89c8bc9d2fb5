/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef MATRIX_BUILD_H
#define MATRIX_BUILD_H

#include <stddef.h>
#include <stdio.h>

#include "../callers/process.h"
#include "plan.h"

/* Paths and commands, all relative to the folder of the logs. */
void program_path(const struct run *r, char *path, size_t room);
void run_command(struct process_command *c, const struct run *r);
/* The command for a debugger: variables for env, then the program. */
void debug_command(const struct run *r, char *text, size_t room);
/* Write the makefile that builds every program. */
void write_rules(const struct plan *p, FILE *f);

#endif
