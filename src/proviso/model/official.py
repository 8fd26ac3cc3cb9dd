"""An approved text on its way out: the words, the note, and the signed statement of where they came from (139-07.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class OfficialForm(StrEnum):
    """In which form an approved text leaves."""

    WORD = "docx"
    PDF = "pdf"
    MARKDOWN = "md"
    COPY = "copy"
    """The clipboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialText:
    """What an official file is made of. INVARIANT: only of a review that is approved, and of that version."""

    review_id: str
    title: str = field(repr=False)
    text: str = field(repr=False)
    """Markdown, as the experts read it."""
    agency: str
    note: str
    """ "Drafted with AI help. Reviewed by S. Adeyemi, Nov. 20, 2026. Receipt 7KQ2-M4XD." """
    tools: tuple[str, ...]
    audience: str
    approved_at: datetime
    code: str
    sha256: str
    manifest: bytes = field(repr=False)
    """The statement, its signature and the receipt of the ledger: a file of its own (`proviso-provenance/1`)."""
    language: str = "en"


def short_name(name: str) -> str:
    """ "S. Adeyemi": the way a note names a reader."""
    first, _, last = name.strip().partition(" ")
    return f"{first[:1]}. {last.rpartition(' ')[2]}" if last else first


def code_words(code: str) -> str:
    """ "7KQ2-M4XD" """
    return f"{code[:4]}-{code[4:]}"
