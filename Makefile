# Everything from nothing: Python 3.11 or newer with pip, make and git are enough.
# Nothing is written outside this directory, except under /var/lib/expert-pool when root runs it
# in a directory that PostgreSQL's unprivileged account cannot reach.

PYTHON  ?= python3
WORKERS ?= 2
UV_VERSION := 0.13.8

UV  := .tools/bin/uv
BIN := .venv/bin
export UV_CACHE_DIR := $(CURDIR)/.tools/cache
export UV_PYTHON_DOWNLOADS := never
export UV_NO_PROGRESS := 1

.PHONY: run test properties fuzz-api fuzz-forms coverage tamper mutants reliability rehearse-restore rehearse-ceremony \
        rehearse-panel lint types \
        contracts check screenshots lock clean
.DEFAULT_GOAL := run

run: .venv/.installed ## Start the service with demo data; PORT=9000 chooses the port
	@exec $(BIN)/expert-pool serve --demo

test: .venv/.installed ## Run the whole suite; WORKERS=4 uses more processes
	$(BIN)/pytest -n $(WORKERS)

fuzz-api: .venv/.installed ## Send thousands of generated requests in every role; prints the numbers
	FUZZ_EXAMPLES=$(or $(EXAMPLES),8) $(BIN)/pytest -q tests/web/api/test_fuzz.py

fuzz-forms: .venv/.installed ## Send every form in every role, wrongly and oddly; EXAMPLES=8 odd ways a field
	FUZZ_EXAMPLES=$(or $(EXAMPLES),3) $(BIN)/pytest -q tests/web/odd_forms

properties: .venv/.installed ## Search for new counterexamples of the properties; others at each run
	PROPERTIES=searching $(BIN)/pytest -q -n $(WORKERS) -m hypothesis

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .

types: .venv/.installed
	$(BIN)/mypy

contracts: .venv/.installed
	$(BIN)/lint-imports

coverage: .venv/.installed ## Hold every branch of the cores covered by their own tests (minutes)
	$(BIN)/pytest -q -n $(WORKERS) tests/expert_pool tests/selection --cov --cov-report=term

tamper: .venv/.installed ## Change receipts and a log of 500 entries: every bit, and all that a key allows
	$(BIN)/python -m benchmarks.tamper 1000
	nice $(BIN)/python -m benchmarks.tamper_log
	nice $(BIN)/python -m benchmarks.tamper_bits

mutants: .venv/.installed ## Plant 2,000 faults into both verifiers; the vectors must see each (an hour)
	nice $(BIN)/python -m benchmarks.mutants

reliability: .venv/.installed ## Kill database, sequencer and draw workers; draw at once; with controls (hours)
	nice $(BIN)/python -m benchmarks.reliability.kill_database
	nice $(BIN)/python -m benchmarks.reliability.kill_database --kills 20 --control
	nice $(BIN)/python -m benchmarks.reliability.kill_workers
	nice $(BIN)/python -m benchmarks.reliability.kill_workers --draws 60 --kills 120 --control
	nice $(BIN)/python -m benchmarks.reliability.concurrent_draws
	nice $(BIN)/python -m benchmarks.reliability.concurrent_draws --people 300 --full 0.96 --days 1
	nice $(BIN)/python -m benchmarks.reliability.concurrent_draws --draws 60 --people 60 --full 0.5 --days 1 --control

rehearse-ceremony: .venv/.installed ## The whole ceremony in Chromium, and every way it ends (half an hour)
	EXPERT_POOL_REQUIRE_BROWSER=1 $(BIN)/pytest -v -m rehearsal tests/journeys/test_rehearsal.py

rehearse-panel: .venv/.installed ## A panel of seven with real mails, from invitations to the signed sheet (minutes)
	EXPERT_POOL_REQUIRE_BROWSER=1 $(BIN)/pytest -v -m rehearsal tests/journeys/test_panel_day.py

rehearse-restore: .venv/.installed ## Back up, lose everything, restore, check, go on; says the minutes
	$(BIN)/python -m benchmarks.reliability.rehearse_restore

check: lint types contracts test ## What CI runs

screenshots: .venv/.installed ## Renew the pictures of the README; needs chromium
	EXPERT_POOL_REQUIRE_BROWSER=1 $(BIN)/pytest tests/journeys/test_main_job.py
	$(BIN)/python -m tests.journeys.pictures

# The settings of a user's own pip stay in force, except those that contradict --target.
$(UV):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12" >&2; exit 1; }
	env -u PIP_TARGET -u PIP_PREFIX -u PIP_ROOT PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 \
	  $(PYTHON) -m pip install --quiet --no-cache-dir --disable-pip-version-check \
	  --root-user-action=ignore --upgrade --target .tools uv==$(UV_VERSION)

.venv/.installed: requirements.lock pyproject.toml | $(UV)
	@test -x $(BIN)/python || $(UV) venv --quiet --allow-existing --python "$(PYTHON)" .venv
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# A release must have been public for a week before we take it.
lock: | $(UV)
	$(UV) pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --exclude-newer "1 week" --upgrade --quiet \
	  -o requirements.lock
	$(UV) pip compile pyproject.toml --universal --generate-hashes --no-header \
	  --no-annotate --no-emit-index-url --constraint requirements.lock --quiet \
	  -o docker/requirements.lock

clean: ## Remove what was installed; the data in .data stay
	rm -rf .venv .tools
