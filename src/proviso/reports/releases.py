"""What leaves for who asked: a page for each record with the places taken out, an index, and a manifest of hashes.

INVARIANT: what is taken out is cut before anything is written: it is in no page, name, index or property of the file.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from proviso.model import EXEMPTIONS, Mark

FORMAT = "proviso release 1"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""The same input gives the same bytes; when it left stands in the manifest."""
MOST_LEFT = 50
_WORD = re.compile(r"[^\W_]{4,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOut:
    """A record as it was marked, before it leaves."""

    number: int
    kind: str
    """"Decision", "Kept text: prompt" """
    text: str = field(repr=False)
    marks: tuple[Mark, ...] = ()
    withheld: str = ""
    """The code for which all of it is withheld."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutPiece:
    """A run of what leaves: words, or the code of what is not there."""

    text: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOver:
    """Words that were taken out in one place and still stand in another."""

    words: str
    numbers: tuple[int, ...]
    """The records in which they stand."""


def pieces_of(record: RecordOut) -> tuple[OutPiece, ...]:
    """A record cut at its marks; of what is taken out, the code alone is left."""
    if record.withheld:
        return (OutPiece(code=record.withheld),)
    pieces, done = [], 0
    for mark in sorted(record.marks, key=lambda m: m.start):
        start = max(done, mark.start)
        if mark.end <= start:
            continue
        pieces += [OutPiece(text=record.text[done:start]), OutPiece(code=mark.code)]
        done = mark.end
    pieces.append(OutPiece(text=record.text[done:]))
    return tuple(piece for piece in pieces if piece.text or piece.code)


def text_out(record: RecordOut) -> str:
    """The words that leave: `[(b)(6)]` where something was taken out."""
    return "".join(piece.text or f"[{piece.code}]" for piece in pieces_of(record))


def codes_of(records: Iterable[RecordOut]) -> dict[str, int]:
    """How many places were taken out for each code; a whole record is one."""
    found = Counter(piece.code for record in records for piece in pieces_of(record) if piece.code)
    return {code: found[code] for code in EXEMPTIONS if code in found}


def left_over(records: Sequence[RecordOut]) -> tuple[LeftOver, ...]:
    """Words of four letters or more that were taken out somewhere and still stand elsewhere: for the officer's eyes."""
    taken = {
        word
        for record in records
        for mark in record.marks
        if not record.withheld
        for word in _WORD.findall(record.text[mark.start : mark.end].casefold())
    }
    places: dict[str, set[int]] = {}
    for record in records:
        for word in set(_WORD.findall(text_out(record).casefold())) & taken:
            places.setdefault(word, set()).add(record.number)
    listed = (LeftOver(words=word, numbers=tuple(sorted(numbers))) for word, numbers in sorted(places.items()))
    return tuple(listed)[:MOST_LEFT]


def name_of(record: RecordOut) -> str:
    """The page of a record: its number, and nothing else."""
    return f"records/{record.number:04}.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """The file, and what the ledger says of it."""

    file: bytes = field(repr=False)
    manifest: bytes = field(repr=False)

    @property
    def manifest_sha256(self) -> str:
        """Of the manifest, which has the hash of everything else."""
        return hashlib.sha256(self.manifest).hexdigest()


def pack(
    request_id: str, agency: str, at: datetime, records: Sequence[RecordOut], files: Mapping[str, bytes]
) -> Packed:
    """`files` are the pages as they leave, by name. The ZIP has them, the index, and the manifest."""
    rows = [_row(record, files) for record in records]
    all_files = {
        **files,
        "index.json": _json(rows),
        "index.csv": _csv(rows),
    }
    manifest = _json(
        {
            "format": FORMAT,
            "request": request_id,
            "agency": agency,
            "made_at": at.astimezone(UTC).isoformat(timespec="seconds"),
            "records": len(records),
            "released_in_part": sum(bool(r.marks) and not r.withheld for r in records),
            "withheld_in_full": sum(bool(r.withheld) for r in records),
            "taken_out": codes_of(records),
            "exemptions": {code: EXEMPTIONS[code] for code in codes_of(records)},
            "files": [
                {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
                for name, content in sorted(all_files.items())
            ],
        }
    )
    return Packed(file=zipped({"manifest.json": manifest, **all_files}), manifest=manifest)


def _row(record: RecordOut, files: Mapping[str, bytes]) -> dict[str, Any]:
    codes = codes_of((record,))
    name = name_of(record)
    return {
        "number": record.number,
        "kind": record.kind,
        "page": name,
        "released": "withheld in full" if record.withheld else "in part" if codes else "in full",
        "places_taken_out": sum(codes.values()),
        "exemptions": list(codes),
        "sha256": hashlib.sha256(files[name]).hexdigest(),
    }


def _csv(rows: Sequence[Mapping[str, Any]]) -> bytes:
    heads = ("number", "kind", "page", "released", "places_taken_out", "exemptions", "sha256")
    lines = [",".join(heads)]
    for row in rows:
        cells = {**row, "exemptions": " ".join(row["exemptions"])}
        lines.append(",".join(f'"{cells[head]}"' for head in heads))
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode()


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """These files as a ZIP, with nothing of this computer in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            made.writestr(entry, content)
    return out.getvalue()
