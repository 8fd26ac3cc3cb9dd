"""Bounds for a process of our own that reads or makes a file of somebody else's (docs/adr/0012)."""

from __future__ import annotations


def bound(memory: int, seconds: int) -> None:
    """Bound this process: bytes of memory, seconds of the processor, no file. Where the system cannot (Windows), the
    parent's patience is the bound."""
    try:
        import resource  # not on every system
    except ImportError:
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
