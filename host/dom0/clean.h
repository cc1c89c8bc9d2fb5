/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef HOST_CLEAN_H
#define HOST_CLEAN_H

/*
 * End every process of the host except this one, and remove the folder.  A
 * process is the host's if this user started it with XENHOST_DIR=dir.
 */
void clean(const char *dir);

#endif
