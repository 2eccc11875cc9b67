# SPDX-License-Identifier: GPL-3.0-or-later
# The one Makefile. `make help` lists the targets; everything that is made lies in build/$(CONFIG)/.
#
#   CONFIG=release|debug|asan|tsan|cov   WERROR=1   CC=...   CFLAGS=...   prefix=...   DESTDIR=...

MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash
.DELETE_ON_ERROR:
.SECONDARY:

CONFIG ?= release
B := build/$(CONFIG)

ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin AR),default)
AR := gcc-ar
endif
PYTHON ?= /usr/bin/python3

prefix ?= /usr/local
bindir ?= $(prefix)/bin
libdir ?= $(prefix)/lib
includedir ?= $(prefix)/include
mandir ?= $(prefix)/share/man
docdir ?= $(prefix)/share/doc/brink
bashcompdir ?= $(prefix)/share/bash-completion/completions
zshcompdir ?= $(prefix)/share/zsh/site-functions
fishcompdir ?= $(prefix)/share/fish/vendor_completions.d

VERSION := $(shell sed -n 's/^.define BRINK_VERSION "\(.*\)"/\1/p' sim/include/brink/version.h)
SOVERSION := $(firstword $(subst ., ,$(VERSION)))

# ---- what is built from what: a new file needs no line here -------------------------------------------------------

LIBRARY_ROOMS := sim/base sim/lang sim/plan models sim/kernel sim/batch analysis
LIBRARY_SOURCES := $(wildcard $(LIBRARY_ROOMS:%=%/*.c))
PROGRAM_SOURCES := $(wildcard sim/cli/*.c)
# brink-mpi is the same program, with the processes of an MPI job in the place of one alone.
MPI_SOURCES := $(wildcard sim/mpi/*.c)
TEST_SOURCES := $(wildcard tests/unit/test_*.c tests/stat/test_*.c tests/agree/test_*.c)
# A file that begins with test_ is a program; the others of its room help them.
TEST_HELPERS := $(filter-out $(TEST_SOURCES),$(wildcard tests/unit/*.c tests/stat/*.c tests/agree/*.c))
BENCH_SOURCES := $(wildcard tests/bench/*.c)
# NAME-COUNT is reference/NAME.c for that many actors.
REFERENCES := mm1 actors-20 actors-1000 mutual-5 mutual-50 hazards network-1000 korea
PUBLIC_HEADERS := $(wildcard sim/include/brink/*.h)

object = $(1:%.c=$(B)/obj/%.o)
LIBRARY_OBJECTS := $(call object,$(LIBRARY_SOURCES))
PROGRAM_OBJECTS := $(call object,$(PROGRAM_SOURCES))
MPI_OBJECTS := $(call object,$(filter-out sim/cli/alone.c,$(PROGRAM_SOURCES)) $(MPI_SOURCES))
TEST_PROGRAMS := $(TEST_SOURCES:%.c=$(B)/%)
BENCH_PROGRAMS := $(BENCH_SOURCES:%.c=$(B)/%)
REFERENCE_PROGRAMS := $(REFERENCES:%=$(B)/tests/bench/reference/%)
ALL_SOURCES := $(LIBRARY_SOURCES) $(PROGRAM_SOURCES) $(MPI_SOURCES) $(TEST_SOURCES) $(TEST_HELPERS) $(BENCH_SOURCES)

LIBRARY := $(B)/libbrink.a
SHARED := $(B)/libbrink.so.$(VERSION)
BRINK := $(B)/brink
BRINK_MPI := $(B)/brink-mpi
INTERPOSE := $(B)/tests/faults/interpose.so

# ---- flags --------------------------------------------------------------------------------------------------------

# -ffp-contract=off and no -ffast-math: the same seed gives the same numbers on every machine.
BASE_CFLAGS := -std=gnu11 -ffp-contract=off -fPIC -fno-semantic-interposition -pthread
# Messages are cut to their room on purpose: no -Wformat-truncation.
WARNINGS := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings -Wvla -Wformat-security \
  -Wno-format-truncation
ifeq ($(WERROR),1)
WARNINGS += -Werror
endif

CONFIG_CFLAGS_release := -O3 -g1
CONFIG_CFLAGS_debug := -Og -g3 -DBRINK_DEBUG
CONFIG_CFLAGS_asan := -O1 -g -DBRINK_DEBUG -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CONFIG_CFLAGS_tsan := -O1 -g -fsanitize=thread
CONFIG_CFLAGS_cov := -O0 -g --coverage
CONFIG_CFLAGS := $(CONFIG_CFLAGS_$(CONFIG))
ifeq ($(CONFIG_CFLAGS),)
$(error CONFIG=$(CONFIG) is none of release debug asan tsan cov)
endif
# Fat objects: libbrink.a serves linkers without LTO too, and the tests link quickly.
LTO_release := -flto=auto -ffat-lto-objects
LTO := $(LTO_$(CONFIG))

# What finds the libraries writes config.mk: EXTERNAL_CFLAGS, EXTERNAL_LIBS, LIBRARY_VERSIONS.
# Targets that need no library, or install them first, do without it.
BARE_GOALS := run test check-asan check-workflows clean help uninstall
ifneq ($(filter-out $(BARE_GOALS),$(or $(MAKECMDGOALS),all)),)
include build/config.mk
endif

ALL_CFLAGS = $(BASE_CFLAGS) $(CONFIG_CFLAGS) $(LTO) $(WARNINGS) $(CFLAGS)
LIBS = $(EXTERNAL_LIBS) -lm
# Models and the program see the public headers alone.
INCLUDES = -Isim/include -Isim
# Private: the flags stamp, which every object needs, must not depend on who asks for it.
$(B)/obj/models/%.o $(B)/obj/sim/cli/%.o $(B)/obj/sim/mpi/%.o: private INCLUDES = -Isim/include
$(B)/obj/sim/mpi/door.o: private CC = $(MPI_CC)
COMPILE = $(CC) $(INCLUDES) $(CPPFLAGS) $(EXTERNAL_CFLAGS) $(ALL_CFLAGS)

JOBS := $(shell nproc 2>/dev/null || echo 2)
# Make ourselves again with all cores, unless the caller has said how many.
SUBMAKE = $(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))
STEPWISE = $(MAKE) --no-print-directory -j1

# ---- targets ------------------------------------------------------------------------------------------------------

.PHONY: all run test check check-asan mutants soak validation bench bench-scaling install uninstall clean help FORCE
.PHONY: test-programs check-unit check-cli check-bad check-stat check-agree check-python check-references check-faults check-clusters check-workflows check-rules

## all: the library, the program and the completions; brink-mpi where there is an mpicc
all: $(LIBRARY) $(BRINK) $(if $(MPI_CC),$(BRINK_MPI)) $(if $(LTO)$(filter debug,$(CONFIG)),$(SHARED)) $(if $(PROGRAM_SOURCES),completions)

## run: install what is missing, build, simulate Korea 2017 a hundred thousand times and print what came out
run:
	@scripts/install-deps build
	@$(SUBMAKE) $(BRINK)
	@scripts/run-korea $(BRINK) build

## test: install what the tests need, build, and run all tests
test:
	@scripts/install-deps build test clusters
	@scripts/find-libraries $(CC) 2>/dev/null | cmp -s - build/config.mk || rm -f build/config.mk
	@$(SUBMAKE) all test-programs
	@$(STEPWISE) -k check-rules check-unit check-cli check-bad check-agree check-python check-references check-faults check-clusters check-stat mutants

## check: the quick tests of this CONFIG, with nothing installed
check: all test-programs
	@$(STEPWISE) -k check-rules check-unit check-cli check-bad

## check-asan: unit, cli and bad-scenario tests under the address and undefined-behaviour sanitizers
check-asan:
	@$(SUBMAKE) CONFIG=asan all test-programs
	@$(STEPWISE) -k CONFIG=asan check-unit check-cli check-bad

test-programs: $(TEST_PROGRAMS)

RUN_ENV = env BRINK='$(abspath $(BRINK))' ROOT='$(CURDIR)' PYTHON='$(PYTHON)' REFERENCES='$(abspath $(B)/tests/bench/reference)'
PYTEST = $(RUN_ENV) $(PYTHON) -B -m pytest -q -p no:cacheprovider

check-unit: $(filter $(B)/tests/unit/%,$(TEST_PROGRAMS))
	@scripts/run-cmocka $^

check-cli: $(BRINK)
	@$(RUN_ENV) tests/cli/run

check-bad: $(BRINK)
	@$(if $(wildcard tests/bad/run),$(RUN_ENV) tests/bad/run)

check-stat: $(filter $(B)/tests/stat/%,$(TEST_PROGRAMS)) $(BRINK)
	@$(if $(filter $(B)/tests/stat/%,$^),scripts/run-cmocka $(filter $(B)/tests/stat/%,$^))
	@$(if $(wildcard tests/stat/test_*.py),$(PYTEST) tests/stat)

STAT_PROGRAMS := $(filter $(B)/tests/stat/%,$(TEST_PROGRAMS))

## mutants: build the library with one deliberate error at a time; the statistical tests must notice each (MUTANTS="NAME ..." or --all)
mutants: $(STAT_PROGRAMS)
	@COMPILE='$(filter-out -Werror,$(COMPILE)) -fno-lto' LINK='$(filter-out -Werror,$(CC) $(ALL_CFLAGS) $(LDFLAGS)) -fno-lto' LIBS='-lcmocka -lz $(LIBS)' LIBRARY='$(LIBRARY)' \
	  OBJECTS='$(B)/obj' BUILD='$(B)' tests/stat/run-mutants $(MUTANTS)

## soak: the statistical tests with fresh seeds (SEED=), in two stages, with samples SCALE=4 times as large; agreement on 1,000 scenarios; 1,000 killed runs; 2,000 mutated scenarios
SOAKED := $(STAT_PROGRAMS) $(B)/tests/agree/test_grammar
soak: $(SOAKED) $(BRINK) $(INTERPOSE)
	@seed=$${SEED:-$$(od -An -N6 -tu8 /dev/urandom | tr -d ' ')}; echo "SEED=$$seed SCALE=$${SCALE:-4}"; status=0; \
	export BRINK_STAT_SOAK=$$seed BRINK_STAT_SCALE=$${SCALE:-4} BRINK_GRAMMAR_SEED=$$seed BRINK_GRAMMAR_COUNT=1000; \
	for program in $(SOAKED); do scripts/run-cmocka $$program || status=1; done; \
	SEED=$$seed BRINK_KILLS=$${BRINK_KILLS:-1000} $(PYTEST) tests/faults -k killed || status=1; \
	BRINK_SEED=$$seed BRINK_MUTATIONS=2000 $(PYTEST) tests/python/test_mutated_files.py || status=1; exit $$status

## validation: run all statistical tests and all of them against every mutant, and write the tables of docs/validation.md (half an hour)
validation: $(STAT_PROGRAMS)
	@for program in $(STAT_PROGRAMS); do BRINK_STAT_REPORT=1 $$program; done > $(B)/stat-report.txt
	@$(MAKE) --no-print-directory mutants MUTANTS=--all > $(B)/stat-mutants.txt; tail -n 1 $(B)/stat-mutants.txt
	@$(PYTHON) -B tests/stat/write-tables $(B)/stat-report.txt $(B)/stat-mutants.txt < docs/validation.md > $(B)/validation.md
	@mv $(B)/validation.md docs/validation.md

check-agree: $(filter $(B)/tests/agree/%,$(TEST_PROGRAMS)) $(BRINK)
	@$(if $(filter $(B)/tests/agree/%,$^),scripts/run-cmocka $(filter $(B)/tests/agree/%,$^))
	@$(if $(wildcard tests/agree/test_*.py),$(PYTEST) tests/agree)

check-python: $(BRINK)
	@$(if $(wildcard tests/python/test_*.py),$(PYTEST) tests/python)

check-faults: $(BRINK) $(INTERPOSE)
	@$(PYTEST) tests/faults

check-clusters: $(BRINK) $(if $(MPI_CC),$(BRINK_MPI))
	@$(PYTEST) -rs tests/clusters

## check-workflows: install snakemake, which takes 800 MB, and run the Snakefile of docs/clusters.md
check-workflows:
	@scripts/install-deps build test workflows
	@$(SUBMAKE) $(BRINK)
	@$(PYTEST) -rs tests/clusters/test_snakemake.py

check-rules: $(LIBRARY) $(BRINK) $(if $(LTO)$(filter debug,$(CONFIG)),$(SHARED))
	@$(RUN_ENV) CC='$(CC)' CPPFLAGS='$(EXTERNAL_CFLAGS)' LIBRARY='$(LIBRARY)' $(PYTHON) -B scripts/check-rules

check-references: $(BRINK) $(REFERENCE_PROGRAMS) $(B)/tests/bench/bench_addresses
	@$(PYTEST) tests/bench

# The page tells what it was measured on.
BENCH_MACHINE ?= $(shell sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1), $(JOBS) processors
BENCH_DATE ?= $(shell date +%F)
# What the references are compiled for: valgrind knows no later instructions than those of x86-64-v3.
REFERENCE_ARCH ?= native

## bench: measure brink against the reference programs and write the tables of docs/performance.md (BENCH_DATE=, BENCH_MACHINE=, BENCH="--only pairs")
bench: $(BENCH_PROGRAMS) $(REFERENCE_PROGRAMS) $(BRINK)
	@echo "== bench_code" && $(B)/tests/bench/bench_code
	@$(RUN_ENV) $(PYTHON) -B tests/bench/run --machine '$(BENCH_MACHINE)' --compiler '$(shell $(CC) --version | head -n 1)' --date '$(BENCH_DATE)' \
	  $(BENCH) < docs/performance.md > $(B)/performance.md
	@mv $(B)/performance.md docs/performance.md

## bench-scaling: measure memory, merges and traces of many replications, and write the tables of docs/scaling.md (BENCH_DATE=, BENCH_MACHINE=, BENCH=)
bench-scaling: $(BRINK) $(BENCH_PROGRAMS)
	@$(RUN_ENV) $(PYTHON) -B tests/bench/scale --machine '$(BENCH_MACHINE)' --date '$(BENCH_DATE)' $(BENCH) < docs/scaling.md > $(B)/scaling.md
	@mv $(B)/scaling.md docs/scaling.md

## compile_commands.json: for clangd and clang-tidy
compile_commands.json: FORCE
	@{ separator='['; for source in $(ALL_SOURCES); do \
	  printf '%s\n{ "directory": "%s", "file": "%s", "command": "%s -c %s" }' "$$separator" '$(CURDIR)' "$$source" \
	    '$(subst ",\",$(COMPILE))' "$$source"; separator=','; done; printf '\n]\n'; } > $@

## install: program, libraries, headers, pkg-config file, man pages, completions (prefix, DESTDIR)
install: all
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(libdir)/pkgconfig $(DESTDIR)$(includedir)/brink
	install -m 755 $(BRINK) $(DESTDIR)$(bindir)/brink
	$(if $(MPI_CC),install -m 755 $(BRINK_MPI) $(DESTDIR)$(bindir)/brink-mpi)
	install -m 644 $(LIBRARY) $(DESTDIR)$(libdir)/libbrink.a
	install -m 755 $(SHARED) $(DESTDIR)$(libdir)/libbrink.so.$(VERSION)
	ln -sf libbrink.so.$(VERSION) $(DESTDIR)$(libdir)/libbrink.so.$(SOVERSION)
	ln -sf libbrink.so.$(SOVERSION) $(DESTDIR)$(libdir)/libbrink.so
	install -m 644 $(PUBLIC_HEADERS) $(DESTDIR)$(includedir)/brink
	sed -e 's|@prefix@|$(prefix)|' -e 's|@libdir@|$(libdir)|' -e 's|@includedir@|$(includedir)|' -e 's|@version@|$(VERSION)|' -e 's|@libs@|$(strip $(LIBS))|' \
	  brink.pc.in > $(DESTDIR)$(libdir)/pkgconfig/brink.pc
	for page in docs/man/*.[15]; do \
	  install -D -m 644 $$page $(DESTDIR)$(mandir)/man$${page##*.}/$${page##*/}; done
	install -D -m 644 $(B)/completions/brink.bash $(DESTDIR)$(bashcompdir)/brink
	install -D -m 644 $(B)/completions/brink.zsh $(DESTDIR)$(zshcompdir)/_brink
	install -D -m 644 $(B)/completions/brink.fish $(DESTDIR)$(fishcompdir)/brink.fish
	install -d $(DESTDIR)$(docdir)
	install -m 644 README.md CHANGELOG.md COPYING $(wildcard docs/*.md) $(DESTDIR)$(docdir)

## uninstall: take away what install put there
uninstall:
	rm -f $(DESTDIR)$(bindir)/brink{,-mpi} $(DESTDIR)$(libdir)/libbrink.{a,so,so.$(SOVERSION),so.$(VERSION)}
	rm -f $(DESTDIR)$(libdir)/pkgconfig/brink.pc
	rm -f $(patsubst docs/man/%.1,$(DESTDIR)$(mandir)/man1/%.1,$(wildcard docs/man/*.1))
	rm -f $(patsubst docs/man/%.5,$(DESTDIR)$(mandir)/man5/%.5,$(wildcard docs/man/*.5))
	rm -f $(DESTDIR)$(bashcompdir)/brink $(DESTDIR)$(zshcompdir)/_brink $(DESTDIR)$(fishcompdir)/brink.fish
	rm -rf $(DESTDIR)$(includedir)/brink $(DESTDIR)$(docdir)

## clean: remove build/ and compile_commands.json
clean:
	rm -rf build compile_commands.json

## help: this list
help:
	@sed -n 's/^## \([^:]*\): \(.*\)/\1\t\2/p' Makefile | while IFS=$$'\t' read -r target text; do \
	  printf '  %-22s %s\n' "$$target" "$$text"; done

# ---- rules --------------------------------------------------------------------------------------------------------

build/config.mk: scripts/find-libraries
	@mkdir -p $(@D)
	@scripts/find-libraries $(CC) > $@.new && mv $@.new $@

# The stamp changes, and so everything is made again, when a flag does.
$(B)/flags: FORCE
	@mkdir -p $(@D)
	@echo '$(subst ','\'',$(COMPILE) $(LIBS))' | cmp -s - $@ || echo '$(subst ','\'',$(COMPILE) $(LIBS))' > $@

$(B)/obj/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	@echo "  cc $<"
	@$(COMPILE) -MMD -MP -c -o $@ $<

$(B)/obj/sim/base/version.o: private CPPFLAGS += -DBRINK_BUILD_FLAGS='"$(strip $(ALL_CFLAGS))"' -DBRINK_BUILD_LIBRARIES='"$(LIBRARY_VERSIONS)"'

$(LIBRARY): $(LIBRARY_OBJECTS) $(B)/library-members
	@echo "  ar $@"
	@rm -f $@
	@$(AR) rcsD $@ $(LIBRARY_OBJECTS)

# A source that went away leaves no object newer than the library: the list of members tells.
$(B)/library-members: FORCE
	@mkdir -p $(@D)
	@echo '$(LIBRARY_OBJECTS)' | cmp -s - $@ || echo '$(LIBRARY_OBJECTS)' > $@

$(SHARED): $(LIBRARY_OBJECTS) sim/libbrink.map
	@echo "  ld $@"
	@$(CC) -shared $(ALL_CFLAGS) $(LDFLAGS) -Wl,-soname,libbrink.so.$(SOVERSION) -Wl,--version-script=sim/libbrink.map -Wl,-z,defs \
	  -o $@ $(LIBRARY_OBJECTS) $(LIBS)
	@ln -sf $(@F) $(B)/libbrink.so.$(SOVERSION)
	@ln -sf $(@F) $(B)/libbrink.so

# Models from outside call what brink/model.h and law.h declare, in the program itself.
$(BRINK): $(PROGRAM_OBJECTS) $(LIBRARY) sim/models.list
	@echo "  ld $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -Wl,--dynamic-list=sim/models.list -o $@ $(filter %.o %.a,$^) $(LIBS)

$(BRINK_MPI): $(MPI_OBJECTS) $(LIBRARY) sim/models.list
	@echo "  ld $@"
	@$(MPI_CC) $(ALL_CFLAGS) $(LDFLAGS) -Wl,--dynamic-list=sim/models.list -o $@ $(filter %.o %.a,$^) $(LIBS)

$(TEST_PROGRAMS) $(BENCH_PROGRAMS): $(B)/%: $(B)/obj/%.o $(LIBRARY)
	@mkdir -p $(@D)
	@echo "  ld $@"
	@$(CC) $(ALL_CFLAGS) $(LDFLAGS) -fno-lto -o $@ $< $(filter %/helpers.a,$^) $(LIBRARY) $(TEST_LIBS) $(LIBS)
# References are compiled as who writes them for one machine would, whatever CONFIG is.
$(B)/reference-arch: FORCE
	@mkdir -p $(@D)
	@echo '$(REFERENCE_ARCH)' | cmp -s - $@ || echo '$(REFERENCE_ARCH)' > $@
$(REFERENCE_PROGRAMS): $(B)/tests/bench/reference/%: $(wildcard tests/bench/reference/*) $(B)/flags $(B)/reference-arch
	@mkdir -p $(@D)
	@echo "  cc reference $*"
	@$(CC) -std=gnu11 -O3 -march=$(REFERENCE_ARCH) $(WARNINGS) $(if $(findstring -,$*),-DCOUNT=$(lastword $(subst -, ,$*))) -o $@ \
	  tests/bench/reference/$(firstword $(subst -, ,$*)).c -lm
$(TEST_PROGRAMS): TEST_LIBS = -lcmocka -lz
# The helpers of a room are an archive, so that a test takes what it uses.
define test_helpers
$(filter $(B)/$(1)/%,$(TEST_PROGRAMS)): $(B)/obj/$(1)/helpers.a
$(B)/obj/$(1)/helpers.a: $(call object,$(filter $(1)/%,$(TEST_HELPERS)))
	@rm -f $$@
	@$(AR) rcsD $$@ $$^
endef
$(foreach room,$(sort $(patsubst %/,%,$(dir $(TEST_HELPERS)))),$(eval $(call test_helpers,$(room))))

$(INTERPOSE): tests/faults/interpose.c $(B)/flags
	@mkdir -p $(@D)
	@echo "  ld $@"
	@$(CC) $(BASE_CFLAGS) -Og $(WARNINGS) -shared -o $@ $< -ldl

.PHONY: completions
completions: $(foreach shell,bash zsh fish,$(B)/completions/brink.$(shell))
$(B)/completions/brink.%: $(BRINK)
	@mkdir -p $(@D)
	@$(BRINK) --completion $* > $@

-include $(patsubst %.o,%.d,$(call object,$(ALL_SOURCES)))
