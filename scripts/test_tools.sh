#!/usr/bin/env bash
# The three tools of the tests that come from Debian: a browser, Go, and tesseract, which reads pictures.
# Installs them when it may, else says what is left out.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v chromium >/dev/null 2>&1 || missing+=(chromium)
command -v go >/dev/null 2>&1 || missing+=(golang-go)
[ -d /usr/share/gocode/src/golang.org/x/mod ] || missing+=(golang-golang-x-mod-dev)
command -v tesseract >/dev/null 2>&1 || missing+=(tesseract-ocr)
[ "${#missing[@]}" -gt 0 ] || exit 0

mkdir -p .make
log=.make/apt.log
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  printf '  %-12s installing %s\n' apt "${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  if apt-get update >"$log" 2>&1 </dev/null &&
    apt-get install --yes --no-install-recommends "${missing[@]}" >>"$log" 2>&1 </dev/null; then
    exit 0
  fi
  tail -n 3 "$log"
fi
case " ${missing[*]} " in *" chromium "*) echo "  Left out: the tests in a browser." ;; esac
case " ${missing[*]} " in *" golang"*) echo "  Left out: the test of the ledger with a verifier in Go." ;; esac
case " ${missing[*]} " in *" tesseract-ocr "*) echo "  Left out: the tests that read words on pictures." ;; esac
echo "  To run them too: apt-get install ${missing[*]}"
