"""The gate for tools at the demo agency: reviews that are done, one that runs, and a tool that three people want."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from proviso.actions import review_answers, review_decisions, review_tests, reviews, suggestions
from proviso.actions.agency import Agency
from proviso.db import reviews as reviews_db
from proviso.db.store import Tx
from proviso.model import SECTIONS, TERMS, Conditions, Position, Review, TermAnswer, TermState
from proviso.policy import Pack

from .files import table
from .script import Calendar

Work = Callable[[Tx, datetime], object]
Step = tuple[datetime, Work]
CIO, CIO_OFFICE = "ana.whitfield", "marcus.bell"
SECOND = "ingrid.solberg"


def done(agency: Agency, tool_id: str, re_review_on: date | None) -> Work:
    """The whole review of a tool that was on the list when these weeks began: four offices concur, the CIO decides."""
    rows, pack = table("reviews")["done"], agency.packs.base()

    def work(tx: Tx, at: datetime) -> Review:
        review = reviews.start_for(tx, tool_id, pack=pack, actor=CIO_OFFICE, at=at)
        _write(tx, review, rows["sections"], [form.id for form in SECTIONS], at)
        _answer_terms(tx, review, len(TERMS), rows["fact"], at)
        test = review_tests.add_in(
            tx, agency, review.id, rows["prompt"], rows["result"], "right", pack=pack, actor=CIO_OFFICE, at=at
        )
        review_tests.check_test(tx, review.id, test.id, agrees=True, pack=pack, actor=SECOND, at=at)
        for office in review.offices:
            _sign(tx, review, {"office": office, "says": "concur"}, pack, at)
        choice = review_decisions.Choice(approves=True, reason=rows["reason"], re_review_on=re_review_on)
        state = review_decisions.state_of(tx, review)
        return review_decisions.decide(tx, review.id, choice, state=state, pack=pack, actor=CIO, at=at)

    return work


def _write(tx: Tx, review: Review, said: dict[str, list[str]], closed: list[str], at: datetime) -> None:
    """The sections, by the CIO's office; those that are closed stay so."""
    for form in SECTIONS:
        values = {field.id: words for field, words in zip(form.fields, said[form.id], strict=True)}
        saved = reviews.save_section(tx, review.id, form.id, values, version=0, actor=CIO_OFFICE, at=at)
        if form.id in closed:
            reviews.close_section(tx, review.id, form.id, version=saved.version, actor=CIO_OFFICE, at=at)


def _answer_terms(tx: Tx, review: Review, count: int, fact: str, at: datetime) -> None:
    for term in TERMS[:count]:
        said = TermAnswer(review_id=review.id, term=term.id, state=TermState.MET, fact=fact)
        reviews.save_term(tx, said, version=0, actor=CIO_OFFICE, at=at)


def _sign(tx: Tx, review: Review, row: dict[str, Any], pack: Pack, at: datetime) -> None:
    office = row["office"]
    actor = table("people")["offices"][office]["person"]
    saved = review_answers.save(
        tx,
        review.id,
        office,
        Position(row["says"]),
        row.get("reasons", ""),
        Conditions(notes=tuple(row.get("notes", ()))),
        version=0,
        pack=pack,
        actor=actor,
        at=at,
    )
    review_answers.sign(tx, review.id, office, version=saved.version, pack=pack, actor=actor, at=at)


def review_steps(agency: Agency, plan: dict[str, Any], calendar: Calendar) -> Iterator[Step]:
    """Ferry, day by day, and the suggestions of LanternSearch."""
    rows, pack = table("reviews"), agency.packs.base()
    ferry = rows["ferry"]
    yield (
        calendar.at(max(ferry["opens_on"], plan["begins"]), 9),
        lambda tx, at: reviews.start_for(tx, ferry["tool"], pack=pack, actor=CIO_OFFICE, at=at),
    )
    yield calendar.at(-9, 10), lambda tx, at: _begin_to_write(tx, ferry, at)
    for row in ferry["test"]:
        yield calendar.at(row["day"], 10), _tests(agency, row, ferry["tool"], pack)
    for row in ferry["answer"]:
        yield calendar.at(row["day"], 11), _signs(row, ferry["tool"], pack)
    for row in rows["suggestion"]:
        yield calendar.at(max(row["day"], plan["begins"] + 1), 14), _suggests(row, pack)


def _running(tx: Tx, tool_id: str) -> Review:
    return next(review for review in reviews_db.open(tx) if review.tool_id == tool_id)


def _begin_to_write(tx: Tx, ferry: dict[str, Any], at: datetime) -> None:
    review = _running(tx, ferry["tool"])
    _write(tx, review, ferry["sections"], ferry["closed"], at)
    _answer_terms(tx, review, ferry["terms"], table("reviews")["done"]["fact"], at)


def _tests(agency: Agency, row: dict[str, Any], tool_id: str, pack: Pack) -> Work:
    def work(tx: Tx, at: datetime) -> None:
        review = _running(tx, tool_id)
        test = review_tests.add_in(
            tx, agency, review.id, row["prompt"], row["result"], row["sees"], pack=pack, actor=row["by"], at=at
        )
        if "checked_by" in row:
            review_tests.check_test(tx, review.id, test.id, agrees=True, pack=pack, actor=row["checked_by"], at=at)

    return work


def _signs(row: dict[str, Any], tool_id: str, pack: Pack) -> Work:
    return lambda tx, at: _sign(tx, _running(tx, tool_id), row, pack, at)


def _suggests(row: dict[str, Any], pack: Pack) -> Work:
    return lambda tx, at: suggestions.suggest(
        tx, row["name"], row.get("url", ""), row["use"], row.get("instead", ""), pack=pack, actor=row["by"], at=at
    )
