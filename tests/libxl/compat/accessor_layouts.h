/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef ACCESSOR_LAYOUTS_H
#define ACCESSOR_LAYOUTS_H

#include <stdbool.h>

/*
 * The layouts of libxl_domain_build_info, each as flags for a compiler: toys,
 * the headers in a prefix, Debian's, and those of each release in a clone.
 */
struct layout {
    char name[64], want[64]; /* want: flags for accessor_caller.c */
    char flags[4096], link[2048], env[1024]; /* no link: it cannot run */
    /* Those that another run may have compiled: see shared.h.  A command makes
     * headers that are not there yet. */
    char headers[4096], content[3072], make[3072];
    bool sample;  /* only the sample of languages */
    bool inlines; /* libxl.h itself needs more than C90 */
};
extern struct layout layouts[];
extern int nr_layouts;

/* The flags that make tests/libxl/compat/toy/libxl.h a layout. */
struct toy {
    const char *name, *flags, *want;
};
extern const struct toy toys[];
extern const int nr_toys;
enum { PATCHED = 3 }; /* the toy of 4.9 with the whole queue */

void add_toys(void);
void add_debian(void);
void add_prefix(const char *prefix, bool patched);
/* The releases in $CALLERS_XEN; their headers are written to this run's folder.
 */
void add_releases(void);

#endif
