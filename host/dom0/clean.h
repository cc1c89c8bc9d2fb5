/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef HOST_CLEAN_H
#define HOST_CLEAN_H

/*
 * End every process of the host, which is any that this user started with
 * XENHOST_DIR=dir in its environment, except this one, and remove the folder.
 */
void clean(const char *dir);

#endif
