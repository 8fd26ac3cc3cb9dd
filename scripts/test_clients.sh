#!/usr/bin/env bash
# The programs of others that talk to us in tests, in an environment of their own: LiteLLM and its Presidio guardrail.
# Where they cannot be fetched, it says which test is left out, and everything else goes on.
set -euo pipefail
cd "$(dirname "$0")/.."

CLIENTS=(litellm==1.110.2)
folder=.tools/clients
stamp=$folder/.fetched

[ "$(cat "$stamp" 2>/dev/null || true)" != "${CLIENTS[*]}" ] || exit 0
mkdir -p .make
log=.make/clients.log start=$SECONDS
printf '  %-12s fetching %s\n' clients "${CLIENTS[*]}"
rm -rf "$folder"
if .tools/bin/uv venv --python .venv/bin/python "$folder" >"$log" 2>&1 </dev/null &&
  .tools/bin/uv pip install --python "$folder/bin/python" "${CLIENTS[@]}" >>"$log" 2>&1 </dev/null; then
  printf '%s' "${CLIENTS[*]}" >"$stamp"
  printf '  %-12s in %s (%s s)\n' clients "$folder" "$((SECONDS - start))"
  exit 0
fi
rm -rf "$folder"
tail -n 3 "$log"
echo "  Left out: the test with LiteLLM's guardrail. To run it too, with a network: scripts/test_clients.sh"
