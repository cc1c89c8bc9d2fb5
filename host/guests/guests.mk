# SPDX-License-Identifier: LGPL-2.1-only
# Images that the domain builder loads: make -f guests.mk OUT=folder

MAKEFLAGS += -r
SRC := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))

all: $(addprefix $(OUT)/,pvh shim off firmware pv pvhv1 ramdisk)
arm: $(addprefix $(OUT)/,arm64 arm32 ramdisk)
.PHONY: all arm

$(OUT)/pv.o $(OUT)/pvhv1.o: $(SRC)/pv.S $(SRC)/note.h
	@mkdir -p $(@D)
	$(CC) -c -DNAME='"$(basename $(@F))"' $(if $(filter pvhv1.o,$(@F)),-DPVHV1) -o $@ $<
$(OUT)/pvh.o $(OUT)/shim.o $(OUT)/off.o $(OUT)/firmware.o: $(SRC)/pvh.S
	@mkdir -p $(@D)
	$(CC) -m32 -c -DNAME='"$(basename $(@F))"' $(if $(filter firmware.o,$(@F)),-DPLAIN) $(if $(filter off.o,$(@F)),-DOFF) -o $@ $<

$(OUT)/pvh $(OUT)/shim $(OUT)/off $(OUT)/firmware: %: %.o $(SRC)/guest.lds
	$(LD) -m elf_i386 --defsym=BASE=0 -T $(SRC)/guest.lds -o $@ $<
$(OUT)/pv $(OUT)/pvhv1: %: %.o $(SRC)/guest.lds
	$(LD) -m elf_x86_64 --defsym=BASE=0xffffffff80000000 -T $(SRC)/guest.lds -o $@ $<

# What the domain builder for Arm looks at in Linux's headers: of an Image, where in
# memory it belongs, 0x80000, and the magic number at 56; of a zImage, the magic number at
# 36, start and end.
$(OUT)/arm64:
	@mkdir -p $(@D)
	{ printf '\020\0\0\024\0\0\0\0\0\0\010\0\0\0\0\0'; head -c 40 /dev/zero; \
	    printf 'ARM\144\0\0\0\0'; head -c 5000 /dev/zero; printf arm64; } >$@
$(OUT)/arm32:
	@mkdir -p $(@D)
	{ head -c 36 /dev/zero; printf '\030\050\157\001\0\0\0\0\0\020\0\0'; \
	    head -c 4048 /dev/zero; printf arm32; } >$@

# Its size is no multiple of a page, and its content is unmistakable.
$(OUT)/ramdisk:
	@mkdir -p $(@D)
	awk 'BEGIN { for (i = 0; i < 1000; i++) printf "ramdisk %04d\n", i }' >$@
