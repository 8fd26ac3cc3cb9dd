"""Handles and names: what a directory writes, as we write it."""

from __future__ import annotations

from collections.abc import Container

RESERVED = frozenset({"system", "visitor"})
"""What the ledger calls Proviso itself, and who reports without an account: no person is ever called so."""
VISITORS = "visitor."
"""How the handle of an auditor from outside begins."""


def is_reserved(handle: str) -> bool:
    """Whether a handle means somebody else than a person of the agency."""
    return handle in RESERVED or handle.startswith(VISITORS)


def free_handle(email: str, name: str, taken: Container[str]) -> str:
    """A handle that nobody has: of the address, as `maya.okafor`, else of the name; empty when neither has letters."""
    local = _plain(email.partition("@")[0])
    base = local if local.strip(".0123456789") else _plain(name.replace(" ", "."))
    if not base.strip("."):
        return ""
    if base.startswith(VISITORS):
        base = base.replace(".", "", 1)
    number, handle = 1, base
    while handle in taken or is_reserved(handle):
        number += 1
        handle = f"{base}{number}"
    return handle


def _plain(word: str) -> str:
    kept = "".join(c if c.isascii() and c.isalnum() else "." for c in word.casefold().replace("'", "").replace("’", ""))
    return ".".join(filter(None, kept.split(".")))


def in_order(name: str) -> str:
    """`Okafor, Maya` is Maya Okafor."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else name.strip()
