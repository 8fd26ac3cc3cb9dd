#!/usr/bin/env bash
# Fetches the packages that the two lock files name, and nothing else.
#
#   scripts/packages.sh run     what Proviso runs on, into .venv
#   scripts/packages.sh dev     the same and the tools of the tests, into .venv
#   scripts/packages.sh npm     what the pages are built from, into node_modules
#   scripts/packages.sh assets  the pages' theme, fonts, icons and scripts, built from these
set -euo pipefail
cd "$(dirname "$0")/.."
PATH="$PWD/.tools/bin:$PATH"
export UV_PROJECT_ENVIRONMENT=.venv

attempt() { # attempt NAME WHAT COMMAND…: one line when it is done, and the end of its words when it is not
  local name=$1 what=$2 log=.make/$1.log start=$SECONDS
  shift 2
  if "$@" >"$log" 2>&1; then
    printf '  %-10s %s (%s s)\n' "$name" "$what" "$((SECONDS - start))"
    return
  fi
  tail -n 8 "$log" >&2
  printf 'Set-up stopped: "%s" did not finish.\n' "$name" >&2
  printf '  Is there a network? All that was said is in %s. Then run the same command again.\n' "$log" >&2
  exit 1
}

case "${1:-}" in
  # --inexact keeps the tools of the tests where `make test` has put them.
  run) attempt python "packages in .venv" .tools/bin/uv sync --frozen --no-dev --inexact ;;
  dev) attempt python "packages and the tools of the tests in .venv" .tools/bin/uv sync --frozen ;;
  npm) attempt npm "packages in node_modules" .tools/bin/npm ci --ignore-scripts --no-audit --no-fund ;;
  assets) attempt pages "theme, fonts, icons and scripts built" "${PYTHON:-python3}" scripts/build_assets.py ;;
  *)
    echo "usage: scripts/packages.sh run|dev|npm|assets" >&2
    exit 2
    ;;
esac
