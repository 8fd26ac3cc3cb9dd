"""An approved text as the file that leaves: Word, PDF, Markdown, or words to paste (139-07.4, R-073).

An `OfficialText` is given by `actions.official.export` alone, and only for an approved review. Whatever else leaves is
a draft, and its first word says so.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap
from typing import Any

import msgspec

from proviso.model import OfficialForm, OfficialText
from proviso.model.official import about_words, code_words

from . import typesetting
from .markdown import Block, BlockKind, Run, blocks, plain, under_a_title
from .typesetting import Attachment

MANIFEST, RECEIPT, TEXT = "provenance.json", "receipt.json", "text.md"
OPENING, CLOSING = "<!-- proviso-provenance", "-->"
PARTED, BROKEN = "\n\n---\n\n", "  \n"
"""In Markdown: what parts the note from the text, and its lines from each other."""
MEDIA = {
    OfficialForm.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    OfficialForm.PDF: "application/pdf",
    OfficialForm.MARKDOWN: "text/markdown; charset=utf-8",
}


def about(official: OfficialText) -> tuple[str, ...]:
    """What stands behind the text in every file."""
    return about_words(
        note=official.note,
        tools=official.tools,
        audience=official.audience,
        agency=official.agency,
        sha256=official.sha256,
    )


def word(official: OfficialText) -> bytes:
    """A Word file: headings, lists and tables for screen readers; where it comes from stands in a part of its own."""
    from .word_files import word as written  # 0.2 s that only a Word file needs

    return written(official, about(official))


def pdf(official: OfficialText) -> bytes:
    """A PDF/A-3a and PDF/UA-1 with the manifest, the receipt of the ledger and the text attached."""
    data = {
        "agency": official.agency,
        "foot": official.note,
        "about": about(official),
        "blocks": list(_tree(list(under_a_title(blocks(official.text))))),
    }
    receipt = msgspec.json.encode(msgspec.json.decode(official.manifest)["ledger"], order="deterministic")
    return typesetting.pdf(
        "official",
        data,
        title=official.title,
        at=official.approved_at,
        language=official.language,
        attachments=_attached(official, receipt),
    )


def _attached(official: OfficialText, receipt: bytes) -> tuple[Attachment, ...]:
    listed = (
        (MANIFEST, official.manifest, "application/json", "Where the words come from, signed", "data"),
        (RECEIPT, receipt, "application/json", "The entry of the ledger, and its proof", "data"),
        (TEXT, official.text.encode(), "text/markdown", "The approved text", "source"),
    )
    return tuple(
        Attachment(name=name, content=content, media_type=kind, description=says, relationship=relationship)
        for name, content, kind, says, relationship in listed
    )


def markdown(official: OfficialText) -> bytes:
    """The text as it is, between its title and the note; the manifest follows as a comment."""
    said = BROKEN.join(about(official))
    lines = "\n".join(wrap(b64encode(official.manifest).decode(), 120))
    end = f"{OPENING}\n{lines}\n{CLOSING}\n"
    return f"# {official.title}\n\n{official.text}{PARTED}{said}\n\n{end}".encode()


def copied(official: OfficialText) -> str:
    """What the clipboard gets: the words and the note."""
    return f"{official.text}\n\n{official.note}\n"


MAKERS = {OfficialForm.WORD: word, OfficialForm.PDF: pdf, OfficialForm.MARKDOWN: markdown}


def file_name(official: OfficialText, form: OfficialForm) -> str:
    """A plain name: the first words of the title, and the receipt."""
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in official.title.lower())
    short = "-".join([part for part in kept.split("-") if part][:6])[:60]
    return f"{short or 'text'}-{code_words(official.code)}.{form.value}"


def draft(text: str, tool: str, day: str, code: str) -> str:
    """A text that no expert has approved, on its way out: its first word says what it is."""
    made = f"Made with {tool} on {day}. " if tool else ""
    return f"DRAFT. {made}Not reviewed.\n" + (f"Receipt {code_words(code)}\n" if code else "") + f"\n{text}\n"


def _tree(parts: Sequence[Block]) -> Iterator[dict[str, Any]]:
    """The blocks as the template takes them: items that follow each other are one list."""
    at = 0
    while at < len(parts):
        block = parts[at]
        if block.kind in {BlockKind.BULLET, BlockKind.NUMBER}:
            end = at
            while end < len(parts) and parts[end].kind in {BlockKind.BULLET, BlockKind.NUMBER}:
                end += 1
            yield from _lists(parts[at:end])
            at = end
            continue
        at += 1
        if block.kind is BlockKind.TABLE:
            head, *rows = block.rows
            yield {
                "kind": "table",
                "heads": [plain(cell) or " " for cell in head],
                "rows": [[_runs(cell) for cell in row] for row in rows],
            }
        else:
            yield {"kind": block.kind.value, "level": block.level, "runs": _runs(block.runs)}


def _lists(items: Sequence[Block]) -> Iterator[dict[str, Any]]:
    """Items of one run of lines: deeper ones belong to the one before; another kind begins another list."""
    held: dict[str, Any] | None = None
    at = 0
    while at < len(items):
        first = items[at]
        end = at + 1
        while end < len(items) and items[end].level > first.level:
            end += 1
        ordered = first.kind is BlockKind.NUMBER
        if held is None or held["ordered"] != ordered or (ordered and held["sign"] != first.sign):
            if held is not None:
                yield held
            held = {"kind": "list", "ordered": ordered, "sign": first.sign, "items": []}
        held["items"].append(
            {"number": first.number, "runs": _runs(first.runs), "lists": list(_lists(items[at + 1 : end]))}
        )
        at = end
    if held is not None:
        yield held


def _runs(runs: Iterable[Run]) -> list[dict[str, Any]]:
    return [{"text": r.text, "bold": r.is_bold, "italic": r.is_italic, "code": r.is_code} for r in runs]
