#!/bin/sh
# Installs the npm packages of every project in fixtures/, exactly as its lock file says and without running any script of theirs.
# Makes fixtures/*/node_modules; does nothing, quickly, when the lock file has not changed since.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)

for lock in "$root"/fixtures/*/package-lock.json; do
    project=${lock%/package-lock.json}
    stamp=$project/node_modules/.kernelet-lock
    if cmp -s "$lock" "$stamp"; then continue; fi
    echo "installing the packages of fixtures/${project##*/}" >&2
    (cd "$project" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
    cp "$lock" "$stamp"
done
