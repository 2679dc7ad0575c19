# Thin on purpose: each target is what README also shows for a machine without make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench bench-search catalogue

run: .venv/installed
	$(BIN)/saodieu serve

test: .venv/tested
	$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

check: .venv/tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -q tests/test_architecture.py tests/test_translations.py tests/test_documentation.py

bench: .venv/tested
	$(BIN)/python -m tests.bench $(ARGS)

bench-search: .venv/tested
	$(BIN)/python -m tests.bench.search_quality $(ARGS)

catalogue: .venv/tested
	mkdir -p build
	$(BIN)/pybabel -q extract -F pyproject.toml -k N_ --no-location --sort-output -o build/messages.pot .
	$(BIN)/pybabel -q update -i build/messages.pot -d translations -l vi --no-fuzzy-matching --ignore-obsolete --omit-header

.venv/installed: setup.cfg pyproject.toml
	test -d .venv || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/tested: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@
