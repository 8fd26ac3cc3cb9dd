"""The conditions on use that a person signs (139-07.2.c.5): short statements, their clauses, a fingerprint."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from proviso.policy import Clause, Enforcement, Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence that is signed, why it is asked, and the clauses behind it."""

    text: str
    why: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """All of them. INVARIANT: `sha256` changes with any word, so that a signature belongs to one text."""

    version: str
    title: str
    statements: tuple[Statement, ...]
    sha256: str
    goes_in: tuple[str, ...]
    """What may go into a tool, in a few words each."""
    stays_out: tuple[str, ...]


GOES_IN = ("published text",)
STAYS_OUT = ("what the rules keep out",)


def statements_of(pack: Pack) -> Statements:
    """The statements that a pack brings; without them, each clause that is enforced is one."""
    base = pack.id.partition("+")[0]
    held = _read(base)
    if held is not None:
        return Statements(
            version=pack.rules_version,
            title=held["title"],
            statements=_written(held),
            sha256=_fingerprint(held["title"], held["version"], _written(held)),
            goes_in=tuple(held["goes_in"]),
            stays_out=tuple(held["stays_out"]),
        )
    derived = tuple(_from_clause(clause) for clause in pack.clauses if clause.enforcement is Enforcement.ENFORCED)
    return Statements(
        version=pack.rules_version,
        title=pack.title,
        statements=derived,
        sha256=_fingerprint(pack.title, pack.rules_version, derived),
        goes_in=GOES_IN,
        stays_out=STAYS_OUT,
    )


@cache
def _read(pack_id: str) -> dict[str, Any] | None:
    file = resources.files("proviso") / "packs" / pack_id / "statements.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else None


def _written(held: dict[str, Any]) -> tuple[Statement, ...]:
    return tuple(Statement(text=s["text"], why=s["why"], clauses=tuple(s["clauses"])) for s in held["statement"])


def _from_clause(clause: Clause) -> Statement:
    return Statement(text=clause.title, why=clause.person, clauses=(clause.id,))


def _fingerprint(title: str, version: str, statements: tuple[Statement, ...]) -> str:
    signed = "\n".join([title, version, *(f"{s.text} ({', '.join(s.clauses)})" for s in statements)])
    return hashlib.sha256(signed.encode()).hexdigest()
