# `make run`: everything set up, and the console open on a live demo company. `make test`: everything set up, and the tests of each part.
# `make test-all`: these and the tests of the program as a whole.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

.PHONY: run test test-all lint bench clean

run: $(VENV)/.runs
	$(BIN)/python -m cs_core serve

test: $(VENV)/.tests
	$(BIN)/ruff check .
	$(PYTEST)

test-all: $(VENV)/.tests
	$(BIN)/ruff check .
	$(PYTEST) -m "not slow"

lint: $(VENV)/.tests
	$(BIN)/ruff check .

bench: $(VENV)/.tests
	for claim in bench/*.py; do $(BIN)/python "$$claim" || exit 1; done

clean:
	rm -rf $(VENV)

$(VENV)/.runs: requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.tests: $(VENV)/.runs requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
