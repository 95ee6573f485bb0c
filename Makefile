# SPDX-License-Identifier: ISC
#
# make            build/cairn
# make run        install what is missing, build, open the program
# make test       install what is missing, build, run the tests
# make check      layers, format, lint, manual, banned calls

PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
B       ?= build
VERSION := 0.1.0

PKGS    := ncursesw lmdb yaml-0.1 inih libutf8proc libsodium jansson
CFLAGS  ?= -O2 -g
WARN    := -std=c17 -Wall -Wextra -Wpedantic -Werror -Wshadow -Wstrict-prototypes \
           -Wmissing-prototypes -Wold-style-definition -Wvla -Wformat=2 -Wundef \
           -Wpointer-arith -Wwrite-strings -Wimplicit-fallthrough
HARDEN  ?= -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fPIE \
           -fstack-clash-protection -fno-strict-overflow
LDHARD  ?= -pie -Wl,-z,relro,-z,now,-z,noexecstack,--as-needed
CPPFLAGS_ALL = -D_GNU_SOURCE -DCAIRN_VERSION='"$(VERSION)"' -I. $(CPPFLAGS)
CFLAGS_ALL   = $(WARN) $(HARDEN) $(CFLAGS) $(shell pkg-config --cflags $(PKGS))
LIBS         = $(shell pkg-config --libs $(PKGS)) -lcsv

.PHONY: all
all: $(B)/cairn

core_src    := $(wildcard core/*.c)
config_src  := $(wildcard config/*.c)
tui_src     := $(wildcard tui/*.c)
screens_src := $(wildcard screens/*.c)
objs = $(patsubst %.c,$(B)/%.o,$(1))

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

$(B)/libcore.a: $(call objs,$(core_src))
	@mkdir -p $(@D); rm -f $@; ar rcs $@ $^
$(B)/libconfig.a: $(call objs,$(config_src))
	@mkdir -p $(@D); rm -f $@; ar rcs $@ $^
$(B)/libtui.a: $(call objs,$(tui_src))
	@mkdir -p $(@D); rm -f $@; ar rcs $@ $^

# The shipped templates are compiled by a program that is made from the readers alone.
packc_src := config/tool/packc.c $(filter-out config/pack.c config/shipped.c config/settings%,$(config_src))
$(B)/packc: $(call objs,$(packc_src)) $(B)/libcore.a
	$(CC) $(CFLAGS_ALL) $(LDHARD) $(LDFLAGS) -o $@ $^ $(LIBS)
$(B)/shipped.pack: $(B)/packc $(wildcard config/packs/cairn/*.yaml) config/packs/cairn
	$(B)/packc config/packs/cairn $@
$(B)/config/shipped.o: $(B)/shipped.pack
$(B)/config/shipped.o: CPPFLAGS_ALL += -DSHIPPED_PACK='"$(B)/shipped.pack"'

.PHONY: libs
libs: $(B)/libcore.a $(B)/libconfig.a $(B)/libtui.a

# Every tests/test_X.c is a program of its own; tests/lib_*.c is what they share.
tests_src := $(wildcard tests/test_*.c)
tests_lib := $(wildcard tests/lib_*.c)
tests_bin := $(patsubst tests/%.c,$(B)/tests/%,$(tests_src))
$(B)/libtests.a: $(call objs,$(tests_lib))
	@mkdir -p $(@D); rm -f $@; ar rcs $@ $^
$(B)/tests/test_%: $(B)/tests/test_%.o $(B)/libtests.a $(B)/libtui.a $(B)/libconfig.a $(B)/libcore.a
	$(CC) $(CFLAGS_ALL) $(LDHARD) $(LDFLAGS) -o $@ $< $(B)/libtests.a $(B)/libtui.a \
		$(B)/libconfig.a $(B)/libcore.a $(LIBS) -lcriterion -lvterm
.SECONDARY:

-include $(shell find $(B) -name '*.d' 2>/dev/null)
