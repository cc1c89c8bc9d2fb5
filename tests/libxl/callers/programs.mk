# SPDX-License-Identifier: LGPL-2.1-only
# Builds the callers and the runner: make -f programs.mk OLD= NEW= BIN= CC=
# BIN/old/NAME is NAME compiled against the old library's headers and linked
# with it, BIN/new/NAME likewise.

SRC := $(patsubst %/,%,$(dir $(lastword $(MAKEFILE_LIST))))
P := $(SRC)/programs

# -isystem: our warnings do not apply to Xen's headers.
# -gdwarf-4: the newest format that valgrind reads from every compiler.
FLAGS := -std=gnu11 -gdwarf-4 -Wall -Wextra -Werror
old := -isystem $(OLD)/include -isystem $(OLD)/private
new := -isystem $(NEW)/include -isystem $(NEW)/private
# If the library has no libxl_pvh.h, its callers use this copy.
new += -isystem $(SRC)/../../../compat
old_libs := -L$(OLD)/lib -Wl,-rpath-link,$(OLD)/lib -lxenlight -lxentoollog
new_libs := -L$(NEW)/lib -Wl,-rpath-link,$(NEW)/lib -lxenlight -lxentoollog

STATIC_LIBS := $(NEW)/lib/libxenlight.a -L$(NEW)/lib \
    -Wl,-rpath-link,$(NEW)/lib -lxenguest -lxenctrl -lxenstore \
    $(patsubst $(NEW)/lib/lib%.so,-l%,$(wildcard $(NEW)/lib/libxendevicemodel.so)) \
    -lxenevtchn -lxentoollog -lyajl -lutil -luuid -lz -lpthread -ldl \
    $(shell grep -q fdt_begin_node $(NEW)/lib/libxenlight.a && echo -lfdt)
# What runs here, if the callers are another architecture's.
HOSTCC := $(or $(CALLERS_HOSTCC),$(CC))

IDL_TESTS := testidl-1 testidl-2 testidl-3

# The tree that OLD was made from, without the toolchain patches.
PRISTINE := $(OLD)/../pristine

PROGRAMS := $(BIN)/old/rejson $(BIN)/old/answers \
    $(addprefix $(BIN)/new/,rejson nested defaults) \
    $(IDL_TESTS:%=$(BIN)/new/%) $(BIN)/old/xl-converted \
    $(BIN)/new/xl-converted $(BIN)/ocaml $(BIN)/nohost.so \
    $(BIN)/old/pvh-guest $(BIN)/new/pvh-guest \
    $(BIN)/callers $(BIN)/texts

# It builds guests of types that Arm does not have.
ifeq ($(filter arm%,$(CALLERS_ARCH)),)
PROGRAMS += $(BIN)/new/builder
endif

# Only if the old library has the ramdisk interface (A10).
ifneq ($(shell grep 'void \*ramdisk_blob;' $(OLD)/private/xc_dom.h),)
PROGRAMS += $(foreach s,old new,$(BIN)/$s/xc_dom_offsets \
    $(BIN)/$s/xc_dom_ramdisk) $(BIN)/new/xc_dom_modules
endif

all: $(PROGRAMS)

$(BIN)/old $(BIN)/new $(BIN)/obj:
	mkdir -p $@

$(BIN)/old/xc_dom_%: old_libs := -L$(OLD)/lib -Wl,-rpath-link,$(OLD)/lib \
    -lxenguest -lxenctrl
$(BIN)/new/xc_dom_%: new_libs := -L$(NEW)/lib -Wl,-rpath-link,$(NEW)/lib \
    -lxenguest -lxenctrl

ifneq ($(shell grep 'vuart_gfn;' $(OLD)/private/xc_dom.h),)
$(BIN)/%/xc_dom_offsets.o: FLAGS += -DHAVE_VUART_GFN
endif

# ccache needs compiling and linking as separate commands.
$(BIN)/old/%.o: $(P)/%.c $(wildcard $(P)/*.h) | $(BIN)/old
	$(CC) $(FLAGS) $(old) -c $< -o $@
$(BIN)/old/%: $(BIN)/old/%.o
	$(CC) $(FLAGS) $< -o $@ $(old_libs)

$(BIN)/new/%.o: $(P)/%.c $(wildcard $(P)/*.h) | $(BIN)/new
	$(CC) $(FLAGS) $(new) -c $< -o $@
$(BIN)/new/%: $(BIN)/new/%.o
	$(CC) $(FLAGS) $< -o $@ $(new_libs)

# The program of docs/, built as it says: with pkg-config, from the files that the tree's
# make install and ours would install, but for their paths.
$(BIN)/pkg-config/%: $(SRC)/../../../compat/libxl_pvh.pc.in
	rm -rf $@ $@.new && mkdir -p $@.new $(BIN)/installed/include
	ln -sfn $(abspath $(SRC)/../../../compat) $(BIN)/installed/include/libxl_pvh
	sed -e 's,@prefix@,$(BIN)/installed,' -e 's,@version@,0,' $< >$@.new/libxl_pvh.pc
	for pc in $(T)/libxl/xenlight.pc $(wildcard $(T)/libs/*/*.pc $(T)/libxc/*.pc $(T)/xenstore/*.pc); do \
	    sed -e 's,^includedir=.*,includedir=$(prefix_of_$*)/include,' \
	        -e 's,^libdir=.*,libdir=$(prefix_of_$*)/lib,' $$pc >$@.new/$${pc##*/} || exit; done
	mv $@.new $@
prefix_of_old := $(OLD)
prefix_of_new := $(NEW)
flags_of = $$(PKG_CONFIG_LIBDIR=$(BIN)/pkg-config/$* pkg-config $(1) libxl_pvh)
$(BIN)/%/pvh-guest.o: $(SRC)/../../../docs/pvh-guest.c $(BIN)/pkg-config/% | $(BIN)/old $(BIN)/new
	$(CC) $(FLAGS) $(call flags_of,--cflags) -c $< -o $@
$(BIN)/%/pvh-guest: $(BIN)/%/pvh-guest.o
	$(CC) $(FLAGS) $< -o $@ $(call flags_of,--libs) -Wl,-rpath-link,$(prefix_of_$*)/lib

# Programs that use the library's internals, from the tree it was built in.
T := $(NEW)/tree/tools
inside := $(BIN)/new/defaults $(BIN)/new/builder
$(inside:=.o): $(BIN)/new/%.o: $(P)/%.c | $(BIN)/new
	$(CC) -std=gnu99 -g -Wall -D_GNU_SOURCE -D__XEN_TOOLS__ \
	    -include $(T)/config.h -I$(T)/libxl -isystem $(T)/include $(new) -c $< -o $@
$(inside): %: %.o
	$(CC) $< -o $@ $(STATIC_LIBS)

# libxl's own test, generated with fixed seeds.
$(BIN)/new/testidl-1.c: $(SRC)/idl-tests $(T)/libxl/gentest.py \
    $(T)/libxl/libxl_types.idl | $(BIN)/new
	$(SRC)/idl-tests $(NEW)/tree $(BIN)/new
$(BIN)/new/testidl-2.c $(BIN)/new/testidl-3.c: $(BIN)/new/testidl-1.c ;
$(IDL_TESTS:%=$(BIN)/new/%.o): %.o: %.c
	$(CC) -std=gnu11 -w $(new) -c $< -o $@

# The base's own xl, converted to the accessors like any caller's source, once for
# both libraries.  Warnings that old compilers did not have are off.  Another
# architecture does not have all of its sources: those that xl was built of there count.
XL := $(firstword $(wildcard $(PRISTINE)/tools/xl) $(PRISTINE)/tools/libxl)
XL_FLAGS := -std=gnu99 -Wall -Wshadow -Werror -Wno-unused-but-set-variable \
    -Wno-format-zero-length -Wno-format-truncation -Wno-stringop-truncation \
    -Wno-unknown-warning-option -D__XEN_TOOLS__ -pthread -include $(T)/config.h
XL_LIBS := -lxlutil -lyajl
$(BIN)/xl/converted: $(wildcard $(XL)/xl*.[ch]) $(SRC)/../../../compat/callers.cocci
	rm -rf $(@D) && mkdir -p $(@D)
	cp $(XL)/xl*.[ch] $(wildcard $(XL)/libxl_osdeps.h) \
	    $(firstword $(wildcard $(T)/xl/_paths.h) $(T)/libxl/_paths.h) $(@D)
	sh $(SRC)/../compat/convert $(@D)
	touch $@
$(BIN)/%/xl-converted: $(BIN)/xl/converted | $(BIN)/old $(BIN)/new
	mkdir -p $@.o
	for source in $(BIN)/xl/*.c; do \
	    [ -z "$(CALLERS_ARCH)" ] || [ -e $(T)/$(notdir $(XL))/$$(basename $$source .c).o ] || continue; \
	    $(CC) $(XL_FLAGS) $($*) -idirafter $(SRC)/../../../compat -c $$source \
	        -o $@.o/$$(basename $$source .c).o || exit; done
	$(CC) $(XL_FLAGS) $@.o/*.o -o $@ $(XL_LIBS) $($*_libs)

# The OCaml types that the binding's generator makes from both libxl_types.idl.
$(BIN)/ocaml: $(SRC)/ocaml-types
	rm -rf $@ $@.new && mkdir -p $@.new/old $@.new/new
	PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 $(SRC)/ocaml-types \
	    $(PRISTINE) $@.new/old $(NEW)/tree $@.new/new
	mv $@.new $@

$(BIN)/obj/nohost.o: $(SRC)/nohost.c | $(BIN)/obj
	$(CC) $(FLAGS) -D_GNU_SOURCE -fPIC -c $< -o $@
$(BIN)/nohost.so: $(BIN)/obj/nohost.o
	$(CC) -shared $< -o $@ -ldl

RUNNER := callers process child t_data t_headers t_json t_pvh t_libxc t_builder t_xl
$(BIN)/obj/%.o: $(SRC)/%.c $(wildcard $(SRC)/*.h) | $(BIN)/obj
	$(HOSTCC) -std=gnu11 -D_GNU_SOURCE -g -Wall -Wextra -Werror -c $< -o $@

$(BIN)/callers: $(RUNNER:%=$(BIN)/obj/%.o)
	$(HOSTCC) $^ -o $@ $$(pkg-config --libs check)

$(BIN)/texts: $(BIN)/obj/texts.o $(BIN)/obj/text.o $(BIN)/obj/process.o
	$(HOSTCC) $^ -o $@

.PHONY: all
