from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from proviso.actions import people, review_answers, suggestions
from proviso.actions.agency import Agency
from proviso.db import outbox
from proviso.db import reviews as db
from proviso.db import suggestions as suggestions_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, UsageError
from proviso.model import Conditions, OfficeAnswer, Position, Review, Role
from tests.actions.house import NOW, person
from tests.actions.reviewing import OFFICERS, begin, pack_of, sign

TODAY = date(2026, 11, 20)


def save(
    agency: Agency,
    review: Review,
    office: str = "privacy",
    position: Position | None = Position.CONCUR,
    reasons: str = "",
    conditions: Conditions | None = None,
    *,
    version: int = 0,
    actor: str = "joan.castellanos",
) -> OfficeAnswer:
    return agency.store.write(
        lambda tx: review_answers.save(
            tx,
            review.id,
            office,
            position,
            reasons,
            conditions or Conditions(),
            version=version,
            pack=pack_of(agency),
            actor=actor,
            at=NOW,
        )
    )


def put_name(agency: Agency, review: Review, office: str, actor: str, version: int) -> OfficeAnswer:
    return agency.store.write(
        lambda tx: review_answers.sign(
            tx, review.id, office, version=version, pack=pack_of(agency), actor=actor, at=NOW
        )
    )


def test_an_answer_is_saved_and_signed_with_a_receipt_code(agency: Agency) -> None:
    review = begin(agency)
    saved = save(agency, review, position=Position.CONDITIONS, conditions=Conditions(notes=("No personal accounts.",)))
    signed = put_name(agency, review, "privacy", "joan.castellanos", saved.version)
    assert signed.is_signed
    assert len(signed.code) == 8
    assert len(signed.sha256) == 64
    assert signed.entry > 0
    again = put_name(agency, review, "privacy", "joan.castellanos", saved.version)
    assert again == signed, "a double click signs once"


EVERYBODY = (*OFFICERS.values(), "ana.whitfield", "marcus.bell", "maya.okafor", "alice.tran", "lena.fox", "system")


def test_one_office_does_not_answer_for_another(agency: Agency) -> None:
    review = begin(agency)
    for office, officer in OFFICERS.items():
        for actor in EVERYBODY:
            if actor == officer:
                continue
            with pytest.raises(NotAllowedError):
                save(agency, review, office, actor=actor)
        assert save(agency, review, office, actor=officer).saved_by == officer


def test_an_office_that_is_not_asked_does_not_answer(agency: Agency) -> None:
    review = begin(agency)
    with pytest.raises(NotAllowedError, match="does not answer"):
        save(agency, review, "training", actor="lena.fox")


def test_one_person_does_not_sign_for_two_offices(agency: Agency) -> None:
    review = begin(agency)

    def both(tx: Tx) -> None:
        people.add(tx, person("kim.two", Role.PRIVACY, Role.CIVIL_RIGHTS), actor="system", at=NOW)

    agency.store.write(both)
    saved = save(agency, review, "privacy", actor="kim.two")
    put_name(agency, review, "privacy", "kim.two", saved.version)
    with pytest.raises(NotAllowedError, match="signed for the privacy office"):
        save(agency, review, "civil_rights", actor="kim.two")


def test_who_suggested_the_tool_does_not_answer_for_an_office(agency: Agency) -> None:
    review = begin(agency, by="joan.castellanos")
    with pytest.raises(NotAllowedError, match="suggested this tool"):
        save(agency, review)
    agency.store.write(
        lambda tx: suggestions.withdraw(
            tx, next(s.id for s in suggestions_db.of_tool(tx, "ferry")), actor="joan.castellanos", at=NOW
        )
    )
    with pytest.raises(NotAllowedError, match="suggested this tool"):
        save(agency, review)


def test_two_windows_do_not_lose_words(agency: Agency) -> None:
    review = begin(agency)
    first = save(agency, review, reasons="One.")
    with pytest.raises(ConflictError, match="changed since you opened it"):
        save(agency, review, reasons="Two.", version=0)
    assert save(agency, review, reasons="One.", version=0) == first, "the same words are no change"
    with pytest.raises(ConflictError, match="changed since you opened it"):
        put_name(agency, review, "privacy", "joan.castellanos", 0)


EMPTY = (
    (None, "Some.", "Choose what your office says"),
    (Position.CONDITIONS, "Some.", "at least one condition"),
    (Position.DISSENT, " … ", "Say why"),
)


def test_an_answer_that_says_nothing_is_not_signed(agency: Agency) -> None:
    review = begin(agency)
    for version, (position, reasons, says) in enumerate(EMPTY):
        saved = save(agency, review, position=position, reasons=reasons, version=version)
        with pytest.raises(UsageError, match=says):
            put_name(agency, review, "privacy", "joan.castellanos", saved.version)


def test_a_signed_answer_changes_only_after_it_is_taken_back(agency: Agency) -> None:
    review, pack = begin(agency), pack_of(agency)
    agency.store.write(lambda tx: sign(tx, review, "privacy", pack))
    with pytest.raises(ConflictError, match="signed"):
        save(agency, review, reasons="More.", version=2)
    with pytest.raises(NotAllowedError):
        agency.store.write(
            lambda tx: review_answers.take_back(tx, review.id, "privacy", pack=pack, actor="omar.haddad", at=NOW)
        )
    opened = agency.store.write(
        lambda tx: review_answers.take_back(tx, review.id, "privacy", pack=pack, actor="joan.castellanos", at=NOW)
    )
    assert not opened.is_signed
    with agency.store.read() as tx:
        assert review_answers.owing(tx, review)[0] == "privacy"


def test_an_answer_that_concurs_has_no_conditions(agency: Agency) -> None:
    review = begin(agency)
    saved = save(agency, review, position=Position.DISSENT, reasons="No.", conditions=Conditions(no_attachments=True))
    assert saved.conditions == Conditions()


def test_an_office_is_reminded_once_a_day_and_gets_mail(agency: Agency) -> None:
    review, pack = begin(agency), pack_of(agency)

    def remind(tx: Tx, at: object = NOW) -> OfficeAnswer:
        return review_answers.remind(tx, review.id, "counsel", pack=pack, actor="joan.castellanos", at=at)  # type: ignore[arg-type]  # a moment

    agency.store.write(remind)
    with pytest.raises(UsageError, match="today already"):
        agency.store.write(remind)
    agency.store.write(lambda tx: remind(tx, NOW + timedelta(days=1)))
    with agency.store.read() as tx:
        mails = [m for m in outbox.page(tx, limit=100) if m.recipient == "peter.novak"]
    assert sorted(m.kind for m in mails) == ["review-asked", "review-due", "review-due"]


def test_a_delegate_answers_between_two_days_and_the_record_says_so(agency: Agency) -> None:
    review, pack = begin(agency), pack_of(agency)

    def name(
        tx: Tx, who: str = "tom.reyes", first: date = TODAY, last: date = TODAY, actor: str = "joan.castellanos"
    ) -> None:
        review_answers.delegate(tx, "privacy", who, first, last, pack=pack, actor=actor, at=NOW)

    with pytest.raises(NotAllowedError):
        save(agency, review, actor="tom.reyes")
    agency.store.write(name)
    saved = save(agency, review, actor="tom.reyes")
    put_name(agency, review, "privacy", "tom.reyes", saved.version)
    with agency.store.read() as tx:
        assert db.answer(tx, review.id, "privacy").signed_by == "tom.reyes"
    tomorrow = NOW + timedelta(days=1)
    with pytest.raises(NotAllowedError):
        agency.store.write(
            lambda tx: review_answers.take_back(tx, review.id, "privacy", pack=pack, actor="tom.reyes", at=tomorrow)
        )


NEVER = (
    ("omar.haddad", TODAY, TODAY, "joan.castellanos"),  # of another office
    ("ana.whitfield", TODAY, TODAY, "joan.castellanos"),  # decides
    ("alice.tran", TODAY, TODAY, "joan.castellanos"),  # changes nothing
    ("joan.castellanos", TODAY, TODAY, "joan.castellanos"),  # herself
    ("tom.reyes", TODAY, TODAY - timedelta(days=1), "joan.castellanos"),
    ("tom.reyes", TODAY - timedelta(days=9), TODAY - timedelta(days=1), "joan.castellanos"),
    ("tom.reyes", TODAY, TODAY + timedelta(days=91), "joan.castellanos"),
    ("tom.reyes", TODAY, TODAY, "omar.haddad"),  # another office names nobody here
    ("tom.reyes", TODAY, TODAY, "marcus.bell"),
)


def test_whom_and_when_an_officer_may_not_name(agency: Agency) -> None:
    begin(agency)
    for who, first, last, actor in NEVER:
        with pytest.raises(UsageError):
            agency.store.write(
                partial(
                    review_answers.delegate,
                    office="privacy",
                    person_id=who,
                    starts_on=first,
                    ends_on=last,
                    pack=pack_of(agency),
                    actor=actor,
                    at=NOW,
                )
            )
