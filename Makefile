# `make run`: everything set up, and the console open on a live demo company. `make test`: everything set up, and all tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint bench clean

run: $(VENV)/.runs
	$(BIN)/python -m cs_core serve

test: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

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
