# The two commands that matter: `make run` and `make test`.
.PHONY: run test check bench kill golden mutants help

help: ## What there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

run: ## Build, migrate, fill a small demo world and serve it
	cargo run --quiet -- demo

test: ## The whole suite on SQLite, then on a throw-away PostgreSQL
	cargo test
	scripts/with-postgres cargo test --test api

check: ## Formatting, lints, documentation, dependencies
	cargo fmt --check
	cargo clippy --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --quiet
	@if ! command -v cargo-deny >/dev/null; then \
		echo "######## cargo-deny IS NOT INSTALLED: dependencies were not checked ########"; \
	else \
		cargo deny check licenses bans sources || exit 1; \
		if cargo deny fetch db; then cargo deny check advisories; else echo "######## the advisories could not be fetched and were not checked ########"; fi; \
	fi

kill: ## kill -9 under 16 writers, 30 times: nothing acknowledged is lost
	cargo build
	cargo test --test kill

bench: ## Figures against a ceiling in the same run: see benches/README.md
	scripts/with-postgres cargo bench --bench load

golden: ## Write one golden anew, and read its diff: make golden NAME=rules.txt (or openapi.json …)
	@test -n "$(NAME)" || { echo "say which: make golden NAME=rules.txt; there are: $$(ls tests/api/golden | tr '\n' ' ')openapi.json"; exit 1; }
	GOLDEN=$(NAME) cargo test --test api
	git diff --stat -- tests/api/golden openapi

# A file that is named replaces the configuration, which would only add to it. cargo-mutants answers 2 when something survived and 3 when something hung: scripts/survivors says what of it is new.
mutants: ## Change the heart, one operator at a time, and look what no sentence notices: hours; make mutants ONLY=src/sessions/carry.rs
	@command -v cargo-mutants >/dev/null || cargo install --locked cargo-mutants
	cargo mutants --colors never $(if $(ONLY),--no-config --exclude-re Default::default --file '$(ONLY)' -- --lib --test api) ; status=$$?; [ $$status = 0 ] || [ $$status = 2 ] || [ $$status = 3 ]
	scripts/survivors
