/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_SMPLNAMES_H
#define BPQ_SMPLNAMES_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * Does the text have the names that a semantic patch needs to change something?
 * False only if it has not: what cannot be read with certainty here, where only
 * Coccinelle's own parser knows all of the language, counts as found.
 *
 * A change needs all names of one of the lines that the rules remove, without
 * those that an isomorphism may replace.  Metavariables stand for anything, but
 * for one with a list of names the text has to have one of these.
 */
bool bpq_smpl_names(struct bpq_str smpl, struct bpq_str text);

#endif
