"""The conditions on use that a person signs (139-07.2.c.5): short statements, their clauses, a fingerprint."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from .pack import Enforcement, Pack, Statement, Statements
from .reading import Folder, Row, read_toml

FILE = "statements.toml"
GOES_IN = ("published text",)
STAYS_OUT = ("what the rules keep out",)


def statements_of(pack: Pack) -> Statements:
    """The statements that a pack brings; without them, each clause that is enforced is one."""
    if pack.statements is not None:
        return pack.statements
    derived = tuple(
        Statement(text=clause.title, why=clause.person, clauses=(clause.id,))
        for clause in pack.clauses
        if clause.enforcement is Enforcement.ENFORCED
    )
    return _statements(pack.rules_version, pack.title, derived, GOES_IN, STAYS_OUT)


def read_statements(folder: Folder) -> Statements | None:
    """The statements in a pack's folder, None when it has none."""
    if not (folder / FILE).is_file():
        return None
    row = Row(read_toml(folder, FILE), f"{folder.name}/{FILE}")
    written = tuple(_read_statement(each) for each in row.rows("statement"))
    found = _statements(row.text("version"), row.text("title"), written, row.texts("goes_in"), row.texts("stays_out"))
    row.done()
    return found


def _read_statement(row: Row) -> Statement:
    found = Statement(text=row.text("text"), why=row.text("why"), clauses=tuple(row.texts("clauses")))
    row.done()
    return found


def signed_text(text: Statements) -> str:
    """The text that is signed, to the letter; its SHA-256 is `text.sha256`."""
    return _signed(text.title, text.version, text.statements)


def _signed(title: str, version: str, statements: tuple[Statement, ...]) -> str:
    return "\n".join([title, version, *(f"{s.text} ({', '.join(s.clauses)})" for s in statements)])


def _statements(
    version: str, title: str, statements: tuple[Statement, ...], goes_in: Iterable[str], stays_out: Iterable[str]
) -> Statements:
    return Statements(
        version=version,
        title=title,
        statements=statements,
        sha256=hashlib.sha256(_signed(title, version, statements).encode()).hexdigest(),
        goes_in=tuple(goes_in),
        stays_out=tuple(stays_out),
    )
