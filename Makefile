# Everything a developer or a trial needs, on a machine with Python >= 3.11, git and make.
# The virtual environment is made and kept up to date by the targets that use it.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test chaos check bench lock clean

export PIP_DISABLE_PIP_VERSION_CHECK := 1
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$python && break; done)
COMPILE := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

help: ## show this list
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1	\2/p' Makefile

run: .venv/runtime ## run everything on this machine, with a sandbox to play in, at http://127.0.0.1:8080/
	BOT_SANDBOX__ENABLED=true .venv/bin/callback-bot run

test: .venv/dev ## run all tests; browser tests need Chromium, which is found or installed
	@CHROMIUM_PATH="$$(scripts/chromium.sh)" .venv/bin/pytest -n 3 --dist loadfile $(PYTEST)

chaos: .venv/dev ## kill everything 200 times under load, rush the line, lose webhooks, cross summer time
	@CHAOS=long .venv/bin/pytest tests/chaos tests/machine --override-ini session_timeout=3600 $(PYTEST)

check: .venv/dev ## run what needs no server: lint, format, types, imports, known vulnerabilities
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo
	scripts/audit.sh requirements.lock

bench: .venv/dev ## measure, beside a bare aiohttp server and a Flask server doing the same work
	.venv/bin/python -m bench

lock: .venv/dev ## pin dependencies anew; with UPGRADE=1 to their latest versions
	$(COMPILE) pyproject.toml --output-file requirements.lock
	$(COMPILE) pyproject.toml --extra dev --constraint requirements.lock --output-file requirements-dev.lock
	echo hatchling | $(COMPILE) - --output-file requirements-build.lock

clean: ## remove what the other targets made, but not var/, the data
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say make PYTHON=/path/to/it"; exit 1; }
	@echo "Making a virtual environment in .venv with $(PYTHON)"
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "Python's own venv is missing; on Debian or Ubuntu: apt-get install python3-venv"; exit 1; }

.venv/runtime: requirements.lock requirements-build.lock pyproject.toml | .venv/bin/python
	@echo "Installing what the service needs into .venv"
	@.venv/bin/pip install --quiet --require-hashes -r requirements.lock -r requirements-build.lock
	@.venv/bin/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements-dev.lock .venv/runtime
	@echo "Installing what development needs into .venv"
	@.venv/bin/pip install --quiet --require-hashes -r requirements-dev.lock
	@touch $@
