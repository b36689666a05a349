# The commands of the project. Needs: Python 3.11+ with pip and venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: run test check docs package coverage kills bench fuzz hostile screenshots snapshots clean

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

check: $(STAMP) ## lint, types, import contracts, what is made of the code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python scripts/docs.py --check

docs: $(STAMP) ## make the tables of the pages, the manual page and the completions from the code
	$(BIN)/python scripts/docs.py

package: $(STAMP) ## build wheel and sdist, look inside, install and run them on every Python here
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[package]'
	$(BIN)/python scripts/package.py

coverage: $(STAMP) ## all lines and branches of what reads strangers' cards, keeps marks and opens URLs
	rm -f .coverage .coverage.*
	$(BIN)/python -m coverage run -m pytest -q tests/test_card_corners.py tests/test_card_reading.py \
	  tests/test_clean.py tests/test_database.py tests/test_exchange.py tests/test_faults.py \
	  tests/test_front_matter.py tests/test_marks.py tests/test_opener.py tests/test_outline.py \
	  tests/test_plain.py tests/test_urls.py
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
