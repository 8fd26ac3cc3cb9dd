from __future__ import annotations

import pytest

from proviso.actions import review_answers, review_tests, trials
from proviso.actions.agency import Agency
from proviso.db import reviews as db
from proviso.errors import ConflictError, NotAllowedError, UsageError
from proviso.model import Conditions, Position, Review, TestRun
from tests.actions.house import NOW
from tests.actions.reviewing import begin, pack_of, try_it

PROMPT, RESULT = "Translate: the river rises.", "El río sube."


def add(
    agency: Agency, review: Review, prompt: str = PROMPT, result: str = RESULT, actor: str = "ingrid.solberg"
) -> TestRun:
    return review_tests.add(agency, review.id, prompt, result, "right", pack=pack_of(agency), actor=actor, at=NOW)


def check(agency: Agency, review: Review, test: TestRun, actor: str, *, agrees: bool = True, note: str = "") -> TestRun:
    return agency.store.write(
        lambda tx: review_tests.check_test(
            tx, review.id, test.id, agrees=agrees, note=note, pack=pack_of(agency), actor=actor, at=NOW
        )
    )


def test_a_test_is_kept_locked_and_read_again(agency: Agency) -> None:
    review = begin(agency)
    test = add(agency, review)
    with agency.store.read() as tx:
        sealed = db.sealed(tx, review.id, test.id)
        assert sealed is not None
        assert b"river" not in sealed[0] + sealed[1]
        assert review_tests.words_of(agency, tx, test) == (PROMPT, RESULT)


@pytest.mark.parametrize(
    ("prompt", "result"),
    [
        ("The file A012 345 678 was closed.", "Fine."),
        ("Sum it up.", "CUI//SP-PRVCY\n\nThe memo says so.\n\nCUI//SP-PRVCY"),
        ("SECRET//NOFORN\n\nSum it up.\n\nSECRET//NOFORN", "Fine."),
    ],
)
def test_what_would_not_be_sent_is_not_kept_and_not_repeated(agency: Agency, prompt: str, result: str) -> None:
    review = begin(agency)
    with pytest.raises(UsageError) as caught:
        add(agency, review, prompt, result)
    assert "012" not in caught.value.message + caught.value.hint
    assert "CUI" not in caught.value.message + caught.value.hint
    with agency.store.read() as tx:
        assert db.tests(tx, review.id) == []


@pytest.mark.parametrize("actor", ["maya.okafor", "lena.fox", "alice.tran", "system"])
def test_who_has_no_part_in_the_review_writes_no_test_down(agency: Agency, actor: str) -> None:
    review = begin(agency)
    with pytest.raises(NotAllowedError):
        add(agency, review, actor=actor)


def test_a_named_tester_writes_tests_down(agency: Agency) -> None:
    review = begin(agency)
    agency.store.write(
        lambda tx: trials.grant(
            tx, review.id, "tom.reyes", NOW.date(), pack=pack_of(agency), actor="marcus.bell", at=NOW
        )
    )
    assert add(agency, review, actor="tom.reyes").tester == "tom.reyes"


def test_a_second_person_checks_a_test_once(agency: Agency) -> None:
    review = begin(agency)
    test = add(agency, review)
    with pytest.raises(NotAllowedError, match="second person"):
        check(agency, review, test, "ingrid.solberg")
    with pytest.raises(NotAllowedError):
        check(agency, review, test, "maya.okafor")
    with pytest.raises(UsageError, match="differently"):
        check(agency, review, test, "joan.castellanos", agrees=False)
    assert check(agency, review, test, "joan.castellanos").checked_by == "joan.castellanos"
    with pytest.raises(ConflictError):
        check(agency, review, test, "omar.haddad")


def test_who_suggested_the_tool_checks_no_test(agency: Agency) -> None:
    review = begin(agency, by="joan.castellanos")
    test = add(agency, review)
    with pytest.raises(NotAllowedError, match="suggested"):
        check(agency, review, test, "joan.castellanos")


def test_who_tested_alone_does_not_sign(agency: Agency) -> None:
    review, pack = begin(agency), pack_of(agency)
    test = add(agency, review)
    saved = agency.store.write(
        lambda tx: review_answers.save(
            tx, review.id, "security", Position.CONCUR, "", Conditions(), version=0, pack=pack,
            actor="ingrid.solberg", at=NOW,
        )
    )  # fmt: skip

    def put_name() -> None:
        agency.store.write(
            lambda tx: review_answers.sign(
                tx, review.id, "security", version=saved.version, pack=pack, actor="ingrid.solberg", at=NOW
            )
        )

    with pytest.raises(NotAllowedError, match="nobody checked"):
        put_name()
    check(agency, review, test, "joan.castellanos")
    put_name()


@pytest.mark.parametrize(
    ("prompt", "result", "sees", "fields"),
    [
        ("", "", "", {"prompt", "result", "sees"}),
        ("x" * 8_001, "y", "right", {"prompt"}),
        ("x", "y", "great", {"sees"}),
    ],
)
def test_what_is_missing_in_a_test_is_said_at_its_field(prompt: str, result: str, sees: str, fields: set[str]) -> None:
    assert set(review_tests.problems(prompt, result, sees)) == fields


def test_the_helper_of_these_tests_checks_as_a_second_person(agency: Agency) -> None:
    review = begin(agency)
    try_it(agency, review)
    with agency.store.read() as tx:
        assert [t.checked_by for t in db.tests(tx, review.id)] == ["joan.castellanos"]
