# Thin: each rule calls one script, so that a person and the CI run the same thing.
.PHONY: run test test-a11y test-package bench bench-window soak build release audit ui fmt types clean-demo help

help:
	@echo 'make run     install what is missing, build, and open Wardbook on a sandbox EHR'
	@echo 'make test    everything: formatting, lints, unit tests, journeys, the real window'
	@echo 'make test-a11y  axe-core over every screen, and Must-Support -> target/a11y.json, target/must-support.json'
	@echo 'make test-package  installs, starts and removes the package of what is built (part of make test)'
	@echo 'make bench   ratios against floors measured in the same run -> target/bench.json'
	@echo 'make bench-window  in the real window: first paint of each section -> target/paint.json; memory of a volume -> target/volume.json'
	@echo 'make soak    the long checks, resumable -> target/soak.json'
	@echo 'make release the package of this system, what it is made of and its licences -> target/release-files'
	@echo 'make audit   known weaknesses of what it is made of'
	@echo 'make fmt     format;  make types: TypeScript from the Rust types at the edge'

run:
	@tests/scripts/run

test:
	@tests/scripts/test

test-a11y:
	@tests/scripts/a11y

test-package:
	@tests/scripts/package-test

bench:
	@tests/scripts/install build
	@cargo run --release -p wardbook-journeys --bin bench -- $(ARGS)

bench-window:
	@tests/scripts/install build
	@tests/scripts/ui build
	@cargo build --workspace --bins
	@tests/scripts/in-window paint
	@tests/scripts/in-window volume

soak:
	@tests/scripts/install build
	@cargo build --release -p wardbook-cli -p sandbox-ehr
	@cargo run --release -p wardbook-journeys --bin soak -- $(ARGS)

build:
	@tests/scripts/install build
	@tests/scripts/ui build
	@cargo build --workspace --bins

release:
	@tests/scripts/release

audit:
	@tests/scripts/deny advisories

ui:
	@tests/scripts/ui build

fmt:
	@cargo fmt --all

types:
	@WARDBOOK_WRITE_TYPES=1 cargo test -q -p wardbook-app --lib typescript

clean-demo:
	@rm -rf target/run-profile target/run-session
