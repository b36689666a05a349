# The commands of the project. Needs: Python 3.11+ with pip and venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test check coverage kills bench fuzz hostile screenshots snapshots clean

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "cardreader needs Python 3.11 or newer: make PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

run: $(STAMP) ## open the reader on the sample cards
	@$(BIN)/cardreader

test: $(STAMP) ## the test suite
	$(BIN)/python -m pytest -n 2

check: $(STAMP) ## lint, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

coverage: $(STAMP) ## lines and branches that the tests reach of what keeps and opens
	rm -f .coverage .coverage.*
	$(BIN)/python -m coverage run -m pytest -q tests/test_marks.py tests/test_exchange.py \
	  tests/test_faults.py tests/test_database.py tests/test_opener.py
	$(BIN)/python -m coverage report

kills: $(STAMP) ## kill -9 a thousand times while marking and indexing: KILLS=100 for some seconds
	$(BIN)/python scripts/kills.py $(KILLS)

bench: $(STAMP) ## measure cardreader beside its references: BENCH="--quick" for some minutes
	$(BIN)/python benchmarks/bench.py $(BENCH)

fuzz: $(STAMP) ## fuzz five targets, each for FUZZ_SECONDS (60)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[fuzz]'
	$(BIN)/python scripts/fuzz.py $(FUZZ)

hostile: $(STAMP) ## walk all hostile cards in a pseudo-terminal, and tell figures
	$(BIN)/python scripts/hostile.py

screenshots: $(STAMP) ## take the pictures of the README again, from the sample cards
	$(BIN)/python scripts/screenshots.py

snapshots: $(STAMP) ## take tests/snapshots again, and pictures of what has changed, to be looked at
	CARDREADER_SNAPSHOTS=write $(BIN)/python -m pytest -q tests/test_snapshots.py
	@echo "Look at the pictures in $$($(BIN)/python -c 'import tempfile; print(tempfile.gettempdir())')/cardreader-snapshots."

clean: ## remove what the other commands made
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
