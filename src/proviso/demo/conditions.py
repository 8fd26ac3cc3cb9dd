"""Version and hash of the conditions on use that the demo's people signed (139-07.2.c.5)."""

from __future__ import annotations

import hashlib
import tomllib
from importlib import resources

from proviso.policy import Pack


def conditions(pack: Pack) -> tuple[str, str]:
    """What a signature names: the pack's version of the rules, and the SHA-256 of the sentences as they are shown."""
    base = pack.id.partition("+")[0]
    file = resources.files("proviso") / "packs" / base / "statements.toml"
    held = tomllib.loads(file.read_text(encoding="utf-8"))
    lines = [f"{row['text']} ({', '.join(row['clauses'])})" for row in held["statement"]]
    signed = "\n".join([held["title"], held["version"], *lines])
    return pack.rules_version, hashlib.sha256(signed.encode()).hexdigest()
