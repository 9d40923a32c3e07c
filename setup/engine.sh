#!/bin/sh
# Makes .build/rquickjs-sys: QuickJS-ng as cargo fetched it (crate rquickjs-sys), with the patches and the C files of
# components/node/engine. The workspace's [patch.crates-io] names that folder. Does nothing when nothing changed.
set -eu

version=0.14.0
root=$(cd "$(dirname "$0")/.." && pwd)
engine=$root/components/node/engine
target=$root/.build/rquickjs-sys
work=

fail() {
    echo "setup/engine.sh: $*" >&2
    exit 1
}

cleanup() {
    [ -z "$work" ] || rm -rf "$work"
}
trap cleanup EXIT

# What the result depends on, as one number.
stamp() {
    {
        echo "$version"
        cat "$0" "$engine"/patches/*.patch "$engine"/glue/*.c "$engine"/glue/*.h
    } | cksum
}

# Where cargo keeps the sources of the crate; empty when it has none.
fetched() {
    for candidate in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/rquickjs-sys-"$version"; do
        if [ -f "$candidate/quickjs/quickjs.c" ]; then
            echo "$candidate"
            return
        fi
    done
}

# The workspace replaces the crate by the folder we are about to make, so it cannot fetch it: a manifest of its own can.
fetch() {
    mkdir -p "$work/fetch/src"
    : >"$work/fetch/src/lib.rs"
    cat >"$work/fetch/Cargo.toml" <<MANIFEST
[package]
name = "fetch-engine"
version = "0.0.0"
edition = "2024"

[dependencies]
rquickjs-sys = "=$version"

[workspace]
MANIFEST
    (cd "$work/fetch" && cargo fetch --quiet) || fail "cargo could not fetch rquickjs-sys $version (is there a network?)"
}

wanted=$(stamp)
[ "$(cat "$target/.kernelet-stamp" 2>/dev/null)" != "$wanted" ] || exit 0

# Two builds that start at once must not do this at once.
mkdir -p "$root/.build"
if command -v flock >/dev/null; then
    exec 9>"$root/.build/engine.lock"
    flock 9
    [ "$(cat "$target/.kernelet-stamp" 2>/dev/null)" != "$wanted" ] || exit 0
fi

command -v patch >/dev/null || fail "the program 'patch' is missing (Debian: apt-get install patch)"
work=$(mktemp -d "$root/.build/engine.XXXXXX")

source=$(fetched)
if [ -z "$source" ]; then
    fetch
    source=$(fetched)
    [ -n "$source" ] || fail "cargo fetched rquickjs-sys $version, but its sources are not in ${CARGO_HOME:-$HOME/.cargo}"
fi

cp -R "$source" "$work/sys"
chmod -R u+w "$work/sys"
cd "$work/sys"
# Tests, examples and tools of the engine, and what cargo left for itself.
rm -rf quickjs/tests quickjs/examples quickjs/.github quickjs/gen .cargo-ok .cargo_vcs_info.json Cargo.lock
for file in "$engine"/patches/*.patch; do
    patch --quiet -p1 --no-backup-if-mismatch <"$file" >"$work/patch.log" 2>&1 ||
        fail "$(basename "$file") does not apply: $(head -n 3 "$work/patch.log" | tr '\n' ' ')"
done
mkdir quickjs/kernelet
cp "$engine"/glue/*.c "$engine"/glue/*.h quickjs/kernelet/
echo "$wanted" >.kernelet-stamp

# One step, so that a build beside us never sees half a folder.
cd "$root"
rm -rf "$target.old"
[ ! -e "$target" ] || mv "$target" "$target.old"
mv "$work/sys" "$target"
rm -rf "$target.old"
