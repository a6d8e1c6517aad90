# make demo   install, scan the example share, draft the register, say what was found
# make test   install everything the tests need, then run them
# make test-slow   the long ones: fuzzing, many kills, large trees
# make lint   formatting, lint and types
# make charts   bundle D3's parts for the report anew, after a change in inventory/report/d3 (needs npm)

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
DEMO := demo
STOCKTAKE := STOCKTAKE_HOME=$(DEMO) $(BIN)/stocktake

.PHONY: demo test test-slow lint lock charts clean

demo: .venv/installed
	$(BIN)/python -m examples.make_share --out $(DEMO)/share
	$(STOCKTAKE) scan --path $(DEMO)/share
	$(STOCKTAKE) register export --format csv --out $(DEMO)/register.csv
	$(STOCKTAKE) retention --status overdue
	@echo
	@echo "The draft register is $(DEMO)/register.csv; open it in a spreadsheet program."

test: .venv/installed-dev
	$(BIN)/pytest -m "not slow"

test-slow: .venv/installed-dev
	$(BIN)/pytest -m slow --timeout 1800

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

charts:
	cd inventory/report/d3 && npm ci --silent && npm run --silent build && rm -rf node_modules

# The versions that were tested together; run it after changing a dependency.
lock: .venv/installed-dev
	echo "# The versions that were tested together; written by 'make lock'." > requirements.lock
	$(BIN)/python -m pip freeze --exclude-editable --local | grep -v '^stocktake' >> requirements.lock

.venv/created:
	@test -n "$(PYTHON)" || { echo "Stocktake needs Python 3.11 or later; install it and try again."; exit 1; }
	$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is missing; on Debian or Ubuntu: apt install python3-venv"; exit 1; }
	@touch $@

.venv/installed: .venv/created pyproject.toml requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	@touch $@

.venv/installed-dev: .venv/created pyproject.toml requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[dev]'
	@touch $@ .venv/installed

clean:
	rm -rf .venv $(DEMO) build *.egg-info .mypy_cache .ruff_cache .pytest_cache
