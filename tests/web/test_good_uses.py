"""Good uses: shared after a check, found, tried, voted for, taken away and put back; and the lessons (139-07.8.e)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from proviso.actions import good_use_checks, good_uses
from proviso.actions.good_use_checks import Example
from proviso.db import entries, expert_reviews, incidents, people
from proviso.db import good_uses as db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError
from proviso.model import (
    Audience,
    Criterion,
    CriterionAnswer,
    ExpertReview,
    ExpertState,
    ExpertVerdict,
    Incident,
    Reading,
    Said,
    SpillKind,
    TextVersion,
)
from proviso.model.good_uses import GoodUseState, NoteState
from proviso.settings import Settings
from tests.actions.house import CHAT, get_ready, open_agency

from .console import NOW, TODAY, Browser

MAYA, TOM, LENA, MARCUS, ALICE, HENRY = (
    "maya.okafor",
    "tom.reyes",
    "lena.fox",
    "marcus.bell",
    "alice.tran",
    "henry.osei",
)
FORM = {
    "title": "Sum up a report",
    "purpose": "research",
    "tool": CHAT.id,
    "prompt": "Sum up the published report in ten lines.",
    "watch": "It rounds numbers.",
}
A_NUMBER = "Sum up the file of A012 345 678."


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The small agency; Maya is ready, Tom is not."""
    folder = tmp_path_factory.mktemp("house")
    made = open_agency(folder)
    agency = replace(made, settings=Settings(home=folder, demo=True, agency="Department of Coastal Safety"))

    def fill(tx: Tx) -> None:
        get_ready(tx, agency, MAYA)
        for who in (MAYA, TOM, LENA, MARCUS, ALICE, HENRY):
            known = people.get(tx, who)
            if known is not None:
                people.put(tx, replace(known, story="Works here."))

    agency.store.write(fill)
    yield Browser(agency)
    agency.store.close()


def share(b: Browser, who: str = MAYA, **changes: str) -> str:
    b.sign_in(who).get("/good-uses/share")
    b.post("/good-uses/share", **{**FORM, **changes})
    assert b.path.startswith("/good-uses/"), b.words
    return b.path.rpartition("/")[2]


def ledger(b: Browser) -> bytes:
    with b.agency.store.read() as tx:
        return b"".join(entry.raw for entry in entries.page(tx, 0, 100_000))


def test_an_empty_list_names_the_action_that_fills_it(house: Browser) -> None:
    with house.agency.store.read() as tx:
        assert db.count(tx, db.Wanted()) == 0
    assert "Share the first one from your own uses" in house.sign_in(MAYA).get("/good-uses")
    assert "No lesson is written down yet. Each closed incident brings one." in house.get("/lessons")


def test_what_is_shared_is_found_by_its_words_and_no_word_of_it_is_in_the_ledger(house: Browser) -> None:
    code = share(house, title="Explain a method", prompt="Explain the zephyr method to a beginner.")
    assert "Shared. You can take it back at any time." in house.words
    assert "Explain a method" in house.sign_in(TOM).get("/good-uses?q=ZEPHYR+beginner")
    assert "Nothing matches." in house.get("/good-uses?q=zephyr+100%25")
    assert "Maya" not in house.get(f"/good-uses/{code}")
    assert b"zephyr" not in ledger(house)


def test_the_name_stands_there_only_if_its_author_chose_so(house: Browser) -> None:
    code = share(house, title="With my name", is_named="yes")
    assert "Shared by Maya Okafor" in house.sign_in(TOM).get(f"/good-uses/{code}")


def test_who_is_not_ready_may_share_and_an_auditor_may_not(house: Browser) -> None:
    share(house, TOM, title="From a new person")
    house.sign_in(ALICE).get("/good-uses/share")
    assert house.status == 403


def test_nothing_that_was_typed_is_lost_when_something_is_missing(house: Browser) -> None:
    house.sign_in(MAYA).get("/good-uses/share")
    said = house.post("/good-uses/share", **{**FORM, "title": " ", "purpose": "", "tool": "nope"})
    assert house.status == 422
    for words in ("Give it a title", "Choose what it is for.", "Choose the tool."):
        assert words in said
    assert FORM["prompt"] in house.text


def test_a_text_that_a_rule_stops_is_not_shared_and_says_so_like_a_denial(house: Browser) -> None:
    house.sign_in(MAYA).get("/good-uses/share")
    said = house.post("/good-uses/share", **{**FORM, "prompt": A_NUMBER})
    assert "This text has an A‑number" in said
    assert "So it was not shared." in said
    assert A_NUMBER in house.text
    refused = house.events("GoodUseRefused")[-1]
    assert "individual" in refused["rules"]
    assert b"A012 345 678" not in ledger(house)


def test_a_text_that_may_be_classified_opens_its_incident_and_does_not_come_back(house: Browser) -> None:
    house.sign_in(MAYA).get("/good-uses/share")
    said = house.post("/good-uses/share", **{**FORM, "prompt": "(TEST) SECRET//NOFORN\nThe plan of the pier."})
    assert "This text may be classified" in said
    assert "The plan of the pier" not in house.text
    with house.agency.store.read() as tx:
        assert [i.kind for i in incidents.open(tx)] == [SpillKind.CLASSIFIED]


def test_only_these_very_words_go_on(house: Browser) -> None:
    example = Example(title="A", purpose="research", tool_id=CHAT.id, prompt="Sum up the report.").cleaned()
    looked = good_use_checks.look(house.agency, example, actor=MAYA, at=NOW)
    swapped = replace(looked, example=replace(example, prompt=A_NUMBER))
    for one, who in ((swapped, MAYA), (looked, TOM)):
        share_it = partial(good_uses.share, looked=one, actor=who, at=NOW)
        with pytest.raises(NotAllowedError, match="cannot be shared"):
            house.agency.store.write(share_it)


def test_try_it_fills_the_workspace_and_counts_without_whose_it_was(house: Browser) -> None:
    code = share(house, title="To be tried")
    house.sign_in(TOM).get(f"/good-uses/{code}")
    house.post(f"/good-uses/{code}/try")
    assert house.path == "/workspace"
    assert FORM["prompt"] in house.text
    assert "Nothing was sent." in house.words
    house.sign_in("alice.tran").get(f"/good-uses/{code}")
    house.post(f"/good-uses/{code}/try")
    assert house.status == 403
    assert "Tried 1 time." in house.get(f"/good-uses/{code}")


def test_one_vote_a_person_none_for_ones_own_and_it_can_be_taken_back(house: Browser) -> None:
    code = share(house, title="To be voted for")
    with pytest.raises(NotAllowedError):
        house.agency.store.write(lambda tx: good_uses.vote(tx, code, actor=MAYA, at=NOW))
    house.sign_in(TOM).get(f"/good-uses/{code}")
    house.post(f"/good-uses/{code}/vote", do="helped")
    assert "Helped 1 person." in house.post(f"/good-uses/{code}/vote", do="helped")
    assert "Your vote is taken back." in house.post(f"/good-uses/{code}/vote", do="take_back")
    with house.agency.store.read() as tx:
        assert db.votes_of(tx, [code]) == {}


def test_a_change_is_checked_again(house: Browser) -> None:
    code = share(house, title="To be changed")
    house.get(f"/good-uses/{code}/change")
    assert "So it was not shared." in house.post(f"/good-uses/{code}/change", **{**FORM, "prompt": A_NUMBER})
    assert "Changed." in house.post(f"/good-uses/{code}/change", **{**FORM, "title": "It was changed"})
    house.sign_in(TOM).get(f"/good-uses/{code}/change")
    assert house.status == 404


def test_taken_back_is_gone_for_others_and_can_be_undone_for_ten_minutes(house: Browser) -> None:
    code = share(house, title="To be taken back")
    house.get(f"/good-uses/{code}")
    assert "Taken back." in house.post(f"/good-uses/{code}/take-back")
    house.sign_in(TOM).get(f"/good-uses/{code}")
    assert house.status == 404
    house.sign_in(MAYA).get(f"/good-uses/{code}")
    assert "It is shared again." in house.post(f"/good-uses/{code}/put-back")
    house.post(f"/good-uses/{code}/take-back")
    late = NOW + timedelta(minutes=30)
    with pytest.raises(ConflictError, match="ten minutes"):
        house.agency.store.write(lambda tx: good_uses.put_back(tx, code, actor=MAYA, at=late))


def test_the_offices_word_has_a_reason_that_its_author_reads(house: Browser) -> None:
    code = share(house, title="To be taken down")
    house.sign_in(MARCUS).get(f"/good-uses/{code}/take-down")
    house.post(f"/good-uses/{code}/take-down", reason=" ")
    assert house.status == 422
    house.post(f"/good-uses/{code}/take-down", reason="It asks for too much.")
    assert "It asks for too much." in house.sign_in(MAYA).get(f"/good-uses/{code}")
    house.sign_in(TOM).get(f"/good-uses/{code}/take-down")
    assert house.status == 403
    with house.agency.store.read() as tx:
        assert db.get(tx, code).state is GoodUseState.TAKEN_DOWN  # type: ignore[union-attr]


def returned_review() -> ExpertReview:
    """Lena returned a text of Maya's."""
    said = CriterionAnswer(criterion=Criterion.ACCURACY, said=Said.NO, note="Two quokka dates are wrong.")
    reading = Reading(order=1, reviewer_id=LENA, version=1, answers=(said,), verdict=ExpertVerdict.RETURNED)
    version = TextVersion(number=1, transcript_id="", digest="00", words=9, written_by=MAYA, at=NOW)
    return ExpertReview(
        id="REV00001",
        author_id=MAYA,
        audience=Audience.PUBLIC,
        subject="Flood plan",
        topic="",
        due_on=TODAY,
        asked_at=NOW,
        versions=(version,),
        readings=(reading,),
        state=ExpertState.RETURNED,
    )


def test_a_reviewers_note_stands_there_and_among_the_lessons_only_with_their_consent(house: Browser) -> None:
    house.agency.store.write(lambda tx: expert_reviews.add(tx, returned_review()))
    asked = house.sign_in(MAYA).get("/good-uses/share?review=REV00001")
    assert "Ask Lena Fox whether the note of the review may stand there" in asked
    house.post("/good-uses/share", **{**FORM, "title": "Flood plan"}, review="REV00001", with_note="yes")
    code = house.path.rpartition("/")[2]
    assert "Two quokka dates are wrong." not in house.sign_in(TOM).get(f"/good-uses/{code}")
    assert "quokka" not in house.get("/lessons")
    assert "may your note stand there?" in house.sign_in(LENA).get("/good-uses")
    house.get(f"/good-uses/{code}")
    assert "Your note stands there now." in house.post(f"/good-uses/{code}/note", do="yes")
    assert "Two quokka dates are wrong." in house.sign_in(TOM).get(f"/good-uses/{code}")
    assert "1 lesson matches." in house.get("/lessons?q=quokka")
    assert "Flood plan" in house.words
    house.sign_in(LENA).get(f"/good-uses/{code}")
    house.post(f"/good-uses/{code}/note", do="no")
    assert "quokka" not in house.sign_in(TOM).get(f"/good-uses/{code}")
    with house.agency.store.read() as tx:
        assert db.get(tx, code).note_state is NoteState.DECLINED  # type: ignore[union-attr]


def test_lessons_of_incidents_are_for_all_and_their_causes_for_who_looks_after_them(house: Browser) -> None:
    def closed(number: str, lesson: str, **more: object) -> Incident:
        return Incident(
            id=number,
            kind=SpillKind.CUI,
            opened_at=NOW,
            opened_by=TOM,
            state="closed",
            closed_at=NOW,
            cause="The wrong window.",
            lesson=lesson,
            **more,  # type: ignore[arg-type]
        )

    def write(tx: Tx) -> None:
        incidents.add(tx, closed("2026-801", "Look at the banner first."))
        incidents.add(tx, closed("2026-802", "Keep the pier plan apart.", cleared=("security",)))
        incidents.add(tx, closed("2026-803", "Know the number to call.", is_drill=True))

    house.agency.store.write(write)
    said = house.sign_in(TOM).get("/lessons?kind=incident")
    assert "Look at the banner first." in said
    assert "DRILL. Know the number to call." in said
    assert "The wrong window." not in said
    assert "pier plan" not in said
    officer = house.sign_in(HENRY).get("/lessons?q=banner")
    assert "Cause: The wrong window." in officer
    assert "Incident 2026-801" in officer
    assert "pier plan" not in house.get("/lessons")
