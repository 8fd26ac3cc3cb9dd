#!/usr/bin/env bash
# Every check and every test. pytest comes last, so that its closing line is the one to read.
set -uo pipefail
cd "$(dirname "$0")/.."

scripts/test_tools.sh || exit 1
scripts/apart.sh clients ||
  echo "  Left out: the tests with LiteLLM, LangChain, JavaScript and an OpenID provider. To run them too, with a network: scripts/apart.sh clients"
scripts/check.sh
checks=$?

# Shuffled, and the same way each time, so that what failed can be run again; SEED=2 shuffles otherwise.
.venv/bin/pytest -n "${WORKERS:-2}" -m "${MARKED:-not journey}" --randomly-seed="${SEED:-139}" --durations=15 "$@"
tests=$?

[ "$checks" -eq 0 ] || echo "The tests are through, but a check above was not content."
exit $((checks != 0 || tests != 0))
