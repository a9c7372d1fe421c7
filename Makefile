# Each target sets up what it needs. Another interpreter: make PYTHON=python3.12 build
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
UV := $(BIN)/python -m uv

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup build test lint serve docs bench golden lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with the locked packages and the command conclusio

build: $(READY) ## build the site of corpus/ into build/site/
	$(BIN)/conclusio build --corpus corpus --out build/site

test: $(READY) ## run all tests
	$(BIN)/python -m pytest -q

lint: $(READY) ## style, format, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict pipeline
	$(BIN)/python -m pytest -q tests/test_architecture.py

serve: build ## build the site and show it on this machine
	$(BIN)/conclusio serve

docs: $(READY) ## the documentation as pages, into build/docs/
	$(BIN)/python docs/manual.py

bench: $(READY) ## measure time and quality; writes docs/benchmarks.md
	$(BIN)/python -m bench

golden: $(READY) ## save the golden outputs anew; read the difference before you commit it
	$(BIN)/python -m pytest -q --save-golden

lock: $(READY) ## solve requirements.lock anew: names, versions and hashes only
	$(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-emit-index-url \
		--custom-compile-command "make lock" --group dev --output-file requirements.lock pyproject.toml

clean: ## remove everything that was made, the environment too
	rm -rf build dist .venv node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage

# With uv in seconds; where uv cannot be had, pip reads the same lock and checks the same hashes.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or later is needed: make PYTHON=…")'
	$(PYTHON) -m venv .venv
	if $(BIN)/python -m pip install -q uv; \
	then $(UV) pip sync -q --python $(BIN)/python --require-hashes requirements.lock; \
	else $(BIN)/python -m pip install -q --require-hashes -r requirements.lock; fi
	$(BIN)/python -m pip install -q --no-deps --no-build-isolation --no-index --editable .
	touch $@
