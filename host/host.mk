# SPDX-License-Identifier: LGPL-2.1-only
# The simulated host's object for the programs of one built prefix:
#     make -f host/host.mk PREFIX=/path/to/prefix OUT=folder
# makes OUT/host.so, and OUT/xenhost and OUT/drivers, which start a host and play
# the rest of domain 0.  host.so consists of every .c in this folder.  Interface
# constants and structures come from the public headers in PREFIX/include; the
# folders to redirect come from the Paths.mk of the tree that PREFIX was built in.

# None of make's built-in rules is used.
MAKEFLAGS += -r

HOST_SRC := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
HOST_FLAGS := -std=gnu11 -O2 -gdwarf-4 -Wall -Wextra -Werror -fPIC \
    -fvisibility=hidden -D_GNU_SOURCE -D__XEN_TOOLS__ -isystem $(PREFIX)/include -I$(OUT) \
    $(CFLAGS)

# What differs between the architectures, see arch.h.
HOST_ARCH := $(if $(filter aarch64-% arm-%,$(shell $(CC) -dumpmachine)),arm,x86)
host_objs := $(patsubst $(HOST_SRC)/%.c,$(OUT)/%.o,\
	$(wildcard $(HOST_SRC)/*.c $(HOST_SRC)/$(HOST_ARCH)/*.c))

all: $(OUT)/host.so $(OUT)/xenhost $(OUT)/drivers
.PHONY: all

$(OUT)/host.so: $(host_objs)
	$(CC) -shared -Wl,-z,defs $(LDFLAGS) -o $@ $^ -ldl -lpthread

# The offsets of a guest's memory have 64 bits.  What replaces functions of the C library
# replaces both variants of them.
OFFSETS := -D_FILE_OFFSET_BITS=64
$(OUT)/paths.o $(OUT)/mmap.o: OFFSETS :=
$(OUT)/%.o: $(HOST_SRC)/%.c
	@mkdir -p $(@D)
	$(CC) $(HOST_FLAGS) $(OFFSETS) -MD -MP -c -o $@ $<

# The tests of the hypercall layer.  tests/tests.mk also makes them, with the headers
# installed on the machine.
unit_objs := $(filter-out $(addprefix $(OUT)/,exec.o paths.o sockets.o),$(host_objs))
units := $(patsubst $(HOST_SRC)/tests/%.c,$(OUT)/units/%,$(wildcard $(HOST_SRC)/tests/*.c))
units: $(units)
.PHONY: units
$(units): $(OUT)/units/%: $(OUT)/tests/%.o $(unit_objs)
	@mkdir -p $(@D)
	$(CC) $(HOST_FLAGS) $(LDFLAGS) -o $@ $^ $$(pkg-config --libs check) -lpthread -ldl

# The same, to tell what each call answers, here and in a real host: see tests/tell.h.
tells := $(patsubst %,$(OUT)/tells/%,answers domains memory refusals running settings)
tells: $(tells)
.PHONY: tells
$(OUT)/tells/%.o: $(HOST_SRC)/tests/%.c
	@mkdir -p $(@D)
	$(CC) $(HOST_FLAGS) -DTELL -MD -MP -c -o $@ $<
$(tells): %: %.o $(unit_objs)
	$(CC) $(HOST_FLAGS) $(LDFLAGS) -o $@ $^ -Wl,--as-needed -Wl,-Bstatic -lcheck_pic -lsubunit -Wl,-Bdynamic -lm -lrt -lpthread -ldl

# The programs of domain 0, which use no hypercalls.  xenhost is the machine's own, also
# where the tools are not.
NATIVE_CC ?= $(CC)
DOM0_FLAGS := -std=gnu11 -O2 -g -Wall -Wextra -Werror -D_GNU_SOURCE $(CFLAGS)
$(OUT)/dom0/xenhost.o $(OUT)/dom0/clean.o $(OUT)/dom0/die.o: DOM0_CC = $(NATIVE_CC)
DOM0_CC = $(CC)
$(OUT)/dom0/%.o: $(HOST_SRC)/dom0/%.c $(wildcard $(HOST_SRC)/dom0/*.h)
	@mkdir -p $(@D)
	$(DOM0_CC) $(DOM0_FLAGS) -isystem $(PREFIX)/include -c -o $@ $<
$(OUT)/xenhost: $(OUT)/dom0/xenhost.o $(OUT)/dom0/clean.o $(OUT)/dom0/die.o
	$(NATIVE_CC) $(DOM0_FLAGS) $(LDFLAGS) -o $@ $^
$(OUT)/drivers: $(OUT)/dom0/drivers.o
	$(CC) $(DOM0_FLAGS) -o $@ $< $(LDFLAGS) \
	    -L$(PREFIX)/lib -Wl,-rpath-link,$(PREFIX)/lib -lxenstore

PATHS_MK ?= $(PREFIX)/tree/config/Paths.mk
$(OUT)/host_paths.def: $(PATHS_MK) $(HOST_SRC)/folders
	@mkdir -p $(@D)
	sh $(HOST_SRC)/folders $< >$@.new && mv $@.new $@
$(OUT)/paths.o: $(OUT)/host_paths.def

-include $(host_objs:.o=.d) $(units:$(OUT)/units/%=$(OUT)/tests/%.d) $(tells:=.d)
