# `make help` says what there is; each prepares what it needs.

SHELL := /bin/bash
# Chapters/01-reinforce is the executable reinforce, and so on, in the order of the book.
CHAPTERS := $(shell ls -d Chapters/[0-9]*-*/ | sed 's,Chapters/[0-9]*-,,; s,/,,')
SWIFT_FOLDERS := Package.swift Sources Chapters Tests Exercises Benchmarks

.PHONY: help prepare gymnasium test mutants book weave check exercises bench bench-peers bench-book results sanitize fuzz portable mpi format lint clean docs dist test-dist forms live site epub pdf test-forms

help:
	@echo "make prepare   install what is missing: gnuplot and gnuplot-iostream"
	@echo "make gymnasium  install Gymnasium and MuJoCo into .build, for the tests that play there"
	@echo "make test      prove every equation; check the core against golden data"
	@echo "make mutants   bend every equation and see its test fail; ONLY=2.12 bends some"
	@echo "make book      run every chapter and weave book.md from what it printed and drew"
	@echo "make check     is book.md fresh, is every equation tested, does every link lead somewhere?"
	@echo "make exercises  which of the book's exercises have you solved? CHAPTER=3 for one chapter"
	@echo "make portable  do trainings give the same weights on arm64 and in WebAssembly?"
	@echo "make mpi       do many processes under mpirun train to the weights of one? Installs Open MPI"
	@echo "make bench     time kernels, environments and trainings on this machine, beside peers in Python"
	@echo "make bench-book  add up what all of the book's trainings cost"
	@echo "make results  train every world with its defaults from ten seeds: which are solved? Hopper as well after make gymnasium"
	@echo "make sanitize  the C kernels under address and undefined-behaviour sanitizers"
	@echo "make fuzz      every reader of files under libFuzzer, each for SECONDS=60"
	@echo "make site      the book as a static web site, in site/; PREFIX=/proximal/ is the path it will live under,"
	@echo "               REPOSITORY=https://… the place its links to files lead to"
	@echo "make live      the core as a WebAssembly module and the site's moving figures, into site/live"
	@echo "make docs      the libraries' pages, with DocC, for the site: .build/api, and site/api where there is a site"
	@echo "make epub      the book as an EPUB, in dist/; make pdf as a PDF"
	@echo "make dist      the program, trained agents and the book in one archive, for somebody who builds nothing"
	@echo "make forms     every form of the book, and their tests; says what it installs into .build and how large that is"
	@echo "make test-forms  do the site, the EPUB and the PDF that are there hold what they promise? In a browser"
	@echo "make test-dist   does the archive work in a bare Debian?"
	@echo "make format    lay the code out; make lint says what is not"

prepare:
	@./prepare.sh

gymnasium:
	@bash Tests/GymnasiumWorkersTests/make_venv.sh

test: prepare
	swift test

# SLICE=yes bends every twelfth; ONLY is a regular expression that a table's name, a part or a file has.
ONLY :=
mutants: prepare
	@cd Tests/Mutants && python3 -B -m unittest discover -q -p '*_test.py'
	@python3 -B Tests/Mutants/mutants.py $(if $(SLICE),--slice) $(if $(ONLY),--only '$(ONLY)')

book: prepare
	swift build
	@for chapter in $(CHAPTERS); do swift run --skip-build $$chapter || exit 1; done
	swift run --skip-build proximal weave
	@./drawings.sh write

weave: prepare
	swift run proximal weave
	@./drawings.sh write

check: prepare
	swift run proximal weave --check
	@./drawings.sh check

CHAPTER :=
exercises:
	@Exercises/check.sh $(CHAPTER)

# SLICE=yes leaves out what takes longest: most of an emulated Pendulum.
ITERATIONS := 100
SLICE :=
portable:
	@bash Tests/Portable/run.sh --iterations $(ITERATIONS) $(if $(SLICE),--slice)

# SLICE=yes tries fewer numbers of ranks and kills fewer.
mpi:
	@bash Tests/MPI/run.sh $(if $(SLICE),--slice)

# Peers are measured where their virtual environment could be made; ROUNDS=1 for a shorter look.
PEERS = $$(test -e .build/bench-venv/installed.txt && echo --python .build/bench-venv/bin/python)
ROUNDS := 3

bench: prepare bench-peers
	swift build -c release --product proximal
	swift build -c release --product bench
	.build/release/bench kernels --write
	.build/release/bench environments --rounds 1 --write $(PEERS)
	.build/release/bench training --rounds $(ROUNDS) --write $(PEERS)
	.build/release/bench scaling --rounds $(ROUNDS) --write
	.build/release/proximal weave

bench-peers:
	@bash Benchmarks/make_peers.sh

bench-book: prepare bench-peers
	swift build -c release
	.build/release/bench book --write $(PEERS)
	.build/release/proximal weave

# SLICE=yes trains two worlds from three seeds, in well under a minute, and writes nothing; it takes the
# build that the tests have made, in which the core is optimised as well.
SLICED_WORLDS := MiniGrid-Empty-5x5-v0 MiniGrid-Dynamic-Obstacles-5x5-v0
BUILD = $(if $(SLICE),debug,release)
# Gymnasium's worlds are trained where "make gymnasium" has been.
GYMNASIUM = $$(test -e .build/gymnasium-venv/installed.txt && echo --python .build/gymnasium-venv/bin/python)
results: prepare
	swift build -c $(BUILD) --product proximal
	swift build -c $(BUILD) --product bench
	.build/$(BUILD)/bench worlds --cores 2 $(if $(SLICE),--check --seeds 3 $(SLICED_WORLDS),--write $(GYMNASIUM))

sanitize:
	bash Tests/CKernelsTests/Sanitizers/run.sh

SECONDS ?= 60
fuzz:
	@for reader in Agent Golden Progress Checkpoint; do \
	  bash Tests/ProximalToolTests/Fuzzing/run.sh $$reader $(SECONDS) || exit 1; done

# Given once, for the site and all that is in it: the path under which it will live, and where the repository
# is looked at. The course has no public address yet; this one stands in its place.
PREFIX := /
REPOSITORY := https://example.org/proximal
export PREFIX REPOSITORY

site:
	@bash Forms/site/make.sh

live:
	@bash Forms/live/make.sh site/live

docs:
	@bash Forms/api/make.sh

epub:
	@bash Forms/epub/make.sh

pdf:
	@bash Forms/pdf/make.sh

dist: prepare
	@bash Forms/dist/make.sh

forms:
	@bash Forms/make.sh

# Tests of what is not there are left out with a word; in CI they fail. ONLY=search_test for some of them.
test-forms:
	@Tests/Forms/run.sh $(ONLY)

# SUITE=trixie or SUITE=sid tries it in another Debian.
SUITE := bookworm
test-dist:
	@bash Tests/Forms/dist_test.sh $(SUITE)

format:
	swift format format --in-place --parallel --recursive $(SWIFT_FOLDERS)

lint:
	swift format lint --strict --parallel --recursive $(SWIFT_FOLDERS)

clean:
	swift package clean
