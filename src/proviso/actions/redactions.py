"""What is taken out of a record before it leaves: places, and the exemption of each (5 U.S.C. 552(b)).

The original is never touched: a mark is a place and a code, and the page that leaves is written without what is there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from proviso.db import releases as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotFoundError, UsageError
from proviso.journal import record
from proviso.model import EXEMPTIONS, Finding, FindingClass, FoiaItem, FoiaState, Mark, Part
from proviso.model.release_events import FoiaRecordMarked

from .agency import Agency
from .record_texts import text_of
from .releases import OFFICERS, READERS, back_to_work, get
from .roles import get_person, require_other, require_role
from .transcripts import digest_of

MOST_MARKS = 5_000
LONGEST_WORDS = 500
USUAL = {FindingClass.INDIVIDUAL: "(b)(6)", FindingClass.RECORD: "(b)(6)", FindingClass.CLASSIFIED: "(b)(1)"}
"""The exemption that most often fits a finding; the officer says which one it is."""


def open_record(agency: Agency, request_id: str, number: int, *, actor: str, at: datetime) -> tuple[FoiaItem, str]:
    """A record with its words, for the officers of the request and for auditors; opening a kept text is recorded."""

    def look(tx: Tx) -> tuple[FoiaItem, str]:
        person = get_person(tx, actor)
        if not person.roles.intersection(READERS):
            require_role(tx, actor, *OFFICERS, to="open the records of a request")
        require_other(actor, get(tx, request_id).subject_id or None, to="answer your own request")
        item = get_item(tx, request_id, number)
        return item, text_of(tx, agency, item, actor=actor, at=at)

    return agency.store.write(look)


def get_item(tx: Tx, request_id: str, number: int) -> FoiaItem:
    """One record of a request, or an error that says that there is none."""
    item = db.get_item(tx, request_id, number)
    if item is None:
        raise NotFoundError(f"Request {request_id} has no record {number}.", hint="Its page lists them.")
    return item


def suggestions(agency: Agency, text: str) -> tuple[Finding, ...]:
    """What the screen finds in a record, in order of place: suggestions, and nothing is taken out by itself."""
    found = agency.screen((Part(name="", text=text),)).findings
    wanted = (f for f in found if f.end > f.start and f.cls not in {FindingClass.INJECTION, FindingClass.PURPOSE})
    unique = {(f.start, f.end): f for f in sorted(wanted, key=lambda f: (f.start, -f.end, f.kind), reverse=True)}
    return tuple(sorted(unique.values(), key=lambda f: (f.start, -f.end)))


def places_of(text: str, words: str) -> tuple[tuple[int, int], ...]:
    """Everywhere these words stand; a line break counts as a blank."""
    parts = words.split()
    if not parts:
        raise UsageError("Type the words that are taken out.")
    if len(words) > LONGEST_WORDS:
        raise UsageError(f"Type up to {LONGEST_WORDS} characters at once, or choose lines.")
    found = re.finditer(r"\s+".join(map(re.escape, parts)), text, re.IGNORECASE)
    places = tuple((hit.start(), hit.end()) for hit in found)
    if not places:
        raise UsageError("These words are not in the record.", hint="Copy them from it.")
    return places


def lines_of(text: str, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The places of whole lines, counted from 1."""
    lines = text.split("\n")
    if not 1 <= first <= last <= len(lines):
        raise UsageError(f"The record has the lines 1 to {len(lines):,}.", hint="Type the first and the last line.")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    picked = ((starts[n - 1], starts[n - 1] + len(lines[n - 1])) for n in range(first, last + 1))
    return tuple((start, end) for start, end in picked if end > start)


def mark(
    tx: Tx,
    agency: Agency,
    request_id: str,
    number: int,
    text: str,
    add: Iterable[Mark] = (),
    remove: Collection[Mark] = (),
    *,
    actor: str,
    at: datetime,
) -> FoiaItem:
    """Take places out, or put some back (`remove`). `text` is what was looked at."""
    item = _to_change(tx, request_id, number, actor)
    digest = digest_of(agency, text)
    held = item.marks if item.digest in {"", digest} else ()
    kept = [m for m in held if m not in remove]
    marks = merged((*kept, *(_checked(m, text) for m in add)))
    if len(marks) > MOST_MARKS:
        raise UsageError(f"A record has up to {MOST_MARKS:,} places.", hint="Withhold the whole record.")
    return _put(tx, replace(item, marks=marks, digest=digest, is_done=False), actor=actor, at=at)


def withhold(tx: Tx, request_id: str, number: int, code: str, *, actor: str, at: datetime) -> FoiaItem:
    """Withhold a whole record; an empty code gives it back."""
    item = _to_change(tx, request_id, number, actor)
    if code:
        _known(code)
    return _put(tx, replace(item, withheld=code, is_done=False), actor=actor, at=at)


def finish(tx: Tx, agency: Agency, request_id: str, number: int, text: str, *, actor: str, at: datetime) -> FoiaItem:
    """Say that everything that has to be taken out of a record is marked."""
    item = _to_change(tx, request_id, number, actor)
    digest = digest_of(agency, text)
    if item.marks and item.digest != digest:
        raise ConflictError("This record changed since it was marked.", hint="Mark it again.")
    return _put(tx, replace(item, digest=digest, is_done=True), actor=actor, at=at)


def require_same(agency: Agency, item: FoiaItem, text: str) -> None:
    """INVARIANT: marks are places of one text; over any other one, nothing leaves."""
    if item.digest != digest_of(agency, text):
        raise ConflictError(
            f"Record {item.number} changed since it was marked, so nothing can leave.",
            hint="Open it and mark it again.",
        )


def merged(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """In order, without overlap: what two marks share is taken out for the reason of the first."""
    kept: list[Mark] = []
    for one in sorted(set(marks), key=lambda m: (m.start, -m.end)):
        if kept and one.start < kept[-1].end:
            if one.end <= kept[-1].end:
                continue
            if one.code == kept[-1].code:
                kept[-1] = replace(kept[-1], end=one.end)
                continue
            kept.append(replace(one, start=kept[-1].end))
        else:
            kept.append(one)
    return tuple(kept)


def _checked(mark: Mark, text: str) -> Mark:
    _known(mark.code)
    if not 0 <= mark.start < mark.end <= len(text):
        raise UsageError("This place is not in the record.", hint="Load the page again.")
    return mark


def _known(code: str) -> None:
    if code not in EXEMPTIONS:
        raise UsageError("Choose the exemption for which it is taken out.", hint="(b)(1) to (b)(9).")


def _to_change(tx: Tx, request_id: str, number: int, actor: str) -> FoiaItem:
    require_role(tx, actor, *OFFICERS, to="mark what is taken out")
    request = get(tx, request_id)
    require_other(actor, request.subject_id or None, to="answer your own request")
    if request.state is FoiaState.CLOSED:
        raise ConflictError("This request is closed.", hint="An appeal opens it again.")
    return get_item(tx, request_id, number)


def _put(tx: Tx, item: FoiaItem, *, actor: str, at: datetime) -> FoiaItem:
    back_to_work(tx, get(tx, item.request_id))
    marked = replace(item, marked_by=actor, hands=tuple(sorted({*item.workers, actor})))
    db.put_item(tx, marked)
    codes: dict[str, int] = {}
    for one in marked.marks:
        codes[one.code] = codes.get(one.code, 0) + 1
    event = FoiaRecordMarked(
        actor=actor,
        request=item.request_id,
        item=item.number,
        codes=dict(sorted(codes.items())),
        withheld=marked.withheld,
        is_done=marked.is_done,
    )
    record(tx, at, event)
    return marked
