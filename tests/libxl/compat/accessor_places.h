/* SPDX-License-Identifier: LGPL-2.1-only */
#ifndef ACCESSOR_PLACES_H
#define ACCESSOR_PLACES_H

/*
 * Compile-time checks of each row of the table: the field is in its place in
 * this layout and has the table's type, and u.pvh has its fields in the table's
 * order (A2).  The test gives the layout (WANT_*, see accessor_caller.c); it is
 * not taken from what libxl.h announces.
 */
#include <stddef.h>

/* An assertion for C90 and C++98, too. */
#define HOLDS(name, what) typedef char holds_##name[(what) ? 1 : -1];

#define PLACED(row) PLACED_OF(row)
#define PLACED_OF(name, kind, place) PLACED_##place(name, kind)

/* A function that compiles only if the member exists and has this kind. */
#define IS_AT(where, name, kind, member)                                       \
    static __inline__ LIBXL_PVH__TYPE_##kind *at_##where##_##name(             \
        libxl_domain_build_info *b)                                            \
    {                                                                          \
        return &b->member;                                                     \
    }

#define PLACED_at_boot(name, kind)                                             \
    IS_AT(top, name, kind, name) IS_AT(pv, name, kind, u.pv.name)
#define PLACED_at_shim(name, kind)                                             \
    IS_AT(pvh, name, kind, u.pvh.name) IN_ORDER(name)
#if defined(WANT_TOP)
#define PLACED_at_pv(name, kind)                                               \
    IS_AT(top, name, kind, name) IS_AT(pv, name, kind, u.pv.name)
#define PLACED_at_hvm(name, kind)                                              \
    IS_AT(top, name, kind, name) IS_AT(hvm, name, kind, u.hvm.name)
#elif defined(WANT_COPIES)
#define PLACED_at_pv(name, kind)                                               \
    IS_AT(pvh, name, kind, u.pvh.name)                                         \
    IS_AT(pv, name, kind, u.pv.name) IN_ORDER(name)
#define PLACED_at_hvm(name, kind)                                              \
    IS_AT(pvh, name, kind, u.pvh.name)                                         \
    IS_AT(hvm, name, kind, u.hvm.name) IN_ORDER(name)
#else
#define PLACED_at_pv(name, kind) IS_AT(pv, name, kind, u.pv.name)
#define PLACED_at_hvm(name, kind) IS_AT(hvm, name, kind, u.hvm.name)
#endif

/* u.pvh as declared by the table. */
#define IN_ORDER(name)                                                         \
    HOLDS(name, offsetof(struct table_pvh, name) ==                            \
                    offsetof(libxl_domain_build_info, u.pvh.name) -            \
                        offsetof(libxl_domain_build_info, u.pvh))

#define MEMBER(row) MEMBER_OF(row)
#define MEMBER_OF(name, kind, place) MEMBER_##place(name, kind)
#define DECLARE(name, kind) LIBXL_PVH__TYPE_##kind name;
#define MEMBER_at_boot(name, kind)
#define MEMBER_at_shim DECLARE
#ifdef WANT_COPIES
#define MEMBER_at_pv DECLARE
#define MEMBER_at_hvm DECLARE
#else
#define MEMBER_at_pv(name, kind)
#define MEMBER_at_hvm(name, kind)
#endif

#if defined(WANT_COPIES) || defined(WANT_SHIM)
struct table_pvh {
    LIBXL_PVH_FIELDS(MEMBER)
#ifdef WANT_SHIM
    LIBXL_PVH_SHIM_FIELDS(MEMBER)
#endif
};
/* A1: u.pvh does not make the union larger. */
extern libxl_domain_build_info any_build_info;
HOLDS(size, sizeof(any_build_info.u.pvh) <= sizeof(any_build_info.u.hvm))
#endif

LIBXL_PVH_FIELDS(PLACED)
#ifdef WANT_SHIM
LIBXL_PVH_SHIM_FIELDS(PLACED)
#endif

#endif
