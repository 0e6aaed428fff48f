# `make help` lists the targets. Nothing but make and some Python >= 3.12 has to be there beforehand.

.DEFAULT_GOAL := help
.PHONY: help setup kernel run page test test-slow test-next mutate bench docs lint format lock dist sbom clean
.PHONY: lint-ruff lint-imports lint-unused lint-types
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

SHELL := /bin/sh
WORKERS ?= 2
# Tests of a file share what they make once. A worker that dies ends the run: with another in its place it would wait for ever.
BY_FILE := --dist loadfile --no-loadscope-reorder --max-worker-restart 0
MESA_NEXT := 4.0.0a0

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

# A virtual environment holds absolute paths. Its stamps carry the place in their name, so a moved checkout is set up anew.
PLACE := $(shell pwd -P | cksum | cut -d ' ' -f 1)
LOCKED := .venv/locked-$(PLACE)
READY := .venv/ready-$(PLACE)
LOCKED_NEXT := .venv-next/locked-$(PLACE)
READY_NEXT := .venv-next/ready-$(PLACE)

# A virtual environment whose Python was removed or replaced is made anew as well.
ifneq ($(shell .venv/bin/python -c 'print(1)' 2>/dev/null),1)
$(LOCKED): rebuild
endif
ifneq ($(shell .venv-next/bin/python -c 'print(1)' 2>/dev/null),1)
$(LOCKED_NEXT): rebuild
endif
.PHONY: rebuild

# Sets `python` to a Python >= 3.12 that can make virtual environments. A name that is on the PATH may still not run (version
# managers put stand-ins there), so each candidate is tried, and the usual folders are looked into by name.
define FIND_PYTHON
new() { "$$1" -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }; \
whole() { "$$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }; \
python=; bare=; \
if [ -n "$$PYTHON" ]; then \
  new "$$PYTHON" || { echo "PYTHON=$$PYTHON is not a Python 3.12 or newer." >&2; exit 1; }; \
  if whole "$$PYTHON"; then python=$$PYTHON; else bare=$$PYTHON; fi; \
else \
  for name in python3.14 python3.13 python3.12 python3 python; do \
    for folder in '' /usr/local/bin/ /usr/bin/ /opt/homebrew/bin/; do \
      new "$$folder$$name" || continue; \
      if whole "$$folder$$name"; then python=$$folder$$name; break 2; fi; \
      bare=$${bare:-$$folder$$name}; \
    done; \
  done; \
fi; \
if [ -z "$$python" ] && [ -n "$$bare" ]; then \
  echo "$$bare lacks the venv or ensurepip module: install it (Debian, Ubuntu: python3-venv) or name another, PYTHON=..." >&2; \
  exit 1; \
fi; \
if [ -z "$$python" ]; then \
  echo "No Python 3.12 or newer was found: install one, or name it with PYTHON=/path/to/python." >&2; exit 1; \
fi
endef

# $(call quietly,LOG,COMMAND): pip's words go to LOG and are shown only when it fails.
quietly = $(2) >>$(1) 2>&1 || { tail -n 30 $(1) >&2; echo "Set-up failed; all of pip's words are in $(1)." >&2; exit 1; }

# Everything of the lock, by hash, in a fresh virtual environment. The stamp goes first and comes back last: an interrupted
# set-up starts over.
define INSTALL_LOCK
@rm -f $(@D)/locked-* $(@D)/ready-*; $(FIND_PYTHON); \
echo "Setting up $(@D) with $$("$$python" -c 'import sys; print("Python %d.%d.%d" % sys.version_info[:3])') ..."; \
rm -rf $(@D) && mkdir $(@D) && \
$(call quietly,$(@D)/setup.log,"$$python" -m venv $(@D)); \
$(call quietly,$(@D)/setup.log,$(@D)/bin/python -m pip install --require-hashes -r requirements.lock); \
touch $@
endef

# The package is a folder of links in site-packages: type checkers and editors find it as they find any other, and no path
# file (which Python 3.12 reads as ASCII under LC_ALL=C) names the checkout.
define INSTALL_PROJECT
@echo "Installing the project in $(@D) ..."; \
$(call quietly,$(@D)/setup.log,$(@D)/bin/python -m pip install --no-deps --no-build-isolation -e .)
@cd "$$($(@D)/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" && \
rm -rf _contagion_programme.pth contagion && mkdir contagion && \
for part in package/contagion/__init__.py package/contagion/__init__.pyi package/contagion/py.typed sim models experiments; do \
  ln -s "$(CURDIR)/$$part" contagion/; \
done
endef

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' Makefile

setup: $(READY) ## make .venv and install everything in it (the other targets do this by themselves)

kernel: $(READY) ## compile the model for this machine, where its sources have changed (a first run does, too)
	@.venv/bin/python -m contagion.models.kernel

run: $(READY) ## run the first scenario, results in results/first_run
	@.venv/bin/contagion run --out results/first_run --force

page: $(READY) ## open the page for planners in the browser
	@.venv/bin/contagion page

test test-slow test-next: export PYTHONDONTWRITEBYTECODE :=  # some hundred tests start a Python that imports all of it

test: lint ## formatting, lint, types and the fast tests
	@.venv/bin/python -m pytest -n $(WORKERS) $(BY_FILE)

test-slow: $(READY) ## the long statistical tests
	@.venv/bin/python -m pytest -n $(WORKERS) -m slow

test-next: $(READY_NEXT) ## the fast tests on Mesa's next major version and the newest Numba, in .venv-next
	@.venv-next/bin/python -m pytest -n $(WORKERS) $(BY_FILE)

mutate: $(READY) ## how many small changes to the code the tests notice: hours (WHICH="sim/statistics --number 30": fewer)
	@.venv/bin/python -m tests.mutation $(WHICH)

bench: $(READY) ## speed against itself and against the Mesa model
	@.venv/bin/python -m tests.benchmarks
	@.venv/bin/python -m tests.benchmarks.studies

docs: $(READY) ## the documentation as a site, in results/documentation/site
	@.venv/bin/python -m contagion.experiments.interfaces.documentation.build

lint: $(READY) ## formatting, lint, who imports whom, what nothing uses, and types
	@$(MAKE) -j $(WORKERS) lint-types lint-unused lint-ruff lint-imports

lint-ruff:
	@.venv/bin/python -m ruff format --check --quiet .
	@.venv/bin/python -m ruff check --quiet .

lint-imports:
	@imports=$$(.venv/bin/lint-imports --no-cache --no-logo) || { echo "$$imports" >&2; exit 1; }

lint-unused:
	@! .venv/bin/vulture | grep -v "unused attribute" >&2 # those are columns of tables, which are read by name

lint-types:
	@.venv/bin/python -m ty check --python .venv --no-progress --output-format concise

format: $(READY) ## rewrite the sources: formatting and safe lint fixes
	@.venv/bin/python -m ruff check --quiet --fix-only .
	@.venv/bin/python -m ruff format .

# Pins stay as they are unless pyproject.toml asks for a change; `make lock UPGRADE=--upgrade` takes the newest of all.
lock: $(READY) ## write requirements.lock anew from pyproject.toml
	@.venv/bin/uv --quiet pip compile --universal --python-version 3.12 --generate-hashes --no-emit-index-url --no-header \
	  $(UPGRADE) --all-extras --group dev --output-file requirements.lock pyproject.toml

dist: $(READY) ## in dist: the sources, wheels with the model compiled for five platforms, and WebAssembly (some minutes)
	@.venv/bin/python package/wheels.py dist
	@$(MAKE) sbom

sbom: $(READY) ## in dist: all packages of .venv, with versions and licences (CycloneDX)
	@mkdir -p dist
	@.venv/bin/uv --quiet tool run --from 'cyclonedx-bom>=7,<8' cyclonedx-py environment --pyproject pyproject.toml \
	  --spec-version 1.6 --output-reproducible -o dist/sbom.cdx.json .venv/bin/python

clean: ## remove the virtual environments, caches and build products (results stay)
	@rm -rf .venv .venv-next .pytest_cache .ruff_cache .hypothesis build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(LOCKED): requirements.lock
	$(INSTALL_LOCK)

$(READY): $(LOCKED) pyproject.toml
	$(INSTALL_PROJECT)
	@.venv/bin/python -m contagion.models.kernel
	@touch $@

$(LOCKED_NEXT): requirements.lock
	$(INSTALL_LOCK)

$(READY_NEXT): $(LOCKED_NEXT) pyproject.toml Makefile
	$(INSTALL_PROJECT)
	@$(call quietly,$(@D)/setup.log,$(@D)/bin/python -m pip install --no-deps mesa==$(MESA_NEXT))
	@$(call quietly,$(@D)/setup.log,$(@D)/bin/python -m pip install --upgrade numba)
	@.venv-next/bin/python -m contagion.models.kernel
	@touch $@
