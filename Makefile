# Everything the hub's makers and operators do. A bare machine needs Python 3.11 or later, nothing else.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Which lock files the environment was last installed from; a changed lock is installed anew.
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
PIP := $(BIN)/python -m pip install --disable-pip-version-check --require-hashes --no-deps
TESTERS ?= 2
# A lock names versions and hashes, never where they were found.
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help run test check format bench soak generate lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: $(RUNTIME) ## a running hub with the demo city in it
	@$(BIN)/hub run

test: check ## everything CI runs
	$(BIN)/python -m pytest -n $(TESTERS) $(PYTEST)

check: $(DEV) ## formatting, lint, types and import contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(DEV) ## put the code in its usual shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(DEV) ## measure
	@if [ -d tests/benchmarks ]; then $(BIN)/python -m tests.benchmarks; \
	else echo "There is no benchmark yet."; exit 2; fi

soak: $(DEV) ## run for long, and see what wears
	@if [ -d tests/soak ]; then $(BIN)/python -m pytest -m soak tests/soak; \
	else echo "There is no soak test yet."; exit 2; fi

generate: $(DEV) ## write again what is generated and committed
	$(BIN)/hub schema --write
	$(BIN)/python -m tests.house.generated

lock: $(DEV) ## write the lock files anew from pyproject.toml
	$(COMPILE) --extra build --output-file requirements.lock
	$(COMPILE) --all-extras --constraint requirements.lock --output-file requirements-dev.lock

# The environment: made by venv and filled by pip alone, from hash-pinned locks that name no host.
$(BIN)/python:
	@echo "Making $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The hub needs Python 3.11 or later: make PYTHON=python3.11")'
	@# Half an environment, as without Debian's python3-venv, would be taken for a whole one the next time.
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what the hub runs on (about 60 MB the first time) ..."
	$(PIP) -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(RUNTIME)
	@echo "Installing what its tests need (about 120 MB the first time) ..."
	$(PIP) -r requirements-dev.lock
	@touch $@
