// SPDX-License-Identifier: LGPL-2.1-only
// Prints each place that looks at a guest's type, at the device model's version or at
// something that only one type has: file, line, function and what it looks at.
// verify/places/list runs it.

@initialize:python@
@@
import re

# Prints "(u . hvm)" as u.hvm, and a comparison with its operator.
def say(p, *words):
    print("\t".join((p[0].file, p[0].line, p[0].current_element or "-",
                     re.sub(r"\s+", "", "".join(words)))))

@named@
identifier c =~ "^(LIBXL_DOMAIN_TYPE_|LIBXL_DEVICE_MODEL_VERSION_|LIBXL_BUILDINFO_(FIELD|HAS)$|XC_DOM_[A-Z]+_CONTAINER$|DHDR_TYPE_|XEN_DOMINF_(hvm|pvh)_guest$|XEN_DOMCTL_CDF_(hvm_guest|pvh_guest|hap)$|XEN_X86_EMU_|libxl__(domain_type|has_emulator|need_xenpv_qemu|device_model_version_running|acpi_defbool_val)$|libxl_domain_(type_to_string|type_from_string|build_info_init_type)$|libxl_device_model_version_(to|from)_string$|xc_dom_(feature_)?translated$|xc_dom_is_pvh$)";
position p;
@@
c@p

@compared@
expression E;
identifier named.c;
binary operator b = {==, !=};
position named.p;
@@
E b c@p

@script:python@
p << named.p;
c << named.c;
b << compared.b;
@@
say(p, b, c)

@script:python depends on !compared@
p << named.p;
c << named.c;
@@
say(p, c)

@in_union@
expression E;
identifier m = {hvm, pv, pvh};
position p;
@@
(
E.u.m@p
|
E->u.m@p
)

@script:python@
p << in_union.p;
m << in_union.m;
@@
say(p, "u.", m)

@member@
expression E;
identifier f = {device_model_version, container_type, domain_type, guest_type, device_model, hvm, pv, pvh, pvh_enabled, shim_path, shim_cmdline};
position p != in_union.p;
@@
(
E.f@p
|
E->f@p
)

@script:python@
p << member.p;
f << member.f;
@@
say(p, ".", f)

// "type" is a keyword of spatch, so it is matched as a pattern.
@asked@
expression E;
libxl_domain_build_info B;
libxl_domain_build_info *PB;
libxl_domain_create_info C;
libxl_domain_create_info *PC;
identifier t =~ "^type$";
position p;
@@
(
PB->t@p
|
PC->t@p
|
B.t@p
|
C.t@p
|
E.b_info.t@p
|
E->b_info.t@p
|
E.c_info.t@p
|
E->c_info.t@p
)

@script:python@
p << asked.p;
@@
say(p, "type")
