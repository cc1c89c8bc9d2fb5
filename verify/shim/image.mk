# SPDX-License-Identifier: LGPL-2.1-only
# build/shim/image: the program that says whether a file is a xen-shim.
build/shim/image: verify/shim/image.c
	@mkdir -p $(@D)
	$(CC) -std=gnu11 -D_GNU_SOURCE -O2 -g -Wall -Wextra -Werror -o $@.$$$$ $< -lelf && mv $@.$$$$ $@
