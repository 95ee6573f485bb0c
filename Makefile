# SPDX-License-Identifier: ISC
#
# make            build/cairn
# make run        install what is missing, build, open the program
# make test       install what is missing, build, run every test
# make check      layers, format, lint, manual, banned calls
# make help       the rest

VERSION := 0.1.0
PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= cc
FUZZ_CC ?= clang
B       ?= build
Q       := $(if $(V),,@)	# make V=1 shows the commands

# What the program is built with and why; what tests and checks need besides.
BUILD_DEPS := \
	gcc:compiles_the_program \
	libc6-dev:headers_of_the_C_library \
	pkg-config:finds_the_libraries \
	libncurses-dev:draws_on_the_terminal \
	liblmdb-dev:holds_the_store \
	libyaml-dev:reads_templates \
	libinih-dev:reads_settings \
	libutf8proc-dev:measures_and_compares_Unicode_text \
	libsodium-dev:digests_and_random_numbers \
	libjansson-dev:reads_JSON \
	libcsv-dev:writes_tables_for_spreadsheets \
	libseccomp-dev:gives_up_system_calls_that_are_not_needed
TEST_DEPS := \
	libcriterion-dev:runs_the_tests \
	openssh-server:real_SSH_sessions_in_tests \
	openssh-client:real_SSH_sessions_in_tests \
	libvterm-dev:reads_what_the_program_shows \
	locales-all:Gaelic_and_other_languages_in_tests
CHECK_DEPS := \
	clang-format:checks_the_format \
	clang-tidy:finds_mistakes \
	cppcheck:finds_mistakes \
	mandoc:checks_the_manual \
	valgrind:finds_misused_and_lost_memory
FUZZ_DEPS := \
	clang:compiles_with_what_the_fuzzer_counts \
	libclang-rt-14-dev:makes_up_inputs_and_finds_misused_memory
DEB_DEPS := \
	debhelper:makes_the_package \
	dpkg-dev:makes_the_package \
	lintian:checks_the_package
BARE_DEPS := \
	debootstrap:makes_a_bare_Debian \
	autopkgtest:runs_the_tests_of_the_package
BENCH_DEPS := \
	python3-pyte:reads_screens_for_the_byte_counts \
	strace:counts_the_writes_to_the_terminal \
	dialog:peer whiptail:peer calcurse:peer mc:peer

PKGS    := ncursesw lmdb yaml-0.1 inih libutf8proc libsodium jansson libseccomp
CFLAGS  ?= -O2 -g
WARN    := -std=c17 -Wall -Wextra -Wpedantic -Werror -Wshadow -Wstrict-prototypes \
           -Wmissing-prototypes -Wold-style-definition -Wvla -Wformat=2 -Wundef \
           -Wpointer-arith -Wwrite-strings -Wimplicit-fallthrough
HARDEN  ?= -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong -fPIE \
           -fstack-clash-protection -fno-strict-overflow
# where the processor checks where jumps land; the package sets it for amd64
CET     ?=
LDHARD  ?= -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,pack-relative-relocs,--as-needed
CPPFLAGS_ALL = -D_GNU_SOURCE -DCAIRN_VERSION='"$(VERSION)"' -I. $(CPPFLAGS)
CFLAGS_ALL  := $(WARN) $(HARDEN) $(CET) $(CFLAGS) $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
# The small libraries become part of the program: each one that is loaded at start costs as much
# as the first screen. Debian's packages with headers bring the archives; SHARED=1 links as usual.
SHARED_LIBS := $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcsv
WITHIN      := yaml inih sodium jansson csv seccomp utf8proc lmdb
LIBS        := $(if $(SHARED),$(SHARED_LIBS),-Wl,-Bstatic $(WITHIN:%=-l%) -Wl,-Bdynamic \
               $(shell pkg-config --libs ncursesw 2>/dev/null) -pthread)
LINK         = $(Q)$(CC) $(CFLAGS_ALL) $(LDHARD) $(LDFLAGS) -o $@

.PHONY: all
all: $(B)/cairn

# Layers: each a library, which may use those after it.
core_src    := $(wildcard core/*/*.c)
config_src  := $(wildcard config/*.c)
tui_src     := $(wildcard tui/*.c)
screens_src := $(filter-out screens/main.c,$(wildcard screens/*.c))
objs = $(patsubst %.c,$(B)/%.o,$(1))
layers := $(B)/libscreens.a $(B)/libtui.a $(B)/libconfig.a $(B)/libcore.a

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(CFLAGS_ALL) -MMD -MP -c -o $@ $<

define library
$(B)/lib$(1).a: $(call objs,$($(1)_src))
	@mkdir -p $$(@D); rm -f $$@; ar rcs $$@ $$^
endef
$(foreach l,core config tui screens,$(eval $(call library,$(l))))

.PHONY: libs
libs: $(B)/libcore.a $(B)/libconfig.a $(B)/libtui.a

# What every session runs lies together and first, then what a walk through stages and registers
# runs; what a screen seldom runs is last. Linux brings in 64 KB around what is run, so that, strewn,
# all of the program would be in memory. A file named wrongly costs memory and nothing else.
first  := screens/main% screens/account% screens/app% screens/cli.% screens/figures% screens/home% screens/ke% \
	screens/kiosk% screens/marks% screens/open% screens/place% screens/sight% tui/% core/base/% config/cache% \
	config/pack.% config/pack_read% config/pack_table% config/settings% config/shipped% core/records/bulk% \
	core/records/called% core/records/cycle% core/records/pa% core/records/pr% core/records/record.% \
	core/records/unseen% core/records/value% core/store/datadir% core/store/engine% core/store/fact% core/store/g% \
	core/store/journal.% core/store/keys% core/store/logline% core/store/place% core/store/store.% \
	core/store/store_drafts% core/store/store_erase% core/store/store_f% core/store/store_l% core/store/store_p% \
	core/store/store_replica% core/store/store_roles% core/store/store_save% core/store/store_sight%
daily  := screens/activity% screens/answer% screens/change_words% screens/form% screens/history% screens/pick% \
	screens/record% screens/register% screens/reports% screens/screens% screens/stage% screens/views% \
	core/plan/a% core/plan/carry.% core/plan/statutory% core/records/cells% core/records/computed% core/records/l% core/records/made% core/records/record% \
	core/records/rules% core/records/ticks% core/records/web% core/store/access%
seldom := screens/c% screens/doctor% core/out/% core/store/rebuild% core/store/journal_% core/store/store_% config/%
all_src := $(sort $(wildcard screens/*.c tui/*.c config/*.c core/*/*.c))
in_order = $(filter $(first),$(1)) $(filter-out $(first),$(filter $(daily),$(1))) \
	$(filter-out $(first) $(daily) $(seldom),$(1)) $(filter-out $(first) $(daily),$(filter $(seldom),$(1)))
$(B)/cairn: $(call objs,$(call in_order,$(all_src)))
	$(LINK) $^ $(LIBS)

# The shipped templates are compiled by a program that is made from the readers alone.
packc_src := config/tool/packc.c $(filter-out config/pack.c config/shipped.c config/settings%,$(config_src))
$(B)/packc: $(call objs,$(packc_src)) $(B)/libcore.a
	$(LINK) $^ $(LIBS)
$(B)/shipped.pack: $(B)/packc $(wildcard config/packs/cairn/*.yaml) config/packs/cairn
	$(B)/packc config/packs/cairn $@
$(B)/config/shipped.o: $(B)/shipped.pack
$(B)/config/shipped.o: CPPFLAGS_ALL += -DSHIPPED_PACK='"$(B)/shipped.pack"'

# Installing what is missing: silent and without rights when nothing is.

# $(call need,packages:why): installs those that are not there
define need
@missing=; \
for entry in $(1); do \
	name=$${entry%%:*}; why=$$(echo "$${entry#*:}" | tr _ ' '); \
	dpkg-query -W -f '$${db:Status-Status}\n' $$name 2>/dev/null | grep -qx installed && continue; \
	echo "installing $$name: $$why"; missing="$$missing $$name"; \
done; \
[ -z "$$missing" ] || { \
	sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get update -qq && \
	$$sudo env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
}
endef

.PHONY: deps deps-test deps-check deps-bench deps-fuzz
deps:
	$(call need,$(BUILD_DEPS))
deps-test: deps
	$(call need,$(TEST_DEPS))
deps-check: deps-test
	$(call need,$(CHECK_DEPS))
deps-bench: deps-test
	$(call need,$(BENCH_DEPS))
deps-fuzz: deps
	$(call need,$(FUZZ_DEPS))

.PHONY: run
run: deps
	@$(MAKE) --no-print-directory -s all
	@$(B)/cairn

# Tests: every tests/test_X.c is a program of its own; tests/lib_*.c is what they share.
# T="store log" names a few.
tests_src := $(if $(T),$(T:%=tests/test_%.c),$(wildcard tests/test_*.c))
tests_bin := $(patsubst tests/%.c,$(B)/tests/%,$(tests_src))
demo_bin  := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/demo_*.c))
fuzz_src  := $(wildcard tests/fuzz/fuzz*.c)
$(B)/libtests.a: $(call objs,$(wildcard tests/lib_*.c) $(fuzz_src))
	@mkdir -p $(@D); rm -f $@; ar rcs $@ $^
$(B)/tests/test_%: $(B)/tests/test_%.o $(B)/libtests.a $(layers)
	$(LINK) $< $(B)/libtests.a $(layers) $(LIBS) -lcriterion -lvterm
$(B)/tests/demo_%: $(B)/tests/demo_%.o $(layers)
	$(LINK) $< $(layers) $(LIBS)
# What runs the program and makes its calls, or its requests for memory, fail.
fault_bin := $(B)/tests/tool_fault $(B)/tests/tool_memory.so
$(B)/tests/tool_fault: $(B)/tests/tool_fault.o
	$(LINK) $< $(LIBS)
$(B)/tests/tool_memory.so: tests/tool_memory.c tests/lib_fault.h
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS_ALL) $(WARN) -O2 -g -fPIC -shared -o $@ $<
.SECONDARY:

.PHONY: tests test asan soak
tests: $(B)/cairn $(demo_bin) $(fault_bin) $(tests_bin)
test: deps-test
	@$(MAKE) --no-print-directory -s -j2 tests
	@tests/run $(B) $(T)
soak: deps-test
	@$(MAKE) --no-print-directory -s -j2 tests
	@CAIRN_SOAK=1 tests/run $(B) $(T)
asan: deps-test
	@$(MAKE) --no-print-directory -s -j2 B=$(B)/asan HARDEN= \
		CFLAGS='-O1 -g $(SANITIZE) -Wno-format-truncation -Wno-format-overflow' tests
	@tests/run $(B)/asan $(T)

# What takes in bytes from outside gets made-up ones: FUZZ="yaml json" for some targets alone,
# FUZZ_SECONDS of processor time for each.
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
$(B)/cairn-fuzz: $(call objs,tests/fuzz/main.c $(fuzz_src) tests/lib_world.c) $(layers)
	$(LINK) -fsanitize=fuzzer $^ $(LIBS)
.PHONY: fuzz fuzz-corpus
fuzz fuzz-corpus: deps-fuzz
	@$(MAKE) --no-print-directory -s -j2 B=$(B)/fuzz CC=$(FUZZ_CC) HARDEN= \
		CFLAGS='-O1 -g -fsanitize=fuzzer-no-link $(SANITIZE)' $(B)/fuzz/cairn-fuzz
	@tests/fuzz/run $(B)/fuzz $(@:fuzz-%=%) $(FUZZ)

bench_bin := $(patsubst tests/bench/%.c,$(B)/tests/bench/%,$(wildcard tests/bench/*.c))
$(B)/tests/bench/%: $(B)/tests/bench/%.o $(layers)
	$(LINK) $< $(layers) $(LIBS)

.PHONY: bench bench-programs
bench-programs: $(B)/cairn $(bench_bin)
bench: deps-bench
	@$(MAKE) --no-print-directory -s -j2 bench-programs
	@tests/bench/run $(B)

# Checks
.PHONY: check layers format lint manual banned memory selftest
check: deps-check
	@$(MAKE) --no-print-directory -s all
	@$(MAKE) --no-print-directory -s -j2 layers format lint manual banned memory selftest
layers format lint manual banned memory selftest:
	@tests/check/$@ $(B)

# Completion files are made from the option table.
shells := bash zsh fish
$(B)/completion/cairn.%: $(B)/cairn
	@mkdir -p $(@D)
	$(B)/cairn --completion $* > $@

# A Debian package, made from what is committed and checked; as it lies here where there is no git.
DEB := $(B)/deb/cairn-$(VERSION)
.PHONY: deb
deb: deps
	$(call need,$(DEB_DEPS))
	$(Q)rm -rf $(B)/deb && mkdir -p $(DEB)
	$(Q){ git archive HEAD 2>/dev/null || tar -c --exclude=./$(B) --exclude=./.git .; } | tar -x -C $(DEB)
	$(Q)cp -r $(DEB)/config/debian $(DEB)/debian
	$(Q)cd $(DEB) && env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS dpkg-buildpackage -b -uc -us -j2 >../build.log 2>&1 || \
		{ tail -n 30 ../build.log; exit 1; }
	$(Q)tests/check/package $(B)/deb/cairn_$(VERSION)_*.deb $(B)/deb/root
	@ls $(B)/deb/cairn_$(VERSION)_*.deb

# The same package on a bare Debian of its own, and the manual followed there.
.PHONY: bare
bare: deb
	$(call need,$(BARE_DEPS))
	@tests/check/bare $(B)/deb/cairn_$(VERSION)_*.deb $(DEB) $(B)/bare

.PHONY: install uninstall dist clean help
install: all $(shells:%=$(B)/completion/cairn.%)
	install -D -m 755 $(B)/cairn $(DESTDIR)$(PREFIX)/bin/cairn
	for page in man/*.[1578]; do \
		install -D -m 644 $$page $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; done
	install -D -m 644 $(B)/completion/cairn.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/cairn
	install -D -m 644 $(B)/completion/cairn.zsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_cairn
	install -D -m 644 $(B)/completion/cairn.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/cairn.fish
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/cairn
	for page in man/*.[1578]; do \
		rm -f $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; done
	rm -f $(DESTDIR)$(PREFIX)/share/bash-completion/completions/cairn \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_cairn \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/cairn.fish
dist:
	git archive --format=tar.gz --prefix=cairn-$(VERSION)/ -o cairn-$(VERSION).tar.gz HEAD
clean:
	rm -rf $(B)
help:
	@sed -n 's/^# make/make/p' Makefile
	@echo 'make deps       build dependencies alone'
	@echo 'make bench      bytes, times and memory beside other programs'
	@echo 'make asan       the tests under the address and undefined-behaviour sanitizers'
	@echo 'make fuzz       made-up inputs for all that is read, ten minutes of processor time each'
	@echo 'make soak       the fault tests at their full numbers'
	@echo 'make deb        a Debian package, checked'
	@echo 'make bare       that package installed, tested, upgraded and purged on a bare Debian (root, network)'
	@echo 'make install    to DESTDIR/PREFIX; uninstall takes it away again'
	@echo 'make dist       the source as cairn-$(VERSION).tar.gz'

-include $(shell find $(B) \( -path $(B)/deb -o -path $(B)/bare \) -prune -o -type f -name '*.d' -print 2>/dev/null)
