"""An approved text left as official: an entry of the ledger like any other (139-07.4.f)."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialTextExported(Event):
    """A person took out an approved text as a file or to the clipboard (139-07.4). `sha256` is of its words."""

    review: str
    form: str
    """`docx`, `pdf`, `md`, `copy`."""
    version: int
    sha256: str
    statement_sha256: str
