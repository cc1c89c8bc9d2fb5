# SPDX-License-Identifier: LGPL-2.1-only
# Unit tests of the simulated host's hypercall layer, against the machine's own
# public headers of Xen.  The files that redirect paths have tests of their own.
HOST_UNIT_FLAGS := -std=gnu11 -gdwarf-4 -Wall -Wextra -Werror -D_GNU_SOURCE -D__XEN_TOOLS__
host_unit_objs := $(patsubst tests/host/%.c,build/obj/host/%.o,$(filter-out \
	$(addprefix tests/host/,exec.c paths.c sockets.c),$(wildcard tests/host/*.c)))
host_unit_tests := $(patsubst tests/host/%.c,build/tests/host/%,$(wildcard tests/host/unit/*.c))

build/obj/host/%.o: tests/host/%.c
	@mkdir -p $(@D)
	$(CC) $(HOST_UNIT_FLAGS) $(BPQ_CFLAGS) -MMD -MP -c -o $@ $<

build/tests/host/%: tests/host/%.c $(host_unit_objs)
	@mkdir -p $(@D)
	$(CC) $(HOST_UNIT_FLAGS) $(BPQ_CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(host_unit_objs) $(CHECK_LIBS) -lpthread -ldl

-include $(host_unit_objs:.o=.d) $(host_unit_tests:=.d)
