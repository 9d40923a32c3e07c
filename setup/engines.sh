#!/bin/sh
# Makes the two engines of .build/: the sources that cargo fetches, with our patches. The workspace's [patch.crates-io] names
# both folders. Does nothing where nothing changed.
#
#   .build/rquickjs-sys   QuickJS-ng, with the patches and the C files of components/node/engine
#   .build/wasmtime       wasmtime, with the patches of host/engine
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
work=

fail() {
    echo "setup/engines.sh: $*" >&2
    exit 1
}

cleanup() {
    [ -z "$work" ] || rm -rf "$work"
}
trap cleanup EXIT

# sources CRATE VERSION: where cargo keeps them; empty when it has none.
sources() {
    for candidate in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/"$1-$2"; do
        if [ -f "$candidate/Cargo.toml" ]; then
            echo "$candidate"
            return
        fi
    done
}

# fetch CRATE VERSION: the workspace replaces the crate by the folder we are about to make, so it cannot fetch it: a manifest of
# its own can.
fetch() {
    mkdir -p "$work/fetch/src"
    : >"$work/fetch/src/lib.rs"
    cat >"$work/fetch/Cargo.toml" <<MANIFEST
[package]
name = "fetch-engine"
version = "0.0.0"
edition = "2024"

[dependencies]
$1 = { version = "=$2", default-features = false }

[workspace]
MANIFEST
    (cd "$work/fetch" && cargo fetch --quiet) || fail "cargo could not fetch $1 $2 (is there a network?)"
}

# make CRATE VERSION FOLDER: FOLDER has patches/*.patch and, where the engine is in C, glue/*.
make() {
    crate=$1 version=$2 folder=$root/$3 target=$root/.build/$1
    glue=
    [ ! -d "$folder/glue" ] || glue=$(find "$folder/glue" -name '*.[ch]' | sort)
    # shellcheck disable=SC2086 # a list of paths without blanks below the checkout
    wanted=$({ echo "$version"; cat "$0" "$folder"/patches/*.patch; [ -z "$glue" ] || cat $glue; } | cksum)
    [ "$(cat "$target/.kernelet-stamp" 2>/dev/null)" != "$wanted" ] || return 0

    # Two builds that start at once must not do this at once.
    mkdir -p "$root/.build"
    if command -v flock >/dev/null; then
        exec 9>"$root/.build/engines.lock"
        flock 9
        [ "$(cat "$target/.kernelet-stamp" 2>/dev/null)" != "$wanted" ] || return 0
    fi

    command -v patch >/dev/null || fail "the program 'patch' is missing (Debian: apt-get install patch)"
    work=$(mktemp -d "$root/.build/engine.XXXXXX")
    source=$(sources "$crate" "$version")
    if [ -z "$source" ]; then
        fetch "$crate" "$version"
        source=$(sources "$crate" "$version")
        [ -n "$source" ] || fail "cargo fetched $crate $version, but its sources are not in ${CARGO_HOME:-$HOME/.cargo}"
    fi

    cp -R "$source" "$work/sources"
    chmod -R u+w "$work/sources"
    # Tests, examples and tools of the engines, and what cargo left for itself.
    (cd "$work/sources" && rm -rf tests quickjs/tests quickjs/examples quickjs/.github quickjs/gen .cargo-ok .cargo_vcs_info.json Cargo.lock)
    for file in "$folder"/patches/*.patch; do
        (cd "$work/sources" && patch --quiet -p1 --no-backup-if-mismatch) <"$file" >"$work/patch.log" 2>&1 ||
            fail "$(basename "$file") does not apply: $(head -n 3 "$work/patch.log" | tr '\n' ' ')"
    done
    if [ -n "$glue" ]; then
        mkdir "$work/sources/quickjs/kernelet"
        cp "$folder"/glue/*.[ch] "$work/sources/quickjs/kernelet/"
    fi
    echo "$wanted" >"$work/sources/.kernelet-stamp"

    # One step, so that a build beside us never sees half a folder.
    rm -rf "$target.old"
    [ ! -e "$target" ] || mv "$target" "$target.old"
    mv "$work/sources" "$target"
    rm -rf "$target.old" "$work"
    work=
}

make rquickjs-sys 0.14.0 components/node/engine
make wasmtime 48.0.8 host/engine
