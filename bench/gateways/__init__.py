"""The gateway beside its open peers, in one run on one machine, before a provider that is made for it.

`make bench-gateway` measures time, processor, memory, leaks and the official SDKs' calls, and writes the tables of
`docs/gateway-report.md`. `python -m bench.run gateway` is the short version, for `make bench`.
"""
