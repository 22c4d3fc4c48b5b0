# Every command a developer needs. `make` alone lists them.
# Set what you like on the line: make run PORT=9000 VAR=/some/folder DEMO=0

.DEFAULT_GOAL := help
SHELL := /bin/sh

PORT ?= 8000
VAR ?= var
DEMO ?= 1
READY ?=
SIZE ?= small
SECONDS ?= 15
ROWS ?=
CLIENTS ?= 1,8,32
CONNECTIONS ?= 2000
RECORD ?= 0
COUNT ?= 1000
# Clients' suites expect a square on 3000; make run keeps its own.
LIVE_PORT = $(if $(filter file,$(origin PORT)),3000,$(PORT))
BENCH_PORT = $(if $(filter file,$(origin PORT)),8100,$(PORT))

# The first Python that fits and can make a virtual environment; else the first that fits. The
# system's comes first: distributions build theirs with optimisations that pyenv leaves out (10 %).
SYSTEM := /usr/bin/python3
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON = $(shell for wanted in 'import ensurepip, venv' 'pass'; do \
	for name in $(SYSTEM) python3 python3.13 python3.12 python3.11; do \
		if $$name -c "$(FITS)" 2>/dev/null && $$name -c "$$wanted" 2>/dev/null; \
		then echo $$name; exit; fi; \
	done; done)
PREPARE = PYTHONPATH=platform $(or $(PYTHON),$(NO_PYTHON)) -B -m embedded.prepare
NO_PYTHON = $(error Python 3.11, 3.12 or 3.13 is needed and none is here: apt install python3 python3-venv)

BIN := .venv/bin
EMBEDDED = $(BIN)/python -m embedded
BENCH_AT = --port "$(BENCH_PORT)" --var "$(VAR)/bench"
MANAGE = $(EMBEDDED) with --var "$(VAR)" --port "$(PORT)" -- $(CURDIR)/$(BIN)/python manage.py

export PYTHONPATH := $(CURDIR)/platform:$(CURDIR)
unexport PORT VAR DEMO READY SIZE SECONDS ROWS CLIENTS CONNECTIONS RECORD COUNT MAKEFLAGS MFLAGS MAKELEVEL

.NOTPARALLEL:
.PHONY: help setup setup-dev chromium ffmpeg suite run live test check fix house journeys clients conformance \
	bench-serve bench bench-squares bench-streaming bench-overload migrate demo docs clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

setup: ## build .venv from requirements.lock
	@$(PREPARE) run

setup-dev:
	@$(PREPARE) dev

run: setup ## run everything here: PORT=8000 VAR=var DEMO=1
	@$(EMBEDDED) up --port "$(PORT)" --var "$(VAR)" --demo "$(DEMO)"

live: setup ## a throwaway square for clients' test suites: PORT=3000 READY=file
	@$(EMBEDDED) live --port "$(LIVE_PORT)" --ready-file "$(READY)"

test: setup-dev chromium ffmpeg check suite journeys clients ## check everything, in a browser too

# Asked for early, because installing it may take a minute; the journeys fail where it is missing.
chromium: setup-dev
	@$(BIN)/python -m embedded.browser || true

# Likewise; the tests of films fail where it is missing.
ffmpeg: setup-dev
	@$(BIN)/python -m embedded.films || true

suite: setup-dev
	$(BIN)/pytest tests --ignore=tests/journeys -n 2 --junitxml=var/clients/suite.xml

check: setup-dev ## linters, types and the floors of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports
	$(BIN)/mypy

fix: setup-dev ## put right what a program can put right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

house: setup-dev ## draw docs/house.svg and print what has grown large
	@$(BIN)/python manage.py house

journeys: setup-dev ## walk the ways through the product in a real browser
	@$(BIN)/python -m embedded.browser
	$(BIN)/pytest tests/journeys

clients: setup-dev ffmpeg ## run clients' own suites against a throwaway square: PORT=3000
	@$(BIN)/python tests/clients/toot_suite.py "$(LIVE_PORT)"
	@$(BIN)/python tests/clients/mastodon_suite.py "$(LIVE_PORT)"

conformance: setup-dev ## write docs/conformance.md from the last runs of clients' suites
	@$(BIN)/python tests/clients/conformance.py

bench-serve: setup ## leave a square to measure running: PORT=8100 SIZE=small|large
	@$(BIN)/python -m bench.serve $(BENCH_AT) --size "$(SIZE)"

bench: setup ## measure it: SECONDS=15 ROWS=home,public CLIENTS=1,8,32 RECORD=1 writes the paper
	@$(BIN)/python -m bench.measure $(BENCH_AT) --size "$(SIZE)" --seconds "$(SECONDS)" \
		--rows "$(ROWS)" --clients "$(CLIENTS)" $(if $(filter 1,$(RECORD)),--record)

bench-squares: setup ## measure what many squares take: COUNT=1000 RECORD=1 writes the paper
	@$(BIN)/python -m bench.squares --port "$(BENCH_PORT)" --var "$(VAR)/bench-squares" \
		--count "$(COUNT)" $(if $(filter 1,$(RECORD)),--record)

bench-streaming: setup ## open connections and measure them: CONNECTIONS=2000 RECORD=1 writes the paper
	@$(BIN)/python -m bench.streaming $(BENCH_AT) --size "$(SIZE)" --connections "$(CONNECTIONS)" \
		$(if $(filter 1,$(RECORD)),--record)

bench-overload: setup ## ask too much of it: SECONDS=15 SIZE=small RECORD=1 writes the paper
	@$(BIN)/python -m bench.overload $(BENCH_AT) --size "$(SIZE)" --seconds "$(SECONDS)" \
		$(if $(filter 1,$(RECORD)),--record)

migrate: setup ## bring the tables up to date: VAR=var
	@$(MANAGE) migrate_platform

demo: setup ## plant the demo, whole again where it was taken apart: VAR=var
	@$(MANAGE) plant_demo

docs: setup-dev ## write the papers that are made from the code
	@$(BIN)/python manage.py env_example
	@$(BIN)/python manage.py house

clean: ## remove what can be built again; data under var/ stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage htmlcov
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
