"""The class of a kept text is changed by the records officer, with a reason; nothing goes by that alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from proviso.actions import holds, reclassing, retention, transcripts
from proviso.actions.agency import Agency
from proviso.db import transcripts as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, ProvisoError, UsageError
from proviso.model import TextState, Transcript
from tests.actions.house import NOW
from tests.actions.records_house import LATER, LORRAINE, PETER, keep, looked, opened, wanted


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    yield from opened(tmp_path_factory.mktemp("shared"))


def change(tx: Tx, agency: Agency, text: Transcript, to: str, why: str = "It is work of the archive.") -> Transcript:
    return reclassing.reclass(tx, agency, text.id, to, why=why, actor=LORRAINE, at=LATER)


def test_its_last_day_follows_the_new_class_and_the_words_stay(shared: Agency) -> None:
    def work(tx: Tx) -> None:
        text = keep(tx, shared, record_class="expert-review", case_id="R1")
        transcripts.case_closed(tx, shared, "R1", at=NOW + timedelta(days=5))
        after = change(tx, shared, text, "transitory")
        assert (after.record_class, after.due_on) == ("transitory", date(2027, 2, 18))
        assert transcripts.get(tx, text.id) == after
        assert db.sealed(tx, text.id) is not None
        assert [one.id for one in retention.due(tx, shared, "transitory", LATER)] == [text.id], "shorter: due at once"
        back = change(tx, shared, after, "official")
        assert back.due_on is None, "its review is not closed, as far as anybody knows"

    looked(shared, work)


def test_a_closed_case_counts_from_the_day_on_which_it_was_closed(shared: Agency) -> None:
    def work(tx: Tx) -> None:
        text = keep(tx, shared, record_class="expert-review", case_id="R1")
        transcripts.case_closed(tx, shared, "R1", at=NOW + timedelta(days=5))
        after = change(tx, shared, text, "official")
        assert after.due_on == date(2026, 11, 25) + timedelta(days=2555)

    looked(shared, work)


def held(tx: Tx, agency: Agency) -> Transcript:
    text = keep(tx, agency)
    holds.set_hold(tx, agency, wanted(record_class="transitory"), actor=LORRAINE, at=LATER)
    return text


def asked(tx: Tx, agency: Agency) -> Transcript:
    text = keep(tx, agency)
    retention.propose(tx, agency, "transitory", actor=LORRAINE, at=LATER)
    return text


def gone(tx: Tx, agency: Agency) -> Transcript:
    return transcripts.destroy(tx, keep(tx, agency).id, actor=LORRAINE, why="withdrawn", at=NOW)


REFUSED = (
    (held, "incident", "why", ConflictError, "A legal hold on its class covers this text: Case 7"),
    (asked, "official", "why", ConflictError, "A second person is asked"),
    (gone, "official", "why", ConflictError, "no longer kept"),
    (lambda tx, a: keep(tx, a, person_id=LORRAINE), "official", "why", NotAllowedError, "yourself"),
    (lambda tx, a: keep(tx, a, case_id="R1"), "transitory", "why", NotFoundError, "Choose another class"),
    (lambda tx, a: keep(tx, a, case_id="R1"), "weather", "why", NotFoundError, "Choose another class"),
    (lambda tx, a: keep(tx, a), "official", "why", ConflictError, "belongs to none"),
    (lambda tx, a: keep(tx, a, case_id="R1"), "official", "  ", UsageError, "why it belongs there"),
    (lambda tx, a: keep(tx, a, case_id="R1"), "official", "x" * 501, UsageError, "up to 500"),
)


@pytest.mark.parametrize(("made", "to", "why", "fault", "says"), REFUSED)
def test_what_a_change_may_not_do(
    shared: Agency, made: object, to: str, why: str, fault: type[ProvisoError], says: str
) -> None:
    def work(tx: Tx) -> None:
        text = made(tx, shared)  # type: ignore[operator]
        with pytest.raises(fault, match=says):
            change(tx, shared, text, to, why)
        assert transcripts.get(tx, text.id) == text

    looked(shared, work)


def test_a_hold_on_the_person_goes_with_the_text_into_its_new_class(shared: Agency) -> None:
    def work(tx: Tx) -> None:
        text = keep(tx, shared, case_id="R1")
        holds.set_hold(tx, shared, wanted(person_id=text.person_id), actor=PETER, at=LATER)
        after = change(tx, shared, text, "incident")
        assert after.state is TextState.KEPT
        assert retention.stopping(after, db.standing_holds(tx)) is not None

    looked(shared, work)
