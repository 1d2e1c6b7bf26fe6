# Build output goes to a cache outside the checkout, so that several checkouts share it.
export CARGO_TARGET_DIR ?= $(HOME)/.cache/rushes/target

.PHONY: demo run test soak bench gallery lint fmt
demo: ; @scripts/demo
run: ; @scripts/run
test: ; @scripts/test
soak: ; @scripts/soak
bench: ; @scripts/bench
gallery: ; @scripts/gallery
lint: ; @scripts/lint
fmt: ; @cargo fmt --all
