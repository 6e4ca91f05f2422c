#!/bin/sh
# Makes the environment `.venv` and the web part what the locks and sources say. Does nothing, fast, when
# they are already.
#   sh server/environment.sh run     to run Symposia
#   sh server/environment.sh tests   to develop and test it as well
set -eu
cd "$(dirname "$0")/.."
here=$(pwd)
what=${1:?run or tests}

say() { printf '· %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# $1: a Python; true if it is new enough (a version manager's placeholder may exist and not run).
new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
        if command -v "$name" >/dev/null 2>&1 && new_enough "$name"; then
            echo "$name"
            return
        fi
    done
    fail "Python 3.11 or newer is needed, and none was found. Install it, or say where it is: make PYTHON=/path/to/python3 …"
}

debian_as_root() {
    [ "$(id -u)" = 0 ] && [ -f /etc/debian_version ] && command -v apt-get >/dev/null 2>&1
}

need_venv() {
    if "$1" -c 'import venv, ensurepip' 2>/dev/null; then return; fi
    package="python$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    debian_as_root || fail "$1 cannot make environments. On Debian or Ubuntu: sudo apt-get install $package"
    say "installing $package"
    apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$package" >/dev/null
}

install() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps "$@"
}

# What the environment was made from. It holds absolute paths, so a moved checkout needs a new one.
made_from() {
    printf '%s ' "$here"
    cat pyproject.toml server/*.lock tests/requirements.lock server/hatch_build.py server/environment.sh | cksum
}

stamp=".venv/.made-for-$what"
now=$(made_from)
current() { [ -f "$1" ] && [ "$(cat "$1")" = "$now" ]; }

if ! current "$stamp" && ! current .venv/.made-for-tests; then
    for old in .venv/.made-for-run .venv/.made-for-tests; do
        if [ -f "$old" ] && ! grep -qF "$here " "$old"; then rm -rf .venv; fi
    done
    if ! new_enough .venv/bin/python; then
        python=$(find_python)
        need_venv "$python"
        say "making the environment .venv (a minute, the first time)"
        rm -rf .venv
        "$python" -m venv .venv
    fi
    rm -f .venv/.made-for-run .venv/.made-for-tests
    say "installing the Python packages"
    if [ "$what" = tests ]; then
        install -r tests/requirements.lock
    else
        install -r server/requirements.lock
    fi
    install -r server/build.lock
    .venv/bin/python server/hatch_build.py node || install -r server/node.lock
    SYMPOSIA_SKIP_WEB=1 .venv/bin/python -m pip install --quiet --disable-pip-version-check \
        --no-deps --no-build-isolation --editable .
    printf '%s\n' "$now" > "$stamp"
fi

.venv/bin/python server/hatch_build.py build
