# SPDX-License-Identifier: LGPL-2.1-only
# Uses layout
# build/abi: the program that reads libraries for the gate.
A := verify/abi
FLAGS := -std=gnu11 -D_GNU_SOURCE -I. -O2 -g -Wall -Wextra -Werror

include layout/layout.mk

# Gates that run at the same time may both build it.
build/abi/figures: $(addprefix $A/,main.c figures.c set.c) $(layout) $(wildcard $A/*.h) $(layout_headers)
	@mkdir -p $(@D)
	$(CC) $(FLAGS) -o $@.$$$$ $(filter %.c,$^) $(layout_libs) && mv $@.$$$$ $@
