// SPDX-License-Identifier: LGPL-2.1-only
// The five fields that 4.10 moved to the top of libxl_domain_build_info, as 4.8
// and 4.9 name them: through the accessor macro, so that PVH guests are served.

@@
expression E;
@@
(
- E->u.hvm.timer_mode
+ LIBXL_BUILDINFO_FIELD(E, timer_mode)
|
- E->u.hvm.nested_hvm
+ LIBXL_BUILDINFO_FIELD(E, nested_hvm)
|
- E->u.hvm.apic
+ LIBXL_BUILDINFO_FIELD(E, apic)
|
- E->u.pv.bootloader
+ LIBXL_BUILDINFO_FIELD(E, bootloader)
|
- E->u.pv.bootloader_args
+ LIBXL_BUILDINFO_FIELD(E, bootloader_args)
)

@@
expression E;
@@
(
- E.u.hvm.timer_mode
+ LIBXL_BUILDINFO_FIELD(&E, timer_mode)
|
- E.u.hvm.nested_hvm
+ LIBXL_BUILDINFO_FIELD(&E, nested_hvm)
|
- E.u.hvm.apic
+ LIBXL_BUILDINFO_FIELD(&E, apic)
|
- E.u.pv.bootloader
+ LIBXL_BUILDINFO_FIELD(&E, bootloader)
|
- E.u.pv.bootloader_args
+ LIBXL_BUILDINFO_FIELD(&E, bootloader_args)
)
