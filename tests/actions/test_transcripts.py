"""Kept texts: sealed, classed, opened on record, destroyed with their key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from proviso.actions import holds, transcripts, uses
from proviso.actions.agency import Agency
from proviso.db import entries
from proviso.db import transcripts as db
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, StoreError, UsageError
from proviso.model import Channel, TextKind, TextState, Transcript
from tests.actions.house import CHAT, NOW
from tests.actions.records_house import JOAN, LORRAINE, MAYA, keep, looked, opened, staff, wanted

TEXT = "The levee held. \ud800 4:30 p.m."


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    """For tests that leave nothing behind."""
    yield from opened(tmp_path_factory.mktemp("shared"))


def kept(agency: Agency, text: str = TEXT, record_class: str = "transitory", **rest: Any) -> Transcript:
    return agency.store.write(lambda tx: keep(tx, agency, text, record_class, **rest))


def events(agency: Agency, *kinds: str) -> list[dict[str, object]]:
    with agency.store.read() as tx:
        return [e.record.data for e in entries.page(tx, 0, 1000) if e.record.event in kinds]


def test_a_kept_text_comes_back_to_its_person_and_the_look_is_on_record(agency: Agency) -> None:
    held = kept(agency)
    assert transcripts.read(agency, held.id, actor=MAYA, why="to go on", at=NOW) == TEXT
    looked = events(agency, "TranscriptRead")
    assert [(e["actor"], e["person"], e["why"]) for e in looked] == [(MAYA, MAYA, "to go on")]


def test_the_records_officer_may_open_it_and_nobody_else(agency: Agency) -> None:
    agency.store.write(staff)
    held = kept(agency)
    assert transcripts.read(agency, held.id, actor=LORRAINE, why="request 12", at=NOW) == TEXT
    with pytest.raises(NotAllowedError):
        transcripts.read(agency, held.id, actor=JOAN, why="curious", at=NOW)
    with pytest.raises(UsageError, match="why you open"):
        transcripts.read(agency, held.id, actor=LORRAINE, why=" . ", at=NOW)
    assert len(events(agency, "TranscriptRead")) == 1


def test_the_event_names_the_text_by_its_digest_alone(agency: Agency) -> None:
    held = kept(agency, "Ask Theodora Quill about pump 7.")
    (event,) = events(agency, "TranscriptKept")
    assert event["digest"] == held.digest == transcripts.digest_of(agency, "Ask Theodora Quill about pump 7.")
    assert (event["record_class"], event["chars"], event["due_on"]) == ("transitory", 32, "2027-02-18")
    with agency.store.read() as tx:
        assert not any("Quill" in str(entry.record) for entry in entries.page(tx, 0, 1000))


@pytest.mark.parametrize(
    ("kind", "record_class", "found", "due_on"),
    [
        (TextKind.ANSWER, "", "expert-review", None),
        (TextKind.DRAFT, "", "expert-review", None),
        (TextKind.INCIDENT, "", "incident", None),
        (TextKind.PROMPT, "transitory", "transitory", date(2027, 2, 18)),
        (TextKind.ANSWER, "official", "official", None),
    ],
)
def test_the_pack_says_which_class_a_text_has(
    shared: Agency, kind: TextKind, record_class: str, found: str, due_on: date | None
) -> None:
    held = looked(shared, lambda tx: keep(tx, shared, TEXT, record_class, kind=kind))
    assert (held.record_class, held.due_on) == (found, due_on)


def test_a_class_that_the_pack_does_not_have_is_refused_and_nothing_is_kept(agency: Agency) -> None:
    with pytest.raises(UsageError, match="no class of records 'secret'") as caught:
        kept(agency, record_class="secret")
    assert "transitory, working, expert-review" in caught.value.hint
    with agency.store.read() as tx:
        assert db.kept(tx) == []


def test_a_pack_without_classes_keeps_until_one_names_the_text(agency: Agency) -> None:
    bare = replace(agency.packs.base(), records=())
    agency.packs._by_ref[bare.ref] = bare
    held = kept(agency, record_class="")
    assert (held.record_class, held.due_on) == ("", None)


def test_the_period_begins_when_the_case_is_closed_and_only_once(agency: Agency) -> None:
    held = kept(agency, record_class="expert-review", case_id="R1")
    other = kept(agency, record_class="expert-review", case_id="R2")
    closed = NOW + timedelta(days=3)
    (begun,) = agency.store.write(lambda tx: transcripts.case_closed(tx, agency, "R1", at=closed))
    assert (begun.id, begun.due_on) == (held.id, date(2027, 11, 23))
    assert agency.store.write(lambda tx: transcripts.case_closed(tx, agency, "R1", at=closed)) == ()
    (event,) = events(agency, "RetentionStarted")
    assert (event["transcripts"], event["due_on"]) == ([held.id], ["2027-11-23"])
    with agency.store.read() as tx:
        assert transcripts.get(tx, other.id).due_on is None


def test_an_act_of_its_case_destroys_a_text_with_its_key(agency: Agency) -> None:
    held = kept(agency)
    gone = agency.store.write(lambda tx: transcripts.destroy(tx, held.id, actor=MAYA, why="withdrawn", at=NOW))
    assert gone.state is TextState.DESTROYED
    with agency.store.read() as tx:
        assert db.sealed(tx, held.id) is None
    with pytest.raises(NotFoundError, match="no longer kept"):
        transcripts.read(agency, held.id, actor=MAYA, why="again", at=NOW)
    agency.store.write(lambda tx: transcripts.destroy(tx, held.id, actor=MAYA, why="twice", at=NOW))
    assert [e["digest"] for e in events(agency, "TranscriptDestroyed")] == [held.digest]


def test_a_hold_stops_it(agency: Agency) -> None:
    agency.store.write(staff)
    held = kept(agency)
    agency.store.write(lambda tx: holds.set_hold(tx, agency, wanted(person_id=MAYA), actor=LORRAINE, at=NOW))
    with pytest.raises(ConflictError, match="Case 7"):
        agency.store.write(lambda tx: transcripts.destroy(tx, held.id, actor=MAYA, why="withdrawn", at=NOW))
    assert transcripts.read(agency, held.id, actor=MAYA, why="still here", at=NOW) == TEXT


def test_a_text_that_may_be_classified_is_never_kept(agency: Agency) -> None:
    use = uses.prepare(agency, MAYA, CHAT.id, "research", "(TEST) SECRET//NOFORN plan", Channel.WEB, NOW)
    decision = uses.ask(agency, use).decision
    assert not decision.allowed

    def work(tx: object) -> None:
        transcripts.keep(
            tx,  # type: ignore[arg-type]
            agency,
            kind=TextKind.PROMPT,
            text="(TEST) SECRET//NOFORN plan",
            person_id=MAYA,
            decision_id=decision.id,
            actor=MAYA,
            at=NOW,
        )

    with pytest.raises(NotAllowedError, match="classified is not kept"):
        agency.store.write(work)
    with agency.store.read() as tx:
        assert db.of_decision(tx, decision.id) == []


def test_a_sealed_text_that_was_moved_to_another_row_does_not_open(agency: Agency) -> None:
    one, two = kept(agency, "one"), kept(agency, "two")

    def swap(tx: object) -> None:
        raw = tx.raw  # type: ignore[attr-defined]
        locked, wrapped = raw.execute("SELECT locked, wrapped FROM transcripts WHERE id = ?", (one.id,)).fetchone()
        raw.execute("UPDATE transcripts SET locked = ?, wrapped = ? WHERE id = ?", (locked, wrapped, two.id))

    agency.store.write(swap)
    with pytest.raises(StoreError, match="belongs to another record"):
        transcripts.read(agency, two.id, actor=MAYA, why="look", at=NOW)


def test_a_search_finds_by_person_tool_purpose_and_time(agency: Agency) -> None:
    first = kept(agency)
    second = agency.store.write(lambda tx: keep(tx, agency, "later", at=NOW + timedelta(days=2)))
    with agency.store.read() as tx:
        assert [t.id for t in db.search(tx, person_id=MAYA)] == [second.id, first.id]
        assert [t.id for t in db.search(tx, tool_id=CHAT.id, purpose="research", until=NOW + timedelta(days=1))] == [
            first.id
        ]
        assert [t.id for t in db.search(tx, since=NOW + timedelta(days=1))] == [second.id]
        assert db.search(tx, person_id="tom.reyes") == []
