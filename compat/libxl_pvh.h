/* SPDX-License-Identifier: LGPL-2.1-only */
/*
 * For callers of libxl, any release from 4.8 on, with or without the PVH
 * backport: one way to reach the fields of libxl_domain_build_info that moved,
 * and the guard that keeps a program which hands PVH to libxl from running on
 * a libxl that lacks it.  See libxl_pvh(3).
 *
 * Include it after libxl.h.  A patched libxl.h includes its own copy already;
 * including this one as well does no harm.  The header allocates nothing and
 * owns nothing: strings reached through it belong to the build info, as ever.
 *
 * What it defines:
 *   LIBXL_PVH_HAVE_PVH    1 if this libxl.h can ask for a PVH guest
 *   LIBXL_PVH_HAVE_PVSHIM 1 if it can ask for pvshim, too; never without PVH
 *
 * What the caller may define before including:
 *   LIBXL_REQUIRE_PVH     this object needs PVH, although it may not show it
 *   LIBXL_REQUIRE_PVSHIM  this object needs pvshim, likewise; if it is defined
 *                         before libxl.h is included, no use of pvshim's
 *                         fields without an accessor is warned of
 *   LIBXL_PVH_FATAL(field, type, file, line)
 *                         a function or macro: what is done where a field means
 *                         nothing, instead of a message and abort()
 *   LIBXL_PVH_NO_FILE     leave __FILE__ and __LINE__ out of the object
 *   LIBXL_PVH_NO_GUARD    for tests: leave the guard out
 *   LIBXL_PVH_INTERNAL    for libxl itself: leave the guard out
 */
#ifndef LIBXL_PVH_H
#define LIBXL_PVH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifndef LIBXL_H
#include <libxl.h>
#endif
#include "libxl_pvh_fields.h"

/*
 * Which layout is it?  Told from what libxl.h announces, never from a release
 * number.  LIBXL_PVH__TOP: the five fields are at the top (4.10 and later).
 * LIBXL_PVH__COPIES: they stay where 4.8 and 4.9 have them, with copies for
 * PVH in u.pvh.  Neither: 4.8 or 4.9 without PVH.
 */
#if defined(LIBXL_HAVE_BUILDINFO_BOOTLOADER) ||                                \
    defined(LIBXL_HAVE_BUILDINFO_BOOTLOADER_ARGS) ||                           \
    defined(LIBXL_HAVE_BUILDINFO_TIMER_MODE) ||                                \
    defined(LIBXL_HAVE_BUILDINFO_NESTED_HVM) ||                                \
    defined(LIBXL_HAVE_BUILDINFO_APIC)
#define LIBXL_PVH__TOP 1
#if !defined(LIBXL_HAVE_BUILDINFO_BOOTLOADER) ||                               \
    !defined(LIBXL_HAVE_BUILDINFO_BOOTLOADER_ARGS) ||                          \
    !defined(LIBXL_HAVE_BUILDINFO_TIMER_MODE) ||                               \
    !defined(LIBXL_HAVE_BUILDINFO_NESTED_HVM) ||                               \
    !defined(LIBXL_HAVE_BUILDINFO_APIC)
#error "libxl.h announces only some of the fields that 4.10 moved"
#endif
#endif

#if defined(LIBXL_HAVE_BUILDINFO_PVH_FIELDS)
#define LIBXL_PVH__COPIES 1
#elif defined(LIBXL_BUILDINFO_ACCESS_PVH_PV)
/* The set published for 4.8: the same copies, no macro that says so. */
#define LIBXL_PVH__COPIES 1
#endif

#if defined(LIBXL_PVH__TOP) && defined(LIBXL_PVH__COPIES)
#error "libxl.h announces the moved fields in u.pvh and at the top"
#endif
#if defined(LIBXL_PVH__TOP) || defined(LIBXL_PVH__COPIES)
#define LIBXL_PVH_HAVE_PVH 1
#endif
#ifdef LIBXL_HAVE_PV_SHIM
#define LIBXL_PVH_HAVE_PVSHIM 1
#endif
#if defined(LIBXL_PVH_HAVE_PVSHIM) && !defined(LIBXL_PVH_HAVE_PVH)
#error "libxl.h announces pvshim but no PVH guest type"
#endif
#if defined(LIBXL_HAVE_GUARD_PVH) && !defined(LIBXL_PVH_HAVE_PVH)
#error "libxl.h announces the guard for PVH but no PVH guest type"
#endif
#if defined(LIBXL_HAVE_GUARD_PVSHIM) && !defined(LIBXL_PVH_HAVE_PVSHIM)
#error "libxl.h announces the guard for pvshim but no pvshim"
#endif

/*
 * The guard.  Two objects that only a patched libxl exports, in version node
 * LIBXL_PVH_BACKPORT_1; the value is a feature level, 1 so far.  An object
 * that holds the address of one cannot be loaded, whatever its binding mode,
 * with a libxl that has not got it.  The address stands beside the code that
 * uses the new feature: it comes and goes with that code, so that --gc-sections
 * and -flto cannot separate them.
 */
#ifdef LIBXL_HAVE_GUARD_PVH
extern const int libxl_guard_pvh;
#endif
#ifdef LIBXL_HAVE_GUARD_PVSHIM
extern const int libxl_guard_pvshim;
#endif

/*
 * In a variable, since a program that reads an object of a library in place has
 * a copy of it, which package tools do not always take for a need.  volatile,
 * or the compiler would drop a value that nobody uses.
 */
#define LIBXL_PVH__NEED(object)                                                \
    __extension__({                                                            \
        static const int *volatile libxl_pvh__at = &(object);                  \
        const int *libxl_pvh__need = libxl_pvh__at;                            \
        (void)libxl_pvh__need;                                                 \
    })

#if !defined(LIBXL_PVH_INTERNAL) && !defined(LIBXL_PVH_NO_GUARD)
#ifdef LIBXL_HAVE_GUARD_PVH
#define LIBXL_PVH__GUARD_PVH 1
#endif
#ifdef LIBXL_HAVE_GUARD_PVSHIM
#define LIBXL_PVH__GUARD_PVSHIM 1
#endif
#endif

#ifdef LIBXL_PVH__GUARD_PVH
/*
 * Only a constant other than PVH does without.  p and t are evaluated once: a
 * t with side effects is no constant for __builtin_constant_p.  The name alone,
 * or in parentheses, is still the function.
 */
#define libxl_domain_build_info_init_type(p, t)                                \
    libxl_domain_build_info_init_type(                                         \
        (p), __builtin_constant_p(t) && (t) != LIBXL_DOMAIN_TYPE_PVH           \
                 ? (t)                                                         \
                 : (LIBXL_PVH__NEED(libxl_guard_pvh), (t)))
#endif

#ifdef LIBXL_PVH__GUARD_PVSHIM
#define LIBXL_PVH__SHIM(pointer) (LIBXL_PVH__NEED(libxl_guard_pvshim), pointer)
#else
#define LIBXL_PVH__SHIM(pointer) (pointer)
#endif

/*
 * LIBXL_BUILDINFO_FIELD(b, field): the field of *b, an lvalue, wherever this
 * release keeps it for a guest of b->type.  b is evaluated once; if it points
 * to const, so is the field.  A field without meaning for the guest's type
 * ends the program with a message, or is LIBXL_PVH_FATAL's: it never reaches
 * another union member.
 *
 * LIBXL_BUILDINFO_HAS(b, field): whether LIBXL_BUILDINFO_FIELD may be used.
 * It asks for the type alone and carries no guard.
 */
#define LIBXL_BUILDINFO_FIELD(b, field)                                        \
    LIBXL_PVH__FIELD(b, LIBXL_PVH_ROW_##field)
#define LIBXL_BUILDINFO_HAS(b, field) LIBXL_PVH__HAS(b, LIBXL_PVH_ROW_##field)

/* One more expansion, so that a row becomes arguments. */
#define LIBXL_PVH__FIELD(b, row) LIBXL_PVH__FIELD_OF(b, row)
#define LIBXL_PVH__HAS(b, row) LIBXL_PVH__HAS_OF(b, row)

/*
 * The arm that is never evaluated lends the expression its type: const when
 * *b is, and checked against the table's.
 */
#define LIBXL_PVH__FIELD_OF(b, name, kind, place)                              \
    (*(0 ? &(b)->LIBXL_PVH__MEMBER_##place(name, kind)                         \
         : LIBXL_PVH__GET_##place(libxl_pvh__##name(b, LIBXL_PVH__WHERE))))
#define LIBXL_PVH__HAS_OF(b, name, kind, place)                                \
    (libxl_pvh__has_##place((b)->type) != 0)

#define LIBXL_PVH__MEMBER_at_boot(name, kind) name
#define LIBXL_PVH__MEMBER_at_pv(name, kind) u.pv.name
#define LIBXL_PVH__MEMBER_at_hvm(name, kind) u.hvm.name
/* One of the same kind; the field itself may be marked as deprecated. */
#ifdef LIBXL_PVH_HAVE_PVSHIM
#define LIBXL_PVH__MEMBER_at_shim(name, kind) LIBXL_PVH__LIKE_##kind
#define LIBXL_PVH__LIKE_as_string kernel
#define LIBXL_PVH__LIKE_as_bool u.hvm.apic
#else
#define LIBXL_PVH__MEMBER_at_shim(name, kind) u.pvh.name
#endif

#define LIBXL_PVH__GET_at_boot(pointer) (pointer)
#define LIBXL_PVH__GET_at_pv(pointer) (pointer)
#define LIBXL_PVH__GET_at_hvm(pointer) (pointer)
#define LIBXL_PVH__GET_at_shim(pointer) LIBXL_PVH__SHIM(pointer)

#define LIBXL_PVH__TYPE_as_string char *
#define LIBXL_PVH__TYPE_as_list libxl_string_list
#define LIBXL_PVH__TYPE_as_timer libxl_timer_mode
#define LIBXL_PVH__TYPE_as_bool libxl_defbool

#define LIBXL_PVH__UNSET_as_string(value) (!(value))
#define LIBXL_PVH__UNSET_as_list(value) (!(value))
#define LIBXL_PVH__UNSET_as_timer(value) ((value) == LIBXL_TIMER_MODE_DEFAULT)
#define LIBXL_PVH__UNSET_as_bool(value) libxl_defbool_is_default(value)

#ifdef LIBXL_PVH_HAVE_PVH
#define LIBXL_PVH__IS_PVH(type) ((type) == LIBXL_DOMAIN_TYPE_PVH)
#else
#define LIBXL_PVH__IS_PVH(type) 0
#endif

/* __inline__: programs in C90 include libxl.h, too. */
static __inline__ int libxl_pvh__has_at_boot(libxl_domain_type type)
{
    (void)type;
    return 1;
}

static __inline__ int libxl_pvh__has_at_pv(libxl_domain_type type)
{
    return type == LIBXL_DOMAIN_TYPE_PV || LIBXL_PVH__IS_PVH(type);
}

static __inline__ int libxl_pvh__has_at_hvm(libxl_domain_type type)
{
    return type == LIBXL_DOMAIN_TYPE_HVM || LIBXL_PVH__IS_PVH(type);
}

static __inline__ int libxl_pvh__has_at_shim(libxl_domain_type type)
{
    (void)type;
#ifdef LIBXL_PVH_HAVE_PVSHIM
    return LIBXL_PVH__IS_PVH(type);
#else
    return 0;
#endif
}

#ifdef LIBXL_PVH_NO_FILE
#define LIBXL_PVH__WITHOUT_FILE 1
#define LIBXL_PVH__WHERE NULL, 0
#define LIBXL_PVH__SAY(file, line, ...)                                        \
    ((void)(file), (void)(line), fprintf(stderr, __VA_ARGS__))
#else
#define LIBXL_PVH__WHERE __FILE__, __LINE__
#define LIBXL_PVH__SAY(file, line, format, ...)                                \
    fprintf(stderr, "%s:%d: " format, file, line, __VA_ARGS__)
#endif

#ifndef LIBXL_PVH_FATAL
__attribute__((__noreturn__, __cold__)) static __inline__ void
libxl_pvh__stop(const char *field, int type, const char *file, int line)
{
    const char *name = type == LIBXL_DOMAIN_TYPE_PV    ? "PV"
                       : type == LIBXL_DOMAIN_TYPE_HVM ? "HVM"
                       : type == 3                     ? "PVH"
                                                       : "unknown";

    LIBXL_PVH__SAY(file, line,
                   "LIBXL_BUILDINFO_FIELD: a guest of type %s (%d) has no "
                   "field %s; ask LIBXL_BUILDINFO_HAS first\n",
                   name, type, field);
    abort();
}
#define LIBXL_PVH__NOWHERE(kind)
#else
#define LIBXL_PVH__OWN_FATAL 1
__attribute__((__cold__)) static __inline__ void
libxl_pvh__stop(const char *field, int type, const char *file, int line)
{
    (void)field;
    (void)type;
    (void)file;
    (void)line;
    LIBXL_PVH_FATAL(field, type, file, line);
}

/*
 * Where the accessor leads when the program's own way returns: to an object of
 * the field's type that is in no build info, as unset as a field can be.  Each
 * thread has its own, or one would read what another one wrote, for another
 * guest.
 */
#define LIBXL_PVH__NOWHERE_FUNCTION(kind, unset)                               \
    static __inline__ LIBXL_PVH__TYPE_##kind *libxl_pvh__nowhere_##kind(void)  \
    {                                                                          \
        static __thread LIBXL_PVH__TYPE_##kind at;                             \
                                                                               \
        at = unset;                                                            \
        return &at;                                                            \
    }
/* All zero, which is the default. */
static libxl_defbool libxl_pvh__default;

LIBXL_PVH__NOWHERE_FUNCTION(as_string, NULL)
LIBXL_PVH__NOWHERE_FUNCTION(as_list, NULL)
/* As LIBXL_TIMER_MODE_DEFAULT, which is no enumerator. */
LIBXL_PVH__NOWHERE_FUNCTION(as_timer, LIBXL_TIMER_MODE_UNKNOWN)
LIBXL_PVH__NOWHERE_FUNCTION(as_bool, libxl_pvh__default)
#define LIBXL_PVH__NOWHERE(kind) return libxl_pvh__nowhere_##kind();
#endif

/*
 * The place of a field for one guest, by the rows' place.  Each expands inside
 * the function below, which has stopped already if there is no place.
 */
#define LIBXL_PVH__TOP_UNLESS(b, name, kind, old, guest)                       \
    ((b)->type == LIBXL_DOMAIN_TYPE_##guest &&                                 \
             LIBXL_PVH__UNSET_##kind((b)->name) &&                             \
             !LIBXL_PVH__UNSET_##kind((b)->u.old.name)                         \
         ? &(b)->u.old.name                                                    \
         : &(b)->name)

#define LIBXL_PVH__at_boot(b, name, kind)                                      \
    LIBXL_PVH__TOP_UNLESS(b, name, kind, pv, PV)
#define LIBXL_PVH__at_shim(b, name, kind) (&(b)->u.pvh.name)

#if defined(LIBXL_PVH__TOP)
#define LIBXL_PVH__at_pv(b, name, kind)                                        \
    LIBXL_PVH__TOP_UNLESS(b, name, kind, pv, PV)
#define LIBXL_PVH__at_hvm(b, name, kind)                                       \
    LIBXL_PVH__TOP_UNLESS(b, name, kind, hvm, HVM)
#elif defined(LIBXL_PVH__COPIES)
#define LIBXL_PVH__at_pv(b, name, kind)                                        \
    ((b)->type == LIBXL_DOMAIN_TYPE_PV ? &(b)->u.pv.name : &(b)->u.pvh.name)
#define LIBXL_PVH__at_hvm(b, name, kind)                                       \
    ((b)->type == LIBXL_DOMAIN_TYPE_HVM ? &(b)->u.hvm.name : &(b)->u.pvh.name)
#else
#define LIBXL_PVH__at_pv(b, name, kind) (&(b)->u.pv.name)
#define LIBXL_PVH__at_hvm(b, name, kind) (&(b)->u.hvm.name)
#endif

/* Takes const away without a cast that -Wcast-qual or C++ objects to. */
#ifdef __cplusplus
#define LIBXL_PVH__WRITABLE(type, pointer) const_cast<type *>(pointer)
#else
#define LIBXL_PVH__WRITABLE(type, pointer) ((type *)(uintptr_t)(pointer))
#endif

#define LIBXL_PVH__FUNCTION(row) LIBXL_PVH__FUNCTION_OF(row)
#define LIBXL_PVH__FUNCTION_OF(name, kind, place)                              \
    static __inline__ LIBXL_PVH__TYPE_##kind *libxl_pvh__##name(               \
        const libxl_domain_build_info *b_info, const char *file, int line)     \
    {                                                                          \
        LIBXL_PVH__TYPE_##kind const *at;                                      \
                                                                               \
        if (!libxl_pvh__has_##place(b_info->type)) {                           \
            libxl_pvh__stop(#name, b_info->type, file, line);                  \
            LIBXL_PVH__NOWHERE(kind)                                           \
        }                                                                      \
        at = LIBXL_PVH__##place(b_info, name, kind);                           \
        return LIBXL_PVH__WRITABLE(LIBXL_PVH__TYPE_##kind, at);                \
    }

LIBXL_PVH_FIELDS(LIBXL_PVH__FUNCTION)
#ifdef LIBXL_PVH_HAVE_PVSHIM
/* libxl.h warns of code that names these fields itself; here it has a guard. */
#ifdef LIBXL__PVSHIM_MARKED
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
#endif
LIBXL_PVH_SHIM_FIELDS(LIBXL_PVH__FUNCTION)
#ifdef LIBXL__PVSHIM_MARKED
#pragma GCC diagnostic pop
#endif
#endif

/*
 * Names that upstream's set for 4.8 published, with what they were meant to
 * do: pointers to the field, stopping at a type without it; and what to write
 * before a field when the guest's type is known.  _OK was documented with one
 * argument and defined with two; both are taken.
 */
#undef LIBXL_BUILDINFO_ACCESS_PVH_PV
#undef LIBXL_BUILDINFO_ACCESS_PVH_HVM
#undef LIBXL_BUILDINFO_ACCESS_PVH_PV_OK
#undef LIBXL_BUILDINFO_ACCESS_PVH_HVM_OK
#undef LIBXL_BUILDINFO_SUBFIELD_PV
#undef LIBXL_BUILDINFO_SUBFIELD_HVM
#undef LIBXL_BUILDINFO_SUBFIELD_PVH

#define LIBXL_BUILDINFO_ACCESS_PVH_PV(b, field)                                \
    (&LIBXL_PVH__FIELD(b, LIBXL_PVH_ROW_##field))
#define LIBXL_BUILDINFO_ACCESS_PVH_HVM(b, field)                               \
    (&LIBXL_PVH__FIELD(b, LIBXL_PVH_ROW_##field))
#define LIBXL_PVH__FIRST(b, ...) (b)
#define LIBXL_BUILDINFO_ACCESS_PVH_PV_OK(...)                                  \
    LIBXL_BUILDINFO_HAS(LIBXL_PVH__FIRST(__VA_ARGS__, 0), bootloader)
#define LIBXL_BUILDINFO_ACCESS_PVH_HVM_OK(...)                                 \
    LIBXL_BUILDINFO_HAS(LIBXL_PVH__FIRST(__VA_ARGS__, 0), apic)

#ifdef LIBXL_PVH__TOP
#define LIBXL_BUILDINFO_SUBFIELD_PV
#define LIBXL_BUILDINFO_SUBFIELD_HVM
#define LIBXL_BUILDINFO_SUBFIELD_PVH
#else
#define LIBXL_BUILDINFO_SUBFIELD_PV u.pv.
#define LIBXL_BUILDINFO_SUBFIELD_HVM u.hvm.
#ifdef LIBXL_PVH__COPIES
#define LIBXL_BUILDINFO_SUBFIELD_PVH u.pvh.
#endif
#endif

#endif /* LIBXL_PVH_H */

/* The accessors have been made by then. */
#if defined(LIBXL_PVH_FATAL) && !defined(LIBXL_PVH__OWN_FATAL)
#error "LIBXL_PVH_FATAL: define it before libxl.h is included"
#endif
#if defined(LIBXL_PVH_NO_FILE) && !defined(LIBXL_PVH__WITHOUT_FILE)
#error "LIBXL_PVH_NO_FILE: define it before libxl.h is included"
#endif

/*
 * Outside the include guard, so that LIBXL_REQUIRE_* also counts when libxl.h
 * has brought in a copy before it was defined.  A constructor, since linkers
 * keep .init_array under --gc-sections by rule; nothing depends on when it
 * runs, the loader has looked for the guard long before.
 */
#if defined(LIBXL_REQUIRE_PVH) && !defined(LIBXL_PVH__REQUIRED_PVH)
#define LIBXL_PVH__REQUIRED_PVH 1
#ifndef LIBXL_PVH_HAVE_PVH
#error "LIBXL_REQUIRE_PVH: this libxl.h has no PVH guest type"
#endif
#ifdef LIBXL_PVH__GUARD_PVH
__attribute__((__constructor__, __used__)) static void
libxl_pvh__require_pvh(void)
{
    LIBXL_PVH__NEED(libxl_guard_pvh);
}
#endif
#endif

#if defined(LIBXL_REQUIRE_PVSHIM) && !defined(LIBXL_PVH__REQUIRED_PVSHIM)
#define LIBXL_PVH__REQUIRED_PVSHIM 1
#ifndef LIBXL_PVH_HAVE_PVSHIM
#error "LIBXL_REQUIRE_PVSHIM: this libxl.h has no pvshim"
#endif
#ifdef LIBXL_PVH__GUARD_PVSHIM
__attribute__((__constructor__, __used__)) static void
libxl_pvh__require_pvshim(void)
{
    LIBXL_PVH__NEED(libxl_guard_pvshim);
}
#endif
#endif
