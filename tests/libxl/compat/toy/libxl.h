/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * A replacement of libxl.h, just large enough for libxl_pvh.h and its callers.
 * Macros on the compiler's command line select the release:
 *   (nothing)        4.8 or 4.9
 *   TOY_COPIES       with the PVH backport's copies in u.pvh
 *   TOY_TOP          4.10 and later
 *   TOY_SHIM         with pvshim
 *   TOY_GUARD_PVH, TOY_GUARD_PVSHIM   with the guards
 *   TOY_PUBLISHED    the set that upstream published for 4.8
 *   TOY_INSTALLED    libxl.h includes libxl_pvh.h, as a patched one does
 *   TOY_MARKS        the shim's fields are marked, as toy/marks prints it
 */
#ifndef LIBXL_H
#define LIBXL_H

#include <stdbool.h>
#include <stdint.h>

typedef struct libxl_defbool {
    int val;
} libxl_defbool;
void libxl_defbool_set(libxl_defbool *d, bool value);
bool libxl_defbool_is_default(libxl_defbool d);

typedef char **libxl_string_list;
typedef enum libxl_timer_mode {
    LIBXL_TIMER_MODE_UNKNOWN = -1,
    LIBXL_TIMER_MODE_DELAY_FOR_MISSED_TICKS = 0,
    LIBXL_TIMER_MODE_NO_DELAY_FOR_MISSED_TICKS = 1,
} libxl_timer_mode;
#define LIBXL_TIMER_MODE_DEFAULT -1

#if defined(TOY_COPIES) || defined(TOY_TOP) || defined(TOY_PUBLISHED)
#define TOY_TYPE 1
#endif

typedef enum libxl_domain_type {
    LIBXL_DOMAIN_TYPE_INVALID = -1,
    LIBXL_DOMAIN_TYPE_HVM = 1,
    LIBXL_DOMAIN_TYPE_PV = 2,
#ifdef TOY_TYPE
    LIBXL_DOMAIN_TYPE_PVH = 3,
#endif
} libxl_domain_type;
const char *libxl_domain_type_to_string(libxl_domain_type t);

#ifdef TOY_COPIES
#define LIBXL_HAVE_BUILDINFO_PVH_FIELDS
#endif
#ifdef TOY_TOP
#define LIBXL_HAVE_BUILDINFO_BOOTLOADER
#ifndef TOY_HALF
#define LIBXL_HAVE_BUILDINFO_BOOTLOADER_ARGS
#endif
#define LIBXL_HAVE_BUILDINFO_TIMER_MODE
#define LIBXL_HAVE_BUILDINFO_NESTED_HVM
#define LIBXL_HAVE_BUILDINFO_APIC
#endif
#ifdef TOY_SHIM
#define LIBXL_HAVE_PV_SHIM 1
#endif
#ifdef TOY_GUARD_PVH
#define LIBXL_HAVE_GUARD_PVH 1
#endif
#ifdef TOY_GUARD_PVSHIM
#define LIBXL_HAVE_GUARD_PVSHIM 1
#endif
#ifdef TOY_PUBLISHED
#define LIBXL_BUILDINFO_ACCESS_PVH_PV(b, field) no_such_thing
#define LIBXL_BUILDINFO_SUBFIELD_PVH no_such_thing
#endif

#ifdef TOY_MARKS
#include "libxl_marks.h"
#else
#define LIBXL__PVSHIM_BY_HAND
#endif

typedef struct libxl_domain_build_info {
    uint64_t max_memkb;
    char *kernel;
    char *cmdline;
    char *ramdisk;
#ifdef TOY_TOP
    char *bootloader;
    libxl_string_list bootloader_args;
    libxl_timer_mode timer_mode;
    libxl_defbool nested_hvm;
    libxl_defbool apic;
#endif
    libxl_domain_type type;
    union {
        struct {
            char *firmware;
            libxl_defbool pae;
            libxl_defbool apic;
            char *padding[8];
            libxl_timer_mode timer_mode;
            libxl_defbool nested_hvm;
            char *more[8];
        } hvm;
        struct {
            char *kernel;
            uint64_t slack_memkb;
            char *bootloader;
            libxl_string_list bootloader_args;
            char *cmdline;
            char *ramdisk;
        } pv;
#ifdef TOY_TYPE
        struct {
#if defined(TOY_COPIES) || defined(TOY_PUBLISHED)
            char *bootloader;
            libxl_string_list bootloader_args;
            libxl_timer_mode timer_mode;
            libxl_defbool nested_hvm;
            libxl_defbool apic;
#endif
#ifdef TOY_SHIM
            libxl_defbool pvshim LIBXL__PVSHIM_BY_HAND;
            char *pvshim_path LIBXL__PVSHIM_BY_HAND;
            char *pvshim_cmdline LIBXL__PVSHIM_BY_HAND;
            char *pvshim_extra LIBXL__PVSHIM_BY_HAND;
#endif
            char *last;
        } pvh;
#endif
    } u;
} libxl_domain_build_info;

void libxl_domain_build_info_init(libxl_domain_build_info *p);
void libxl_domain_build_info_init_type(libxl_domain_build_info *p,
                                       libxl_domain_type type);
void libxl_domain_build_info_dispose(libxl_domain_build_info *p);

#ifdef TOY_INSTALLED
#include "libxl_pvh.h"
#endif
#endif
