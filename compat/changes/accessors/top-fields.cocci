// SPDX-License-Identifier: LGPL-2.1-only
// The five fields that 4.10 holds at the top of libxl_domain_build_info, as its
// code names them: through the accessor macro, which finds them on 4.8 and 4.9.
// Any pointer may lead to them, since nothing else in libxl and xl has members
// of these names; a build info that is itself a member has to be named b_info.
// ptr_to_array would take E[i].apic for E->apic.

@disable ptr_to_array@
expression E;
identifier f = {timer_mode, nested_hvm, apic, bootloader, bootloader_args};
@@
(
- E->f
+ LIBXL_BUILDINFO_FIELD(E, f)
|
- E->b_info.f
+ LIBXL_BUILDINFO_FIELD(&E->b_info, f)
|
- E.b_info.f
+ LIBXL_BUILDINFO_FIELD(&E.b_info, f)
)
