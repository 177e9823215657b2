# Every target does its own set-up. On a bare Debian with git, make and Python 3: `make demo`, `make test`.

UV := scripts/uv
SYNC_DEMO := $(UV) sync --quiet --frozen --no-dev --inexact
SYNC_DEV := $(UV) sync --quiet --frozen --all-groups
RUN := $(UV) run --quiet --frozen --no-sync

.PHONY: demo test fast soak bench fmt setup help

help: ## Show the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

demo: ## Set up and start the demo on loopback; its data is in var/demo (or CANBO_DATA_DIR)
	@$(SYNC_DEMO)
	@CANBO_DATA_DIR="$${CANBO_DATA_DIR:-var/demo}" $(RUN) canbo demo $(if $(PORT),--port $(PORT))

setup: ## Install everything that the tests need
	@$(SYNC_DEV)
	@scripts/test_tools.sh

test: setup ## Run every check and every test: SQLite, PostgreSQL, browser
	@$(RUN) python scripts/check.py all

fast: ## Run the checks without tests, and the tests on SQLite
	@$(SYNC_DEV)
	@$(RUN) python scripts/check.py fast

soak: setup ## Kill the server 200 times in mid-write, workers ten times; fuzz forms with new seeds
	@$(RUN) python scripts/check.py soak

bench: ## Print the figures of every benchmark under bench/
	@$(SYNC_DEV)
	@$(RUN) python scripts/check.py bench

fmt: ## Format the code
	@$(SYNC_DEV)
	@$(RUN) ruff check --quiet --fix-only .
	@$(RUN) ruff format --quiet .
