# SPDX-License-Identifier: LGPL-2.1-only
# Programs that run in the host: make -f programs.mk OLD= NEW= BIN= CC=
# BIN/old/NAME is built with the headers of the prefix OLD and linked with its
# libraries, BIN/new/NAME likewise.

MAKEFLAGS += -r
SRC := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
COMPAT := $(SRC)/../../compat

FLAGS := -std=gnu11 -gdwarf-4 -Wall -Wextra -Werror
# #ifdef cannot test for enumerators, so grep the headers for them.
has = $(shell grep -e '$(2) =' $(1)/include/_libxl_types.h)
known = $(if $(call has,$(1),LIBXL_DEVICE_MODEL_VERSION_NONE),-DHAVE_DEVICE_MODEL_NONE)

all: $(addprefix $(BIN)/old/,guest faults elf-parse) \
    $(addprefix $(BIN)/new/,guest plain bare faults store-ls store-write halt facts examine settings without-acpi) \
    $(BIN)/device-model
# What the tests for Arm use.
arm: $(BIN)/old/guest $(addprefix $(BIN)/new/,guest plain store-ls settings)
.PHONY: all arm

$(BIN)/old/%: P = $(OLD)
$(BIN)/%: P = $(NEW)

# ccache needs compiling and linking as separate commands.
define compile
@mkdir -p $(@D)
$(CC) $(FLAGS) $(HAS) -isystem $(P)/include -c $< -o $@
endef
$(BIN)/old/%.o: $(SRC)/%.c
	$(compile)
$(BIN)/new/%.o: $(SRC)/%.c
	$(compile)
$(BIN)/%.o: $(SRC)/%.c
	$(compile)
$(BIN)/new/plain.o $(BIN)/new/bare.o: $(SRC)/guest.c
	$(compile)
$(foreach s,old new,$(BIN)/$s/faults.o $(BIN)/$s/rests.o): $(SRC)/rests.h $(SRC)/../fault.h $(SRC)/../host.h

$(BIN)/old/elf-parse.o: HAS = -isystem $(OLD)/private
$(BIN)/old/guest.o: HAS = $(call known,$(OLD)) -I$(COMPAT)
$(BIN)/new/guest.o: HAS = $(call known,$(NEW))
# It reads the host's state, which has the types of host.so.
$(BIN)/new/settings.o $(BIN)/new/examine.o $(BIN)/new/without-acpi.o: HAS = -D_FILE_OFFSET_BITS=64
# guest without names that the old headers lack, so that no library refuses it.
$(BIN)/new/plain.o: HAS = $(call known,$(OLD)) -DWITHOUT_PVSHIM \
    $(if $(call has,$(OLD),LIBXL_DOMAIN_TYPE_PVH),,-DWITHOUT_PVH)
# guest without the guard, to show what the guard prevents.
$(BIN)/new/bare.o: HAS = -DLIBXL_PVH_NO_GUARD $(call known,$(NEW))

LIBS = -lxenlight -lxentoollog
$(BIN)/old/faults $(BIN)/new/faults: LIBS = -lxenlight -lxentoollog -lxenstore
$(BIN)/old/elf-parse: LIBS = -lxenguest
$(BIN)/new/store-ls $(BIN)/new/store-write $(BIN)/device-model: LIBS = -lxenstore
$(BIN)/new/halt $(BIN)/new/facts: LIBS = -lxenctrl
$(BIN)/new/examine $(BIN)/new/settings $(BIN)/new/without-acpi: LIBS =
$(BIN)/%: $(BIN)/%.o
	$(CC) $(FLAGS) $^ -o $@ -L$(P)/lib -Wl,-rpath-link,$(P)/lib $(LIBS)
$(BIN)/old/faults: $(BIN)/old/rests.o
$(BIN)/new/faults: $(BIN)/new/rests.o
