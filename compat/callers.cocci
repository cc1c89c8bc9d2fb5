// SPDX-License-Identifier: LGPL-2.1-only
// Converts a program that uses libxl: every direct access to a field that has an
// accessor becomes LIBXL_BUILDINFO_FIELD, whichever release of libxl the program
// was written for.  How to run it: libxl_pvh(3), CONVERTING A CALLER.
//
// A build info is recognised by its declared type, or as a member named b_info;
// places in u.pv, u.hvm and u.pvh are recognised by these names.  sizeof and
// offsetof of a field are left alone.
//
// The queue does not use this rule, because libxl itself copies kernel, cmdline
// and ramdisk from u.pv, and so has to name both places.  libxl's own rules are
// compat/changes/accessors/sub-fields.cocci and top-fields.cocci.

@left@
expression E;
identifier m = {pv, hvm, pvh};
identifier f = {kernel, cmdline, ramdisk, bootloader, bootloader_args, timer_mode, nested_hvm, apic, pvshim, pvshim_path, pvshim_cmdline, pvshim_extra};
position p;
@@
(
sizeof(<+... \( E->u.m.f@p \| E.u.m.f@p \| E->f@p \| E.f@p \) ...+>)
|
offsetof(..., <+... \( E->u.m.f@p \| E.u.m.f@p \| E->f@p \| E.f@p \) ...+>)
)

@converted disable ptr_to_array@
expression E;
libxl_domain_build_info I;
libxl_domain_build_info *P;
identifier m = {pv, hvm, pvh};
identifier f = {kernel, cmdline, ramdisk, bootloader, bootloader_args, timer_mode, nested_hvm, apic, pvshim, pvshim_path, pvshim_cmdline, pvshim_extra};
position p != left.p;
@@
(
- (&E)->u.m.f@p
+ LIBXL_BUILDINFO_FIELD(&E, f)
|
- E->u.m.f@p
+ LIBXL_BUILDINFO_FIELD(E, f)
|
- (*E).u.m.f@p
+ LIBXL_BUILDINFO_FIELD(E, f)
|
- E.u.m.f@p
+ LIBXL_BUILDINFO_FIELD(&E, f)
|
- (&I)->f@p
+ LIBXL_BUILDINFO_FIELD(&I, f)
|
- P->f@p
+ LIBXL_BUILDINFO_FIELD(P, f)
|
- (*P).f@p
+ LIBXL_BUILDINFO_FIELD(P, f)
|
- I.f@p
+ LIBXL_BUILDINFO_FIELD(&I, f)
|
- (&E.b_info)->f@p
+ LIBXL_BUILDINFO_FIELD(&E.b_info, f)
|
- E.b_info.f@p
+ LIBXL_BUILDINFO_FIELD(&E.b_info, f)
|
- (&E->b_info)->f@p
+ LIBXL_BUILDINFO_FIELD(&E->b_info, f)
|
- E->b_info.f@p
+ LIBXL_BUILDINFO_FIELD(&E->b_info, f)
)

@has_header@
@@
(
#include <libxl_pvh.h>
|
#include "libxl_pvh.h"
)

@has_libxl@
@@
#include <libxl.h>

@depends on converted && !has_header && has_libxl@
@@
  #include <libxl.h>
+ #include <libxl_pvh.h>

@depends on converted && !has_header && !has_libxl@
@@
  #include "..."
+ #include <libxl_pvh.h>
