# Almanac: `make demo` starts a demo, `make test` runs all tests; `make help` lists the rest.
# Works with GNU make 3.81 and any POSIX shell.

PYTHON ?= python3
BIN := .venv/bin
# Every process that a test starts would compile the product and the tests anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo run test soak lint bench clean

help:
	@echo "make demo    a demo with two studios (PORT, ALMANAC_DATA and DATABASE_URL are honoured)"
	@echo "             CARD=1 lets you pay by a practice card, without an account"
	@echo "make run     serve as in production, without demo data (HOST and PORT)"
	@echo "make test    all tests on SQLite, and on PostgreSQL what meets the database"
	@echo "make soak    the long forms of the proofs, on both databases (hours)"
	@echo "make lint    style, imports between rooms, templates"
	@echo "make bench   measurements as JSON lines (ONLY=booking for one of them)"
	@echo "make clean   remove what was built; data in var/ stay"

.venv/.installed: pyproject.toml constraints.txt
	@PYTHON="$(PYTHON)" sh .ci/prepare .
	@touch $@

.venv/.installed-for-tests: .venv/.installed
	@PYTHON="$(PYTHON)" sh .ci/prepare ".[test]"
	@touch $@

# CARD=1 starts a practice Stripe beside it.
demo: $(if $(CARD),.venv/.installed-for-tests,.venv/.installed)
	@$(BIN)/python -m home.management.reachable
	@$(BIN)/python $(if $(CARD),-m tests.cards.demo,manage.py demo)

run: .venv/.installed
	@$(BIN)/python -m home.management.reachable
	@echo "Collecting static files ..."
	@$(BIN)/python manage.py collectstatic --noinput -v 0
	@echo "Preparing the database ..."
	@$(BIN)/python manage.py migrate --noinput -v 0
	@$(BIN)/python manage.py serve

test: .venv/.installed-for-tests
	@echo "Testing on SQLite ..."
	@$(BIN)/python -m pytest -n 2
	@echo "Testing on PostgreSQL ..."
	@ALMANAC_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 2

soak: .venv/.installed-for-tests
	@echo "The long forms on SQLite ..."
	@ALMANAC_SOAK=1 $(BIN)/python -m pytest -s -m soak
	@echo "The long forms on PostgreSQL ..."
	@ALMANAC_SOAK=1 ALMANAC_TEST_DATABASE=postgresql $(BIN)/python -m pytest -s -m soak

lint: .venv/.installed-for-tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@PYTHONPATH=.:site $(BIN)/lint-imports
	@$(BIN)/djlint templates --lint --quiet --extend-exclude templates/notifications
	@$(BIN)/djlint templates/notifications --lint --quiet --ignore H021  # mail programs need inline styles

bench: .venv/.installed-for-tests
	@PYTHONPATH=.:site $(BIN)/python -W ignore -m tests.bench $(ONLY)

clean:
	rm -rf .venv build *.egg-info .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
