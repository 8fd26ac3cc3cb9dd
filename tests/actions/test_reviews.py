from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from proviso.actions import reviews, tools
from proviso.actions.agency import Agency
from proviso.db import reviews as db
from proviso.db import tools as tools_db
from proviso.db.store import Tx
from proviso.errors import ConflictError, NotAllowedError, NotFoundError, UsageError
from proviso.model import SECTIONS, Review, Section, TermAnswer, TermState, ToolStatus
from tests.actions.house import CHAT, NOW
from tests.actions.reviewing import add_officers, begin, pack_of, write_sections

VALUES = {"measured": "BLEU 41 on public notices.", "ours": "12 of 12 right.", "limits": "Dates."}


def save(
    agency: Agency,
    review: Review,
    *,
    version: int = 0,
    actor: str = "marcus.bell",
    section: str = "accuracy",
    **values: str,
) -> Section:
    return agency.store.write(
        lambda tx: reviews.save_section(tx, review.id, section, values or VALUES, version=version, actor=actor, at=NOW)
    )


def test_a_review_asks_the_offices_of_the_pack_and_says_by_when(agency: Agency) -> None:
    review = begin(agency)
    assert review.offices == ("privacy", "civil_rights", "security", "counsel")
    assert (review.offices_due.isoformat(), review.due_on.isoformat()) == ("2026-12-04", "2026-12-20")


def test_only_the_cios_office_starts_a_review(agency: Agency) -> None:
    for actor in ("maya.okafor", "joan.castellanos", "yusuf.karim", "alice.tran", "system"):
        with pytest.raises(NotAllowedError):
            agency.store.write(
                partial(reviews.start, name="Ferry", vendor="F", pack=pack_of(agency), actor=actor, at=NOW)
            )


def test_a_tool_has_one_open_review(agency: Agency) -> None:
    begin(agency)
    with pytest.raises(ConflictError, match="begun already"):
        agency.store.write(
            lambda tx: reviews.start_for(tx, "ferry", pack=pack_of(agency), actor="ana.whitfield", at=NOW)
        )


def test_a_tool_that_is_open_stays_open_while_it_is_reviewed_again(agency: Agency) -> None:
    agency.store.write(lambda tx: reviews.start_for(tx, CHAT.id, pack=pack_of(agency), actor="marcus.bell", at=NOW))
    with agency.store.read() as tx:
        tool = tools_db.get(tx, CHAT.id)
    assert tool is not None
    assert tool.status is ToolStatus.APPROVED


def test_the_address_of_a_tool_is_no_word_of_ours() -> None:
    assert reviews.slug("Lantern Search!") == "lantern-search"
    assert reviews.slug("Suggest") not in {"suggest", "add"}
    assert reviews.slug("日本").startswith("tool-")


def test_two_writers_of_a_section_do_not_lose_each_others_words(agency: Agency) -> None:
    review = begin(agency)
    first = save(agency, review)
    again = save(agency, review, version=0)
    assert again == first, "a double click writes nothing"
    with pytest.raises(ConflictError, match="changed since you opened it"):
        save(agency, review, version=0, measured="Other words.", ours="x", limits="y")
    second = save(agency, review, version=1, measured="Other words.", ours="x", limits="y")
    assert second.version == 2


WRITERS = (
    ("security", "ingrid.solberg", True),
    ("security", "joan.castellanos", False),
    ("privacy", "omar.haddad", True),
    ("accuracy", "omar.haddad", False),
    ("accuracy", "ana.whitfield", True),
    ("facts", "maya.okafor", False),
    ("facts", "alice.tran", False),
)


def test_a_section_is_written_by_its_offices(agency: Agency) -> None:
    review = begin(agency)
    for section, actor, may in WRITERS:
        if may:
            assert save(agency, review, section=section, actor=actor, hosting="Here.").saved_by == actor
            continue
        with pytest.raises(NotAllowedError):
            save(agency, review, section=section, actor=actor, hosting="There.")


def test_a_section_closes_when_each_question_is_answered_and_stays_closed(agency: Agency) -> None:
    review = begin(agency)
    save(agency, review, measured="x")

    def close(tx: Tx, version: int) -> Section:
        return reviews.close_section(tx, review.id, "accuracy", version=version, actor="marcus.bell", at=NOW)

    with pytest.raises(UsageError, match="Still open"):
        agency.store.write(lambda tx: close(tx, 1))
    save(agency, review, version=1)
    with pytest.raises(ConflictError):
        agency.store.write(lambda tx: close(tx, 1))
    agency.store.write(lambda tx: close(tx, 2))
    with pytest.raises(ConflictError, match="closed"):
        save(agency, review, version=3, measured="Later words.")
    opened = agency.store.write(
        lambda tx: reviews.reopen_section(tx, review.id, "accuracy", actor="marcus.bell", at=NOW)
    )
    assert not opened.is_closed
    assert save(agency, review, version=opened.version, measured="Later words.").value("measured") == "Later words."


@pytest.mark.parametrize(("answer", "says"), [("yes", "prohibited"), ("not_checked", "Still open")])
def test_a_prohibited_source_closes_nothing(agency: Agency, answer: str, says: str) -> None:
    review = begin(agency)
    form = next(form for form in SECTIONS if form.id == "supply_chain")
    values = {f.id: answer if f.choices else "Known." for f in form.fields}
    saved = save(agency, review, section=form.id, **values)  # type: ignore[arg-type]  # texts, of its fields
    with pytest.raises(UsageError, match=says):
        agency.store.write(
            lambda tx: reviews.close_section(tx, review.id, form.id, version=saved.version, actor="marcus.bell", at=NOW)
        )


@pytest.mark.parametrize(("field", "typed"), [("prohibited", "maybe"), ("owner", "x" * 4_001)])
def test_a_forged_or_endless_value_is_refused(agency: Agency, field: str, typed: str) -> None:
    review = begin(agency)
    with pytest.raises(UsageError):
        save(agency, review, section="supply_chain", version=0, actor="marcus.bell", **{field: typed})


def test_an_unknown_review_section_or_term_is_named(agency: Agency) -> None:
    review = begin(agency)
    with pytest.raises(NotFoundError):
        save(agency, review, section="weather")
    with pytest.raises(NotFoundError):
        agency.store.write(
            lambda tx: reviews.save_section(tx, "NONE0000", "facts", {}, version=0, actor="marcus.bell", at=NOW)
        )
    with pytest.raises(NotFoundError):
        term(agency, TermAnswer(review_id=review.id, term="T-15", state=TermState.MET, fact="x"))


def term(agency: Agency, answer: TermAnswer, *, version: int = 0, actor: str = "peter.novak") -> TermAnswer:
    return agency.store.write(lambda tx: reviews.save_term(tx, answer, version=version, actor=actor, at=NOW))


def test_a_term_is_a_fact_with_its_source_and_who_looked(agency: Agency) -> None:
    review = begin(agency)
    answer = TermAnswer(
        review_id=review.id, term="T-07", state=TermState.MET, fact="30 days.", link="https://x.example"
    )
    saved = term(agency, answer)
    assert (saved.saved_by, saved.version) == ("peter.novak", 1)
    assert term(agency, answer) == saved, "a double click writes nothing"


@pytest.mark.parametrize(
    ("change", "actor", "fault"),
    [
        ({"fact": ""}, "peter.novak", UsageError),
        ({"link": "ftp://x"}, "peter.novak", UsageError),
        ({"file_id": "NONE0000"}, "peter.novak", UsageError),
        ({}, "joan.castellanos", NotAllowedError),
        ({}, "maya.okafor", NotAllowedError),
    ],
)
def test_a_term_needs_its_fact_and_its_office(
    agency: Agency, change: dict[str, str], actor: str, fault: type[Exception]
) -> None:
    review = begin(agency)
    said = {"fact": "30 days.", **change}
    with pytest.raises(fault):
        term(agency, TermAnswer(review_id=review.id, term="T-07", state=TermState.MET, **said), actor=actor)  # type: ignore[arg-type]  # texts


def test_a_review_is_begun_for_a_tool_that_the_office_listed(agency: Agency) -> None:
    other = replace(CHAT, id="tide", name="Tide", status=ToolStatus.IN_REVIEW)

    def work(tx: Tx) -> Review:
        add_officers(tx)
        tools.add(tx, other, actor="marcus.bell", at=NOW)
        return reviews.start_for(tx, "tide", pack=pack_of(agency), actor="marcus.bell", at=NOW)

    review = agency.store.write(work)
    agency.store.write(lambda tx: write_sections(tx, review))
    with agency.store.read() as tx:
        assert all(db.section(tx, review.id, form.id).is_closed for form in SECTIONS)
