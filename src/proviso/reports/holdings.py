"""All that is kept about a person as one file: JSON for machines, a page to read, the receipts (5 U.S.C. 552a(d))."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from proviso.db import holdings as db
from proviso.db.store import Tx
from proviso.ledger import canonical
from proviso.model.veils import incident_of

from .releases import zipped

FORMAT = "proviso person export 1"
READ_ME = "read-me.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One table, with what it has about the person."""

    table: str
    title: str
    how_long: str
    rows: tuple[Mapping[str, Any], ...] = field(repr=False)


def sections_of(
    tx: Tx, person_id: str, told: Callable[[int], None] = lambda done: None, hidden: Collection[str] = ()
) -> tuple[Section, ...]:
    """What each table has about the person; those that have nothing are left out. `told` hears how many were read.

    `hidden` are incidents for which the reader is not cleared: that this person had to do with one is not told, nor
    what they were told about it (139-07.6)."""
    found = []
    for number, one in enumerate(db.holdings(), 1):
        rows = tuple(row for row in db.rows(tx, one, person_id) if not any(number in str(row) for number in hidden))
        if rows:
            found.append(Section(table=one.table, title=one.title, how_long=one.how_long, rows=rows))
        told(number)
    return tuple(found)


def entries_of(tx: Tx, person_id: str, hidden: Collection[str] = ()) -> bytes:
    """The entries of the ledger that are about a person, one JSON a line; those about others are not among them, nor
    those of incidents for which the reader is not cleared."""
    lines = []
    for index, raw in db.entries_about(tx, person_id):
        record = canonical.decode(raw)
        if hidden and incident_of(record) in hidden:
            continue
        data = record.data
        about = data.get("person", "")
        if person_id in (about, data.get("owner", "")) or (data.get("actor") == person_id and not about):
            lines.append(b'{"entry":%d,"record":%s}' % (index, raw))
    return b"".join(line + b"\n" for line in lines)


def pack(
    person_id: str,
    at: datetime,
    sections: Sequence[Section],
    texts: Mapping[str, str],
    receipts: Mapping[str, bytes],
    ledger: bytes,
    page: bytes,
) -> tuple[bytes, int]:
    """The file, and how many files are in it. `page` is what a person reads; the manifest has the hash of all."""
    files = {
        READ_ME: page,
        "ledger.jsonl": ledger,
        **{f"records/{one.table}.json": _json(one.rows) for one in sections},
        **{f"texts/{text_id}.txt": text.encode("utf-8", "surrogatepass") for text_id, text in texts.items()},
        **{f"receipts/{name}.json": receipt for name, receipt in receipts.items()},
    }
    manifest = {
        "format": FORMAT,
        "person": person_id,
        "made_at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "files": [
            {"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        ],
    }
    made = {"manifest.json": _json(manifest), **files}
    return zipped(made), len(made)


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False, default=str) + "\n").encode()
