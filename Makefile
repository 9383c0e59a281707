# make          sets up .venv and builds the base case: networks, tables, maps and the atlas
# make check    every fault of configuration and tables, in seconds; make test: every check and every test
# make rank-all ranks the works of every year under every closure (hours)
# make worlds   what works are worth over worlds: as many as fit, or WORLDS=48; YEARS="2030 2040 2050"
# make atlas    the page over everything that has been solved, results/atlas.html
# make findings, make backcast: run, and write what docs/results.md and docs/backcast.md tell of the run
# make figures  maps only (what they need is built first); make reference, make pins: write files from the code
# make clean    removes what was built, not .venv

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := base

VENV ?= .venv
CORES ?= all
SCENARIO ?= base
BIN := $(VENV)/bin
# As a module: the first line of a script cannot name every folder.
SNAKEMAKE := "$(BIN)/python" -m snakemake
# Asked for its own path, so that a shim of a Python that is not there does not count.
PYTHON ?= $(shell python3.11 -c 'import sys; print(sys.executable)' 2>/dev/null || command -v python3)
# The name of the mark holds the pins: other pins, another mark, and .venv is made anew. What tests and checks need
# besides comes when they are asked for. An environment of your own (make VENV=...) is taken as it is. Modules are
# compiled when they are first imported: most never are.
ifeq ($(VENV),.venv)
READY := .venv/.ready-$(firstword $(shell cksum < envs/requirements.txt))
TOOLS := .venv/.tools-$(firstword $(shell cksum < envs/requirements-dev.txt))
else
export PYTHONPATH := $(CURDIR)
endif

# Compiled modules are kept: where this is set, as in many containers, every job compiles PyPSA anew, for 5 s.
export PYTHONDONTWRITEBYTECODE :=

# Blanks and most other signs in the path of this folder do no harm. These do, deep in Snakemake, pip and Python.
ODD := $(strip $(foreach sign,: { } $$,$(findstring $(sign),$(CURDIR))))
ifneq ($(ODD),)
$(error werven cannot work in $(CURDIR): its path holds $(ODD). Rename or move the folder)
endif

# 2023 again, and the tables of docs/backcast.md
backcast: $(READY)
	$(SNAKEMAKE) results/backcast/comparison.csv results/backcast/evidence.csv --cores $(CORES)
	"$(BIN)/python" -m werven.upkeep.backcast_page

# The base case, and what docs/results.md says of it
findings: override SCENARIO := base
findings: base
	"$(BIN)/python" -m werven.upkeep.findings_page
	"$(BIN)/python" -m werven.upkeep.worlds_page

.PHONY: backcast findings base rank-all worlds atlas figures report test lint reference pins clean

base: $(READY)
	$(SNAKEMAKE) $(SCENARIO) --cores $(CORES)
	$(SNAKEMAKE) atlas --cores 1
	@echo "Maps: results/$(SCENARIO)/maps; ranking: results/$(SCENARIO)/*/ranking.csv"
	@echo "Open the atlas: $$PWD/results/atlas.html"

rank-all: $(READY)
	$(SNAKEMAKE) $(if $(filter base,$(SCENARIO)),rank_all,rank_$(SCENARIO)_all) --cores $(CORES)
	$(SNAKEMAKE) atlas --cores 1
	@echo "Rankings of all years and closures: results/$(SCENARIO)/rankings.csv; atlas: $$PWD/results/atlas.html"

# Worlds that were asked for stay: a later run goes on with as many.
YEARS ?=
OVER_WORLDS = results/$(SCENARIO)/maps/robust_$(year).png results/$(SCENARIO)/$(year)/orders.csv
worlds: $(READY)
	WERVEN_WORLDS=$(WORLDS) $(SNAKEMAKE) --cores $(CORES) \
		$(if $(YEARS),$(foreach year,$(YEARS),$(OVER_WORLDS)),worlds_$(SCENARIO))
	@echo "Works over worlds: results/$(SCENARIO)/*/robust.csv, drivers.csv, worlds.csv, orders.csv"

.venv/.ready-%:
	@test -n "$(PYTHON)" || { echo "werven needs Python 3.11 or later"; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "werven needs Python 3.11 or later")'
	"$(PYTHON)" -m venv --clear .venv
	"$(BIN)/python" -m pip install --quiet --no-compile --requirement envs/requirements.txt
	"$(BIN)/python" -m pip install --quiet --no-deps --editable .
	@touch $@

.venv/.tools-%: $(READY)
	"$(BIN)/python" -m pip install --quiet --no-compile --requirement envs/requirements-dev.txt
	@touch $@

atlas: $(READY)
	$(SNAKEMAKE) atlas --cores 1
	@echo "Open the atlas: $$PWD/results/atlas.html"

figures: $(READY)
	$(SNAKEMAKE) $(SCENARIO) --cores $(CORES) --forcerun figures_year figures_scenario
	@echo "Maps: results/$(SCENARIO)/maps"

report: $(READY)
	$(SNAKEMAKE) $(SCENARIO) --report results/report-$(SCENARIO).html

lint: $(TOOLS)
	"$(BIN)/ruff" check .
	"$(BIN)/ruff" format --check .
	"$(BIN)/snakefmt" --check Snakefile rules
	"$(BIN)/mypy"
	$(SNAKEMAKE) --lint
	"$(BIN)/oxlint" --config werven/atlas/js/.oxlintrc.json --deny-warnings werven/atlas/js
	"$(BIN)/oxfmt" --config werven/atlas/js/.oxfmtrc.json --check 'werven/atlas/js/*.js'

test: lint
	"$(BIN)/python" -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder \
		--cov --cov-report=term:skip-covered

# Every fault of configuration and tables in one message, before anything is run.
.PHONY: check
check: $(READY)
	"$(BIN)/python" -m werven check

reference: $(READY)
	"$(BIN)/python" -m werven.upkeep.reference

# Takes the newest versions that pyproject.toml allows, then writes down which they are.
pins: $(TOOLS)
	"$(BIN)/python" -m pip install --quiet --upgrade --upgrade-strategy eager --editable ".[dev]"
	"$(BIN)/python" -m werven.upkeep.pins

clean:
	find results resources -mindepth 1 ! -name README.md -delete
	rm -rf .snakemake .mypy_cache .pytest_cache .ruff_cache .coverage
