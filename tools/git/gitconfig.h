/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_GITCONFIG_H
#define BPQ_GITCONFIG_H

#include "base/err.h"

/*
 * The value of `git config NAME` in the folder dir, which the caller frees, or
 * NULL if it is not set.  The repository may have another owner, because only
 * one value is read.
 *
 * git itself is asked, because only git knows all places of its configuration.
 * If it refuses, as with a repository of a newer git, libgit2 is asked, with
 * the extensions that bpq_clonedir_settings() allows.
 */
int bpq_gitconfig_get(const char *dir, const char *name, char **value,
                      struct bpq_err *e);

#endif
