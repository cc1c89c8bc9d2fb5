/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef ACCESSOR_LAYOUTS_H
#define ACCESSOR_LAYOUTS_H

#include <stdbool.h>

/*
 * The layouts of libxl_domain_build_info that a caller may meet, each as flags
 * for a compiler: toys, what a prefix or Debian has installed, and the headers
 * of each release in a clone.
 */
struct layout {
    char name[64], want[64]; /* want: what accessor_caller.c is told */
    char flags[4096], link[2048], env[1024]; /* no link: it cannot be run */
    bool sample;                             /* some languages are enough */
    bool inlines; /* libxl.h itself is more than C90 */
};
extern struct layout layouts[];
extern int nr_layouts;

/* The flags that make tests/libxl/compat/toy/libxl.h a layout. */
struct toy {
    const char *name, *flags, *want;
};
extern const struct toy toys[];
extern const int nr_toys;
enum { PATCHED = 3 }; /* the one of 4.9 with the whole queue */

void add_toys(void);
void add_debian(void);
void add_prefix(const char *prefix, bool patched);
/* Those that $CALLERS_XEN has, and their headers in the folder of this run. */
void add_releases(void);
void setup_releases(void);

#endif
