# Sourced by ./x (POSIX sh; needs $root and $KERNELET_CACHE): what the machine itself must have. Never removes or upgrades
# anything. machine_ready only looks, and starts no process; machine_prepare installs.

JUST_VERSION=1.59.0
TARGETS="wasm32-unknown-unknown wasm32-wasip2"
# A program of each Debian package, and the package.
PROGRAMS="clang-19 wasm-ld-19 llvm-ar-19 patch cc"
package_of() {
    case $1 in
        wasm-ld-19) echo lld-19 ;;
        llvm-ar-19) echo llvm-19 ;;
        cc) echo gcc libc6-dev ;;
        *) echo "$1" ;;
    esac
}

toolchain_version() {
    while read -r key _ value; do
        if [ "$key" = channel ]; then
            value=${value#\"}
            echo "${value%\"}"
        fi
    done <"$root/rust-toolchain.toml"
}

have() {
    command -v "$1" >/dev/null 2>&1
}

target_ready() {
    for folder in "${RUSTUP_HOME:-$HOME/.rustup}"/toolchains/"$(toolchain_version)"-*/lib/rustlib/"$1"/lib; do
        if [ -d "$folder" ]; then return 0; fi
    done
    return 1
}

machine_ready() {
    for program in $PROGRAMS cargo node npm just; do
        have "$program" || return 1
    done
    for target in $TARGETS; do
        target_ready "$target" || return 1
    done
}

machine_fail() {
    echo "x: $*" >&2
    exit 1
}

machine_prepare() {
    missing=
    for program in $PROGRAMS; do
        have "$program" || missing="$missing $(package_of "$program")"
    done
    [ -z "$missing" ] || install_packages "$missing"

    if ! have node || ! have npm; then
        machine_fail "node and npm are missing: install Node.js, any supported version (the build pins its own)"
    fi
    have cargo && have rustup || machine_fail "cargo and rustup are missing: install Rust with rustup"
    version=$(toolchain_version)
    for target in $TARGETS; do
        if ! target_ready "$target"; then
            echo "x: installing Rust $version with the target $target" >&2
            rustup toolchain install "$version" --profile minimal --component clippy --component rustfmt --target "$target" \
                --no-self-update >&2
        fi
    done
    if ! have just; then
        echo "x: installing just $JUST_VERSION (two minutes, once)" >&2
        mkdir -p "$KERNELET_CACHE/tools"
        # From the root folder, so that the pinned toolchain compiles it.
        (cd "$root" && cargo install just --version "$JUST_VERSION" --locked --quiet --root "$KERNELET_CACHE/tools") >&2
    fi
    machine_ready || machine_fail "something is still missing after the set-up; looked for: $PROGRAMS cargo node npm just $TARGETS"
}

install_packages() {
    have apt-get || machine_fail "missing:$1 (names of Debian packages). Only Debian and its kin are set up by themselves; \
install these with this system's package manager so that the following are on PATH: $PROGRAMS"
    as_root=
    if [ "$(id -u)" != 0 ]; then
        have sudo || machine_fail "missing:$1. Not root and no sudo here; run as root: apt-get install$1"
        as_root=sudo
    fi
    echo "x: installing$1 with apt" >&2
    $as_root apt-get update -qq >&2
    # shellcheck disable=SC2086 # a list of words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $1 >&2 ||
        machine_fail "apt has no$1: the build needs LLVM 19, as in Debian 12 (bookworm) or newer"
}
