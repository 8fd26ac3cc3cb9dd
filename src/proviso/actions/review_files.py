"""Documents of a review: PDF, of a bounded size, kept locked, named by their hash (139-07.1.a)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from proviso.db import reviews as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UnreadableError, UsageError
from proviso.identity.ids import new_id
from proviso.journal import record
from proviso.model import SECTIONS, Review, ReviewFile, Role, section_form
from proviso.model.review_events import ReviewFileAdded, ReviewFileRemoved
from proviso.policy import Pack
from proviso.policy.standing import local_day

from .agency import Agency
from .review_access import get_open, require_office, require_writer
from .roles import require_active
from .sealed_texts import of_file, require_free
from .sealing import seal_bytes, unseal_bytes
from .wording import clean_line

MIB = 1024 * 1024
LARGEST = 10 * MIB
MOST_FILES = 40
OFFICE = "office:"
TERMS = "terms"
PLACES = (*(form.id for form in SECTIONS), TERMS)


def add(
    agency: Agency, review_id: str, place: str, name: str, content: bytes, *, pack: Pack, actor: str, at: datetime
) -> ReviewFile:
    """Keep a document, locked. `place` is a section, `terms`, or `office:privacy`."""
    if len(content) > LARGEST:
        raise UnreadableError(f"This file has more than {LARGEST // MIB} MB.", hint="Split it, or link to it.")
    if not content.startswith(b"%PDF-"):
        raise UnreadableError("This is no PDF.", hint="Save it as PDF, then add it.")
    file = ReviewFile(
        id=new_id(),
        review_id=review_id,
        place=place,
        name=_name(name),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        added_by=actor,
        added_at=at,
    )
    sealed = seal_bytes(content, file.id, agency.sealing_key)

    def keep(tx: Tx) -> ReviewFile:
        review = get_open(tx, review_id)
        _require_right(tx, actor, review, place, pack, at)
        held = db.files(tx, review_id)
        twin = next((f for f in held if (f.place, f.sha256) == (place, file.sha256)), None)
        if twin is not None:
            return twin  # a double click
        if len(held) >= MOST_FILES:
            raise UsageError(f"A review has {MOST_FILES} documents at most.")
        db.add_paper(tx, file, sealed)
        event = ReviewFileAdded(
            actor=actor,
            review=review_id,
            tool=review.tool_id,
            file=file.id,
            place=place,
            size=file.size,
            sha256=file.sha256,
        )
        record(tx, at, event)
        return file

    return agency.store.write(keep)


def _name(typed: str) -> str:
    """The last part of its path, in letters that a browser saves under the same name."""
    last = clean_line(typed.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join(c if c.isalnum() or c in " ._-()" else "_" for c in last).strip(" .")[:100]
    return kept if kept.lower().endswith(".pdf") else f"{kept or 'document'}.pdf"


def _require_right(tx: Tx, actor: str, review: Review, place: str, pack: Pack, at: datetime) -> None:
    if place.startswith(OFFICE):
        office = place.removeprefix(OFFICE)
        require_office(tx, actor, review, office, local_day(at, pack), to="add a document to this answer")
        if db.answer(tx, review.id, office).is_signed:
            raise ConflictError("This answer is signed.", hint="Take it back to change what it rests on.")
        return
    form = section_form(place)
    if form is None and place != TERMS:
        raise NotFoundError("There is no such section in a review.")
    require_writer(tx, actor, *(form.offices if form else (Role.COUNSEL,)), to="add a document here")
    if form is not None and db.section(tx, review.id, place).is_closed:
        raise ConflictError("This section is closed.", hint="Open it again to change it.")


def content_of(agency: Agency, tx: Tx, file: ReviewFile) -> bytes:
    """The document. INVARIANT: it has the hash that is on record."""
    sealed = db.sealed(tx, file.review_id, file.id)
    if sealed is None:
        raise NotFoundError("This document is not here (any more).")
    content = unseal_bytes(sealed, file.id, agency.sealing_key)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise UnreadableError(
            "This document is not the one that was added.", hint="Put the database back from a backup."
        )
    return content


def remove(tx: Tx, review_id: str, file_id: str, *, pack: Pack, actor: str, at: datetime) -> ReviewFile:
    """Who added a document takes it out again, as long as nothing was signed or closed on it."""
    review = get_open(tx, review_id)
    file = next((f for f in db.files(tx, review_id) if f.id == file_id), None)
    if file is None:
        raise NotFoundError("There is no such document in this review.")
    require_active(tx, actor, "take a document out")
    if file.added_by != actor:
        raise NotAllowedError("Only who added it can take it out.")
    _require_right(tx, actor, review, file.place, pack, at)
    require_free(tx, of_file(review, file))
    db.remove_file(tx, file_id)
    record(tx, at, ReviewFileRemoved(actor=actor, review=review_id, tool=review.tool_id, file=file_id))
    return file
