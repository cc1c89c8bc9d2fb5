# SPDX-License-Identifier: LGPL-2.1-only
# Programs that run in the host: make -f programs.mk OLD= NEW= BIN= CC=
# BIN/old/NAME is built with the headers of the prefix OLD and linked with its
# libraries, BIN/new/NAME likewise.

MAKEFLAGS += -r
SRC := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
COMPAT := $(SRC)/../../../compat

FLAGS := -std=gnu11 -gdwarf-4 -Wall -Wextra -Werror
libs = -L$(1)/lib -Wl,-rpath-link,$(1)/lib -lxenlight -lxentoollog

# What the headers have, as their types tell: enumerators are not for #ifdef.
types = $(1)/include/_libxl_types.h
has = $(if $(shell grep -e '$(2)' $(call types,$(1))),$(3))
known = $(call has,$(1),LIBXL_DEVICE_MODEL_VERSION_NONE =,-DHAVE_DEVICE_MODEL_NONE) \
    $(call has,$(1),LIBXL_DOMAIN_TYPE_PVH =,-DHAVE_TYPE_PVH) \
    $(call has,$(1),libxl_defbool pvshim;,-DHAVE_PVSHIM)

all: $(addprefix $(BIN)/old/,guest faults) \
    $(addprefix $(BIN)/new/,guest plain bare faults store-ls examine settings) \
    $(BIN)/device-model
.PHONY: all

$(BIN)/old/guest: $(SRC)/guest.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) $(call known,$(OLD)) -isystem $(OLD)/include -I$(COMPAT) $< -o $@ $(call libs,$(OLD))
$(BIN)/new/guest: $(SRC)/guest.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) $(call known,$(NEW)) -isystem $(NEW)/include $< -o $@ $(call libs,$(NEW))
# The same that names nothing the old headers do not have, so nothing refuses it.
$(BIN)/new/plain: $(SRC)/guest.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) $(filter-out %PVSHIM,$(call known,$(OLD))) -isystem $(NEW)/include $< -o $@ $(call libs,$(NEW))
# The same as guest with the guard compiled out, for what it prevents.
$(BIN)/new/bare: $(SRC)/guest.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -DLIBXL_PVH_NO_GUARD $(call known,$(NEW)) -isystem $(NEW)/include $< -o $@ $(call libs,$(NEW))
$(BIN)/new/store-ls $(BIN)/device-model:
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -isystem $(NEW)/include $(SRC)/$(@F).c -o $@ -L$(NEW)/lib -Wl,-rpath-link,$(NEW)/lib -lxenstore
$(BIN)/new/examine $(BIN)/new/settings: $(BIN)/new/%: $(SRC)/%.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -isystem $(NEW)/include $< -o $@
$(BIN)/old/faults $(BIN)/new/faults: $(BIN)/%/faults: $(SRC)/faults.c $(SRC)/rests.c $(SRC)/rests.h $(SRC)/../host.h
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -isystem $($(if $(filter old,$*),OLD,NEW))/include $(filter %.c,$^) -o $@ $(call libs,$($(if $(filter old,$*),OLD,NEW))) -lxenstore
