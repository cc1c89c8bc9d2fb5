// SPDX-License-Identifier: LGPL-2.1-only
// The five fields that 4.10 moved to the top of libxl_domain_build_info, as 4.8
// and 4.9 name them: through the accessor macro, so that PVH guests are served.
// ptr_to_array would take E[i].u for E->u.

@disable ptr_to_array@
expression E;
identifier m = {hvm, pv};
identifier f = {timer_mode, nested_hvm, apic, bootloader, bootloader_args};
@@
(
- E->u.m.f
+ LIBXL_BUILDINFO_FIELD(E, f)
|
- E.u.m.f
+ LIBXL_BUILDINFO_FIELD(&E, f)
)
