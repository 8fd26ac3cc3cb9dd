from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from proviso.actions import people, review_answers, review_decisions, review_tests, reviews, suggestions, trials, uses
from proviso.actions.agency import Agency
from proviso.actions.review_decisions import Choice
from proviso.db import outbox
from proviso.db import people as people_db
from proviso.db import reviews as db
from proviso.db import suggestions as suggestions_db
from proviso.db import tools as tools_db
from proviso.db import trials as trials_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, UsageError
from proviso.model import Channel, Conditions, Position, Review, ReviewState, Tool, ToolStatus
from proviso.policy import Pack
from tests.actions.house import CHAT, NOW
from tests.actions.reviewing import OFFICERS, begin, decide, pack_of, sign, whole

YES = Choice(approves=True, reason="Good for notices in other languages.")
NO = Choice(approves=False, reason="It keeps every text.")


def ferry(agency: Agency) -> Tool:
    with agency.store.read() as tx:
        found = tools_db.get(tx, "ferry")
    assert found is not None
    return found


def test_a_yes_opens_the_tool_and_the_next_use_follows_it(agency: Agency) -> None:
    review = whole(agency)
    agency.store.write(
        lambda tx: people.attest_account(
            tx, "maya.okafor", "ferry", "maya.okafor@dcs.example", True, True, actor="maya.okafor", at=NOW
        )
    )
    use = uses.prepare(agency, "maya.okafor", "ferry", "research", "The river rises.", Channel.WEB, NOW)
    assert not uses.ask(agency, use).decision.allowed
    decided = decide(agency, review, YES)
    assert (decided.state, decided.is_opened) == (ReviewState.APPROVED, True)
    assert ferry(agency).status is ToolStatus.APPROVED
    assert ferry(agency).re_review_due is not None
    assert uses.ask(agency, replace(use, id="0AAAAAAA")).decision.allowed


def test_without_the_answer_of_every_office_there_is_no_yes(agency: Agency) -> None:
    review, pack = whole(agency), pack_of(agency)
    for office in review.offices:
        agency.store.write(partial(back, review=review, office=office, pack=pack))
        with pytest.raises(UsageError, match="is missing"):
            decide(agency, review, YES)
        agency.store.write(partial(again, review=review, office=office, pack=pack))
    assert ferry(agency).status is ToolStatus.IN_REVIEW


def back(tx: Tx, review: Review, office: str, pack: Pack) -> None:
    review_answers.take_back(tx, review.id, office, pack=pack, actor=OFFICERS[office], at=NOW)


def again(tx: Tx, review: Review, office: str, pack: Pack) -> None:
    version = db.answer(tx, review.id, office).version
    review_answers.sign(tx, review.id, office, version=version, pack=pack, actor=OFFICERS[office], at=NOW)


def test_what_is_missing_is_listed_whole(agency: Agency) -> None:
    review = begin(agency)
    with agency.store.read() as tx:
        missing = review_decisions.missing(tx, review)
    assert len(missing) == 4 + 6 + 2
    assert "The answer of Counsel is missing." in missing
    assert "The section Training data is open." in missing
    assert "14 of 14 terms are not answered." in missing
    assert "No test is written down." in missing


def test_a_test_that_nobody_checked_stands_against_a_yes(agency: Agency) -> None:
    review = whole(agency)
    review_tests.add(
        agency, review.id, "Translate: the levee holds.", "El dique resiste.", "right",
        pack=pack_of(agency), actor="ingrid.solberg", at=NOW,
    )  # fmt: skip
    with pytest.raises(UsageError, match="second person"):
        decide(agency, review, YES)


def test_a_dissent_needs_a_written_reply_and_stays(agency: Agency) -> None:
    review = whole(agency, dissent="civil_rights")
    with pytest.raises(UsageError, match="Write why you decide otherwise"):
        decide(agency, review, YES)
    decided = decide(agency, review, replace(YES, reply="We test 6 languages before May."))
    assert decided.reply == "We test 6 languages before May."
    with agency.store.read() as tx:
        kept = db.answer(tx, review.id, "civil_rights")
    assert (kept.position, kept.reasons) == (Position.DISSENT, "No tests by language.")


def test_every_condition_that_an_office_asked_for_holds(agency: Agency) -> None:
    review, pack = whole(agency, but="privacy"), pack_of(agency)
    asked = Conditions(no_attachments=True, notes=("No personal accounts.",))
    agency.store.write(lambda tx: sign(tx, review, "privacy", pack, Position.CONDITIONS, "", asked))
    decide(agency, review, replace(YES, more=Conditions(most_users=50)))
    held = ferry(agency).conditions
    assert (held.no_attachments, held.most_users, held.notes) == (True, 50, ("No personal accounts.",))


def test_only_the_cio_decides(agency: Agency) -> None:
    review = whole(agency)
    for actor in (*OFFICERS.values(), "marcus.bell", "maya.okafor", "alice.tran", "ruth.delgado", "system"):
        for choice in (YES, NO):
            with pytest.raises(NotAllowedError):
                decide(agency, review, choice, actor=actor)


def test_who_suggested_it_does_not_decide(agency: Agency) -> None:
    review = whole(agency)
    agency.store.write(
        lambda tx: suggestions.suggest(tx, "Ferry", "", "For me.", pack=pack_of(agency), actor="ana.whitfield", at=NOW)
    )
    with pytest.raises(NotAllowedError, match="You suggested"):
        decide(agency, review, YES)


def test_what_changed_since_the_page_was_opened_is_looked_at_first(agency: Agency) -> None:
    review = whole(agency, but="counsel")
    with agency.store.read() as tx:
        shown = review_decisions.state_of(tx, review)
    agency.store.write(lambda tx: sign(tx, review, "counsel", pack_of(agency), Position.DISSENT, "No amendment."))
    with pytest.raises(ConflictError, match="changed since you opened it"):
        agency.store.write(
            lambda tx: review_decisions.decide(
                tx, review.id, YES, state=shown, pack=pack_of(agency), actor="ana.whitfield", at=NOW
            )
        )


def test_a_decision_is_made_once(agency: Agency) -> None:
    review = whole(agency)
    decide(agency, review, YES)
    with pytest.raises(ConflictError, match="decided"):
        decide(agency, review, NO)


def test_a_no_needs_its_reason_and_nobodys_answer(agency: Agency) -> None:
    review = begin(agency)
    with pytest.raises(UsageError, match="Say why"):
        decide(agency, review, replace(NO, reason=" "))
    assert decide(agency, review, NO).state is ReviewState.DECLINED
    assert ferry(agency).status is ToolStatus.ENDED
    with agency.store.read() as tx:
        answers = [s.answer for s in suggestions_db.of_tool(tx, "ferry")]
        kinds = {m.kind for m in outbox.page(tx, limit=100) if m.recipient == "maya.okafor"}
    assert answers == ["Ferry will not be on the list: It keeps every text."]
    assert "suggestion-answered" in kinds


def test_a_later_opening_opens_late_and_never_early(agency: Agency) -> None:
    review, hour = whole(agency), timedelta(hours=1)
    opens = NOW + timedelta(days=3)
    decide(agency, review, replace(YES, opens_at=opens))
    assert ferry(agency).status is ToolStatus.IN_REVIEW
    assert agency.store.write(lambda tx: review_decisions.open_due(tx, at=opens - hour)) == ()
    assert len(agency.store.write(lambda tx: review_decisions.open_due(tx, at=opens + hour))) == 1
    assert ferry(agency).status is ToolStatus.APPROVED
    assert agency.store.write(lambda tx: review_decisions.open_due(tx, at=opens + hour)) == ()


def test_what_is_on_the_list_already_follows_a_decision_at_once(agency: Agency) -> None:
    review = agency.store.write(
        lambda tx: reviews.start_for(tx, CHAT.id, pack=pack_of(agency), actor="marcus.bell", at=NOW)
    )
    later = replace(YES, opens_at=NOW + timedelta(days=3))
    with agency.store.read() as tx:
        assert set(review_decisions.problems(tx, review, later, pack=pack_of(agency), at=NOW)) == {"opens"}


def test_a_cio_who_has_left_opens_nothing(agency: Agency) -> None:
    review, opens = whole(agency), NOW + timedelta(days=3)
    decide(agency, review, replace(YES, opens_at=opens))

    def leave(tx: Tx) -> None:
        ana = people_db.get(tx, "ana.whitfield")
        assert ana is not None
        people_db.put(tx, replace(ana, is_active=False))

    agency.store.write(leave)
    assert agency.store.write(lambda tx: review_decisions.open_due(tx, at=opens)) == ()
    assert ferry(agency).status is ToolStatus.IN_REVIEW


NEVER = (
    (replace(YES, reason=""), "reason"),
    (replace(YES, reason="x" * 501), "reason"),
    (replace(YES, opens_at=NOW - timedelta(days=1)), "opens"),
    (replace(YES, opens_at=NOW + timedelta(days=100)), "opens"),
    (replace(YES, more=Conditions(ends_on=NOW.date())), "until"),
)


def test_what_cannot_be_decided_is_said_at_its_field(agency: Agency) -> None:
    review = whole(agency)
    with agency.store.read() as tx:
        for choice, field in NEVER:
            assert set(review_decisions.problems(tx, review, choice, pack=pack_of(agency), at=NOW)) == {field}


def test_permissions_to_test_end_with_the_decision(agency: Agency) -> None:
    review = whole(agency)
    agency.store.write(
        lambda tx: trials.grant(
            tx, review.id, "tom.reyes", NOW.date(), pack=pack_of(agency), actor="marcus.bell", at=NOW
        )
    )
    decide(agency, review, NO)
    with agency.store.read() as tx:
        assert trials_db.of_review(tx, review.id) == []
