# The daily commands. `make help` lists them.
PYTHON ?= python3
PORT ?= 8000
TESTS ?=
FUZZ ?= 100000
BIN := .venv/bin
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help run test lint format gallery bench fuzz static clean

help: ## Lists the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' Makefile | expand -t 16

run: ## Starts the portal with demo people and cases (PORT=8000)
	@deploy/install.sh run
	@exec $(BIN)/portal demo run --port $(PORT)

test: ## Runs every test (TESTS="tests/web -k sent" for some)
	@deploy/install.sh test
	@exec $(BIN)/python -m pytest -n $${PORTAL_TEST_WORKERS:-2} --dist worksteal -q $(TESTS)

lint: ## Judges format, style and types
	@deploy/install.sh test
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy

format: ## Puts the code into its format
	@deploy/install.sh test
	@$(BIN)/ruff check --fix-only -q . ; $(BIN)/ruff format -q .

gallery: ## Draws every kind of question and takes its picture for the docs
	@deploy/install.sh test
	@exec $(BIN)/python -m tests.kinds.gallery

bench: ## Measures the portal beside plain Flask; writes bench/results.json
	@deploy/install.sh test
	@exec $(BIN)/python bench/run.py

fuzz: ## Judges hostile input and random expressions, services and answers (FUZZ=100000)
	@deploy/install.sh test
	@FUZZ=$(FUZZ) exec $(BIN)/python -m pytest -n $${PORTAL_TEST_WORKERS:-2} --dist worksteal -q \
		tests/fuzz tests/rules/test_same_as_cel.py tests/journey/test_random_services.py tests/authoring/test_random_walks.py \
		tests/forms/test_shipped_journeys.py

static: ## Builds the style sheets and scripts anew (needs Node)
	@exec sh static/build.sh

clean: ## Removes what was installed and the demo's data
	@rm -rf .venv var tests/node_modules static/source/node_modules
