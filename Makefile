# Needs Python 3.11 or 3.12, a C compiler, make and git. Every verb makes the locked environment, .venv, when it is not there.

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.PHONY: always help env demo serve test test-long campaign coverage mutants check bench accept openapi lock

PINS := requirements.txt build-constraints.txt pyproject.toml
BIN := .venv/bin
UV := UV_PYTHON_DOWNLOADS=never $(BIN)/uv --quiet pip
BUILD := --python $(BIN)/python --build-constraints build-constraints.txt \
	--require-build-hashes --preview-features build-dependency-hashes

# Stands for a whole environment made in this folder from these very pins: written last, under a name that changes with them.
ENV := .venv/.made-from-$(firstword $(shell { pwd; cat $(PINS); } | cksum))

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

env: $(ENV) ## the locked environment, .venv

# Node is of .venv; npm and what it runs find it on the PATH.
NPM := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix clients/typescript --loglevel=error
# npm writes this last.
MODULES := clients/typescript/node_modules/.package-lock.json

$(MODULES): clients/typescript/package-lock.json | $(ENV)
	@echo 'make: installing what package-lock.json pins into clients/typescript/node_modules' >&2
	@$(NPM) ci --no-audit --no-fund >/dev/null
	@touch $@

# What is measured beside the service has an environment of its own, and none of it is needed to measure the service.
PEERS := benchmarks/peers/node_modules/.package-lock.json benchmarks/peers/.venv/.made

benchmarks/peers/.venv/.made: benchmarks/peers/requirements.txt build-constraints.txt | $(ENV)
	@echo 'make: installing what is measured beside the service into benchmarks/peers/.venv' >&2
	@rm -f $@ && $(BIN)/python -m venv benchmarks/peers/.venv && $(UV) sync --python benchmarks/peers/.venv/bin/python \
	--build-constraints build-constraints.txt --require-hashes $< && touch $@ || echo 'make: not installed, so not measured' >&2

benchmarks/peers/node_modules/.package-lock.json: benchmarks/peers/package-lock.json | $(ENV)
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npm --prefix benchmarks/peers --loglevel=error ci --no-audit --no-fund >/dev/null \
	&& touch $@ || echo 'make: not installed, so not measured' >&2

demo: $(ENV) ## a tour of the service, in the terminal
	@$(BIN)/python demo/demo.py

serve: $(ENV) ## the service on http://127.0.0.1:8000
	@$(BIN)/servanda serve --host 127.0.0.1 --port 8000

test: $(ENV) $(MODULES) ## the tests (some of them: make test ARGS='-k clause')
	@$(BIN)/pytest -n auto --dist=worksteal $(ARGS)

test-long: $(ENV) ## the tests that take hours: the long ones, then a million random evaluations
	@$(BIN)/pytest -n auto --dist=worksteal -m long $(ARGS)
	@$(BIN)/python -m tests.reference

campaign: $(ENV) ## random evaluations against the reference evaluator (ARGS='--first 7000000 --evaluations 20000')
	@$(BIN)/python -m tests.reference $(ARGS)

# Tests that hold to a clock are left out: what is measured is slower.
coverage: $(ENV) $(MODULES) ## the branch coverage of language/ and evaluation/: nothing may be missing (some tests: ARGS=tests/language)
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -n auto --dist=worksteal -k 'not quickly' $(ARGS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

# What makes them is needed for nothing else, and stands apart.
MUTMUT := .mutants/site/.made
$(MUTMUT): tests/mutants/requirements.txt build-constraints.txt | $(ENV)
	@echo 'make: installing what makes mutants into .mutants/site' >&2
	@rm -rf $(@D) && $(UV) install $(BUILD) --require-hashes --target $(@D) -r $< && touch $@

mutants: $(ENV) $(MUTMUT) ## whether tests notice small errors in language/ and evaluation/ (some: ARGS='evaluation/worlds --each 50 --seed 2')
	@PYTHONPATH=$(CURDIR)/$(dir $(MUTMUT)) $(BIN)/python -m tests.mutants $(ARGS)

check: $(ENV) $(MODULES) ## style, types, layers, and whether openapi.yaml is true
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m servanda.api.openapi --check openapi.yaml
	@$(NPM) run --silent check

bench: $(ENV) $(PEERS) ## what judging costs, in milliseconds (as JSON: make bench ARGS='--json FILE')
	@$(BIN)/python benchmarks $(ARGS)

accept: $(ENV) ## rewrite the golden files of tests/language; read the difference before you commit it
	@$(BIN)/pytest tests/language --accept

openapi: $(ENV) $(MODULES) ## rewrite openapi.yaml, and the types of the TypeScript client
	@$(BIN)/python -m servanda.api.openapi --write openapi.yaml
	@$(NPM) run --silent openapi

# --python-version: the pins are for both Pythons, whichever of them runs this.
COMPILE := compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header $(ARGS)
lock: $(ENV) ## rewrite the pins after a change of pyproject.toml (all of them newest: make lock ARGS=--upgrade)
	@$(UV) $(COMPILE) --group build -o build-constraints.txt
	@$(UV) $(COMPILE) $(BUILD) --group dev --all-extras pyproject.toml -o requirements.txt
	@$(UV) $(COMPILE) $(BUILD) benchmarks/peers/requirements.in -o benchmarks/peers/requirements.txt
	@$(UV) $(COMPILE) $(BUILD) --constraint requirements.txt tests/mutants/requirements.in -o tests/mutants/requirements.txt

# A whole environment made in this folder is only synchronised; what an interrupted run left, or a copy from elsewhere,
# is made anew, since what is missing in it cannot be told.
SUPPORTED := -c 'import ensurepip, sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null
$(ENV): $(shell test -x $(BIN)/python || echo always)
	@grep -qsxF '$(CURDIR)' .venv/.made-from-* && $(BIN)/python $(SUPPORTED) || { \
	for python in python3 python3.12 python3.11 ''; do test "$$python" && $$python $(SUPPORTED) && break; done; \
	test "$$python" || { echo "make: Python 3.11 or 3.12 (with venv) is needed on the PATH; \
	python3 is `python3 --version 2>/dev/null || echo absent`" >&2; exit 1; }; \
	$$python -m venv --clear .venv; }
	@rm -f .venv/.made-from-*
	@echo 'make: installing what requirements.txt pins into .venv' >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r build-constraints.txt
	@$(UV) sync $(BUILD) --require-hashes requirements.txt || { echo "make: not installed, for the reason above; \
	if it is a missing gcc or Python.h: durable-rules is compiled here (on Debian: apt install gcc python3-dev)" >&2; exit 1; }
	@$(UV) install $(BUILD) --no-deps --editable .
	@echo '$(CURDIR)' >$@
