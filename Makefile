# Every everyday command of the project. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
  command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt
SOURCES := matching features models governance review_ui

.PHONY: help run test check fix bench constraints clean install install-dev

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: install ## set up, build the demo workspace if there is none, and serve it on http://127.0.0.1:8000
	$(BIN)/candor demo

test: install-dev ## set up and run every test
	$(BIN)/python -m pytest

check: install-dev ## lint, types, layers and templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/djlint --check --lint review_ui/templates

fix: install-dev ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet review_ui/templates

bench: install ## measure the shortlist end to end, beside the plain way
	$(BIN)/python -m tests.bench

constraints: install-dev ## pin what is installed now into constraints.txt
	@{ sed -n '/^#/p' constraints.txt; $(BIN)/python -m pip freeze --exclude-editable | sed -E 's/\+[a-z0-9.]+$$//' | grep -v ' @ '; } > constraints.new
	@mv constraints.new constraints.txt

clean: ## remove the environment and caches; workspaces stay
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

install: $(VENV)/.installed

install-dev: $(VENV)/.installed-dev

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found. On Debian: apt install python3 python3-venv" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "The venv module is missing. On Debian: apt install python3-venv" >&2; exit 2; }
	@touch $@

# torch first and alone, so that pip's own configuration decides between its CPU and CUDA builds.
$(VENV)/.installed: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP) torch
	$(PIP) --editable .
	@$(BIN)/python -c "import torch; print('torch', torch.__version__, '(CUDA build)' if torch.version.cuda else '(CPU build)')"
	@du -sh $(VENV) | cut -f1 | sed 's/^/environment: /'
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) --editable '.[dev]'
	@touch $@
