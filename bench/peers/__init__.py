"""Proviso and its open peers on the same texts, in one run: `make bench-screening ARGS="--data DIR"`."""
