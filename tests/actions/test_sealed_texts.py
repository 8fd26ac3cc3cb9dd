"""A legal hold reaches every text that is kept sealed, wherever it is and whatever act would end it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from proviso.actions import holds, objections, retention, review_files, sealed_texts, transcripts, uses
from proviso.actions.agency import Agency
from proviso.db import complaints, connections, exports, releases, webhooks, wrapped
from proviso.db import objections as objections_db
from proviso.db import reviews as reviews_db
from proviso.db import transcripts as db
from proviso.errors import ConflictError
from proviso.model import Channel, LegalHold, Objection, ObjectionState, TextKind, Transcript
from tests.actions.house import CHAT, NOW
from tests.actions.records_house import JOAN, LATER, LORRAINE, MAYA, PETER, keep, staff, wanted
from tests.actions.reviewing import begin, pack_of

PART = "Replace part A012 345 678 of the pump before May."
NEXT = NOW + timedelta(hours=1)


def hold(agency: Agency, at: datetime = NOW, **scope: Any) -> LegalHold:
    agency.store.write(staff)
    return agency.store.write(lambda tx: holds.set_hold(tx, agency, wanted(**scope), actor=LORRAINE, at=at))


def objected(agency: Agency) -> Objection:
    decision = uses.ask(agency, uses.prepare(agency, MAYA, CHAT.id, "research", PART, Channel.WEB, NOW)).decision
    lead = decision.reasons[0]
    reason = agency.packs.by_ref(decision.pack).rule(lead.rule).objections[0]
    return objections.send(agency, decision.id, lead.rule, reason, "", PART, actor=MAYA, at=NOW)


def answered(agency: Agency, sent: Objection) -> Objection:
    return agency.store.write(
        lambda tx: objections.answer(tx, sent.id, ObjectionState.STANDS, "It stands.", actor=JOAN, at=NEXT)
    )


def kept_text(agency: Agency) -> Callable[[], bool]:
    """A record: neither its disposition nor the act of its case ends it."""
    agency.store.write(staff)
    text = agency.store.write(lambda tx: keep(tx, agency))
    proposed = agency.store.write(lambda tx: retention.propose(tx, agency, "transitory", actor=LORRAINE, at=LATER))
    hold(agency, LATER, person_id=MAYA)
    with pytest.raises(ConflictError, match="A legal hold stops 1 of these texts"):
        agency.store.write(lambda tx: retention.confirm(tx, agency, proposed.id, actor=PETER, at=LATER))
    with pytest.raises(ConflictError, match="A legal hold stops this"):
        agency.store.write(lambda tx: transcripts.destroy(tx, text.id, actor=MAYA, why="withdrawn", at=LATER))
    return lambda: agency.store.write(lambda tx: db.sealed(tx, text.id)) is not None


def package(agency: Agency) -> Callable[[], bool]:
    """A package of a transfer is a copy: it may go, the texts that it was made of stay."""
    agency.store.write(staff)
    text = agency.store.write(lambda tx: keep(tx, agency, record_class="official", case_id="R1"))
    agency.store.write(lambda tx: transcripts.case_closed(tx, agency, "R1", at=NOW))
    later = NOW + timedelta(days=2_600)
    one = agency.store.write(lambda tx: retention.propose(tx, agency, "official", actor=LORRAINE, at=later))
    hold(agency, later, tool_id=CHAT.id)
    with pytest.raises(ConflictError, match="A legal hold stops 1 of these texts"):
        agency.store.write(lambda tx: retention.confirm(tx, agency, one.id, accession="N1", actor=PETER, at=later))
    agency.store.write(lambda tx: retention.withdraw(tx, one.id, reason="Held.", actor=LORRAINE, at=later))
    return lambda: agency.store.write(lambda tx: db.sealed(tx, text.id)) is not None


def objection_text(agency: Agency) -> Callable[[], bool]:
    """A text that came with an objection outlives the answer."""
    sent = objected(agency)
    hold(agency, person_id=MAYA)
    assert answered(agency, sent).has_text
    return lambda: agency.store.write(lambda tx: objections_db.sealed_text(tx, sent.id)) is not None


def document(agency: Agency) -> Callable[[], bool]:
    """A document of a tool's review cannot be taken out."""
    review, pdf = begin(agency), b"%PDF-1.7\n%%EOF"
    pack = pack_of(agency)
    file = review_files.add(agency, review.id, "office:privacy", "a.pdf", pdf, pack=pack, actor=JOAN, at=NOW)
    hold(agency, person_id=JOAN)
    with pytest.raises(ConflictError, match="A legal hold stops this"):
        agency.store.write(lambda tx: review_files.remove(tx, review.id, file.id, pack=pack, actor=JOAN, at=NEXT))
    return lambda: agency.store.write(lambda tx: reviews_db.sealed(tx, review.id, file.id)) is not None


STAYS = {
    "transcripts": kept_text,
    "dispositions": package,
    "objections": objection_text,
    "review_papers": document,
}
"""Whatever an act of ours can end."""
UNENDED = {"complaints": complaints, "foia_requests": releases, "foia_searches": releases, "releases": releases}
"""Nothing in the product ends these: their modules have no statement that could."""
COPIES = {"record_exports"}
"""A file for a person of what is kept about them goes after a day; what it was made of stays where it is."""
SECRETS = {"connections": connections, "streams": exports, "webhooks": webhooks}
"""What opens a vendor's or a receiver's door: no text of anybody, so no record."""


def test_each_sealed_column_of_the_database_is_one_of_these(agency: Agency) -> None:
    with agency.store.read() as tx:
        found = {place.table for place in wrapped.places(tx)}
    assert found == {*STAYS, *UNENDED, *COPIES, *SECRETS}


@pytest.mark.parametrize("table", sorted(STAYS))
def test_a_hold_stops_the_end_of_it_and_the_sweep_too(agency: Agency, table: str) -> None:
    is_here = STAYS[table](agency)
    retention.sweep(agency, NOW + timedelta(days=2_600))
    assert is_here()
    assert agency.journal.verify(agency.store).is_whole


@pytest.mark.parametrize("table", sorted(UNENDED))
def test_nothing_ends_what_no_hold_could_stop(table: str) -> None:
    source = inspect.getsource(UNENDED[table])
    name = {"foia_requests": "requests", "foia_searches": "searches"}.get(table, table)
    assert f"delete({name})" not in source
    assert "locked=None" not in source
    assert "wrapped=None" not in source


def test_when_the_last_hold_is_released_the_text_of_an_answered_objection_goes_at_once(agency: Agency) -> None:
    sent = objected(agency)
    first, second = hold(agency, person_id=MAYA), hold(agency, tool_id=CHAT.id)
    with agency.store.read() as tx:
        assert [one.id for one in holds.covered(tx, first)] == [sent.id]
    assert objections.view_text(agency, sent.id, actor=JOAN, at=NEXT) == PART
    answered(agency, sent)
    assert objections.view_text(agency, sent.id, actor=JOAN, at=NEXT) == PART, "it is kept, and each look is recorded"
    for one, is_here in ((first, True), (second, False)):
        agency.store.write(lambda tx, one=one: holds.release(tx, one.id, reason="Over.", actor=LORRAINE, at=NEXT))  # type: ignore[misc]
        with agency.store.read() as tx:
            held = objections_db.get(tx, sent.id)
            assert held is not None
            assert (held.has_text, objections_db.sealed_text(tx, sent.id) is not None) == (is_here, is_here)


def test_an_open_objection_keeps_its_text_when_a_hold_is_released(agency: Agency) -> None:
    sent, one = objected(agency), hold(agency)
    agency.store.write(lambda tx: holds.release(tx, one.id, reason="Over.", actor=LORRAINE, at=NEXT))
    assert objections.view_text(agency, sent.id, actor=JOAN, at=NEXT) == PART


def test_without_a_hold_the_answer_destroys_it(agency: Agency) -> None:
    sent = objected(agency)
    hold(agency, person_id="tom.reyes")
    assert not answered(agency, sent).has_text
    with agency.store.read() as tx:
        assert objections_db.sealed_text(tx, sent.id) is None


@pytest.mark.parametrize(("hour", "day", "stays"), [(2, 19, True), (2, 20, True), (2, 18, False), (13, 21, True)])
def test_on_its_edge_a_hold_reaches_the_day_of_every_zone(hour: int, day: int, stays: bool) -> None:
    at = NOW.replace(day=20, hour=hour)
    text = Transcript(
        id="A", kind=TextKind.PROMPT, record_class="", person_id=MAYA, kept_at=at, kept_on=at.date(),
        kept_by=MAYA, digest="", chars=1,
    )  # fmt: skip
    on = at.date().replace(day=day)
    one = replace(wanted(), since=on, until=on)
    assert (sealed_texts.stops(text, [one]) is not None) is stays
