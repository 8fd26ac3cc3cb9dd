"""The evidence of a person, a tool, a component, a clause or a time: a paper for people, with the proof inside (R-080).

Attached: the exact records, one proof for all of them against a signed checkpoint, how the checkpoints continue each
other, the texts of the rules with their hashes, the coverage of the clauses, and a signed manifest of it all.
"""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from binascii import b2a_base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec

from proviso.db import agency as agency_db
from proviso.db import entries, people, tools
from proviso.db import packs as packs_db
from proviso.db.store import Store, Tx
from proviso.errors import NotFoundError, PackError, UsageError
from proviso.journal import Journal
from proviso.ledger.segments import to_runs
from proviso.model import EvidenceScope
from proviso.policy import Pack, Packs

from .coverage import HEADS, Followed, Row, coverage, principles, table
from .evidence_check import (
    ENTRIES,
    FORMAT,
    LEAVES,
    PROOF,
    PROOFS,
    Consistency,
    FileRow,
    Manifest,
    PackRow,
    Proof,
)
from .evidence_check import HEADS as NOTES
from .evidence_files import MANIFEST, NOTE, PAGES, make_zip, seal_pdf
from .evidence_paper import Names, coverage_answer, in_time, paper_of, title_of
from .ledger import BREAK
from .packed import Packed
from .selection import Progress, Selected, count, select
from .typesetting import Attachment, pdf

MOST_NOTES = 12
"""Earlier checkpoints that are shown to be continued, spread over the ledger."""
COVERAGE = "coverage.csv"
FILE_SECONDS = 120
Files = dict[str, bytes | Packed]
"""What is attached, by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An evidence file."""

    title: str
    content: bytes
    entries: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What is read, and with which key it is signed."""

    store: Store
    journal: Journal
    packs: Packs
    zone: str
    covers: bool = True
    """Whether the coverage of the rules goes along: it counts the whole agency."""


def make(
    house: House,
    scope: EvidenceScope,
    *,
    at: datetime,
    form: str = "pdf",
    progress: Progress | None = None,
    hidden: Collection[str] = (),
) -> Made:
    """Make the evidence file from the ledger as it stands at one moment.

    `form` is `pdf` or `zip`; `hidden` are incidents for whose details the reader is not cleared."""
    told = progress or (lambda done, total: None)
    with house.store.read() as tx:
        head = entries.newest_checkpoint(tx)
        if head is None:
            raise NotFoundError("The ledger has no entry yet.", hint="Evidence is made from entries.")
        pack = _pack_of(tx, house, scope, at)
        _refuse_unknown(tx, scope, pack)
        found = select(tx, pack, scope, head.size, at, told, hidden)
        names = Names.of(tx, house.zone, pack)
        rows = coverage(pack, found.tally) if house.covers and not scope.person else ()
        held, texts = _packs(house, found)
        files: Files = {ENTRIES: found.entries, **_proofs(tx, house.journal, found, head.note), **texts}
        title, agency, vkey = title_of(scope, names), agency_db.name(tx), house.journal.vkey
        followed = principles(pack, rows) if rows else ()
        paper = paper_of(found, rows, followed, packs_db.history(tx), names, scope, at, vkey, held)
    if rows:
        files[COVERAGE] = _csv(rows, names)
    files["vkey"] = f"{vkey}\n".encode()
    manifest = Manifest(
        format=FORMAT,
        agency=agency,
        about={"title": title, **_about(scope)},
        made_at=at.isoformat(),
        origin=house.journal.origin,
        size=found.size,
        entries=len(found.indexes),
        packs=held,
        files=[],
    )
    content = _written(house.journal, {**paper, "agency": agency}, title, at, manifest, files, form)
    return Made(title=title, content=content, entries=len(found.indexes), sha256=sha256(content).hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Clause by clause, what a time shows."""

    answer: str
    rows: tuple[Row, ...]
    followed: tuple[Followed, ...]
    offices: Mapping[str, str]
    """Name of each office by its role."""
    pack: str
    periods: tuple[packs_db.Period, ...]
    """Which rules held when, oldest first."""


def cover(house: House, scope: EvidenceScope, *, at: datetime) -> Covered:
    """The coverage of each clause in a time, for the whole agency."""
    with house.store.read() as tx:
        pack = _pack_of(tx, house, scope, at)
        _refuse_unknown(tx, scope, pack)
        tally = count(tx, pack, scope, at)
        names = Names.of(tx, house.zone, pack)
        periods = tuple(in_time(packs_db.history(tx), scope, at))
    rows = coverage(pack, tally)
    return Covered(
        answer=coverage_answer(rows),
        rows=rows,
        followed=principles(pack, rows),
        offices=names.offices,
        pack=pack.ref,
        periods=periods,
    )


def _pack_of(tx: Tx, house: House, scope: EvidenceScope, at: datetime) -> Pack:
    """The rules in force at the end of the time that is asked for; without any, those that the settings name."""
    moment = min(at, scope.until) if scope.until else at
    ref = packs_db.in_force(tx, moment, scope.component)
    if ref is None:
        return house.packs.base()
    try:
        return house.packs.by_ref(ref)
    except (NotFoundError, PackError):
        return house.packs.base()


def _refuse_unknown(tx: Tx, scope: EvidenceScope, pack: Pack) -> None:
    for name, why in why_unknown(tx, scope, pack).items():
        fault = UsageError if name == "until" else NotFoundError
        raise fault(why, hint=_HINTS[name])


_HINTS = {
    "person": "Give a handle, such as maya.okafor.",
    "tool": "Give its name in the register, such as northlight-chat: proviso tools list",
    "component": "Give its short name, such as FRO.",
    "clause": "Give it as the rules do, such as 139-07.2.c.1.",
    "until": "Give the earlier day first.",
}


def why_unknown(tx: Tx, scope: EvidenceScope, pack: Pack) -> dict[str, str]:
    """What nobody knows of what is asked for, by its field; nothing when all of it is known."""
    found = {}
    if scope.person and people.get(tx, scope.person) is None:
        found["person"] = f"There is no person {scope.person}."
    if scope.tool and tools.get(tx, scope.tool) is None:
        found["tool"] = f"There is no tool {scope.tool}."
    if scope.component and scope.component not in {*agency_db.components(tx), *people.components(tx)}:
        found["component"] = f"There is no component {scope.component}."
    if scope.clause and scope.clause not in {clause.id for clause in pack.clauses}:
        found["clause"] = f"There is no rule {scope.clause}."
    if scope.since and scope.until and scope.since >= scope.until:
        found["until"] = "The time ends before it begins."
    return found


def _about(scope: EvidenceScope) -> dict[str, str]:
    values = {name: getattr(scope, name) for name in ("person", "tool", "component", "clause", "since", "until")}
    return {name: v.isoformat() if isinstance(v, datetime) else v for name, v in values.items() if v}


def _packs(house: House, found: Selected) -> tuple[list[PackRow], dict[str, bytes]]:
    """The texts of the rules that the ledger names, where they are kept to the letter."""
    rows: list[PackRow] = []
    texts: dict[str, bytes] = {}
    for ref, digest in found.packs.items():
        try:
            pack = house.packs.single(ref)
        except (NotFoundError, PackError):
            continue
        if pack.sha256 != digest:  # another text under this name: the paper says that the old one is not kept
            continue
        named = [(name, f"{_safe(ref)}.{name}") for name in pack.files]
        texts |= {attached: pack.files[name].encode() for name, attached in named}
        rows.append(PackRow(ref=ref, sha256=digest, files=named))
    return rows, texts


def _safe(ref: str) -> str:
    return "".join(letter if letter.isascii() and (letter.isalnum() or letter in "@._-") else "-" for letter in ref)


def _proofs(tx: Tx, journal: Journal, found: Selected, note: str) -> dict[str, bytes]:
    leaves = b"".join(b2a_base64(leaf) for leaf in found.leaves)
    saved = [each for each in entries.checkpoints(tx) if 0 < each.size < found.size]
    step = max(1, -(-len(saved) // MOST_NOTES))
    older = saved[::step]
    proof = Proof(
        format=PROOF,
        size=found.size,
        runs=to_runs(found.indexes),
        hashes=_encoded(journal.segment(tx, found.indexes, found.size)),
        consistency=[
            Consistency(first=e.size, second=found.size, proof=_encoded(journal.consistency(tx, e.size, found.size)))
            for e in older
        ],
    )
    return {
        PROOFS: msgspec.json.encode(proof) + b"\n",
        LEAVES: leaves,
        NOTES: "".join(each + BREAK for each in (*(e.note for e in older), note)).encode(),
    }


def _encoded(hashes: tuple[bytes, ...]) -> list[str]:
    return [b64encode(each).decode() for each in hashes]


def _csv(rows: tuple[Row, ...], names: Names) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(HEADS)
    writer.writerows(
        [f"'{cell}" if cell.startswith(tuple("=+-@\t\r\n")) else cell for cell in row]
        for row in table(rows, names.offices)
    )
    return b"\xef\xbb\xbf" + held.getvalue().encode()


def _written(
    journal: Journal,
    paper: Mapping[str, Any],
    title: str,
    at: datetime,
    manifest: Manifest,
    files: Files,
    form: str,
) -> bytes:
    """The file as it is handed over: everything named by the manifest, the manifest signed, the whole sealed."""
    if form == "zip":
        files = {PAGES: pdf("evidence", paper, title=title, at=at, seconds=FILE_SECONDS), **files}
        signed = _signed(journal, manifest, files).items()
        return make_zip({name: c if isinstance(c, bytes) else c.content() for name, c in signed}, journal.sign_text)
    attached = [_attachment(name, content) for name, content in _signed(journal, manifest, files).items()]
    made = pdf("evidence", paper, title=title, at=at, attachments=attached, seconds=FILE_SECONDS)
    return seal_pdf(made, journal.sign_text)


def _attachment(name: str, content: bytes | Packed) -> Attachment:
    said = DESCRIPTIONS.get(name, "A text of the rules")
    if isinstance(content, Packed):
        return Attachment(name=name, content=b"", media_type=_type(name), description=said, packed=content)
    return Attachment(name=name, content=content, media_type=_type(name), description=said)


def _signed(journal: Journal, manifest: Manifest, files: Files) -> Files:
    rows = [_file_row(name, content) for name, content in files.items()]
    written = msgspec.json.format(msgspec.json.encode(msgspec.structs.replace(manifest, files=rows)), indent=1) + b"\n"
    note = journal.sign_text(f"{FORMAT}\n{sha256(written).hexdigest()}\n")
    return {MANIFEST: written, NOTE: note.encode(), **files}


def _file_row(name: str, content: bytes | Packed) -> FileRow:
    if isinstance(content, Packed):
        return FileRow(name=name, size=content.size, sha256=content.sha256)
    return FileRow(name=name, size=len(content), sha256=sha256(content).hexdigest())


DESCRIPTIONS = {
    MANIFEST: "What this file holds, with the hash of each attachment",
    NOTE: "The manifest, signed with the key of the ledger",
    ENTRIES: "The records as they stand in the ledger, one a line",
    PROOFS: "The proof that each record is in the ledger that was signed",
    LEAVES: "The hash of each record",
    NOTES: "Signed checkpoints of the ledger",
    COVERAGE: "Each rule: how it is kept, and what shows it",
    "vkey": "The public key; compare it with the one that you were given",
}


def _type(name: str) -> str:
    kinds = {"json": "application/json", "jsonl": "application/jsonl", "csv": "text/csv", "toml": "application/toml"}
    return kinds.get(name.rpartition(".")[2], "text/plain")
