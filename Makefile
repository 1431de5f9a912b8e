# Every command of the project. Each one sets up what it needs by itself.

PYTHON ?= python3
STACK ?= dev
PROJECT ?= stacks/banking_portal

BIN := .venv/bin
PACKAGES := components/core components/network components/data components/compute components/edge components/observability sandbox
READY := .venv/.ready
SANDBOX := $(BIN)/strongroom-sandbox --cwd $(PROJECT)
# Three workers on two cores: a quarter of the time on the engine is waiting.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) * 3 // 2)')
# In order: the tests on the engine come first, which take longest, so that no worker is left with them in the end.
PYTEST := $(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=loadfile --no-loadscope-reorder
CODE := components sandbox stacks tests benchmarks tools

# The user's own variables of Python would change what is imported. Each `up` loads a program twice: bytecode is kept.
unexport PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONOPTIMIZE PYTHONPATH PYTHONSTARTUP PYTHONWARNINGS

.DEFAULT_GOAL := help
.PHONY: help up preview refresh down status export compliance install test test-unit test-sandbox test-install test-lowest test-newest test-pythons coverage lint format typecheck build bench reference lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(READY) ## install the development environment into .venv

up: $(READY) ## deploy the banking portal on this machine (STACK=prod for another stack)
	@$(SANDBOX) up --stack $(STACK)

preview: $(READY) ## show what `make up` would change
	@$(SANDBOX) preview --stack $(STACK)

refresh: $(READY) ## bring the stack's state up to what the local AWS says
	@$(SANDBOX) refresh --stack $(STACK)

down: $(READY) ## destroy every stack and end the local AWS
	@$(SANDBOX) down

status: $(READY) ## tell what runs and what is deployed
	@$(SANDBOX) status

export: $(READY) ## print the deployed stack's state, secrets shown
	@$(SANDBOX) exec --stack $(STACK) -- pulumi stack export --show-secrets

compliance: $(READY) ## tell which controls the deployed stack meets, fails, and why not (also as Markdown and JSON)
	@$(SANDBOX) exec --stack $(STACK) -- pulumi stack export | $(BIN)/python -m strongroom.observability \
	  $(addprefix --exceptions ,$(wildcard $(PROJECT)/compliance.yaml $(PROJECT)/compliance.$(STACK).yaml)) \
	  --markdown compliance/$(STACK).md --json compliance/$(STACK).json

test: $(READY) ## run all tests
	@$(BIN)/python -m strongroom.sandbox.pulumi_cli > /dev/null
	@$(PYTEST) tests/sandbox tests/unit

test-unit: $(READY) ## run the tests that need no local AWS
	@$(PYTEST) tests/unit

test-sandbox: $(READY) ## run the tests on the local AWS and the real Pulumi engine
	@$(BIN)/python -m strongroom.sandbox.pulumi_cli > /dev/null
	@$(PYTEST) tests/sandbox

test-install: $(READY) ## install the lock with the oldest and the newest pip, beside newer releases
	@$(BIN)/python -m pytest tests/install

test-lowest: $(READY) ## run each package's unit tests with the oldest dependencies that it declares
	@$(BIN)/python tools/test_bounds.py lowest $(PACKAGES)

test-newest: $(READY) ## run each package's unit tests with the newest dependencies that it declares
	@$(BIN)/python tools/test_bounds.py newest $(PACKAGES)

test-pythons: $(READY) ## run the unit tests on each other supported Python that is installed
	@for python in python3.12 python3.13 python3.14; do \
	  $$python -c "" 2> /dev/null || { echo "$$python is not installed: skipped"; continue; }; \
	  echo "== $$python"; \
	  $$python tools/install.py --venv .bounds/$$python $(PACKAGES) || exit 1; \
	  .bounds/$$python/bin/python -m pytest --quiet --numprocesses=$(WORKERS) --dist=loadfile tests/unit || exit 1; \
	done

coverage: $(READY) ## run the tests that need no engine, and show which lines they leave out
	@$(PYTEST) tests/unit tests/sandbox/provider --cov --cov-report=term-missing:skip-covered

lint: $(READY) ## check style, import layers and declared dependencies
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/lint-imports
	@for package in $(PACKAGES); do (cd $$package && $(CURDIR)/$(BIN)/deptry src) || exit 1; done

format: $(READY) ## put the code in its standard format
	@$(BIN)/ruff check --fix $(CODE)
	@$(BIN)/ruff format $(CODE)

typecheck: $(READY) ## check types (pyright, strict), and what type checkers report in programs that use the wheels
	@$(BIN)/pyright
	@$(BIN)/python -m pytest --quiet tests/types

build: $(READY) ## build every package into dist/
	@for package in $(PACKAGES); do $(BIN)/python -m build --no-isolation --outdir dist $$package || exit 1; done

bench: $(READY) ## measure speed and memory, and print a table
	@$(BIN)/python benchmarks/bench.py

reference: $(READY) ## write the tables in the READMEs anew from the docstrings
	@$(BIN)/python tools/reference.py

lock: | $(BIN)/uv ## add what is missing to requirements.lock; UPGRADE=--upgrade renews all versions
	@$(BIN)/uv pip compile --quiet $(UPGRADE) --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate --no-emit-package strongroom-core \
	  --group dev $(PACKAGES:%=%/pyproject.toml) --output-file requirements.lock

clean: ## end the local AWS, and remove the environment and everything that was built
	@if [ -x $(BIN)/strongroom-sandbox ]; then $(SANDBOX) down --force; fi
	@rm -rf .venv dist .coverage .hypothesis .pytest_cache .ruff_cache .import_linter_cache .bounds .venv.lock
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Not $(READY): an environment is not ready while the lock lacks a dependency that a package declares.
$(BIN)/uv:
	@$(MAKE) install

# tools/install.py installs exactly what requirements.lock pins; the packages themselves are used where they are.
$(READY): requirements.lock $(PACKAGES:%=%/pyproject.toml)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: Python 3.11 to 3.14 is required, and $(PYTHON) is not; choose one with: make PYTHON=python3.14 ..." >&2; exit 1; }
	@$(PYTHON) tools/install.py $(PACKAGES)
