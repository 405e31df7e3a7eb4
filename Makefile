# Two commands: `make run` (the sample archive in a browser) and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8001

.DEFAULT_GOAL := help
.PHONY: help install run serve test check eval bench rigs picture screenshots lock clean year

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

install: $(BIN)/ocop ## .venv with the ocop command
run: $(BIN)/ocop ## sample portals -> crawl -> archive.db -> Datasette, on this machine only
	$(BIN)/ocop sample --crawl
	$(BIN)/ocop serve --port $(PORT)

serve: $(BIN)/ocop ## Datasette on the archive as it stands
	$(BIN)/ocop serve --port $(PORT)

test: $(VENV)/.dev ## every test; installs what they need
	scripts/install-browser
	scripts/install-ocr
	scripts/install-pywb
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(VENV)/.dev ## ruff, ruff format, mypy strict, import rules, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

eval: $(VENV)/.dev ## what is read rightly on sample pages and annotated texts, against pinned floors
	$(BIN)/python -m evaluation fields
	$(BIN)/python -m evaluation entities

bench: $(VENV)/.dev ## measures, printed as ratios
	$(BIN)/python -m benchmarks --write

year: $(VENV)/.dev ## a year of runs by the clock: every alarm that must come, and no other; writes its section of the report
	$(BIN)/python -m rigs --tier full --write year

rigs: $(VENV)/.dev ## kills, power cuts, failing disks, hostile portals; writes docs/reliability-report.md
	$(BIN)/python -m rigs --tier full --write

bench-long: $(VENV)/.dev ## memory over a crawl of 100,000 pages, a start after its kill (ten minutes, 2 GB)
	$(BIN)/python -m benchmarks.long_crawl

bench-million: $(VENV)/.dev ## the site over a million articles (an hour, 8 GB)
	$(BIN)/python -m benchmarks site --articles 1000000

picture: $(VENV)/.dev ## the pictures of README and docs anew, from the sample archive
	$(BIN)/python scripts/picture.py

screenshots: $(VENV)/.dev ## every kind of page at two widths in both languages, into screenshots/
	$(BIN)/python scripts/screenshots.py

lock: $(VENV)/.dev ## requirements*.txt anew from pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q --extra dev pyproject.toml -o requirements-dev.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q --extra cluster pyproject.toml -o requirements-cluster.txt
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q scripts/pywb.in --override scripts/pywb-overrides.in -o requirements-pywb.txt

clean: ## the sample archive away (refuses where live captures stand)
	$(BIN)/ocop sample --clear

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if (3,11) <= sys.version_info[:2] < (3,14) else "Python 3.11, 3.12 or 3.13 is needed; PYTHON=python3.12 make … chooses one")'
	$(PYTHON) -m venv $(VENV)

$(BIN)/ocop: requirements.txt pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	PYTHONWARNINGS=ignore $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(BIN)/ocop
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
