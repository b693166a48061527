# Every everyday command of the project. `make help` lists them.
# Each makes what it needs first: .venv, then the pinned packages; a second call finds them done.
.DEFAULT_GOAL := help
SHELL := /bin/bash
MAKEFLAGS += --no-print-directory

NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
# Tried by running, not by looking: a version manager leaves names on PATH that start nothing.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3 python; do \
  $$name -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && echo $$name && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --constraint constraints.txt
HELP := on Debian and Ubuntu: apt install python3 python3-venv; elsewhere name one: make PYTHON=/path/to/python3.11

.PHONY: help run test check fix bench screenshots constraints clean install install-dev

help: ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: install ## set up, build the demo workspace if there is none, and serve it on http://127.0.0.1:8000
	$(BIN)/candor demo

# A file of tests stays in one process, so that what it makes once is made once; each process holds a model or two in memory.
test: install-dev ## set up and run every test, on up to four processors
	$(BIN)/python -m pytest -n logical --maxprocesses 4 --dist loadfile

check: install-dev ## lint, format, types, layers, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/djlint --check --lint review_ui/templates

fix: install-dev ## mend what mends itself: lint, format, templates
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/djlint --reformat --quiet review_ui/templates

bench: install ## measure the time and memory of ranking, beside the plain way
	$(BIN)/python -m tests.bench

screenshots: install-dev ## take the pictures of the documentation again, from a demo made for them
	$(BIN)/python -m tests.screenshots

# torch stays where it is pinned, and moves by hand: its newest version may not be there yet as the CPU build.
constraints: ## resolve every package but torch anew, and pin what arrives
	@$(MAKE) clean
	@grep '^torch==' constraints.txt > torch.new
	@$(MAKE) install-dev PIP='$(BIN)/python -m pip install --disable-pip-version-check --constraint torch.new'
	@{ sed -n '/^#/p' constraints.txt; \
	  $(BIN)/python -m pip freeze --all --exclude-editable --exclude pip --exclude wheel \
	  | sed -E 's/\+[a-z0-9.]+$$//' | grep -vE '^(nvidia|cuda|triton)| @ '; } > constraints.new
	@mv constraints.new constraints.txt
	@rm torch.new

clean: ## remove the environment and caches; workspaces stay
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

install: $(VENV)/.installed

install-dev: $(VENV)/.installed-dev

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found ($(HELP))" >&2; exit 2; }
	@$(PYTHON) -c '$(NEW_ENOUGH)' || { echo "Python 3.11 or newer is needed, and $(PYTHON) is" \
	  "$$($(PYTHON) --version 2>&1) ($(HELP))" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "$(PYTHON) could not make an environment: its venv module is missing ($(HELP))" >&2; exit 2; }
	@touch $@

# torch first and alone, so that pip's own configuration decides between its CPU and CUDA builds. The build backend is
# installed under its pin as well, and used as it is: pip's isolated builds would fetch whatever is newest.
$(VENV)/.installed: $(VENV)/.made pyproject.toml constraints.txt
	$(PIP) torch
	$(PIP) hatchling editables
	$(PIP) --no-build-isolation --editable .
	@$(BIN)/python -c "import torch; print('torch', torch.__version__, '(CUDA build)' if torch.version.cuda else '(CPU build)')"
	@echo "packages: $$(du -sh $(VENV)/lib | cut -f1) in $(VENV)"
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(PIP) --no-build-isolation --editable '.[dev]'
	@touch $@
