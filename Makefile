# SPDX-License-Identifier: LGPL-2.1-only
# Every verb a maintainer types.  `make help` lists them.

BRANCH ?= 4.9
XEN_URL ?= https://xenbits.xen.org/git-http/xen.git

# A CC that the user chose also builds Xen; make's own default does not.
user_cc := $(if $(filter default,$(origin CC)),,$(CC))
# A word for the shell, whatever quotes are in it.
q = '$(subst ','\'',$(1))'
params = $(foreach v,BRANCH BASE XEN OUT WITHOUT EACH,$(v)=$(call q,$($(v)))) \
	CC=$(call q,$(user_cc))

# Git sets these for hooks and for rebase --exec; they name this repository,
# where another is meant.
unexport GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_PREFIX GIT_COMMON_DIR \
	GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES

# What these start has its part in make's jobs, but is not run by make -n, -q or
# -t, as every line with a + would be.
jobs := $(if $(strip $(foreach f,n q t,$(findstring $f,$(firstword -$(MAKEFLAGS))))),,+)

goals_after_deps := $(filter-out deps,$(MAKECMDGOALS))
.PHONY: all deps need-build need-check series record check check-locks \
	verify-branch verify-all verify-published xen bench help clean

ifneq ($(and $(filter deps,$(MAKECMDGOALS)),$(goals_after_deps)),)
# `make deps GOAL…`: what the other goals need to know about the machine is
# found out only when deps is done, with -j too: they run in a make of its own.
.PHONY: $(goals_after_deps)
deps:
	@LIBVIRT=$(call q,$(LIBVIRT)) sh mk/deps install
$(firstword $(goals_after_deps)): deps
	+@$(MAKE) --no-print-directory $(goals_after_deps)
$(wordlist 2,999,$(goals_after_deps)): $(firstword $(goals_after_deps)) ; @:
else

all: build/bpq

include tools/bpq.mk
# A copy of the tools alone, as tests make one, has not got it.
-include tests/host/unit.mk

deps:
	@LIBVIRT=$(call q,$(LIBVIRT)) sh mk/deps install

need-build:
	@CC=$(call q,$(CC)) sh mk/deps need build
need-check:
	@CC=$(call q,$(CC)) sh mk/deps need build check
$(bpq_objs) $(bpq_lib_objs): | need-build
$(unit_tests) $(host_unit_objs) $(host_unit_tests): | need-build need-check

series: build/bpq
	@$(params) sh mk/series

record: build/bpq
	@$(params) sh tests/records/write

check-locks: build/bpq
	@$(params) sh mk/check-locks

verify-branch: build/bpq
	$(jobs)@$(params) LIBVIRT=$(call q,$(LIBVIRT)) sh tests/verify/run

verify-all: build/bpq
	$(jobs)@$(params) KEEP=$(call q,$(KEEP)) FULL=$(call q,$(FULL)) sh tests/verify/all

verify-published: build/bpq
	$(jobs)@$(params) sh tests/published/run

xen:
	@XEN_URL=$(call q,$(XEN_URL)) sh mk/xen

check: build/bpq $(unit_tests) $(host_unit_tests) | need-check
	$(jobs)@sh tests/run out/check $(unit_tests) $(host_unit_tests) $(sort $(wildcard tests/cli/*-*.sh tests/callers/*-*.sh tests/matrix/*-*.sh tests/host/*-*.sh))

bench: build/bpq
	$(jobs)@$(params) sh bench/run

clean:
	rm -rf build out/check

help:
	@cat mk/help.txt
endif
