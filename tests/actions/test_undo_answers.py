"""Ten minutes to undo what an office answered, or what a supervisor passed on; its mail waits for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from proviso.actions import approvals, objections, requests, suggestions, undo_answers, uses
from proviso.actions.agency import Agency
from proviso.actions.undo import WINDOW
from proviso.db import objections as objections_db
from proviso.db import outbox as outbox_db
from proviso.db import people as people_db
from proviso.db import suggestions as suggestions_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError
from proviso.model import Channel, Message, ObjectionState, Suggestion, SuggestionState, Way

from .acts import ANA, ELENA, JOAN, LEE, MARCUS, MAYA, TOM
from .house import CHAT, NOW
from .rules import open_rules

LATER = NOW + WINDOW
PART = "Replace part A012 345 678 of the pump before May."


@pytest.fixture
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    yield from open_rules(tmp_path_factory.mktemp("house"))


def answered(agency: Agency, state: ObjectionState, at: datetime = NOW) -> str:
    """An objection of Maya's to the denial of a text that has a part number, answered by Privacy."""
    decision = asked(agency, PART).decision
    lead = decision.reasons[0]
    reason = agency.packs.by_ref(decision.pack).rule(lead.rule).objections[0]
    sent = objections.send(agency, decision.id, lead.rule, reason, "A part.", PART, actor=MAYA, at=NOW)
    agency.store.write(lambda tx: objections.answer(tx, sent.id, state, "We looked.", actor=JOAN, at=at))
    return sent.id


def asked(agency: Agency, text: str, at: datetime = NOW) -> uses.Outcome:
    return uses.ask(agency, uses.prepare(agency, MAYA, CHAT.id, "research", text, Channel.WEB, at))


def mails(agency: Agency, who: str, kind: str) -> list[str]:
    with agency.store.read() as tx:
        return [m.id for m in outbox_db.page(tx, recipient=who, limit=100) if m.kind == kind]


def test_an_undone_answer_waits_again_and_its_mail_never_leaves(agency: Agency) -> None:
    sent = answered(agency, ObjectionState.STANDS)
    (mail,) = mails(agency, MAYA, "objection-answered")
    assert mail not in [m.id for m in agency.store.write(lambda tx: _due(tx, NOW + timedelta(minutes=9)))]
    agency.store.write(lambda tx: undo_answers.undo_objection_answer(tx, sent, actor=JOAN, at=LATER))
    assert mails(agency, MAYA, "objection-answered") == []
    with agency.store.read() as tx:
        found = objections_db.get(tx, sent)
        assert found is not None
        assert (found.state, found.answered_by, found.answer, found.answered_at) == (
            ObjectionState.OPEN,
            None,
            "",
            None,
        )
        assert [one.id for one in objections_db.open_for(tx, found.office)] == [sent]
    again = LATER + timedelta(minutes=1)
    agency.store.write(
        lambda tx: objections.answer(tx, sent, ObjectionState.RIGHT, "It is right.", actor=JOAN, at=again)
    )
    assert len(mails(agency, MAYA, "objection-answered")) == 1


def _due(tx: Tx, at: datetime) -> list[Message]:
    """What somebody takes now to send it."""
    return outbox_db.lease(tx, Way.MAIL, "a test", at=at, until=at + timedelta(minutes=1), most=100)


def test_an_answer_stands_once_its_mail_is_being_sent_or_the_time_is_over(agency: Agency) -> None:
    sent = answered(agency, ObjectionState.STANDS)
    with pytest.raises(ConflictError, match="ten minutes"):
        agency.store.write(
            lambda tx: undo_answers.undo_objection_answer(tx, sent, actor=JOAN, at=LATER + timedelta(seconds=1))
        )
    agency.store.write(lambda tx: _due(tx, LATER))
    with pytest.raises(ConflictError, match="Its mail has left"):
        agency.store.write(lambda tx: undo_answers.undo_objection_answer(tx, sent, actor=JOAN, at=LATER))


@pytest.mark.parametrize("who", [ANA, MAYA, ELENA])
def test_nobody_but_who_answered_undoes_it(agency: Agency, who: str) -> None:
    sent = answered(agency, ObjectionState.STANDS)
    with pytest.raises(NotAllowedError):
        agency.store.write(lambda tx: undo_answers.undo_objection_answer(tx, sent, actor=who, at=LATER))


def test_a_correction_goes_with_the_answer_that_made_it(agency: Agency) -> None:
    sent = answered(agency, ObjectionState.RIGHT)
    agency.store.write(lambda tx: undo_answers.undo_objection_answer(tx, sent, actor=JOAN, at=LATER))
    assert not asked(agency, PART, LATER).decision.allowed


def test_an_answer_stands_once_its_text_was_sent_under_it(agency: Agency) -> None:
    sent = answered(agency, ObjectionState.RIGHT)
    assert asked(agency, PART, NOW + timedelta(minutes=1)).decision.allowed
    with pytest.raises(ConflictError, match="sent that text since"):
        agency.store.write(lambda tx: undo_answers.undo_objection_answer(tx, sent, actor=JOAN, at=LATER))


def suggested(agency: Agency) -> str:
    """Maya and Tom ask for the same tool; its group."""

    def ask(tx: Tx, who: str) -> Suggestion:
        pack = agency.packs.base()
        return suggestions.suggest(tx, "LanternSearch", "", "To search.", pack=pack, actor=who, at=NOW)

    made = agency.store.write(lambda tx: ask(tx, MAYA))
    agency.store.write(lambda tx: ask(tx, TOM))
    agency.store.write(lambda tx: suggestions.decline(tx, made.group, "It keeps all.", actor=MARCUS, at=NOW))
    return made.group


def test_a_no_to_a_suggestion_is_undone_for_everybody_who_asked(agency: Agency) -> None:
    group = suggested(agency)
    with pytest.raises(NotAllowedError):
        agency.store.write(lambda tx: undo_answers.undo_suggestion_answer(tx, group, actor=ANA, at=LATER))
    agency.store.write(lambda tx: undo_answers.undo_suggestion_answer(tx, group, actor=MARCUS, at=LATER))
    for who in (MAYA, TOM):
        assert mails(agency, who, "suggestion-answered") == []
    with agency.store.read() as tx:
        assert {(s.state, s.answer) for s in suggestions_db.of_group(tx, group)} == {(SuggestionState.WAITING, "")}
    with pytest.raises(ConflictError, match="was not answered"):
        agency.store.write(lambda tx: undo_answers.undo_suggestion_answer(tx, group, actor=MARCUS, at=LATER))


def test_a_no_stands_after_ten_minutes_or_when_its_mail_is_on_its_way(agency: Agency) -> None:
    group = suggested(agency)
    late = LATER + timedelta(seconds=1)
    with pytest.raises(ConflictError, match="ten minutes"):
        agency.store.write(lambda tx: undo_answers.undo_suggestion_answer(tx, group, actor=MARCUS, at=late))
    agency.store.write(lambda tx: _due(tx, LATER))
    with pytest.raises(ConflictError, match="Its mail has left"):
        agency.store.write(lambda tx: undo_answers.undo_suggestion_answer(tx, group, actor=MARCUS, at=LATER))


def passed_on(agency: Agency) -> str:
    """Maya's request, which Elena asked Lee to answer."""
    request = agency.store.write(lambda tx: approvals.request_approval(tx, MAYA, actor=MAYA, at=NOW))
    agency.store.write(lambda tx: requests.pass_on(tx, request.id, LEE, actor=ELENA, at=NOW))
    return request.id


def test_a_request_that_was_passed_on_comes_back_to_who_had_it(agency: Agency) -> None:
    request_id = passed_on(agency)
    with pytest.raises(NotAllowedError):
        agency.store.write(lambda tx: undo_answers.undo_pass_on(tx, request_id, actor=LEE, at=LATER))
    agency.store.write(lambda tx: undo_answers.undo_pass_on(tx, request_id, actor=ELENA, at=LATER))
    with agency.store.read() as tx:
        found = people_db.get_request(tx, request_id)
    assert found is not None
    assert (found.supervisor_id, found.passed_by, found.passed_at) == (ELENA, "", None)
    assert len(mails(agency, LEE, "approval-went-back")) == 1
    with pytest.raises(ConflictError, match="Nobody else was asked"):
        agency.store.write(lambda tx: undo_answers.undo_pass_on(tx, request_id, actor=ELENA, at=LATER))


def test_a_request_stays_with_whom_it_was_passed_to_after_an_answer_or_ten_minutes(agency: Agency) -> None:
    request_id = passed_on(agency)
    late = LATER + timedelta(seconds=1)
    with pytest.raises(ConflictError, match="ten minutes"):
        agency.store.write(lambda tx: undo_answers.undo_pass_on(tx, request_id, actor=ELENA, at=late))
    agency.store.write(lambda tx: approvals.decline(tx, request_id, "Not yet.", actor=LEE, at=NOW))
    with pytest.raises(ConflictError, match="answered already"):
        agency.store.write(lambda tx: undo_answers.undo_pass_on(tx, request_id, actor=ELENA, at=LATER))
