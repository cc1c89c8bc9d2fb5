# SPDX-License-Identifier: LGPL-2.1-only
# The simulated host's object for the programs of one built prefix:
#     make -f tests/host/host.mk PREFIX=/path/to/prefix OUT=folder
# gives OUT/host.so.  Interface constants and structures come from the public
# headers in PREFIX/include; every .c here is a part of it.

HOST_SRC := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
HOST_FLAGS := -std=gnu11 -O2 -gdwarf-4 -Wall -Wextra -Werror -fPIC \
    -fvisibility=hidden -D__XEN_TOOLS__ -isystem $(PREFIX)/include -I$(OUT) \
    $(CFLAGS)

host_objs := $(patsubst $(HOST_SRC)/%.c,$(OUT)/%.o,$(wildcard $(HOST_SRC)/*.c))

$(OUT)/host.so: $(host_objs)
	$(CC) -shared -Wl,-z,defs $(LDFLAGS) -o $@ $^ -ldl -lpthread

$(OUT)/%.o: $(HOST_SRC)/%.c
	@mkdir -p $(@D)
	$(CC) $(HOST_FLAGS) -MMD -MP -c -o $@ $<

-include $(host_objs:.o=.d)
