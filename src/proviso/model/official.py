"""An approved text on its way out: the words, the note, and the signed statement of where they came from (139-07.4)."""

from __future__ import annotations

from collections.abc import Sequence
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


AUDIENCES = {"internal": "use inside the agency", "agency": "another agency", "public": "the public"}


def note_words(*, is_ai: bool, names: Sequence[str], day: str, code: str) -> str:
    """What stands with an approved text wherever it goes."""
    short = [short_name(name) for name in names]
    listed = " and ".join(short) if len(short) < 3 else f"{', '.join(short[:-1])} and {short[-1]}"
    made = "Drafted" if is_ai else "Changed"
    return f"{made} with AI help. Reviewed by {listed}, {day}. Receipt {code_words(code)}."


def about_words(*, note: str, tools: Sequence[str], audience: str, agency: str, sha256: str) -> tuple[str, ...]:
    """The lines behind the text in every file: the note, and the few facts that do not fit into it."""
    tool = f"Tool: {', '.join(tools)}. " if tools else ""
    return (
        note,
        f"{tool}Approved for {AUDIENCES.get(audience, audience)}. {agency}.",
        f"Fingerprint of the words (SHA-256): {sha256}",
    )


def short_name(name: str) -> str:
    """ "S. Adeyemi": the way a note names a reader."""
    first, _, last = name.strip().partition(" ")
    return f"{first[:1]}. {last.rpartition(' ')[2]}" if last else first


def code_words(code: str) -> str:
    """ "7KQ2-M4XD" """
    return f"{code[:4]}-{code[4:]}"
