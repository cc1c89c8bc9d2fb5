// SPDX-License-Identifier: LGPL-2.1-only
// The five fields that 4.10 holds at the top of libxl_domain_build_info, as its
// code names them: through the accessor macro, which finds them on 4.8 and 4.9.
// Any pointer may lead to them, since nothing else in libxl and xl has members
// of these names; a build info that is itself a member has to be named b_info.

@@
expression E;
@@
(
- E->timer_mode
+ LIBXL_BUILDINFO_FIELD(E, timer_mode)
|
- E->nested_hvm
+ LIBXL_BUILDINFO_FIELD(E, nested_hvm)
|
- E->apic
+ LIBXL_BUILDINFO_FIELD(E, apic)
|
- E->bootloader
+ LIBXL_BUILDINFO_FIELD(E, bootloader)
|
- E->bootloader_args
+ LIBXL_BUILDINFO_FIELD(E, bootloader_args)
)

@@
expression E;
@@
(
- E->b_info.timer_mode
+ LIBXL_BUILDINFO_FIELD(&E->b_info, timer_mode)
|
- E.b_info.timer_mode
+ LIBXL_BUILDINFO_FIELD(&E.b_info, timer_mode)
|
- E->b_info.nested_hvm
+ LIBXL_BUILDINFO_FIELD(&E->b_info, nested_hvm)
|
- E.b_info.nested_hvm
+ LIBXL_BUILDINFO_FIELD(&E.b_info, nested_hvm)
|
- E->b_info.apic
+ LIBXL_BUILDINFO_FIELD(&E->b_info, apic)
|
- E.b_info.apic
+ LIBXL_BUILDINFO_FIELD(&E.b_info, apic)
|
- E->b_info.bootloader
+ LIBXL_BUILDINFO_FIELD(&E->b_info, bootloader)
|
- E.b_info.bootloader
+ LIBXL_BUILDINFO_FIELD(&E.b_info, bootloader)
|
- E->b_info.bootloader_args
+ LIBXL_BUILDINFO_FIELD(&E->b_info, bootloader_args)
|
- E.b_info.bootloader_args
+ LIBXL_BUILDINFO_FIELD(&E.b_info, bootloader_args)
)
