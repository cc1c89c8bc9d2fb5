/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef MATRIX_LOADED_H
#define MATRIX_LOADED_H

#include <stdbool.h>

/*
 * Are two ELF files the same, except for what the loader does not read, such as
 * debug information, and for their build ids?  Files of 32 bits never are.
 */
bool loaded_same(const char *path, const char *other);

#endif
