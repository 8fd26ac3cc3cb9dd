#!/bin/sh
# Builds proviso-verify. With Debian's golang-golang-x-mod-dev nothing is downloaded; elsewhere Go fetches x/mod.
set -eu
cd "$(dirname "$0")"
out=${1:-proviso-verify}
debian=/usr/share/gocode
if [ -d "$debian/src/golang.org/x/mod/sumdb/tlog" ]; then
    GO111MODULE=off GOPATH="$debian" GOFLAGS='' go build -o "$out" .
else
    go mod tidy
    go build -o "$out" .
fi
