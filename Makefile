# `make run` starts Trato with demo data; `make test` is what CI runs. Both get what they need themselves.
.PHONY: help setup setup-test run test bench lint docs dist screenshots messages compile-messages lock
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

python := .venv/bin/python

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 20

setup: ## make .venv ready to run Trato
	@tools/setup run

setup-test:
	@tools/setup test
	@$(python) tools/messages.py compile

run: ## serve a workspace with demo data on http://127.0.0.1:8000 (PORT, HOST, DATABASE_URL, TRATO_DATA)
	@exec tools/run

test: setup-test ## linters, then all tests on SQLite and on PostgreSQL
	@tools/test

bench: setup-test ## the speed budgets on 100,000 contacts (ROWS, DATABASE, CHECK)
	@$(python) -m benchmarks --rows $${ROWS:-100000} --database $${DATABASE:-sqlite} $${CHECK:+--check $$CHECK}

lint: setup-test ## ruff, mypy, import-linter, djlint
	@tools/lint

docs: setup-test ## write the generated reference into docs/reference
	@$(python) tools/reference.py

dist: setup-test ## build the wheel into dist/ and try it in a fresh environment
	@tools/dist

screenshots: setup-test ## pictures of every screen into build/screenshots
	@$(python) -m pytest tests/journeys -q -p no:xdist --screenshots build/screenshots -m pictures

messages: setup-test ## bring the catalogs of es and zh_Hans up to date with the sources
	@$(python) tools/messages.py update
	@$(python) tools/messages.py compile

compile-messages: setup ## compile the catalogs
	@$(python) tools/messages.py compile

lock: setup-test ## compile requirements/*.in into lock files with hashes
	@tools/lock
