# Everything a fresh Debian or Ubuntu machine needs is installed by the targets themselves: git and make are enough.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin

help: ## Say what can be made.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

setup: .venv/ready ## Make the project's environment in .venv, versions pinned with hashes.

demo: .venv/ready lab-packages ## The main job: two offices, GRE over IPsec, PIM-SM, pushed over SSH, streams proven.
	@tools/demo.sh

test: check lab-packages test-packages ## Style, types, layers, unit, golden and lab tests.
	$(BIN)/pytest -n 2 --dist loadfile -m 'not scenarios' --cov --cov-report=term:skip-covered

test-fast: check test-packages ## The suite without the lab.
	$(BIN)/pytest -n 2 --dist loadfile -m 'not lab'

check: .venv/ready ## Style, types, layers, YAML.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/yamllint --strict .

test-scenarios: .venv/ready lab-packages test-packages ## The lab tests of the larger networks, which take minutes each.
	$(BIN)/pytest -m scenarios tests/lab

scenarios: .venv/ready lab-packages ## Run every scenario of inventory/ with its faults, and print what held.
	$(BIN)/mcastcfg lab test inventory/*/

bench: .venv/ready lab-packages ## Rates against the floor, start-up times, lab times.
	$(BIN)/python -m benchmarks

docs: .venv/ready ## Generate the reference pages and the schema of the examples anew.
	$(BIN)/mcastcfg schema --reference > docs/reference/inventory.md
	$(BIN)/mcastcfg lint --docs > docs/reference/rules.md
	$(BIN)/mcastcfg features --docs > docs/reference/features.md
	$(BIN)/python -m mcastcfg.cli.reference > docs/reference/commands.md
	$(BIN)/mcastcfg schema --output inventory/inventory.schema.json

pin: .venv/ready ## Pin versions anew after a change of pyproject.toml.
	for part in "requirements/uv.in -o requirements/uv.txt" \
	            "pyproject.toml -o requirements/runtime.txt" \
	            "pyproject.toml --group dev -o requirements/dev.txt"; do \
	  $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --upgrade $$part; \
	done

clean: ## Remove what was made here; the lab image in the user's cache stays.
	rm -rf .venv .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist

# uv comes from PyPI unless the machine has it.
UV := $(shell command -v uv || echo .cache/uv/bin/uv)

.cache/uv/bin/uv: requirements/uv.txt
	tools/host-packages.sh python
	python3 -m venv --clear .cache/uv
	.cache/uv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	touch $@

.venv/ready: requirements/dev.txt pyproject.toml $(filter .cache/%,$(UV))
	tools/host-packages.sh python
	$(UV) venv --quiet --allow-existing --python "$$(command -v python3)" .venv
	VIRTUAL_ENV=.venv $(UV) pip sync --quiet --require-hashes requirements/dev.txt
	VIRTUAL_ENV=.venv $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

lab-packages:
	@tools/host-packages.sh lab

test-packages:
	@tools/host-packages.sh test

.PHONY: help setup demo test test-fast test-scenarios check scenarios bench docs pin clean lab-packages test-packages
