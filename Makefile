# What each target needs it sets up for itself, in .venv; Python 3.11 or newer and make are enough.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# Most of the libraries' modules are never imported; Python compiles one when it is.
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check install --no-compile

WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min(8, (os.cpu_count() or 1) + 1))')

# What is compiled is kept: a test starts hundreds of processes, and each would compile what it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test quick fuzz check format site serve wheel kit test-container reference bench engines test-hub clean

demo: .venv/ready         ## walk through the line, in a player where there is a terminal
	@$(BIN)/explain-ecr step 1..3
	@if [ -t 0 ] && [ -t 1 ]; then echo; $(BIN)/explain-ecr; fi

test: .venv/ready-dev     ## run the tests
	# A process more than there are cores, since some tests wait; the tests of a file stay together, since they
	# share what they start. Which process takes which file says tests/shares.py.
	$(BIN)/python -m compileall -q explain
	$(BIN)/python -m pytest --numprocesses=$(WORKERS) --dist=loadfile

QUICK := tests/command tests/content tests/credentials tests/hosts tests/http tests/masking tests/render \
	tests/test_layers.py tests/test_lessons.py tests/test_library.py
# Half of their time. A process for each core: to collect the tests takes each of them some seconds.
SLOW := $(addprefix tests/, command/test_composed.py command/test_cost.py command/test_files.py command/test_gate.py \
	command/test_order.py command/test_surroundings.py masking/test_agree.py masking/test_hidden.py \
	masking/test_logs.py render/test_plain.py render/test_simple.py)

quick: .venv/ready-dev    ## the inner loop: what can be told within a minute, without a lab and a browser
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses=logical --maxprocesses=8 --dist=loadfile $(SLOW:%=--ignore=%) $(QUICK)

fuzz: .venv/ready-dev     ## draw new examples for every property test; MINUTES=10
	$(BIN)/python tests/fuzz.py $(or $(MINUTES),10)

check: .venv/ready-dev    ## lint, format, strict types, lessons
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/explain-ecr check

format: .venv/ready-dev   ## put the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

site: .venv/ready-dev     ## build the website from the lessons, every act played
	$(BIN)/mkdocs build --strict

serve: .venv/ready-dev    ## show the website on this machine
	$(BIN)/mkdocs serve

wheel: .venv/ready-dev    ## build the distribution, with the website in it
	$(BIN)/mkdocs build --strict --site-dir explain/site
	$(BIN)/hatchling build --target wheel
	rm -rf explain/site

kit: .venv/ready-dev wheel ## one folder for a USB stick, for a room without a network; needs PyPI
	$(BIN)/python .ci/kit/kit.py dist/*.whl kit

test-container: wheel     ## build the image of .devcontainer/ and use it; needs buildah, debootstrap and root
	.ci/test-container

reference: .venv/ready-dev ## write the generated pages again
	$(BIN)/python -m explain.reference

engines: wheel            ## write the exercises for Educates and killercoda into build/engines
	$(BIN)/python -m explain.engines build/engines
	mkdir -p build/engines/educates/workshop/wheels
	cp dist/*.whl build/engines/educates/workshop/wheels
	for scenario in build/engines/killercoda/*; do mkdir -p $$scenario/assets && cp dist/*.whl $$scenario/assets; done

# The hub and its places, installed from PyPI and npm. Its Python has to be one that every user may run.
HUB := .hub
HUB_PYTHON ?= $(shell for p in /usr/bin/python3 $(PYTHON); do \
	$$p -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

test-hub: export EXPLAIN_ECR_WAYS = none
test-hub: $(HUB)/ready wheel ## hold a workshop on a real JupyterHub, on loopback; LEARNERS=30
	$(HUB)/bin/python -m pip --quiet --disable-pip-version-check install --force-reinstall --no-deps dist/*.whl
	$(HUB)/bin/python tests/hub/run.py --learners $(or $(LEARNERS),30) \
		--proxy $(CURDIR)/$(HUB)/node_modules/.bin/configurable-http-proxy \
		--measurements explain/room/hub/measurements.json
	$(BIN)/python -m explain.reference

$(HUB)/ready: pyproject.toml
	$(HUB_PYTHON) -m venv $(HUB)
	$(HUB)/bin/python -m pip --quiet --disable-pip-version-check install \
		jupyterhub notebook jupyter-server-proxy jupyterhub-idle-culler awscli .
	npm install --silent --prefix $(HUB) configurable-http-proxy
	@touch $@

bench: .venv/ready-bench  ## measure, side by side with the real aws and docker
	$(BIN)/python tests/bench/bench.py

clean:
	rm -rf .venv .hub site explain/site build dist kit .mypy_cache .pytest_cache .ruff_cache

# pip is the last that comes into an environment: without it, the environment is made, or made to its end.
ENVIRONMENT = test -x $(BIN)/pip || $(PYTHON) -m venv .venv

.venv/ready: pyproject.toml
	@test -n "$(PYTHON)" || { echo "explain-ecr needs Python 3.11 or newer on PATH."; exit 1; }
	@echo "Installing explain-ecr and 33 libraries (120 MB) into .venv, this once."
	@echo "That takes a minute, perhaps two. Nothing outside of this folder is changed."
	@$(ENVIRONMENT)
	@$(PIP) --editable .
	@touch $@

.venv/ready-dev: pyproject.toml
	@test -n "$(PYTHON)" || { echo "explain-ecr needs Python 3.11 or newer on PATH."; exit 1; }
	@echo "Installing explain-ecr and what its tests need, 78 libraries (850 MB), into .venv, this once."
	@$(ENVIRONMENT)
	@$(PIP) --editable '.[dev,site]'
	@touch .venv/ready $@

.venv/ready-bench: .venv/ready-dev
	$(PIP) --editable '.[bench]'
	@touch $@
