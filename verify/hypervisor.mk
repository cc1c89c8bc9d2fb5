# SPDX-License-Identifier: LGPL-2.1-only
# Run in a tree's xen/: does what the hypervisor's own build does before its first
# object, then makes the objects named in OBJECTS.  XEN_COMPILE_ARCH=none leaves out
# upstream's check that each public header compiles alone.  One make does as much as
# it can, since each make runs the compiler some twenty times before it begins.
include Makefile

machine = $(if $(filter arm%,$(XEN_TARGET_ARCH)),arm,x86)
rules = $(MAKE) -f $(BASEDIR)/Rules.mk

.PHONY: prepare-objects objects
prepare-objects: include/config/auto.conf
	$(MAKE) -C tools
	[ -e include/asm ] || ln -s asm-$(machine) include/asm
	+$(rules) -C include XEN_COMPILE_ARCH=none
	+$(rules) -C arch/$(machine) asm-offsets.s
	+$(rules) include/xen/compile.h include/asm-$(machine)/asm-offsets.h

# An object is made in the innermost folder above it that has a makefile.
made_in = $(if $(wildcard $(1)Makefile),$(1),$(call made_in,$(dir $(patsubst %/,%,$(1)))))
folders = $(sort $(foreach object,$(OBJECTS),$(call made_in,$(dir $(object)))))
.PHONY: $(folders)
objects: $(folders)
$(folders): prepare-objects
	+$(rules) -C $@ $(foreach object,$(OBJECTS),$(if $(filter $@,$(call made_in,$(dir $(object)))),$(patsubst $@%,%,$(object))))
