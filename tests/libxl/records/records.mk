# SPDX-License-Identifier: LGPL-2.1-only
# Uses layout
# Programs in build/records: record describes a built libxl, replica makes the source
# of a replica.
R := tests/libxl/records
# Those of another architecture are run by mk/foreign, and are in a folder of their own.
B := build/records$(CALLERS_ARCH:%=/%)
FLAGS := -std=gnu11 -D_GNU_SOURCE -I. -O2 -g -Wall -Wextra -Werror

include layout/layout.mk

# Tests that run at the same time may each make them, so they are renamed into place.
all: $B/record $(if $(CALLERS_ARCH),,$B/replica) $B/nohost.so

$B/record: $(addprefix $R/,record.c facts.c interface.c probe.c members.c blocks.c) $(layout)
$B/record: private libs := $(layout_libs) -ldl
$B/replica: $(addprefix $R/,replica.c facts.c parse.c) layout/pool.c
$B/record $B/replica: $(wildcard $R/*.h) $(layout_headers)
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -o $@.$$$$ $(filter %.c,$^) $(libs) && mv $@.$$$$ $@

$B/nohost.so: tests/libxl/callers/nohost.c
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -fPIC -shared -o $@.$$$$ $< -ldl && mv $@.$$$$ $@

.PHONY: all
