# SPDX-License-Identifier: LGPL-2.1-only
# For the makefile of a program that reads libraries.
layout := $(addprefix layout/,library.c dies.c declare.c pool.c)
layout_headers := $(wildcard layout/*.h)
layout_libs := -ldw -lelf
