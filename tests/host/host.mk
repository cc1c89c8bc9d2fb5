# SPDX-License-Identifier: LGPL-2.1-only
# The simulated host's object for the programs of one built prefix:
#     make -f tests/host/host.mk PREFIX=/path/to/prefix OUT=folder
# gives OUT/host.so.  Interface constants and structures come from the public
# headers in PREFIX/include, the folders that are redirected from the Paths.mk
# of the tree that PREFIX was built in; every .c here is a part of it.

# No file here is made from another by a rule of make's own.
MAKEFLAGS += -r

HOST_SRC := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
HOST_FLAGS := -std=gnu11 -O2 -gdwarf-4 -Wall -Wextra -Werror -fPIC \
    -fvisibility=hidden -D_GNU_SOURCE -D__XEN_TOOLS__ -isystem $(PREFIX)/include -I$(OUT) \
    $(CFLAGS)

host_objs := $(patsubst $(HOST_SRC)/%.c,$(OUT)/%.o,$(wildcard $(HOST_SRC)/*.c))

$(OUT)/host.so: $(host_objs)
	$(CC) -shared -Wl,-z,defs $(LDFLAGS) -o $@ $^ -ldl -lpthread

$(OUT)/%.o: $(HOST_SRC)/%.c
	@mkdir -p $(@D)
	$(CC) $(HOST_FLAGS) -MMD -MP -c -o $@ $<

PATHS_MK ?= $(PREFIX)/tree/config/Paths.mk
$(OUT)/host_paths.def: $(PATHS_MK) $(HOST_SRC)/folders
	@mkdir -p $(@D)
	sh $(HOST_SRC)/folders $< >$@.new && mv $@.new $@
$(OUT)/paths.o: $(OUT)/host_paths.def

-include $(host_objs:.o=.d)
