"""What we keep: every table with something about a person, who looked at it, and all of it to take along.

5 U.S.C. 552a(d)(1), 139-07.2.b. The records officer makes the same file for who can no longer sign in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from proviso.actions import holdings as change
from proviso.actions import record_exports as exports
from proviso.actions.evidence import hidden_from
from proviso.db import agency as agency_db
from proviso.db import holdings as db
from proviso.db import people, uses
from proviso.db.store import Tx
from proviso.model import Person
from proviso.reports import holdings as report
from proviso.reports.holdings import Section

from .. import words as w
from ..desk import Desk, at_desk
from ..history import Happened, looks_at
from ..jobs import make_export
from ..kinds import first_upper, kind_words
from ..render import environment
from .foia import found, officer
from .record import Cell, RecordPage, tabs

LOOKS = ("RecordViewed", "TranscriptRead", "RecordExported")
"""Entries that say who looked at something about a person."""
MOST_RECEIPTS = 2_000
"""The newest uses have their receipts in the file; of older ones, the page of the decision has it."""
AT_ONCE, A_HUNDRED = 1_000, 100
"""Up to so many uses the file is made while the person waits."""
MOST_READ = 500
"""Records of one table on the page that a person reads; all of them are in the JSON."""
TEMPLATE = "_kept_out.html"
ELSEWHERE = "elsewhere"
COUNT_ELSEWHERE = (f"/record/kept?{ELSEWHERE}=yes", "Count the other records that name you, as who acted or was told")
LONGEST = 300
FOR_MACHINES = frozenset(
    {
        "facts",
        "pack_sha256",
        "text_sha256",
        "official_sha256",
        "digest",
        "mark",
        "profile",
        "entry_index",
        "version_hash",
    }
)
"""What nobody reads on a page."""
SPEAKING = ("headline", "sentence", "title", "name", "citation", "kind", "id")
"""What says most of something in a list; the first that is there."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def show_kept(request: Request) -> Response:
    """Every table that has something about the person, and who looked at it."""
    desk = at_desk(request, ended=True)
    with desk.read() as tx:
        page = kept_page(desk, tx)
    return desk.page("record.html", page, title=f"{page.heading}: My record")


def kept_page(desk: Desk, tx: Tx) -> RecordPage:
    """In plain words: what, how many, and how long."""
    counted = [(one, db.count(tx, one, desk.me.id)) for one in db.holdings()]
    held = [(one, many) for one, many in counted if many]
    total = sum(many for _, many in held)
    named = db.count_entries(tx, desk.me.id)
    texts = sum(many for one, many in held if one.table == "transcripts")
    wrote = f"and {desk.count(texts, 'text')} of yours" if texts else "not what you wrote"
    return RecordPage(
        answer=f"We keep {desk.count(total, 'record')} about you: what was decided and why, {wrote}.",
        tabs=tabs(desk, "kept"),
        heading="What we keep",
        columns=("What", "How many", "How long"),
        rows=tuple(
            (Cell(text=one.title), Cell(text=f"{many:,}"), Cell(text=first_upper(one.how_long))) for one, many in held
        ),
        paragraphs=(
            *_elsewhere(desk, tx),
            f"Beside your uses, {desk.count(named, 'entry', 'entries')} of the ledger "
            f"{'names' if named == 1 else 'name'} you. "
            "Nothing in the ledger is ever changed or taken out. A correction is a new entry.",
            "Of a text that you send we keep a fingerprint, made with a key of the agency. "
            "Nobody can turn it back into the text. "
            "A text itself is kept only for an expert review, an incident, or when the rules make it a record.",
        ),
        more=None if desk.asked(ELSEWHERE) else COUNT_ELSEWHERE,
        viewers=looks(desk, tx, desk.me.id),
    )


def _elsewhere(desk: Desk, tx: Tx) -> tuple[str, ...]:
    """Counted when it is asked for: every record of the agency is looked through."""
    if not desk.asked(ELSEWHERE):
        return ()
    named = sum(db.mentions(tx, desk.me.id).values())
    return (f"Your name also stands in {desk.count(named, 'other record')}, as who acted or was told.",)


def looks(desk: Desk, tx: Tx, person_id: str) -> tuple[Happened, ...]:
    """Who looked at what is kept about a person, and when."""
    return looks_at(desk, tx, person_id, LOOKS)


def download(request: Request) -> Response:
    """All of it, for the person themselves: JSON, a page to read, and receipts."""
    desk = at_desk(request, ended=True)
    return _file(desk, desk.me, "")


def export_subject(request: Request) -> Response:
    """The same for a person who asked the records officer, with the request as the reason."""
    desk = officer(request)
    with desk.read() as tx:
        one = found(tx, request)
        change.require_export(tx, one.subject_id, one.id, actor=desk.me.id)
        person = people.get(tx, one.subject_id)
    if person is None:  # require_export said already that there is one
        return desk.go(f"/foia/{one.id}", "There is no such person any more.")
    return _file(desk, person, one.id)


def _file(desk: Desk, person: Person, request_id: str) -> Response:
    """A small file at once; a large one is made while the reader does something else."""
    with desk.read() as tx:
        many = uses.count_by_person(tx, person.id)
        total = parts_of(many)
    if many > AT_ONCE:
        one = desk.write(
            lambda tx: exports.ask_export(tx, person.id, request_id, total=total, actor=desk.me.id, at=desk.now)
        )
        make_export(desk.agency, one, total, lambda told: make(desk, person, request_id, told))
        return desk.go(f"/record/exports/{one.id}")
    content, files = make(desk, person, request_id, lambda done: None)
    desk.write(lambda tx: change.note_export(tx, person.id, content, files, request_id, actor=desk.me.id, at=desk.now))
    return sent(desk, content)


def sent(desk: Desk, content: bytes) -> Response:
    """The file, for the browser to save."""
    headers = {
        "content-disposition": f'attachment; filename="what-we-keep-{desk.today.isoformat()}.zip"',
        "cache-control": "no-store",
    }
    return Response(content, media_type="application/zip", headers=headers)


def parts_of(many: int) -> int:
    """How many parts a file has, for its progress: each table, the ledger, the page, receipts by the hundred."""
    return len(db.holdings()) + 2 + -(-min(many, MOST_RECEIPTS) // A_HUNDRED)


def make(desk: Desk, person: Person, request_id: str, told: Callable[[int], None]) -> tuple[bytes, int]:
    """The file, and how many files are in it; `told` hears how many parts are done."""
    texts = desk.write(
        lambda tx: change.open_texts(tx, desk.agency, person.id, request_id, actor=desk.me.id, at=desk.now)
    )
    with desk.read() as tx:
        hidden = hidden_from(tx, desk.me)
        sections = report.sections_of(tx, person.id, told, hidden if person.id != desk.me.id else ())
        done = len(db.holdings())
        page = _page(desk, tx, person, sections, texts)
        told(done + 1)
        ledger = report.entries_of(tx, person.id, hidden)
        told(done + 2)
        receipts = _receipts(desk, tx, person.id, lambda more: told(done + 2 + more))
    return report.pack(person.id, desk.now, sections, texts, receipts, ledger, page)


def _receipts(desk: Desk, tx: Tx, person_id: str, told: Callable[[int], None]) -> dict[str, bytes]:
    made: dict[str, bytes] = {}
    for number, one in enumerate(uses.by_person(tx, person_id, 0, MOST_RECEIPTS), 1):
        receipt = desk.agency.journal.receipt(tx, uses.entry_index(tx, one.id))
        made[f"decision-{w.code(one.id)}"] = receipt.to_json()
        if number % A_HUNDRED == 0:
            told(number // A_HUNDRED)
    return made


def _page(desk: Desk, tx: Tx, person: Person, sections: tuple[Section, ...], texts: Mapping[str, str]) -> bytes:
    page: dict[str, Any] = {
        "agency": agency_db.name(tx),
        "person": person,
        "made": _moment(desk, desk.now),
        "sections": [(one, tuple(tuple(_line(desk, row)) for row in one.rows[-MOST_READ:])) for one in sections],
        "texts": texts,
        "viewers": looks(desk, tx, person.id),
        "receipts": min(uses.count_by_person(tx, person.id), MOST_RECEIPTS),
    }
    return environment().get_template(TEMPLATE).render(**page).encode()


def _line(desk: Desk, row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A row as label and value, as far as a person reads it; all of it stands in the JSON."""
    said = []
    for key, value in row.items():
        if key in FOR_MACHINES or value in (None, "", [], {}):
            continue
        text = _plain(desk, value)
        if text:
            said.append((key.removesuffix("_id").replace("_", " ").capitalize(), text[:LONGEST]))
    return said


def _plain(desk: Desk, value: object) -> str:
    """A value in words: yes and no, days and times as everywhere, of a list the words of each."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(part for each in value if (part := _plain(desk, each)))
    if isinstance(value, dict):
        if "recognizer" in value:
            return kind_words(str(value.get("kind", "")))
        return next((str(value[key]) for key in SPEAKING if value.get(key)), "")
    text = str(value)
    if _MOMENT.fullmatch(text):
        return _moment(desk, datetime.fromisoformat(text))
    return text


def _moment(desk: Desk, at: datetime) -> str:
    """With its year: the file is read on another day."""
    return f"{desk.words.date(at)} at {desk.words.time(at)}"
