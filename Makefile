# Symposia's commands. `make help` lists them; the work itself is in the scripts they call.
PORT ?= 8000
DIR ?= ./demo-conference
ARGS ?=
BIN := .venv/bin

.PHONY: help demo dev test test-fast check gen migration bench prove lock clean environment

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-10s %s\n", $$1, $$2 }'

demo: ## a living conference on http://127.0.0.1:8000 (PORT=8123 DIR=/some/where ARGS="--bots 40")
	@sh server/environment.sh run
	@exec $(BIN)/symposia demo --dir "$(DIR)" --port "$(PORT)" $(ARGS)

dev: environment ## the demo with a server that reloads and Vite on http://127.0.0.1:5173
	@$(BIN)/python server/develop.py --dir "$(DIR)" --port "$(PORT)" $(ARGS)

test: ## everything; installs what the tests need, and ends with pytest's closing line
	@sh tests/support/prepare.sh
	@sh server/environment.sh tests
	@$(BIN)/python -m tests.support.check
	@$(BIN)/python server/hatch_build.py npm test
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m "not alone and not patient" $(ARGS)
	@$(BIN)/python -m pytest -n 4 --dist worksteal -m patient $(ARGS)
	@$(BIN)/python -m pytest -m alone $(ARGS)

test-fast: environment ## the rules and the engine: about a minute
	@$(BIN)/python -m pytest -m "not slow" $(ARGS)

check: environment ## what a commit must pass: format, types, layers, dead code, generated files
	@$(BIN)/python -m tests.support.check

gen: environment ## wire.ts, docs/wire.md, docs/who-may-what.md and docs/settings.md from the catalogue
	@$(BIN)/symposia gen

migration: environment ## the next step of the database from what the tables say (NAME=raised_hands)
	@$(BIN)/python server/migration.py "$(NAME)"

bench: environment ## the figures, as a table and in bench/latest.json
	@$(BIN)/python -m tests.bench $(ARGS)

prove: environment ## the property tests with forty times the examples
	@HYPOTHESIS_PROFILE=prove $(BIN)/python -m pytest -m hypothesis --timeout 3600 $(ARGS)

lock: environment ## the locks anew from pyproject.toml (UPGRADE=1: with the newest versions)
	@UPGRADE="$(UPGRADE)" sh server/locks.sh

clean: ## remove what was built and installed (the conference folder stays)
	@rm -rf .venv web/node_modules server/symposia/static dist
	@find . -name __pycache__ -o -name '.*_cache' -o -name .hypothesis -o -name .import_linter_cache | xargs rm -rf

environment:
	@sh server/environment.sh tests
