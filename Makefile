# The commands of this project; `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE =
export XDG_RUNTIME_DIR ?= /tmp

help: ## list the commands
	@grep -hE '^[a-z][a-z%-]*:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 22

setup: .venv/.ready node_modules/.ready ## make .venv with the vetting command, and the pages' assets

.venv/.ready: requirements/test.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	$(BIN)/python -m vetting.matching
	touch $@

node_modules/.ready: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	npm run --silent build
	touch $@

run: setup ## make the demonstration register and serve it on http://localhost:$(PORT)
	@PORT=$(PORT) $(BIN)/vetting demo

lint: setup ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: setup ## every test but the large counts: real SQLite, PostgreSQL, Redis and browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not full"

test-full: setup ## the large counts too
	VETTING_STATE_MACHINE_RUNS=2000 $(BIN)/python -m pytest -n 2 --dist loadgroup

drill-%: setup ## one drill, with its figures last: authz, tamper, …
	@PYTHONPATH=. $(BIN)/python -W ignore -m tests.drills.$(subst -,_,$*)

bench-monitoring: setup ## 100,000 live checks against one new entry
	@PYTHONPATH=. $(BIN)/python -W ignore -m tests.benchmarks.monitoring

bench-batch: setup ## the national data wash: 300,000 rows against 10,000 entries, upload to results
	@PYTHONPATH=. $(BIN)/python -W ignore -m tests.benchmarks.batch_wash $(BENCHMARK)

benchmark-speed: setup ## speed and memory of the matcher at 10,000 and 100,000 entries, with a calibration
	@PYTHONPATH=. $(BIN)/python -W ignore -m tests.benchmarks.speed $(BENCHMARK)

requirements: ## compile the pinned requirements again
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 requirements/run.in -o requirements/run.txt
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --python-version 3.11 requirements/test.in -o requirements/test.txt

.PHONY: help setup run lint test test-full bench-batch bench-monitoring requirements benchmark-speed
