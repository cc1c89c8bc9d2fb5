/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef MATRIX_KEPT_H
#define MATRIX_KEPT_H

#include "plan.h"

/*
 * The runs that are finished are noted in the file `finished`, so that an
 * interrupted matrix goes on where it was.  Whoever leaves that file in the
 * folder says that programs, libraries and table are the same.
 */

/* Fill in the runs that are noted there and whose output is whole. */
void kept_read(struct plan *p);
/* Note a run whose output is in children/, unless a signal or a limit cut it
 * off. False with errno: it cannot, or there is no room for what the run
 * writes. */
bool kept_add(const struct plan *p, const struct run *r);

/* The file with a run's output, "out" or "err". */
void kept_path(const struct plan *p, const struct run *r, const char *which,
               char *path, size_t room);

#endif
