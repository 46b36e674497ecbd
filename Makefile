# Everything from a fresh Debian or Ubuntu to the finished book. `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help book zipapp docs check test test-lowest release-check format lock clean pristine

help: ## Say what there is to make.
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

book: ## Build the editions of book.yaml into build/ (sets up what that needs).
	@setup/prepare book
	.venv/bin/anthology build

zipapp: ## Pack the program and all it needs into one file, dist/anthology.pyz, for machines with the same Python.
	@setup/zipapp

docs: ## Build the handbook in docs/ with the builder itself, into build/docs/.
	@setup/prepare book
	.venv/bin/anthology build docs/book.yaml --out build/docs

check: ## Run the linters, the type checker and the quick tests (under a minute): before each commit.
	@setup/prepare test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --cache-dir .cache/imports
	.venv/bin/reuse lint --quiet
	.venv/bin/pytest -n auto --maxprocesses 8 -m "not slow and not browser and not java and not cluster"

test: ## Run all checks and tests (sets up what they need; about five minutes at first).
	@setup/prepare test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --cache-dir .cache/imports
	.venv/bin/reuse lint --quiet
	.venv/bin/pytest -n auto --maxprocesses 8

test-lowest: ## Run the tests with the lowest versions that pyproject.toml allows, in an environment of their own.
	@setup/lowest

release-check: ## Make the files of a release in dist/ and check them as docs/releasing.md says (uploads nothing).
	@setup/release-check

format: ## Put the layout of the code right.
	@setup/prepare test
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

lock: ## Write constraints.txt anew with the newest versions that pyproject.toml allows.
	setup/lock

clean: ## Remove what was built and what tools keep for speed; the set-up stays.
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find anthology tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

pristine: clean ## Remove the set-up too, except for what came from apt.
	rm -rf .venv .cache
