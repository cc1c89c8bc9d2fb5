# SPDX-License-Identifier: LGPL-2.1-only
# Images that the domain builder loads: make -f guests.mk OUT=folder

MAKEFLAGS += -r
SRC := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))

all: $(addprefix $(OUT)/,pvh shim firmware pv pvhv1 ramdisk)
.PHONY: all

$(OUT)/pv.o $(OUT)/pvhv1.o: $(SRC)/pv.S $(SRC)/note.h
	@mkdir -p $(@D)
	$(CC) -c -DNAME='"$(basename $(@F))"' $(if $(filter pvhv1.o,$(@F)),-DPVHV1) -o $@ $<
$(OUT)/pvh.o $(OUT)/shim.o $(OUT)/firmware.o: $(SRC)/pvh.S
	@mkdir -p $(@D)
	$(CC) -m32 -c -DNAME='"$(basename $(@F))"' $(if $(filter firmware.o,$(@F)),-DPLAIN) -o $@ $<

$(OUT)/pvh $(OUT)/shim $(OUT)/firmware: %: %.o $(SRC)/guest.lds
	$(LD) -m elf_i386 --defsym=BASE=0 -T $(SRC)/guest.lds -o $@ $<
$(OUT)/pv $(OUT)/pvhv1: %: %.o $(SRC)/guest.lds
	$(LD) -m elf_x86_64 --defsym=BASE=0xffffffff80000000 -T $(SRC)/guest.lds -o $@ $<

# Its size is no multiple of a page, and its content is unmistakable.
$(OUT)/ramdisk:
	@mkdir -p $(@D)
	awk 'BEGIN { for (i = 0; i < 1000; i++) printf "ramdisk %04d\n", i }' >$@
