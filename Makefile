# SPDX-License-Identifier: LGPL-2.1-only
# The commands that a maintainer types.  `make help` lists them.

# A word quoted for the shell.
q = '$(subst ','\'',$(1))'

# A file that MAKEFILES names in the environment is read first and may have changed
# these.
SHELL := /bin/sh
.SHELLFLAGS := -c
.RECIPEPREFIX :=
# A VPATH in the environment would make make look for targets elsewhere.
VPATH :=

# make advisory and verify-advisories are for all branches, unless one is named.
branch_of := $(origin BRANCH)
BRANCH ?= 4.9
XEN_URL ?= https://xenbits.xen.org/git-http/xen.git

# The variables that may be given to make: see mk/help.txt.
variables := BRANCH BASE BASES ON ON_DIR ON_LOCAL ARCH XEN OUT WITHOUT EACH FULL KEEP FORCE UNLOCKED UNTIL SINCE XSA \
	NAME COMMITS FROM ACCEPT ADD PAIRS ONTO FORMAT PACKAGE VERSION REPO LIBVIRT XEN_URL JOBS FUZZ_SECONDS FUZZ_SEED \
	PREFIX DESTDIR CC AR LDFLAGS BPQ_CFLAGS

# Any other variable is an error: it would have no effect, and is probably a typing
# mistake.
given := $(foreach v,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $v))),$v))
ifeq ($(MAKELEVEL),0)
unknown := $(firstword $(filter-out $(variables) MAKEFLAGS MAKELEVEL TMPDIR HOME \
	APPEND_% PREPEND_% CCACHE_% DISTCC_%,$(given)))
ifneq ($(unknown),)
$(error $(unknown)=: not a variable of this project; $(shell \
	sh mk/nearest $(call q,$(unknown)) $(variables)); see make help)
endif
endif
# Somebody may think that the queue for his own commit is what is verified.
ifneq ($(and $(filter-out undefined,$(origin ONTO)),$(filter-out series dist deps help,$(MAKECMDGOALS))),)
$(error ONTO=: is for make series and dist alone, not for $(firstword $(filter-out series dist deps help,$(MAKECMDGOALS))): \
	leave it out; see make help)
endif
ifneq ($(and $(filter-out undefined environment,$(origin ON)),$(filter-out verify-all deps help,$(MAKECMDGOALS))),)
$(error ON=: is for make verify-all alone, not for $(firstword $(filter-out verify-all deps help,$(MAKECMDGOALS))): \
	leave it out; see make help)
endif

# Other programs have variables of such names in the environment.
not_asked := $(foreach v,FORMAT PACKAGE VERSION REPO ON ON_DIR ON_LOCAL,$(if $(filter environment,$(origin $v)),$v))

# Make does not expand their values.  The scripts read them from the environment.
$(foreach v,$(sort $(variables) $(given)),$(if $(filter undefined default,$(origin $v)),,\
	$(eval override $v := $$(value $v))$(eval export $v)))
$(foreach v,$(not_asked),$(eval unexport $v))

# A + lets a recipe share make's jobs, but make -n, -q and -t would then run it, too.
jobs := $(if $(strip $(foreach f,n q t,$(findstring $f,$(firstword -$(MAKEFLAGS))))),,+)

# The goals that install something run before all others.
deps_goals := $(filter deps deps-arch deps-boot deps-browser,$(MAKECMDGOALS))
goals_after_deps := $(filter-out deps deps-arch deps-boot deps-browser,$(MAKECMDGOALS))
.PHONY: all deps deps-arch deps-boot deps-browser need-build need-check series compare dist advisories advisory record check check-fresh check-locks check-docs \
	ci-matrix lint fuzz need-fuzz verify-branch verify-advisories verify-all verify-published shim boot-branch xen bench install uninstall help clean

ifneq ($(and $(deps_goals),$(goals_after_deps)),)
# `make deps GOAL…`: what the other goals need to know about the machine is known
# only after deps, so they run in another make, with -j too.
.PHONY: $(goals_after_deps)
$(firstword $(goals_after_deps)): $(deps_goals)
	+@$(MAKE) --no-print-directory $(goals_after_deps)
$(wordlist 2,999,$(goals_after_deps)): $(firstword $(goals_after_deps)) ; @:
else

all: build/bpq

include tools/bpq.mk
# Some tests copy only the tools, without host/ and tests/.
include $(wildcard tests/tools/fuzz/fuzz.mk)
ifneq ($(wildcard host/host.mk),)
include host/tests/tests.mk
endif

need-build:
	@sh mk/deps need build
need-check:
	@sh mk/deps need build check
$(bpq_objs) $(bpq_lib_objs): | need-build
# Only a script asks which of distcc's hosts are down, and bpq is small.
$(bpq_objs) $(bpq_lib_objs): override export DISTCC_HOSTS := localhost/16
$(unit_tests) $(host_unit_objs) $(host_unit_tests) $(fuzz_test_objs) $(fuzz_tests:=.o): | need-build need-check
need-fuzz:
	@sh mk/deps need build check fuzz
$(fuzz_lib_objs) $(fuzz_objs): | need-fuzz

series: build/bpq
	@sh mk/series

compare: build/bpq
	@sh mk/compare

dist: build/bpq
	@sh dist/run

advisories: build/bpq
	@sh mk/advisories

advisory: build/bpq
	$(jobs)@$(if $(filter undefined,$(branch_of)),BRANCH=all )sh verify/advisory

record: build/bpq
	@sh mk/record

check-locks: build/bpq
	@sh mk/check-locks

verify-branch: build/bpq
	$(jobs)@sh verify/run

verify-advisories: build/bpq
	$(jobs)@$(if $(filter undefined,$(branch_of)),BRANCH=all )sh verify/advisories

verify-all: build/bpq
	$(jobs)@sh verify/all

verify-published: build/bpq
	$(jobs)@sh tests/libxl/published/run

shim: build/bpq
	$(jobs)@$(if $(filter undefined,$(branch_of)),BRANCH= )sh verify/shim/run

boot-branch: build/bpq
	$(jobs)@sh boot/branch

xen:
	@sh mk/xen

check: build/bpq $(unit_tests) $(fuzz_tests) $(host_unit_tests) | need-check
	$(jobs)@sh tests/run out/check $(unit_tests) $(fuzz_tests) $(host_unit_tests) $(sort $(wildcard tests/tools/cli/*.t tests/tools/repository/*.t tests/libxl/compat/*.t host/tests/*.t))

check-fresh: build/bpq
	@sh mk/check-fresh

check-docs: build/bpq
	@sh mk/check-docs

lint: build/bpq
	@sh mk/lint.t

# Only the jobs are on standard output.
ci-matrix:
	@$(MAKE) -s --no-print-directory build/bpq >&2
	@sh mk/ci-matrix

fuzz: $(fuzz_programs)
	$(jobs)@sh tests/run out/fuzz $(sort $(wildcard tests/tools/fuzz/*.t))

# In a make of its own, as host.mk reads other variables of these names.
build/host/dom0/xenhost: $(wildcard host/dom0/*.[ch]) | need-build
	@$(MAKE) -s --no-print-directory -f host/host.mk OUT=build/host/dom0 PREFIX= DESTDIR= $@

install: build/bpq build/host/dom0/xenhost
	@sh mk/install install

uninstall:
	@sh mk/install uninstall

bench: build/bpq
	$(jobs)@sh bench/run

clean:
	rm -rf build out/check

help:
	@cat mk/help.txt
endif

deps:
	@sh mk/deps install
# apt-get runs one at a time.
deps-arch: $(filter deps,$(deps_goals))
	@sh mk/deps-arch
deps-boot: $(filter deps deps-arch,$(deps_goals))
	@sh mk/deps install boot && sh boot/kernel make
deps-browser: $(filter deps deps-arch deps-boot,$(deps_goals))
	@sh mk/deps-browser
