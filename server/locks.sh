#!/bin/sh
# Writes the locks anew from pyproject.toml: names, versions and hashes, never an address.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m uv --version >/dev/null 2>&1 ||
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"

# $1: the lock; then the sources. Versions that are in the lock stay unless `make lock UPGRADE=1`.
lock() {
    out=$1; shift
    .venv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate ${UPGRADE:+--upgrade} --output-file "$out" "$@" >/dev/null
    echo "· $out: $(grep -c '==' "$out") packages"
}

lock server/requirements.lock pyproject.toml
lock server/build.lock --group pyproject.toml:build
lock server/node.lock --group pyproject.toml:node
lock tests/requirements.lock pyproject.toml --group pyproject.toml:dev --group pyproject.toml:build \
    --constraint server/requirements.lock --constraint server/build.lock
