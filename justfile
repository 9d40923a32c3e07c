# Every habit of the project. `./x RECIPE` installs what is missing first and is the same as `just RECIPE` afterwards.

set positional-arguments
set shell := ["sh", "-euc"]

export KERNELET_CACHE := env("KERNELET_CACHE", env("XDG_CACHE_HOME", env("HOME") / ".cache") / "kernelet")
export CARGO_TARGET_DIR := env("CARGO_TARGET_DIR", KERNELET_CACHE / "target")

root := justfile_directory()
guests := "--package kernelet-kernel --package kernelet-node --package kernelet-sh --package kernelet-wasi --package kernelet-solo-host --package kernelet-solo-supervisor"
wasm := "--target wasm32-unknown-unknown"

# list the recipes
default:
    @just --justfile "{{justfile()}}" --list --unsorted

# run a program in a sandbox: just run FILE [ARGS] (builds first when something changed)
[no-cd, no-exit-message]
run *args:
    @"{{root}}/setup/built.sh" || just --justfile "{{justfile()}}" build >&2
    @exec "$CARGO_TARGET_DIR/release/kernelet" run "$@"

# everything that is tested, natively built (the first time 40 minutes, then 3)
test *args: build
    cargo test --release --workspace "$@"

# docs/compatibility.md from the programs of tests/differential
compatibility: setup
    .build/node --no-warnings tests/compatibility.js

# Node's own test/parallel from a checkout of yours: just node-tests DIR [PREFIX...] (see tests/conformance/README.md)
node-tests *args: build
    .build/node tests/conformance/node-tests.js "$@"

# tc39/test262 from a checkout of yours: just test262 DIR [PREFIX...]
test262 *args: build
    .build/node tests/conformance/test262.js "$@"

# formatting and clippy, for the host and for the guests (the first time 3 minutes)
lint: setup
    cargo fmt --all --check
    cargo clippy --quiet --workspace --all-targets -- -D warnings
    cargo clippy --quiet {{wasm}} {{guests}} -- -D warnings

# write the formatting that lint asks for
fmt:
    cargo fmt --all

# set-up, components, and the command line at target/release/kernelet (the first time 30 minutes)
build: setup _start-mark components
    cargo build --release --workspace
    @[ -e target ] || ln -sfn "$CARGO_TARGET_DIR" target
    @printf '%s\n' "{{root}}" >"$CARGO_TARGET_DIR/release/.kernelet-checkout"
    @mv .build/started .build/built

# Dated before the build looks at any source: what is edited meanwhile is newer.
_start-mark:
    @mkdir -p .build && touch .build/started

# the guests as components, frozen and precompiled, in .build/components (a change in a guest: 1 to 2 minutes)
components: setup
    cargo build --profile guest {{wasm}} {{guests}}
    cargo build --profile commands --target wasm32-wasip2 --package kernelet-coreutils --package kernelet-utilities
    cargo build --release --workspace
    "$CARGO_TARGET_DIR/release/kernelet-assemble" \
        --kernel "$CARGO_TARGET_DIR/wasm32-unknown-unknown/guest/kernelet_kernel.wasm" \
        --node "$CARGO_TARGET_DIR/wasm32-unknown-unknown/guest/kernelet_node.wasm" \
        --library .build/node-library \
        --program "$CARGO_TARGET_DIR/wasm32-unknown-unknown/guest/kernelet_sh.wasm" \
        --part "$CARGO_TARGET_DIR/wasm32-unknown-unknown/guest/kernelet_solo_host.wasm" \
        --part "$CARGO_TARGET_DIR/wasm32-unknown-unknown/guest/kernelet_solo_supervisor.wasm" \
        --wasi "$CARGO_TARGET_DIR/wasm32-unknown-unknown/guest/kernelet_wasi.wasm" \
        --command coreutils="$CARGO_TARGET_DIR/wasm32-wasip2/commands/kernelet-coreutils.wasm" \
        --command utilities="$CARGO_TARGET_DIR/wasm32-wasip2/commands/kernelet-utilities.wasm" \
        --out .build/components

# one file of a program and the kernel for any host with WASI 0.2: just compose node|sh|FILE.wasm [-o OUT] (see docs/composition.md)
[no-cd]
compose *args: build
    @"$CARGO_TARGET_DIR/release/kernelet-compose" --components "{{root}}/.build/components" "$@"

# patched engine sources, Node's library, the packages of the fixtures (the first time 3 minutes; see setup/README.md)
setup:
    @setup/engines.sh
    @setup/node-library.sh
    @setup/fixtures.sh

# measure: just bench [FILTER] (2 to 5 minutes, wants a quiet machine)
bench *args: build
    "$CARGO_TARGET_DIR/release/kernelet-bench" "$@"

# property tests (every test with "fuzz" in its name) with many more cases, for at most that many seconds
fuzz seconds="300" cases="100000": build
    PROPTEST_CASES={{cases}} timeout {{seconds}} cargo test --release --workspace fuzz || [ $? = 124 ]

# remove everything that was built (the cache keeps the tools and the pinned Node)
clean:
    -cargo clean --quiet
    rm -rf .build fixtures/*/node_modules
    [ ! -L target ] || rm target
