# SPDX-License-Identifier: LGPL-2.1-only
# build/bpq, its library, and the unit tests: one test program a file.
BPQ_CFLAGS ?= -O2 -g
BPQ_STD := -std=gnu11 -Wall -Wextra -Werror -Itools $(shell pkg-config --cflags libgit2 jansson nettle 2>/dev/null)
BPQ_LIBS := $(shell pkg-config --libs libgit2 jansson nettle 2>/dev/null) -lm
CHECK_LIBS = $(shell pkg-config --libs check 2>/dev/null)

# The library, in the order in which the data goes: none includes from a later one.
rooms := base git merge plan queue port
bpq_lib_objs := $(patsubst tools/%.c,build/obj/%.o,$(foreach room,$(rooms),$(wildcard tools/$(room)/*.c)))
bpq_objs := $(patsubst tools/%.c,build/obj/%.o,$(wildcard tools/*.c tools/verbs/*.c))
unit_tests := $(patsubst tests/tools/unit/%.c,build/tests/tools/unit/%,$(wildcard tests/tools/unit/*.c))

build/obj/%.o: tools/%.c
	@mkdir -p $(@D)
	$(CC) $(BPQ_STD) $(BPQ_CFLAGS) -MMD -MP -c -o $@ $<

build/libbpq.a: $(bpq_lib_objs)
	@rm -f $@
	$(AR) rcs $@ $^

build/bpq: $(bpq_objs) build/libbpq.a
	$(CC) $(BPQ_CFLAGS) $(LDFLAGS) -o $@ $^ $(BPQ_LIBS)

build/tests/tools/unit/%: tests/tools/unit/%.c build/libbpq.a
	@mkdir -p $(@D)
	$(CC) $(BPQ_STD) -Itests $(BPQ_CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< build/libbpq.a $(BPQ_LIBS) $(CHECK_LIBS)

-include $(bpq_objs:.o=.d) $(bpq_lib_objs:.o=.d) $(unit_tests:=.d)
