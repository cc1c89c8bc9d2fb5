# SPDX-License-Identifier: LGPL-2.1-only
# What reads input, as libFuzzer calls it (make fuzz), and as a test program that only
# tries the kept inputs (make check).
fuzz_names := $(patsubst tests/tools/fuzz/fuzz_%.c,%,$(wildcard tests/tools/fuzz/fuzz_*.c))
fuzz_programs := $(addprefix build/fuzz/,$(fuzz_names))
fuzz_tests := $(addprefix build/tests/tools/fuzz/fuzz_,$(fuzz_names))
fuzz_helpers := input.o clone.o

# The library, too, is compiled so that libFuzzer sees which code an input reaches.
FUZZ_CC := clang -O2 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
fuzz_lib_objs := $(patsubst build/obj/%,build/fuzz/obj/%,$(bpq_lib_objs))
fuzz_objs := $(addprefix build/fuzz/obj/,$(fuzz_helpers) $(fuzz_names:%=fuzz_%.o))

build/fuzz/obj/%.o: tools/%.c
	@mkdir -p $(@D)
	$(FUZZ_CC) -fsanitize=fuzzer-no-link $(BPQ_STD) -MMD -MP -c -o $@ $<

build/fuzz/obj/%.o: tests/tools/fuzz/%.c
	@mkdir -p $(@D)
	$(FUZZ_CC) -fsanitize=fuzzer-no-link $(BPQ_STD) -MMD -MP -c -o $@ $<

$(fuzz_programs): build/fuzz/%: build/fuzz/obj/fuzz_%.o $(addprefix build/fuzz/obj/,$(fuzz_helpers)) $(fuzz_lib_objs)
	$(FUZZ_CC) -fsanitize=fuzzer -o $@ $^ $(BPQ_LIBS)

fuzz_test_objs := $(addprefix build/tests/tools/fuzz/,replay.o $(fuzz_helpers))

build/tests/tools/fuzz/%.o: tests/tools/fuzz/%.c
	@mkdir -p $(@D)
	$(CC) $(BPQ_STD) -Itests $(BPQ_CFLAGS) -MMD -MP -c -o $@ $<

$(fuzz_tests): %: %.o $(fuzz_test_objs) build/libbpq.a
	$(CC) $(BPQ_CFLAGS) $(LDFLAGS) -o $@ $^ $(BPQ_LIBS) $(CHECK_LIBS)

-include $(fuzz_lib_objs:.o=.d) $(fuzz_objs:.o=.d) $(fuzz_tests:=.d) $(fuzz_test_objs:.o=.d)
