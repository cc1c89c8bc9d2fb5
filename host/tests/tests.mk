# SPDX-License-Identifier: LGPL-2.1-only
# Unit tests of the simulated host's hypercall layer, with the public Xen headers that
# are installed on the machine.  paths.t tests the files that redirect paths.
HOST_UNIT_FLAGS := -std=gnu11 -gdwarf-4 -Wall -Wextra -Werror -D_GNU_SOURCE -D__XEN_TOOLS__
host_arch := $(if $(filter aarch64 arm%,$(shell uname -m)),arm,x86)
host_unit_objs := $(patsubst host/%.c,build/host/obj/%.o,$(filter-out \
	$(addprefix host/,exec.c paths.c sockets.c),$(wildcard host/*.c host/$(host_arch)/*.c)))
host_unit_tests := $(patsubst host/%.c,build/host/%,$(wildcard host/tests/*.c))

build/host/obj/%.o: host/%.c
	@mkdir -p $(@D)
	$(CC) $(HOST_UNIT_FLAGS) $(BPQ_CFLAGS) -MMD -MP -c -o $@ $<

build/host/%: host/%.c $(host_unit_objs)
	@mkdir -p $(@D)
	$(CC) $(HOST_UNIT_FLAGS) $(BPQ_CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(host_unit_objs) $(CHECK_LIBS) -lpthread -ldl

-include $(host_unit_objs:.o=.d) $(host_unit_tests:=.d)
