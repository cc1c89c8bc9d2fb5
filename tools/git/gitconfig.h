/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef BPQ_GITCONFIG_H
#define BPQ_GITCONFIG_H

#include "base/err.h"

/*
 * What `git config NAME` says in the folder dir, which the caller frees, or
 * NULL for nothing: in the repository that it is in, whoever owns it, since one
 * value is read and nothing else done.
 *
 * Git itself is asked, which alone knows all the places that it may be written
 * in; where it gives up, as on a repository of a newer git, libgit2 is, with
 * the extensions that bpq_clonedir_settings() names.
 */
int bpq_gitconfig_get(const char *dir, const char *name, char **value,
                      struct bpq_err *e);

#endif
