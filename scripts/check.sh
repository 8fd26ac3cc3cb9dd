#!/usr/bin/env bash
# The checks that run no test: one line each, and all that a tool said when it was not content.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
code=(src tests bench scripts training fuzz)
prose=(README.md CONTRIBUTING.md SECURITY.md CHANGELOG.md changelog.d docs src scripts tests bench fuzz)
failed=()
mkdir -p .make

check() { # check NAME COMMAND…
  local name=$1 log=.make/$1.log start=$SECONDS
  shift
  if "$@" >"$log" 2>&1; then
    printf '  %-12s fine (%s s)\n' "$name" "$((SECONDS - start))"
  else
    printf '  %-12s NOT FINE\n' "$name"
    cat "$log"
    failed+=("$name")
  fi
}

check format "$bin/ruff" format --check "${code[@]}"
check lint "$bin/ruff" check "${code[@]}"
check layers "$bin/lint-imports"
check tables "$bin/cog" --check docs/index.md docs/reference/*.md
check spelling "$bin/codespell" "${prose[@]}"
check types "$bin/mypy"

[ "${#failed[@]}" -eq 0 ] || {
  echo "Checks that were not content: ${failed[*]}"
  exit 1
}
