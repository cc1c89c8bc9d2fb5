# SPDX-License-Identifier: LGPL-2.1-only
# Run in a tree's xen/: what the hypervisor's own build does before its first
# object, then the objects named in OBJECTS.  XEN_COMPILE_ARCH=none leaves out
# upstream's check that each public header compiles alone.
include Makefile

rules = $(MAKE) -f $(BASEDIR)/Rules.mk

.PHONY: prepare-objects objects
prepare-objects: include/config/auto.conf
	$(MAKE) -C tools
	+$(rules) include/xen/compile.h
	[ -e include/asm ] || ln -s asm-x86 include/asm
	+$(rules) -C include XEN_COMPILE_ARCH=none
	+$(rules) -C arch/x86 asm-offsets.s
	+$(rules) include/asm-x86/asm-offsets.h

objects: prepare-objects
	$(MAKE) -f Makefile $(OBJECTS)
