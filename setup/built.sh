#!/bin/sh
# Succeeds when the last `just build` is still good: nothing that goes into it is newer than .build/built, the mark that the
# build leaves (dated at its start). Folders count too, so a file that was taken away is noticed. Called by `just run`.
set -eu

cd "$(dirname "$0")/.."
release=$CARGO_TARGET_DIR/release
[ -f .build/built ] && [ -x "$release/kernelet" ] && [ -d .build/components ] && [ -d .build/node-library ] || exit 1
# Several checkouts may share the target folder: the binary must be this one's.
[ "$(cat "$release/.kernelet-checkout" 2>/dev/null)" = "$PWD" ] || exit 1
inputs=
for path in .cargo Cargo.toml Cargo.lock rust-toolchain.toml components guest-kernel host setup wit; do
    if [ -e "$path" ]; then inputs="$inputs $path"; fi
done
# shellcheck disable=SC2086 # a list of words
[ -z "$(find $inputs -newer .build/built -print -quit)" ]
