# `make run` and `make test` do all the set-up themselves; what they fetch stays in .tools/, .venv/ and node_modules/.
SHELL := /bin/bash
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PROVISO := .venv/bin/proviso
PAGES := package.json .npmrc scripts/build_assets.py $(wildcard src/proviso/web/theme/*)

.PHONY: help run test journeys coverage check bench bench-screening bench-gateway fuzz docs setup assets clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-15s %s\n", $$1, $$2}' Makefile

run: ## Open the demo agency; the first time sets everything up (ARGS="--demo-small" for one week)
	@[ -f .make/run ] && [ -f .make/assets ] || echo "Setting up Proviso. The first time takes up to a minute."
	@$(MAKE) -s -j2 .make/run .make/assets
	@exec $(PROVISO) serve --demo $(ARGS)

test: .make/dev .make/assets ## Run every check and test; the line to read is the last one
	@scripts/test.sh

journeys: .make/dev .make/assets ## Take the long walks, most of them in a browser, which `make test` leaves out
	@.venv/bin/pytest -q -n 2 -m journey tests

coverage: .make/dev .make/assets ## Run every test and say which branches none of them takes; twice as long
	@.venv/bin/pytest -q -n 2 --cov --cov-report=term:skip-covered

check: .make/dev ## Run the static checks and the quick tests
	@scripts/check.sh
	@.venv/bin/pytest -q -n 2 -m "not browser and not go and not clients" tests

bench: .make/dev ## Measure, and print the medians in one table
	@.venv/bin/python -m bench.run $(ARGS)

bench-screening: .make/dev ## Measure screening beside its open peers, and write the report (ARGS="--data DIR")
	@scripts/apart.sh peers
	@.venv/bin/python -m bench.peers $(ARGS)

bench-gateway: .make/dev .make/assets ## Measure the gateway beside its open peers, and write the report (ARGS="--quick")
	@scripts/apart.sh gateways || true
	@.venv/bin/python -m bench.gateways $(ARGS)

fuzz: .make/dev ## Fuzz what reads texts and files, 60 s for each target (ARGS="--seconds 10 screen pdf")
	@scripts/apart.sh fuzz
	@.venv/bin/python -m fuzz.run $(ARGS)

docs: .make/dev ## Write the generated tables of docs/ anew
	@.venv/bin/cog -r docs/index.md docs/reference/*.md

setup: .make/dev .make/assets ## Fetch everything, run nothing

assets: .make/npm ## Build the theme and the scripts of the pages
	@rm -f .make/assets
	@$(MAKE) -s .make/assets

clean: ## Remove what was fetched and built here; the data folder stays
	rm -rf .make .tools .venv node_modules src/proviso/web/static/dist

.make/uv: scripts/tools.sh
	@scripts/tools.sh uv
	@touch $@

.make/node: scripts/tools.sh
	@scripts/tools.sh node
	@touch $@

.make/run: .make/uv uv.lock pyproject.toml
	@scripts/packages.sh run
	@touch $@

.make/dev: .make/uv uv.lock pyproject.toml
	@scripts/packages.sh dev
	@touch $@ .make/run

.make/npm: .make/node package-lock.json package.json .npmrc
	@scripts/packages.sh npm
	@touch $@

.make/assets: .make/npm $(PAGES)
	@scripts/packages.sh assets
	@touch $@
